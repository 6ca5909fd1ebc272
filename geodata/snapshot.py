"""One published bundle of tables, opened for reading."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyarrow as pa

from footprints.schema import TABLES
from geodata.errors import NoSnapshotError, UnreadableFileError

Manifest = dict[str, Any]


@dataclass(frozen=True)
class Snapshot:
    """One published bundle: its name, its folder and its manifest."""

    snapshot_id: str
    folder: Path
    manifest: Manifest

    def table(self, name: str) -> pd.DataFrame:
        """
        Read one table.

        Parameters
        ----------
        name
            A key of `footprints.schema.TABLES`.

        Returns
        -------
        table
            As it was published; a GeoDataFrame in EPSG:27700 where it has geometry.

        Raises
        ------
        NoSnapshotError
            If the snapshot holds no such table.
        UnreadableFileError
            If its file has been damaged since.
        """
        path = self.folder / f"{name}.parquet"
        if not path.exists():
            raise NoSnapshotError(f"snapshot {self.snapshot_id} has no table {name!r}")
        spatial = name in TABLES and TABLES[name].has_geometry
        try:
            return gpd.read_parquet(path) if spatial else pd.read_parquet(path)
        except (OSError, ValueError, pa.ArrowException) as error:
            raise UnreadableFileError(
                f"{path.name} of snapshot {self.snapshot_id}: damaged since it was published "
                f"({error}); run `python -m geodata build` again, or rollback"
            ) from error

    @property
    def is_demo(self) -> bool:
        """Whether the schools and trusts are invented."""
        return bool(self.manifest["demo"])

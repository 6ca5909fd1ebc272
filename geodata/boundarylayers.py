"""The layers of one boundary file, opened: rows numbered, coordinates known."""

import warnings
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyogrio
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError

from geodata.csvtext import FIRST_ROW
from geodata.errors import MissingCrsError, UnreadableFileError
from geodata.layers import list_layers


@dataclass(frozen=True)
class BoundaryLayer:
    """
    One layer as it came.

    `name` is the file name, with the layer after a slash where there are several. `labels` are
    the names that may state a year. The index of `table` is the row number as a spreadsheet
    would show it, the header being row 1.
    """

    name: str
    labels: tuple[str, ...]
    table: gpd.GeoDataFrame


def open_layers(path: Path, wanted: str | None = None) -> list[BoundaryLayer]:
    """
    Open the layers of a boundary file that have geometry.

    Parameters
    ----------
    path
        GeoParquet, or whatever OGR reads.
    wanted
        Name of the only layer to open; all by default.

    Returns
    -------
    layers
        In file order, in the CRS they came in.

    Raises
    ------
    UnreadableFileError
        If the file is empty, truncated, of another format, or has no such layer.
    MissingCrsError
        If a layer does not say which coordinates it uses.
    """
    if path.suffix.lower() == ".parquet":
        return [_number_rows(path.name, (path.stem,), _open_parquet(path))]
    found = [one for one in list_layers(path) if wanted in {None, one.name}]
    if not found:
        raise UnreadableFileError(
            f"{path.name}: must hold a layer of areas{f' named {wanted!r}' if wanted else ''}, "
            f"got none; download or save it again"
        )
    return [
        _number_rows(
            f"{path.name}/{one.name}" if len(found) > 1 else path.name,
            (one.name, path.stem),
            _open_layer(path, one.name),
        )
        for one in found
    ]


def _open_layer(path: Path, layer: str) -> gpd.GeoDataFrame:
    """Read one layer with OGR; a ring that cannot be built becomes a missing geometry."""
    try:
        with warnings.catch_warnings():
            # rings that OGR only warns of are for `read_boundaries` to judge and count
            warnings.simplefilter("ignore")
            return pyogrio.read_dataframe(path, layer=layer, on_invalid="ignore")
    except (DataSourceError, DataLayerError, FeatureError) as error:
        raise UnreadableFileError(
            f"{path.name}: cannot be read as boundaries, it may be truncated or corrupt "
            f"({error}); download or save it again"
        ) from error


def _open_parquet(path: Path) -> gpd.GeoDataFrame:
    """Read a GeoParquet file."""
    try:
        return gpd.read_parquet(path)
    except (ValueError, OSError, pa.ArrowException) as error:
        raise UnreadableFileError(
            f"{path.name}: cannot be read as GeoParquet, it may be truncated or have no geometry "
            f"({error}); download or save it again"
        ) from error


def _number_rows(name: str, labels: tuple[str, ...], table: gpd.GeoDataFrame) -> BoundaryLayer:
    """Insist on a CRS; number the rows as a spreadsheet would, the header being row 1."""
    crs = table.crs
    if crs is None or "undefined" in str(crs.name).lower():
        raise MissingCrsError(
            f"{name}: must say which coordinates it uses (a CRS), got none; save it again with "
            f"its CRS, or add the .prj file to the zip"
        )
    rows = pd.RangeIndex(FIRST_ROW, FIRST_ROW + len(table))
    named = table.set_axis(rows)
    return BoundaryLayer(name, labels, named)

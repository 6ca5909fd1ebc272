"""Which layers a boundary file holds, asked of OGR without reading the shapes."""

import warnings
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pyogrio
from pyogrio.errors import DataLayerError, DataSourceError

from geodata.errors import UnreadableFileError

_MAYBE_JSON_BYTES = 1 << 16


@dataclass(frozen=True)
class Layer:
    """One layer: its name, kind of geometry, columns and number of features."""

    name: str
    geometry: str
    fields: tuple[str, ...]
    n_features: int

    @property
    def is_polygons(self) -> bool:
        """Whether it may hold areas; `Unknown` is a mixture, as GeoJSON allows."""
        return "Polygon" in self.geometry or self.geometry in {"Unknown", "GeometryCollection"}


def list_layers(path: Path) -> list[Layer]:
    """
    List the layers of a file that OGR reads.

    Parameters
    ----------
    path
        A GeoPackage, GeoJSON, Shapefile, FlatGeobuf and the like, or a zip of one.

    Returns
    -------
    layers
        Those with geometry, in file order; none for a zip or .json without any.

    Raises
    ------
    UnreadableFileError
        If the file is empty, truncated or corrupt.
    """
    if not path.stat().st_size:
        raise UnreadableFileError(f"{path.name}: is empty; download or save it again")
    if not _may_hold_layers(path):
        return []
    try:
        with warnings.catch_warnings():
            # what OGR only warns of is for the reader of the shapes to judge
            warnings.simplefilter("ignore")
            names = pyogrio.list_layers(path)[:, 0]
            infos = [(str(name), pyogrio.read_info(path, layer=name)) for name in names]
    except (DataSourceError, DataLayerError) as error:
        raise UnreadableFileError(
            f"{path.name}: cannot be read as boundaries, it may be truncated or corrupt "
            f"({error}); download or save it again"
        ) from error
    return [
        Layer(name, info["geometry_type"], tuple(info["fields"]), int(info["features"]))
        for name, info in infos
        if info["geometry_type"] is not None
    ]


def _may_hold_layers(path: Path) -> bool:
    """Tell a zip or JSON of something else from one that is damaged."""
    suffix = path.suffix.lower()
    if suffix == ".zip":
        known = (".shp", ".gpkg", ".geojson", ".json", ".fgb", ".gml", ".kml", ".tab")
        return any(name.lower().endswith(known) for name in _zip_names(path))
    if suffix == ".json":
        with path.open("rb") as stream:
            start = stream.read(_MAYBE_JSON_BYTES)
        return b'"FeatureCollection"' in start or b'"Topology"' in start
    return True


def _zip_names(path: Path) -> list[str]:
    """List what a zip holds; `list_members` has already told a corrupt one."""
    with zipfile.ZipFile(path) as archive:
        return archive.namelist()

"""Tells files of roads among others, so that whoever finds one can say what it is for."""

from geodata.layers import Layer
from geodata.roads.lineclasses import find_columns, normalise_name

OSM_ENDINGS = (".pbf", ".osm", ".osm.gz", ".osm.bz2")
HOW_TO_ADD = "roads, which a build does not read: add them with `python -m geodata roads add FILE`"
# columns that only roads have, as `geodata.roads.lineclasses` knows them
_OF_ROADS = frozenset({"function", "highway"})


def is_osm(name: str) -> bool:
    """
    Tell an extract of OpenStreetMap by the end of its name, for it has no columns to go by.

    Examples
    --------
    >>> is_osm("rutland.OSM.pbf"), is_osm("lad.gpkg")
    (True, False)
    """
    return name.lower().endswith(OSM_ENDINGS)


def is_roads(layer: Layer) -> bool:
    """
    Tell a layer of roads by its name and columns.

    Parameters
    ----------
    layer
        From `geodata.layers.list_layers`.

    Returns
    -------
    roads
        Whether it is of lines, and either called as the links of OS Open Roads are or has a
        column that says what kind of road each is.

    Examples
    --------
    >>> is_roads(Layer("RoadLink", "LineString", (), 9))
    True
    >>> is_roads(Layer("rivers", "LineString", ("name",), 9))
    False
    """
    if "Line" not in layer.geometry:
        return False
    named = normalise_name(layer.name).endswith("roadlink")
    return named or bool(_OF_ROADS & find_columns(layer.fields).keys())

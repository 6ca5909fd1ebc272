"""Small files of roads, written as their publishers write theirs: OpenStreetMap, OS Open Roads."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import geopandas as gpd
import osmium
import pyogrio
import shapely
from osmium.osm.mutable import Node, Way

from geodata.roads.britain import find_degrees

# the corner of a made-up place in Rutland, metres
EAST, NORTH = 485_000.0, 305_000.0
Places = Mapping[int, tuple[float, float]]
Tagged = tuple[Sequence[int], Mapping[str, str]]

# a square with sides of 1 km, and a spur; km from the corner
SQUARE: Places = {1: (0, 0), 2: (1, 0), 3: (1, 1), 4: (0, 1), 5: (2, 0), 6: (3, 0)}
STREETS: Sequence[Tagged] = (
    ([1, 2], {"highway": "primary"}),
    ([2, 3], {"highway": "residential", "oneway": "yes"}),
    ([3, 4], {"highway": "residential"}),
    ([4, 1], {"highway": "tertiary"}),
    ([2, 5], {"highway": "service", "access": "private"}),
    ([1, 3], {"highway": "footway"}),
    ([5, 6], {"route": "ferry", "motor_vehicle": "yes"}),
    ([4, 6], {"route": "ferry"}),
)


def to_degrees(east_km: float, north_km: float) -> tuple[float, float]:
    """Give the longitude and latitude of a place."""
    place = shapely.Point(EAST + 1000 * east_km, NORTH + 1000 * north_km)
    lon, lat = find_degrees(*shapely.get_coordinates(place).T)
    return float(lon[0]), float(lat[0])


def write_osm(
    path: Path,
    places: Places = SQUARE,
    ways: Sequence[Tagged] = STREETS,
    *,
    shift: tuple[float, float] = (0.0, 0.0),
    without: Sequence[int] = (),
    stamp: str = "",
) -> Path:
    """Write an extract; `shift` moves it by degrees, `without` leaves some nodes out."""
    header = osmium.io.Header()
    if stamp:
        header.set("osmosis_replication_timestamp", stamp)
    with osmium.SimpleWriter(str(path), header=header, overwrite=True) as writer:
        for node, place in places.items():
            if node not in without:
                lon, lat = to_degrees(*place)
                writer.add_node(Node(id=node, location=(lon + shift[0], lat + shift[1])))
        for at, (nodes, tags) in enumerate(ways, start=1):
            writer.add_way(Way(id=at, nodes=list(nodes), tags=dict(tags)))
    return path


def make_links(
    rows: Sequence[tuple[str, str, str, Sequence[tuple[float, float]]]],
    nodes: Mapping[tuple[float, float], str] | None = None,
) -> gpd.GeoDataFrame:
    """Make links of OS Open Roads: classification, function, form of way, points in km."""
    named = nodes or {}
    lines = [
        shapely.LineString([(EAST + 1000 * x, NORTH + 1000 * y) for x, y in points])
        for *_, points in rows
    ]
    ends = [[named.get(points[end], f"N{points[end]}") for *_, points in rows] for end in (0, -1)]
    return gpd.GeoDataFrame(
        {
            "id": [f"L{at}" for at in range(len(rows))],
            "fictitious": False,
            "road_classification": [row[0] for row in rows],
            "road_function": [row[1] for row in rows],
            "form_of_way": [row[2] for row in rows],
            "road_classification_number": None,
            "name_1": "High Street",
            "length": [round(line.length) for line in lines],
            "start_node": ends[0],
            "end_node": ends[1],
        },
        geometry=lines,
        crs="EPSG:27700",
    )


SINGLE, DUAL = "Single Carriageway", "Dual Carriageway"
LINKS = (
    ("A Road", "A Road", DUAL, [(0, 0), (0.5, 0), (1, 0)]),
    ("Unclassified", "Local Road", SINGLE, [(1, 0), (1, 1)]),
    ("Classified Unnumbered", "Minor Road", SINGLE, [(1, 1), (0, 1)]),
    ("B Road", "B Road", SINGLE, [(0, 1), (0, 0)]),
    ("Not Classified", "Restricted Local Access Road", SINGLE, [(1, 0), (1.2, 0)]),
    ("Unknown", "Local Access Road", "Guided Busway", [(1, 0), (1, -1)]),
    ("A Road", "A Road", "Slip Road", [(1, 0), (2, 0)]),
)


def write_links(
    path: Path, table: gpd.GeoDataFrame | None = None, *, layer: str = "road_link"
) -> Path:
    """Write a GeoPackage of links and, as the publisher does, of their nodes."""
    links = make_links(LINKS) if table is None else table
    pyogrio.write_dataframe(links, path, layer=layer)
    nodes = gpd.GeoDataFrame(
        {"id": ["N1"], "form_of_road_node": ["junction"]},
        geometry=[shapely.Point(EAST, NORTH)],
        crs=links.crs,
    )
    pyogrio.write_dataframe(nodes, path, layer="road_node", append=True)
    return path

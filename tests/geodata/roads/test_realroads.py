"""Rutland and some streets of Bristol: our distances are those of a graph made another way."""

from collections.abc import Iterable
from pathlib import Path
from typing import cast

import networkx as nx
import numpy as np
import osmium
import pandas as pd
import pytest
from pyproj import Geod, Transformer
from scipy.spatial import cKDTree

from footprints.distance import straight_km
from footprints.roads.graph import find_main
from footprints.roads.nearest import find_nearest
from footprints.roads.network import Floats, RoadNetwork, Rows
from footprints.roads.routing import Routes, route, route_pairs
from footprints.roads.snapping import Snapped, snap_points
from geodata.roads.files import RoadsRead, read_roads
from geodata.roads.speeds import read_speeds

pytestmark = pytest.mark.realdata

SPEEDS = read_speeds().speeds
FILES = {"rutland": "rutland-england.osm.pbf", "bristol": "bristol-whitelion-tiny.osm.pbf"}
# written anew for this test, and not taken from the reader
ROADS = {
    "motorway", "trunk", "primary", "secondary", "tertiary", "motorway_link", "trunk_link",
    "primary_link", "secondary_link", "tertiary_link", "unclassified", "residential",
    "living_street", "service", "road",
}  # fmt: skip
CLOSED = {"no", "private", "agricultural", "forestry", "delivery", "emergency", "permit", "psv"}


class Plain:
    """A graph of all points of all roads: nodes are OpenStreetMap's, nothing is left out."""

    def __init__(self, path: Path) -> None:
        self.graph = nx.MultiDiGraph()
        transform = Transformer.from_crs(4326, 27700, always_xy=True).transform
        self.geodesic_m = 0.0
        geod = Geod(ellps="WGS84")
        for way in cast("Iterable[osmium.osm.Way]", osmium.FileProcessor(path).with_locations()):
            if not way.is_way() or not self._is_open(tags := dict(way.tags)):
                continue
            lon = [node.lon for node in way.nodes]
            lat = [node.lat for node in way.nodes]
            self.geodesic_m += geod.line_length(lon, lat)
            ids, (east, north) = [node.ref for node in way.nodes], transform(lon, lat)
            onward, against = self._driven(tags)
            for at in range(len(ids) - 1):
                metres = float(np.hypot(east[at + 1] - east[at], north[at + 1] - north[at]))
                self._join(ids[at : at + 2], metres, tags["highway"], onward, against)
            for at, node in enumerate(ids):
                self.graph.nodes[node].update(x=east[at], y=north[at])

    @staticmethod
    def _is_open(tags: dict[str, str]) -> bool:
        says = [
            tags[key] for key in ("motorcar", "motor_vehicle", "vehicle", "access") if key in tags
        ]
        shut = bool(says) and says[0] in CLOSED
        area, rescue = tags.get("area") == "yes", tags.get("service") == "emergency_access"
        return tags.get("highway") in ROADS and not (shut or area or rescue)

    @staticmethod
    def _driven(tags: dict[str, str]) -> tuple[bool, bool]:
        oneway = tags.get("oneway", "")
        round_about = tags.get("junction") in {"roundabout", "circular"}
        if not oneway and (round_about or tags["highway"] == "motorway"):
            oneway = "yes"
        return oneway != "-1", oneway not in {"yes", "1", "true"}

    def _join(self, ids: list[int], metres: float, kind: str, onward: bool, against: bool) -> None:  # noqa: FBT001
        hours = {"fast": metres / SPEEDS.fast[kind], "slow": metres / SPEEDS.slow[kind]}
        times = {f"minutes_{name}": 60 * value / 1000 for name, value in hours.items()}
        for (a, b), driven in ((ids, onward), (ids[::-1], against)):
            if driven:
                self.graph.add_edge(a, b, km=metres / 1000, **times)
            else:
                self.graph.add_nodes_from([a, b])

    def cost(
        self, starts: Iterable[int], measure: str, *, back: bool
    ) -> dict[int, dict[int, float]]:
        """Search from each start, with the traffic or against it."""
        graph = self.graph if back else self.graph.reverse(copy=False)
        return {
            start: nx.single_source_dijkstra_path_length(graph, start, weight=measure)
            for start in starts
        }

    def find_nodes(self, network: RoadNetwork) -> Rows:
        """Give the id of the point under each node of a network, -1 under those put in between."""
        ids = np.array(self.graph.nodes)
        places = np.array([(data["x"], data["y"]) for _, data in self.graph.nodes(data=True)])
        away, at = cKDTree(places).query(np.column_stack([network.easting, network.northing]))
        return np.where(away < 1e-4, ids[at], -1)


@pytest.fixture(scope="module", params=list(FILES))
def path(request: pytest.FixtureRequest, shared_data: Path) -> Path:
    return shared_data / "network" / FILES[request.param]


@pytest.fixture(scope="module")
def read(path: Path) -> RoadsRead:
    return read_roads(path)


@pytest.fixture(scope="module")
def plain(path: Path) -> Plain:
    return Plain(path)


@pytest.fixture(scope="module")
def rutland(shared_data: Path) -> RoadsRead:
    return read_roads(shared_data / "network" / FILES["rutland"])


def stand_on(network: RoadNetwork, rows: Rows) -> Snapped:
    """Stand on nodes themselves."""
    none = np.full(len(rows), "", dtype="object")
    return Snapped(network.easting[rows], network.northing[rows], rows, np.zeros(len(rows)), none)


def draw_pairs(network: RoadNetwork, ids: Rows, bases: int, schools: int) -> tuple[Rows, Rows]:
    """Draw random nodes that are OpenStreetMap's own: some bases, some schools for each."""
    rng = np.random.default_rng(5)
    own = np.flatnonzero((ids >= 0) & find_main(network))
    # a few off the main part as well: what cannot be reached must be missing
    astray = np.flatnonzero((ids >= 0) & ~find_main(network))
    pool = np.append(own, rng.choice(astray, min(len(astray), max(3, len(own) // 20))))
    destination = np.repeat(rng.choice(pool, bases), schools)
    return rng.choice(pool, bases * schools), destination


def compare(plain: Plain, network: RoadNetwork, drawn: tuple[Rows, Rows], measure: str) -> Floats:
    """Give our costs beside theirs: there, ours and theirs, back, ours and theirs."""
    ids = plain.find_nodes(network)
    origin, destination = drawn
    every = stand_on(network, np.arange(network.n_nodes))
    routes: Routes = route_pairs(network, every, every, (origin, destination), SPEEDS)
    columns = []
    for back in (False, True):
        theirs = plain.cost(np.unique(ids[destination]).tolist(), measure, back=back)
        columns.append(getattr(routes, f"{measure}_back" if back else measure))
        columns.append(
            [
                theirs[there].get(here, np.nan)
                for here, there in zip(ids[origin], ids[destination], strict=True)
            ]
        )
    return np.array(columns)


def test_five_hundred_pairs_are_as_far_there_and_back_as_another_graph_says(
    read: RoadsRead, plain: Plain
) -> None:
    network = read.network
    drawn = draw_pairs(network, plain.find_nodes(network), 25, 20)
    ours, theirs, ours_back, theirs_back = compare(plain, network, drawn, "km") * 1000
    assert len(ours) == 500
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=0.01)  # metres
    np.testing.assert_allclose(ours_back, theirs_back, rtol=0, atol=0.01)
    assert np.isfinite(ours).sum() > 300
    assert np.isnan(ours).any() or np.isnan(ours_back).any()
    assert (np.nan_to_num(ours) != np.nan_to_num(ours_back)).any()


@pytest.mark.parametrize("measure", ["minutes_fast", "minutes_slow"])
def test_minutes_are_those_of_the_other_graph(read: RoadsRead, plain: Plain, measure: str) -> None:
    drawn = draw_pairs(read.network, plain.find_nodes(read.network), 4, 50)
    ours, theirs, ours_back, theirs_back = compare(plain, read.network, drawn, measure)
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-5)
    np.testing.assert_allclose(ours_back, theirs_back, rtol=0, atol=1e-5)


def test_the_same_points_hang_together(read: RoadsRead, plain: Plain) -> None:
    ids = plain.find_nodes(read.network)
    main = ids[find_main(read.network) & (ids >= 0)]
    largest = max(nx.strongly_connected_components(plain.graph), key=len)
    assert set(main.tolist()) <= largest
    # the nodes of the largest part that were not kept are points between junctions
    missed = largest - set(main.tolist())
    neighbours = {n: {*plain.graph.successors(n), *plain.graph.predecessors(n)} for n in missed}
    assert all(len(near) <= 2 for near in neighbours.values())


def test_the_roads_are_as_long_as_on_the_globe(read: RoadsRead, plain: Plain) -> None:
    assert read.report.road_km == pytest.approx(plain.geodesic_m / 1000, rel=6e-4)


def test_every_way_is_in_the_network_or_counted(read: RoadsRead, path: Path) -> None:
    tagged = osmium.FileProcessor(path, osmium.osm.WAY).with_filter(
        osmium.filter.KeyFilter("highway", "route")
    )
    ours = [Plain._is_open(dict(way.tags)) for way in tagged]
    assert read.report.n_read == len(ours)
    assert read.report.n_ways == sum(ours)
    assert sum(read.report.left_out.values()) == len(ours) - sum(ours)


def test_a_road_is_never_shorter_than_the_straight_line(rutland: RoadsRead) -> None:
    network = rutland.network
    rows = np.random.default_rng(8).choice(np.flatnonzero(find_main(network)), 300)
    points = stand_on(network, rows)
    routes = route(network, stand_on(network, rows[:20]), points, SPEEDS)
    straight = straight_km(
        points.easting[:20, None], points.northing[:20, None], points.easting, points.northing
    )
    assert (routes.km >= straight - 1e-9).all()
    factor = (routes.km[straight > 1] / straight[straight > 1]).tolist()
    assert 1.1 < float(np.median(factor)) < 1.6
    assert (routes.minutes_slow >= routes.minutes_fast - 1e-9).all()


def test_the_schools_of_rutland_stand_on_its_roads(rutland: RoadsRead, shared_data: Path) -> None:
    schools = pd.read_parquet(shared_data / "schools" / "schools_england_merged_2025.parquet")
    there = schools[schools["DistrictAdministrative (code)"] == "E06000017"]
    places = there[["Easting", "Northing"]].astype("float64").dropna().to_numpy()
    snapped = snap_points(rutland.network, places)
    assert len(places) > 20
    assert snapped.is_placed.all()
    assert np.median(snapped.snapped_m) < 150
    # York, 130 km to the north, is on none of them
    york = snap_points(rutland.network, np.array([[460_000.0, 452_000.0]]))
    assert not york.is_placed[0]
    assert york.snapped_m[0] > 100_000
    nearest = find_nearest(rutland.network, snapped, snapped, SPEEDS, by="minutes_slow")
    assert (nearest.cost == 0).all()

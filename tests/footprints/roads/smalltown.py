"""
A small town whose distances by road are known by heart, in km from its corner.

    E (0, 5)                       north of Dene: 1 km residential, then 1 km primary
    |
    D ------------ C (4, 3)        residential, both ways, 4 km
    |              ^
    |              | one-way, primary, 3 km
    A ============ B (4, 0) ~~~~~ H (20, 0) --- I (22, 0)
      primary, 4 km; and trunk, 5 km           ferry, then an island's road, 2 km

D to A is residential, 3 km. From D a one-way road leads into K (-1, 3), from which none leads
out. F (2, 1) to G (2, 1.5) is joined to nothing.
"""

import networkx as nx
import numpy as np

from footprints.roads.compaction import Label, compact_ways
from footprints.roads.network import FERRY, Floats, RoadNetwork, Speeds
from footprints.roads.snapping import Snapped, snap_points
from footprints.roads.ways import Ways

CORNER = np.array([400_000.0, 300_000.0])
CLASSES = ("trunk", "primary", "residential", FERRY)
SPEEDS = Speeds(
    {"trunk": 100.0, "primary": 60.0, "residential": 30.0, FERRY: 20.0},
    {"trunk": 60.0, "primary": 40.0, "residential": 20.0, FERRY: 10.0},
)
LABEL = Label("Small town", "drawn by hand", "2025-01-01", "© the tests", "0123456789abcdef")
PLACES = {
    "A": (0, 0), "B": (4, 0), "C": (4, 3), "D": (0, 3), "E": (0, 5), "F": (2, 1), "G": (2, 1.5),
    "H": (20, 0), "I": (22, 0), "K": (-1, 3),
}  # fmt: skip
# half-way points: of the trunk road (3, 4, 5 twice: 2.5 km each side), and north of Dene
BENDS = {"t": (2, -1.5), "n": (0, 4)}
# way, class, forward, backward
ROADS = (
    ("A B", "primary", True, True),
    ("A t B", "trunk", True, True),
    ("B C", "primary", True, False),
    ("C D", "residential", True, True),
    ("A D", "residential", True, True),
    ("D n", "residential", True, True),
    ("n E", "primary", True, True),
    ("F G", "residential", True, True),
    ("B H", FERRY, True, True),
    ("H I", "residential", True, True),
    ("K D", "residential", False, True),
)


def draw_ways(roads: tuple[tuple[str, str, bool, bool], ...] = ROADS) -> Ways:
    """Draw roads through places named by letters."""
    where = PLACES | BENDS
    row = {name: at for at, name in enumerate(where)}
    spelt = [road.split() for road, *_ in roads]
    easting, northing = (np.array(list(where.values()), dtype="float64") * 1000 + CORNER).T
    return Ways(
        point=np.array([row[name] for names in spelt for name in names]),
        first=np.append(0, np.cumsum([len(names) for names in spelt])),
        easting=easting,
        northing=northing,
        road_class=np.array([CLASSES.index(kind) for _, kind, *_ in roads], dtype="int16"),
        classes=CLASSES,
        forward=np.array([forward for *_, forward, _ in roads]),
        backward=np.array([backward for *_, backward in roads]),
    )


def build_town(spacing_m: float = np.inf) -> RoadNetwork:
    """Build the network of the town; junctions only unless told otherwise."""
    return compact_ways(draw_ways(), LABEL, spacing_m=spacing_m)


def place(*names: str) -> Floats:
    """Give the coordinates of places, metres."""
    where = PLACES | BENDS
    return np.array([where[name] for name in names], dtype="float64") * 1000 + CORNER


def stand_on(network: RoadNetwork, *names: str) -> Snapped:
    """Put points on the very nodes that stand at some places, on the main part or not."""
    points = place(*names)
    away = np.hypot(
        network.easting[:, None] - points[:, 0], network.northing[:, None] - points[:, 1]
    )
    assert away.min(axis=0).max() < 1e-6, "no node stands there"
    none = np.full(len(points), "", dtype="object")
    return Snapped(points[:, 0], points[:, 1], away.argmin(axis=0), np.zeros(len(points)), none)


def snap(network: RoadNetwork, *places: tuple[float, float], limit_m: float = 1000.0) -> Snapped:
    """Snap points given in km from the corner."""
    points = np.array(places, dtype="float64").reshape(-1, 2) * 1000 + CORNER
    return snap_points(network, points, limit_m=limit_m)


def make_graph(network: RoadNetwork, weights: Floats) -> nx.MultiDiGraph:
    """Make networkx's graph of a network, every edge as it is; those without weight left out."""
    graph = nx.MultiDiGraph()
    graph.add_nodes_from(range(network.n_nodes))
    for start, end, weight in zip(network.start, network.end, weights, strict=True):
        if not np.isnan(weight):
            graph.add_edge(int(start), int(end), weight=float(weight))
    return graph


def list_costs(graph: nx.MultiDiGraph, nodes: list[int]) -> Floats:
    """Search from each of some nodes to each other with networkx, NaN where there is no way."""
    costs = np.full((len(nodes), len(nodes)), np.nan)
    for row, node in enumerate(nodes):
        reached = nx.single_source_dijkstra_path_length(graph, node, weight="weight")
        costs[row] = [reached.get(other, np.nan) for other in nodes]
    return costs

"""
24,000 schools by 300 bases on a generated network, by a contraction hierarchy and by scipy.

scipy searches from a few of the bases and its time is scaled to all. The default network is a
tenth of Great Britain's; `python -m tests.bench.bench_contraction 3000000` takes the whole, whose
ordering takes minutes and is stated apart.
"""

import sys
import time
from collections.abc import Callable
from typing import TypeVar

import numpy as np
from scipy.spatial import Delaunay

from footprints.roads.contraction import route_contracted
from footprints.roads.hierarchy import build_hierarchy
from footprints.roads.network import RoadNetwork, Speeds
from footprints.roads.routing import route
from footprints.roads.snapping import Snapped

N_NODES = 300_000
TOWN, BENDS = 16, 30
N_SCHOOLS, N_BASES, FEW_BASES = 24_000, 300, 10
TARGET, TARGET_NODES = 4.0, 3_000_000
FAST = {"motorway": 105.0, "primary": 70.0, "lane": 35.0}
SPEEDS = Speeds(FAST, {name: 0.7 * kmh for name, kmh in FAST.items()})
Answer = TypeVar("Answer")


def main(n_nodes: int = N_NODES) -> None:
    """Print what ordering takes, then both times and their ratio, and check the answers."""
    network = make_network(n_nodes)
    print(f"{network.n_nodes:,} nodes, {network.n_edges:,} directed edges")
    hierarchy, ordering_s = clock(lambda: build_hierarchy(network))
    print(f"ordering, once: {ordering_s:.1f} s")
    rng = np.random.default_rng(1)
    rows = rng.choice(network.n_nodes, min(N_SCHOOLS, network.n_nodes), replace=False)
    schools, bases = place(network, rows), place(network, rng.choice(rows, N_BASES))
    ours, ours_s = clock(
        lambda: route_contracted(network, schools, bases, SPEEDS, hierarchy=hierarchy)
    )
    print(f"three measures there and back, {6 * ours.km.size:,} cells: {ours_s:.1f} s")
    few = place(network, bases.node[:FEW_BASES])
    theirs, few_s = clock(lambda: route(network, schools, few, SPEEDS))
    scipy_s = few_s * N_BASES / FEW_BASES
    ratio = scipy_s / ours_s
    print(f"scipy: {few_s:.1f} s for {FEW_BASES} of {N_BASES} bases, {scipy_s:.0f} s for all")
    aim = f"target at {TARGET_NODES:,} nodes {TARGET:.0f}"
    print(f"{ratio:.1f} times faster; {aim}: {judge(network.n_nodes, ratio)}")
    for name, per_unit in (("km", 1e6), ("minutes_slow_back", 6e4)):
        own, exact = getattr(ours, name)[:, :FEW_BASES], getattr(theirs, name)
        alike = np.array_equal(np.isnan(own), np.isnan(exact))
        apart = np.nanmax(np.abs(own - exact)) * per_unit
        print(f"{name}: missing alike: {alike}; largest difference {apart:.1f} mm or ms")


def make_network(n_nodes: int) -> RoadNetwork:
    """
    Make towns of winding streets, and roads with bends between neighbouring towns.

    As in a real country, few roads leave a town: that is what a hierarchy lives on.
    """
    rng = np.random.default_rng(1)
    n_towns = max(4, n_nodes // (3 * TOWN**2 + 3 * BENDS))
    spread = 1200.0 * TOWN / 10 * n_towns**0.5
    centre = rng.uniform(0, spread, (n_towns, 2))
    streets, where = make_towns(centre, rng)
    roads = make_roads(centre, len(where), rng)
    where = np.concatenate([where, roads[1]])
    a, b, kind = np.concatenate([streets, roads[0]], axis=1)
    start, end, kind = np.append(a, b), np.append(b, a), np.append(kind, kind)
    order = np.lexsort((end, start))
    start, end = start[order], end[order]
    return RoadNetwork(
        where[:, 0], where[:, 1], start, end, np.hypot(*(where[start] - where[end]).T),
        kind[order].astype("int16"),
        ("motorway", "primary", "lane"), "Towns", "made by chance", None, "", "0" * 16,
    )  # fmt: skip


def make_towns(centre: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Make a grid of streets about every centre, a bend in each, one in eight left out."""
    row, column = np.divmod(np.arange(TOWN * TOWN), TOWN)
    own = np.arange(TOWN * TOWN)
    a = np.concatenate([own[column < TOWN - 1], own[row < TOWN - 1]])
    b = np.concatenate([own[column < TOWN - 1] + 1, own[row < TOWN - 1] + TOWN])
    offset = np.repeat(np.arange(len(centre)) * TOWN * TOWN, len(a))
    a, b = np.tile(a, len(centre)) + offset, np.tile(b, len(centre)) + offset
    kept = rng.random(len(a)) > 1 / 8
    a, b = a[kept], b[kept]
    grid = 100.0 * (np.column_stack([column, row]) - TOWN / 2)
    where = (centre[:, None] + grid).reshape(-1, 2) + rng.uniform(
        -30, 30, (len(centre) * len(own), 2)
    )
    bend = len(where) + np.arange(len(a))
    where = np.concatenate([where, (where[a] + where[b]) / 2 + rng.normal(0, 20, (len(a), 2))])
    edges = np.concatenate([[a, bend], [bend, b]], axis=1)
    return np.concatenate([edges, np.full((1, 2 * len(a)), 2)]), where


def make_roads(
    centre: np.ndarray, first: int, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Make a road with bends between the middles of neighbouring towns, one in ten fast."""
    corners = Delaunay(centre).simplices
    sides = np.concatenate([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [2, 0]]])
    a, b = np.unique(np.sort(sides, axis=1), axis=0).T
    at = np.arange(1, BENDS + 1)[:, None, None] / (BENDS + 1)
    points = centre[a] + at * (centre[b] - centre[a])
    points += rng.normal(0, 60, points.shape)
    bend = first + np.arange(BENDS * len(a)).reshape(BENDS, len(a))
    middle = TOWN * TOWN * np.arange(len(centre)) + TOWN * (TOWN // 2) + TOWN // 2
    chain = np.concatenate([[middle[a]], bend, [middle[b]]])
    kind = np.tile((rng.random(len(a)) > 1 / 10).astype(int), BENDS + 1)
    edges = np.stack([chain[:-1].ravel(), chain[1:].ravel(), kind])
    return edges, points.reshape(-1, 2)


def place(network: RoadNetwork, rows: np.ndarray) -> Snapped:
    """Put points on nodes exactly."""
    where = network.easting[rows], network.northing[rows]
    return Snapped(*where, rows, np.zeros(len(rows)), np.full(len(rows), "", "object"))


def clock(work: Callable[[], Answer]) -> tuple[Answer, float]:
    """Do some work once and give its seconds of processor, whatever else the machine does."""
    start = time.process_time()
    return work(), time.process_time() - start


def judge(n_nodes: int, ratio: float) -> str:
    """Say whether the target was met, on a network it is stated for."""
    if n_nodes < 0.8 * TARGET_NODES:
        return "not judged on a smaller one"
    return "met" if ratio >= TARGET else "MISSED"


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))

"""
The nearest of 300 bases by road in one search or one for each; reopening networks or reading them.

The network to search is generated: towns' streets and main roads on a grid of 3 million nodes, 8
million directed edges; `python -m tests.bench.bench_roads 300000` takes a smaller one. One search
for each base is timed for some bases and scaled to all of them. The files to read are generated
too, one as OpenStreetMap and one as OS Open Roads.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

import geopandas as gpd
import numpy as np
import osmium
import pyogrio
import shapely
from osmium.osm.mutable import Node, Way
from scipy.sparse.csgraph import dijkstra

from footprints.roads.graph import build_search_graph
from footprints.roads.nearest import find_nearest
from footprints.roads.network import RoadNetwork, Speeds
from footprints.roads.rings import draw_rings
from footprints.roads.snapping import Snapped, index_main, snap_points
from geodata.roads.britain import find_degrees
from geodata.roads.store import NetworkStore
from tests.bench.timing import compare

N_NODES, N_SCHOOLS, N_BASES, FEW_BASES = 3_000_000, 24_000, 300, 6
N_WAYS = 40_000
SPACING_M = 120.0
SEARCH_TARGET, REOPEN_TARGET = 100.0, 20.0
SPEEDS = Speeds({"primary": 80.0, "street": 40.0}, {"primary": 40.0, "street": 22.0})
Answer = TypeVar("Answer")


def main(n_nodes: int = N_NODES) -> None:
    """Print the ratios, and whether they reach what was asked for."""
    compare_searches(n_nodes)
    compare_reading()


def compare_searches(n_nodes: int) -> None:
    """Search once for all bases, and once for each of some."""
    network, made_s = clock(lambda: make_network(n_nodes))
    print(f"{network.n_nodes:,} nodes, {network.n_edges:,} edges, made in {made_s:.1f} s")
    rng = np.random.default_rng(1)
    places = np.column_stack([network.easting, network.northing])
    index, index_s = clock(lambda: index_main(network))
    schools, snap_s = clock(
        lambda: snap_points(network, rng.choice(places, N_SCHOOLS) + 40.0, main=index)
    )
    bases = snap_points(network, rng.choice(places, N_BASES) + 40.0, main=index)
    print(
        f"main part {len(index.rows):,} nodes, found in {index_s:.1f} s; snapping {snap_s:.2f} s"
    )
    graph, built_s = clock(lambda: build_search_graph(network, SPEEDS))
    once, once_s = clock(
        lambda: find_nearest(network, schools, bases, SPEEDS, graph=graph), repeats=3
    )
    each, few_s = clock(
        lambda: np.array([dijkstra(graph, indices=base) for base in bases.node[:FEW_BASES]]),
        repeats=3,
    )
    all_s = few_s * N_BASES / FEW_BASES
    print(
        f"graph built once for either: {built_s:.2f} s\n"
        f"nearest of {N_BASES} bases for {N_SCHOOLS:,} schools in one search: {once_s:.2f} s; one "
        f"search for each: {all_s:.0f} s (scaled from {FEW_BASES}); "
        f"{_judge(all_s / once_s, SEARCH_TARGET)}"
    )
    chosen = np.flatnonzero((once.row >= 0) & (once.row < FEW_BASES))
    row = once.row[chosen]
    ends_km = (schools.snapped_m[chosen] + bases.snapped_m[row]) / 1000
    worst = np.abs(each[row, schools.node[chosen]] + ends_km - once.cost[chosen]).max()
    print(f"both give the same km to {worst:.0e} for the {len(chosen):,} schools of those bases")
    _, rings_s = clock(lambda: draw_rings(network, _take(bases, 1), SPEEDS, limits=[15, 30, 45]))
    print(f"rings of 15, 30 and 45 minutes about one base: {rings_s:.1f} s")


def compare_reading() -> None:
    """Read files of roads, and reopen their saved networks."""
    with tempfile.TemporaryDirectory() as folder:
        for path in (write_osm(Path(folder)), write_open_roads(Path(folder))):
            store = NetworkStore(Path(folder) / "networks")
            network = store.add(path).network

            timed = compare(
                f"reopening {network.n_nodes:,} nodes of {path.name}",
                partial(store.open, network.network_id),
                partial(_read_anew, store, path, network.network_id),
                against="reading and saving it",
                repeats=3,
            )
            print(timed)
            print("  " + _judge(timed.baseline_s / timed.ours_s, REOPEN_TARGET))


def make_network(n_nodes: int) -> RoadNetwork:
    """Make streets on a jittered grid, two in three of its lines, every twelfth a main road."""
    side = int(np.sqrt(n_nodes))
    rng = np.random.default_rng(7)
    east, north = np.meshgrid(np.arange(side), np.arange(side))
    # numbered tile by tile, as readers number nodes: those near each other near in memory
    tiles = np.lexsort([part.ravel() for part in (east, north, east // 32, north // 32)])
    grid = np.argsort(tiles).reshape(side, side)
    places = np.stack([east, north], axis=-1) * SPACING_M + rng.normal(0, 15, (side, side, 2))
    places = places.reshape(-1, 2)[tiles]
    start = np.concatenate([grid[:, :-1].ravel(), grid[:-1].ravel()])
    end = np.concatenate([grid[:, 1:].ravel(), grid[1:].ravel()])
    line = np.concatenate([north[:, :-1].ravel(), east[:-1].ravel()])
    is_main = line % 12 == 0
    kept = is_main | (rng.random(len(start)) < 0.64)
    start, end, kind = start[kept], end[kept], np.where(is_main[kept], 0, 1).astype("int16")
    length = np.hypot(*(places[start] - places[end]).T) * rng.uniform(1.0, 1.3, len(start))
    start, end = np.concatenate([start, end]), np.concatenate([end, start])
    order = np.lexsort((end, start))
    return RoadNetwork(
        places[:, 0], places[:, 1], start[order], end[order], np.tile(length, 2)[order],
        np.tile(kind, 2)[order], ("primary", "street"), "Grid", "generated", None, "", "0" * 16,
    )  # fmt: skip


def make_lines() -> tuple[np.ndarray, np.ndarray]:
    """Make lines of five points between neighbours of a grid, some of them, in England."""
    side = int(np.sqrt(N_WAYS / 2)) + 1
    network = make_network(side * side)
    onward = network.start < network.end
    ends = np.column_stack([network.start[onward], network.end[onward]])
    places = np.column_stack([network.easting + 450_000, network.northing + 250_000])
    share = np.linspace(0, 1, 5)[:, None]
    lines = places[ends[:, :1]] + share * (places[ends[:, 1:]] - places[ends[:, :1]])
    return lines, ends


def write_osm(folder: Path) -> Path:
    """Write an extract of streets, each of five nodes."""
    path = folder / "grid.osm.pbf"
    lines, ends = make_lines()
    n_junctions = ends.max() + 1
    inner = n_junctions + np.arange(len(lines) * 3).reshape(-1, 3)
    ids = np.column_stack([ends[:, 0], inner, ends[:, 1]]) + 1
    unique, first = np.unique(ids, return_index=True)
    lon, lat = find_degrees(*lines.reshape(-1, 2)[first].T)
    with osmium.SimpleWriter(str(path)) as writer:
        for node, x, y in zip(unique.tolist(), lon.tolist(), lat.tolist(), strict=True):
            writer.add_node(Node(id=node, location=(x, y)))
        for at, nodes in enumerate(ids.tolist(), start=1):
            tags = {"highway": "residential", "name": f"Street {at}"}
            writer.add_way(Way(id=at, nodes=nodes, tags=tags))
    return path


def write_open_roads(folder: Path) -> Path:
    """Write a GeoPackage of links."""
    path = folder / "oproad_grid.gpkg"
    lines, ends = make_lines()
    table = gpd.GeoDataFrame(
        {
            "road_function": "Local Road",
            "form_of_way": "Single Carriageway",
            "start_node": ends[:, 0].astype("str"),
            "end_node": ends[:, 1].astype("str"),
        },
        geometry=shapely.linestrings(lines),
        crs="EPSG:27700",
    )
    pyogrio.write_dataframe(table, path, layer="road_link")
    return path


def clock(work: Callable[[], Answer], repeats: int = 1) -> tuple[Answer, float]:
    """Give an answer and the seconds of one processor it took, whatever runs beside; a median."""
    seconds = []
    for _ in range(repeats):
        start = time.process_time()
        answer = work()
        seconds.append(time.process_time() - start)
    return answer, statistics.median(seconds)


def _read_anew(store: NetworkStore, path: Path, saved: str) -> None:
    """Read a file of roads that is not saved any more."""
    store.remove(saved)
    store.add(path)


def _take(points: Snapped, n: int) -> Snapped:
    """Take the first points."""
    return Snapped(*(part[:n] for part in vars(points).values()))


def _judge(ratio: float, target: float) -> str:
    """Say how much faster, and whether it is enough."""
    return (
        f"{ratio:.0f} times faster; target {target:.0f}: {'met' if ratio >= target else 'MISSED'}"
    )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))

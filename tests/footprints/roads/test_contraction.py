"""The second engine gives the first one's answers: to the integer, and to its rounding."""

import importlib
import threading
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from footprints.roads.contraction import (
    route_by,
    route_contracted,
    route_pairs_contracted,
)
from footprints.roads.graph import MEASURES, Measure
from footprints.roads.hierarchy import (
    NO_WAY,
    PER_UNIT,
    ExtraMissingError,
    Hierarchy,
    build_hierarchy,
    list_arcs,
    load_kit,
    weigh_arcs,
)
from footprints.roads.network import NetworkError, RoadNetwork, SpeedError, Speeds
from footprints.roads.nodeblocks import plan_blocks
from footprints.roads.routing import Routes, Search, route, route_pairs
from footprints.roads.snapping import Snapped, snap_points
from geodata.roads.files import read_roads
from geodata.roads.speeds import read_speeds

pytest.importorskip("pyroutingkit", reason="the optional package pyroutingkit is not installed")

SPEEDS = Speeds(
    {"primary": 80.0, "lane": 30.0, "ferry": 12.0}, {"primary": 50.0, "lane": 20.0, "ferry": 9.0}
)
# k edges of a way are each off by half a millimetre or millisecond at most
TOLERANCE = {"km": 5e-4 / 1000, "minutes_fast": 5e-4 / 60, "minutes_slow": 5e-4 / 60}


def make_web(seed: int, n: int = 150) -> RoadNetwork:
    """Make roads of two classes, a third of them one-way, with parallels, loops and ferries."""
    rng = np.random.default_rng(seed)
    where = rng.uniform(0, 40_000, (n, 2))
    start, end = rng.integers(0, n, (2, 5 * n))
    straight = np.hypot(*(where[start] - where[end]).T)
    near = (straight < 12_000) | (rng.random(5 * n) < 0.02)
    start, end, straight = start[near], end[near], straight[near]
    length_m = straight * rng.uniform(1.0, 1.8, len(start))
    kind = rng.choice([0, 1, 2], len(start), p=[0.4, 0.5, 0.1]).astype("int16")
    both = rng.random(len(start)) < 2 / 3
    start, end = np.concatenate([start, end[both]]), np.concatenate([end, start[both]])
    length_m, kind = np.append(length_m, length_m[both]), np.append(kind, kind[both])
    order = np.lexsort((end, start))
    return RoadNetwork(
        where[:, 0], where[:, 1], start[order], end[order], length_m[order], kind[order],
        ("primary", "lane", "ferry"), "Web", "made by chance", None, "", f"{seed:016x}",
    )  # fmt: skip


def scatter(network: RoadNetwork, n: int, seed: int) -> Snapped:
    """Put points near nodes of the main part, one without a place, one off every road."""
    rng = np.random.default_rng(seed)
    rows = rng.integers(0, network.n_nodes, n)
    where = np.column_stack([network.easting, network.northing])[rows]
    where = where + rng.normal(0, 60, where.shape)
    where[0], where[1] = np.nan, 900_000.0
    # two points on one node
    where[3] = where[2] + 1
    return snap_points(network, where)


def assert_same(found: Routes, expected: Routes, n_edges: int = 200) -> None:
    for part in fields(Routes):
        slack = TOLERANCE[part.name.removesuffix("_back")] * n_edges
        np.testing.assert_allclose(
            getattr(found, part.name), getattr(expected, part.name), rtol=0, atol=slack
        )


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("search", [Search(), Search(ferries=True), Search(9.0, 20.0)])
def test_the_engines_agree_on_any_network(seed: int, search: Search) -> None:
    network = make_web(seed)
    origins, destinations = scatter(network, 30, seed), scatter(network, 12, seed + 100)
    found = route_contracted(network, origins, destinations, SPEEDS, search=search)
    assert_same(found, route(network, origins, destinations, SPEEDS, search=search))
    assert found.km.shape == (30, 12)
    turned = route_contracted(network, destinations, origins, SPEEDS, search=search)
    assert_same(turned, route(network, destinations, origins, SPEEDS, search=search))
    assert np.isnan(found.km[:2]).all()
    assert np.isfinite(found.km).any()


@pytest.mark.parametrize("seed", range(3))
def test_pairs_agree_too(seed: int) -> None:
    network = make_web(seed)
    origins, destinations = scatter(network, 40, seed), scatter(network, 40, seed + 100)
    rng = np.random.default_rng(seed)
    pairs = rng.integers(0, 40, 90), rng.integers(0, 40, 90)
    found = route_pairs_contracted(network, origins, destinations, pairs, SPEEDS)
    assert_same(found, route_pairs(network, origins, destinations, pairs, SPEEDS))


def test_one_way_there_is_not_back() -> None:
    network = make_web(1)
    points = scatter(network, 20, 1)
    found = route_contracted(network, points, points, SPEEDS)
    np.testing.assert_array_equal(found.km_back, found.km.T)
    np.testing.assert_array_equal(found.minutes_slow_back, found.minutes_slow.T)
    assert np.nanmax(np.abs(found.km - found.km_back)) > 1
    assert np.nanmax(np.diagonal(found.km)) == 0


def test_what_cannot_be_reached_is_missing() -> None:
    network = make_web(2)
    # cut the first ten nodes off, but for a way in
    cut = (network.start < 10) != (network.end < 10)
    kept = ~cut | (np.cumsum(cut & (network.end < 10)) == 1)
    parts = {
        name: getattr(network, name)[kept] for name in ("start", "end", "length_m", "road_class")
    }
    island = replace(network, **parts)
    node = np.array([0, 5, 20, 90])
    where = island.easting[node], island.northing[node]
    points = Snapped(*where, node, np.zeros(4), np.full(4, "", "object"))
    found = route_contracted(island, points, points, SPEEDS, search=Search(ferries=True))
    expected = route(island, points, points, SPEEDS, search=Search(ferries=True))
    assert_same(found, expected)
    assert np.isnan(found.km[:2, 2:]).all()
    assert np.isnan(found.km_back[2:, :2]).all()


@pytest.mark.parametrize("measure", MEASURES)
def test_arcs_weigh_whole_units_and_the_least_of_parallels(measure: Measure) -> None:
    network = make_web(3)
    start, end = list_arcs(network)
    weights = weigh_arcs(network, (start, end), measure, SPEEDS)
    kmh = {"km": None, "minutes_fast": SPEEDS.fast, "minutes_slow": SPEEDS.slow}[measure]
    for at in range(0, len(start), 7):
        own = (network.start == start[at]) & (network.end == end[at])
        assert start[at] != end[at]
        road = own & (network.road_class < 2)
        if not road.any():
            assert weights[at] == NO_WAY
            continue
        km = network.length_m[road] / 1000
        names = [network.classes[code] for code in network.road_class[road]]
        cost = km if kmh is None else km / np.array([kmh[name] for name in names]) * 60
        assert weights[at] == round(cost.min() * PER_UNIT[measure])


def test_every_arc_has_its_reverse() -> None:
    network = make_web(3)
    hierarchy = build_hierarchy(network)
    start, end, turned = hierarchy.start, hierarchy.end, hierarchy.turned
    np.testing.assert_array_equal(start[turned], end)
    np.testing.assert_array_equal(end[turned], start)
    joined = network.start != network.end
    edges = {*zip(network.start[joined], network.end[joined], strict=True)}
    assert {*zip(start, end, strict=True)} == edges | {(b, a) for a, b in edges}


def test_blocks_answer_each_pair_once() -> None:
    rng = np.random.default_rng(8)
    origin, destination = rng.integers(-1, 60, 300), rng.integers(-1, 60, 300)
    seen = np.zeros(300, dtype=int)
    for block in plan_blocks(origin, destination):
        seen[block.pair] += 1
        np.testing.assert_array_equal(block.origins[block.row], origin[block.pair])
        np.testing.assert_array_equal(block.destinations[block.column], destination[block.pair])
    np.testing.assert_array_equal(seen, (origin >= 0) & (destination >= 0))


def test_few_pairs_of_many_nodes_are_not_asked_all_with_all() -> None:
    chain = np.arange(200)
    blocks = list(plan_blocks(chain, np.minimum(chain + 1, 199)))
    together = list(plan_blocks(np.r_[chain, chain], np.r_[chain, np.roll(chain, 1)]))
    for plan in (blocks, together):
        cells = sum(len(block.origins) * len(block.destinations) for block in plan)
        assert cells <= 8 * 400
    full = list(plan_blocks(np.repeat(chain, 30), np.tile(np.arange(30), 200)))
    assert [(len(block.origins), len(block.destinations)) for block in full] == [(200, 30)]


def test_no_points_are_no_ways() -> None:
    network = make_web(4)
    none, some = scatter(network, 5, 1), scatter(network, 5, 2)
    none = Snapped(*(getattr(none, part.name)[:0] for part in fields(Snapped)))
    assert route_contracted(network, none, some, SPEEDS).km.shape == (0, 5)
    off = replace(some, node=np.full(5, -1))
    assert np.isnan(route_contracted(network, some, off, SPEEDS).minutes_fast).all()


def test_progress_rises_to_all_and_can_stop() -> None:
    network = make_web(5)
    points = scatter(network, 12, 1)
    told: list[tuple[int, int]] = []
    route_contracted(network, points, points, SPEEDS, on_progress=lambda *s: told.append(s))
    n = len(np.unique(points.node[points.is_placed]))
    assert told[-1] == (6 * n, 6 * n)
    assert told == sorted(told)

    def stop(_done: int, _all: int) -> None:
        raise KeyboardInterrupt

    hierarchy = build_hierarchy(network)
    with pytest.raises(KeyboardInterrupt):
        route_contracted(network, points, points, SPEEDS, hierarchy=hierarchy, on_progress=stop)
    # and the hierarchy is free again
    assert route_contracted(network, points, points, SPEEDS, hierarchy=hierarchy).km.shape


def test_threads_take_turns_on_one_hierarchy() -> None:
    network = make_web(6)
    points = scatter(network, 25, 1)
    hierarchy = build_hierarchy(network)
    expected = route_contracted(network, points, points, SPEEDS, hierarchy=hierarchy)
    found: list[Routes] = []
    threads = [
        threading.Thread(
            target=lambda: found.append(
                route_contracted(network, points, points, SPEEDS, hierarchy=hierarchy)
            )
        )
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    for one in found:
        np.testing.assert_array_equal(one.km, expected.km)
        np.testing.assert_array_equal(one.minutes_slow_back, expected.minutes_slow_back)


def test_a_hierarchy_or_a_point_of_another_network_is_refused() -> None:
    network, other = make_web(7), make_web(8, n=200)
    points = scatter(network, 5, 1)
    hierarchy = build_hierarchy(other)
    with pytest.raises(NetworkError, match="`hierarchy` must be of this network"):
        route_contracted(network, points, points, SPEEDS, hierarchy=hierarchy)
    with pytest.raises(NetworkError, match="`arcs` must be of this network"):
        weigh_arcs(network, (hierarchy.start, hierarchy.end), "km", SPEEDS)
    beyond = replace(points, node=np.full(5, 150))
    with pytest.raises(NetworkError, match="got a node it does not have"):
        route_contracted(network, points, beyond, SPEEDS)


def test_a_network_without_roads_is_refused() -> None:
    network = make_web(7)
    parts = {
        name: getattr(network, name)[:0] for name in ("start", "end", "length_m", "road_class")
    }
    with pytest.raises(NetworkError, match="must have an edge between two nodes"):
        build_hierarchy(replace(network, **parts))


def test_a_class_without_a_speed_is_refused() -> None:
    network = make_web(7)
    points = scatter(network, 5, 1)
    with pytest.raises(SpeedError, match="the fast set has none for lane"):
        route_contracted(network, points, points, Speeds({"primary": 80.0}, {"primary": 50.0}))


def test_the_engine_is_chosen_and_never_guessed() -> None:
    network = make_web(9)
    points = scatter(network, 10, 1)
    first = route_by("dijkstra", network, points, points, SPEEDS)
    np.testing.assert_array_equal(first.km, route(network, points, points, SPEEDS).km)
    assert_same(route_by("contraction", network, points, points, SPEEDS), first)
    with pytest.raises(ValueError, match="must be 'dijkstra' or 'contraction', got 'fast'"):
        route_by("fast", network, points, points, SPEEDS)


def test_without_the_package_only_the_choice_of_it_fails(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def absent(name: str) -> None:
        raise ModuleNotFoundError(name)

    monkeypatch.setattr(importlib, "import_module", absent)
    network = make_web(9)
    points = scatter(network, 10, 1)
    with pytest.raises(ExtraMissingError, match=r"pip install -r requirements-optional\.txt"):
        route_by("contraction", network, points, points, SPEEDS)
    assert np.isfinite(route_by("dijkstra", network, points, points, SPEEDS).km).any()


@pytest.fixture(scope="module")
def rutland(shared_data: Path) -> tuple[RoadNetwork, Hierarchy]:
    """Read Rutland's roads and order them."""
    network = read_roads(shared_data / "network" / "rutland-england.osm.pbf").network
    return network, build_hierarchy(network)


@pytest.mark.realdata
@pytest.mark.parametrize("measure", MEASURES)
def test_rutland_is_exact_to_the_integer(
    rutland: tuple[RoadNetwork, Hierarchy], measure: Measure
) -> None:
    network, hierarchy = rutland
    arcs = hierarchy.start, hierarchy.end
    weights = weigh_arcs(network, arcs, measure, read_speeds().speeds)
    metric = load_kit().CCHMetric(hierarchy.topology)
    metric.customize(weights, 1)
    rng = np.random.default_rng(1)
    sources, targets = rng.choice(network.n_nodes, 400), rng.choice(network.n_nodes, 150)
    found = metric.distances_many_to_many(sources.astype("uint32"), targets.astype("uint32"))
    usable = weights < NO_WAY
    matrix = csr_array(
        (weights[usable].astype("float64"), (arcs[0][usable], arcs[1][usable])),
        shape=(network.n_nodes, network.n_nodes),
    )
    expected = dijkstra(matrix, indices=sources)[:, targets]
    np.testing.assert_array_equal(np.where(found == NO_WAY, np.inf, found), expected)
    assert np.isinf(expected).any()
    assert np.isfinite(expected).mean() > 0.9


@pytest.mark.realdata
def test_rutland_is_the_same_by_either_engine(rutland: tuple[RoadNetwork, Hierarchy]) -> None:
    network, hierarchy = rutland
    points = scatter(network, 120, 1)
    speeds = read_speeds().speeds
    found = route_contracted(network, points, points, speeds, hierarchy=hierarchy)
    assert_same(found, route(network, points, points, speeds))

"""Distances by road in a town known by heart, there and back, and their laws anywhere."""

from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from footprints.roads.compaction import compact_ways
from footprints.roads.graph import MEASURES, weigh_edges
from footprints.roads.network import FERRY, RoadNetwork, SpeedError, Speeds
from footprints.roads.routing import Routes, Search, route, route_pairs
from footprints.roads.snapping import Snapped
from tests.footprints.roads.smalltown import (
    LABEL,
    SPEEDS,
    build_town,
    draw_ways,
    list_costs,
    make_graph,
    snap,
    stand_on,
)

NAMES = [field.name for field in fields(Routes)]


@pytest.fixture(scope="module")
def town() -> RoadNetwork:
    return build_town()


def go(town: RoadNetwork, origin: str, destination: str, *, ferries: bool = False) -> Routes:
    """Route between two places."""
    return route(
        town,
        stand_on(town, *origin),
        stand_on(town, *destination),
        SPEEDS,
        search=Search(ferries=ferries),
    )


def test_a_one_way_street_makes_there_and_back_differ(town: RoadNetwork) -> None:
    routes = go(town, "B", "C")
    assert routes.km[0, 0] == pytest.approx(3)
    assert routes.km_back[0, 0] == pytest.approx(4 + 3 + 4)
    turned = go(town, "C", "B")
    assert (turned.km[0, 0], turned.km_back[0, 0]) == pytest.approx((11, 3))


def test_km_are_of_the_shortest_and_minutes_of_the_quickest_way(town: RoadNetwork) -> None:
    routes = go(town, "A", "B")
    assert routes.km[0, 0] == pytest.approx(4)  # the primary road
    assert routes.minutes_fast[0, 0] == pytest.approx(3)  # 5 km of trunk road at 100
    assert routes.minutes_slow[0, 0] == pytest.approx(5)  # 5 km at 60, not 4 at 40


def test_a_change_of_class_within_a_chain_counts_in_the_minutes(town: RoadNetwork) -> None:
    routes = go(town, "D", "E")
    assert routes.km[0, 0] == pytest.approx(2)
    assert routes.minutes_fast[0, 0] == pytest.approx(1 / 30 * 60 + 1 / 60 * 60)
    assert routes.minutes_slow[0, 0] == pytest.approx(1 / 20 * 60 + 1 / 40 * 60)


def test_what_cannot_be_reached_is_missing_and_never_large(town: RoadNetwork) -> None:
    routes = go(town, "AKF", "AKFHI")
    # a one-way road leads from D into K, none out of it
    assert np.isnan(routes.km[1, 0])
    assert routes.km_back[1, 0] == pytest.approx(3 + 1)
    assert routes.km[0, 1] == pytest.approx(4)
    assert np.isnan(routes.km[2, [0, 1, 3, 4]]).all()
    for name in NAMES:
        assert np.isfinite(getattr(routes, name)[~np.isnan(getattr(routes, name))]).all()


def test_a_ferry_is_crossed_only_where_asked_for(town: RoadNetwork) -> None:
    assert np.isnan(go(town, "A", "I").km[0, 0])
    routes = go(town, "A", "I", ferries=True)
    assert routes.km[0, 0] == pytest.approx(4 + 16 + 2)
    assert routes.minutes_fast[0, 0] == pytest.approx(3 + 48 + 4)


def test_a_ferry_without_a_speed_has_km_but_no_minutes(town: RoadNetwork) -> None:
    fast = {name: kmh for name, kmh in SPEEDS.fast.items() if name != FERRY}
    routes = route(
        town, stand_on(town, "A"), stand_on(town, "H"), Speeds(fast, fast),
        search=Search(ferries=True),
    )  # fmt: skip
    assert routes.km[0, 0] == pytest.approx(20)
    assert np.isnan(routes.minutes_fast[0, 0])


def test_straight_lines_to_the_road_count_at_both_ends_and_at_the_slowest_speed(
    town: RoadNetwork,
) -> None:
    routes = route(town, snap(town, (0, -0.5)), snap(town, (4, -0.3)), SPEEDS)
    assert routes.km[0, 0] == pytest.approx(0.5 + 4 + 0.3)
    assert routes.minutes_fast[0, 0] == pytest.approx(0.8 / 30 * 60 + 3)
    assert routes.minutes_slow[0, 0] == pytest.approx(0.8 / 20 * 60 + 5)


def test_a_school_is_nothing_from_itself_and_straight_from_a_neighbour_on_its_node(
    town: RoadNetwork,
) -> None:
    points = snap(town, (0.3, 0.4), (-0.3, 0.4))
    routes = route(town, points, points, SPEEDS)
    assert routes.km.ravel() == pytest.approx([0, 0.6, 0.6, 0])
    assert routes.minutes_fast[0] == pytest.approx([0, 0.6 / 30 * 60])
    assert routes.km_back.ravel() == pytest.approx([0, 0.6, 0.6, 0])


def test_a_point_on_no_node_has_no_way(town: RoadNetwork) -> None:
    points = snap(town, (0, 0), (0, 30), (np.nan, 0))
    routes = route(town, points, points, SPEEDS)
    for name in NAMES:
        values = getattr(routes, name)
        assert values[0, 0] == 0
        assert np.isnan(np.delete(values.ravel(), 0)).all()


def test_beyond_a_limit_there_is_no_way_and_up_to_it_the_same(town: RoadNetwork) -> None:
    points = stand_on(town, *"ABCDE")
    free = route(town, points, points, SPEEDS)
    held = route(town, points, points, SPEEDS, search=Search(limit_km=5, limit_minutes=8))
    for name in NAMES:
        limit = 5 if name.startswith("km") else 8
        values, kept = getattr(free, name), getattr(held, name)
        assert np.isnan(kept[values > limit]).all()
        assert kept[values <= limit] == pytest.approx(values[values <= limit])
        assert (values > limit).any()


def test_a_limit_counts_the_straight_ends_too(town: RoadNetwork) -> None:
    ends = snap(town, (0, -0.5)), snap(town, (4, 0))
    assert route(town, *ends, SPEEDS, search=Search(limit_km=4.6)).km[0, 0] == pytest.approx(4.5)
    assert np.isnan(route(town, *ends, SPEEDS, search=Search(limit_km=4.4)).km[0, 0])


def test_pairs_are_the_entries_of_the_matrix(town: RoadNetwork) -> None:
    origins, destinations = stand_on(town, *"ABCDEK"), stand_on(town, *"CAH")
    whole = route(town, origins, destinations, SPEEDS)
    pairs = np.array([5, 0, 2, 2, 4]), np.array([1, 2, 0, 1, 0])
    some = route_pairs(town, origins, destinations, pairs, SPEEDS)
    for name in NAMES:
        assert getattr(some, name).tolist() == pytest.approx(
            getattr(whole, name)[pairs].tolist(), nan_ok=True
        )


def test_few_origins_and_few_destinations_give_the_same_whichever_is_searched_from(
    town: RoadNetwork,
) -> None:
    many, one = stand_on(town, *"ABCDEKH"), stand_on(town, "B")
    there, back = route(town, many, one, SPEEDS), route(town, one, many, SPEEDS)
    for name in MEASURES:
        onward, homeward = getattr(there, name), getattr(back, f"{name}_back")
        assert onward[:, 0].tolist() == pytest.approx(homeward[0].tolist(), nan_ok=True)


def test_no_batch_is_too_small_and_progress_counts_every_search(town: RoadNetwork) -> None:
    points = stand_on(town, *"ABCDE")
    told: list[tuple[int, int]] = []
    small = Search(batch_bytes=1)
    routes = route(
        town, points, points, SPEEDS, search=small, on_progress=lambda *n: told.append(n)
    )
    assert told == [(n, 30) for n in range(1, 31)]
    whole = route(town, points, points, SPEEDS)
    for name in NAMES:
        assert (getattr(routes, name) == getattr(whole, name)).all()


def test_what_is_raised_from_the_progress_stops_the_search(town: RoadNetwork) -> None:
    def stop(done: int, total: int) -> None:
        if done > 2:
            raise KeyboardInterrupt(f"{done} of {total}")

    points = stand_on(town, *"ABCDE")
    with pytest.raises(KeyboardInterrupt, match="3 of 30"):
        route(town, points, points, SPEEDS, search=Search(batch_bytes=1), on_progress=stop)


def test_no_origins_or_no_destinations_make_an_empty_matrix(town: RoadNetwork) -> None:
    none, some = snap(town), stand_on(town, *"AB")
    assert route(town, none, some, SPEEDS).km.shape == (0, 2)
    assert route(town, some, none, SPEEDS).minutes_slow_back.shape == (2, 0)


def test_a_class_without_a_speed_is_refused(town: RoadNetwork) -> None:
    lame, points = Speeds(SPEEDS.fast, {"trunk": 60, "primary": 40}), stand_on(town, *"AB")
    with pytest.raises(SpeedError, match="the slow set has none for residential"):
        route(town, points, points, lame)


def test_nothing_given_is_changed(town: RoadNetwork) -> None:
    points = snap(town, (0.3, 0.4), (4, 3), (0, 30))
    before = [part.copy() for part in vars(points).values()]
    route(town, points, points, SPEEDS, search=Search(limit_km=3))
    for old, new in zip(before, vars(points).values(), strict=True):
        np.testing.assert_array_equal(old, new)


@st.composite
def webs(draw: st.DrawFn, *, one_way: bool) -> RoadNetwork:
    """Draw a network of a few nodes on a plane, with parallel edges, loops and dead ends."""
    n = draw(st.integers(2, 9))
    where = np.array(
        draw(st.lists(st.tuples(*[st.integers(0, 20)] * 2), min_size=n, max_size=n)), "float64"
    )
    ends = draw(st.lists(st.tuples(*[st.integers(0, n - 1)] * 2, st.integers(0, 2)), max_size=24))
    start, end, kind = (np.array(part, "int64") for part in zip(*ends, (0, 0, 0), strict=True))
    winding = np.array(
        draw(st.lists(st.integers(0, 30), min_size=len(start), max_size=len(start)))
    )
    length = np.hypot(*(where[start] - where[end]).T) * 100 + winding
    if not one_way:
        start, end = np.concatenate([start, end]), np.concatenate([end, start])
        length, kind = np.tile(length, 2), np.tile(kind, 2)
    return RoadNetwork(
        *(where.T * 100), start, end, length, kind.astype("int16"),
        ("trunk", "primary", "residential"), "Web", "drawn", None, "", "0" * 16,
    )  # fmt: skip


def stand_everywhere(web: RoadNetwork, away_m: float) -> Snapped:
    """Put a point at some distance from every node, west of it."""
    none = np.full(web.n_nodes, "", dtype="object")
    rows, away = np.arange(web.n_nodes), np.full(web.n_nodes, away_m)
    return Snapped(web.easting - away_m, web.northing, rows, away, none)


@given(web=webs(one_way=True))
def test_any_network_gives_what_networkx_finds(web: RoadNetwork) -> None:
    points = stand_everywhere(web, 0.0)
    routes = route(web, points, points, SPEEDS, search=Search(batch_bytes=8 * web.n_nodes * 2))
    for name in MEASURES:
        graph = make_graph(web, weigh_edges(web, name, SPEEDS))
        expected = list_costs(graph, list(range(web.n_nodes)))
        there, back = getattr(routes, name), getattr(routes, f"{name}_back")
        assert there.ravel().tolist() == pytest.approx(expected.ravel().tolist(), nan_ok=True)
        assert back.ravel().tolist() == pytest.approx(expected.T.ravel().tolist(), nan_ok=True)


@given(web=webs(one_way=False))
def test_without_one_way_streets_there_and_back_are_one(web: RoadNetwork) -> None:
    points = stand_everywhere(web, 30.0)
    routes = route(web, points, points, SPEEDS)
    for name in MEASURES:
        there, back = getattr(routes, name), getattr(routes, f"{name}_back")
        assert there.ravel().tolist() == pytest.approx(back.ravel().tolist(), nan_ok=True)
        assert there.ravel().tolist() == pytest.approx(there.T.ravel().tolist(), nan_ok=True)


@given(web=webs(one_way=True), away_m=st.sampled_from([0.0, 25.0]))
def test_no_detour_is_shorter_than_the_way_itself(web: RoadNetwork, away_m: float) -> None:
    points = stand_everywhere(web, away_m)
    routes = route(web, points, points, SPEEDS)
    straight = np.hypot(web.easting[:, None] - web.easting, web.northing[:, None] - web.northing)
    for name in MEASURES:
        cost = getattr(routes, name)
        known = np.where(np.isnan(cost), np.inf, cost)
        through = (known[:, :, None] + known[None, :, :]).min(axis=1)
        assert (known <= through + 1e-9).all()
    assert (np.nan_to_num(routes.km, nan=np.inf) >= straight / 1000 - 1e-9).all()


def test_a_shorter_road_never_makes_a_way_longer() -> None:
    ways = draw_ways()
    town = compact_ways(ways, LABEL)
    points = stand_on(town, *"ABCDE")
    before = route(town, points, points, SPEEDS).km
    bypass = replace(town, length_m=np.where(np.arange(town.n_edges) % 3, 1, 0.9) * town.length_m)
    assert (route(bypass, points, points, SPEEDS).km <= before + 1e-9).all()

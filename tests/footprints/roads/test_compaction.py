"""A compact network keeps every junction, class, direction and length of its ways."""

from dataclasses import replace
from itertools import pairwise

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from footprints.roads.compaction import compact_ways
from footprints.roads.graph import find_main
from footprints.roads.network import NetworkError, RoadNetwork
from footprints.roads.ways import Ways, divide_segments, list_segments
from tests.footprints.roads.smalltown import (
    CLASSES,
    LABEL,
    SPEEDS,
    build_town,
    draw_ways,
    stand_on,
)


def draw(
    lines: list[str],
    where: dict[str, tuple[float, float]],
    *,
    kind: list[str] | None = None,
    one_way: str = "",
) -> Ways:
    """Draw ways through places named by letters, km; `one_way` numbers those driven forward."""
    row = {name: at for at, name in enumerate(where)}
    easting, northing = (np.array(list(where.values()), dtype="float64") * 1000).T
    kinds = kind or ["primary"] * len(lines)
    return Ways(
        point=np.array([row[name] for line in lines for name in line], dtype="int64"),
        first=np.append(0, np.cumsum([len(line) for line in lines])),
        easting=easting,
        northing=northing,
        road_class=np.array([CLASSES.index(name) for name in kinds], dtype="int16"),
        classes=CLASSES,
        forward=np.ones(len(lines), dtype="bool"),
        backward=np.array([str(at) not in one_way for at in range(len(lines))]),
    )


def list_edges(network: RoadNetwork) -> set[tuple[float, float, float, str]]:
    """List edges as (easting of start, easting of end, length, class), km."""
    return {
        (
            round(float(network.easting[start]) / 1000, 6),
            round(float(network.easting[end]) / 1000, 6),
            round(float(length) / 1000, 6),
            network.classes[code],
        )
        for start, end, length, code in zip(
            network.start, network.end, network.length_m, network.road_class, strict=True
        )
    }


LINE = {name: (at, 0.0) for at, name in enumerate("abcdefgh")}


def test_points_between_junctions_are_gone_and_the_length_is_kept() -> None:
    network = compact_ways(draw(["abcd"], LINE), LABEL, spacing_m=np.inf)
    assert list_edges(network) == {(0, 3, 3, "primary"), (3, 0, 3, "primary")}


def test_a_way_cut_in_two_is_joined_where_nothing_else_meets_it() -> None:
    network = compact_ways(draw(["abc", "fedc"], LINE), LABEL, spacing_m=np.inf)
    assert list_edges(network) == {(0, 5, 5, "primary"), (5, 0, 5, "primary")}


def test_a_change_of_class_within_a_chain_keeps_its_node() -> None:
    ways = draw(["abc", "cde", "ef"], LINE, kind=["primary", "residential", "residential"])
    assert list_edges(compact_ways(ways, LABEL, spacing_m=np.inf)) == {
        (0, 2, 2, "primary"), (2, 0, 2, "primary"),
        (2, 5, 3, "residential"), (5, 2, 3, "residential"),
    }  # fmt: skip


def test_one_way_pieces_are_joined_only_in_the_direction_they_are_driven() -> None:
    onward = compact_ways(draw(["abc", "cde"], LINE, one_way="01"), LABEL, spacing_m=np.inf)
    assert list_edges(onward) == {(0, 4, 4, "primary")}
    # two one-way streets that meet head on are two ways into one place
    meeting = compact_ways(draw(["abc", "edc"], LINE, one_way="01"), LABEL, spacing_m=np.inf)
    assert list_edges(meeting) == {(0, 2, 2, "primary"), (4, 2, 2, "primary")}
    # where a street becomes one-way its node stays
    partly = compact_ways(draw(["abc", "cde"], LINE, one_way="1"), LABEL, spacing_m=np.inf)
    assert list_edges(partly) == {
        (0, 2, 2, "primary"), (2, 0, 2, "primary"), (2, 4, 2, "primary"),
    }  # fmt: skip


def test_a_way_driven_backward_only_is_turned_round() -> None:
    ways = draw(["abc"], LINE)
    turned = replace(ways, forward=np.array([False]))
    assert list_edges(compact_ways(turned, LABEL, spacing_m=np.inf)) == {(2, 0, 2, "primary")}


def test_of_parallel_edges_the_shortest_of_each_class_is_kept() -> None:
    where = {"a": (0, 0), "b": (4, 0), "p": (2, 1.5), "q": (2, -3)}
    lines, kinds = ["ab", "apb", "aqb", "aqb"], ["primary", "trunk", "primary", "residential"]
    network = compact_ways(draw(lines, where, kind=kinds), LABEL, spacing_m=np.inf)
    onward = {edge for edge in list_edges(network) if edge[0] == 0}
    far = round(float(np.hypot(2, 3)), 6)
    # the way by q is used twice, so q is a junction; the two of its classes stay beside each other
    assert onward == {
        (0, 4, 4, "primary"), (0, 4, 5, "trunk"),
        (0, 2, far, "primary"), (0, 2, far, "residential"),
    }  # fmt: skip


def test_a_bridge_shares_no_point_and_makes_no_junction() -> None:
    where = {"a": (0, 0), "b": (2, 0), "c": (1, -1), "d": (1, 1)}
    network = compact_ways(draw(["ab", "cd"], where), LABEL, spacing_m=np.inf)
    assert network.n_nodes == 4
    assert find_main(network).sum() == 2


def test_a_ring_keeps_its_length_with_a_road_into_it_and_without() -> None:
    where = {"a": (0, 0), "b": (1, 0), "c": (1, 1), "d": (0, 1), "x": (-1, 0)}
    joined = compact_ways(draw(["abcda", "xa"], where), LABEL, spacing_m=np.inf)
    # the ring leads back to where it starts: nothing lies on it once only junctions are kept
    assert list_edges(joined) == {(-1, 0, 1, "primary"), (0, -1, 1, "primary")}
    kept = compact_ways(draw(["abcda", "xa"], where), LABEL, spacing_m=500.0)
    assert kept.length_m.sum() == pytest.approx(2 * 5000)
    alone = compact_ways(draw(["abc", "cda"], where), LABEL, spacing_m=np.inf)
    assert alone.length_m.sum() == pytest.approx(2 * 2000)  # two halves, of which one is kept


def test_a_node_is_kept_about_every_so_often_on_a_long_road() -> None:
    where = {"a": (0, 0), "b": (0.05, 0), "c": (0.07, 0), "d": (3, 0), "e": (3.02, 0)}
    for spacing in (100.0, 200.0, 350.0):
        network = compact_ways(draw(["abcde"], where), LABEL, spacing_m=spacing)
        assert network.length_m.sum() == pytest.approx(2 * 3020)
        assert network.length_m.max() < 2 * spacing
        assert network.n_nodes <= 3020 / spacing + 3
        gaps = np.diff(np.sort(network.easting))
        assert gaps.max() < 2 * spacing


def test_short_pieces_are_joined_up_to_the_spacing_and_no_further() -> None:
    where = {name: (at * 0.05, 0.0) for at, name in enumerate("abcdefgh")}
    short = compact_ways(draw(["ab", "bc", "cd"], where), LABEL, spacing_m=200.0)
    assert list_edges(short) == {(0, 0.15, 0.15, "primary"), (0.15, 0, 0.15, "primary")}
    long = compact_ways(draw(["ab", "bc", "cd", "de", "ef"], where), LABEL, spacing_m=200.0)
    assert long.length_m.max() < 200
    assert long.length_m.sum() == pytest.approx(500)


def test_edges_are_in_order_and_near_nodes_are_near_in_the_table() -> None:
    network = build_town(spacing_m=100.0)
    key = network.start * network.n_nodes + network.end
    assert (np.diff(key) >= 0).all()
    apart = np.abs(network.start - network.end)
    assert np.median(apart) < network.n_nodes / 10


def test_the_label_is_carried_and_the_ways_are_not_changed() -> None:
    ways = draw_ways()
    before = [np.copy(part) for part in vars(ways).values()]
    network = compact_ways(ways, LABEL)
    assert (network.name, network.network_id) == ("Small town", "0123456789abcdef")
    assert network.as_of == "2025-01-01"
    for old, new in zip(before, vars(ways).values(), strict=True):
        np.testing.assert_array_equal(old, new)


def test_no_way_at_all_is_refused() -> None:
    none = replace(
        draw_ways(), point=np.zeros(0, "int64"), first=np.zeros(1, "int64"),
        road_class=np.zeros(0, "int16"), forward=np.zeros(0, "bool"), backward=np.zeros(0, "bool"),
    )  # fmt: skip
    with pytest.raises(NetworkError, match="`ways` must be one at least"):
        compact_ways(none, LABEL)


def test_a_way_that_leads_from_a_place_to_itself_makes_no_edge() -> None:
    assert compact_ways(draw(["aa"], LINE), LABEL, spacing_m=np.inf).n_edges == 0


def test_long_straight_lines_are_divided_evenly_and_nothing_else_changes() -> None:
    ways = draw(["ab", "bch"], LINE)
    divided = divide_segments(ways, 400.0)
    lengths = list_segments(divided).length_m
    assert lengths.max() <= 400
    assert lengths.sum() == pytest.approx(7000)
    assert np.diff(divided.first).tolist() == [4, 17]
    assert divided.point[divided.first[:-1]].tolist() == ways.point[ways.first[:-1]].tolist()
    assert divide_segments(ways, 1e6) is ways


@st.composite
def drawings(draw_from: st.DrawFn) -> Ways:
    """Draw ways at random over a few points: shared, one-way, crossing themselves."""
    n = draw_from(st.integers(2, 8))
    spot = st.tuples(st.integers(0, 12), st.integers(0, 12))
    spots = draw_from(st.lists(spot, min_size=n, max_size=n, unique=True))
    line = st.lists(st.integers(0, n - 1), min_size=2, max_size=6)
    lines = draw_from(st.lists(line, min_size=1, max_size=7))
    kind = [draw_from(st.integers(0, 1)) for _ in lines]
    driven = [
        draw_from(st.sampled_from([(True, True), (True, False), (False, True)])) for _ in lines
    ]
    easting, northing = np.array(spots, dtype="float64").T * 70
    return Ways(
        np.array([row for line in lines for row in line], dtype="int64"),
        np.append(0, np.cumsum([len(line) for line in lines])),
        easting, northing, np.array(kind, "int16"), ("trunk", "primary"),
        np.array([forward for forward, _ in driven]), np.array([back for _, back in driven]),
    )  # fmt: skip


def make_plain_graph(ways: Ways, speed: tuple[float, float]) -> nx.MultiDiGraph:
    """Make networkx's graph of ways, point by point, each edge by its time."""
    graph = nx.MultiDiGraph()
    for way in range(ways.n_ways):
        row = ways.point[ways.first[way] : ways.first[way + 1]].tolist()
        for a, b in pairwise(row):
            length = np.hypot(
                ways.easting[a] - ways.easting[b], ways.northing[a] - ways.northing[b]
            )
            time = float(length) / speed[ways.road_class[way]]
            if ways.forward[way]:
                graph.add_edge(a, b, weight=time)
            if ways.backward[way]:
                graph.add_edge(b, a, weight=time)
    return graph


@given(
    ways=drawings(),
    spacing_m=st.sampled_from([90.0, 250.0, 1000.0, np.inf]),
    speed=st.sampled_from([(1.0, 1.0), (100.0, 60.0), (60.0, 40.0)]),
)
def test_any_ways_give_the_costs_of_their_own_points(
    ways: Ways, spacing_m: float, speed: tuple[float, float]
) -> None:
    network = compact_ways(ways, LABEL, spacing_m=spacing_m)
    plain = make_plain_graph(ways, speed)
    compact = nx.MultiDiGraph()
    for start, end, length, code in zip(
        network.start.tolist(), network.end.tolist(), network.length_m.tolist(),
        network.road_class.tolist(), strict=True,
    ):  # fmt: skip
        compact.add_edge(start, end, weight=length / speed[code])
    spot = {(x, y): at for at, (x, y) in enumerate(zip(ways.easting, ways.northing, strict=True))}
    place = {
        row: spot[x, y]
        for row, (x, y) in enumerate(zip(network.easting, network.northing, strict=True))
        if (x, y) in spot
    }
    for row, point in place.items():
        expected = nx.single_source_dijkstra_path_length(plain, point, weight="weight")
        found = nx.single_source_dijkstra_path_length(compact, row, weight="weight")
        for other, there in place.items():
            assert found.get(other) == pytest.approx(expected.get(there)), (row, other)


def test_the_town_has_the_nodes_of_its_junctions_only() -> None:
    town = build_town()
    stand_on(town, *"ABCDEFGHIK")
    assert town.n_nodes == 11  # and the change of class north of D
    assert set(SPEEDS.fast) == set(town.classes)

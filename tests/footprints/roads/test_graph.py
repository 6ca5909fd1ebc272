"""What edges cost, the least of parallel ones, and the part of a network that hangs together."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from footprints.roads.graph import (
    build_matrix,
    find_main,
    find_slowest_kmh,
    mask_drivable,
    weigh_edges,
)
from footprints.roads.network import FERRY, RoadNetwork, SpeedError, Speeds
from tests.footprints.roads.smalltown import (
    SPEEDS,
    build_town,
    make_graph,
    stand_on,
)


def make_network(edges: list[tuple[int, int, float]], n: int) -> RoadNetwork:
    """Make a network of one class of edges (start, end, length)."""
    start, end, length = zip(*edges, strict=True) if edges else ((), (), ())
    return RoadNetwork(
        np.arange(n) * 100.0, np.zeros(n), np.array(start, "int64"), np.array(end, "int64"),
        np.array(length, "float64"), np.zeros(len(edges), "int16"), ("primary",),
        "Made", "drawn by hand", None, "", "0" * 16,
    )  # fmt: skip


def test_an_edge_costs_its_length_or_its_time_at_the_speed_of_its_class() -> None:
    town = build_town()
    a, b = stand_on(town, "A", "B").node
    between = (town.start == a) & (town.end == b)
    kinds = [town.classes[code] for code in town.road_class[between]]
    km = dict(zip(kinds, weigh_edges(town, "km", SPEEDS)[between], strict=True))
    fast = dict(zip(kinds, weigh_edges(town, "minutes_fast", SPEEDS)[between], strict=True))
    assert km == pytest.approx({"primary": 4, "trunk": 5})
    assert fast == pytest.approx({"primary": 4, "trunk": 3})


def test_a_class_without_a_speed_is_refused_by_name_but_a_ferry_is_not() -> None:
    town = build_town()
    lame = Speeds({"trunk": 100.0, "primary": 0.0}, SPEEDS.slow)
    with pytest.raises(SpeedError, match="the fast set has none for primary, residential"):
        weigh_edges(town, "minutes_fast", lame)
    fast = {name: kmh for name, kmh in SPEEDS.fast.items() if name != FERRY}
    weights = weigh_edges(town, "minutes_fast", Speeds(fast, fast))
    assert (np.isnan(weights) == (town.road_class == town.classes.index(FERRY))).all()


def test_the_way_to_the_road_goes_at_the_slowest_speed_of_any_road() -> None:
    town = build_town()
    assert find_slowest_kmh(town, "minutes_fast", SPEEDS) == 30
    assert find_slowest_kmh(town, "minutes_slow", SPEEDS) == 20  # the ferry's 10 does not count
    assert np.isnan(find_slowest_kmh(town, "minutes_slow", Speeds({}, {})))


def test_the_least_of_parallel_edges_counts_in_each_unit() -> None:
    town = build_town()
    a, b = stand_on(town, "A", "B").node
    shortest = build_matrix(town, weigh_edges(town, "km", SPEEDS)).toarray()
    fastest = build_matrix(town, weigh_edges(town, "minutes_fast", SPEEDS)).toarray()
    assert shortest[a, b] == pytest.approx(4)
    assert fastest[a, b] == pytest.approx(3)


def test_edges_in_any_order_make_the_same_matrix_and_a_weight_of_nothing_stays() -> None:
    edges = [(2, 0, 5.0), (0, 1, 7.0), (0, 1, 0.0), (1, 1, 3.0), (1, 2, 4.0)]
    made = make_network(edges, 3)
    matrix = build_matrix(made, made.length_m)
    assert matrix.nnz == 3
    assert matrix.data.tolist() == [0.0, 4.0, 5.0]
    assert matrix.indices.tolist() == [1, 2, 0]


@given(
    edges=st.lists(
        st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(0, 9).map(float)), max_size=25
    )
)
def test_the_matrix_is_the_least_of_each_pair(edges: list[tuple[int, int, float]]) -> None:
    made = make_network(edges, 6)
    least: dict[tuple[int, int], float] = {}
    for start, end, length in edges:
        if start != end:
            least[start, end] = min(length, least.get((start, end), np.inf))
    matrix = build_matrix(made, made.length_m).tocoo()
    found = zip(matrix.row.tolist(), matrix.col.tolist(), matrix.data.tolist(), strict=True)
    assert {(row, column): weight for row, column, weight in found} == least


def test_a_ferry_is_left_out_unless_asked_for() -> None:
    town = build_town()
    b, h = stand_on(town, "B", "H").node
    weights = weigh_edges(town, "km", SPEEDS)
    assert build_matrix(town, weights)[[b], [h]].sum() == 0
    assert build_matrix(town, weights, ferries=True)[[b], [h]].sum() == pytest.approx(16)
    assert (~mask_drivable(town)).sum() == 2
    assert mask_drivable(town, ferries=True).all()


def test_the_main_part_has_no_fragment_no_island_and_no_trap() -> None:
    town = build_town()
    main = find_main(town)
    assert main[stand_on(town, *"ABCDE").node].all()
    assert not main[stand_on(town, *"FGHIK").node].any()
    with_ferries = find_main(town, ferries=True)
    assert with_ferries[stand_on(town, *"ABCDEHI").node].all()
    assert not with_ferries[stand_on(town, *"FGK").node].any()


@given(
    edges=st.lists(
        st.tuples(st.integers(0, 7), st.integers(0, 7), st.just(1.0)), min_size=1, max_size=20
    )
)
def test_the_main_part_is_a_largest_strong_component(edges: list[tuple[int, int, float]]) -> None:
    made = make_network(edges, 8)
    main = set(np.flatnonzero(find_main(made)).tolist())
    parts = list(nx.strongly_connected_components(make_graph(made, made.length_m)))
    largest = max(len(part) for part in parts)
    if all(start == end for start, end, _ in edges):
        assert not main
    else:
        assert len(main) == largest
        assert main in parts
        assert min(main) == min(min(part) for part in parts if len(part) == largest)


def test_a_network_without_edges_has_no_main_part() -> None:
    assert not find_main(make_network([], 3)).any()

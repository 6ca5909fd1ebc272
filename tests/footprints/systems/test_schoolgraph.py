"""The graph of neighbouring schools: by hand, by brute force, connected whatever the places."""

from itertools import combinations
from typing import Any, get_args

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from footprints.systems.schoolgraph import Kind, SchoolGraph, connect_schools
from tests.footprints.smallengland import URNS, Built

KINDS = get_args(Kind)


def make_schools(places: list[tuple[float, float]]) -> pd.DataFrame:
    """Give each place a school, urns from 100 up."""
    table = pd.DataFrame(places, columns=["easting", "northing"], dtype="float64")
    return table.assign(urn=100 + np.arange(len(table)))


def list_edges(places: list[tuple[float, float]], kind: Kind) -> list[list[int]]:
    return connect_schools(make_schools(places), kind=kind).edges.tolist()


def find_reached(graph: SchoolGraph) -> set[int]:
    """Walk from the first school, one step at a time."""
    near: dict[int, set[int]] = {i: set() for i in range(len(graph.urns))}
    for a, b in graph.edges.tolist():
        near[a].add(b)
        near[b].add(a)
    reached, ahead = set(), [0] if len(graph.urns) else []
    while ahead:
        here = ahead.pop()
        reached.add(here)
        ahead += near[here] - reached
    return reached


def list_gabriel(places: list[tuple[int, int]]) -> set[frozenset[tuple[int, int]]]:
    """Hold every pair of distinct places against every third place."""
    distinct = set(places)
    return {
        frozenset((p, q))
        for p, q in combinations(distinct, 2)
        if all(
            (p[0] - r[0]) * (q[0] - r[0]) + (p[1] - r[1]) * (q[1] - r[1]) > 0
            for r in distinct - {p, q}
        )
    }


# few values of each, so that places coincide, line up and lie on common circles
GRID = st.tuples(st.integers(0, 6), st.integers(0, 6))
WIDE = st.tuples(st.integers(0, 700_000), st.integers(0, 700_000))
METRES = st.floats(0, 7e5, allow_nan=False)
TOWNS = st.one_of(
    st.lists(GRID, max_size=25),
    st.lists(WIDE, max_size=25),
    st.lists(st.tuples(METRES, METRES), max_size=25),
    st.lists(st.tuples(st.sampled_from([3.0, 3.001]), METRES), max_size=25),
)


def test_a_square_by_hand() -> None:
    square = [(0.0, 0.0), (9.0, 0.0), (0.0, 9.0), (9.0, 9.0)]
    # the corners lie on the circles of both diagonals
    assert list_edges(square, "gabriel") == [[0, 1], [0, 2], [1, 3], [2, 3]]
    assert len(list_edges(square, "delaunay")) == 5


def test_a_school_between_two_others_parts_them() -> None:
    below = [(0.0, 0.0), (10.0, 0.0), (5.0, -4.0)]
    assert list_edges(below, "delaunay") == [[0, 1], [0, 2], [1, 2]]
    assert list_edges(below, "gabriel") == [[0, 2], [1, 2]]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("places", "edges"),
    [
        ([], []),
        ([(1, 1)], []),
        ([(1, 1), (1, 1), (1, 1)], [[0, 1], [1, 2]]),
        ([(5, 5), (1, 1)], [[0, 1]]),
        ([(5, 5), (1, 1), (5, 5)], [[0, 1], [0, 2]]),
        ([(3, 9), (3, 1), (3, 5), (3, 7)], [[0, 3], [1, 2], [2, 3]]),
        ([(1, 1), (3, 3), (2, 2), (4, 4)], [[0, 2], [1, 2], [1, 3]]),
    ],
)
def test_few_places_and_places_in_one_line_are_joined_in_order(
    kind: Kind, places: list[tuple[float, float]], edges: list[list[int]]
) -> None:
    assert list_edges(places, kind) == edges


def test_schools_without_coordinates_are_left_out() -> None:
    schools = make_schools([(0, 0), (np.nan, 5), (5, np.nan), (9, 9)])
    graph = connect_schools(schools)
    assert graph.urns.tolist() == [100, 103]
    assert graph.points.tolist() == [[0, 0], [9, 9]]
    assert graph.edges.tolist() == [[0, 1]]


@pytest.mark.parametrize("kind", KINDS)
def test_small_england_is_connected(built: Built, kind: Kind) -> None:
    before = built.schools.copy()
    graph = connect_schools(built.schools, kind=kind)
    assert graph.urns.tolist() == [urn for urn in URNS if urn not in (112, 113, 114)]
    assert len(find_reached(graph)) == len(graph.urns)
    assert built.schools.equals(before)


@given(places=st.one_of(st.lists(GRID, max_size=25), st.lists(WIDE, max_size=25)))
def test_gabriel_equals_all_pairs_against_all_places(places: list[tuple[int, int]]) -> None:
    schools = make_schools([(float(x), float(y)) for x, y in places])
    graph = connect_schools(schools, kind="gabriel")
    joined = {frozenset((places[a], places[b])) for a, b in graph.edges.tolist()}
    assert {pair for pair in joined if len(pair) == 2} == list_gabriel(places)


@given(places=TOWNS, kind=st.sampled_from(KINDS))
def test_any_town_is_connected_in_order_and_without_loops(
    places: list[tuple[float, float]], kind: Kind
) -> None:
    graph = connect_schools(make_schools(places), kind=kind)
    assert graph.urns.tolist() == list(range(100, 100 + len(places)))
    assert find_reached(graph) == set(range(len(places)))
    edges = graph.edges.tolist()
    assert edges == sorted(edges)
    assert len({tuple(edge) for edge in edges}) == len(edges)
    assert all(a < b for a, b in edges)


@given(places=TOWNS, random=st.randoms(use_true_random=False), kind=st.sampled_from(KINDS))
def test_the_order_of_rows_changes_nothing(
    places: list[tuple[float, float]], random: Any, kind: Kind
) -> None:
    schools, rows = make_schools(places), list(range(len(places)))
    random.shuffle(rows)
    one, other = (connect_schools(table, kind=kind) for table in (schools, schools.iloc[rows]))
    for name in ("urns", "points", "edges"):
        assert np.array_equal(getattr(one, name), getattr(other, name))


@given(places=TOWNS)
def test_gabriel_is_part_of_delaunay(places: list[tuple[float, float]]) -> None:
    gabriel, delaunay = (
        {tuple(edge) for edge in list_edges(places, kind)} for kind in ("gabriel", "delaunay")
    )
    assert gabriel <= delaunay

"""Pieces of border: as far from the one school as from the other, and nearer to no third."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from footprints.seams.borderpieces import BorderPieces, trace_borders
from footprints.systems.schoolgraph import SchoolGraph, connect_schools

KM = 1000.0
GRID = st.tuples(st.integers(0, 6), st.integers(0, 6))


def connect(places: list[tuple[float, float]]) -> SchoolGraph:
    """Connect schools at places given in kilometres; urns from 100 up."""
    table = pd.DataFrame(places, columns=["easting", "northing"], dtype="float64") * KM
    return connect_schools(table.assign(urn=100 + np.arange(len(table))), kind="gabriel")


def write(pieces: BorderPieces) -> dict[tuple[int, ...], list[list[float]]]:
    """Give the ends of each pair in kilometres, the lower first."""
    ends = np.round(pieces.ends / KM, 6).tolist()
    return {tuple(pair): sorted(e) for pair, e in zip(pieces.pairs.tolist(), ends, strict=True)}


def test_a_square_by_hand() -> None:
    pieces = trace_borders(connect([(0, 0), (2, 0), (0, 2), (2, 2)]), reach_km=3)
    assert write(pieces) == {
        (0, 1): [[1, -3], [1, 1]],
        (0, 2): [[-3, 1], [1, 1]],
        (1, 3): [[1, 1], [5, 1]],
        (2, 3): [[1, 1], [1, 5]],
    }
    assert pieces.counted.all()


def test_pairs_past_a_third_school_have_a_piece_but_do_not_count() -> None:
    # the circle around 0 and 1 holds 2; their cells touch below it, 1.125 km away
    pieces = trace_borders(connect([(0, 0), (10, 0), (5, 4)]), reach_km=2)
    assert write(pieces)[0, 1] == [[5, -2], [5, -1.125]]
    assert dict(zip(map(tuple, pieces.pairs.tolist()), pieces.counted, strict=True)) == {
        (0, 1): False,
        (0, 2): True,
        (1, 2): True,
    }
    near = trace_borders(connect([(0, 0), (10, 0), (5, 4)]), reach_km=1)
    assert (0, 1) not in write(near)


def test_the_lowest_urn_stands_for_a_site() -> None:
    pieces = trace_borders(connect([(4, 0), (0, 0), (4, 0)]), reach_km=1)
    assert write(pieces) == {(0, 1): [[2, -1], [2, 1]]}


@pytest.mark.parametrize("places", [[], [(1, 1)], [(1, 1), (1, 1)]])
def test_one_place_has_no_border(places: list[tuple[float, float]]) -> None:
    pieces = trace_borders(connect(places))
    assert pieces.pairs.shape == (0, 2)
    assert pieces.ends.shape == (0, 2, 2)


@given(places=st.lists(GRID, min_size=2, max_size=25))
def test_every_end_is_as_near_to_both_as_to_any(places: list[tuple[int, int]]) -> None:
    graph = connect([(float(x), float(y)) for x, y in places])
    pieces = trace_borders(graph, reach_km=4)
    for (i, j), ends in zip(pieces.pairs.tolist(), pieces.ends, strict=True):
        for end in ends:
            away = np.hypot(*(graph.points - end).T)
            assert away[i] == pytest.approx(away[j], abs=1e-3)
            assert away[i] == pytest.approx(away.min(), abs=1e-3)
    # every edge between two places of a Gabriel graph crosses its piece
    lone = {tuple(e) for e in graph.edges.tolist() if places[e[0]] != places[e[1]]}
    assert lone == {tuple(p) for p in pieces.pairs[pieces.counted].tolist()}

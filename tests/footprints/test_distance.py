"""Straight lines on British National Grid."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from footprints.distance import straight_km

metres = st.floats(min_value=-2e6, max_value=2e6)


@given(east=metres, north=metres, to_east=metres, to_north=metres)
def test_distance_equals_the_hypotenuse_and_has_no_direction(
    east: float, north: float, to_east: float, to_north: float
) -> None:
    there = float(straight_km(east, north, to_east, to_north))
    assert there == pytest.approx(math.hypot(to_east - east, to_north - north) / 1000, abs=1e-12)
    assert float(straight_km(to_east, to_north, east, north)) == there


@given(at=st.lists(st.tuples(metres, metres), min_size=3, max_size=3))
def test_a_detour_is_never_shorter(at: list[tuple[float, float]]) -> None:
    a, b, c = at
    way = float(straight_km(*a, *b)) + float(straight_km(*b, *c))
    assert float(straight_km(*a, *c)) <= way + 1e-9


def test_one_school_to_many_bases_broadcasts() -> None:
    distance = straight_km(0, 0, [0, 3000, 0, 3000], [0, 0, 4000, 4000])
    assert distance.tolist() == [0, 3, 4, 5]
    assert distance.dtype == np.float64
    assert straight_km([[0], [6000]], 0, [0, 3000], 0).tolist() == [[0, 3], [6, 3]]


@pytest.mark.parametrize("at", range(4))
def test_an_unknown_coordinate_gives_no_distance(at: int) -> None:
    coordinates = [0.0, 0.0, 3000.0, 4000.0]
    coordinates[at] = math.nan
    assert np.isnan(straight_km(*coordinates))


def test_no_points_have_no_distances_and_inputs_are_not_changed() -> None:
    assert straight_km([], [], [], []).shape == (0,)
    east = np.array([1.0, 2.0])
    straight_km(east, 0, 5, 5)
    assert east.tolist() == [1.0, 2.0]

"""Pairs within reach: nothing lost at a cost of 0, nothing missed, nothing invented."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from footprints.access.reach import find_reach, list_reach
from footprints.distance import straight_km


def test_a_matrix_becomes_its_pairs_without_the_missing() -> None:
    costs = np.array([[0.0, np.nan, 3.0], [np.nan, np.nan, np.nan], [5.0, np.nan, 0.5]])
    reach = list_reach(costs)
    assert reach.origin.tolist() == [0, 0, 2, 2]
    assert reach.destination.tolist() == [0, 2, 0, 2]
    assert reach.cost.tolist() == [0.0, 3.0, 5.0, 0.5]
    assert reach.known_origins.tolist() == [True, False, True]
    assert reach.known_destinations.tolist() == [True, False, True]
    assert reach.shape == costs.shape


def test_a_threshold_keeps_what_costs_exactly_that_and_who_was_known() -> None:
    costs = np.array([[1.0, 2.0], [9.0, 9.0]])
    reach = list_reach(costs, threshold=2)
    assert reach.cost.tolist() == [1.0, 2.0]
    assert reach.known_origins.tolist() == [True, True]
    assert list_reach(reach, threshold=1).cost.tolist() == [1.0]
    assert list_reach(reach, threshold=2) is reach


@pytest.mark.parametrize("threshold", [None, 2.5])
def test_pairs_that_were_cut_off_cannot_be_asked_for(threshold: float | None) -> None:
    reach = list_reach(np.array([[1.0, 3.0]]), threshold=2)
    told = f"`threshold` must be at most 2, where the costs were cut, got {threshold}"
    with pytest.raises(ValueError, match=re.escape(told)):
        list_reach(reach, threshold=threshold)


@pytest.mark.parametrize("wrong", [-1.0, np.inf, -np.inf])
def test_costs_that_cannot_be_are_refused(wrong: float) -> None:
    with pytest.raises(ValueError, match=f"`costs` must be from 0 up and finite, got {wrong}"):
        list_reach(np.array([[1.0, wrong]]))


def test_costs_must_be_a_matrix() -> None:
    with pytest.raises(ValueError, match=re.escape("origins by destinations, got shape (2,)")):
        list_reach(np.array([1.0, 2.0]))


def test_origins_are_kept_and_numbered_anew() -> None:
    reach = list_reach(np.array([[1.0, 2.0], [3.0, np.nan], [np.nan, 4.0]]))
    kept = reach.keep_origins(np.array([False, True, True]))
    assert kept.origin.tolist() == [0, 1]
    assert kept.destination.tolist() == [0, 1]
    assert kept.cost.tolist() == [3.0, 4.0]
    assert kept.shape == (2, 2)


places = st.lists(
    st.tuples(st.integers(0, 12).map(lambda k: k * 500.0), st.sampled_from([0.0, 1000.0, np.nan])),
    max_size=12,
)


@given(places, places, st.sampled_from([0.0, 0.5, 1.0, 3.0]))
def test_points_within_a_distance_equal_the_whole_matrix_cut_there(
    origins: list[tuple[float, float]], destinations: list[tuple[float, float]], within: float
) -> None:
    found = find_reach(origins, destinations, within_km=within)
    a, b = (np.reshape(side, (-1, 2)) for side in (origins, destinations))
    whole = straight_km(a[:, :1], a[:, 1:], b[:, 0], b[:, 1])
    expected = list_reach(whole, threshold=within)
    assert found.origin.tolist() == expected.origin.tolist()
    assert found.destination.tolist() == expected.destination.tolist()
    assert found.cost == pytest.approx(expected.cost)
    assert found.known_origins.tolist() == expected.known_origins.tolist()
    assert found.known_destinations.tolist() == expected.known_destinations.tolist()

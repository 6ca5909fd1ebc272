"""Indices of inequality: by hand, by pupils laid out in a row, by the area under the curve."""

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from footprints.access.inequality import (
    invert_costs,
    measure_concentration,
    measure_palma,
    measure_percentile_ratio,
    trace_concentration,
)
from tests.footprints.access.slowequity import (
    School,
    find_area,
    find_concentration,
    find_palma,
)

# value, FSM, pupils; with ties in FSM and schools without pupils
schools = st.lists(
    st.tuples(st.integers(0, 6), st.integers(0, 4), st.integers(0, 9)), min_size=1, max_size=10
)


def columns(rows: list[School]) -> np.ndarray:
    return np.array(rows, dtype="float64").T


def curve_points(rows: list[School]) -> list[tuple[float, float]]:
    return list(trace_concentration(*columns(rows)).itertuples(index=False, name=None))


def test_palma_by_hand() -> None:
    # lowest tenth: all 60 of the first school and 40 of the second's; four tenths: the last two
    access, fsm, pupils = [8, 2, 3, 1], [1, 2, 3, 4], [60, 540, 100, 300]
    lowest, highest = (60 * 8 + 40 * 2) / 100, (100 * 3 + 300 * 1) / 400
    assert measure_palma(access, fsm, pupils) == pytest.approx(lowest / highest)
    # one that straddles the upper border: 300 of the last, and 100 of the 640 before it
    found = measure_palma([8, 2, 1], [1, 2, 3], [60, 640, 300])
    assert found == pytest.approx(5.6 / ((100 * 2 + 300) / 400))


def test_palma_turns_the_other_way_round_with_the_fsm() -> None:
    assert measure_palma([2, 2, 2], [1, 2, 3], [10, 20, 30]) == pytest.approx(1)
    assert measure_palma([4, 2, 1], [1, 2, 3], [100, 500, 400]) == pytest.approx(4)
    assert measure_palma([1, 2, 4], [1, 2, 3], [100, 500, 400]) == pytest.approx(0.25)


@given(schools)
def test_palma_equals_pupils_laid_out_one_by_one(rows: list[School]) -> None:
    expected = find_palma(rows)
    found = measure_palma(*columns(rows))
    assert np.isnan(found) if expected is None else found == pytest.approx(float(expected))


@given(schools)
def test_concentration_equals_pairs_of_pupils_and_the_area_under_the_curve(
    rows: list[School],
) -> None:
    expected = find_concentration(rows)
    found = measure_concentration(*columns(rows))
    if expected is None:
        assert np.isnan(found)
        assert not curve_points(rows)
        return
    assert found == pytest.approx(float(expected), abs=1e-12)
    assert found == pytest.approx(1 - 2 * find_area(curve_points(rows)), abs=1e-12)
    assert -1 <= found <= 1


@given(schools, st.randoms(use_true_random=False))
def test_the_order_of_rows_and_the_unit_change_nothing(
    rows: list[School], chance: random.Random
) -> None:
    turned = list(rows)
    chance.shuffle(turned)
    value, fsm, pupils = columns(rows)
    for measure in (measure_palma, measure_concentration):
        found = measure(value, fsm, pupils)
        assert measure(*columns(turned)) == pytest.approx(found, nan_ok=True)
        # another unit, another scale of FSM, ten times the pupils
        assert measure(value * 1.6, fsm**2, pupils * 10) == pytest.approx(found, nan_ok=True)


@given(schools)
def test_turning_the_order_turns_the_sign(rows: list[School]) -> None:
    value, fsm, pupils = columns(rows)
    found = measure_concentration(value, fsm, pupils)
    turned = measure_concentration(value, -fsm, pupils)
    assert turned == pytest.approx(-found, abs=1e-12, nan_ok=True)


@given(schools)
def test_the_gini_is_the_largest_concentration_and_its_curve_is_below_the_diagonal(
    rows: list[School],
) -> None:
    value, fsm, pupils = columns(rows)
    gini = measure_concentration(value, value, pupils)
    if np.isnan(gini):
        return
    assert -1e-12 <= gini <= 1
    assert abs(measure_concentration(value, fsm, pupils)) <= gini + 1e-12
    curve = trace_concentration(value, value, pupils)
    assert (curve["share_value"] <= curve["share_weight"] + 1e-12).all()


def test_the_sign_says_where_it_gathers() -> None:
    fsm, pupils = [5, 10, 20, 30], [100, 100, 100, 100]
    assert measure_concentration([1, 2, 3, 4], fsm, pupils) == pytest.approx(0.25)
    assert measure_concentration([4, 3, 2, 1], fsm, pupils) == pytest.approx(-0.25)
    assert measure_concentration([3, 3, 3, 3], fsm, pupils) == pytest.approx(0)


def test_schools_of_equal_fsm_are_told_apart_by_nothing() -> None:
    assert measure_concentration([0, 9], [10, 10], [1, 1]) == pytest.approx(0)
    assert measure_palma([0, 9], [10, 10], [1, 1]) == pytest.approx(1)


def test_what_is_not_known_does_not_count() -> None:
    nan = np.nan
    value, fsm, pupils = [1, 3, 50, nan, 7], [5, 10, nan, 20, 30], [100, 100, 100, 100, nan]
    assert measure_concentration(value, fsm, pupils) == pytest.approx(0.25)
    assert measure_palma(value, fsm, pupils) == measure_palma([1, 3], [5, 10], [100, 100])
    assert len(trace_concentration(value, fsm, pupils)) == 3


@pytest.mark.parametrize("nothing", [[], [np.nan], [0.0]])
def test_nothing_to_measure_is_missing(nothing: list[float]) -> None:
    one = [1.0] * len(nothing)
    assert np.isnan(measure_palma(nothing, one, one))
    assert np.isnan(measure_concentration(nothing, one, one))
    assert np.isnan(measure_percentile_ratio(nothing))
    assert trace_concentration(nothing, one, one).empty


def test_the_percentile_ratio_counts_schools() -> None:
    values = [*range(10, 111), np.nan]
    assert measure_percentile_ratio(values) == pytest.approx(100 / 20)
    assert np.isnan(measure_percentile_ratio([0, 0, 0, 5]))


def test_costs_are_inverted_and_the_nearest_are_alike() -> None:
    assert invert_costs([0, 2, 8, np.nan], least=2) == pytest.approx(
        [0.5, 0.5, 0.125, np.nan], nan_ok=True
    )


@pytest.mark.parametrize("most", [2, 7, 200])
def test_a_long_curve_is_thinned_to_points_of_its_own(most: int) -> None:
    rng = np.random.default_rng(4)
    value, fsm, pupils = rng.gamma(2, 9, 5000), rng.uniform(0, 90, 5000), rng.uniform(9, 900, 5000)
    whole = trace_concentration(value, fsm, pupils, most=10_000)
    thin = trace_concentration(value, fsm, pupils, most=most)
    assert len(whole) == 5001
    assert 2 <= len(thin) <= most
    held = set(whole.itertuples(index=False, name=None))
    assert set(thin.itertuples(index=False, name=None)) <= held
    assert thin.iloc[0].tolist() == [0, 0]
    assert thin.iloc[-1].tolist() == [1, 1]
    assert thin["share_weight"].diff().max() <= 1 / (most - 1) + pupils.max() / pupils.sum()
    if most == 200:
        index = measure_concentration(value, fsm, pupils)
        area = find_area(list(thin.itertuples(index=False, name=None)))
        assert 1 - 2 * area == pytest.approx(index, abs=1e-4)


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="`values` must be from 0 up, got -1"):
        measure_concentration([-1, 2], [1, 2], [1, 1])
    with pytest.raises(ValueError, match="`weights` must be from 0 up, got -3"):
        measure_palma([1, 2], [1, 2], [1, -3])
    with pytest.raises(ValueError, match="`costs` must be from 0 up, got -2"):
        invert_costs([-2.0])
    with pytest.raises(ValueError, match="`least` must be above 0, got 0"):
        invert_costs([1.0], least=0)
    with pytest.raises(ValueError, match="`most` must be 2 or more, got 1"):
        trace_concentration([1], [1], [1], most=1)

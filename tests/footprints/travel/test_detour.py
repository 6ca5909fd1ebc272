"""Detour factors: their bands, the estimate by them, and what fills their gaps."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from footprints.travel.detour import (
    DetourBand,
    DetourFactors,
    FactorError,
    complete_factors,
    estimate_road_km,
)

STATED = DetourFactors(
    (
        DetourBand("all", 80, np.inf, 1.29, 1.11, 1.47, "b"),
        DetourBand("all", 0, 80, 1.4, 1.2, 1.6, "a"),
    ),
    "Stated.",
)
MIXED = DetourFactors(
    (
        *STATED.bands,
        DetourBand("rural", 5, 20, 1.2, 1.1, 1.3, "c"),
        DetourBand("urban", 0, 5, 1.5, 1.3, 2.0, "d"),
    ),
    "Measured.",
    is_calibrated=True,
)
km = st.floats(0, 500, allow_nan=False)


def test_the_estimate_is_the_straight_line_times_the_factor_of_its_band() -> None:
    found = estimate_road_km([0, 10, 79.999, 80, 100, np.nan], STATED)
    assert found.value == pytest.approx([0, 14, 111.9986, 103.2, 129, np.nan], nan_ok=True)
    assert found.low == pytest.approx([0, 12, 95.9988, 88.8, 111, np.nan], nan_ok=True)
    assert found.high == pytest.approx([0, 16, 127.9984, 117.6, 147, np.nan], nan_ok=True)


def test_a_kind_takes_its_own_band_and_elsewhere_that_of_all() -> None:
    kinds = np.array(["rural", "rural", "rural", "urban", "urban", "all"])
    found = estimate_road_km([4.0, 5.0, 20.0, 4.0, 5.0, 5.0], MIXED, kinds)
    assert found.value == pytest.approx([5.6, 6.0, 28.0, 6.0, 7.0, 7.0])


def test_no_band_is_no_estimate() -> None:
    short = DetourFactors((DetourBand("all", 1, 5, 1.3, 1.2, 1.4, "a"),), "Short.")
    found = estimate_road_km([0.9, 1, 5], short)
    assert found.value == pytest.approx([np.nan, 1.3, np.nan], nan_ok=True)
    assert np.isnan(estimate_road_km(3.0, DetourFactors((), "None.")).value)


def test_kinds_broadcast_over_a_matrix_by_origin() -> None:
    straight = np.array([[4.0, 10.0, 90.0], [4.0, 10.0, 90.0]])
    found = estimate_road_km(straight, MIXED, np.array([["rural"], ["urban"]]))
    assert found.value == pytest.approx(np.array([[5.6, 12, 116.1], [6.0, 14, 116.1]]))


@given(st.lists(km, max_size=20), st.sampled_from(["all", "rural", "urban"]))
def test_low_value_and_high_are_in_order_and_no_road_is_shorter(
    straight: list[float], kind: str
) -> None:
    given_km = np.array(straight)
    before = given_km.copy()
    found = estimate_road_km(given_km, MIXED, kind)
    assert (given_km <= found.low).all()
    assert (found.low <= found.value).all()
    assert (found.value <= found.high).all()
    np.testing.assert_array_equal(given_km, before)


@given(st.lists(km, min_size=1, max_size=20))
def test_each_distance_is_judged_by_itself(straight: list[float]) -> None:
    together = estimate_road_km(straight, MIXED, "rural").value
    alone = [float(estimate_road_km(one, MIXED, "rural").value) for one in straight]
    np.testing.assert_array_equal(together, alone)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"kind": "seaside"}, "`kind` must be one of"),
        ({"from_km": -1}, "must begin at 0 or above"),
        ({"to_km": 0}, "must begin at 0 or above"),
        ({"low": 0.9}, "1 <= low <= value <= high"),
        ({"low": 1.5}, "1 <= low <= value <= high"),
        ({"high": 1.3}, "1 <= low <= value <= high"),
        ({"value": np.nan}, "1 <= low <= value <= high"),
        ({"high": np.inf}, "1 <= low <= value <= high"),
    ],
)
def test_a_band_that_cannot_be_is_refused(change: dict, message: str) -> None:
    band = {"kind": "all", "from_km": 0, "to_km": 5, "value": 1.4, "low": 1.2, "high": 1.6}
    with pytest.raises(FactorError, match=message):
        DetourBand(**{**band, "source": "a", **change})


def test_bands_that_overlap_are_refused_and_those_that_touch_are_not() -> None:
    first = DetourBand("all", 0, 10, 1.4, 1.2, 1.6, "a")
    assert DetourFactors((first, DetourBand("all", 10, 20, 1.3, 1.2, 1.6, "a")), "a").bands
    with pytest.raises(FactorError, match="must not overlap: one ends at 10 km"):
        DetourFactors((first, DetourBand("all", 9, 20, 1.3, 1.2, 1.6, "a")), "a")


def test_a_strange_kind_or_a_negative_distance_is_refused() -> None:
    with pytest.raises(FactorError, match=r"`kind` must be of .* got \['seaside'\]"):
        estimate_road_km([1.0], STATED, "seaside")
    with pytest.raises(FactorError, match="0 or above"):
        estimate_road_km([-1.0], STATED)


def test_gaps_are_filled_from_the_default_and_nothing_measured_is_replaced() -> None:
    measured = DetourFactors(
        (
            DetourBand("all", 1, 5, 1.45, 1.3, 1.6, "m"),
            DetourBand("all", 10, 20, 1.25, 1.2, 1.3, "m"),
            DetourBand("rural", 1, 5, 1.5, 1.4, 1.6, "m"),
        ),
        "Measured.",
        is_calibrated=True,
    )
    full = complete_factors(measured, STATED)
    edges = [(band.from_km, band.to_km, band.source) for band in full.select_bands("all")]
    assert edges == [
        (0, 1, "a"), (1, 5, "m"), (5, 10, "a"), (10, 20, "m"), (20, 80, "a"), (80, np.inf, "b"),
    ]  # fmt: skip
    assert full.is_calibrated
    assert full.select_bands("rural") == measured.select_bands("rural")
    assert "Where nothing was measured: Stated." in full.source
    assert complete_factors(full, STATED) == full


@given(st.lists(km, max_size=20))
def test_completed_factors_leave_no_distance_without_an_estimate(straight: list[float]) -> None:
    some = DetourFactors((DetourBand("all", 3, 7, 1.3, 1.2, 1.4, "m"),), "Measured.")
    assert np.isfinite(estimate_road_km(straight, complete_factors(some, STATED)).value).all()

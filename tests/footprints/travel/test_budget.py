"""The budget of a programme: hand-counted sums, steps of rates, twilights."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from footprints.travel.budget import (
    KM_PER_MILE,
    Programme,
    ProgrammeError,
    Rates,
    plan_budget,
    price_miles,
    read_time,
    write_time,
)
from footprints.travel.ladder import Rung
from footprints.travel.speeds import AverageSpeed, Range, RangeError, estimate_minutes

CAR = Rates("car", ((0, 45), (10_000, 25)), "2025-26", "HMRC")
SIX = Programme(sessions=6, start="16:00", length_minutes=90, venue="Hub")
# 10 miles and 20 minutes each way
MEASURED = Rung("road", Range.exact(10 * KM_PER_MILE), Range.exact(20), "measured")
ESTIMATED = Rung(
    "detour",
    Range(14 * KM_PER_MILE, 12 * KM_PER_MILE, 16 * KM_PER_MILE),
    Range(28, 20, 40),
    "estimated",
)
miles = st.floats(0, 50_000, allow_nan=False)


def told(number: Range | None) -> list[float]:
    """Give low, value and high."""
    assert number is not None
    return [number.low, number.value, number.high]


def test_a_measured_trip_gives_exact_sums() -> None:
    budget = plan_budget(SIX, MEASURED, CAR)
    assert told(budget.miles) == pytest.approx([120] * 3)
    assert told(budget.travel_hours) == pytest.approx([4] * 3)
    # six sessions of an hour and a half
    assert told(budget.hours) == pytest.approx([13] * 3)
    assert told(budget.cost_pounds) == pytest.approx([54] * 3)
    assert budget.leave_by == Range.exact(940)
    assert budget.back_at == Range.exact(16 * 60 + 90 + 20)
    assert (budget.fits, budget.method, budget.said) == ("yes", "road", "measured")


def test_an_estimated_trip_gives_low_and_high_all_the_way() -> None:
    budget = plan_budget(SIX, ESTIMATED, CAR)
    assert told(budget.miles) == pytest.approx([144, 168, 192])
    assert told(budget.cost_pounds) == pytest.approx([64.8, 75.6, 86.4])
    assert told(budget.hours) == pytest.approx([13, 14.6, 17])
    # to be sure one leaves 40 minutes before
    assert budget.leave_by == Range(932, 920, 940)
    assert budget.fits == "perhaps"


@pytest.mark.parametrize(
    ("start", "leave", "fits"),
    [
        ("16:10", "15:30", "yes"),
        ("16:09", "15:30", "perhaps"),
        ("15:50", "15:30", "perhaps"),
        ("15:49", "15:30", "no"),
        ("15:30", "15:30", "no"),
        ("09:00", "15:30", "no"),
        (970, 930, "yes"),
    ],
)
def test_a_twilight_fits_where_the_slowest_trip_is_early_enough(
    start: str | float, leave: str | float, fits: str
) -> None:
    assert plan_budget(replace(SIX, start=start), ESTIMATED, CAR, leave=leave).fits == fits


def test_people_take_hours_and_cars_take_miles() -> None:
    budget = plan_budget(replace(SIX, people=3, cars=2), MEASURED, CAR)
    assert told(budget.miles)[1] == pytest.approx(240)
    assert told(budget.hours)[1] == pytest.approx(39)
    assert told(budget.cost_pounds)[1] == pytest.approx(108)


def test_each_driver_has_a_threshold_of_their_own() -> None:
    # 120 miles each: 60 of them beyond 10,000
    budget = plan_budget(replace(SIX, people=2, cars=2), MEASURED, CAR, miles_before=9_940)
    assert told(budget.cost_pounds)[1] == pytest.approx(2 * (60 * 0.45 + 60 * 0.25))


def test_sessions_online_take_hours_and_no_travel() -> None:
    budget = plan_budget(replace(SIX, online=4), MEASURED, CAR)
    assert told(budget.miles)[1] == pytest.approx(40)
    assert told(budget.hours)[1] == pytest.approx(9 + 4 / 3)


def test_without_a_trip_there_is_no_budget_but_for_a_programme_online() -> None:
    unknown = Rung("detour", None, None, "No road estimate: there is sea around the Isle.")
    budget = plan_budget(SIX, unknown, CAR)
    assert budget.miles is budget.hours is budget.cost_pounds is budget.fits is None
    assert budget.said == "No road estimate: there is sea around the Isle."
    online = plan_budget(replace(SIX, online=6), unknown, CAR)
    assert online.cost_pounds == Range.exact(0)
    assert online.hours == Range.exact(9)
    assert online.fits == "yes"


def test_without_minutes_there_are_miles_and_no_hours() -> None:
    budget = plan_budget(SIX, replace(MEASURED, minutes=None), CAR)
    assert budget.miles is not None
    assert budget.hours is budget.leave_by is budget.back_at is budget.fits is None


def test_rates_step_at_ten_thousand_miles() -> None:
    assert price_miles(10_000, CAR) == 4500
    assert price_miles(10_001, CAR) == pytest.approx(4500.25)
    assert price_miles(100, CAR, miles_before=10_000) == 25
    assert price_miles(100, Rates("motorcycle", ((0, 24),), "2025-26", "HMRC")) == 24


@given(miles, miles, miles)
def test_a_trip_in_two_parts_costs_as_much(one: float, other: float, before: float) -> None:
    parts = price_miles(one, CAR, miles_before=before)
    parts += price_miles(other, CAR, miles_before=before + one)
    assert parts == pytest.approx(price_miles(one + other, CAR, miles_before=before))


@given(st.integers(1, 40), st.floats(0, 200), st.floats(0, 300))
def test_low_never_exceeds_high(sessions: int, km: float, minutes: float) -> None:
    trip = Rung(
        "detour",
        Range(km, 0.8 * km, 1.2 * km),
        Range(minutes, 0.5 * minutes, 2 * minutes),
        "estimated",
    )
    budget = plan_budget(replace(SIX, sessions=sessions), trip, CAR)
    for number in (budget.miles, budget.hours, budget.cost_pounds, budget.back_at):
        assert number is not None
        assert number.low <= number.value <= number.high


@given(st.integers(0, 1439))
def test_a_time_is_read_as_it_is_written(minutes: int) -> None:
    assert read_time(write_time(minutes)) == minutes


@pytest.mark.parametrize(
    "time", ["25:00", "12:60", "noon", "12", "12:5", "-1:30", ":30", 1440, -1]
)
def test_what_is_no_time_is_refused(time: str | float) -> None:
    with pytest.raises(ProgrammeError, match="a time must be"):
        read_time(time)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"sessions": 0}, "`sessions` must be 1 or more"),
        ({"online": 7}, "`sessions` must be 1 or more"),
        ({"length_minutes": 0}, "`length_minutes` must be above 0"),
        ({"length_minutes": float("nan")}, "`length_minutes` must be above 0"),
        ({"cars": 2}, "no more than `people`"),
        ({"start": "tea"}, "a time must be HH:MM"),
    ],
)
def test_a_programme_that_cannot_be_is_refused(change: dict, message: str) -> None:
    with pytest.raises(ProgrammeError, match=message):
        replace(SIX, **change)


@pytest.mark.parametrize(
    ("steps", "message"),
    [
        ((), "rise from 0 miles"),
        (((5, 45),), "rise from 0 miles"),
        (((0, 45), (0, 25)), "rise from 0 miles"),
        (((0, 45), (9, 25), (7, 20)), "rise from 0 miles"),
        (((0, -1),), "0 pence or more"),
    ],
)
def test_rates_that_cannot_be_are_refused(steps: tuple, message: str) -> None:
    with pytest.raises(ProgrammeError, match=message):
        Rates("car", steps, "2025-26", "HMRC")


def test_minutes_run_from_a_short_trip_at_speed_to_a_long_one_in_traffic() -> None:
    speed = AverageSpeed(50, 40, 70, "by hand")
    found = estimate_minutes(Range(25, 21, 30), speed)
    assert (found.value, found.low, found.high) == pytest.approx((30, 18, 45))


def test_ranges_and_speeds_out_of_order_are_refused() -> None:
    with pytest.raises(RangeError, match="low <= value <= high, got 2, 1, 3"):
        Range(1, 2, 3)
    with pytest.raises(RangeError, match="low <= value <= high"):
        Range(float("nan"), 0, 1)
    with pytest.raises(RangeError, match="0 < low <= value <= high"):
        AverageSpeed(50, 0, 70, "by hand")

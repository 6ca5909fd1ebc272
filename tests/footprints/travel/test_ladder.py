"""The ladder of one trip: every rung once, in order, with its number or its reason."""

import numpy as np
import pytest

from footprints.travel.detour import DetourFactors
from footprints.travel.ladder import (
    NO_NETWORK,
    NO_SERVICE,
    Answer,
    choose_rung,
    climb_ladder,
    climb_travel,
)
from footprints.travel.methods import METHODS
from footprints.travel.speeds import AverageSpeed, Range

SPEED = AverageSpeed(60, 48, 72, "by hand")
ROW = {
    "straight_km": 10.0,
    "detour_km": 14.0,
    "detour_low_km": 12.0,
    "detour_high_km": 16.0,
    "road_km": 13.0,
    "minutes": 15.0,
    "no_estimate": None,
}
STATED = DetourFactors((), "Stated, not measured here.")


def test_rungs_are_the_methods_in_order() -> None:
    for rungs in (climb_ladder(None, None), climb_travel(ROW, STATED)):
        assert [rung.method for rung in rungs] == list(METHODS) == [
            "straight", "detour", "road", "remote",
        ]  # fmt: skip
        assert all(rung.said.endswith(".") for rung in rungs)


def test_an_estimate_has_minutes_only_by_a_stated_speed() -> None:
    assert climb_travel(ROW, STATED)[1].minutes is None
    rung = climb_travel(ROW, STATED, speed=SPEED)[1]
    assert rung.km == Range(14, 12, 16)
    assert rung.minutes == Range(14, 10, 20)
    assert "Stated, not measured here." in rung.said


def test_what_is_missing_says_why() -> None:
    wet = {**ROW, "detour_km": np.nan, "no_estimate": "there is sea around the Isle of Wight"}
    straight, detour, road, remote = climb_travel(wet, STATED)
    assert straight.km == Range.exact(10)
    assert detour.km is detour.minutes is None
    assert detour.said == "No road estimate: there is sea around the Isle of Wight."
    assert (road.said, remote.said) == (NO_NETWORK, NO_SERVICE)
    assert climb_ladder(None, None)[0].said == "One of the two places is not known."


def test_a_road_distance_counts_only_with_the_network_it_is_of() -> None:
    assert climb_travel(ROW, STATED)[2].km is None
    rung = climb_travel(ROW, STATED, network="Rutland")[2]
    assert (rung.km, rung.minutes) == (Range.exact(13), Range.exact(15))
    assert rung.said.endswith("It is Rutland.")
    unreached = climb_travel({**ROW, "road_km": np.nan}, STATED, network="Rutland")[2]
    assert unreached.km is None
    assert "does not join the two places" in unreached.said


def test_the_highest_rung_by_road_is_chosen_and_a_straight_line_is_none() -> None:
    remote = Answer(12.5, Range(14, 12, 18), "a service")
    rungs = climb_ladder(10.0, Range(14, 12, 16), road=Answer(13.0, None, "R"), remote=remote)
    chosen = choose_rung(rungs)
    assert chosen is not None
    assert (chosen.method, chosen.minutes) == ("remote", Range(14, 12, 18))
    assert choose_rung(climb_ladder(10.0, None)) is None


@pytest.mark.parametrize("method", METHODS)
def test_every_method_is_described_in_one_line(method: str) -> None:
    assert METHODS[method].endswith(".")  # type: ignore[index]
    assert "\n" not in METHODS[method]  # type: ignore[index]

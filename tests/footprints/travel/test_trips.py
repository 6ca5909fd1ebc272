"""The ladder of one school's trips, on roads known by heart."""

import numpy as np
import pytest

from footprints.roads.snapping import index_main
from footprints.travel.detour import DetourBand, DetourFactors
from footprints.travel.ladder import NO_NETWORK
from footprints.travel.speeds import AverageSpeed
from footprints.travel.trips import Place, RoadBook, TripTools, measure_trips
from footprints.travel.water import Water
from geodata.travel.water import load_water
from tests.footprints.roads.smalltown import SPEEDS, build_town, place

FACTORS = DetourFactors((DetourBand("all", 0, np.inf, 1.4, 1.2, 1.6, "me"),), "Mine.")
SPEED = AverageSpeed(60, 50, 70, "me")
PLAIN = TripTools(FACTORS, Water(), SPEED)
NETWORK = build_town()
ON_ROADS = TripTools(FACTORS, Water(), SPEED, RoadBook(NETWORK, SPEEDS, index_main(NETWORK)))


def name_place(letter: str) -> Place:
    return Place("base", letter, *place(letter)[0])


def test_by_road_it_is_the_way_known_by_heart() -> None:
    c, b, k = (name_place(letter) for letter in "CBK")
    there, back, lost = measure_trips(*place("D")[0], [c, b, k], ON_ROADS)
    assert [trip.rungs[2].km.value for trip in (there, back)] == pytest.approx([4, 7])  # type: ignore[union-attr]
    assert there.rungs[2].minutes.low == pytest.approx(8)  # type: ignore[union-attr]
    assert there.rungs[2].minutes.high == pytest.approx(12)  # type: ignore[union-attr]
    # nothing leads out of K: it is put on the road next to it, and the straight line counts
    assert lost.rungs[2].km is None or lost.rungs[2].km.value >= lost.rungs[0].km.value - 1e-9  # type: ignore[union-attr]


def test_a_place_beyond_the_network_keeps_its_estimate_and_says_so() -> None:
    far = Place("base", "Far", *(place("A")[0] + 100_000))
    (trip,) = measure_trips(*place("A")[0], [far], ON_ROADS)
    assert trip.rungs[1].km is not None
    assert trip.rungs[2].km is None
    assert "Small town" in trip.rungs[2].said


def test_without_a_network_the_ladder_says_why() -> None:
    (trip,) = measure_trips(*place("A")[0], [name_place("C")], PLAIN)
    straight, detour, road, _ = trip.rungs
    assert straight.km.value == pytest.approx(5)  # type: ignore[union-attr]
    assert (detour.km.low, detour.km.high) == pytest.approx((6, 8))  # type: ignore[union-attr]
    assert road.said == NO_NETWORK


def test_across_water_there_is_no_estimate_and_a_reason() -> None:
    newport_wight, southampton = (449_900.0, 89_100.0), (442_000.0, 112_000.0)
    tools = TripTools(FACTORS, load_water(), SPEED)
    (trip,) = measure_trips(*newport_wight, [Place("base", "Hub", *southampton)], tools)
    assert trip.rungs[0].km is not None
    assert trip.rungs[1].km is None
    assert "Isle of Wight" in trip.rungs[1].said


def test_a_school_without_coordinates_goes_nowhere() -> None:
    (trip,) = measure_trips(np.nan, np.nan, [name_place("C")], ON_ROADS)
    assert [rung.km for rung in trip.rungs] == [None] * 4
    assert trip.rungs[1].said == "No road estimate: one of the two places is not known."


def test_nowhere_to_go_is_no_trip() -> None:
    assert measure_trips(0, 0, [], ON_ROADS) == ()

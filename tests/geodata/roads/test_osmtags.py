"""Which ways a car may use, which way round, and why not."""

import pytest

from geodata.roads.osmtags import (
    AN_AREA,
    BY_THE_HOUR,
    CLASSES,
    NOT_FOR_CARS,
    NOT_FOR_CARS_AT_SEA,
    NOT_OPEN,
    judge_way,
)


@pytest.mark.parametrize("highway", [name for name in CLASSES if name != "ferry"])
def test_a_road_for_cars_has_its_class(highway: str) -> None:
    verdict = judge_way({"highway": highway})
    assert CLASSES[verdict.code] == highway
    assert verdict.forward
    assert verdict.backward == (highway != "motorway")
    assert not verdict.reason


@pytest.mark.parametrize(
    "highway",
    [
        "footway", "cycleway", "track", "path", "steps", "busway", "bus_guideway", "construction",
        "proposed", "pedestrian", "bridleway", "raceway", "ferry", "Primary", "",
    ],
)  # fmt: skip
def test_what_is_not_for_cars_is_told_so(highway: str) -> None:
    assert judge_way({"highway": highway}) == (-1, True, True, NOT_FOR_CARS)


@pytest.mark.parametrize(
    ("tags", "driven"),
    [
        ({"oneway": "yes"}, (True, False)),
        ({"oneway": "true"}, (True, False)),
        ({"oneway": "1"}, (True, False)),
        ({"oneway": "-1"}, (False, True)),
        ({"oneway": "reverse"}, (False, True)),
        ({"oneway": "no"}, (True, True)),
        ({"oneway": "alternating"}, (True, True)),
        ({"junction": "roundabout"}, (True, False)),
        ({"junction": "circular"}, (True, False)),
        ({"junction": "roundabout", "oneway": "-1"}, (False, True)),
        ({"junction": "roundabout", "oneway": "no"}, (True, True)),
        ({"highway": "motorway"}, (True, False)),
        ({"highway": "motorway", "oneway": "no"}, (True, True)),
        ({"highway": "motorway_link"}, (True, True)),
        ({"highway": "motorway_link", "oneway": "yes"}, (True, False)),
        ({}, (True, True)),
    ],
)
def test_one_way_is_as_tagged_or_implied(tags: dict[str, str], driven: tuple[bool, bool]) -> None:
    verdict = judge_way({"highway": "primary"} | tags)
    assert (verdict.forward, verdict.backward) == driven
    assert verdict.code >= 0


@pytest.mark.parametrize(
    ("tags", "is_open"),
    [
        ({"access": "no"}, False),
        ({"access": "private"}, False),
        ({"vehicle": "no"}, False),
        ({"motor_vehicle": "private"}, False),
        ({"motorcar": "no"}, False),
        ({"motor_vehicle": "agricultural"}, False),
        ({"motor_vehicle": "agricultural;forestry"}, False),
        ({"access": "destination"}, True),
        ({"access": "customers"}, True),
        ({"access": "permissive"}, True),
        ({"motor_vehicle": "destination"}, True),
        # the more particular tag decides
        ({"access": "no", "motor_vehicle": "yes"}, True),
        ({"access": "private", "vehicle": "no", "motorcar": "designated"}, True),
        ({"access": "yes", "motor_vehicle": "no"}, False),
        ({"vehicle": "no", "motor_vehicle": "yes"}, True),
        ({"foot": "no", "bicycle": "no"}, True),
        ({"highway": "service", "service": "driveway"}, True),
        ({"highway": "service", "service": "emergency_access"}, False),
    ],
)
def test_access_is_what_the_most_particular_tag_says(tags: dict[str, str], is_open: bool) -> None:  # noqa: FBT001
    verdict = judge_way({"highway": "residential"} | tags)
    assert (verdict.code >= 0) == is_open
    assert verdict.reason == ("" if is_open else NOT_OPEN)


def test_an_area_and_a_road_whose_direction_changes_are_left_out() -> None:
    assert judge_way({"highway": "service", "area": "yes"}).reason == AN_AREA
    assert judge_way({"highway": "primary", "oneway": "reversible"}).reason == BY_THE_HOUR


@pytest.mark.parametrize(
    ("tags", "reason"),
    [
        ({"motor_vehicle": "yes"}, ""),
        ({"motorcar": "designated"}, ""),
        ({"vehicle": "yes"}, ""),
        ({}, NOT_FOR_CARS_AT_SEA),
        ({"foot": "yes"}, NOT_FOR_CARS_AT_SEA),
        ({"motor_vehicle": "no"}, NOT_FOR_CARS_AT_SEA),
        ({"motorcar": "no", "motor_vehicle": "yes"}, NOT_FOR_CARS_AT_SEA),
        ({"access": "yes"}, NOT_FOR_CARS_AT_SEA),
    ],
)
def test_a_ferry_counts_where_it_says_that_it_takes_cars(
    tags: dict[str, str], reason: str
) -> None:
    verdict = judge_way({"route": "ferry"} | tags)
    assert verdict.reason == reason
    assert (CLASSES[verdict.code] == "ferry") if not reason else verdict.code == -1
    assert judge_way({"route": "bus"} | tags).reason == NOT_FOR_CARS

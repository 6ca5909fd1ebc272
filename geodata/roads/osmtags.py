"""
Which ways of OpenStreetMap a car may use, in which direction, and as what class.

Rules, in the words of the OpenStreetMap wiki's tags:

- The class is the value of `highway`; those of `CLASSES` are for cars. `service` roads count, as
  most schools stand on one, but not emergency access. Tracks, busways, footways and whatever is
  being built do not, nor do areas.
- Access is what the most particular of `motorcar`, `motor_vehicle`, `vehicle` and `access`
  says; values of `SHUT` close a road. `destination` and `customers` do not: a school is one.
- One-way is what `oneway` says (`yes`, or `-1` against the line), else a roundabout or a
  motorway is. A road whose direction changes by the hour (`reversible`) is left out.
- A ferry is a class of its own, where it says that it takes cars; its timetable is not known.
- Turn restrictions, gates, and what holds at some hours only are not considered.
"""

from typing import NamedTuple, Protocol

from footprints.roads.network import FERRY

CLASSES = (
    "motorway",
    "motorway_link",
    "trunk",
    "trunk_link",
    "primary",
    "primary_link",
    "secondary",
    "secondary_link",
    "tertiary",
    "tertiary_link",
    "unclassified",
    "residential",
    "living_street",
    "service",
    "road",
    FERRY,
)
SHUT = frozenset(
    {"no", "private", "agricultural", "forestry", "emergency", "military", "psv", "bus"}
    | {"delivery", "permit", "agricultural;forestry"}
)
_MODES = ("motorcar", "motor_vehicle", "vehicle", "access")
_FOR_CARS = frozenset({"yes", "designated", "permissive", "destination"})
_ONWARD = frozenset({"yes", "true", "1"})
_AGAINST = frozenset({"-1", "reverse"})
_CODES = {name: code for code, name in enumerate(CLASSES)}

NOT_FOR_CARS = "not for cars (footway, cycleway, track, busway, being built and the like)"
NOT_OPEN = "closed to cars or private"
AN_AREA = "an area, not a line"
BY_THE_HOUR = "its direction changes by the hour"
NOT_FOR_CARS_AT_SEA = "a ferry that does not say it takes cars"


class Tags(Protocol):
    """Tags of one object, by key."""

    def get(self, key: str, default: str | None = None, /) -> str | None:
        """Give the value of a key."""


class Verdict(NamedTuple):
    """
    What one way is to a car.

    `code` is a position in `CLASSES`, -1 where a car may not use it, for the `reason` given.
    """

    code: int
    forward: bool = True
    backward: bool = True
    reason: str = ""


def judge_way(tags: Tags) -> Verdict:
    """
    Judge a way by its tags.

    Parameters
    ----------
    tags
        Of a way that has `highway` or `route`.

    Returns
    -------
    verdict
        See `Verdict` and the rules of the module.

    Examples
    --------
    >>> judge_way({"highway": "primary", "oneway": "-1"})
    Verdict(code=4, forward=False, backward=True, reason='')
    >>> judge_way({"highway": "service", "access": "private"}).reason
    'closed to cars or private'
    """
    highway = tags.get("highway")
    if highway is None:
        return _judge_ferry(tags)
    code = _CODES.get(highway, -1)
    if code < 0 or highway == FERRY:
        return Verdict(-1, reason=NOT_FOR_CARS)
    if tags.get("area") == "yes":
        return Verdict(-1, reason=AN_AREA)
    if _find_access(tags) in SHUT or tags.get("service") == "emergency_access":
        return Verdict(-1, reason=NOT_OPEN)
    return _judge_direction(tags, highway, code)


def _find_access(tags: Tags) -> str | None:
    """Give what the most particular tag of access says."""
    return next((value for value in map(tags.get, _MODES) if value), None)


def _judge_direction(tags: Tags, highway: str, code: int) -> Verdict:
    """Tell which way a road may be driven."""
    oneway = tags.get("oneway")
    if oneway == "reversible":
        return Verdict(-1, reason=BY_THE_HOUR)
    if oneway in _AGAINST:
        return Verdict(code, forward=False)
    if oneway in _ONWARD:
        return Verdict(code, backward=False)
    implied = highway == "motorway" or tags.get("junction") in {"roundabout", "circular"}
    return Verdict(code, backward=not (implied and oneway != "no"))


def _judge_ferry(tags: Tags) -> Verdict:
    """Take a ferry that says it takes cars."""
    if tags.get("route") != FERRY:
        return Verdict(-1, reason=NOT_FOR_CARS)
    says = next((value for value in map(tags.get, _MODES[:3]) if value), None)
    if says not in _FOR_CARS:
        return Verdict(-1, reason=NOT_FOR_CARS_AT_SEA)
    return _judge_direction(tags, FERRY, _CODES[FERRY])

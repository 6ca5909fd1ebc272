"""What a programme of professional development costs a school in miles, hours and money.

METRICS section 7: sessions x (travel out and back + session), whether a twilight is feasible,
and miles at the HMRC approved rate. Every input is given by the caller; nothing is assumed here.
"""

import math
from dataclasses import dataclass
from typing import Literal

from footprints.errors import FootprintsError
from footprints.travel.ladder import Rung
from footprints.travel.methods import Method
from footprints.travel.speeds import MINUTES_PER_HOUR, Range

KM_PER_MILE = 1.609344
PENCE_PER_POUND = 100.0
MINUTES_PER_DAY = 24 * 60
# when a teacher can leave a school for a twilight session
LEAVE = "15:30"
NOWHERE = Range.exact(0.0)

Fits = Literal["yes", "perhaps", "no"]


class ProgrammeError(FootprintsError, ValueError):
    """A programme or a rate that cannot be one."""


@dataclass(frozen=True)
class Programme:
    """
    Sessions at one venue.

    `start` is "HH:MM" or minutes after midnight; `length_minutes` of one session. `people` go
    to each session in `cars` cars; `online` of the sessions need no travel.
    """

    sessions: int
    start: str | float
    length_minutes: float
    venue: str
    online: int = 0
    people: int = 1
    cars: int = 1

    def __post_init__(self) -> None:
        """Refuse a programme that cannot be one."""
        if self.sessions < 1 or not 0 <= self.online <= self.sessions:
            raise ProgrammeError(
                f"`sessions` must be 1 or more, `online` some of them, got {self.sessions} "
                f"and {self.online}"
            )
        if not 0 < self.length_minutes <= MINUTES_PER_DAY:
            raise ProgrammeError(
                f"`length_minutes` must be above 0 and up to a day, got {self.length_minutes:g}"
            )
        if not 1 <= self.cars <= self.people:
            raise ProgrammeError(
                f"`cars` must be 1 or more and no more than `people`, got {self.cars} and "
                f"{self.people}"
            )
        read_time(self.start)


@dataclass(frozen=True)
class Rates:
    """
    Pence for each mile from a number of miles on: `steps` of (from_miles, pence), from 0 up.

    `vehicle`, `tax_year` and `source` say whose they are.
    """

    vehicle: str
    steps: tuple[tuple[float, float], ...]
    tax_year: str
    source: str

    def __post_init__(self) -> None:
        """Refuse rates that do not begin at 0, are out of order or negative."""
        starts = [start for start, _ in self.steps]
        if not starts or starts[0] != 0 or starts != sorted(set(starts)):
            raise ProgrammeError(f"`steps` must rise from 0 miles, got {starts}")
        if any(pence < 0 for _, pence in self.steps):
            raise ProgrammeError("a rate must be 0 pence or more")


@dataclass(frozen=True)
class Budget:
    """
    What a programme takes, None where the trip is not known.

    For the whole programme: `miles` of all cars, `travel_hours` and `hours` (with the sessions)
    of all people, `cost_pounds` of all miles. For one session: `leave_by` and `back_at`,
    minutes after midnight at the school: to leave by `leave_by.low` is early enough even where
    the trip is slow. `fits`: whether leaving at `leaves_at` is early enough: `perhaps` where it
    depends on the trip. `method` and `said` are those of the trip.
    """

    programme: Programme
    rates: Rates
    method: Method
    said: str
    leaves_at: float
    miles: Range | None
    travel_hours: Range | None
    hours: Range | None
    cost_pounds: Range | None
    leave_by: Range | None
    back_at: Range | None
    fits: Fits | None


def read_time(time: str | float) -> float:
    """
    Read a time of day.

    Parameters
    ----------
    time
        "HH:MM", or minutes after midnight.

    Returns
    -------
    minutes
        After midnight, below 1440.

    Raises
    ------
    ProgrammeError
        If it is no time of a day.

    Examples
    --------
    >>> read_time("16:15"), read_time(975)
    (975.0, 975.0)
    """
    if isinstance(time, str):
        hours, colon, minutes = time.strip().partition(":")
        whole = colon and hours.isdecimal() and minutes.isdecimal() and len(minutes) == 2
        if not whole or int(hours) >= 24 or int(minutes) >= 60:
            raise ProgrammeError(f"a time must be HH:MM, got {time!r}")
        return float(int(hours) * 60 + int(minutes))
    if not 0 <= time < MINUTES_PER_DAY:
        raise ProgrammeError(f"a time must be 0 to 1439 minutes after midnight, got {time!r}")
    return float(time)


def write_time(minutes: float) -> str:
    """
    Write minutes after midnight as HH:MM, rounded down; a day before or after wraps.

    Examples
    --------
    >>> write_time(975.9), write_time(-30)
    ('16:15', '23:30')
    """
    hour, minute = divmod(math.floor(minutes) % MINUTES_PER_DAY, 60)
    return f"{hour:02d}:{minute:02d}"


def price_miles(miles: float, rates: Rates, *, miles_before: float = 0) -> float:
    """
    Price miles at rates that fall with the miles driven.

    Parameters
    ----------
    miles
        To price.
    rates
        By miles of one person in one tax year.
    miles_before
        Already claimed by that person in that year.

    Returns
    -------
    pounds
        At each mile's own rate.

    Examples
    --------
    >>> car = Rates("car", ((0, 45), (10_000, 25)), "2025-26", "HMRC")
    >>> price_miles(200, car), price_miles(200, car, miles_before=9_900)
    (90.0, 70.0)
    """
    ends = [start for start, _ in rates.steps[1:]] + [math.inf]
    last = miles_before + miles
    pence = 0.0
    for (start, rate), end in zip(rates.steps, ends, strict=True):
        pence += rate * max(0.0, min(last, end) - max(miles_before, start))
    return pence / PENCE_PER_POUND


def plan_budget(
    programme: Programme,
    trip: Rung,
    rates: Rates,
    *,
    leave: str | float = LEAVE,
    miles_before: float = 0,
) -> Budget:
    """
    Work out what a programme takes of a school.

    Parameters
    ----------
    programme
        Its sessions.
    trip
        From the school to the venue, one way; the way back is taken to be as long.
    rates
        For the mileage.
    leave
        When people can leave the school, "HH:MM" or minutes after midnight.
    miles_before
        Already claimed by each driver in the tax year.

    Returns
    -------
    budget
        See `Budget`; low and high where the trip is an estimate.

    Raises
    ------
    ProgrammeError
        If `leave` is no time of a day.

    Examples
    --------
    >>> trip = Rung("road", Range.exact(16.09344), Range.exact(20), "measured")
    >>> car = Rates("car", ((0, 45), (10_000, 25)), "2025-26", "HMRC")
    >>> budget = plan_budget(Programme(6, "16:00", 90, "Hub"), trip, car)
    >>> budget.miles.value, budget.hours.value, budget.cost_pounds.value, budget.fits
    (120.0, 13.0, 54.0, 'yes')
    """
    leaves_at, start = read_time(leave), read_time(programme.start)
    trips = 2 * (programme.sessions - programme.online)
    km, minutes = (trip.km, trip.minutes) if trips else (NOWHERE, NOWHERE)
    miles = km and km.times(trips * programme.cars / KM_PER_MILE)
    travel = minutes and minutes.times(trips * programme.people / MINUTES_PER_HOUR)
    in_session = programme.sessions * programme.people * programme.length_minutes
    return Budget(
        programme=programme,
        rates=rates,
        method=trip.method,
        said=trip.said,
        leaves_at=leaves_at,
        miles=miles,
        travel_hours=travel,
        hours=travel and travel.plus(in_session / MINUTES_PER_HOUR),
        cost_pounds=miles and _price(miles, programme.cars, rates, miles_before),
        leave_by=minutes
        and Range(start - minutes.value, start - minutes.high, start - minutes.low),
        back_at=minutes and minutes.plus(start + programme.length_minutes),
        fits=None if minutes is None else _judge(leaves_at, start, minutes),
    )


def _price(miles: Range, cars: int, rates: Rates, miles_before: float) -> Range:
    """Price the miles of all cars, each with a driver of its own."""
    value, low, high = (
        cars * price_miles(each / cars, rates, miles_before=miles_before)
        for each in (miles.value, miles.low, miles.high)
    )
    return Range(value, low, high)


def _count_back(start: float, minutes: Range) -> Range:
    """Say when to leave: earliest where the trip is slow."""
    return Range(start - minutes.value, start - minutes.high, start - minutes.low)


def _judge(leaves_at: float, start: float, minutes: Range) -> Fits:
    """Say whether leaving then is early enough to be there when the session starts."""
    if leaves_at + minutes.high <= start:
        return "yes"
    return "perhaps" if leaves_at + minutes.low <= start else "no"

"""The ladder for one trip: what each method says of it, or why it says nothing."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from footprints.travel.detour import DetourFactors
from footprints.travel.methods import METHODS, Method
from footprints.travel.speeds import AverageSpeed, Range, estimate_minutes

NO_NETWORK = "No road network is loaded."
NO_SERVICE = "No routing service is configured."
NOT_REACHED = "The road network that is loaded does not join the two places."
NOT_ANSWERED = "The routing service found no way between the two places."


@dataclass(frozen=True)
class Answer:
    """
    What a road network or a service said of a trip; None where it found no way.

    `minutes` low is by the fast set of speeds, high by the slow one; `source` names the network
    or service.
    """

    km: float | None
    minutes: Range | None
    source: str


@dataclass(frozen=True)
class Rung:
    """
    What one method says of a trip.

    `km` and `minutes` are None where it says nothing; `said` is one sentence: what the number
    rests on, or why there is none.
    """

    method: Method
    km: Range | None
    minutes: Range | None
    said: str


def climb_ladder(
    straight_km: float | None,
    estimate: Range | None,
    *,
    why_no_estimate: str | None = None,
    factors: str = "",
    speed: AverageSpeed | None = None,
    road: Answer | None = None,
    remote: Answer | None = None,
) -> tuple[Rung, ...]:
    """
    Give the rungs of the ladder for one trip, simplest first.

    Parameters
    ----------
    straight_km
        In a straight line; None where a place is not known.
    estimate
        km by the detour factors; None where there is none.
    why_no_estimate
        As `no_estimate` of the travel table.
    factors
        Where the factors came from: `DetourFactors.source`.
    speed
        For the minutes of the estimate; without it there are none.
    road, remote
        What was answered; None where nothing was asked.

    Returns
    -------
    rungs
        Of `straight`, `detour`, `road` and `remote`, in that order, each once.

    Examples
    --------
    >>> for rung in climb_ladder(20.0, None, why_no_estimate="there is sea around the Isle"):
    ...     print(rung.method, rung.km and rung.km.value, rung.said)
    straight 20.0 A straight line on British National Grid, right to 0.05 % in England; \
water and hills are ignored.
    detour None No road estimate: there is sea around the Isle.
    road None No road network is loaded.
    remote None No routing service is configured.
    """
    return (
        _give_straight(straight_km),
        _give_estimate(estimate, why_no_estimate, factors, speed),
        _give_answer("road", road, NO_NETWORK, NOT_REACHED),
        _give_answer("remote", remote, NO_SERVICE, NOT_ANSWERED),
    )


def climb_travel(
    row: Mapping[str, Any],
    factors: DetourFactors,
    *,
    speed: AverageSpeed | None = None,
    network: str | None = None,
) -> tuple[Rung, ...]:
    """
    Give the rungs of the ladder for a row of the travel table.

    Parameters
    ----------
    row
        Its columns by name.
    factors
        Those the table was made with.
    speed
        As for `climb_ladder`.
    network
        Name of the road network that filled `road_km`; None where none is loaded.

    Returns
    -------
    rungs
        As from `climb_ladder`; no service is asked.

    Examples
    --------
    >>> row = {"straight_km": 10.0, "detour_km": 14.0, "detour_low_km": 12.0}
    >>> row |= {"detour_high_km": 16.0, "no_estimate": None, "road_km": float("nan")}
    >>> rungs = climb_travel(row, DetourFactors((), "Stated."), network="Rutland")
    >>> rungs[1].km, rungs[2].km, rungs[2].said[:32]
    (Range(value=14.0, low=12.0, high=16.0), None, 'The road network that is loaded ')
    """
    names = ("detour_km", "detour_low_km", "detour_high_km")
    value, low, high = (_known(row.get(name)) for name in names)
    minutes = _known(row.get("minutes"))
    road_km = _known(row.get("road_km"))
    answer = Answer(road_km, None if minutes is None else Range.exact(minutes), network or "")
    why = row.get("no_estimate")
    return climb_ladder(
        _known(row.get("straight_km")),
        _join(value, low, high),
        why_no_estimate=why if isinstance(why, str) else None,
        factors=factors.source,
        speed=speed,
        road=None if network is None else answer,
    )


def _join(value: float | None, low: float | None, high: float | None) -> Range | None:
    """Make a range of three numbers, None where one is missing."""
    if value is None or low is None or high is None:
        return None
    return Range(value, low, high)


def _known(number: float | None) -> float | None:
    """Give a number, None where it is missing."""
    return None if number is None or math.isnan(number) else float(number)


def choose_rung(rungs: tuple[Rung, ...]) -> Rung | None:
    """Give the highest rung that has a distance by road; a straight line is none."""
    told = [rung for rung in rungs if rung.km is not None and rung.method != "straight"]
    return told[-1] if told else None


def _give_straight(straight_km: float | None) -> Rung:
    """Give the straight line."""
    if straight_km is None:
        return Rung("straight", None, None, "One of the two places is not known.")
    return Rung("straight", Range.exact(straight_km), None, METHODS["straight"])


def _give_estimate(
    estimate: Range | None, why: str | None, factors: str, speed: AverageSpeed | None
) -> Rung:
    """Give the estimate by factors, and its minutes by the average speed."""
    if estimate is None:
        reason = f"No road estimate: {why}." if why else "No road estimate."
        return Rung("detour", None, None, reason)
    minutes = None if speed is None else estimate_minutes(estimate, speed)
    return Rung("detour", estimate, minutes, f"{METHODS['detour']} {factors}".strip())


def _give_answer(method: Method, answer: Answer | None, unasked: str, nothing: str) -> Rung:
    """Give what a network or a service answered."""
    if answer is None:
        return Rung(method, None, None, unasked)
    if answer.km is None:
        return Rung(method, None, None, f"{nothing} It is {answer.source}.")
    said = f"{METHODS[method]} It is {answer.source}."
    return Rung(method, Range.exact(answer.km), answer.minutes, said)

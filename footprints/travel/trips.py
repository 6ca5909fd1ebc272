"""The trips of one school: the whole ladder of methods for each place it may go to."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from footprints.roads.network import RoadNetwork, Speeds
from footprints.roads.routing import route
from footprints.roads.snapping import MainPart, snap_points
from footprints.travel.detour import DetourFactors, Kind
from footprints.travel.ladder import Answer, Rung, climb_ladder
from footprints.travel.matrix import estimate_roads, measure_straight
from footprints.travel.speeds import AverageSpeed, Range
from footprints.travel.systemtravel import NO_FACTOR
from footprints.travel.water import NO_WATER, Floats, Water, find_water_matrix


@dataclass(frozen=True)
class Place:
    """Somewhere to go: `what` it is to the school, its name, and where, EPSG:27700 metres."""

    what: str
    name: str
    easting: float
    northing: float


@dataclass(frozen=True)
class Trip:
    """A place and what each method says of the way there, simplest first."""

    place: Place
    rungs: tuple[Rung, ...]


@dataclass(frozen=True)
class RoadBook:
    """A network ready for single trips: `main` from `footprints.roads.snapping.index_main`."""

    network: RoadNetwork
    speeds: Speeds
    main: MainPart


@dataclass(frozen=True)
class TripTools:
    """What trips are told by; `book` is None where no network is loaded."""

    factors: DetourFactors
    water: Water
    speed: AverageSpeed
    book: RoadBook | None = None


def measure_trips(
    easting: float,
    northing: float,
    places: Sequence[Place],
    tools: TripTools,
    *,
    kind: Kind = "all",
) -> tuple[Trip, ...]:
    """
    Measure the ways from one point to several places by every method.

    Parameters
    ----------
    easting, northing
        Of the school, EPSG:27700 metres; NaN where unknown.
    places
        Where to; NaN where a place is unknown.
    tools
        Factors, water, the average speed, and a network if there is one.
    kind
        Of the place of the school, for its factors.

    Returns
    -------
    trips
        In the order of `places`. A way by road counts the straight lines to the nearest nodes.

    Raises
    ------
    SpeedError
        If a class of the network's roads has no speed.

    Examples
    --------
    >>> from footprints.travel.detour import DetourBand
    >>> factors = DetourFactors((DetourBand("all", 0, np.inf, 1.4, 1.2, 1.6, "me"),), "Mine.")
    >>> tools = TripTools(factors, Water(), AverageSpeed(60, 50, 70, "me"))
    >>> (trip,) = measure_trips(0, 0, [Place("base", "Hub", 3000, 4000)], tools)
    >>> [rung.km and rung.km.value for rung in trip.rungs]
    [5.0, 7.0, None, None]
    """
    if not places:
        return ()
    here = np.array([[easting, northing]], dtype="float64")
    there = np.array([(p.easting, p.northing) for p in places], dtype="float64")
    straight = measure_straight(here, there)[0]
    estimate = estimate_roads(here, there, tools.factors, tools.water, kind=kind)
    code = find_water_matrix(here, there, tools.water)[0]
    answers = _ask(here, there, tools.book) if tools.book else (None,) * len(places)
    return tuple(
        Trip(
            place,
            climb_ladder(
                None if np.isnan(straight[at]) else float(straight[at]),
                _make_range(*(part[0, at] for part in vars(estimate).values())),
                why_no_estimate=_explain(straight[at], code[at], tools.water),
                factors=tools.factors.source,
                speed=tools.speed,
                road=answers[at],
            ),
        )
        for at, place in enumerate(places)
    )


def _explain(straight_km: float, code: int, water: Water) -> str:
    """Say why there would be no estimate."""
    if np.isnan(straight_km):
        return "one of the two places is not known"
    return NO_FACTOR if code == NO_WATER else water.reasons[code]


def _make_range(value: float, low: float, high: float) -> Range | None:
    """Make a range; None where nothing is known."""
    return None if np.isnan(value) else Range(float(value), float(low), float(high))


def _ask(here: Floats, there: Floats, book: RoadBook) -> tuple[Answer, ...]:
    """Ask the network of each way."""
    origin = snap_points(book.network, here, main=book.main)
    ends = snap_points(book.network, there, main=book.main)
    routes = route(book.network, origin, ends, book.speeds)
    source = f"{book.network.name}: {book.network.source}"
    source += f" of {book.network.as_of}" if book.network.as_of else ""
    return tuple(
        Answer(None, None, source)
        if np.isnan(km)
        else Answer(float(km), Range(float((fast + slow) / 2), float(fast), float(slow)), source)
        for km, fast, slow in zip(
            routes.km[0], routes.minutes_fast[0], routes.minutes_slow[0], strict=True
        )
    )

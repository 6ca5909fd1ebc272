"""Water that no factor crosses: islands apart from the mainland, estuaries and bays.

A straight line says nothing of the way round where there is water between. Two places on
different land masses, or with a barrier between them, have no detour estimate: only a road
network or a routing service can answer. A barrier is a line in mid-water, from the last road
crossing out to sea; a straight line that crosses it once comes out on the other bank, one that
crosses it twice is back on its own. It does not stand between two places whose way through that
crossing is hardly longer than the straight line: their road runs over it.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt
import shapely

from footprints.errors import FootprintsError

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]
Link = Literal["none", "road", "tidal road", "ferry"]
Decision = Literal["apart", "joined"]
LINKS: tuple[Link, ...] = get_args(Link)
DECISIONS: tuple[Decision, ...] = get_args(Decision)
NO_WATER = -1
MAINLAND, UNPLACED = -1, -2
# a way through the crossing this much longer than the straight line is within a factor's range
ON_THE_WAY = 0.1
# so that a line that just touches a circle is not lost to rounding
ROUNDING = 1 + 1e-9
# pairs of points tested at once, to bound memory
CHUNK = 250_000


class WaterError(FootprintsError, ValueError):
    """A land mass or a barrier that cannot be one."""


@dataclass(frozen=True)
class LandMass:
    """
    An island, the way onto it, and whether it is measured apart from the mainland.

    `outline` is a polygon in EPSG:27700 drawn through the water around it, so that a point on
    it is inside whatever the coastline; those of islands `apart` do not overlap.
    """

    mass: str
    name: str
    link: Link
    decision: Decision
    outline: shapely.Polygon
    source: str
    note: str = ""

    def __post_init__(self) -> None:
        """Refuse a land mass that cannot be one."""
        if self.link not in LINKS or self.decision not in DECISIONS:
            raise WaterError(
                f"`{self.mass}` must have a link of {list(LINKS)} and a decision of "
                f"{list(DECISIONS)}, got {self.link!r} and {self.decision!r}"
            )
        if self.outline.is_empty or not self.outline.is_valid:
            raise WaterError(f"`{self.mass}` must have a valid polygon as its outline")


@dataclass(frozen=True)
class Barrier:
    """
    A line in mid-water in EPSG:27700, from the last crossing by road out to sea.

    `name` reads after "across": "the Thames below Dartford". `crossing` names where a road
    crosses at either end, `crossings` are those places.
    """

    barrier: str
    name: str
    crossing: str
    crossings: shapely.MultiPoint
    line: shapely.LineString
    source: str
    note: str = ""

    def __post_init__(self) -> None:
        """Refuse a barrier without length or without a way round."""
        if self.line.length == 0 or self.crossings.is_empty:
            raise WaterError(f"`{self.barrier}` must be a line with some length and a crossing")


@dataclass(frozen=True)
class Water:
    """
    All water that is minded; make one without any to measure as if there were none.

    `on_the_way` is how much longer than the straight line the way through a crossing may be
    for the barrier not to count, as a share; with 0 every line across a barrier counts.
    """

    land_masses: tuple[LandMass, ...] = ()
    barriers: tuple[Barrier, ...] = ()
    on_the_way: float = ON_THE_WAY

    @cached_property
    def apart(self) -> tuple[LandMass, ...]:
        """The land masses that no estimate joins to the mainland."""
        return tuple(mass for mass in self.land_masses if mass.decision == "apart")

    @cached_property
    def reasons(self) -> tuple[str, ...]:
        """What each code of `find_water` says, to follow "no road estimate: "."""
        across = [f"the straight line goes across {barrier.name}" for barrier in self.barriers]
        return (*across, *(f"there is sea around {mass.name}" for mass in self.apart))


def check_outlines(water: Water) -> None:
    """Raise `WaterError` where outlines of land masses `apart` overlap: a point is on one."""
    outlines = [mass.outline for mass in water.apart]
    one, other = shapely.STRtree(outlines).query(outlines, predicate="intersects")
    for at, over in zip(one[one < other], other[one < other], strict=True):
        names = f"`{water.apart[at].mass}` and `{water.apart[over].mass}`"
        raise WaterError(f"outlines must not overlap, those of {names} do")


def place_on_land(points: Floats, water: Water) -> Codes:
    """
    Tell the land mass of each point.

    Parameters
    ----------
    points
        EPSG:27700 metres, n by 2; NaN where unknown.
    water
        Its land masses `apart` are told.

    Returns
    -------
    mass
        Position in `water.apart`, `MAINLAND` for everywhere else, `UNPLACED` where a coordinate
        is missing.

    Examples
    --------
    >>> isle = LandMass("i", "Isle", "ferry", "apart", shapely.box(0, 0, 10, 10), "by hand")
    >>> places = np.array([[5.0, 5.0], [50.0, 5.0], [np.nan, 5.0]])
    >>> place_on_land(places, Water((isle,))).tolist()
    [0, -1, -2]
    """
    mass = np.where(np.isfinite(points).all(axis=1), MAINLAND, UNPLACED).astype("int64")
    east, north = points.T
    for at, island in enumerate(water.apart):
        west, south, most_east, most_north = island.outline.bounds
        near = (east >= west) & (east <= most_east) & (north >= south) & (north <= most_north)
        rows = np.flatnonzero(near)
        mass[rows[shapely.intersects_xy(island.outline, east[rows], north[rows])]] = at
    return mass


def find_apart(one: Codes, other: Codes) -> npt.NDArray[np.bool_]:
    """
    Tell where two places are on different land masses; not where one is unknown.

    Examples
    --------
    >>> find_apart(np.array([0, MAINLAND, 0, UNPLACED]), np.array([0, 0, 1, 0])).tolist()
    [False, True, True, False]
    """
    return np.asarray((one != other) & (one != UNPLACED) & (other != UNPLACED))


def find_water(start: Floats, end: Floats, water: Water) -> Codes:
    """
    Find the water between pairs of places.

    Parameters
    ----------
    start, end
        EPSG:27700 metres, p by 2; NaN where unknown.
    water
        What is minded.

    Returns
    -------
    code
        Position in `water.reasons`, or `NO_WATER`: also where a place is unknown. Of several
        barriers the first one listed; land masses come before barriers.

    Examples
    --------
    >>> bridge, line = shapely.MultiPoint([(5, 9)]), shapely.LineString([(5, 9), (5, 0)])
    >>> firth = Barrier("firth", "the Firth", "a bridge", bridge, line, "by hand")
    >>> here, there = np.array([[0.0, 2.0], [0.0, 8.0]]), np.array([[9.0, 2.0], [9.0, 8.0]])
    >>> find_water(here, there, Water((), (firth,))).tolist()
    [0, -1]
    """
    code = np.full(len(start), NO_WATER, dtype="int64")
    for first in range(0, len(start), CHUNK):
        part = slice(first, first + CHUNK)
        code[part] = _find_barriers(start[part], end[part], water)
    one, other = place_on_land(start, water), place_on_land(end, water)
    island = np.where(one == MAINLAND, other, one)
    return np.where(find_apart(one, other), island + len(water.barriers), code)


def find_water_matrix(origins: Floats, destinations: Floats, water: Water) -> Codes:
    """
    Find the water between every origin and every destination.

    Parameters
    ----------
    origins, destinations
        EPSG:27700 metres, n by 2 and m by 2; NaN where unknown.
    water
        What is minded.

    Returns
    -------
    code
        n by m, as in `find_water`.

    Examples
    --------
    >>> isle = LandMass("i", "Isle", "ferry", "apart", shapely.box(0, 0, 10, 10), "by hand")
    >>> here = np.array([[5.0, 5.0], [50.0, 5.0]])
    >>> find_water_matrix(here, here, Water((isle,))).tolist()
    [[-1, 0], [0, -1]]
    """
    n, m = len(origins), len(destinations)
    code = np.empty((n, m), dtype="int64")
    for at in range(m):
        code[:, at] = find_water(origins, np.broadcast_to(destinations[at], (n, 2)), water)
    return code


def _find_barriers(start: Floats, end: Floats, water: Water) -> Codes:
    """Give the first barrier that stands between each pair."""
    code = np.full(len(start), NO_WATER, dtype="int64")
    # from west to east, so that the answer does not depend on which end comes first
    swap = (start[:, :1] > end[:, :1]) | (
        (start[:, :1] == end[:, :1]) & (start[:, 1:] > end[:, 1:])
    )
    a, b = np.where(swap, end, start), np.where(swap, start, end)
    south, north = np.fmin(a[:, 1], b[:, 1]), np.fmax(a[:, 1], b[:, 1])
    for at, barrier in enumerate(water.barriers):
        west, low, east, high = barrier.line.bounds
        near = (a[:, 0] <= east) & (b[:, 0] >= west) & (south <= high) & (north >= low)
        rows = np.flatnonzero(near & (code == NO_WATER))
        vertices = shapely.get_coordinates(barrier.line)
        rows = rows[_passes_by(a[rows], b[rows], vertices)]
        rows = rows[_is_between(a[rows], b[rows], vertices)]
        way = _measure_way(a[rows], b[rows], shapely.get_coordinates(barrier.crossings))
        straight = np.hypot(*(b[rows] - a[rows]).T)
        code[rows[way > straight * (1 + water.on_the_way)]] = at
    return code


def _measure_way(a: Floats, b: Floats, crossings: Floats) -> Floats:
    """Measure the shortest way from a to b through a crossing, metres."""
    legs = [np.hypot(*(a - place).T) + np.hypot(*(b - place).T) for place in crossings]
    return np.asarray(np.min(legs, axis=0), dtype="float64")


def _passes_by(a: Floats, b: Floats, vertices: Floats) -> npt.NDArray[np.bool_]:
    """Tell where the line through a and b meets the circle around a polyline: few do."""
    centre = (vertices.min(axis=0) + vertices.max(axis=0)) / 2
    radius = np.hypot(*(vertices - centre).T).max()
    ahead = b - a
    return np.asarray(np.abs(_turn(ahead, centre - a)) <= radius * np.hypot(*ahead.T) * ROUNDING)


def _is_between(a: Floats, b: Floats, vertices: Floats) -> npt.NDArray[np.bool_]:
    """Tell where a line from a to b crosses a polyline an odd number of times."""
    ahead, step = b - a, np.diff(vertices, axis=0)
    left = _turn(ahead[:, None], vertices - a[:, None]) >= 0
    parted = left[:, 1:] != left[:, :-1]
    # hardly any line has the polyline on both sides
    rows = np.flatnonzero(parted.any(axis=1))
    before = _turn(step, a[rows, None] - vertices[:-1]) >= 0
    behind = _turn(step, b[rows, None] - vertices[:-1]) >= 0
    between = np.zeros(len(a), dtype="bool")
    between[rows] = (parted[rows] & (before != behind)).sum(axis=1) % 2 == 1
    return between


def _turn(one: Floats, other: Floats) -> Floats:
    """Give the cross product of vectors: above 0 where the other lies to the left."""
    return np.asarray(one[..., 0] * other[..., 1] - one[..., 1] * other[..., 0])

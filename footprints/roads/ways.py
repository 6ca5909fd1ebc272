"""Ways as they were drawn, point by point: what a road network is made from."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from footprints.roads.network import Codes, Floats, Rows

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Ways:
    """
    w ways through q points; those of way i are `point[first[i]:first[i + 1]]`, two or more.

    `easting` and `northing` (q) are metres, EPSG:27700. Ways meet where they share a point, and
    only there: a bridge shares none with the road below. `road_class` (w) gives positions in
    `classes`; `forward` and `backward` (w) tell which way it may be driven, one of them at least.
    """

    point: Rows
    first: Rows
    easting: Floats
    northing: Floats
    road_class: Codes
    classes: tuple[str, ...]
    forward: Flags
    backward: Flags

    @property
    def n_ways(self) -> int:
        """How many ways there are."""
        return len(self.road_class)


class Segments(NamedTuple):
    """
    The straight lines of ways, in order: where each starts in `Ways.point`, its way, its length.

    `position`, `way` and `length_m` are of one length.
    """

    position: Rows
    way: Rows
    length_m: Floats


def list_segments(ways: Ways) -> Segments:
    """
    List the straight lines between the points of ways.

    Parameters
    ----------
    ways
        w ways of p positions.

    Returns
    -------
    segments
        p - w of them.

    Examples
    --------
    >>> way = Ways(np.array([0, 1, 2]), np.array([0, 3]), np.array([0.0, 3.0, 3.0]),
    ...     np.array([0.0, 4.0, 6.0]), np.zeros(1, "int16"), ("primary",), np.ones(1, "bool"),
    ...     np.ones(1, "bool"))
    >>> list_segments(way).length_m.tolist()
    [5.0, 2.0]
    """
    way = np.repeat(np.arange(ways.n_ways), np.diff(ways.first))
    position = np.flatnonzero(way[1:] == way[:-1]).astype("int64")
    here, there = ways.point[position], ways.point[position + 1]
    length = np.hypot(
        ways.easting[there] - ways.easting[here], ways.northing[there] - ways.northing[here]
    )
    return Segments(position, way[position].astype("int64"), length)


def divide_segments(ways: Ways, longest_m: float) -> Ways:
    """
    Put points into straight lines so that none is longer than a limit.

    Parameters
    ----------
    ways
        w ways.
    longest_m
        Metres.

    Returns
    -------
    ways
        The same ways along the same lines; new points, at equal distances, come after the old.
    """
    segments = list_segments(ways)
    n_new = np.maximum(np.ceil(segments.length_m / longest_m) - 1, 0).astype("int64")
    total = int(n_new.sum())
    if not total:
        return ways
    segment = np.repeat(np.arange(len(n_new)), n_new)
    nth = np.arange(total) - np.repeat(np.cumsum(n_new) - n_new, n_new) + 1
    share = nth / (n_new[segment] + 1)
    at = segments.position[segment]
    here, there = ways.point[at], ways.point[at + 1]

    def extend(values: Floats) -> Floats:
        return np.append(values, values[here] + share * (values[there] - values[here]))

    new = len(ways.easting) + np.arange(total)
    added = np.bincount(segments.way, weights=n_new, minlength=ways.n_ways).astype("int64")
    return Ways(
        point=np.insert(ways.point, at + 1, new),
        first=ways.first + np.append(0, np.cumsum(added)),
        easting=extend(ways.easting),
        northing=extend(ways.northing),
        road_class=ways.road_class,
        classes=ways.classes,
        forward=ways.forward,
        backward=ways.backward,
    )

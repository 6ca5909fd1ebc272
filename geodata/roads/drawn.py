"""What a reader of roads gives: ways, what was left out and why, whose they are and of when."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np

from footprints.roads.network import Rows
from footprints.roads.ways import Flags, Ways


@dataclass(frozen=True)
class Drawn:
    """
    The ways of one file.

    `n_read` is how many the file holds and `left_out` how many of them are not among `ways`, by
    reason. `notes` are sentences on what to know of them. `source` and `attribution` say whose
    they are, `as_of` (ISO 8601) from when.
    """

    ways: Ways
    n_read: int
    left_out: Mapping[str, int]
    source: str
    attribution: str
    as_of: str | None = None
    notes: tuple[str, ...] = field(default=())


def select_ways(ways: Ways, kept: Flags) -> Ways:
    """
    Keep some of the ways; their points stay where they are.

    Parameters
    ----------
    ways
        w ways.
    kept
        bool, length w.

    Returns
    -------
    ways
        Those kept, in order.
    """
    n_points = np.diff(ways.first)
    return Ways(
        point=ways.point[np.repeat(kept, n_points)],
        first=np.append(0, np.cumsum(n_points[kept])),
        easting=ways.easting,
        northing=ways.northing,
        road_class=ways.road_class[kept],
        classes=ways.classes,
        forward=ways.forward[kept],
        backward=ways.backward[kept],
    )


def break_ways(point: Rows, first: Rows, known: Flags) -> tuple[Rows, Rows, Rows]:
    """
    Break ways at points that are not there, as at the border of an extract.

    Parameters
    ----------
    point, first
        As in `Ways`.
    known
        bool, by row of point.

    Returns
    -------
    point, first
        As in `Ways`, of the stretches of two points or more that are left.
    way
        int64: which way each stretch is of.

    Examples
    --------
    >>> known = np.array([True, True, False, True, True])
    >>> [part.tolist() for part in break_ways(np.arange(5), np.array([0, 5]), known)]
    [[0, 1, 3, 4], [0, 2, 4], [0, 0]]
    """
    way = np.repeat(np.arange(len(first) - 1), np.diff(first))
    here = known[point]
    position = np.flatnonzero(here)
    breaks = (np.diff(position, prepend=-2) > 1) | (np.diff(way[position], prepend=-1) > 0)
    stretch = np.cumsum(breaks) - 1
    size = np.bincount(stretch)
    long = (size > 1)[stretch] if len(stretch) else breaks
    opens = position[breaks][size > 1]
    kept: Rows = point[position[long]]
    return kept, np.append(0, np.cumsum(size[size > 1])), way[opens].astype("int64")


def join_reasons(counts: Mapping[str, int]) -> Mapping[str, int]:
    """Freeze counts by reason, without those of none, most first."""
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return MappingProxyType({reason: int(n) for reason, n in ordered if n})

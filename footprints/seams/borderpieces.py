"""Pieces of border: the line halfway between neighbouring schools, where their cells touch."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from footprints.distance import METRES_PER_KM
from footprints.systems.schoolgraph import (
    MM_PER_METRE,
    Pairs,
    Places,
    SchoolGraph,
    find_turn,
    join_places,
    triangulate,
)

Numbers = npt.NDArray[np.float64]
REACH_KM = 10.0


@dataclass(frozen=True)
class BorderPieces:
    """
    For each of m pairs of neighbouring schools, where their cells touch.

    `pairs` is int64, m by 2: positions in the graph's `urns`, the first below the second; the
    lowest urn stands for the schools of one site. `ends` is float64, m by 2 by 2: both ends of a
    straight line in EPSG:27700 metres. `counted` is bool, length m: whether the graph joins them.
    """

    pairs: Pairs
    ends: Numbers
    counted: npt.NDArray[np.bool_]


def trace_borders(graph: SchoolGraph, *, reach_km: float = REACH_KM) -> BorderPieces:
    """
    Trace the line between each pair of schools whose cells touch: the Voronoi edge of the two.

    It is everywhere as far from the one as from the other, and nearer to no third; pieces that
    meet in a point meet exactly. Pairs that the graph leaves out have a piece too, so that a line
    put together from pieces has no gaps.

    Parameters
    ----------
    graph
        From `footprints.systems.schoolgraph.connect_schools`, of either kind.
    reach_km
        How far a piece may reach from the point halfway between its two schools; at the edge of
        the country it would otherwise never end.

    Returns
    -------
    pieces
        See `BorderPieces`; pairs whose cells touch in no line within reach are left out.

    Examples
    --------
    >>> points = np.array([[0.0, 0.0], [4000.0, 0.0]])
    >>> graph = SchoolGraph(np.array([1, 2]), points, np.array([[0, 1]]))
    >>> trace_borders(graph, reach_km=1).ends.tolist()
    [[[2000.0, -1000.0], [2000.0, 1000.0]]]
    """
    places = triangulate(graph.points)
    lowest = np.unique(places.place, return_index=True)[1]
    joined = join_places(places)
    ends = _trace(places, joined, reach_km * METRES_PER_KM)
    drawn = (ends[:, 0] != ends[:, 1]).any(axis=1) & np.isfinite(ends).all(axis=(1, 2))
    pairs = np.sort(lowest[joined[drawn]], axis=1)
    n = len(graph.urns)
    counted = np.isin(pairs @ [n, 1], graph.edges @ [n, 1])
    return BorderPieces(pairs, ends[drawn], counted)


def _trace(places: Places, pairs: Pairs, reach: float) -> Numbers:
    """Find both ends of the piece of each pair, in metres; NaN where it is out of reach."""
    points = places.mm / MM_PER_METRE
    start, step = points[pairs[:, 0]], points[pairs[:, 1]] - points[pairs[:, 0]]
    middle = start + step / 2
    across = np.column_stack([-step[:, 1], step[:, 0]]) / np.hypot(*step.T)[:, None]
    left, right = _find_corners(places, pairs)
    # metres from the middle, to the left of the way from the first place to the second
    far = np.where(np.isfinite(left), ((left - middle) * across).sum(axis=1)[:, None], np.inf)
    near = np.where(np.isfinite(right), ((right - middle) * across).sum(axis=1)[:, None], -np.inf)
    ends = np.stack(
        [
            np.where(near < -reach, middle - reach * across, right),
            np.where(far > reach, middle + reach * across, left),
        ],
        axis=1,
    )
    ends[((near > reach) | (far < -reach)).any(axis=1)] = np.nan
    return ends


def _find_corners(places: Places, pairs: Pairs) -> tuple[Numbers, Numbers]:
    """Find the corner of the cells to the left and to the right of each pair; NaN where none."""
    centres = _find_centres(places)
    found = np.full((2, len(pairs), 2), np.nan)
    n = len(places.mm)
    number = pairs @ [n, 1]
    for first, second, third in ((0, 1, 2), (1, 2, 0), (2, 0, 1)):
        a, b, c = (places.triangles[:, k] for k in (first, second, third))
        low, high = np.minimum(a, b), np.maximum(a, b)
        side = (find_turn(places.mm, low, high, c) < 0).astype("int64")
        found[side, number.searchsorted(low * n + high)] = centres
    return found[0], found[1]


def _find_centres(places: Places) -> Numbers:
    """Find the point as far from each of a triangle's corners as from the others."""
    a, b, c = (places.mm[places.triangles[:, k]] / MM_PER_METRE for k in range(3))
    ab, ac = b - a, c - a
    twice = 2 * (ab[:, 0] * ac[:, 1] - ab[:, 1] * ac[:, 0])
    ab2, ac2 = (ab**2).sum(axis=1), (ac**2).sum(axis=1)
    east = (ac[:, 1] * ab2 - ab[:, 1] * ac2) / twice
    north = (ab[:, 0] * ac2 - ac[:, 0] * ab2) / twice
    return np.asarray(a + np.column_stack([east, north]))

"""Groups of weighted points: mean centre, standard distance and geometric median of each."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from footprints.distance import METRES_PER_KM
from footprints.locals.signatures import Codes
from footprints.membership.members import Floats

TOLERANCE_M = 1.0
# Far more than any unit of the real snapshot takes.
MOST_STEPS = 2000
STEPS_BETWEEN_TESTS = 8
# Nearer than this a point is where the iteration stands, and has no direction to pull in.
COINCIDENT_M = 1e-6
# A school that the rest pull at just as hard is one of several equally good points.
TIED = 1e-9


@dataclass(frozen=True)
class Cloud:
    """
    Weighted points in groups; make one with `make_cloud`.

    `points` (m by 2, metres, EPSG:27700, no NaN), `weights` (m, above 0) and `group` (m,
    ascending, from 0 up and below `n_groups`). A group may be empty.
    """

    points: Floats
    weights: Floats
    group: Codes
    n_groups: int

    def add_up(self, values: Floats) -> Floats:
        """Add values up by group: m or m by 2 in, as many by group out."""
        if values.ndim == 1:
            return np.bincount(self.group, values, self.n_groups).astype("float64")
        return np.column_stack([self.add_up(column) for column in values.T])

    def pick(self, groups: npt.NDArray[np.bool_]) -> "Cloud":
        """Keep some groups and renumber them."""
        kept = groups[self.group]
        number = np.cumsum(groups) - 1
        return Cloud(
            self.points[kept], self.weights[kept], number[self.group[kept]], int(groups.sum())
        )


def make_cloud(
    points: npt.ArrayLike,
    *,
    weights: npt.ArrayLike | None = None,
    group: npt.ArrayLike | None = None,
    n_groups: int = 1,
) -> Cloud:
    """
    Gather points into groups; those without coordinates or without weight are left out.

    Parameters
    ----------
    points
        Metres, EPSG:27700, m by 2; NaN where unknown.
    weights
        Length m; 1 each if not given. NaN and 0 count for nothing.
    group
        Length m, below `n_groups`; all in group 0 if not given.
    n_groups
        How many groups there are.

    Returns
    -------
    cloud
        See `Cloud`.

    Raises
    ------
    ValueError
        If a weight is negative.
    """
    at = np.asarray(points, dtype="float64").reshape(-1, 2)
    weight = np.ones(len(at)) if weights is None else np.asarray(weights, dtype="float64")
    code = np.zeros(len(at), dtype="int64") if group is None else np.asarray(group, dtype="int64")
    if (weight < 0).any():
        raise ValueError(f"`weights` must not be negative, got {np.nanmin(weight)}")
    rows = np.flatnonzero((weight > 0) & np.isfinite(at).all(axis=1))
    rows = rows[np.argsort(code[rows], kind="stable")]
    return Cloud(at[rows], weight[rows], code[rows], n_groups)


def average_points(cloud: Cloud) -> Floats:
    """
    Find the mean centre of each group.

    Parameters
    ----------
    cloud
        From `make_cloud` or `gather_cloud`.

    Returns
    -------
    centre
        Metres, EPSG:27700, number of groups by 2; NaN where a group is empty.

    Examples
    --------
    >>> average_points(make_cloud([(0, 0), (3000, 0), (0, 4000)])).round(3).tolist()
    [[1000.0, 1333.333]]
    """
    sums = cloud.add_up(cloud.points * cloud.weights[:, None])
    return _divide(sums, cloud.add_up(cloud.weights)[:, None])


def measure_spread(cloud: Cloud) -> Floats:
    """
    Measure the standard distance of each group: sqrt(sum w d^2 / sum w) about the mean centre.

    Parameters
    ----------
    cloud
        From `make_cloud` or `gather_cloud`.

    Returns
    -------
    sd_km
        Length number of groups; 0 for a single place, NaN where a group is empty.

    Examples
    --------
    >>> measure_spread(make_cloud([(0, 0), (3000, 0), (0, 4000)])).round(6).tolist()
    [2.357023]
    """
    away = cloud.points - average_points(cloud)[cloud.group]
    squares = cloud.add_up(cloud.weights * (away**2).sum(axis=1))
    return np.asarray(np.sqrt(_divide(squares, cloud.add_up(cloud.weights))) / METRES_PER_KM)


def find_medians(cloud: Cloud, *, tolerance_m: float = TOLERANCE_M) -> Floats:
    """
    Find the geometric median of each group: the point with the least weighted sum of distances.

    Weiszfeld's iteration (1937) from the mean centre, all groups at once. Where it stands on a
    school it goes on by the rule of Vardi and Zhang (2000, PNAS 97(4), 1423-1426), by which a
    school that is itself the median is also recognised. A Newton step is taken in its place
    where that comes lower, for Weiszfeld's steps shrink to nothing long before the median where
    schools lie nearly in one line. Where several points are equally good (two schools; an even
    number in one line) it is one of them, the same each time.

    Parameters
    ----------
    cloud
        From `make_cloud` or `gather_cloud`.
    tolerance_m
        How far the median may be from the true one; the iteration stops at steps of a hundredth
        of this.

    Returns
    -------
    median
        Metres, EPSG:27700, number of groups by 2; NaN where a group is empty.

    Examples
    --------
    >>> find_medians(make_cloud([(0, 0), (10, 0), (10, 0), (90, 50)])).tolist()
    [[10.0, 0.0]]
    """
    median = average_points(cloud)
    known = ~np.isnan(median[:, 0])
    left, part = np.flatnonzero(known), cloud.pick(known)
    for step in range(MOST_STEPS):
        if not len(left):
            break
        at = median[left]
        median[left] = _move(part, at)
        done = np.hypot(*(median[left] - at).T) < tolerance_m / 100
        if step % STEPS_BETWEEN_TESTS == 0 or done.any():
            schools = _find_school(part, median[left])
            done |= ~np.isnan(schools[:, 0])
            median[left] = np.where(np.isnan(schools), median[left], schools)
        left, part = left[~done], part.pick(~done)
    return median


def _move(cloud: Cloud, at: Floats) -> Floats:
    """Go one step of Vardi and Zhang's iteration, or of Newton's where that comes lower."""
    held, pull, strength, bend = _pull(cloud, at)
    # a school the iteration stands on holds it back by its weight
    free = 1 - np.minimum(_divide(held, np.hypot(*pull.T), nothing=1.0), 1)
    steady = at + np.nan_to_num(_divide(pull, strength[:, None])) * free[:, None]
    across, mixed, along = bend.T
    turned = np.column_stack(
        [along * pull[:, 0] - mixed * pull[:, 1], across * pull[:, 1] - mixed * pull[:, 0]]
    )
    newton = at + _divide(turned, (across * along - mixed**2)[:, None])
    lower = _sum_distances(cloud, newton) < _sum_distances(cloud, steady)
    return np.where(lower[:, None], newton, steady)


def _sum_distances(cloud: Cloud, at: Floats) -> Floats:
    """Add up the weighted distances of each group to its point; NaN where that is NaN."""
    return cloud.add_up(cloud.weights * np.hypot(*(cloud.points - at[cloud.group]).T))


def _pull(cloud: Cloud, at: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """
    Take the sums of each group at a point, over what stands elsewhere.

    The weight that stands there; the slope of the sum of distances (downwards), sum w/d, and its
    second derivatives (xx, xy, yy).
    """
    away = cloud.points - at[cloud.group]
    distance = np.hypot(*away.T)
    here = distance < COINCIDENT_M
    east, north = (away / np.where(here, 1, distance)[:, None]).T
    weight = np.where(here, 0, cloud.weights)
    near = weight / np.where(here, 1, distance)
    bend = np.column_stack([near * north**2, -near * east * north, near * east**2])
    return (
        cloud.add_up(cloud.weights * here),
        cloud.add_up(np.column_stack([weight * east, weight * north])),
        cloud.add_up(near),
        cloud.add_up(bend),
    )


def _find_school(cloud: Cloud, at: Floats) -> Floats:
    """Give each group's school nearest to a point where that is the median, else NaN."""
    squares = ((cloud.points - at[cloud.group]) ** 2).sum(axis=1)
    order = np.lexsort((squares, cloud.group))
    first = order[cloud.group[order].searchsorted(np.arange(cloud.n_groups))]
    nearest = cloud.points[first]
    held, pull, *_ = _pull(cloud, nearest)
    return np.where((np.hypot(*pull.T) < held * (1 - TIED))[:, None], nearest, np.nan)


def _divide(a: Floats, b: Floats, *, nothing: float = np.nan) -> Floats:
    """Divide; `nothing` where the divisor is 0."""
    shape = np.broadcast_shapes(a.shape, b.shape)
    out: Floats = np.full(shape, nothing)
    return np.divide(a, b, out=out, where=np.broadcast_to(b > 0, shape))

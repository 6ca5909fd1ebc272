"""Who is whose neighbour, and how seldom chance would put such values around a place.

The null of a local statistic (Anselin 1995): a place keeps its value and the values of all others
are dealt out anew. Equal values are counted in both tails, as a test of many equal values needs:
`esda` (2.9.0) leaves them out of the lower one, and so calls each place amid zeros significant
where most values are 0 and nothing gathers anywhere.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from footprints.distance import METRES_PER_KM
from footprints.locals.signatures import Codes
from footprints.membership.members import Floats

# Sums that differ by less, in standard deviations, are equal.
ROUNDING = 1e-9


@dataclass(frozen=True)
class Neighbours:
    """
    The neighbours of n places, e in all.

    `place` and `neighbour` are positions, by place; no place is its own neighbour.
    """

    n: int
    place: Codes
    neighbour: Codes

    @property
    def sizes(self) -> Codes:
        """Count the neighbours of each place."""
        return np.bincount(self.place, minlength=self.n)

    def keep(self, kept: npt.NDArray[np.bool_]) -> "Neighbours":
        """Keep some places, a mask of length n, and renumber them."""
        number = np.cumsum(kept) - 1
        held = kept[self.place] & kept[self.neighbour]
        return Neighbours(int(kept.sum()), number[self.place[held]], number[self.neighbour[held]])

    def sum_values(self, values: Floats) -> Floats:
        """Add up the values of each place's neighbours."""
        return np.bincount(self.place, values[self.neighbour], self.n).astype("float64")


def find_nearest_places(points: Floats, k: int) -> Neighbours:
    """
    Take the k nearest places as neighbours.

    Parameters
    ----------
    points
        Metres, EPSG:27700, n by 2; all known.
    k
        How many, from 1 and below n.

    Returns
    -------
    neighbours
        See `Neighbours`; of places equally far the first in order of rows.

    Examples
    --------
    >>> points = np.array([(0.0, 0.0), (1.0, 0.0), (2.0, 0.0), (2.0, 0.0)])
    >>> find_nearest_places(points, 1).neighbour.tolist()
    [1, 0, 3, 2]
    """
    tree, n = cKDTree(points), len(points)
    found = np.empty((n, k), dtype="int64")
    unsettled, width = np.arange(n), k + 2  # the place itself, and one to compare with
    while len(unsettled):
        away, at = tree.query(points[unsettled], k=min(width, n))
        last = away[:, -1].copy()
        away[at == unsettled[:, None]] = np.inf
        order = np.lexsort((at, away), axis=-1)[:, :k]
        found[unsettled] = np.take_along_axis(at, order, axis=1)
        # a tie that reaches the last one seen may go on beyond it
        tied = last <= np.take_along_axis(away, order, axis=1)[:, -1]
        unsettled = unsettled[tied & (width < n)]
        width *= 2
    return Neighbours(n, np.arange(n).repeat(k), found.ravel())


def find_places_within(points: Floats, within_km: float) -> Neighbours:
    """
    Take all places within a distance as neighbours.

    Parameters
    ----------
    points
        Metres, EPSG:27700, n by 2; all known.
    within_km
        Those exactly as far are neighbours too.

    Returns
    -------
    neighbours
        See `Neighbours`; a place may have none.

    Examples
    --------
    >>> find_places_within(np.array([(0.0, 0.0), (900.0, 0.0), (5000.0, 0.0)]), 1).sizes.tolist()
    [1, 1, 0]
    """
    pairs = cKDTree(points).query_pairs(within_km * METRES_PER_KM, output_type="ndarray")
    both = np.concatenate([pairs, pairs[:, ::-1]]).astype("int64")
    place, neighbour = np.divmod(np.sort(both @ [len(points), 1]), len(points))
    return Neighbours(len(points), place, neighbour)


def count_tails(
    values: Floats, neighbours: Neighbours, *, n_permutations: int, seed: int
) -> tuple[Codes, Codes]:
    """
    Count how often values dealt out anew add up to as much, and to as little, around a place.

    All places are judged by the same draws of positions, each among all others but itself, as
    `esda` has it; the first so many of a draw serve a place of so many neighbours.

    Parameters
    ----------
    values
        Length n.
    neighbours
        Of n places, n above the most neighbours one has.
    n_permutations
        How often.
    seed
        0 or more. The same seed and order of rows give the same counts.

    Returns
    -------
    n_high, n_low
        Length n each: draws whose sum is at least, and at most, that of the neighbours; equal
        ones are in both.

    Examples
    --------
    >>> line = find_places_within(np.arange(8.0)[:, None] * [1000, 0], 1)
    >>> high, low = count_tails(np.array([1.0] * 7 + [9]), line, n_permutations=99, seed=1)
    >>> int(high[0]), bool(high[6] < 99)
    (99, True)
    """
    centred = values - values.mean()
    near = centred.std() * ROUNDING
    own, sizes = neighbours.sum_values(centred), neighbours.sizes
    draws = _draw_others(len(values), int(sizes.max(initial=0)), n_permutations, seed)
    width = draws.shape[1]
    # column c: what the first c of each draw add up to, for the place whose turn it is
    sums = np.zeros((n_permutations, width + 1))
    np.cumsum(centred[1:][draws], axis=1, out=sums[:, 1:])
    order = np.argsort(draws, axis=None, kind="stable")
    starts = draws.ravel()[order].searchsorted(np.arange(len(values)))
    high, low = np.empty((2, len(values)), dtype="int64")
    for place, size in enumerate(sizes.tolist()):
        if place:
            # the one before steps back in where this one steps out
            change = centred[place - 1] - centred[place]
            for at in order[starts[place - 1] : starts[place]].tolist():
                sums[at // width, at % width + 1 :] += change
        drawn = sums[:, size]
        high[place] = np.count_nonzero(drawn >= own[place] - near)
        low[place] = np.count_nonzero(drawn <= own[place] + near)
    return high, low


def _draw_others(n: int, width: int, n_permutations: int, seed: int) -> Codes:
    """Draw positions among n - 1 others, without repeats within a draw."""
    rng = np.random.default_rng(seed)
    draws = np.empty((n_permutations, width), dtype="int64")
    for row in draws:
        row[:] = rng.choice(n - 1, width, replace=False)
    return draws

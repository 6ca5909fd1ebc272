"""Schools in order, each as wide as its weight; those that are equal stand side by side."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from footprints.membership.members import Floats


@dataclass(frozen=True)
class Ranks:
    """
    Where each of n schools stands in an order, from 0 to 1.

    `low` is the share of all weight that comes before a school and its equals, `high` the share
    up to and with them: equals share one stretch, so that no order of rows decides between them.
    NaN where a value or a weight is missing, and where there is no weight at all.
    """

    low: Floats
    high: Floats

    @property
    def middle(self) -> Floats:
        """Give the fractional rank: the middle of the stretch."""
        return (self.low + self.high) / 2

    def share_below(self, limit: float) -> Floats:
        """
        Give the part of each school that lies below a limit: all, nothing, or a share.

        Parameters
        ----------
        limit
            From 0 to 1.

        Returns
        -------
        share
            float64, length n, from 0 to 1; the same for equals. NaN where the rank is.
        """
        width = self.high - self.low
        part = np.divide(limit - self.low, width, out=(self.high <= limit) * 1.0, where=width > 0)
        return np.where(np.isnan(width), np.nan, part.clip(0, 1))


def rank_schools(values: npt.ArrayLike, weights: npt.ArrayLike) -> Ranks:
    """
    Put schools in ascending order of a value.

    Parameters
    ----------
    values
        What orders them; length n, NaN where missing.
    weights
        How wide each is, 0 or more; length n, NaN where missing.

    Returns
    -------
    ranks
        See `Ranks`.

    Examples
    --------
    >>> rank_schools([5, 1, 5, 9], [10, 10, 20, 10]).middle.tolist()
    [0.5, 0.1, 0.5, 0.9]
    """
    ordered = np.asarray(values, dtype="float64")
    width = np.asarray(weights, dtype="float64")
    low, high = np.full((2, len(ordered)), np.nan)
    known = ~(np.isnan(ordered) | np.isnan(width))
    _, place = np.unique(ordered[known], return_inverse=True)
    total = np.cumsum(np.bincount(place, width[known]))
    if total.size and total[-1] > 0:
        up_to = total / total[-1]
        high[known] = up_to[place]
        low[known] = np.append(0, up_to)[place]
    return Ranks(low, high)

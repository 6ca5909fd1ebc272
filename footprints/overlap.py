"""Overlap of two locals, as sets of schools; METRICS section 1."""

from dataclasses import dataclass
from math import nan

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True)
class Overlap:
    """Sizes of two sets and of what they share."""

    n_a: int
    n_b: int
    n_shared: int

    @property
    def jaccard(self) -> float:
        """Shared over joint size; NaN where both sets are empty."""
        joint = self.n_a + self.n_b - self.n_shared
        return self.n_shared / joint if joint else nan

    @property
    def overlap(self) -> float:
        """Shared over the smaller size (Szymkiewicz-Simpson); NaN where a set is empty."""
        smaller = min(self.n_a, self.n_b)
        return self.n_shared / smaller if smaller else nan

    @property
    def containment(self) -> float:
        """Share of the first set that lies in the second; NaN where the first is empty."""
        return self.n_shared / self.n_a if self.n_a else nan


def measure_overlap(a: npt.ArrayLike, b: npt.ArrayLike) -> Overlap:
    """
    Count two sets of schools and their intersection.

    Parameters
    ----------
    a, b
        Keys of schools, each at most once; any order.

    Returns
    -------
    overlap
        See `Overlap`.

    Examples
    --------
    >>> measured = measure_overlap(list("abcdef"), list("defghijk"))
    >>> round(measured.jaccard, 6), measured.overlap, measured.containment
    (0.272727, 0.5, 0.5)
    """
    first, second = np.unique(np.asarray(a)), np.unique(np.asarray(b))
    shared = np.intersect1d(first, second, assume_unique=True)
    return Overlap(len(first), len(second), len(shared))

"""Overlap of two locals, as sets of schools; METRICS section 1."""

from collections.abc import Iterable, Sequence
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


def measure_overlap(a: Iterable[object], b: Iterable[object]) -> Overlap:
    """
    Count two sets of schools and their intersection.

    Parameters
    ----------
    a, b
        Keys of schools, in any order and any container; a key given twice counts once.

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
    first, second = set(a), set(b)
    return Overlap(len(first), len(second), len(first & second))


def count_shared(sets: Sequence[npt.NDArray]) -> npt.NDArray[np.int64]:
    """
    Count what each pair of sets shares, all pairs at once.

    Parameters
    ----------
    sets
        k arrays of keys of schools, each key at most once in an array.

    Returns
    -------
    shared
        int64, k by k, symmetric; sizes of the sets on the diagonal.

    Examples
    --------
    >>> count_shared([np.array([1, 2, 3]), np.array([3, 4])]).tolist()
    [[3, 1], [1, 2]]
    """
    if not sets:
        return np.zeros((0, 0), dtype="int64")
    everyone = np.unique(np.concatenate(sets))
    inside = np.zeros((len(sets), len(everyone)), dtype="float64")
    for row, members in zip(inside, sets, strict=True):
        row[everyone.searchsorted(members)] = 1.0
    return (inside @ inside.T).astype("int64")

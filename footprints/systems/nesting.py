"""How far two systems nest or cut across each other over an area; METRICS section 3."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import combinations
from math import fsum, nan

import numpy as np
import numpy.typing as npt
import pandas as pd

from footprints.systems.labels import Codes, Labels

Weights = npt.NDArray[np.float64]

# a table of units by units that holds more cells than this for each school is counted by sorting
MOST_CELLS_PER_SCHOOL = 50
DIRECTIONS = ("a in b", "b in a", "either in the other")


@dataclass(frozen=True)
class Nesting:
    """
    What two partitions a and b of the same schools say about each other, in natural logarithms.

    `total_weight` is the sum of the schools' weights, their number unless weights were given.
    """

    n_schools: int
    total_weight: float
    n_units_a: int
    n_units_b: int
    h_a: float
    h_b: float
    mutual: float

    @property
    def alignment(self) -> float:
        """Mutual information over the smaller entropy, 0 to 1; NaN where that is 0."""
        smaller = min(self.h_a, self.h_b)
        return self.mutual / smaller if smaller > 0 else nan

    @property
    def homogeneity(self) -> float:
        """Share of b that a settles: 1 when each unit of a lies in one of b; NaN if H(b) is 0."""
        return self.mutual / self.h_b if self.h_b > 0 else nan

    @property
    def completeness(self) -> float:
        """Share of a that b settles: 1 when each unit of b lies in one of a; NaN if H(a) is 0."""
        return self.mutual / self.h_a if self.h_a > 0 else nan

    @property
    def v_measure(self) -> float:
        """Harmonic mean of both; 0 where both are 0, NaN where either is."""
        both = self.homogeneity + self.completeness
        return 2 * self.homogeneity * self.completeness / both if both else both

    @property
    def nested_in(self) -> str | None:
        """Which nests, as far as any does: the finer in the coarser; None where undefined."""
        if np.isnan(self.alignment):
            return None
        finer = (self.h_b > self.h_a) - (self.h_a > self.h_b)
        return DIRECTIONS[{-1: 0, 1: 1, 0: 2}[finer]]


def measure_nesting(a: Codes, b: Codes, weights: Weights | None = None) -> Nesting:
    """
    Measure how two partitions nest, after Rosenberg and Hirschberg (2007).

    A school counts when its code is 0 or more in both and its weight is above 0. scikit-learn
    calls homogeneity and completeness 1 where the entropy they are a share of is 0; here they
    are NaN, as there is nothing to settle. The value does not depend on order: sums are exact.

    Parameters
    ----------
    a, b
        Codes of units, length n each; below 0 where a school has no unit.
    weights
        float64, length n; NaN where unknown. None: every school counts once.

    Returns
    -------
    nesting
        See `Nesting`.

    Examples
    --------
    >>> found = measure_nesting(np.array([1, 1, 1, 2, 2, 2]), np.array([1, 1, 2, 2, 3, 3]))
    >>> [round(x, 6) for x in (found.alignment, found.homogeneity, found.v_measure)]
    [0.666667, 0.42062, 0.515804]
    """
    known = _find_known(a, b, weights)
    weighed = None if weights is None else weights[known]
    own, other = a[known], b[known]
    h_a, n_a = _measure_entropy(own, weighed)
    h_b, n_b = _measure_entropy(other, weighed)
    h_ab, _ = _measure_entropy(_join(own, other), weighed)
    # so written, it is exactly the smaller entropy when one refines the other
    mutual = min(h_a, h_b) - (h_ab - max(h_a, h_b))
    return Nesting(
        n_schools=len(own),
        total_weight=float(len(own)) if weighed is None else fsum(weighed.tolist()),
        n_units_a=n_a,
        n_units_b=n_b,
        h_a=h_a,
        h_b=h_b,
        mutual=min(max(mutual, 0.0), h_a, h_b),
    )


def measure_pairs(labels: Labels, weights: Weights | None = None) -> pd.DataFrame:
    """
    Measure every pair of systems over the labelled schools.

    Parameters
    ----------
    labels
        From `footprints.systems.labels.label_schools`; k systems, n schools.
    weights
        float64, length n; a school without a weight above 0 is left out. None: all count once.

    Returns
    -------
    pairs
        k (k - 1) / 2 rows in the order of the systems, a RangeIndex. `a`, `b` name the systems,
        `n_schools` counts those with one unit in both and `n_left_out` the others; then the
        fields and properties of `Nesting` by name.
    """
    rows = []
    for a, b in combinations(labels.codes, 2):
        found = measure_nesting(labels.codes[a], labels.codes[b], weights)
        rows.append(
            {"a": a, "b": b, "n_left_out": len(labels.urns) - found.n_schools}
            | asdict(found)
            | {name: getattr(found, name) for name in _DERIVED}
        )
    return pd.DataFrame(rows, columns=COLUMNS).astype(DTYPES)


def average(values: Sequence[float] | pd.Series) -> float:
    """Average what is defined; NaN if nothing is."""
    defined = [float(value) for value in values if not np.isnan(value)]
    return fsum(defined) / len(defined) if defined else nan


_DERIVED = ("alignment", "homogeneity", "completeness", "v_measure", "nested_in")
_COUNTS = ("n_schools", "n_left_out", "n_units_a", "n_units_b")
COLUMNS = [
    *("a", "b", "n_schools", "n_left_out", "total_weight", "n_units_a", "n_units_b"),
    *("h_a", "h_b", "mutual", *_DERIVED),
]
DTYPES = {
    name: "int64" if name in _COUNTS else "str" if name in ("a", "b", "nested_in") else "float64"
    for name in COLUMNS
}


def _find_known(a: Codes, b: Codes, weights: Weights | None) -> npt.NDArray[np.bool_]:
    """Mark the schools that have a unit in both, and some weight."""
    known = (a >= 0) & (b >= 0)
    return known if weights is None else known & (weights > 0)


def _join(a: Codes, b: Codes) -> Codes:
    """Give each school the number of its cell in the table of units by units."""
    width = int(b.max(initial=-1)) + 1
    cells = a * width + b
    if (int(a.max(initial=-1)) + 1) * width > MOST_CELLS_PER_SCHOOL * max(len(a), 1):
        return np.asarray(np.unique(cells, return_inverse=True)[1])
    return cells


def _measure_entropy(codes: Codes, weights: Weights | None) -> tuple[float, int]:
    """Give the entropy of one partition, and how many units have schools."""
    sizes = np.bincount(codes, weights=weights)
    sizes = sizes[sizes > 0].astype("float64")
    shares = sizes / fsum(sizes.tolist())
    return abs(fsum((-shares * np.log(shares)).tolist())), len(sizes)

"""Every unit of every system against every other, as sets of schools; METRICS section 1.

One sparse table of schools by units, times itself, counts what all pairs of units share.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from footprints.errors import UnknownKeyError
from footprints.locals.signatures import find_first, number_rows
from footprints.scope import in_scope

# METRICS section 1: A nests in B when this share of A, or more, lies in B.
NESTS = 0.95
Weight = Literal["schools", "pupils"]
Counts = npt.NDArray[np.int64]
Shares = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Incidence:
    """
    Which of n schools is in which of m units, those with the same units as one.

    `urns` ascends; `inside` tells who is of the scope and `weights` what each school counts for,
    whether inside or not; `n_unstated` is how many inside count 0 for want of a number of pupils.
    `units` has `system`, `unit_id`, in that order. `signature` numbers the distinct sets of units,
    s of them, and `held` is s by m, sparse, 1 where a unit is in the set: a school whose area is
    `shared` is in each of its units.
    """

    urns: Counts
    inside: npt.NDArray[np.bool_]
    weights: Counts
    n_unstated: int
    units: pd.DataFrame
    signature: Counts
    held: sparse.csr_array


@dataclass(frozen=True)
class UnitOverlaps:
    """
    How the units of different systems overlap, and what that was counted in.

    `table` has a row for each pair of units that share a school: `a`, `a_unit`, `b`, `b_unit`,
    `n_a`, `n_b`, `n_shared`, `jaccard`, `overlap`, `containment_a` (of A in B), `containment_b`
    (of B in A) and `nests`: "a in b", "b in a", "both" or nothing. `a` is before `b` by name and
    rows are in order of the first four columns. Sizes count schools or pupils, as `weight` says.

    `n_schools` are in scope, `n_unstated` of them count 0 because they state no pupils.
    """

    table: pd.DataFrame
    scope: str
    systems: tuple[str, ...]
    weight: Weight
    n_schools: int
    n_unstated: int


def arrange_incidence(
    schools: pd.DataFrame,
    memberships: pd.DataFrame,
    *,
    scope: str = "state_funded",
    systems: Collection[str] | None = None,
    weight: Weight = "schools",
) -> Incidence:
    """
    Arrange memberships as one sparse table of schools by units.

    Parameters
    ----------
    schools, memberships
        The tables of those names. A membership of a school that is not in `schools` does not
        count, so that a part of England can be asked about as if it were all.
    scope
        A key of `footprints.scope.SCOPES`.
    systems
        Those that count; all that somebody is in if not given. One that nobody is in has no unit.
    weight
        What a school counts for: 1, or its pupils, rounded to whole ones and 0 if not stated.

    Returns
    -------
    incidence
        See `Incidence`.

    Raises
    ------
    UnknownKeyError
        If no such scope or weight is defined.
    """
    if weight not in get_args(Weight):
        raise UnknownKeyError(f"`weight` must be one of {get_args(Weight)}, got {weight!r}")
    ordered = schools.sort_values("urn")
    inside = in_scope(ordered, scope).to_numpy()
    pupils = ordered["pupils"] if weight == "pupils" else pd.Series(1.0, index=ordered.index)
    units, held = _place_ones(ordered["urn"], memberships, systems)
    signature = number_rows(held)
    return Incidence(
        urns=ordered["urn"].to_numpy(),
        inside=inside,
        weights=pupils.fillna(0).round().to_numpy(dtype="int64"),
        n_unstated=int((pupils.isna() & inside).sum()),
        units=units,
        signature=signature,
        held=held[find_first(signature)],
    )


def count_contingency(incidence: Incidence, weights: Counts | None = None) -> sparse.csr_array:
    """
    Count what each pair of units shares, of the same system or not.

    Parameters
    ----------
    incidence
        From `arrange_incidence`; n schools, m units.
    weights
        What each school counts for, length n; as `incidence` has it if not given.

    Returns
    -------
    shared
        int64, sparse, m by m, symmetric: weights of the schools in scope in both units, those of
        a unit itself on the diagonal.
    """
    counted = (incidence.weights if weights is None else weights) * incidence.inside
    held = incidence.held
    together = np.bincount(incidence.signature, counted, held.shape[0]).astype("int64")
    shared = (held.T @ (sparse.diags_array(together, dtype="int64") @ held)).tocsr()
    shared.sort_indices()
    return shared


def tabulate_overlaps(
    schools: pd.DataFrame,
    memberships: pd.DataFrame,
    *,
    scope: str = "state_funded",
    systems: Collection[str] | None = None,
    weight: Weight = "schools",
) -> UnitOverlaps:
    """
    Measure the overlap of every two units of different systems that share a school in scope.

    Jaccard and Szymkiewicz-Simpson overlap, and containment both ways; missing where the sizes
    they divide by are 0, as can be of pupils. A school whose area is `shared` is in each of its
    units.

    Parameters
    ----------
    schools, memberships, scope, systems, weight
        As in `arrange_incidence`.

    Returns
    -------
    overlaps
        See `UnitOverlaps`.

    Raises
    ------
    UnknownKeyError
        If no such scope or weight is defined.

    Examples
    --------
    >>> schools = pd.DataFrame({"urn": [1, 2, 3]})
    >>> rows = [(1, "lad", "A"), (2, "lad", "A"), (3, "lad", "B"), (1, "trust", "T")]
    >>> held = pd.DataFrame(rows, columns=["urn", "system", "unit_id"]).assign(certainty="listed")
    >>> found = tabulate_overlaps(schools, held, scope="all").table
    >>> found[["a_unit", "b_unit", "n_shared", "jaccard", "overlap", "nests"]].values.tolist()
    [['A', 'T', 1, 0.5, 1.0, 'b in a']]
    """
    incidence = arrange_incidence(
        schools, memberships, scope=scope, systems=systems, weight=weight
    )
    units, system = incidence.units, pd.factorize(incidence.units["system"])[0]
    by_school = count_contingency(incidence, np.ones_like(incidence.weights))
    pairs = sparse.triu(by_school, k=1, format="coo")  # whatever the schools weigh
    cross = (system[pairs.row] != system[pairs.col]) & (pairs.data > 0)
    a, b = pairs.row[cross], pairs.col[cross]
    shared = by_school if weight == "schools" else count_contingency(incidence)
    sizes = shared.diagonal()
    table = pd.DataFrame(
        {
            "a": units["system"].array[a],
            "a_unit": units["unit_id"].array[a],
            "b": units["system"].array[b],
            "b_unit": units["unit_id"].array[b],
            **_measure(sizes[a], sizes[b], look_up(shared, a, b)),
        }
    )
    return UnitOverlaps(
        table=table,
        scope=scope,
        systems=tuple(sorted(set(units["system"]))),
        weight=weight,
        n_schools=int(incidence.inside.sum()),
        n_unstated=incidence.n_unstated,
    )


def look_up(matrix: sparse.csr_array, rows: Counts, columns: Counts) -> Counts:
    """
    Read entries of a sparse matrix, 0 where it holds none.

    Parameters
    ----------
    matrix
        int64, m by m.
    rows, columns
        Positions; length n each.

    Returns
    -------
    entries
        int64, length n.

    Examples
    --------
    >>> look_up(sparse.csr_array([[0, 7], [0, 0]]), np.array([0, 1]), np.array([1, 1])).tolist()
    [7, 0]
    """
    entries: Counts = np.zeros(0, dtype="int64")
    if len(rows):  # of no positions scipy gives a sparse array
        entries = matrix[rows, columns]
    return entries


def divide(part: Counts | Shares, whole: Counts | Shares) -> Shares:
    """
    Divide; NaN, and no warning, where there is nothing to divide by.

    Parameters
    ----------
    part, whole
        Length n each.

    Returns
    -------
    share
        float64, length n.

    Examples
    --------
    >>> divide(np.array([1, 0]), np.array([4, 0])).tolist()
    [0.25, nan]
    """
    share: Shares = np.divide(part, whole, out=np.full(len(part), np.nan), where=whole > 0)
    return share


def _place_ones(
    urns: pd.Series, memberships: pd.DataFrame, systems: Collection[str] | None
) -> tuple[pd.DataFrame, sparse.csr_array]:
    """List the units somebody is in, by name, and say which of the schools are in them."""
    place = pd.Index(urns).get_indexer(memberships["urn"])
    counted = memberships["certainty"].ne("none").to_numpy() & (place >= 0)
    if systems is not None:
        counted &= memberships["system"].isin(systems).to_numpy()
    rows = memberships.loc[counted, ["system", "unit_id"]]
    system, names = pd.factorize(rows["system"], sort=True)
    label, labels = pd.factorize(rows["unit_id"], sort=True)
    unit, keys = pd.factorize(system * (len(labels) + 1) + label, sort=True)
    at, which = np.divmod(keys, len(labels) + 1)
    units = pd.DataFrame({"system": names.take(at), "unit_id": labels.take(which)})
    ones = np.ones(len(rows), dtype="int64")
    held = sparse.csr_array((ones, (place[counted], unit)), shape=(len(urns), len(units)))
    held.data[:] = 1  # a membership given twice is one
    return units, held


def _measure(n_a: Counts, n_b: Counts, n_shared: Counts) -> dict[str, npt.NDArray]:
    """Give the columns that measure pairs of sets by their sizes."""
    in_b, in_a = divide(n_shared, n_a), divide(n_shared, n_b)
    a_nests, b_nests = in_b >= NESTS, in_a >= NESTS
    told = ["both", "a in b", "b in a"]
    return {
        "n_a": n_a,
        "n_b": n_b,
        "n_shared": n_shared,
        "jaccard": divide(n_shared, n_a + n_b - n_shared),
        "overlap": divide(n_shared, np.minimum(n_a, n_b)),
        "containment_a": in_b,
        "containment_b": in_a,
        "nests": np.select([a_nests & b_nests, a_nests, b_nests], told, ""),
    }

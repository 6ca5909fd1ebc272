"""How the locals of each school nest or cut across each other, all schools at once; METRICS 2.

A local is the set of schools in scope in a unit, the school itself included whether it is in scope
or not, as on its card. Where an area is `shared` a school is in each of the units and each is one
of its sets; every two of its sets are a pair, also of one system. Schools with the same units have
the same answers, so what is worked out is worked out once for each distinct signature.
"""

from collections.abc import Collection
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from footprints.locals.contingency import (
    Counts,
    Incidence,
    Weight,
    arrange_incidence,
    count_contingency,
    divide,
    look_up,
)
from footprints.locals.signatures import NO_UNIT, find_first, join_codes, number_rows

# METRICS section 2: two sets this alike are told as one by `n_distinct_tau`.
TAU = 0.9
COLUMNS = (
    "n_locals",
    "n_sets",
    "n_distinct",
    "n_distinct_tau",
    "core",
    "reach",
    "core_reach",
    "bricolage",
)


@dataclass(frozen=True)
class _Signatures:
    """
    The s distinct signatures of n schools in m units.

    `group` gives the signature of each school; `held` is s by m, sparse; `weights` is what the
    schools in scope with a signature count for together; `extra` is what a school outside the
    scope adds to its own sets: such schools have signatures to themselves. `ranges` gives for each
    system the range of its columns in `held`.
    """

    group: Counts
    held: sparse.csr_array
    weights: Counts
    extra: Counts
    ranges: tuple[tuple[int, int], ...]


def measure_locals(
    schools: pd.DataFrame,
    memberships: pd.DataFrame,
    *,
    scope: str = "state_funded",
    systems: Collection[str] | None = None,
    weight: Weight = "schools",
    tau: float = TAU,
    alignment: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """
    Measure the multiple locals of every school.

    Parameters
    ----------
    schools, memberships, scope, systems, weight
        As in `footprints.locals.contingency.arrange_incidence`.
    tau
        Sets with a Jaccard index of this or more, in `weight`, are merged in `n_distinct_tau`,
        and so are sets that are linked by a chain of such pairs.
    alignment
        From `footprints.locals.neighbours.measure_alignment` on the same snapshot and scope;
        joined by urn if given.

    Returns
    -------
    locals
        Index `urn` ascending, a row for each school. `n_locals` counts the systems in which it
        has a local and `n_sets` its locals, more where it is `shared`; `n_distinct` those sets
        that differ in a school (D), `n_distinct_tau` what is left once merged (D of tau). `core`
        is the size of their intersection and `reach` of their union, whole numbers in `weight`;
        `core_reach` is core / reach; all three missing for a school without a local. `bricolage`
        is 1 - the mean overlap coefficient of all pairs of sets whose overlap is defined: 0 if
        each nests in the next, missing where there are fewer than two sets. Then
        `alignment_<system>` for each column of `alignment` that counts.

    Raises
    ------
    UnknownKeyError
        If no such scope or weight is defined.

    Examples
    --------
    >>> schools = pd.DataFrame({"urn": [1, 2, 3]})
    >>> rows = [(1, "lad", "A"), (2, "lad", "A"), (2, "trust", "T"), (3, "trust", "T")]
    >>> held = pd.DataFrame(rows, columns=["urn", "system", "unit_id"]).assign(certainty="listed")
    >>> found = measure_locals(schools, held, scope="all")
    >>> found[["n_locals", "core", "reach", "bricolage"]].loc[2].tolist()
    [2.0, 1.0, 3.0, 0.5]
    """
    incidence = arrange_incidence(
        schools, memberships, scope=scope, systems=systems, weight=weight
    )
    signatures = _sign(incidence)
    n_sets = np.diff(signatures.held.indptr).astype("int64")
    core, reach = (np.where(n_sets, size, np.nan) for size in _measure_extent(signatures))
    found = pd.DataFrame(
        {
            "n_locals": _count_systems(signatures),
            "n_sets": n_sets,
            **_compare_sets(signatures, incidence, tau),
            "core": core,
            "reach": reach,
            "core_reach": divide(core, reach),
        }
    )
    found = found[[*COLUMNS]].take(signatures.group)
    found.index = pd.Index(incidence.urns, name="urn")
    if alignment is None:
        return found
    wanted = [s for s in alignment.columns if systems is None or s in systems]
    return found.join(alignment[wanted].add_prefix("alignment_"))


def _sign(incidence: Incidence) -> _Signatures:
    """Group the schools whose sets are the same."""
    extra = np.where(incidence.inside, NO_UNIT, incidence.weights)
    group = join_codes([incidence.signature, extra], len(extra))
    first = find_first(group)
    counted = incidence.weights * incidence.inside
    system = incidence.units["system"]
    starts = np.flatnonzero(system.ne(system.shift())).tolist()
    return _Signatures(
        group=group,
        held=incidence.held[incidence.signature[first]],
        weights=np.bincount(group, counted, len(first)).astype("int64"),
        extra=np.maximum(extra[first], 0),
        ranges=tuple(pairwise([*starts, len(system)])),
    )


def _count_systems(signatures: _Signatures) -> Counts:
    """Count the systems in which each signature has a unit."""
    counts = np.zeros_like(signatures.extra)
    for start, end in signatures.ranges:
        counts += np.diff(signatures.held[:, start:end].indptr) > 0
    return counts


def _measure_extent(signatures: _Signatures) -> tuple[Counts, Counts]:
    """
    Weigh the core and the reach of each signature, one system after the other.

    Whoever a system adds to the reach shares its unit and no unit of a system before it; who is
    left in the core shares its units in all. Signatures that are the same so far are looked at
    once, and systems of large units come first, when few are distinct.
    """
    core, reach = signatures.extra.copy(), signatures.extra.copy()
    before = signatures.held[:, :0]
    size = np.bincount(signatures.held.indices, minlength=signatures.held.shape[1])
    for start, end in sorted(signatures.ranges, key=lambda r: -np.square(size[slice(*r)]).sum()):
        own = signatures.held[:, start:end]
        both = sparse.hstack([before, own], format="csr")
        group = number_rows(both)
        first = find_first(group)
        weights = np.bincount(group, signatures.weights).astype("int64")
        gained, common = _extend(before[first], own[first], weights)
        reach += gained[group]
        core = np.where(np.diff(own.indptr) > 0, common[group] + signatures.extra, core)
        before = both
    return core, reach


def _extend(
    before: sparse.csr_array, own: sparse.csr_array, weights: Counts
) -> tuple[Counts, Counts]:
    """Weigh those who share one of its own units and none before, and those who share all."""
    able = np.flatnonzero(weights)
    pairs = (own @ own[able].T).tocoo()
    row, column = pairs.row, able[pairs.col]
    already = before[row].multiply(before[column]).sum(axis=1)
    new = already == 0
    whole = (pairs.data == np.diff(own.indptr)[row]) & (already == np.diff(before.indptr)[row])
    gained, common = (
        np.bincount(row[chosen], weights[column[chosen]], len(weights)).astype("int64")
        for chosen in (new, whole)
    )
    return gained, common


def _compare_sets(
    signatures: _Signatures, incidence: Incidence, tau: float
) -> dict[str, npt.NDArray]:
    """Compare each pair of sets of a signature: how many are distinct, and how far they nest."""
    held, n = signatures.held, signatures.held.shape[0]
    signature = np.arange(n).repeat(np.diff(held.indptr))
    first, second = _pair_entries(held)
    of_pair, a, b = signature[first], held.indices[first], held.indices[second]
    sizes = _size_up(incidence, np.ones_like(incidence.weights), a, b)
    same = (sizes[0] == sizes[2]) & (sizes[1] == sizes[2])  # who is out of scope is in both
    if not (incidence.weights == 1).all():
        sizes = _size_up(incidence, incidence.weights, a, b)
    in_a, in_b, shared = (size + signatures.extra[of_pair] for size in sizes)
    alike = same | (divide(shared, in_a + in_b - shared) >= tau)
    overlap = divide(shared, np.minimum(in_a, in_b))
    known = ~np.isnan(overlap)
    n_pairs = np.bincount(of_pair[known], minlength=n)
    total = np.bincount(of_pair[known], overlap[known], n)
    return {
        "n_distinct": np.bincount(_pick_apart(signature, first[same], second[same]), minlength=n),
        "n_distinct_tau": np.bincount(
            _pick_apart(signature, first[alike], second[alike]), minlength=n
        ),
        "bricolage": 1 - divide(total, n_pairs),
    }


def _pair_entries(held: sparse.csr_array) -> tuple[Counts, Counts]:
    """List every two entries of the same row once, as positions in `held.indices`."""
    entry = np.arange(held.nnz)
    n_later = held.indptr[1:].repeat(np.diff(held.indptr)) - entry - 1
    first = entry.repeat(n_later)
    before = n_later.cumsum() - n_later
    return first, first + 1 + np.arange(len(first)) - before.repeat(n_later)


def _size_up(
    incidence: Incidence, weights: Counts, a: Counts, b: Counts
) -> tuple[Counts, Counts, Counts]:
    """Weigh pairs of units and what they share, in scope."""
    shared = count_contingency(incidence, weights)
    sizes = shared.diagonal()
    return sizes[a], sizes[b], look_up(shared, a, b)


def _pick_apart(signature: Counts, first: Counts, second: Counts) -> Counts:
    """Give the signature of one set for each heap of sets that pairs link."""
    n = len(signature)
    linked = sparse.coo_array((np.ones(len(first)), (first, second)), shape=(n, n))
    _, heap = connected_components(linked, directed=False)
    return signature[find_first(heap)]

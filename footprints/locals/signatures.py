"""A school's signature, the tuple of its units, as whole numbers that are quick to compare.

A school whose area is `shared` has the set of all its units in that system as one entry: it equals
the entry of another school only if the same units share both. Lacking a unit is an entry too, so
that having equal signatures is symmetric, but it is never something two schools share.
"""

from collections.abc import Iterable, Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

Codes = npt.NDArray[np.int64]
NO_UNIT = -1


def code_units(memberships: pd.DataFrame, urns: Codes) -> Mapping[str, Codes]:
    """
    Give each unit a number, and each school those of its units, system by system.

    Parameters
    ----------
    memberships
        The table of that name; every `urn` is one of `urns`.
    urns
        Unique, ascending; length n.

    Returns
    -------
    units
        For each system, in order of name, an array n by m, m the most units that one school has:
        codes of units, ascending from the left, `NO_UNIT` to fill up. A code means the same
        unit in every row, and nothing in another system.
    """
    # not the reasons, which are most of what each group would copy
    held = memberships[["urn", "system", "unit_id", "certainty"]]
    return {
        str(system): _arrange(rows, urns) for system, rows in held.groupby("system", sort=True)
    }


def _arrange(rows: pd.DataFrame, urns: Codes) -> Codes:
    """Put the units of one system side by side for each school."""
    held = rows[rows["certainty"] != "none"]
    code, _ = pd.factorize(held["unit_id"])
    at = urns.searchsorted(held["urn"])
    order = np.lexsort((code, at))
    code, at = code[order], at[order]
    column = np.arange(len(at)) - at.searchsorted(at)
    width = int(column.max()) + 1 if len(column) else 1
    units = np.full((len(urns), width), NO_UNIT, dtype="int64")
    units[at, column] = code
    return units


def have_common(one: Codes, other: Codes) -> npt.NDArray[np.bool_]:
    """
    Tell whether two sets of units have one in common.

    Parameters
    ----------
    one, other
        Codes as from `code_units` in the last axis, of shapes that broadcast together otherwise.

    Returns
    -------
    common
        bool, the broadcast shape without the last axis.

    Examples
    --------
    >>> have_common(np.array([[0, 3], [1, -1]]), np.array([[3, 4], [-1, -1]])).tolist()
    [True, False]
    """
    shape = np.broadcast_shapes(one.shape[:-1], other.shape[:-1])
    common = np.zeros(shape, dtype="bool")
    for a in np.moveaxis(one, -1, 0):
        for b in np.moveaxis(other, -1, 0):
            common |= (a == b) & (a != NO_UNIT)
    return common


def join_codes(columns: Iterable[Codes], n: int) -> Codes:
    """
    Give each distinct row of several columns a number.

    Parameters
    ----------
    columns
        Codes of length n each, from `NO_UNIT` up.
    n
        How many rows; needed where there is no column.

    Returns
    -------
    joined
        int64, length n, from 0 up and below n: equal where all columns are.

    Examples
    --------
    >>> join_codes([np.array([0, 0, 1, 0]), np.array([5, 7, 5, 5])], 4).tolist()
    [0, 1, 2, 0]
    """
    joined = np.zeros(n, dtype="int64")
    for column in columns:
        joined, _ = pd.factorize(joined * (int(column.max(initial=0)) + 2) + column + 1)
    return joined


def number_rows(held: sparse.csr_array) -> Codes:
    """
    Give each distinct row of a sparse table of ones a number.

    Parameters
    ----------
    held
        n rows, sorted indices.

    Returns
    -------
    numbers
        int64, length n, from 0 in order of appearance: equal where the rows are.

    Examples
    --------
    >>> number_rows(sparse.csr_array([[0, 1, 1], [1, 0, 0], [0, 1, 1]])).tolist()
    [0, 1, 0]
    """
    n, width = held.shape[0], np.diff(held.indptr)
    columns = np.full((width.max(initial=0), n), NO_UNIT, dtype="int64")
    entry = np.arange(held.nnz) - held.indptr[:-1].repeat(width)
    columns[entry, np.arange(n).repeat(width)] = held.indices
    return join_codes(columns, n)


def find_first(numbers: Codes) -> Codes:
    """
    Find where each number appears first.

    Parameters
    ----------
    numbers
        Length n.

    Returns
    -------
    first
        int64, ascending.

    Examples
    --------
    >>> find_first(np.array([0, 1, 0, 2])).tolist()
    [0, 1, 3]
    """
    return np.flatnonzero(~pd.Series(numbers).duplicated())


def sign(units: Mapping[str, Codes], systems: Iterable[str], n: int) -> Codes:
    """
    Write the signatures of n schools: one column for each system, `NO_UNIT` where it has none.

    Parameters
    ----------
    units
        From `code_units`.
    systems
        Which systems count, keys of `units`.
    n
        How many schools.

    Returns
    -------
    signatures
        int64, n by the number of systems; equal entries of a column are equal sets of units.
    """
    columns = [
        np.where(units[s][:, 0] == NO_UNIT, NO_UNIT, join_codes(units[s].T, n)) for s in systems
    ]
    return _stand_side_by_side(columns, n)


def leave_one_out(signatures: Codes) -> Codes:
    """
    Give each distinct signature without one system a number, for each system in turn.

    Parameters
    ----------
    signatures
        n by s, from `sign`.

    Returns
    -------
    others
        int64, n by s: in column j equal where all columns but j are; `NO_UNIT` where those hold
        no unit at all.

    Examples
    --------
    >>> leave_one_out(np.array([[0, 0, 2], [0, 1, 2], [1, 1, 2], [3, -1, -1]])).tolist()
    [[0, 0, 0], [1, 0, 1], [1, 1, 2], [-1, 2, 3]]
    """
    n, s = signatures.shape
    before, after = [np.zeros(n, dtype="int64")], [np.zeros(n, dtype="int64")]
    for j in range(s):
        before.append(join_codes([before[-1], signatures[:, j]], n))
        after.append(join_codes([after[-1], signatures[:, s - 1 - j]], n))
    held = signatures != NO_UNIT
    elsewhere = held.sum(axis=1)[:, None] > held
    joined = [join_codes([before[j], after[s - 1 - j]], n) for j in range(s)]
    return np.where(elsewhere, _stand_side_by_side(joined, n), NO_UNIT)


def _stand_side_by_side(columns: Iterable[Codes], n: int) -> Codes:
    """Make a table of columns of length n, of which there may be none."""
    return np.column_stack([np.empty((n, 0), dtype="int64"), *columns])


def count_twins(signatures: Codes, inside: npt.NDArray[np.bool_]) -> tuple[Codes, Codes]:
    """
    Count the signature twins and near twins of every school, by grouping and never by pairs.

    Parameters
    ----------
    signatures
        n by s, from `sign`.
    inside
        bool, length n: who may be a twin. A school outside still has twins.

    Returns
    -------
    twins, near_twins
        int64, length n each: schools with the same signature, the school itself left out; and
        schools that differ from it in one system. Neither counts a school that shares no unit.
    """
    n, s = signatures.shape
    whole = join_codes(signatures.T, n)
    alike = _count_in_group(whole, inside)
    others = leave_one_out(signatures)
    near = np.zeros(n, dtype="int64")
    for j in range(s):
        differing = _count_in_group(others[:, j], inside) - alike
        near += np.where(others[:, j] != NO_UNIT, differing, 0)
    signed = (signatures != NO_UNIT).any(axis=1)
    return np.where(signed, alike - inside, 0), near


def _count_in_group(codes: Codes, inside: npt.NDArray[np.bool_]) -> Codes:
    """Count the schools inside that have the code of each school."""
    counts = np.bincount(codes + 1, weights=inside)
    return np.asarray(counts[codes + 1], dtype="int64")

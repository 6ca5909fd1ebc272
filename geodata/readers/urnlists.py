"""Reads a list of schools that a visitor brings: one column of URNs."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from geodata.cells import take_ids, take_integers
from geodata.rawfiles import RawTable
from geodata.report import join_problems
from geodata.rowchecks import Refusal, refuse_bad_urns, refuse_rows, require_columns


@dataclass(frozen=True, eq=False)
class UrnList:
    """The schools listed, int64 and ascending, and a row of `problems` for each row refused."""

    urns: npt.NDArray[np.int64]
    problems: pd.DataFrame


def read_urns(raw: RawTable, *, known: pd.Series, successors: pd.Series) -> UrnList:
    """
    Read a list of schools, refusing what is not one that is open.

    Parameters
    ----------
    raw
        Column `urn`, in capitals or not; others are left aside.
    known
        URNs of the open schools.
    successors
        The school that followed, index the URN of one that has closed.

    Returns
    -------
    listed
        Refused: no usable URN, a school that has closed (the remedy names who followed it), one
        that is not known, a row that repeats an earlier one.

    Raises
    ------
    MissingColumnError
        If there is no column `urn`.
    """
    lower = replace(raw, table=raw.table.rename(columns=str.lower))
    require_columns(lower, ["urn"], "a list of schools")
    whole, unusable = refuse_rows(lower, refuse_bad_urns(lower, "urn"), key="urn")
    urn = take_integers(whole, "urn")
    absent = ~urn.isin(known)
    closed = [_refuse_closed(urn, old, new) for old, new in _list_closed(urn, absent, successors)]
    kept, refused = refuse_rows(
        whole,
        [
            *closed,
            Refusal(
                absent,
                "no open school of this snapshot has this URN",
                "check the number in Get Information About Schools, or delete the row",
                "urn",
            ),
            Refusal(take_ids(whole, "urn").duplicated(), "listed already", "delete the row"),
        ],
        key="urn",
    )
    problems = join_problems([unusable, refused]).sort_values("row", ignore_index=True)
    urns = np.unique(urn.loc[kept.table.index].to_numpy(dtype="int64"))
    return UrnList(urns, problems)


def _list_closed(
    urn: pd.Series, absent: pd.Series, successors: pd.Series
) -> list[tuple[int, list[int]]]:
    """List the closed schools named, each with those that followed it."""
    named = urn[absent & urn.isin(successors.index)].unique()
    return [(int(old), [int(new) for new in successors.loc[[old]]]) for old in named]


def _refuse_closed(urn: pd.Series, old: int, new: list[int]) -> Refusal:
    """Refuse a school that has closed, and name who followed it."""
    followed = " and ".join(str(one) for one in new)
    return Refusal(
        urn.eq(old), "this school has closed", f"write {followed}, which followed it", "urn"
    )

"""Reads GIAS's links of establishments to groups, of which only academy trusts are taken."""

from types import MappingProxyType

import pandas as pd

from geodata.cells import take_dates, take_ids, take_integers, take_text
from geodata.errors import MissingColumnError
from geodata.rawfiles import RawTable
from geodata.report import Read
from geodata.rowchecks import (
    Refusal,
    finish_read,
    refuse_bad_urns,
    refuse_repeats,
    refuse_rows,
    require_columns,
)

UIDS = ("Linked UID", "Group UID")  # the same number under the names of two GIAS extracts
REQUIRED = ("URN", "Group Name", "Group Type")
COLUMNS = frozenset(
    {*REQUIRED, *UIDS, "Companies House Number", "Joined date", "Group Status", "Closed Date"}
)
TRUST_KINDS = MappingProxyType(
    {
        "Multi-academy trust": "MAT",
        "Single-academy trust": "SAT",
        "Secure single-academy trust": "SAT",
    }
)
_NOT_TRUSTS = (
    "School sponsor",
    "Federation",
    "Trust",
    "Umbrella trust",
    "Children's Centres Group",
)


def read_group_links(raw: RawTable) -> Read:
    """
    Read which establishment belongs to which academy trust.

    Parameters
    ----------
    raw
        GIAS's own columns, `COLUMNS`, with either of `UIDS`.

    Returns
    -------
    read
        Table `group_links`, `kind` MAT or SAT. Rejected with a reason each: groups that are no
        academy trusts (a sponsor or a federation is not a trust), trusts that have closed, rows
        without URN or UID, repeats.

    Raises
    ------
    MissingColumnError
        If one of `REQUIRED`, or both of `UIDS`, is not there.
    DuplicateKeyError
        If two different rows link one establishment to one group.
    """
    require_columns(raw, REQUIRED, "a group links file")
    uid = next((column for column in UIDS if column in raw.table), None)
    if uid is None:
        raise MissingColumnError(
            f"{raw.name}, row 1: a group links file must have the column {UIDS[0]!r} or "
            f"{UIDS[1]!r}, which the header lacks; download the file again with all columns"
        )
    refusals = [*refuse_bad_urns(raw), *refuse_bad_urns(raw, uid), *_refuse_others(raw)]
    refusals.append(refuse_repeats(raw, {c: take_integers(raw, c) for c in ("URN", uid)}))
    kept, rejected = refuse_rows(raw, refusals, key="URN")
    joined, undated = take_dates(kept, "Joined date", key="URN")
    table = pd.DataFrame(
        {
            "urn": take_integers(kept, "URN"),
            "trust_id": take_ids(kept, uid),
            "trust_name": take_text(kept, "Group Name"),
            "kind": take_text(kept, "Group Type").map(TRUST_KINDS),
            "companies_house_number": take_ids(kept, "Companies House Number", width=8),
            "joined_date": joined,
        }
    )
    return finish_read(raw, "group_links", table, [rejected, undated])


def _refuse_others(raw: RawTable) -> list[Refusal]:
    """Find groups of other kinds, and trusts that have closed."""
    kind = take_text(raw, "Group Type")
    remedy = "nothing to do: only academy trusts are taken from this file"
    others = [
        Refusal(kind == name, f"not an academy trust: {name}", remedy, "Group Type")
        for name in _NOT_TRUSTS
    ]
    unknown = ~kind.isin([*TRUST_KINDS, *_NOT_TRUSTS])
    closed = take_text(raw, "Group Status").str.startswith("Closed").fillna(value=False)
    return [
        *others,
        Refusal(unknown, "not an academy trust", remedy, "Group Type"),
        Refusal(closed, "the trust has closed", remedy, "Group Status"),
    ]

"""Reads GIAS's links between establishments: predecessors, successors, mergers."""

import pandas as pd

from geodata.cells import take_dates, take_integers, take_text
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

REQUIRED = ("URN", "LinkURN", "LinkType")
COLUMNS = frozenset({*REQUIRED, "LinkName", "LinkEstablishedDate"})


def read_links(raw: RawTable) -> Read:
    """
    Read the links between establishments, open or closed.

    Parameters
    ----------
    raw
        GIAS's own columns, `COLUMNS`.

    Returns
    -------
    read
        Table `links`; `kind` as GIAS words it. Rejected: no usable URN at either end, no kind,
        repeats.

    Raises
    ------
    MissingColumnError
        If one of `REQUIRED` is not there.
    DuplicateKeyError
        If one link of one kind is given with two dates or names.
    """
    require_columns(raw, REQUIRED, "a links file")
    ends = {column: take_integers(raw, column) for column in ("URN", "LinkURN")}
    kind = take_text(raw, "LinkType")
    refusals = [
        *refuse_bad_urns(raw),
        *refuse_bad_urns(raw, "LinkURN"),
        Refusal(kind.isna(), "no kind of link", "add the LinkType"),
        refuse_repeats(raw, {**ends, "LinkType": kind}),
    ]
    kept, rejected = refuse_rows(raw, refusals, key="URN")
    dates, undated = take_dates(kept, "LinkEstablishedDate", key="URN")
    table = pd.DataFrame(
        {
            "urn": take_integers(kept, "URN"),
            "linked_urn": take_integers(kept, "LinkURN"),
            "linked_name": take_text(kept, "LinkName"),
            "kind": take_text(kept, "LinkType"),
            "date": dates,
        }
    )
    return finish_read(raw, "links", table, [rejected, undated])

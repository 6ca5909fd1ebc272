"""Reads free school meals and first language from the DfE's school-level census."""

import pandas as pd

from geodata.cells import take_ids, take_integers, take_numbers
from geodata.rawfiles import RawTable
from geodata.report import Read
from geodata.rowchecks import (
    finish_read,
    refuse_bad_urns,
    refuse_repeats,
    refuse_rows,
    require_columns,
)

FSM = "% of pupils known to be eligible for free school meals"
EAL = "% of pupils whose first language is known or believed to be other than English"
REQUIRED = ("urn", FSM, EAL)
COLUMNS = frozenset({*REQUIRED, "time_period"})


def read_census(raw: RawTable) -> Read:
    """
    Read the share of pupils eligible for free school meals now, and with another first language.

    Parameters
    ----------
    raw
        "Schools, pupils and their characteristics", school-level underlying data; `COLUMNS`.

    Returns
    -------
    read
        Table `census`: percentages 0 to 100, or NaN with the reason (suppressed, not
        applicable, blank); `year` is the school year as `2022/23`. Rejected: no usable URN,
        repeats.

    Raises
    ------
    MissingColumnError
        If one of `REQUIRED` is not there.
    DuplicateKeyError
        If two different rows have one URN, as where a file holds several years.
    """
    require_columns(raw, REQUIRED, "a school census file")
    refusals = [
        *refuse_bad_urns(raw, "urn"),
        refuse_repeats(raw, {"urn": take_integers(raw, "urn")}),
    ]
    kept, rejected = refuse_rows(raw, refusals, key="urn")
    fsm, fsm_reason, fsm_wrong = take_numbers(kept, FSM, key="urn", percent=True)
    eal, eal_reason, eal_wrong = take_numbers(kept, EAL, key="urn", percent=True)
    year = take_ids(kept, "time_period").str.replace(r"^(\d{4})/?(\d{2})$", r"\1/\2", regex=True)
    table = pd.DataFrame(
        {
            "urn": take_integers(kept, "urn"),
            "fsm_percent": fsm,
            "eal_percent": eal,
            "fsm_reason": fsm_reason,
            "eal_reason": eal_reason,
            "year": year,
        }
    )
    problems = [rejected, fsm_wrong, eal_wrong]
    return finish_read(raw, "census", table, problems, as_of=_census_month(year))


def _census_month(year: pd.Series) -> str | None:
    """Date a school year by its spring census, which these figures are of: 2022/23 is 2023-01."""
    last = year.where(year.str.fullmatch(r"\d{4}/\d{2}").fillna(value=False)).max()
    return f"{int(last[:4]) + 1}-01" if isinstance(last, str) else None

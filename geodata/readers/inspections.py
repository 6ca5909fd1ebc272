"""Reads the latest graded inspection of each school from Ofsted's management information."""

from types import MappingProxyType

import numpy as np
import pandas as pd

from geodata.cells import (
    blank_values,
    take_dates,
    take_ids,
    take_integers,
    take_numbers,
    take_text,
)
from geodata.filedates import date_from_name
from geodata.rawfiles import RawTable
from geodata.report import Read
from geodata.rowchecks import (
    finish_read,
    refuse_bad_urns,
    refuse_repeats,
    refuse_rows,
    require_columns,
)

GRADE = "Overall effectiveness"
DATE = "Inspection start date"
REQUIRED = ("URN", GRADE, DATE)
_PHASE = "Ofsted phase"
_IDACI = "The income deprivation affecting children index (IDACI) quintile"
COLUMNS = frozenset({*REQUIRED, _PHASE, _IDACI})
NOT_JUDGED = "Not judged"  # since September 2024 there is no overall grade
# 9 is Ofsted's "not applicable".
GRADES = MappingProxyType(
    {
        "1": "Outstanding",
        "2": "Good",
        "3": "Requires improvement",
        "4": "Inadequate",
        NOT_JUDGED: NOT_JUDGED,
        "9": np.nan,
    }
)


def read_inspections(raw: RawTable) -> Read:
    """
    Read the grade of the latest graded inspection, with its date.

    Parameters
    ----------
    raw
        Ofsted's "state-funded schools, latest inspections"; `COLUMNS`.

    Returns
    -------
    read
        Table `inspections`: `ofsted` in words, `ofsted_date` the first day of that inspection.
        Rejected: rows without a usable URN (footnotes), repeats. Blanked: a grade that Ofsted
        does not use.

    Raises
    ------
    MissingColumnError
        If one of `REQUIRED` is not there.
    DuplicateKeyError
        If two different rows have one URN.
    """
    require_columns(raw, REQUIRED, "an Ofsted management information file")
    refusals = [*refuse_bad_urns(raw), refuse_repeats(raw, {"URN": take_integers(raw, "URN")})]
    kept, rejected = refuse_rows(raw, refusals, key="URN")
    grade = take_ids(kept, GRADE)
    ungraded = blank_values(
        kept,
        grade.notna() & ~grade.isin(list(GRADES)),
        GRADE,
        key="URN",
        reason="not a grade that Ofsted uses",
        remedy="write 1, 2, 3, 4, 9 or Not judged",
    )
    date, undated = take_dates(kept, DATE, key="URN")
    quintile, _, unranked = take_numbers(kept, _IDACI, key="URN")
    table = pd.DataFrame(
        {
            "urn": take_integers(kept, "URN"),
            "ofsted": grade.map(GRADES).astype("str"),
            "ofsted_date": date,
            "ofsted_phase": take_text(kept, _PHASE),
            "idaci_quintile": quintile,
        }
    )
    problems = [rejected, ungraded, undated, unranked]
    as_of = date_from_name(raw.name) or (date.max() if date.notna().any() else None)
    return finish_read(raw, "inspections", table, problems, as_of=as_of)

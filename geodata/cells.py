"""Columns of a raw file as tidy text, identifiers, dates and numbers, CSV text or native alike."""

import numpy as np
import pandas as pd

from footprints.schema import empty_table
from geodata.rawfiles import RawTable
from geodata.report import make_problems
from geodata.suppression import NOT_NUMBER, NOT_PERCENT, parse_numbers

ABSENT = "not in this file"
_MISSING_TEXT = ("", "NULL")  # Ofsted writes NULL
# C1 control characters are cp1252 punctuation that somebody decoded as Latin-1.
_C1 = {
    code: bytes([code]).decode("cp1252")
    for code in range(0x80, 0xA0)
    if code not in {0x81, 0x8D, 0x8F, 0x90, 0x9D}
}
_DAY_FIRST = r"^([0-9]{1,2})[-/. ]([0-9]{1,2})[-/. ]([0-9]{4})(?:[T ].*)?$"
_YEAR_FIRST = r"^([0-9]{4})[-/]([0-9]{1,2})[-/]([0-9]{1,2})(?:[T ].*)?$"
_REWRITE_DATE = "write dates as dd-mm-yyyy or yyyy-mm-dd"


def take_text(raw: RawTable, column: str) -> pd.Series:
    """
    Take a column as tidy text.

    Parameters
    ----------
    raw
        Any raw table; n rows.
    column
        Name of the column; it need not be there.

    Returns
    -------
    text
        `str`, index of `raw.table`; stripped; NaN for blank, NULL or an absent column. Dates
        come as ISO text.

    Examples
    --------
    >>> raw = RawTable("a.csv", pd.DataFrame({"Town": [" Hull ", "NULL"]}), "", 0, None)
    >>> take_text(raw, "Town").tolist()
    ['Hull', nan]
    """
    text = _plain_text(raw, column)
    wrong = text.str.contains("[\x80-\x9f]").fillna(value=False)
    return text.mask(wrong, text[wrong].str.translate(_C1)) if wrong.any() else text


def _plain_text(raw: RawTable, column: str) -> pd.Series:
    """Take a column as stripped text, NaN where blank, NULL or absent."""
    if column not in raw.table:
        return pd.Series(np.nan, index=raw.table.index, dtype="str", name=column)
    text = raw.table[column].astype("str").str.strip()
    return text.mask(text.isin(_MISSING_TEXT))


def take_ids(raw: RawTable, column: str, *, width: int = 0) -> pd.Series:
    """
    Take a column of identifiers as text, without the `.0` that spreadsheets add.

    Parameters
    ----------
    raw, column
        As for `take_text`.
    width
        Digits an all-digit identifier must have; shorter ones get leading zeros.

    Returns
    -------
    ids
        As `take_text`.
    """
    text = _plain_text(raw, column).str.replace(r"^([0-9]+)\.0$", r"\1", regex=True)
    digits = text.str.fullmatch("[0-9]+").fillna(value=False)
    return text.mask(digits, text.str.zfill(width)) if width else text


def take_integers(raw: RawTable, column: str) -> pd.Series:
    """Take a column as `Int64`; NA for whatever is not a whole number of 1 to 9 digits."""
    text = take_ids(raw, column)
    whole = text.where(text.str.fullmatch("[0-9]{1,9}").fillna(value=False))
    return pd.to_numeric(whole).astype("Int64")


def take_dates(raw: RawTable, column: str, *, key: str) -> tuple[pd.Series, pd.DataFrame]:
    """
    Take a column as dates.

    Parameters
    ----------
    raw, column
        As for `take_text`; dd-mm-yyyy, dd/mm/yyyy, ISO (a time is dropped) or native dates.
    key
        Column that identifies a row, for the problems.

    Returns
    -------
    dates
        ISO text, index of `raw.table`; NaN where there is none or it is no date.
    problems
        One `blanked` row for each text that is not a date.
    """
    text = _plain_text(raw, column)
    # a date recurs in many rows: each is worked out once
    stated = text.dropna().unique()
    dates = text.map(dict(zip(stated, _dates_in(pd.Series(stated, dtype="str")), strict=True)))
    dates = dates.astype("str")
    wrong = text.notna() & dates.isna()
    return dates, blank_values(
        raw, wrong, column, key=key, reason="not a date", remedy=_REWRITE_DATE
    )


def _dates_in(text: pd.Series) -> pd.Series:
    """Rewrite dates as ISO text; NaN for what is no day of the calendar."""
    day_first = text.str.extract(_DAY_FIRST)[[2, 1, 0]].set_axis([0, 1, 2], axis=1)
    parts = text.str.extract(_YEAR_FIRST).fillna(day_first)
    joined = parts[0] + "-" + parts[1].str.zfill(2) + "-" + parts[2].str.zfill(2)
    return joined.where(pd.to_datetime(joined, format="%Y-%m-%d", errors="coerce").notna())


def take_numbers(
    raw: RawTable, column: str, *, key: str, percent: bool = False
) -> tuple[pd.Series, pd.Series, pd.DataFrame]:
    """
    Take a column of published figures, none of which may be below zero.

    Parameters
    ----------
    raw, column
        As for `take_text`.
    key
        Column that identifies a row, for the problems.
    percent
        As for `parse_numbers`.

    Returns
    -------
    values, reasons
        As `parse_numbers` gives them; an absent column is NaN with the reason `ABSENT`.
    problems
        One `blanked` row for each value that is neither a figure nor a known code.
    """
    if column not in raw.table:
        blank = _plain_text(raw, column)
        return blank.astype("float64"), blank.fillna(ABSENT), empty_table("problems")
    values, reasons = parse_numbers(take_figures(raw, column), percent=percent)
    below = values < 0
    values, reasons = values.mask(below), reasons.mask(below, NOT_NUMBER + "below zero")
    problems = blank_values(
        raw,
        reasons.str.startswith((NOT_NUMBER, NOT_PERCENT)).fillna(value=False),
        column,
        key=key,
        reason="not a percentage from 0 to 100" if percent else "not a number of 0 or more",
        remedy="write a figure, a suppression code such as c or z, or nothing",
    )
    return values, reasons, problems


def take_figures(raw: RawTable, column: str) -> pd.Series:
    """Take a column for `parse_numbers`: numbers as they are, anything else as text."""
    if column in raw.table and pd.api.types.is_numeric_dtype(raw.table[column].dtype):
        return raw.table[column]
    return _plain_text(raw, column)


def blank_values(
    raw: RawTable, rows: pd.Series, column: str, *, key: str, reason: str, remedy: str
) -> pd.DataFrame:
    """
    Report that a value of some rows was blanked.

    Parameters
    ----------
    raw
        The file.
    rows
        bool, index of `raw.table`: which rows.
    column, key
        The column blanked, and the one that identifies the row.
    reason, remedy
        One plain sentence each.

    Returns
    -------
    problems
        One row for each row marked.
    """
    if not rows.any():
        return empty_table("problems")
    return make_problems(
        raw.name,
        raw.table[rows],
        severity="blanked",
        reason=reason,
        remedy=remedy,
        key=key,
        field=column,
    )

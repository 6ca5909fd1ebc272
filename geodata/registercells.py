"""Cells of register files: a wrong one stops the reading, with its file, row and remedy."""

from collections.abc import Collection

import pandas as pd

from geodata.cells import take_ids, take_text
from geodata.errors import DuplicateKeyError, GeodataError
from geodata.rawfiles import RawTable
from geodata.rowchecks import require_columns


class CellValueError(GeodataError, ValueError):
    """A cell that holds a value its column does not allow."""


def take_register_numbers(raw: RawTable, column: str) -> pd.Series:
    """
    Take a column as numbers, and refuse anything else.

    Parameters
    ----------
    raw
        The file.
    column
        Name of the column; it may be absent.

    Returns
    -------
    numbers
        float64, NaN where blank or absent; index of `raw.table`.

    Raises
    ------
    CellValueError
        If a cell holds anything but a number.
    """
    text = take_ids(raw, column)
    numbers = pd.to_numeric(text, errors="coerce").astype("float64")
    refuse_cells(raw, text[text.notna() & numbers.isna()], "a number or blank")
    return numbers


def take_system(raw: RawTable, system: str | None) -> pd.Series:
    """Take the system of each row from the argument or, if None, from the column `system`."""
    if system is not None:
        return pd.Series(system, index=raw.table.index, dtype="str", name="system")
    require_columns(raw, ["system"], "a register of several systems")
    column = take_text(raw, "system")
    require_values(raw, column.to_frame(), ["system"])
    return column


def require_values(raw: RawTable, table: pd.DataFrame, columns: Collection[str]) -> None:
    """Raise `CellValueError` where a cell of one of the columns is blank."""
    for column in columns:
        refuse_cells(raw, table.loc[table[column].isna(), column], "filled in on every row")


def require_choice(raw: RawTable, values: pd.Series, choices: Collection[str]) -> None:
    """Raise `CellValueError` where a cell is none of the choices, or blank."""
    refuse_cells(raw, values[~values.isin(list(choices))], f"one of {sorted(choices)}")


def require_pattern(raw: RawTable, values: pd.Series, pattern: str, expected: str) -> None:
    """Raise `CellValueError` where a cell does not match a pattern as a whole, or is blank."""
    fits = values.str.fullmatch(pattern).fillna(value=False).astype(bool)
    refuse_cells(raw, values[~fits], expected)


def refuse_cells(raw: RawTable, wrong: pd.Series, expected: str) -> None:
    """
    Raise on the first of some wrong cells; do nothing if there are none.

    Parameters
    ----------
    raw
        The file.
    wrong
        The wrong values; the index is the row, the name the column.
    expected
        What each must be, to follow "must be".

    Raises
    ------
    CellValueError
        With file, row, column, value and how many more rows are wrong.
    """
    if wrong.empty:
        return
    row, value = wrong.index[0], wrong.iloc[0]
    got = "a blank" if pd.isna(value) else repr(value)
    more = f" (and {len(wrong) - 1} more rows)" if len(wrong) > 1 else ""
    raise CellValueError(
        f"{raw.name}, row {row}: `{wrong.name}` must be {expected}, got {got}{more}; correct it"
    )


def find_newest(dates: pd.Series) -> str | None:
    """Find the latest of some ISO dates of any exactness; None where there is none."""
    return None if dates.dropna().empty else str(dates.max())


def refuse_repeated_keys(file: str, table: pd.DataFrame, key: list[str]) -> None:
    """
    Raise where two rows have one key.

    Parameters
    ----------
    file
        Name of the file.
    table
        The key columns, whole; the index is the row.
    key
        Columns that must be unique together.

    Raises
    ------
    DuplicateKeyError
        With file, both rows and the key.

    Examples
    --------
    >>> refuse_repeated_keys("a.csv", pd.DataFrame({"unit_id": ["A", "B"]}), ["unit_id"])
    """
    repeats = table[table.duplicated(key)]
    if repeats.empty:
        return
    values = repeats[key].iloc[0]
    first = table.index[table[key].eq(values).all(axis=1)][0]
    raise DuplicateKeyError(
        f"{file}, rows {first} and {repeats.index[0]}: must have one row for each "
        f"{', '.join(f'`{column}`' for column in key)}, got two for {' '.join(values)}; "
        f"delete one of them"
    )

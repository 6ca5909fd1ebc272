"""What every reader asks of its rows: columns, keys, no repeats; and the final account."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import pandas as pd

from footprints.schema import check_table
from geodata.cells import take_ids
from geodata.errors import DuplicateKeyError, MissingColumnError
from geodata.filedates import date_from_name
from geodata.rawfiles import RawTable
from geodata.report import Read, Report, join_problems, make_problems


@dataclass(frozen=True)
class Refusal:
    """Rows (a mask on the raw table) that do not enter, the plain reason, and what to do."""

    rows: pd.Series
    reason: str
    remedy: str
    field: str | None = None


def require_columns(raw: RawTable, columns: Iterable[str], what: str) -> None:
    """
    Insist on the columns without which a file of a kind cannot be read.

    Raises
    ------
    MissingColumnError
        Naming the file and the columns it lacks.
    """
    missing = [column for column in columns if column not in raw.table.columns]
    if missing:
        raise MissingColumnError(
            f"{raw.name}, row 1: {what} must have the columns {missing}, which the header lacks; "
            f"download the file again with all columns, or name them so"
        )


def refuse_bad_urns(raw: RawTable, column: str = "URN") -> list[Refusal]:
    """
    Find the rows without a usable URN.

    Parameters
    ----------
    raw
        The file.
    column
        Which column holds URNs.

    Returns
    -------
    refusals
        Missing first, then what is not a whole number.
    """
    text = take_ids(raw, column)
    whole = text.str.fullmatch("[0-9]{1,9}").fillna(value=False)
    return [
        Refusal(
            text.isna(), f"no {column}", f"add the {column}, or delete the row if it is a footnote"
        ),
        Refusal(
            text.notna() & ~whole,
            f"the {column} is not a whole number",
            f"write the {column} as in Get Information About Schools, six digits",
            column,
        ),
    ]


def refuse_repeats(raw: RawTable, key: Mapping[str, pd.Series]) -> Refusal:
    """
    Find rows that say again what an earlier row said, and refuse a file that contradicts itself.

    Parameters
    ----------
    raw
        Rows whose key may be repeated.
    key
        Tidy key columns by their names in the file, index of `raw.table`; rows lacking part of
        the key are not compared.

    Returns
    -------
    refusal
        All but the first of rows that are alike in every column read.

    Raises
    ------
    DuplicateKeyError
        If two different rows have one key, naming the file, both rows and the key.
    """
    keys = pd.DataFrame(key)
    keys = keys[keys.duplicated(keep=False) & keys.notna().all(axis=1)]
    again = raw.table.loc[keys.index].duplicated()
    other = keys.duplicated() & ~again
    if other.any():
        at = other.idxmax()
        first = keys.index[(keys == keys.loc[at]).all(axis=1)][0]
        stated = ", ".join(f"{column} {value}" for column, value in keys.loc[at].items())
        raise DuplicateKeyError(
            f"{raw.name}, rows {first} and {at}: {stated} must have one row, got two that differ; "
            f"delete the wrong one"
        )
    repeated = again.reindex(raw.table.index, fill_value=False)
    return Refusal(repeated, "says again what an earlier row says", "delete the repeated row")


def refuse_rows(
    raw: RawTable, refusals: Iterable[Refusal], *, key: str
) -> tuple[RawTable, pd.DataFrame]:
    """
    Take rows out of a raw table, each with the first reason that applies to it.

    Parameters
    ----------
    raw
        n rows.
    refusals
        Masks on `raw.table`, in order of precedence.
    key
        Column that identifies a row, for the problems.

    Returns
    -------
    kept
        The other rows, under their own row numbers.
    problems
        One `rejected` row for each row taken out.
    """
    kept = pd.Series(data=True, index=raw.table.index)
    parts = []
    for refusal in refusals:
        rows = raw.table[refusal.rows & kept]
        kept &= ~refusal.rows
        if len(rows):
            parts.append(
                make_problems(
                    raw.name,
                    rows,
                    severity="rejected",
                    reason=refusal.reason,
                    remedy=refusal.remedy,
                    key=key,
                    field=refusal.field,
                )
            )
    return replace(raw, table=raw.table[kept]), join_problems(parts)


def finish_read(
    raw: RawTable,
    kind: str,
    table: pd.DataFrame,
    problems: list[pd.DataFrame],
    *,
    schema: str | None = None,
    as_of: str | None = None,
) -> Read:
    """
    Check the table and write the account of the file.

    Parameters
    ----------
    raw
        The file as it came, before any row was taken out.
    kind
        Kind of source; also the table of the schema unless `schema` names another.
    table
        The tidy rows.
    problems
        Tables from `make_problems`.
    schema
        A key of `footprints.schema.TABLES`, where it is not `kind`.
    as_of
        Date of the content; that of the file name by default.

    Returns
    -------
    read
        Problems in order of row.
    """
    joined = join_problems(problems).sort_values("row", kind="stable", ignore_index=True)
    report = Report(
        file=raw.name,
        kind=kind,
        rows_in=len(raw.table),
        rows_out=len(table),
        problems=joined,
        as_of=as_of or date_from_name(raw.name),
    )
    return Read(check_table(schema or kind, table), report)

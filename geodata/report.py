"""What a reader says of a file: rows in, rows out, and every row it refused or mended."""

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import pandas as pd

from footprints.schema import check_table, empty_table

Severity = Literal["rejected", "blanked", "warning"]


@dataclass(frozen=True)
class Report:
    """
    The account of one file.

    `problems` has the columns of the `problems` table. Severity is `rejected` (the row is not
    in the table), `blanked` (the row is, one value of it is not) or `warning` (all of it is).
    """

    file: str
    kind: str
    rows_in: int
    rows_out: int
    problems: pd.DataFrame = field(default_factory=lambda: empty_table("problems"))
    as_of: str | None = None

    @property
    def rejected(self) -> pd.DataFrame:
        """The rows that did not enter the table."""
        return self.problems[self.problems["severity"] == "rejected"]


@dataclass(frozen=True)
class Read:
    """A tidy table and the report on the file it came from."""

    table: pd.DataFrame
    report: Report


def make_problems(
    file: str,
    rows: pd.DataFrame,
    *,
    severity: Severity,
    reason: str,
    remedy: str,
    key: str | None = None,
    field: str | None = None,
) -> pd.DataFrame:
    """
    Describe one problem that some rows of a file share.

    Parameters
    ----------
    file
        Name of the file, without its folder.
    rows
        The rows concerned; the index is the row number in the file (header is row 1).
    severity
        See `Report`.
    reason, remedy
        One plain sentence each.
    key, field
        Columns of `rows` that identify the record and hold the offending value.

    Returns
    -------
    problems
        One row per row of `rows`, columns as in the `problems` table.
    """

    def text(column: str | None) -> np.ndarray | None:
        return rows[column].astype("str").to_numpy() if column in rows.columns else None

    return check_table(
        "problems",
        pd.DataFrame(
            {
                "file": file,
                "row": rows.index.to_numpy(),
                "key": text(key),
                "field": field,
                "value": text(field),
                "severity": severity,
                "reason": reason,
                "remedy": remedy,
            }
        ),
    )


def join_problems(parts: list[pd.DataFrame]) -> pd.DataFrame:
    """Stack problem tables in file order; an empty list gives an empty table."""
    full = [part for part in parts if len(part)]
    if not full:
        return empty_table("problems")
    return check_table("problems", pd.concat(full, ignore_index=True))

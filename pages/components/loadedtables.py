"""The state of a snapshot as tables for the Data page."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from pages.components.loaded import say_date

Status = Mapping[str, Any]
COUNTED = ("Designated", "Listed", "Partial", "Shared", "Inferred", "None")


def list_registers(status: Status) -> pd.DataFrame:
    """List the systems: units known of the official total, bases, schools by certainty."""
    rows = []
    for told in status["systems"].values():
        total = told["official_total"]
        rows.append(
            {
                "System": told["name"],
                "Units": f"{told['units']:,} of {total:,}" if total else f"{told['units']:,}",
                # more rows than members now: appointments of several years, satellites
                "Units known": round(told["units"] / total, 2)
                if total and told["units"] <= total
                else None,
                "Bases known": f"{told['with_base']:,} of {told['units']:,}",
                **{word: told[f"schools_{word.lower()}"] for word in COUNTED},
                "As of": say_date(told["as_of"]),
                "Until": say_date(told["valid_to"]) if told["valid_to"] else "",
            }
        )
    return pd.DataFrame(rows)


def list_sources(status: Status) -> pd.DataFrame:
    """List the files taken, each with what it was taken for, its date and its licence."""
    columns = {
        "file": "File",
        "kind": "Taken as",
        "date": "Date",
        "rows_in": "Rows read",
        "rows_out": "Rows kept",
        "publisher": "Publisher",
        "licence": "Licence",
        "address": "Address",
        "sha256": "SHA-256",
    }
    table = pd.DataFrame(status["sources"], columns=list(columns))
    return table.rename(columns=columns)


def list_checks(status: Status) -> pd.DataFrame:
    """List the checks with their results."""
    table = pd.DataFrame(status["checks"], columns=["name", "ok", "detail"])
    table["ok"] = table["ok"].map({True: "passed", False: "look"})
    return table.rename(columns={"name": "Check", "ok": "Result", "detail": "What was found"})


def list_left_aside(status: Status) -> pd.DataFrame:
    """List the files found and not used, with the reason."""
    table = pd.DataFrame(status["left_aside"], columns=["file", "reason"])
    return table.rename(columns={"file": "File", "reason": "Why"})

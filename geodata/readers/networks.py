"""Reads any network a user brings: a list of schools, each with the name of its network."""

from dataclasses import replace

import pandas as pd

from geodata.cells import take_integers, take_text
from geodata.rawfiles import RawTable, find_packing
from geodata.report import Read, make_problems
from geodata.rowchecks import Refusal, finish_read, refuse_bad_urns, refuse_rows, require_columns
from geodata.slugs import name_slugs, slug

REQUIRED = ("urn", "network")
LONGEST_NAME = 200


def read_network(raw: RawTable) -> Read:
    """
    Read a list of schools and their networks as one system, or as several.

    Parameters
    ----------
    raw
        Columns `urn` and `network`, in capitals or not, and maybe `system`; without that (or
        where it is blank) the system is named after the file.

    Returns
    -------
    read
        Table `listings`: `system` and `unit_id` are slugs, `unit_name` is as written, its spaces
        tidied and cut to 200 characters. Names that differ only in capitals or spaces are one
        unit, named as first written. Rejected: no usable URN, no network, a school listed twice
        in one network. A school may be in several networks.

    Raises
    ------
    MissingColumnError
        If a column of `REQUIRED` is not there.
    """
    lower = replace(raw, table=raw.table.rename(columns=str.lower))
    require_columns(lower, REQUIRED, "a network file")
    name = take_text(lower, "network").str.replace(r"\s+", " ", regex=True)
    no_name = Refusal(
        name.isna(), "no network", "write the name of the network, or delete the row"
    )
    named, nameless = refuse_rows(lower, [*refuse_bad_urns(lower, "urn"), no_name], key="urn")
    table = _name_units(named, name.loc[named.table.index], _file_stem(raw.name))
    again = Refusal(
        table.duplicated(["urn", "system", "unit_id"]),
        "listed in this network already",
        "delete the repeated row",
        "network",
    )
    kept, repeated = refuse_rows(named, [again], key="urn")
    cut = make_problems(
        raw.name,
        kept.table[name.loc[kept.table.index].str.len() > LONGEST_NAME],
        severity="warning",
        reason=f"the name is longer than {LONGEST_NAME} characters and was cut",
        remedy="write a shorter name",
        key="urn",
        field="network",
    )
    table = table.loc[kept.table.index]
    return finish_read(raw, "network", table, [nameless, repeated, cut], schema="listings")


def _name_units(raw: RawTable, name: pd.Series, stem: str) -> pd.DataFrame:
    """Give each network one id and one name, whatever the order of the rows makes of its slug."""
    system = take_text(raw, "system").fillna(stem).map(slug).astype("str")
    rows = pd.DataFrame({"urn": take_integers(raw, "urn"), "system": system})
    rows["alike"] = name.str.slice(0, LONGEST_NAME).str.casefold()
    rows["unit_name"] = name.str.slice(0, LONGEST_NAME).str.strip()
    units = rows.drop_duplicates(["system", "alike"]).copy()
    ids = {s: name_slugs(alike) for s, alike in units.groupby("system")["alike"]}
    units["unit_id"] = [
        ids[s][alike] for s, alike in zip(units["system"], units["alike"], strict=True)
    ]
    return (
        rows.drop(columns="unit_name")
        .reset_index()
        .merge(units[["system", "alike", "unit_name", "unit_id"]], on=["system", "alike"])
        .set_index("index")[["urn", "system", "unit_id", "unit_name"]]
    )


def _file_stem(name: str) -> str:
    """Drop the folder and the ending of a file name."""
    last = name.rsplit("/", 1)[-1]
    packing = find_packing(last)
    return last[: -len(packing) - 1] if packing else last

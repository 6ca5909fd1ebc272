"""Tables on their way out: filtered, and described with their sources."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from footprints.errors import UnknownKeyError
from geodata.exports.formats import neutralise_formulas, render
from geodata.store import Snapshot

__all__ = [
    "EXPORTS",
    "Filter",
    "describe_export",
    "describe_selection",
    "filter_schools",
    "name_units",
    "neutralise_formulas",
    "render",
    "select_rows",
]

EXPORTS = ("schools", "memberships", "footprints", "units")


@dataclass(frozen=True)
class Filter:
    """Which part of England and of the systems to export; None means all."""

    system: str | None = None
    region: str | None = None
    la: str | None = None


def select_rows(snapshot: Snapshot, name: str, wanted: Filter) -> pd.DataFrame:
    """
    Take the rows of a table that a filter wants, computed nationally and then cut.

    Parameters
    ----------
    snapshot
        An open snapshot.
    name
        One of `EXPORTS`.
    wanted
        A system, a region (name or ONS code), an authority (DfE code). Units and footprints
        are kept when a school of that region or authority belongs to them.

    Returns
    -------
    table
        Rows in key order; memberships and footprints with `unit_name`.

    Raises
    ------
    UnknownKeyError
        If the table, system, region or authority is unknown.
    """
    if name not in EXPORTS:
        raise UnknownKeyError(f"`table` must be one of {list(EXPORTS)}, got {name!r}")
    schools = filter_schools(snapshot.table("schools"), wanted)
    if name == "schools":
        _refuse_system(wanted)
        return schools
    table = snapshot.table(name)
    if wanted.system is not None:
        known = sorted(snapshot.table("systems")["system"])
        if wanted.system not in known:
            raise UnknownKeyError(f"`system` must be one of {known}, got {wanted.system!r}")
        table = table[table["system"] == wanted.system]
    if wanted.region is not None or wanted.la is not None:
        table = _keep_touched(table, snapshot.table("memberships"), schools)
    if name == "units":
        return table.reset_index(drop=True)
    return name_units(table, snapshot.table("units")).reset_index(drop=True)


def describe_export(snapshot: Snapshot, name: str, wanted: Filter, rows: int) -> dict[str, Any]:
    """
    Say what an export is: its snapshot, scope, filter, sources, dates and licence.

    Parameters
    ----------
    snapshot, name, wanted
        As given to `select_rows`.
    rows
        How many rows the export has.

    Returns
    -------
    metadata
        Plain JSON values; keys follow CSV on the Web where it has a word for them.
    """
    chosen = {k: v for k, v in vars(wanted).items() if v is not None}
    return {**describe_selection(snapshot, rows), "table": name, "filter": chosen}


def describe_selection(snapshot: Snapshot, rows: int) -> dict[str, Any]:
    """
    Say where any selection of a snapshot comes from: sources, scope, dates, licence.

    Parameters
    ----------
    snapshot
        The snapshot it was taken from.
    rows
        How many rows were taken.

    Returns
    -------
    metadata
        As `describe_export`, without the table's name and filter.
    """
    manifest = snapshot.manifest
    return {
        "@context": "http://www.w3.org/ns/csvw",
        "dc:publisher": "Multiple Locals",
        "dc:license": manifest["licence"],
        "dc:rights": manifest["attribution"],
        "snapshot": snapshot.snapshot_id,
        "as_of": manifest["as_of"],
        "demonstration": snapshot.is_demo,
        "code_version": manifest["code_version"],
        "rows": rows,
        "scope": "all open schools of the snapshot; a footprint's n_schools counts "
        "state-funded schools",
        "systems": manifest["systems"],
        "sources": manifest["sources"],
    }


def filter_schools(schools: pd.DataFrame, wanted: Filter) -> pd.DataFrame:
    """
    Cut schools to a region and an authority.

    Parameters
    ----------
    schools
        The table of that name.
    wanted
        Its region and authority; its system does not matter here.

    Returns
    -------
    kept
        Rows of `schools` in their order, numbered anew; none where the two do not meet.

    Raises
    ------
    UnknownKeyError
        If the region or authority is unknown.
    """
    kept = schools
    if wanted.region is not None:
        folded = wanted.region.casefold()
        named = schools["region"].str.casefold().eq(folded)
        known = sorted(schools["region"].dropna().unique())
        kept = kept[named | schools["region_code"].str.casefold().eq(folded)]
        if kept.empty:
            raise UnknownKeyError(f"`region` must be one of {known}, got {wanted.region!r}")
    if wanted.la is not None:
        if not schools["la_code"].eq(wanted.la).any():
            raise UnknownKeyError(
                f"`la` must be a three-digit DfE code such as 202 for Camden, got {wanted.la!r}"
            )
        kept = kept[kept["la_code"] == wanted.la]
    return kept.reset_index(drop=True)


def _refuse_system(wanted: Filter) -> None:
    """Schools belong to every system; a filter by one would silently do nothing."""
    if wanted.system is not None:
        raise UnknownKeyError("`system` cannot filter schools: export memberships instead")


def _keep_touched(
    table: pd.DataFrame, memberships: pd.DataFrame, schools: pd.DataFrame
) -> pd.DataFrame:
    """Keep rows of these schools, or of units they belong to."""
    if "urn" in table.columns:
        return table[table["urn"].isin(schools["urn"])]
    held = memberships[memberships["urn"].isin(schools["urn"])].dropna(subset=["unit_id"])
    touched = held[["system", "unit_id"]].drop_duplicates()
    return table.merge(touched, on=["system", "unit_id"])


def name_units(table: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    """
    Add the unit's name after its id.

    Parameters
    ----------
    table
        Columns `system` and `unit_id`; n rows.
    units
        The `units` table.

    Returns
    -------
    named
        n rows, with `unit_name` after `unit_id`.
    """
    named = table.merge(
        units[["system", "unit_id", "name"]].rename(columns={"name": "unit_name"}),
        on=["system", "unit_id"],
        how="left",
    )
    columns = [c for c in named.columns if c != "unit_name"]
    columns.insert(columns.index("unit_id") + 1, "unit_name")
    return named[columns]

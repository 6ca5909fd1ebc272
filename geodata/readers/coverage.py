"""What the units of a system cover: areas by official code or by name."""

import pandas as pd

from geodata.areanames import resolve_area, suggest
from geodata.cells import take_ids
from geodata.errors import UnresolvedNameError
from geodata.rawfiles import RawTable
from geodata.registercells import (
    find_newest,
    refuse_repeated_keys,
    require_choice,
    require_values,
    take_system,
)
from geodata.report import Read
from geodata.rowchecks import finish_read, require_columns
from geodata.vintages import (
    AREA_KINDS,
    AREA_WORDS,
    AreaKind,
    find_latest_year,
    find_newest_change,
    list_areas,
)

PARTS = ("whole", "part")
LIST_STATUSES = ("full", "partial", "prose", "title")
_TEXT = (
    "unit_id",
    "area_kind",
    "area_code",
    "vintage",
    "area_name",
    "part",
    "list_status",
    "as_of",
    "source",
    "note",
)


def read_coverage(
    raw: RawTable,
    system: str | None = None,
    *,
    districts: pd.DataFrame,
    units: pd.DataFrame,
    aliases: pd.DataFrame | None = None,
) -> Read:
    """
    Read which areas the units of a system cover.

    Parameters
    ----------
    raw
        A file with the columns `unit_id`, `area_kind` (lad, utla or region), `part` (whole or
        part), `list_status` (full, partial, prose or title), `as_of`, `source`, and at least
        one of `area_code` and `area_name`; `vintage` and `note` may be blank or left out.
    system
        The system all rows belong to; None where the file has a column `system`.
    districts
        The `districts` table.
    units
        The `units` table.
    aliases
        Other names of areas; those of the project by default.

    Returns
    -------
    read
        The `coverage` table. A row without code is resolved by name, and becomes several where
        its name stands for several areas. A blank vintage becomes the latest year of the code.

    Raises
    ------
    MissingColumnError, CellValueError, DuplicateKeyError
        If a column is missing, a cell blank or not allowed, or an area listed twice for a unit.
    UnresolvedNameError
        If an area or a unit is unknown: with the file, the row and near matches.
    """
    required = ["unit_id", "area_kind", "part", "list_status", "as_of", "source"]
    area = [] if "area_name" in raw.table.columns else ["area_code"]
    require_columns(raw, [*required, *area], "a register of coverage")
    table = pd.DataFrame({name: take_ids(raw, name) for name in _TEXT})
    table["system"] = take_system(raw, system)
    require_values(raw, table, ["unit_id", "as_of", "source"])
    require_choice(raw, table["area_kind"], AREA_KINDS)
    require_choice(raw, table["part"], PARTS)
    require_choice(raw, table["list_status"], LIST_STATUSES)
    _check_units(raw, table, units)
    table = _resolve_areas(raw, table, districts, aliases)
    refuse_repeated_keys(raw.name, table, ["system", "unit_id", "area_kind", "area_code"])
    return finish_read(raw, "coverage", table, [], as_of=find_newest(table["as_of"]))


def _check_units(raw: RawTable, table: pd.DataFrame, units: pd.DataFrame) -> None:
    """Refuse coverage of a unit that the register does not list."""
    known = pd.MultiIndex.from_frame(units[["system", "unit_id"]])
    lost = table[~pd.MultiIndex.from_frame(table[["system", "unit_id"]]).isin(known)]
    if lost.empty:
        return
    row, unit_id, system = lost.index[0], lost["unit_id"].iloc[0], lost["system"].iloc[0]
    near = suggest(unit_id, units.loc[units["system"] == system, "unit_id"])
    raise UnresolvedNameError(
        f"{raw.name}, row {row}: `unit_id` must be a unit of {system}, got {unit_id!r}; {near}; "
        f"correct it or add the unit to the units of {system}"
    )


def _resolve_areas(
    raw: RawTable, table: pd.DataFrame, districts: pd.DataFrame, aliases: pd.DataFrame | None
) -> pd.DataFrame:
    """Give each row a known code, its official name and a vintage."""
    newest = find_newest_change(districts)
    parts = []
    for kind in AREA_KINDS:
        rows = table[table["area_kind"] == kind]
        areas = list_areas(districts, kind)
        named = rows[rows["area_code"].isna()]
        if len(named):
            codes = resolve_area(
                named["area_name"], districts, area_kind=kind, aliases=aliases, file=raw.name
            )
            found = named.drop(columns=["area_code", "area_name"]).join(codes.rename("area_code"))
            rows = pd.concat([rows.drop(index=named.index), found])
        _check_codes(raw, rows["area_code"], areas.index.to_series(), kind)
        official = rows["area_code"].map(areas["name"])
        undated = set(rows.loc[rows["vintage"].isna(), "area_code"])
        years = {
            code: find_latest_year(pd.Series([code]), areas, newest=newest) for code in undated
        }
        vintage = rows["area_code"].map(years).astype("Int64").astype("string").astype("str")
        parts.append(
            rows.assign(
                area_name=rows["area_name"].fillna(official),
                vintage=rows["vintage"].fillna(vintage),
            )
        )
    return pd.concat(parts).sort_index(kind="stable")


def _check_codes(raw: RawTable, codes: pd.Series, known: pd.Series, kind: AreaKind) -> None:
    """Refuse a code that no area of the kind has."""
    lost = codes[~codes.isin(known)]
    if lost.empty:
        return
    raise UnresolvedNameError(
        f"{raw.name}, row {lost.index[0]}: `area_code` must be the code of {AREA_WORDS[kind]}, "
        f"got {lost.iloc[0]!r}; {suggest(lost.iloc[0], known)}; correct it or give `area_name`"
    )

"""Registers of systems, units and coverage: two CSV files and one line make a system."""

import re
from pathlib import Path

import pandas as pd

from footprints.schema import check_table, empty_table
from footprints.scope import SCOPES
from geodata.areanames import REGISTERS_FOLDER, load_aliases
from geodata.cells import take_ids, take_text
from geodata.errors import UnresolvedNameError
from geodata.rawfiles import RawTable, open_table
from geodata.readers.coverage import read_coverage
from geodata.readers.districts import read_area_lookup, read_districts
from geodata.registercells import (
    find_newest,
    refuse_repeated_keys,
    require_choice,
    require_pattern,
    require_values,
    take_register_numbers,
    take_system,
)
from geodata.report import Read
from geodata.rowchecks import finish_read, require_columns
from geodata.sources import Registers

__all__ = [
    "load_registers",
    "read_area_lookup",
    "read_coverage",
    "read_districts",
    "read_systems",
    "read_units",
    "replace_systems",
]

FAMILIES = ("area", "trust", "hub", "network")
_NAMED = ("system", "name", "unit_name", "family", "scope", "colour", "as_of", "source")
_DATED = ("valid_from", "valid_to", "note")
_UNIT_NEEDS = ("unit_id", "name", "as_of", "source")
_UNIT_MAY_HAVE = ("base_name", "website", "valid_from", "valid_to", "note")


def read_systems(raw: RawTable) -> Read:
    """
    Read the list of systems.

    Parameters
    ----------
    raw
        A file with the columns `system`, `name`, `unit_name`, `family`, `scope`, `colour`,
        `as_of` and `source`; `official_total`, `valid_from`, `valid_to`, `note` may be left out.

    Returns
    -------
    read
        The `systems` table.

    Raises
    ------
    MissingColumnError, CellValueError, DuplicateKeyError
        If a column is missing, a cell blank or not allowed, or a system listed twice.
    """
    require_columns(raw, _NAMED, "a list of systems")
    table = pd.DataFrame({name: take_text(raw, name) for name in _NAMED + _DATED})
    require_values(raw, table, ["system", "name", "unit_name", "as_of", "source"])
    require_choice(raw, table["family"], FAMILIES)
    require_choice(raw, table["scope"], SCOPES)
    require_pattern(raw, table["colour"], "#[0-9A-Fa-f]{6}", "a colour like #0072B2")
    table["official_total"] = take_register_numbers(raw, "official_total").astype("Int64")
    refuse_repeated_keys(raw.name, table, ["system"])
    return finish_read(raw, "systems", table, [], as_of=find_newest(table["as_of"]))


def read_units(raw: RawTable, system: str | None = None) -> Read:
    """
    Read the units of one system, or of several.

    Parameters
    ----------
    raw
        A file with the columns `unit_id`, `name`, `as_of` and `source`, filled in on every row;
        `base_urn`, `base_name`, `base_easting`, `base_northing` (EPSG:27700), `website`,
        `valid_from`, `valid_to` and `note` may be blank or left out.
    system
        The system all rows belong to; None where the file has a column `system`.

    Returns
    -------
    read
        The `units` table.

    Raises
    ------
    MissingColumnError, CellValueError, DuplicateKeyError
        If a column is missing, a cell blank or not allowed, or a unit listed twice.
    """
    require_columns(raw, _UNIT_NEEDS, "a register of units")
    table = pd.DataFrame({name: take_ids(raw, name) for name in _UNIT_NEEDS + _UNIT_MAY_HAVE})
    table["system"] = take_system(raw, system)
    require_values(raw, table, _UNIT_NEEDS)
    table["base_urn"] = take_register_numbers(raw, "base_urn").astype("Int64")
    for column in ("base_easting", "base_northing"):
        table[column] = take_register_numbers(raw, column)
    refuse_repeated_keys(raw.name, table, ["system", "unit_id"])
    return finish_read(raw, "units", table, [], as_of=find_newest(table["as_of"]))


def load_registers(folder: Path = REGISTERS_FOLDER) -> Registers:
    """
    Load all registers of a folder.

    A line of `systems.csv` with family `hub` brings in `units_<system>.csv` and
    `coverage_<system>.csv`; nothing else names the systems.

    Parameters
    ----------
    folder
        Holds `systems.csv`, `districts.csv`, `aliases.csv` and two files for each hub system;
        the project's own by default.

    Returns
    -------
    registers
        Systems, units and coverage of all hub systems, districts.

    Raises
    ------
    UnreadableFileError
        If a file that `systems.csv` calls for is absent or unreadable.
    UnresolvedNameError
        If a file of units or coverage is there whose system has no line in `systems.csv`.
    MissingColumnError, CellValueError, DuplicateKeyError
        As the readers of each file.
    """
    districts = read_districts(open_table(folder / "districts.csv")).table
    aliases = load_aliases(folder)
    systems = read_systems(open_table(folder / "systems.csv")).table
    hubs = sorted(systems.loc[systems["family"] == "hub", "system"])
    _check_listed(folder, hubs)
    units, coverage = [empty_table("units")], [empty_table("coverage")]
    for system in hubs:
        of_system = read_units(open_table(folder / f"units_{system}.csv"), system).table
        raw = open_table(folder / f"coverage_{system}.csv")
        covered = read_coverage(raw, system, districts=districts, units=of_system, aliases=aliases)
        units.append(of_system)
        coverage.append(covered.table)
    return Registers(
        systems=systems,
        units=_stack("units", units),
        coverage=_stack("coverage", coverage),
        districts=districts,
    )


def replace_systems(
    registers: Registers,
    *,
    systems: pd.DataFrame,
    units: pd.DataFrame,
    coverage: pd.DataFrame,
) -> Registers:
    """
    Put registers that a user brought in place of those of the same systems, or beside them.

    Parameters
    ----------
    registers
        The registers so far.
    systems, units, coverage
        Tables of the user's files; any may be empty. A system in `units` loses all the units
        and coverage it had; one in `coverage` only, its coverage; one in `systems`, its line.

    Returns
    -------
    registers
        A new set; the inputs are not changed.

    Raises
    ------
    UnresolvedNameError
        If units or coverage belong to a system that has no line.
    """
    listed = _replace("systems", registers.systems, systems, systems["system"])
    used = pd.concat([units["system"], coverage["system"]])
    lost = sorted(set(used) - set(listed["system"]))
    if lost:
        raise UnresolvedNameError(
            f"`systems` must have a line for each system, got none for {lost}; add a systems file "
            f"with the columns {list(_NAMED)}"
        )
    return Registers(
        systems=listed,
        units=_replace("units", registers.units, units, units["system"]),
        coverage=_replace("coverage", registers.coverage, coverage, used),
        districts=registers.districts,
    )


def _check_listed(folder: Path, systems: list[str]) -> None:
    """Refuse files of units or coverage that no line of `systems.csv` calls for."""
    for path in sorted(folder.glob("*.csv")):
        named = re.fullmatch(r"(?:units|coverage)_(.+)", path.stem)
        if named and named[1] not in systems:
            raise UnresolvedNameError(
                f"{path.name}: systems.csv must have a line of family hub for {named[1]!r}, got "
                f"only {systems}; add the line or remove the file"
            )


def _replace(name: str, old: pd.DataFrame, new: pd.DataFrame, systems: pd.Series) -> pd.DataFrame:
    """Drop the rows of some systems and add new ones."""
    return _stack(name, [old[~old["system"].isin(systems)], new])


def _stack(name: str, parts: list[pd.DataFrame]) -> pd.DataFrame:
    """Put tables of one kind into one."""
    full = [part for part in parts if len(part)]
    return check_table(name, pd.concat(full, ignore_index=True)) if full else empty_table(name)

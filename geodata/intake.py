"""From a folder of files to checked sources: what each is taken for, and what it says."""

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from footprints.schema import CRS, check_table, empty_table
from geodata.choosing import Choice, Chosen, choose_files
from geodata.download import hash_file
from geodata.errors import BuildError
from geodata.official import read_official
from geodata.rawfiles import RawTable, open_table
from geodata.readers.boundaries import read_boundaries
from geodata.readers.census import read_census
from geodata.readers.districts import read_area_lookup
from geodata.readers.establishments import read_establishments
from geodata.readers.group_links import read_group_links
from geodata.readers.inspections import read_inspections
from geodata.readers.links import read_links
from geodata.readers.networks import read_network
from geodata.readers.postcodes import read_postcodes
from geodata.readers.registers import (
    load_registers,
    read_coverage,
    read_systems,
    read_units,
    replace_systems,
)
from geodata.recognise import scan_folder
from geodata.report import Read, Report
from geodata.sources import Registers, Sources

Progress = Callable[[str], None]
READERS: Mapping[str, Callable[[RawTable], Read]] = MappingProxyType(
    {
        "establishments": read_establishments,
        "links": read_links,
        "group_links": read_group_links,
        "census": read_census,
        "inspections": read_inspections,
        "postcodes": read_postcodes,
        "network": read_network,
    }
)


def read_folder(folder: Path, *, progress: Progress) -> Sources:
    """
    Read every file of a folder that a build can use.

    Parameters
    ----------
    folder
        Searched with all folders below it; files are told by their columns and layers.
    progress
        Called with one line as each file begins.

    Returns
    -------
    sources
        With a report on each file taken and the reason for each left aside.

    Raises
    ------
    BuildError
        If no establishments or no boundaries are found.
    GeodataError
        If a file is damaged or lacks what its kind must have; the message names file and row.
    """
    progress(f"looking through {folder.name!r}")
    choice = choose_files(scan_folder(folder), folder)
    _require(choice, folder)
    intake = _Intake(progress)
    registers = intake.read_registers(choice)
    areas, shadowed = intake.read_areas(choice.of_kind("boundaries"), registers.districts)
    tables = {kind: intake.read_kind(choice.of_kind(kind), kind) for kind in READERS}
    establishments = tables["establishments"]
    return Sources(
        establishments=establishments,
        areas=areas,
        registers=registers,
        links=tables["links"],
        group_links=tables["group_links"],
        census=tables["census"],
        inspections=tables["inspections"],
        listings=tables["network"],
        postcodes=tables["postcodes"],
        reports=tuple(intake.reports),
        files=tuple(intake.files),
        left_aside=choice.left_aside + tuple(shadowed),
        as_of=_date_records(choice.of_kind("establishments")[0], establishments),
    )


class _Intake:
    """The reports and the list of files that grow as files are read."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._published = {source.kind: source for source in read_official()}
        self.reports: list[Report] = []
        self.files: list[dict[str, Any]] = []

    def read_kind(self, chosen: list[Chosen], kind: str) -> pd.DataFrame:
        """Read the tables of one kind and stack them."""
        name = {"network": "listings"}.get(kind, kind)
        reader = READERS[kind]
        parts = [self._read(one, reader) for one in chosen]
        if not parts:
            return empty_table(name)
        return parts[0] if len(parts) == 1 else check_table(name, pd.concat(parts))

    def read_registers(self, choice: Choice) -> Registers:
        """Load the project's registers; a folder's own replace those of the same systems."""
        registers = load_registers()
        for one in choice.of_kind("area_lookup"):
            lookup = self._read(one, read_area_lookup)
            registers = _update_districts(registers, lookup)
        systems = self._stack(choice.of_kind("systems"), "systems", read_systems)
        units = self._stack(choice.of_kind("units"), "units", read_units)
        known = pd.concat([registers.units, units], ignore_index=True)

        def read_covered(raw: RawTable) -> Read:
            return read_coverage(raw, districts=registers.districts, units=known)

        coverage = self._stack(choice.of_kind("coverage"), "coverage", read_covered)
        return replace_systems(registers, systems=systems, units=units, coverage=coverage)

    def read_areas(
        self, chosen: list[Chosen], districts: pd.DataFrame
    ) -> tuple[gpd.GeoDataFrame, list[dict[str, str]]]:
        """Read boundaries; of two files of districts of one vintage the finer wins."""
        best: dict[str, tuple[int, gpd.GeoDataFrame, str]] = {}
        shadowed: list[dict[str, str]] = []
        for one in chosen:
            self._progress(f"reading {one.found.name} as boundaries")
            read = read_boundaries(one.found.path, layer=one.found.member, districts=districts)
            name, table = one.found.name, gpd.GeoDataFrame(read.table)
            if one.note.vintage is not None:
                table = table.assign(vintage=one.note.vintage)
            lads = table[table["kind"] == "lad"]
            if lads.empty:
                reason = "authorities and regions are dissolved from districts, so borders agree"
                shadowed.append({"file": name, "reason": reason})
                continue
            self._record(one, read)
            vintage = str(lads["vintage"].iloc[0])
            fineness = int(shapely.get_num_coordinates(lads.geometry.to_numpy()).sum())
            rival = best.get(vintage)
            if rival is not None:
                loser = name if rival[0] >= fineness else rival[2]
                reason = f"another file has finer districts of {vintage}"
                shadowed.append({"file": loser, "reason": reason})
            if rival is None or rival[0] < fineness:
                best[vintage] = (fineness, lads, name)
        layers = [lads for _, lads, _ in best.values()]
        if not layers:
            raise BuildError("no boundary file holds districts (LAD codes such as E09000007)")
        stacked = gpd.GeoDataFrame(pd.concat(layers, ignore_index=True), crs=CRS)
        return gpd.GeoDataFrame(check_table("areas", stacked)), shadowed

    def _stack(
        self, chosen: list[Chosen], name: str, reader: Callable[[RawTable], Read]
    ) -> pd.DataFrame:
        """Read register files and stack them."""
        parts = [self._read(one, reader) for one in chosen]
        return check_table(name, pd.concat(parts)) if parts else empty_table(name)

    def _read(self, one: Chosen, reader: Callable[[RawTable], Read]) -> pd.DataFrame:
        """Read one table."""
        self._progress(f"reading {one.found.name} as {one.kind}")
        read = reader(open_table(one.found.path, member=one.found.member))
        self._record(one, read)
        return read.table

    def _record(self, one: Chosen, read: Read) -> None:
        """Note where a file came from and what became of its rows."""
        path, note = one.found.path, one.note
        published = self._published.get(one.kind)
        self.reports.append(read.report)
        self.files.append(
            {
                "file": one.found.name,
                "kind": one.kind,
                "why": one.found.reason,
                "publisher": note.publisher or (published.publisher if published else None),
                "address": note.address or (published.landing_page if published else None),
                "licence": note.licence or (published.licence if published else None),
                "date": one.as_of or read.report.as_of,
                "size": path.stat().st_size,
                "sha256": hash_file(path),
                "rows_in": read.report.rows_in,
                "rows_out": read.report.rows_out,
            }
        )


def _require(choice: Choice, folder: Path) -> None:
    """Insist on the two kinds without which there is no map."""
    for kind, what in (
        ("establishments", "a GIAS establishments file (columns URN, EstablishmentName, ...)"),
        ("boundaries", "boundaries of local authority districts"),
    ):
        if not choice.of_kind(kind):
            raise BuildError(
                f"{folder.name!r} must hold {what}, and none was found; files left aside: "
                + "; ".join(f"{left['file']}: {left['reason']}" for left in choice.left_aside[:8])
            )


def _date_records(chosen: Chosen, establishments: pd.DataFrame) -> str | None:
    """Date the school records: to the day where stated, else by the last school that opened."""
    stated = chosen.as_of
    if stated is not None and len(stated) == len("2025-08-31"):
        return stated
    latest = establishments["open_date"].dropna()
    return str(latest.max()) if len(latest) else stated


def _update_districts(registers: Registers, lookup: pd.DataFrame) -> Registers:
    """Let a lookup in the folder correct and extend the project's table of districts."""
    ours = registers.districts.set_index("lad_code")
    theirs = lookup.set_index("lad_code")
    merged = theirs.combine_first(ours).reset_index()
    return Registers(
        systems=registers.systems,
        units=registers.units,
        coverage=registers.coverage,
        districts=check_table("districts", merged),
    )

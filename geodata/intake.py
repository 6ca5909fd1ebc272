"""From a folder of files to checked sources: what each is taken for, and what it says."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from footprints.errors import SchemaError
from footprints.schema import CRS, check_table, empty_table
from geodata.choosing import Choice, Chosen, choose_files
from geodata.errors import BuildError, DuplicateKeyError
from geodata.fetch.official import read_official
from geodata.hashes import hash_file
from geodata.rawfiles import RawTable, open_table
from geodata.readers import (
    census,
    establishments,
    group_links,
    inspections,
    links,
    postcodes,
)
from geodata.readers.boundaries import read_boundaries
from geodata.readers.districts import read_area_lookup
from geodata.readers.networks import read_network
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
Reader = Callable[[RawTable], Read]
# Each kind's reader, and the columns it reads of a file that may have many more.
READERS: Mapping[str, tuple[Reader, frozenset[str] | None]] = MappingProxyType(
    {
        "establishments": (establishments.read_establishments, establishments.COLUMNS),
        "links": (links.read_links, links.COLUMNS),
        "group_links": (group_links.read_group_links, group_links.COLUMNS),
        "census": (census.read_census, census.COLUMNS),
        "inspections": (inspections.read_inspections, inspections.COLUMNS),
        "postcodes": (postcodes.read_postcodes, postcodes.COLUMNS),
        "network": (read_network, None),
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
    schools = tables["establishments"]
    _require_schools(intake.reports, schools)
    return Sources(
        establishments=schools,
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
        as_of=_date_records(choice.of_kind("establishments")[0], schools),
    )


@dataclass(frozen=True)
class _Outlines:
    """The districts of one file."""

    chosen: Chosen
    read: Read
    lads: gpd.GeoDataFrame

    @property
    def name(self) -> str:
        """Name of the file."""
        return self.chosen.found.name

    @property
    def rank(self) -> tuple[bool, int]:
        """What makes one file of a vintage win: a preference, then the number of vertices."""
        vertices = shapely.get_num_coordinates(self.lads.geometry.to_numpy()).sum()
        return self.chosen.note.prefer, int(vertices)


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
        reader, columns = READERS[kind]
        parts = [self._read(one, reader, columns) for one in chosen]
        return parts[0] if len(parts) == 1 else _join(name, chosen, parts)

    def read_registers(self, choice: Choice) -> Registers:
        """Load the project's registers; a folder's own replace those of the same systems."""
        registers = load_registers()
        for one in choice.of_kind("area_lookup"):
            lookup = self._read(one, read_area_lookup)
            registers = _update_districts(registers, lookup)
        systems = self._stack(choice.of_kind("systems"), "systems", read_systems)
        units = self._stack(choice.of_kind("units"), "units", read_units)
        others = registers.units[~registers.units["system"].isin(units["system"])]
        known = pd.concat([others, units], ignore_index=True)

        def read_covered(raw: RawTable) -> Read:
            return read_coverage(raw, districts=registers.districts, units=known)

        coverage = self._stack(choice.of_kind("coverage"), "coverage", read_covered)
        return replace_systems(registers, systems=systems, units=units, coverage=coverage)

    def read_areas(
        self, chosen: list[Chosen], districts: pd.DataFrame
    ) -> tuple[gpd.GeoDataFrame, list[dict[str, str]]]:
        """Read boundaries; of two files of one vintage the preferred wins, then the finer."""
        best: dict[str, _Outlines] = {}
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
            vintage = str(lads["vintage"].iloc[0])
            winner, *lost = sorted(
                [layer for layer in (best.get(vintage), _Outlines(one, read, lads)) if layer],
                key=lambda layer: layer.rank,
                reverse=True,
            )
            best[vintage] = winner
            reason = f"{winner.name} has finer districts of {vintage}, or is preferred"
            shadowed += [{"file": layer.name, "reason": reason} for layer in lost]
        if not best:
            raise BuildError("no boundary file holds districts (LAD codes such as E09000007)")
        for layer in best.values():
            self._record(layer.chosen, layer.read)
        layers = [layer.lads for layer in best.values()]
        stacked = gpd.GeoDataFrame(pd.concat(layers, ignore_index=True), crs=CRS)
        return gpd.GeoDataFrame(check_table("areas", stacked)), shadowed

    def _stack(self, chosen: list[Chosen], name: str, reader: Reader) -> pd.DataFrame:
        """Read register files and stack them."""
        parts = [self._read(one, reader) for one in chosen]
        return _join(name, chosen, parts)

    def _read(
        self, one: Chosen, reader: Reader, columns: frozenset[str] | None = None
    ) -> pd.DataFrame:
        """Read one table."""
        self._progress(f"reading {one.found.name} as {one.kind}")
        raw = open_table(one.found.path, member=one.found.member, columns=columns)
        read = reader(raw)
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
                # of what it holds and what it is called, the more exact: school_census_2022-23
                # is of January 2023
                "date": note.date or max(read.report.as_of, one.as_of, key=lambda d: len(d or "")),
                "size": path.stat().st_size,
                "sha256": hash_file(path),
                "rows_in": read.report.rows_in,
                "rows_out": read.report.rows_out,
            }
        )


def _join(name: str, chosen: list[Chosen], parts: list[pd.DataFrame]) -> pd.DataFrame:
    """Stack the tables of several files; two files may not say the same thing."""
    if not parts:
        return empty_table(name)
    try:
        return check_table(name, pd.concat(parts))
    except SchemaError as error:
        files = ", ".join(one.found.name for one in chosen)
        raise DuplicateKeyError(
            f"{files}: {error}; delete the row from one of the files, or leave one of them aside "
            "with `use = false` in sources.toml"
        ) from error


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


def _require_schools(reports: list[Report], schools: pd.DataFrame) -> None:
    """Insist on one open school."""
    read = next(report for report in reports if report.kind == "establishments")
    if schools.empty:
        raise BuildError(
            f"{read.file}: must list open schools of England, got none in {read.rows_in:,} rows; "
            "download the file of all establishments again"
        )


def _date_records(chosen: Chosen, schools: pd.DataFrame) -> str | None:
    """Date the school records: to the day where stated, else by the last school that opened."""
    stated = chosen.as_of
    if stated is not None and len(stated) == len("2025-08-31"):
        return stated
    latest = schools["open_date"].dropna()
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

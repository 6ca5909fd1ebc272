"""What each file of a folder is, told from its columns and layers and never from its name."""

import json
import os
import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from geodata.errors import UnreadableFileError
from geodata.filedates import date_from_name
from geodata.layers import list_layers
from geodata.rawfiles import find_packing, list_members, open_header, read_parquet_schema
from geodata.readers import census, establishments, group_links, inspections, links, postcodes
from geodata.roads.signs import HOW_TO_ADD, is_osm, is_roads

SourceKind = Literal[
    "establishments",
    "links",
    "group_links",
    "census",
    "inspections",
    "boundaries",
    "area_lookup",
    "units",
    "coverage",
    "systems",
    "network",
    "postcodes",
]


@dataclass(frozen=True)
class Signature:
    """Columns that make a file a kind: `least` of `needs` (all by default), none of `without`."""

    kind: SourceKind
    needs: tuple[str, ...]
    least: int = 0
    without: tuple[str, ...] = ()
    any_case: bool = False

    def fits(self, header: Collection[str]) -> bool:
        """Tell whether a header is of this kind."""
        names = {column.lower() if self.any_case else column for column in header}
        present = sum(column in names for column in self.needs)
        return present >= (self.least or len(self.needs)) and not names & set(self.without)


# The first that fits wins. A file that lacks a key column is still of its kind where the rest
# leaves no doubt, so that its reader can say which column is missing.
SIGNATURES = (
    *(Signature("group_links", ("URN", uid, "Group Type")) for uid in group_links.UIDS),
    Signature("links", links.REQUIRED),
    Signature("census", ("urn", census.FSM)),
    Signature("inspections", ("URN", inspections.GRADE)),
    Signature(
        "establishments", establishments.REQUIRED, least=3, without=("Linked UID", "LinkURN")
    ),
    Signature("coverage", ("unit_id", "area_kind")),
    Signature("systems", ("system", "unit_name", "family")),
    Signature("units", ("unit_id", "name"), without=("urn",)),
    Signature("network", ("urn", "network"), any_case=True),
    *(
        Signature("postcodes", (code, *point), without=("urn", "name"), any_case=True)
        for code in postcodes.NAMES["postcode"]
        for point in zip(postcodes.NAMES["easting"], postcodes.NAMES["northing"], strict=True)
    ),
)
_DISTRICT_CODE = re.compile(r"lad_code|lad\d\dcd|ltla\d\dcd|lad\d\d_code", re.IGNORECASE)
_PARENT_CODE = re.compile(r"utla_code|utla\d\dcd|ctyua\d\dcd|dfe_la_code", re.IGNORECASE)
_VINTAGE = re.compile(r"(?:LAD|LTLA|UTLA|CTYUA|CTY|RGN)(\d\d)CD", re.IGNORECASE)
_LAYERED = (".gpkg", ".geojson", ".json", ".shp", ".fgb", ".gml", ".kml")
_NOT_DATA = {
    ".md": "a note, not data",
    ".txt": "a note, not data",
    ".toml": "settings, not data",
    ".xlsx": "a spreadsheet: save the sheet as CSV UTF-8 to have it read",
    ".xls": "a spreadsheet: save the sheet as CSV UTF-8 to have it read",
    ".ods": "a spreadsheet: save the sheet as CSV UTF-8 to have it read",
} | dict.fromkeys((".shx", ".dbf", ".prj", ".cpg", ".qix", ".sbn", ".sbx"), "part of a Shapefile")


@dataclass(frozen=True)
class Recognised:
    """
    What one file, one CSV of a zip, or one layer of a boundary file was taken for.

    `member` names the CSV or layer where the file has several parts. `kind` is None where the
    file is left aside. `as_of` is a date its columns or its name state, ISO 8601, as exact as
    stated.
    """

    path: Path
    member: str | None
    kind: SourceKind | None
    reason: str
    as_of: str | None = None

    @property
    def name(self) -> str:
        """File name, with the member after a slash."""
        return f"{self.path.name}/{self.member}" if self.member else self.path.name


def recognise(path: Path) -> list[Recognised]:
    """
    Tell what a file is from its columns or layers.

    Parameters
    ----------
    path
        An existing file.

    Returns
    -------
    recognised
        One for each CSV of a zip or polygon layer, else one. `kind` None says that it is left
        aside, and `reason` why.

    Raises
    ------
    UnreadableFileError
        If a data file is empty, a web page, truncated or corrupt.
    EncodingError
        If the start of a CSV is in neither UTF-8 nor cp1252.
    """
    if is_osm(path.name):
        return [Recognised(path, None, None, HOW_TO_ADD)]
    packing = find_packing(path.name)
    if packing == "zip":
        return _recognise_zip(path)
    if packing == "parquet":
        return [_recognise_parquet(path)]
    if packing is not None:
        return [_recognise_header(path, None)]
    if path.suffix.lower() in _LAYERED:
        return _recognise_layers(path)
    reason = _NOT_DATA.get(path.suffix.lower(), f"no reader for {path.suffix or 'such'} files")
    return [Recognised(path, None, None, reason)]


def scan_folder(folder: Path) -> list[Recognised]:
    """
    Tell what every file below a folder is.

    Parameters
    ----------
    folder
        Walked to any depth; hidden files and folders are skipped.

    Returns
    -------
    recognised
        In order of path.

    Raises
    ------
    UnreadableFileError, EncodingError
        As `recognise`; also if the folder is not there.
    """
    if not folder.is_dir():
        raise UnreadableFileError(f"{folder}: is not a folder; name the folder of the files")
    found: list[Path] = []
    for top, inner, files in os.walk(folder):
        inner[:] = [name for name in inner if not name.startswith(".")]
        found += [Path(top, name) for name in files if not name.startswith(".")]
    return [one for path in sorted(found) for one in recognise(path)]


def match_header(header: list[str]) -> tuple[SourceKind | None, str]:
    """
    Tell the kind of a table from its column names.

    Parameters
    ----------
    header
        Column names in any order.

    Returns
    -------
    kind
        None where no kind fits.
    reason
        Why, in plain English.

    Examples
    --------
    >>> match_header(["LinkURN", "URN", "LinkType"])
    ('links', 'has the columns URN, LinkURN, LinkType')
    """
    for signature in SIGNATURES:
        if signature.fits(header):
            present = [c for c in signature.needs if c in header] or signature.needs
            return signature.kind, f"has the columns {', '.join(present)}"
    codes = [_first_match(pattern, header) for pattern in (_DISTRICT_CODE, _PARENT_CODE)]
    if all(codes):
        return "area_lookup", f"has the columns {', '.join(filter(None, codes))}"
    return None, _explain(header)


def _first_match(pattern: re.Pattern[str], header: list[str]) -> str | None:
    """Find the first column that matches a pattern as a whole."""
    return next((column for column in header if pattern.fullmatch(column)), None)


def _explain(header: list[str]) -> str:
    """Say what a table lacks for the kind it comes closest to."""
    named = [column for column in header if column]
    if named and postcodes.is_postcode(named[0]):
        return (
            "its first row is a postcode, not a header: put the long names of Code-Point Open's "
            "column headers in front"
        )
    if len(named) == 1 and re.search("[;\t|]", named[0]):
        return "not separated by commas: save it as CSV UTF-8 with commas"
    if "hub_id" in named:
        return (
            "lists hubs in another form: a units file needs unit_id and name, a coverage file "
            "unit_id and area_kind"
        )
    if {"urn", "URN"} & set(named):
        lacks = [column for column in establishments.REQUIRED[1:] if column not in named]
        return (
            f"has URNs but lacks the columns an establishments file must have: {', '.join(lacks)}"
        )
    shown = ", ".join(named[:4]) + (", ..." if len(named) > 4 else "")
    return f"its columns ({shown}) are those of no kind of source"


def _recognise_header(path: Path, member: str | None) -> Recognised:
    """Match the header of one CSV."""
    header = open_header(path, member=member)
    kind, reason = match_header(header)
    name = f"{path.name}/{member}" if member else path.name
    return Recognised(path, member, kind, reason, _as_of(name, header))


def _recognise_zip(path: Path) -> list[Recognised]:
    """Take each CSV of a zip, and the layers of a zipped Shapefile or the like."""
    members = list_members(path)
    tables = [_recognise_header(path, member) for member in members]
    layers = _recognise_layers(path) if not members else []
    return tables + layers


def _recognise_parquet(path: Path) -> Recognised:
    """Tell boundaries (GeoParquet) from a plain table."""
    with path.open("rb") as stream:
        schema = read_parquet_schema(stream, path.name)
    geo = (schema.metadata or {}).get(b"geo")
    if geo is None:
        return _recognise_header(path, None)
    as_of = _as_of(path.name, schema.names)
    columns = json.loads(geo)["columns"].values()
    types = {name for column in columns for name in column.get("geometry_types", [])}
    if types and not any("Polygon" in name for name in types):
        return Recognised(path, None, None, f"its geometry ({sorted(types)}) is no area", as_of)
    return Recognised(path, None, "boundaries", "has a layer of polygons", as_of)


def _recognise_layers(path: Path) -> list[Recognised]:
    """Take each layer of polygons of a file that OGR reads; layers of roads are left aside."""
    layers = list_layers(path)
    areas = [layer for layer in layers if layer.is_polygons]
    roads = [Recognised(path, one.name, None, HOW_TO_ADD) for one in layers if is_roads(one)]
    if not areas and roads:
        return roads
    if not areas:
        held = ", ".join(f"{layer.name} ({layer.geometry})" for layer in layers) or "no layer"
        return [Recognised(path, None, None, f"holds no layer of polygons: {held}")]
    return [
        Recognised(
            path,
            layer.name if len(areas) > 1 else None,
            "boundaries",
            f"has {layer.n_features} polygons in layer {layer.name}",
            _as_of(path.name, layer.fields),
        )
        for layer in areas
    ] + roads


def _as_of(name: str, header: Collection[str]) -> str | None:
    """Take the date of a name, else the year in ONS column names (LAD24CD)."""
    years = [found[1] for column in header if (found := _VINTAGE.fullmatch(column))]
    return date_from_name(name) or (f"20{max(years)}" if years else None)

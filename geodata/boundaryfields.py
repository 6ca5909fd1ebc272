"""Which field of a boundary layer holds its codes, of what kind they are, and their year."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import pandas as pd

from geodata.vintages import (
    AREA_KINDS,
    AreaKind,
    find_latest_year,
    find_newest_change,
    is_in_force,
    list_areas,
)

CODE_PATTERNS: Mapping[AreaKind, str] = MappingProxyType(
    {"lad": r"E0[6789]\d{6}", "utla": r"E(?:06|08|09|10)\d{6}", "region": r"E12\d{6}"}
)
# ONS: LAD24CD, LTLA23CD, CTYUA23CD, UTLA22CD, RGN22CD; the last two letters of a name are NM
_STEMS: Mapping[AreaKind, str] = MappingProxyType(
    {"lad": "LAD|LTLA", "utla": "UTLA|CTYUA", "region": "RGN"}
)
_PLAIN_CODES = ("code", "area_code", "gss_code")
_PLAIN_NAMES = ("name", "area_name")
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")


@dataclass(frozen=True)
class CodeField:
    """The field that holds the codes of a layer, that of its names, and the year ONS gave it."""

    kind: AreaKind
    code: str
    name: str | None
    year: int | None = None


def find_code_field(table: pd.DataFrame) -> CodeField | None:
    """
    Find the field whose codes say what the rows of a layer are.

    A layer of districts may also hold the codes of their counties and regions: the finest kind
    of which every row has its own code is the one.

    Parameters
    ----------
    table
        Attributes of a layer; n rows.

    Returns
    -------
    field
        None where no field is known to hold area codes.

    Examples
    --------
    >>> rows = pd.DataFrame({"UTLA23CD": ["E10000003", "E10000006"], "UTLA23NM": ["a", "b"]})
    >>> find_code_field(rows)
    CodeField(kind='utla', code='UTLA23CD', name='UTLA23NM', year=2023)
    """
    found = [field for kind in AREA_KINDS if (field := _find_field(table, kind)) is not None]
    unique = (field for field in found if table[field.code].dropna().is_unique)
    return next(unique, found[0] if found else _find_plain(table))


def choose_vintage(
    field: CodeField, codes: pd.Series, districts: pd.DataFrame, labels: Sequence[str]
) -> tuple[str, str | None]:
    """
    Choose the year a layer belongs to.

    First that answers: the year in the ONS field name; a year in a label in which every code was
    in force; the latest year in which every code was.

    Parameters
    ----------
    field
        From `find_code_field`.
    codes
        The codes of the layer.
    districts
        The `districts` table.
    labels
        Names of layer and file.

    Returns
    -------
    vintage
        A year.
    doubt
        Why the year may be wrong; None where nothing speaks against it.
    """
    if field.year is not None:
        return str(field.year), None
    areas = list_areas(districts, field.kind)
    stated = [int(year) for label in labels for year in _YEAR.findall(label)]
    fitting = [year for year in stated if is_in_force(codes, areas, year)]
    if fitting:
        return str(fitting[0]), None
    newest = find_newest_change(districts)
    latest = find_latest_year(codes, areas, newest=newest)
    if latest is None:
        return str(newest), "no year is known in which all its codes were in force"
    if stated:
        return str(latest), f"its name says {stated[0]}, when not all its codes were in force"
    return str(latest), None


def _find_field(table: pd.DataFrame, kind: AreaKind) -> CodeField | None:
    """Find the newest field of one kind."""
    ons = re.compile(rf"(?:{_STEMS[kind]})(\d\d)_?(?:CD|CODE)", re.IGNORECASE)
    dated = {
        int(match[1]): column for column in table.columns if (match := ons.fullmatch(str(column)))
    }
    if dated:
        year = max(dated)
        stem = re.escape(re.split(r"_?(?:cd|code)$", dated[year], flags=re.IGNORECASE)[0])
        name = _first(table, rf"{stem}_?(?:nm|name)")
        return CodeField(kind, dated[year], name, 2000 + year)
    code = _first(table, f"{kind}_?(?:code|cd)")
    return CodeField(kind, code, _first(table, f"{kind}_?(?:name|nm)")) if code else None


def _find_plain(table: pd.DataFrame) -> CodeField | None:
    """Find a field called code, and tell the kind from what it holds."""
    code = _first(table, "|".join(_PLAIN_CODES))
    if code is None:
        return None
    codes = table[code].dropna().astype("str")
    starts = set(codes.str[:3])
    kind: AreaKind = "lad"
    if "E07" not in starts and "E10" in starts:
        kind = "utla"
    elif "E12" in starts and starts.isdisjoint({"E06", "E07", "E08", "E09"}):
        kind = "region"
    return CodeField(kind, code, _first(table, "|".join(_PLAIN_NAMES)))


def _first(table: pd.DataFrame, pattern: str) -> str | None:
    """Find the first column whose whole name matches, whatever its case."""
    matching = (
        str(column)
        for column in table.columns
        if re.fullmatch(pattern, str(column), flags=re.IGNORECASE)
    )
    return next(matching, None)

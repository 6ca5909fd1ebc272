"""Districts of England and what they belong to: the project's own table, and ONS lookups."""

import re
from collections.abc import Mapping
from types import MappingProxyType

import pandas as pd

from footprints.schema import TABLES
from geodata.cells import take_ids
from geodata.errors import MissingColumnError, UnresolvedNameError
from geodata.rawfiles import RawTable
from geodata.registercells import refuse_repeated_keys, require_pattern, take_register_numbers
from geodata.report import Read, make_problems
from geodata.rowchecks import finish_read, require_columns

DISTRICT_CODE = r"E0[6789]\d{6}"
_NUMBERS = ("easting", "northing")
# column of the `districts` table -> names it has in lookups of ONS and DfE
_LOOKUP_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "lad_code": r"lad_code|(?:lad|ltla)\d\d_?(?:cd|code)",
        "lad_name": r"lad_name|(?:lad|ltla)\d\d_?(?:nm|name)",
        "utla_code": r"utla_code|(?:utla|ctyua)\d\dcd",
        "utla_name": r"utla_name|(?:utla|ctyua)\d\dnm",
        "region_code": r"region_code|rgn\d\dcd",
        "region_name": r"region_name|rgn\d\dnm",
        "la_code": r"(?:dfe_)?la_code|new_la_code_dfe",
        "la_name": r"(?:dfe_)?la_name",
    }
)


def read_districts(raw: RawTable) -> Read:
    """
    Read a table of districts, current and former, in the project's own form.

    Parameters
    ----------
    raw
        A file with the columns of the `districts` table; those for dates, successor and centre
        may be left out.

    Returns
    -------
    read
        The `districts` table; no row is ever rejected.

    Raises
    ------
    MissingColumnError
        If a column of codes or names is missing.
    CellValueError
        If a code is not that of an English district, or a coordinate is not a number.
    DuplicateKeyError
        If two rows have one code.
    UnresolvedNameError
        If a successor is not in the table.
    """
    columns = [name for name in TABLES["districts"].columns if name not in _NUMBERS]
    require_columns(raw, _LOOKUP_NAMES, "a table of districts")
    table = pd.DataFrame({name: take_ids(raw, name) for name in columns})
    for name in _NUMBERS:
        table[name] = take_register_numbers(raw, name)
    require_pattern(raw, table["lad_code"], DISTRICT_CODE, "a code like E07000163")
    refuse_repeated_keys(raw.name, table, ["lad_code"])
    successor = table["successor_code"]
    lost = successor[successor.notna() & ~successor.isin(table["lad_code"])]
    if len(lost):
        raise UnresolvedNameError(
            f"{raw.name}, row {lost.index[0]}: `successor_code` must be a district of this "
            f"table, got {lost.iloc[0]!r}; add its row or correct the code"
        )
    return finish_read(raw, "districts", table, [])


def read_area_lookup(raw: RawTable) -> Read:
    """
    Read a lookup from district to upper tier, authority and region.

    Parameters
    ----------
    raw
        A file with ONS field names of any year (LAD24CD, UTLA24CD or CTYUA24CD, RGN24CD, with
        NM for names) or plain ones (`lad_code`, `utla_code`, `dfe_la_code`, `region_code`).

    Returns
    -------
    read
        Rows of the `districts` table, NaN in what the file does not say; rows outside England
        are rejected.

    Raises
    ------
    MissingColumnError
        If there is no column of district codes, or none that says what they belong to.
    DuplicateKeyError
        If two rows have one district code.
    """
    found = {name: _find_column(raw, pattern) for name, pattern in _LOOKUP_NAMES.items()}
    parents = [name for name in ("utla_code", "la_code", "region_code") if found[name]]
    if not found["lad_code"] or not parents:
        raise MissingColumnError(
            f"{raw.name}: must have a column of district codes (LAD24CD, lad_code) and one of "
            f"what they belong to (UTLA24CD, dfe_la_code, RGN24CD), got {list(raw.table.columns)}"
        )
    table = pd.DataFrame({name: take_ids(raw, column or name) for name, column in found.items()})
    english = table["lad_code"].str.fullmatch(DISTRICT_CODE).fillna(value=False).astype(bool)
    problems = make_problems(
        raw.name,
        table[~english],
        severity="rejected",
        reason="not the code of a district in England",
        remedy="nothing, if the row is for another country",
        key="lad_code",
        field="lad_code",
    )
    kept = table[english]
    refuse_repeated_keys(raw.name, kept, ["lad_code"])
    full = kept.assign(source=raw.name).reindex(columns=list(TABLES["districts"].columns))
    return finish_read(raw, "area_lookup", full, [problems], schema="districts")


def _find_column(raw: RawTable, pattern: str) -> str | None:
    """Find the first column whose name matches."""
    matching = (
        column
        for column in raw.table.columns
        if re.fullmatch(pattern, column.strip(), flags=re.IGNORECASE)
    )
    return next(matching, None)

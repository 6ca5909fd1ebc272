"""Reads establishments as Get Information About Schools (GIAS) publishes them."""

from collections.abc import Mapping
from types import MappingProxyType

import pandas as pd

from geodata.cells import take_dates, take_ids, take_integers, take_numbers, take_text
from geodata.filedates import date_from_name
from geodata.rawfiles import RawTable
from geodata.readers.coordinates import take_points
from geodata.readers.establishment_scope import refuse_out_of_scope
from geodata.readers.postcodes import tidy_postcodes
from geodata.report import Read
from geodata.rowchecks import (
    Refusal,
    finish_read,
    refuse_bad_urns,
    refuse_repeats,
    refuse_rows,
    require_columns,
)

REQUIRED = (
    "URN",
    "EstablishmentName",
    "EstablishmentStatus (name)",
    "PhaseOfEducation (name)",
    "TypeOfEstablishment (name)",
)
_TEXT: Mapping[str, str] = MappingProxyType(
    {
        "name": "EstablishmentName",
        "phase": "PhaseOfEducation (name)",
        "type": "TypeOfEstablishment (name)",
        "type_group": "EstablishmentTypeGroup (name)",
        "status": "EstablishmentStatus (name)",
        "gender": "Gender (name)",
        "admissions": "AdmissionsPolicy (name)",
        "religious_character": "ReligiousCharacter (name)",
        "town": "Town",
        "la_name": "LA (name)",
        "region": "GOR (name)",
        "ofsted": "OfstedRating (name)",
        "ofsted_phase": "OfstedPhase",
        "urban_rural": "UrbanRural (name)",
        "sponsor": "SchoolSponsors (name)",
    }
)
_DATES = MappingProxyType({"open_date": "OpenDate", "ofsted_date": "OfstedLastInsp"})
_NUMBERS = MappingProxyType(
    {
        "pupils": "NumberOfPupils",
        "low_age": "StatutoryLowAge",
        "high_age": "StatutoryHighAge",
        "idaci_quintile": "IDACIQuintile",
    }
)
_PERCENTS = MappingProxyType({"fsm": "PercentageFSM", "eal": "PercentageEAL"})
_DISTRICT = "DistrictAdministrative (code)"
_TRUST_FLAG, _TRUST_CODE, _TRUST_NAME = "TrustSchoolFlag (name)", "Trusts (code)", "Trusts (name)"
TRUST_KINDS = MappingProxyType(
    {
        "Supported by a multi-academy trust": "MAT",
        "Supported by a single-academy trust": "SAT",
        "Supported by a trust": "foundation",
    }
)
# Newest first: a column of district codes of a stated year, as other publishers add it.
_DATED_DISTRICTS = tuple(f"lad{year:02d}_code" for year in range(40, 14, -1))
COLUMNS = frozenset(
    {
        *REQUIRED,
        *_TEXT.values(),
        *_DATES.values(),
        *_NUMBERS.values(),
        *_PERCENTS.values(),
        *_DATED_DISTRICTS,
        *("LA (code)", "Postcode", "Country (name)", _DISTRICT),
        *(_TRUST_FLAG, _TRUST_CODE, _TRUST_NAME),
        *("Easting", "Northing", "Latitude", "Longitude", "coord_source"),
    }
)


def read_establishments(raw: RawTable) -> Read:
    """
    Read the open schools and colleges of England from a GIAS extract.

    Parameters
    ----------
    raw
        GIAS's own column names in any order (`COLUMNS` are all that are used, `REQUIRED` all
        that must be there); CSV text or native types.

    Returns
    -------
    read
        Table `establishments`, one row for each URN. Rejected with a reason: rows without a
        usable URN, exact repeats, establishments that are not open, not in England or not
        schools. Blanked with a reason: unusable coordinates, dates and figures.
        `district_code` is as the file states it, whatever its vintage. `trust_id` is the GIAS
        group UID of academy trusts; a foundation trust has a name but no id.

    Raises
    ------
    MissingColumnError
        If a column of `REQUIRED` is not there.
    DuplicateKeyError
        If two different rows have one URN.
    """
    require_columns(raw, REQUIRED, "an establishments file")
    refusals = [
        *refuse_bad_urns(raw),
        refuse_repeats(raw, {"URN": take_integers(raw, "URN")}),
        *refuse_out_of_scope(raw),
        Refusal(take_text(raw, "EstablishmentName").isna(), "no name", "add the school's name"),
    ]
    kept, rejected = refuse_rows(raw, refusals, key="URN")
    table, blanked = _tidy(kept)
    as_of = _as_of(raw.name, table["open_date"])
    return finish_read(raw, "establishments", table, [rejected, *blanked], as_of=as_of)


def _tidy(raw: RawTable) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    """Take every column; a value that cannot be used is blanked and reported."""
    places = take_points(raw, key="URN")
    columns: dict[str, pd.Series] = {"urn": take_integers(raw, "URN")}
    problems = [places.problems]
    columns |= {name: take_text(raw, column) for name, column in _TEXT.items()}
    for name, column in _DATES.items():
        columns[name], wrong = take_dates(raw, column, key="URN")
        problems.append(wrong)
    for name, column in _NUMBERS.items():
        columns[name], _, wrong = take_numbers(raw, column, key="URN")
        problems.append(wrong)
    for name, column in _PERCENTS.items():
        columns[f"{name}_percent"], columns[f"{name}_reason"], wrong = take_numbers(
            raw, column, key="URN", percent=True
        )
        problems.append(wrong)
    columns["postcode"] = tidy_postcodes(take_text(raw, "Postcode"))
    columns["la_code"] = take_ids(raw, "LA (code)", width=3)
    columns["district_code"] = _take_districts(raw)
    return pd.DataFrame(columns).join([places.points, _take_trusts(raw)]), problems


def _take_districts(raw: RawTable) -> pd.Series:
    """Keep GIAS's own district code, of whatever year; else one whose column states the year."""
    district = take_text(raw, _DISTRICT)
    for column in _DATED_DISTRICTS:
        if column in raw.table:
            district = district.fillna(take_text(raw, column))
    return district


def _take_trusts(raw: RawTable) -> pd.DataFrame:
    """Take the trust of each school; a foundation trust is no academy trust and has no id."""
    kind = take_text(raw, _TRUST_FLAG).map(TRUST_KINDS).astype("str")
    return pd.DataFrame(
        {
            "trust_kind": kind,
            "trust_id": take_ids(raw, _TRUST_CODE).where(kind.isin(["MAT", "SAT"])),
            "trust_name": take_text(raw, _TRUST_NAME).where(kind.notna()),
        }
    )


def _as_of(name: str, open_dates: pd.Series) -> str | None:
    """Take the date of the file name; the last opening makes a bare year or month exact."""
    stated, last = date_from_name(name), open_dates.max()
    if isinstance(last, str) and last.startswith(stated or ""):
        return last
    return stated

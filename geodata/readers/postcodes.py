"""Reads postcodes with their points, and writes any postcode in the one usual way."""

import re
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

import pandas as pd

from geodata.cells import take_figures, take_text
from geodata.rawfiles import RawTable
from geodata.readers.coordinates import EASTING_RANGE_M, NORTHING_RANGE_M
from geodata.report import Read
from geodata.rowchecks import Refusal, finish_read, refuse_repeats, refuse_rows, require_columns
from geodata.suppression import parse_numbers

REQUIRED = ("postcode", "easting", "northing")
_YEARS = range(20, 50)
# Ours, and in lower case what Code-Point Open calls it, then the ONS Postcode Directory and the
# National Statistics Postcode Lookup before and since 2025.
NAMES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "postcode": ("postcode", "pcds"),
        "easting": ("easting", "eastings", "oseast1m", "east1m"),
        "northing": ("northing", "northings", "osnrth1m", "north1m"),
        "lad_code": (
            *("lad_code", "admin_district_code", "oslaua", "laua"),
            *(f"lad{year}cd" for year in _YEARS),
        ),
        "country": ("country_code", "ctry", *(f"ctry{year}cd" for year in _YEARS)),
    }
)
_OURS = MappingProxyType({theirs: ours for ours, names in NAMES.items() for theirs in names})
# each as its CSV writes it, or a map service does
COLUMNS = frozenset(
    written for name in _OURS for written in (name, name.upper(), name.capitalize())
)
ENGLAND = "E92000001"
_USUAL = r"[A-Z]{1,2}[0-9][A-Z0-9]? [0-9][A-Z]{2}"
_LOOSE = r"^([A-Z]{1,2}[0-9][A-Z0-9]?)([0-9][A-Z]{2})$"


def tidy_postcodes(text: pd.Series) -> pd.Series:
    """
    Write postcodes in capitals with one space.

    Parameters
    ----------
    text
        Postcodes as people write them; NaN stays.

    Returns
    -------
    postcodes
        `str`, index of `text`; what is no postcode stays as it is, without surrounding spaces.

    Examples
    --------
    >>> tidy_postcodes(pd.Series(["ec3a5de", "M1  1AE", "unknown"])).tolist()
    ['EC3A 5DE', 'M1 1AE', 'unknown']
    """
    loose = ~text.str.fullmatch(_USUAL).fillna(value=True)
    if not loose.any():
        return text.astype("str")
    bare = text[loose].str.upper().str.replace(r"\s+", "", regex=True)
    fits = bare.str.fullmatch(_LOOSE)
    mended = bare[fits].str.replace(_LOOSE, r"\1 \2", regex=True)
    return mended.reindex(text.index).fillna(text.str.strip()).astype("str")


def is_postcode(text: str) -> bool:
    """
    Tell whether a text is a postcode written the usual way.

    Examples
    --------
    >>> is_postcode("M1 1AE"), is_postcode("Postcode")
    (True, False)
    """
    return re.fullmatch(_USUAL, text) is not None


def read_postcodes(raw: RawTable) -> Read:
    """
    Read a table of postcodes and their points.

    Parameters
    ----------
    raw
        Columns `postcode`, `easting`, `northing` (metres, EPSG:27700) and, if known, `lad_code`
        and `country`, by any of `NAMES`.

    Returns
    -------
    read
        Table `postcodes`. Rejected: no postcode, another country, no grid reference, a point
        outside England's box, repeats.

    Raises
    ------
    MissingColumnError
        If one of `REQUIRED` is not there.
    DuplicateKeyError
        If one postcode has two different rows.
    """
    raw = replace(raw, table=_name_columns(raw.table))
    require_columns(raw, REQUIRED, "a postcodes file")
    postcode = tidy_postcodes(take_text(raw, "postcode"))
    country = take_text(raw, "country").fillna(ENGLAND)
    easting, northing = (
        parse_numbers(take_figures(raw, column))[0] for column in ("easting", "northing")
    )
    blank = easting.fillna(0).eq(0) | northing.fillna(0).eq(0)
    near = easting.between(*EASTING_RANGE_M) & northing.between(*NORTHING_RANGE_M)
    malformed = ~postcode.str.fullmatch(_USUAL).fillna(value=False)
    metres = "give easting and northing in metres of the National Grid"
    refusals = [
        Refusal(malformed, "not a postcode", "write it as AB1 2CD", "postcode"),
        Refusal(country != ENGLAND, "not in England", "nothing to do", "country"),
        Refusal(blank, "no grid reference", metres, "easting"),
        Refusal(~near, "outside England", metres, "easting"),
        refuse_repeats(raw, {"postcode": postcode}),
    ]
    kept, rejected = refuse_rows(raw, refusals, key="postcode")
    rows = kept.table.index
    table = pd.DataFrame(
        {
            "postcode": postcode.loc[rows],
            "lad_code": take_text(kept, "lad_code"),
            "easting": easting.loc[rows],
            "northing": northing.loc[rows],
        }
    )
    return finish_read(raw, "postcodes", table, [rejected])


def _name_columns(table: pd.DataFrame) -> pd.DataFrame:
    """Name the columns as we do; of two of one meaning the first counts."""
    ours: dict[str, str] = {}
    for column in table.columns:
        ours.setdefault(_OURS.get(column.lower(), column), column)
    return table[list(ours.values())].set_axis(list(ours), axis=1)

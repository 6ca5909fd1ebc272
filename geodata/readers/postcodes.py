"""Reads postcodes with their points, and writes any postcode in the one usual way."""

import pandas as pd

from geodata.cells import take_figures, take_text
from geodata.rawfiles import RawTable
from geodata.readers.coordinates import EASTING_RANGE_M, NORTHING_RANGE_M
from geodata.report import Read
from geodata.rowchecks import Refusal, finish_read, refuse_repeats, refuse_rows, require_columns
from geodata.suppression import parse_numbers

REQUIRED = ("postcode", "easting", "northing")
COLUMNS = frozenset({*REQUIRED, "lad_code"})
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


def read_postcodes(raw: RawTable) -> Read:
    """
    Read a table of postcodes and their points.

    Parameters
    ----------
    raw
        Columns `postcode`, `easting`, `northing` (metres, EPSG:27700) and, if known, `lad_code`.

    Returns
    -------
    read
        Table `postcodes`. Rejected: no postcode, a point outside England's box, repeats.

    Raises
    ------
    MissingColumnError
        If one of `REQUIRED` is not there.
    DuplicateKeyError
        If one postcode has two different rows.
    """
    require_columns(raw, REQUIRED, "a postcodes file")
    postcode = tidy_postcodes(take_text(raw, "postcode"))
    easting, northing = (
        parse_numbers(take_figures(raw, column))[0] for column in ("easting", "northing")
    )
    placed = easting.between(*EASTING_RANGE_M) & northing.between(*NORTHING_RANGE_M)
    refusals = [
        Refusal(
            ~postcode.str.fullmatch(_USUAL).fillna(value=False),
            "not a postcode",
            "write it as AB1 2CD",
            "postcode",
        ),
        Refusal(~placed, "no point in England", "give easting and northing in metres", "easting"),
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

"""Postcodes: how they are written, and the place that one, or the first half of one, names."""

import re
from bisect import bisect_left
from dataclasses import dataclass

import pandas as pd

POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?)(?:\s*([0-9][A-Z]{2}))?")


@dataclass(frozen=True)
class Place:
    """
    A point of the National Grid (EPSG:27700, metres) that people name by a postcode.

    `name` is a whole postcode, or a postcode district (its first half), which stands at the
    middle of its `n_postcodes`; `lad_code` is known of a whole one only.
    """

    name: str
    easting: float
    northing: float
    n_postcodes: int = 1
    lad_code: str | None = None

    @property
    def is_whole(self) -> bool:
        """Whether it is one postcode."""
        return " " in self.name


def write_postcode(text: str) -> str | None:
    """
    Write a postcode, or the first half of one, in capitals with one space between halves.

    Parameters
    ----------
    text
        What people type.

    Returns
    -------
    postcode
        None for anything else.

    Examples
    --------
    >>> write_postcode(" nw32ny"), write_postcode("ca10"), write_postcode("St Mary")
    ('NW3 2NY', 'CA10', None)
    """
    halves = POSTCODE.fullmatch(text.strip().upper())
    return " ".join(filter(None, halves.groups())) if halves else None


def index_postcodes(postcodes: pd.DataFrame) -> pd.DataFrame:
    """
    Make the `postcodes` table small, so that one copy can serve every visitor.

    Parameters
    ----------
    postcodes
        The table of that name, in order of postcode as its specification has it; n rows.

    Returns
    -------
    index
        The same rows and columns: points as float32, which holds a metre of England exactly,
        and district codes by number. About 25 bytes a row.
    """
    return postcodes.astype({"easting": "float32", "northing": "float32", "lad_code": "category"})


def find_place(postcodes: pd.DataFrame, text: str) -> Place | None:
    """
    Find the place that a postcode, or the first half of one, stands for.

    Parameters
    ----------
    postcodes
        The `postcodes` table or its index, in order of postcode.
    text
        What people type.

    Returns
    -------
    place
        A whole postcode's own point; a district stands at the median of its postcodes. None
        where the text is no postcode, or the table does not have it.

    Examples
    --------
    >>> row = {"postcode": ["M1 1AE"], "lad_code": [None], "easting": 384e3, "northing": 398e3}
    >>> find_place(pd.DataFrame(row), "m1")
    Place(name='M1', easting=384000.0, northing=398000.0, n_postcodes=1, lad_code=None)
    """
    name = write_postcode(text)
    if name is None:
        return None
    whole = " " in name
    codes = postcodes["postcode"].array
    # what follows a space in the order of characters is "!"
    first, last = (name, f"{name}!") if whole else (f"{name} ", f"{name}!")
    rows = postcodes.iloc[bisect_left(codes, first) : bisect_left(codes, last)]
    if rows.empty:
        return None
    lad_code = rows["lad_code"].iloc[0] if whole else None
    return Place(
        name=name,
        easting=float(rows["easting"].median()),
        northing=float(rows["northing"].median()),
        n_postcodes=len(rows),
        lad_code=None if pd.isna(lad_code) else str(lad_code),
    )

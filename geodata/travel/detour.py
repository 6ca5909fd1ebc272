"""Reads the stated detour factors: the one file that holds them is `detour.csv`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from footprints.travel.detour import DetourBand, DetourFactors, FactorError
from geodata.cells import take_text
from geodata.errors import UnreadableFileError
from geodata.rawfiles import open_table
from geodata.registercells import require_values, take_register_numbers
from geodata.rowchecks import require_columns

DETOUR_FILE = Path(__file__).with_name("detour.csv")
_NUMBERS = ("from_km", "to_km", "value", "low", "high", "n")
_TEXT = ("kind", "as_of", "source", "note")


def load_detour_factors(path: Path = DETOUR_FILE) -> DetourFactors:
    """
    Load stated detour factors.

    Parameters
    ----------
    path
        CSV with the columns `kind`, `from_km`, `to_km` (blank: no limit), `value`, `low`,
        `high`, `n`, `as_of`, `source`, `note`; the project's own unless told otherwise.

    Returns
    -------
    factors
        One band for each row, not calibrated.

    Raises
    ------
    UnreadableFileError
        If there is no such file, it is not CSV, holds no rows, or its bands overlap or cannot be.
    MissingColumnError, CellValueError
        If a column is missing, or a cell is blank or not a number where it must be one.

    Examples
    --------
    >>> [(b.from_km, b.value, b.low, b.high) for b in load_detour_factors().bands]
    [(0.0, 1.4, 1.2, 1.6), (10.0, 1.4, 1.2, 1.6), (80.0, 1.29, 1.11, 1.47)]
    """
    raw = open_table(path)
    require_columns(raw, [*_NUMBERS, *_TEXT], "a list of detour factors")
    table = pd.DataFrame({name: take_text(raw, name) for name in _TEXT})
    table = table.assign(**{name: take_register_numbers(raw, name) for name in _NUMBERS})
    require_values(raw, table, ["kind", "from_km", "value", "low", "high", "as_of", "source"])
    table["to_km"] = table["to_km"].fillna(np.inf)
    if table.empty:
        raise UnreadableFileError(f"{raw.name}: must hold a factor at least; add a row")
    try:
        bands = tuple(_make_band(row) for row in table.to_dict("records"))
        sources = dict.fromkeys(band.source for band in bands)
        return DetourFactors(bands, f"Stated, not measured here. {'. '.join(sources)}.")
    except FactorError as error:
        raise UnreadableFileError(f"{raw.name}: {error}; correct the row") from error


def _make_band(row: Mapping[str, Any]) -> DetourBand:
    """Make a band of a row; a blank count is not known, a blank note says nothing."""
    known = {key: value for key, value in row.items() if not pd.isna(value)}
    return DetourBand(**{**known, "n": int(known["n"]) if "n" in known else None})

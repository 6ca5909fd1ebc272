"""Reads what a mile costs and how fast a trip is taken to be: `mileage.csv` and `speed.csv`."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import pandas as pd

from footprints.travel.budget import ProgrammeError, Rates
from footprints.travel.speeds import AverageSpeed, RangeError
from geodata.cells import take_text
from geodata.errors import UnreadableFileError
from geodata.rawfiles import open_table
from geodata.registercells import (
    refuse_repeated_keys,
    require_values,
    take_register_numbers,
)
from geodata.rowchecks import require_columns

MILEAGE_FILE = Path(__file__).with_name("mileage.csv")
SPEED_FILE = Path(__file__).with_name("speed.csv")
_MILEAGE = ("vehicle", "tax_year", "as_of", "source")
_KMH = ("value_kmh", "low_kmh", "high_kmh")


def load_rates(path: Path = MILEAGE_FILE) -> Mapping[str, Rates]:
    """
    Load the mileage rates of each vehicle.

    Parameters
    ----------
    path
        CSV with the columns `vehicle`, `from_miles`, `pence_per_mile`, `tax_year`, `as_of` and
        `source`; the project's own unless told otherwise.

    Returns
    -------
    rates
        By vehicle.

    Raises
    ------
    UnreadableFileError
        If there is no such file, it is not CSV, or the miles of a vehicle do not rise from 0.
    MissingColumnError, CellValueError, DuplicateKeyError
        If a column is missing, a cell is blank or no number, or a step is listed twice.

    Examples
    --------
    >>> load_rates()["car"].steps
    ((0.0, 45.0), (10000.0, 25.0))
    """
    raw = open_table(path)
    require_columns(raw, [*_MILEAGE, "from_miles", "pence_per_mile"], "a list of mileage rates")
    table = pd.DataFrame({name: take_text(raw, name) for name in _MILEAGE})
    for name in ("from_miles", "pence_per_mile"):
        table[name] = take_register_numbers(raw, name)
    require_values(raw, table, list(table.columns))
    refuse_repeated_keys(raw.name, table.astype("str"), ["vehicle", "from_miles"])
    try:
        return MappingProxyType(
            {str(vehicle): _make_rates(own) for vehicle, own in table.groupby("vehicle")}
        )
    except ProgrammeError as error:
        raise UnreadableFileError(f"{raw.name}: {error}; correct the rows") from error


def _make_rates(own: pd.DataFrame) -> Rates:
    """Make the rates of one vehicle of its rows."""
    ordered = own.sort_values("from_miles")
    steps = zip(ordered["from_miles"], ordered["pence_per_mile"], strict=True)
    first = ordered.iloc[0]
    return Rates(
        str(first["vehicle"]),
        tuple((float(start), float(pence)) for start, pence in steps),
        str(first["tax_year"]),
        str(first["source"]),
    )


def load_speed(path: Path = SPEED_FILE) -> AverageSpeed:
    """
    Load the average speed by which minutes are estimated.

    Parameters
    ----------
    path
        CSV of one row with the columns `value_kmh`, `low_kmh`, `high_kmh`, `source`; the
        project's own unless told otherwise.

    Returns
    -------
    speed
        With its source.

    Raises
    ------
    UnreadableFileError
        If there is no such file, it is not CSV, has not one row, or its speeds are out of order.
    MissingColumnError, CellValueError
        If a column is missing, or a cell is blank or no number.

    Examples
    --------
    >>> speed = load_speed()
    >>> speed.low_kmh, speed.value_kmh, speed.high_kmh
    (40.0, 50.0, 70.0)
    """
    raw = open_table(path)
    require_columns(raw, [*_KMH, "source"], "the average speed")
    table = pd.DataFrame({name: take_register_numbers(raw, name) for name in _KMH})
    table["source"] = take_text(raw, "source")
    require_values(raw, table, list(table.columns))
    if len(table) != 1:
        raise UnreadableFileError(f"{raw.name}: must have one row, got {len(table)}")
    row = table.iloc[0]
    value, low, high = (float(row[name]) for name in _KMH)
    try:
        return AverageSpeed(value, low, high, str(row["source"]))
    except RangeError as error:
        raise UnreadableFileError(f"{raw.name}: {error}; correct the row") from error

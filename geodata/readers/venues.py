"""Reads venues that a visitor brings: places where sessions are held, with their capacity."""

from dataclasses import dataclass, replace

import pandas as pd

from footprints.access.supply import Supply, take_venues
from geodata.cells import take_figures, take_text
from geodata.rawfiles import RawTable
from geodata.readers.coordinates import take_points
from geodata.report import join_problems
from geodata.rowchecks import Refusal, refuse_rows, require_columns
from geodata.slugs import name_slugs
from geodata.suppression import parse_numbers

REQUIRED = ("name", "easting", "northing")
LONGEST_NAME = 120


@dataclass(frozen=True)
class Venues:
    """The venues as a supply, and a row of `problems` for each row refused."""

    supply: Supply
    problems: pd.DataFrame


def read_venues(raw: RawTable) -> Venues:
    """
    Read places with their capacity.

    Parameters
    ----------
    raw
        Columns `name`, `easting`, `northing` (EPSG:27700 metres) and maybe `capacity`, in capitals
        or not; a capacity that is blank is not stated, and without the column each counts 1.

    Returns
    -------
    venues
        Refused: no name, one that is there already, no usable point in England, a capacity that
        is no number from 0 up.

    Raises
    ------
    MissingColumnError
        If a column of `REQUIRED` is not there.
    """
    lower = replace(raw, table=raw.table.rename(columns=str.lower))
    require_columns(lower, REQUIRED, "a list of venues")
    name = take_text(lower, "name").str.replace(r"\s+", " ", regex=True).str[:LONGEST_NAME]
    places = {"easting": "Easting", "northing": "Northing"}
    points = take_points(replace(lower, table=lower.table.rename(columns=places)), key="name")
    capacity, wrong = _take_capacity(lower)
    kept, problems = refuse_rows(
        lower,
        [
            Refusal(name.isna(), "no name", "write what the venue is called, or delete the row"),
            Refusal(
                name.str.casefold().duplicated() & name.notna(),
                "a venue of this name is there already",
                "delete the row, or tell the two apart by name",
                "name",
            ),
            Refusal(
                points.points["coord_flag"].notna(),
                "no point in England",
                "write easting and northing in metres, British National Grid",
                "easting",
            ),
            Refusal(
                wrong,
                "the capacity is not a number from 0 up",
                "write a number, or leave it blank where it is not known",
                "capacity",
            ),
        ],
        key="name",
    )
    rows = kept.table.index
    ids = name_slugs(name.loc[rows])
    table = pd.DataFrame(
        {
            "site_id": name.loc[rows].map(ids),
            "name": name.loc[rows],
            "easting": points.points.loc[rows, "easting"],
            "northing": points.points.loc[rows, "northing"],
            "capacity": capacity.loc[rows],
        }
    )
    joined = join_problems([problems]).sort_values("row", ignore_index=True)
    return Venues(take_venues(table, what="venues of a visitor"), joined)


def _take_capacity(raw: RawTable) -> tuple[pd.Series, pd.Series]:
    """Take the capacities, and mark those that cannot be one."""
    if "capacity" not in raw.table.columns:
        index = raw.table.index
        return pd.Series(1.0, index=index), pd.Series(data=False, index=index)
    given = take_figures(raw, "capacity")
    numbers = parse_numbers(given)[0]
    return numbers, (given.notna() & numbers.isna()) | (numbers < 0)

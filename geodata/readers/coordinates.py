"""Eastings and northings as published: which are usable, and what is wrong with the rest."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyproj

from footprints.schema import CRS
from geodata.cells import take_figures, take_text
from geodata.rawfiles import RawTable
from geodata.report import join_problems, make_problems
from geodata.suppression import parse_numbers

# England with the Isles of Scilly and Berwick, in metres of EPSG:27700; a little sea and a little
# of Wales and Scotland are inside, which only the polygons can tell.
EASTING_RANGE_M = (80_000.0, 656_000.0)
NORTHING_RANGE_M = (5_000.0, 658_000.0)
FROM_DEGREES = "Latitude and longitude in the file"
_REASONS = {
    "missing": "no coordinates",
    "zero": "coordinates of 0",
    "degrees": "coordinates in degrees where metres of the National Grid are expected",
    "swapped": "easting and northing look exchanged",
    "outside_england": "coordinates outside England",
    "not_a_number": "coordinates that are not numbers",
}
_BOTH = "Easting, Northing"
_REMEDY = "give Easting and Northing in metres; until then the school has no point on the map"


@dataclass(frozen=True)
class Places:
    """
    Where the records of a file are.

    `points` has `easting`, `northing` (float64 metres, EPSG:27700, NaN where unusable),
    `coord_source` and `coord_flag` (`str`), index of the raw table.
    """

    points: pd.DataFrame
    problems: pd.DataFrame


def take_points(raw: RawTable, *, key: str) -> Places:
    """
    Take the coordinates of a GIAS extract, blanking what cannot be right.

    Parameters
    ----------
    raw
        With `Easting` and `Northing`, and maybe `Latitude`, `Longitude` and `coord_source`; a
        column that is not there is as one that is blank.
    key
        Column that identifies a row, for the problems.

    Returns
    -------
    places
        `coord_flag` is NaN where the point is usable, else `missing`, `zero`, `degrees`,
        `swapped`, `outside_england` or `not_a_number`; each flagged row is a `blanked` problem.
        Where latitude and longitude give a point in England, that point stands in for a flagged
        one, with a `warning` and `FROM_DEGREES` as its source.
    """
    flag, metres = _judge(raw)
    rescued = _points_from_degrees(raw).where(flag.notna()).dropna()
    points = metres.mask(flag.notna())
    points.loc[rescued.index] = rescued
    lost = flag.mask(flag.index.isin(rescued.index))
    source = take_text(raw, "coord_source").fillna("GIAS").mask(lost.notna())
    points["coord_source"] = source.mask(flag.index.isin(rescued.index), FROM_DEGREES)
    points["coord_flag"] = lost.astype("str")
    return Places(points, _report(raw, flag, lost, key))


def _judge(raw: RawTable) -> tuple[pd.Series, pd.DataFrame]:
    """Flag each point; the first thing wrong with it wins."""
    given = [take_figures(raw, column) for column in ("Easting", "Northing")]
    easting, northing = (parse_numbers(figures)[0] for figures in given)
    conditions = {
        "not_a_number": (given[0].notna() & easting.isna()) | (given[1].notna() & northing.isna()),
        "missing": easting.isna() | northing.isna(),
        "zero": (easting == 0) | (northing == 0),
        "degrees": (easting.abs() <= 180) & (northing.abs() <= 180),
        "swapped": ~_in_england(easting, northing) & _in_england(northing, easting),
        "outside_england": ~_in_england(easting, northing),
    }
    flags = np.select(list(conditions.values()), list(conditions), default="")
    flag = pd.Series(flags, index=raw.table.index, dtype="str")
    return flag.mask(flag == ""), pd.DataFrame({"easting": easting, "northing": northing})


def _in_england(easting: pd.Series, northing: pd.Series) -> pd.Series:
    """Tell whether a point lies in the box around England."""
    return easting.between(*EASTING_RANGE_M) & northing.between(*NORTHING_RANGE_M)


def _points_from_degrees(raw: RawTable) -> pd.DataFrame:
    """Convert latitude and longitude (WGS 84); NaN where they give no point in England."""
    latitude, longitude = (
        parse_numbers(take_figures(raw, column))[0] for column in ("Latitude", "Longitude")
    )
    to_grid = pyproj.Transformer.from_crs("EPSG:4326", CRS, always_xy=True)
    easting, northing = to_grid.transform(longitude.to_numpy(), latitude.to_numpy())
    points = pd.DataFrame({"easting": easting, "northing": northing}, index=raw.table.index)
    return points.where(_in_england(points["easting"], points["northing"]))


def _report(raw: RawTable, flag: pd.Series, lost: pd.Series, key: str) -> pd.DataFrame:
    """Say of each flagged row what was wrong, and whether another point stood in."""
    parts = []
    for name in flag.dropna().unique():
        reason = _REASONS[name]
        parts += [
            make_problems(
                raw.name,
                _with_point(raw.table[lost == name]),
                severity="blanked",
                reason=reason,
                remedy=_REMEDY,
                key=key,
                field=_BOTH,
            ),
            make_problems(
                raw.name,
                _with_point(raw.table[(flag == name) & lost.isna()]),
                severity="warning",
                reason=f"{reason}; the point was made from latitude and longitude",
                remedy="give Easting and Northing in metres",
                key=key,
                field=_BOTH,
            ),
        ]
    return join_problems(parts)


def _with_point(rows: pd.DataFrame) -> pd.DataFrame:
    """Show both coordinates as one value."""
    blank = pd.Series("blank", index=rows.index, dtype="str")
    shown = [
        rows[column].astype("str").fillna("blank") if column in rows else blank
        for column in ("Easting", "Northing")
    ]
    return rows.assign(**{_BOTH: shown[0] + ", " + shown[1]})

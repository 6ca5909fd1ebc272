"""Where each school stands, and which coordinates are not to be believed."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from footprints.membership.placement import (
    FAR_LIMIT_M,
    NEAREST_LIMIT_M,
    distance_outside_m,
    place_schools,
)
from footprints.schema import CRS, check_table
from geodata.districtlayers import DistrictLayers
from geodata.report import join_problems, make_problems

SOURCE = "establishments"


def locate_schools(
    establishments: pd.DataFrame, layers: DistrictLayers, districts: pd.DataFrame
) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """
    Place schools in districts and doubt points that contradict the school's own record.

    A point more than 1 km outside the district the record states is flagged. If exchanging
    easting and northing would put it there, or if it lies in no English district at all, the
    point is blanked: the school keeps its district and is reported.

    Parameters
    ----------
    establishments
        The `establishments` table: n rows.
    layers
        From `geodata.districtlayers.choose_layers`.
    districts
        The `districts` table.

    Returns
    -------
    schools
        The `schools` table, n rows, EPSG:27700.
    problems
        The `problems` table: flagged points.
    """
    schools, problems = _doubt_points(establishments, layers, districts)
    points = _points(schools)
    placed = place_schools(points, _by_urn(schools, "district_code"), layers.detailed, districts)
    known = districts.set_index("lad_code")
    lad = placed["area_code"].reset_index(drop=True)
    schools = schools.assign(
        lad_code=lad,
        lad_route=placed["route"].to_numpy(),
        region_code=lad.map(known["region_code"]).to_numpy(),
        region=lad.map(known["region_name"]).fillna(schools["region"]).to_numpy(),
        la_name=schools["la_name"],
    )
    located = gpd.GeoDataFrame(schools, geometry=points.to_numpy(), crs=CRS)
    checked: gpd.GeoDataFrame = check_table("schools", located)
    return checked, problems


def _doubt_points(
    establishments: pd.DataFrame, layers: DistrictLayers, districts: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Flag and where needed blank the points that contradict the record."""
    schools = establishments.reset_index(drop=True)
    points = _points(schools)
    nowhere = gpd.GeoSeries([None] * len(points), index=points.index, crs=CRS)
    stated = place_schools(nowhere, _by_urn(schools, "district_code"), layers.detailed, districts)[
        "area_code"
    ]
    far = distance_outside_m(points, stated, layers.detailed).gt(FAR_LIMIT_M)
    mirrored = _points(schools.rename(columns={"easting": "northing", "northing": "easting"}))
    swapped = far & distance_outside_m(mirrored, stated, layers.detailed).le(FAR_LIMIT_M)
    doubtful = (far | stated.isna()) & ~swapped
    abroad = _is_abroad(points[doubtful], layers.detailed).reindex(points.index, fill_value=False)
    flags = {"swapped": swapped, "outside_england": abroad, "far_from_district": far}
    return _flag(schools, {name: mask.to_numpy() for name, mask in flags.items()})


def _flag(
    schools: pd.DataFrame, flags: dict[str, np.ndarray]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Apply the first flag that holds, and report it."""
    told = {
        "swapped": ("easting and northing look exchanged", "exchange them in the source"),
        "outside_england": ("the point lies in no English district", "correct it at the source"),
        "far_from_district": (
            "the point lies more than 1 km outside the district the record states",
            "check postcode and coordinates at the source; the stated district is used",
        ),
    }
    problems = []
    flagged = schools["coord_flag"].copy()
    blank = pd.Series(data=False, index=schools.index)
    for name, mask in flags.items():
        new = mask & flagged.isna()
        flagged = flagged.mask(new, name)
        kept = name == "far_from_district"
        blank |= new & (not kept)
        value = schools["easting"].astype("str") + ", " + schools["northing"].astype("str")
        rows = schools.assign(coordinates=value)[new]
        problems.append(
            make_problems(
                SOURCE,
                rows,
                severity="warning" if kept else "blanked",
                reason=told[name][0],
                remedy=told[name][1],
                key="urn",
                field="coordinates",
            ).assign(row=pd.array([pd.NA] * len(rows), dtype="Int64"))
        )
    doubted = schools.assign(
        coord_flag=flagged,
        easting=schools["easting"].mask(blank),
        northing=schools["northing"].mask(blank),
    )
    return doubted, join_problems(problems)


def _is_abroad(points: gpd.GeoSeries, areas: gpd.GeoDataFrame) -> pd.Series:
    """Tell the points farther than the nearest limit from every district."""
    here = points[points.notna()]
    at, _ = areas.sindex.nearest(here.to_numpy(), return_all=False, max_distance=NEAREST_LIMIT_M)
    away = pd.Series(data=True, index=here.index)
    away.iloc[at] = False
    return away


def _points(schools: pd.DataFrame) -> gpd.GeoSeries:
    """Make points by urn; None where a coordinate is missing."""
    points = shapely.points(schools[["easting", "northing"]].to_numpy())
    missing = schools[["easting", "northing"]].isna().any(axis=1).to_numpy()
    index = pd.Index(schools["urn"], name="urn")
    return gpd.GeoSeries(np.where(missing, None, points), index=index, crs=CRS)


def _by_urn(schools: pd.DataFrame, column: str) -> pd.Series:
    """Give a column by urn."""
    return schools.set_index("urn")[column]

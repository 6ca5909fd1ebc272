"""Centres of gravity, and how far the schools of a unit lie about them; METRICS section 5.

Four centres are kept apart: the base (where the unit is led from), the mean centre, the geometric
median, and the centroid of the footprint. The last is a point of an outline: it says where land
is, not where schools are, and is never used as a centre of schools.
"""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from footprints.distance import METRES_PER_KM
from footprints.locals.contingency import Weight
from footprints.membership.members import KEY, Floats, Members
from footprints.schema import check_grid
from footprints.units.clouds import (
    TOLERANCE_M,
    Cloud,
    average_points,
    find_medians,
    make_cloud,
    measure_spread,
)


def gather_cloud(members: Members, *, weight: Weight = "schools") -> Cloud:
    """
    Gather the schools of every unit as a cloud whose groups are the units.

    Parameters
    ----------
    members
        From `footprints.membership.members.index_members`.
    weight
        `schools`: 1 each; `pupils`: the number on roll, a school that states none left out.

    Returns
    -------
    cloud
        Groups are rows of `members.units`.
    """
    own = members.schools[["easting", "northing", "pupils"]].to_numpy()[members.school]
    return make_cloud(
        own[:, :2],
        weights=None if weight == "schools" else own[:, 2],
        group=members.unit,
        n_groups=len(members.units),
    )


def find_centres(
    members: Members, *, weight: Weight = "schools", tolerance_m: float = TOLERANCE_M
) -> pd.DataFrame:
    """
    Find the centres of every unit and how its schools lie about them.

    Parameters
    ----------
    members
        From `footprints.membership.members.index_members`.
    weight
        What a school counts for; see `gather_cloud`.
    tolerance_m
        See `find_medians`.

    Returns
    -------
    centres
        Index `(system, unit_id)`, one row for each unit. `n_schools`; `n_counted`, those with
        coordinates and weight; `base_easting`, `base_northing`; `mean_easting`,
        `mean_northing`; `median_easting`, `median_northing` (metres, EPSG:27700); `sd_km`;
        `base_to_mean_km`; `eccentricity`, that over `sd_km`. NaN where there is no base or no
        school that counts; `eccentricity` also where all schools stand in one place.
    """
    cloud = gather_cloud(members, weight=weight)
    table = members.units[[*KEY, "base_easting", "base_northing"]].set_index(KEY)
    table.insert(0, "n_schools", np.diff(members.starts))
    table.insert(1, "n_counted", np.bincount(cloud.group, minlength=cloud.n_groups))
    table[["mean_easting", "mean_northing"]] = average_points(cloud)
    table[["median_easting", "median_northing"]] = find_medians(cloud, tolerance_m=tolerance_m)
    return table.assign(**measure_eccentricity(cloud, table.iloc[:, 2:4].to_numpy()))


def measure_eccentricity(cloud: Cloud, base: Floats) -> dict[str, Floats]:
    """
    Measure how far each group's base lies from its mean centre, in standard distances.

    Parameters
    ----------
    cloud
        From `make_cloud` or `gather_cloud`.
    base
        Metres, EPSG:27700, number of groups by 2; NaN where unknown.

    Returns
    -------
    columns
        `sd_km`, `base_to_mean_km` and `eccentricity` as in `find_centres`.
    """
    sd_km = measure_spread(cloud)
    away_km = np.hypot(*(base - average_points(cloud)).T) / METRES_PER_KM
    return {
        "sd_km": sd_km,
        "base_to_mean_km": away_km,
        "eccentricity": away_km / np.where(sd_km > 0, sd_km, np.nan),
    }


def find_footprint_centroids(footprints: gpd.GeoDataFrame) -> pd.DataFrame:
    """
    Find the centroid of each unit's polygons, by area; never a centre of its schools.

    Parameters
    ----------
    footprints
        The table of that name: the rows of a unit, one for each certainty, do not overlap.

    Returns
    -------
    centroids
        Index `(system, unit_id)`; `centroid_easting`, `centroid_northing`, metres.

    Raises
    ------
    CrsError
        If `footprints` are not in EPSG:27700.
    """
    check_grid(footprints=footprints)
    shapes = footprints.geometry.to_numpy()
    groups = footprints.groupby(KEY, sort=True)
    cloud = make_cloud(
        shapely.get_coordinates(shapely.centroid(shapes)),
        weights=shapely.area(shapes),
        group=groups.ngroup().to_numpy(),
        n_groups=groups.ngroups,
    )
    index = pd.MultiIndex.from_tuples(sorted(groups.indices), names=KEY)
    columns = ["centroid_easting", "centroid_northing"]
    return pd.DataFrame(average_points(cloud), index=index, columns=columns)


def measure_remoteness(areas: pd.Series, members: Members) -> pd.DataFrame:
    """
    Say how remote each area is from the base of each unit that its schools are in.

    The median distance from the area's schools in the unit to the base, and its mid-rank
    percentile among all the unit's schools: 100 times the share of them that is nearer plus half
    the share that is just as far. 50 is the middle; near 100, hardly any school of the unit is
    farther from its base.

    Parameters
    ----------
    areas
        Label of the area of each school, index `urn`; missing where it is in none. A school may
        be in several areas, one row for each. For a selection, give its urns one label.
    members
        From `footprints.membership.members.index_members`; a school out of scope does not count.

    Returns
    -------
    remoteness
        Index `area`, `system`, `unit_id`, for each area and unit that share a school whose
        distance is known: `n_area` and `n_unit`, the schools with a distance in both and in the
        unit, `median_km`, `percentile`.
    """
    placed = areas.dropna()
    school = pd.Index(members.schools["urn"]).get_indexer(placed.index)
    rows = pd.DataFrame({"area": placed.to_numpy(), "school": school})[school >= 0]
    entries = pd.DataFrame(
        {"school": members.school, "unit": members.unit, "km": members.straight_km}
    ).dropna()
    met = rows.merge(entries, on="school").groupby(["area", "unit"])["km"]
    table = met.agg(n_area="size", median_km="median").reset_index()
    nearer, equal = _count_nearer(entries, table)
    table["n_unit"] = table["unit"].map(entries["unit"].value_counts())
    table["percentile"] = 100 * (nearer + equal / 2) / table["n_unit"]
    table[KEY] = members.units[KEY].iloc[table["unit"]].to_numpy()
    columns = ["n_area", "n_unit", "median_km", "percentile"]
    return table.set_index(["area", *KEY])[columns]


def _count_nearer(entries: pd.DataFrame, asked: pd.DataFrame) -> tuple[Floats, Floats]:
    """Count the entries of a unit that are nearer than a distance, and those just as far."""
    values = np.concatenate([entries["km"], asked["median_km"]])
    rank = np.unique(values, return_inverse=True)[1]
    unit = np.concatenate([entries["unit"], asked["unit"]]).astype("int64")
    key = unit * (len(values) + 1) + rank
    held, wanted = np.sort(key[: len(entries)]), key[len(entries) :]
    below, upto = held.searchsorted(wanted), held.searchsorted(wanted, side="right")
    first = held.searchsorted(unit[len(entries) :] * (len(values) + 1))
    return (below - first).astype("float64"), (upto - below).astype("float64")

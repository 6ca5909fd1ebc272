"""The nearest base of each school by one method, and when it may be named at all.

Bases come sorted by unit, so that of equally near ones the first by `unit_id` is the nearest.
"""

from dataclasses import dataclass

import numpy as np

from footprints.travel.water import (
    NO_WATER,
    Codes,
    Floats,
    Water,
    find_apart,
    find_water,
    place_on_land,
)


@dataclass(frozen=True)
class NearestBase:
    """For n schools: `row` of the nearest of the bases, -1 where none is named, and its `km`."""

    row: Codes
    km: Floats


def choose_nearest(km: Floats) -> NearestBase:
    """
    Choose the base at the least distance.

    Parameters
    ----------
    km
        n by m, bases by `unit_id`; NaN where there is no distance.

    Returns
    -------
    nearest
        Of n schools; none where a school has no distance to any base.

    Examples
    --------
    >>> found = choose_nearest(np.array([[np.nan, 2.0, 2.0], [np.nan, np.nan, np.nan]]))
    >>> found.row.tolist(), found.km.tolist()
    ([1, -1], [2.0, nan])
    """
    if not km.shape[1]:
        nobody = len(km)
        return NearestBase(np.full(nobody, -1, dtype="int64"), np.full(nobody, np.nan))
    filled = np.where(np.isnan(km), np.inf, km)
    row = filled.argmin(axis=1)
    least = np.take_along_axis(filled, row[:, None], axis=1)[:, 0]
    known = np.isfinite(least)
    return NearestBase(np.where(known, row, -1).astype("int64"), np.where(known, least, np.nan))


def choose_across_no_water(
    estimate_km: Floats, schools: Floats, bases: Floats, water: Water
) -> NearestBase:
    """
    Choose the nearest base by estimate among those with no water between.

    Only the line to the best base left is tested, again and again: far fewer than all.

    Parameters
    ----------
    estimate_km
        n by m as if there were no water, bases by `unit_id`; NaN where there is no estimate.
    schools, bases
        EPSG:27700 metres, n by 2 and m by 2; NaN where unknown.
    water
        What no factor crosses.

    Returns
    -------
    nearest
        Of n schools; none where water is before every base.

    Examples
    --------
    >>> import shapely
    >>> from footprints.travel.water import LandMass
    >>> isle = LandMass("i", "Isle", "ferry", "apart", shapely.box(0, 0, 10, 10), "by hand")
    >>> here, bases = np.array([[5.0, 5.0]]), np.array([[5.0, 12.0], [9.0, 9.0]])
    >>> choose_across_no_water(np.array([[0.5, 0.8]]), here, bases, Water((isle,))).row.tolist()
    [1]
    """
    mass, base_mass = place_on_land(schools, water), place_on_land(bases, water)
    left = np.where(find_apart(mass[:, None], base_mass), np.nan, estimate_km)
    asked = np.arange(len(left))
    while len(asked):
        best = choose_nearest(left[asked])
        found = best.row >= 0
        asked, row = asked[found], best.row[found]
        wet = find_water(schools[asked], bases[row], water) != NO_WATER
        asked, row = asked[wet], row[wet]
        left[asked, row] = np.nan
    return choose_nearest(left)


def prove_nearest(road_km: Floats, straight_km: Floats) -> NearestBase:
    """
    Choose the nearest base by road where no base that the roads do not reach can be nearer.

    No road is shorter than the straight line: the best road distance is the least of all if it
    is at most the straight line to each base without a road distance.

    Parameters
    ----------
    road_km
        n by m, bases by `unit_id`; NaN where the network does not reach.
    straight_km
        n by m; NaN where unknown.

    Returns
    -------
    nearest
        Of n schools; none where it cannot be proved.

    Examples
    --------
    >>> road, straight = np.array([[9.0, np.nan]] * 2), np.array([[7.0, 9.5], [7.0, 8.5]])
    >>> prove_nearest(road, straight).row.tolist()
    [0, -1]
    """
    best = choose_nearest(road_km)
    unreached = choose_nearest(np.where(np.isnan(road_km), straight_km, np.nan))
    proved = ~(unreached.km < best.km)
    return NearestBase(np.where(proved, best.row, -1), np.where(proved, best.km, np.nan))

"""How far a school is from the centre of each of its units, and from its nearest sibling.

A centre is the mean of the places of a unit's schools: a point, often in a field or at sea, so
that only a straight line leads to it.
"""

import numpy as np
import pandas as pd

from footprints.distance import straight_km
from footprints.membership.members import Members
from footprints.roads.placepairs import classify_places
from footprints.travel.detour import DetourFactors, estimate_road_km
from footprints.travel.water import NO_WATER, Codes, Floats, Water, find_water
from footprints.units.centres import gather_cloud
from footprints.units.clouds import average_points


def measure_to_centres(members: Members) -> pd.DataFrame:
    """
    Measure how far each school is from the centre of gravity of each of its units.

    Parameters
    ----------
    members
        From `footprints.membership.members.index_members`; the centre is that of its schools,
        each counting 1.

    Returns
    -------
    centres
        Index `(urn, system, unit_id)`, one row for each school and unit: `centre_km`, straight,
        0 for a school alone in its unit, NaN without coordinates; `n_schools` of the unit.

    Examples
    --------
    >>> from footprints.membership.members import index_members
    >>> from footprints.schema import empty_table
    >>> schools = pd.DataFrame({"urn": [1, 2], "easting": [0.0, 6000], "northing": [0.0, 8000]})
    >>> schools["pupils"] = 100.0
    >>> held = {"urn": [1, 2], "system": "trust", "unit_id": "T", "certainty": "listed"}
    >>> members = index_members(schools, pd.DataFrame(held), empty_table("units"), scope="all")
    >>> measure_to_centres(members)["centre_km"].tolist()
    [5.0, 5.0]
    """
    centre = average_points(gather_cloud(members))[members.unit]
    place = members.schools[["easting", "northing"]].to_numpy(dtype="float64")[members.school]
    table = _list_entries(members).assign(
        centre_km=straight_km(*place.T, *centre.T),
        n_schools=np.diff(members.starts)[members.unit],
    )
    return table.set_index(["urn", "system", "unit_id"]).sort_index()


def find_siblings(
    members: Members, factors: DetourFactors, water: Water, *, system: str = "trust"
) -> pd.DataFrame:
    """
    Find each school's nearest sibling: another school of its unit in one system.

    Parameters
    ----------
    members
        From `footprints.membership.members.index_members`: who counts as a school.
    factors, water
        For the estimate, and what no factor crosses.
    system
        Whose units; a system of very large units takes memory of the square of their schools.

    Returns
    -------
    siblings
        Index `(urn, unit_id)`, one row for each school and unit of the system: `n_siblings`;
        `sibling_urn` (NA where there is none with coordinates), the nearest in a straight line,
        of equally near ones the lowest urn; `straight_km` to it, and the estimates `detour_km`,
        `detour_low_km`, `detour_high_km`, NaN across water.

    Raises
    ------
    UnknownKeyError
        If no unit of the system is known.

    Examples
    --------
    >>> from footprints.membership.members import index_members
    >>> from footprints.schema import empty_table
    >>> schools = pd.DataFrame({"urn": [1, 2], "easting": [0.0, 6000], "northing": [0.0, 8000]})
    >>> held = {"urn": [1, 2], "system": "trust", "unit_id": "T", "certainty": "listed"}
    >>> schools["urban_rural"] = None
    >>> members = index_members(schools, pd.DataFrame(held), empty_table("units"), scope="all")
    >>> siblings = find_siblings(members, DetourFactors((), "none"), Water())
    >>> siblings["sibling_urn"].tolist(), siblings["straight_km"].tolist()
    ([2, 1], [10.0, 10.0])
    """
    own = members.keep_units(*members.find_system(system))
    places = own.schools[["easting", "northing"]].to_numpy(dtype="float64")
    sibling = np.full(len(own.school), -1, dtype="int64")
    for first, last in zip(own.starts[:-1], own.starts[1:], strict=True):
        sibling[first:last] = _find_in_unit(own.school[first:last], places)
    there = np.where(sibling[:, None] >= 0, places[sibling], np.nan)
    here = places[own.school]
    km = straight_km(*here.T, *there.T)
    dry_km = np.where(find_water(here, there, water) == NO_WATER, km, np.nan)
    kind = classify_places(own.schools["urban_rural"])[own.school]
    estimate = estimate_road_km(dry_km, factors, kind)
    urns = own.schools["urn"].astype("Int64").iloc[sibling].mask(sibling < 0)
    table = _list_entries(own).assign(
        n_siblings=np.diff(own.starts)[own.unit] - 1,
        sibling_urn=urns.to_numpy(),
        straight_km=km,
        detour_km=estimate.value,
        detour_low_km=estimate.low,
        detour_high_km=estimate.high,
    )
    return table.drop(columns="system").set_index(["urn", "unit_id"]).sort_index()


def _list_entries(members: Members) -> pd.DataFrame:
    """List the school and unit of each entry."""
    units = members.units[["system", "unit_id"]].iloc[members.unit].reset_index(drop=True)
    return units.assign(urn=members.schools["urn"].to_numpy()[members.school])


def _find_in_unit(school: Codes, places: Floats) -> Codes:
    """Give the row of the nearest other school of a unit, -1 where there is none."""
    east, north = places[school].T
    metres = np.hypot(east[:, None] - east, north[:, None] - north)
    np.fill_diagonal(metres, np.nan)
    away = np.where(np.isnan(metres), np.inf, metres)
    # schools come by urn, so the first of equally near ones is the lowest
    nearest = away.argmin(axis=1)
    return np.where(np.isfinite(away.min(axis=1)), school[nearest], -1)

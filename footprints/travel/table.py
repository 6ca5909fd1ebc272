"""The travel table: how far each school is from its base in each system, and from the nearest.

One row for each school, system and unit the school belongs to; a school with no unit in a system
has one row without a unit, for the nearest base. Only systems with a known base, and only the
schools in a system's scope, have rows: others have nowhere to go. "Nearest" is always among the
bases whose place is known, which in some systems are few.
"""

import pandas as pd

from footprints.errors import SchemaError, UnknownKeyError
from footprints.schema import check_table, empty_table
from footprints.travel.detour import DetourFactors
from footprints.travel.methods import METHODS, Method
from footprints.travel.systemtravel import measure_system, set_up_system
from footprints.travel.water import Water

PAIR = ["urn", "system", "unit_id"]
ROAD_COLUMNS = (*PAIR, "road_km", "minutes")


def tabulate_travel(
    schools: pd.DataFrame,
    memberships: pd.DataFrame,
    units: pd.DataFrame,
    *,
    systems: pd.DataFrame,
    factors: DetourFactors,
    water: Water,
    method: Method = "straight",
    road: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """
    Measure the way from every school to its base and to the nearest, in every system.

    Parameters
    ----------
    schools, memberships, units
        The tables of those names.
    systems
        The table of that name; those without a known base have no rows.
    factors
        For the detour estimate, by the rural-urban class of the school.
    water
        What no factor crosses.
    method
        By which the nearest base and the penalty are measured, in the whole table. By `detour`,
        the nearest is among the bases with an estimate. By `road` or `remote`, it is named only
        where no base without a road distance can be nearer.
    road
        Columns `urn`, `system`, `unit_id`, `road_km`, `minutes`: a row for each pair that a
        network or a service answered, one of both for all; NaN is unreached, as is a pair that
        is not there. It fills `road_km` and `minutes`.

    Returns
    -------
    travel
        The `travel` table. Missing is NaN: a distance to a base that is not known, an estimate
        across water (`no_estimate` says why), a `road_km` that nobody measured. `penalty_km` is
        the way to the assigned base less the way to the nearest, never below 0; missing where
        either is.

    Raises
    ------
    UnknownKeyError
        If there is no such method, or it is `road` or `remote` and `road` is not given.
    SchemaError
        If `road` lacks a column or has two rows for a pair.

    Examples
    --------
    >>> from footprints.schema import empty_table
    >>> names = ("schools", "memberships", "units", "systems")
    >>> schools, memberships, units, systems = map(empty_table, names)
    >>> nothing = DetourFactors((), "none")
    >>> travel = tabulate_travel(
    ...     schools, memberships, units, systems=systems, factors=nothing, water=Water()
    ... )
    >>> len(travel), list(travel)[3:5]
    (0, ['straight_km', 'detour_km'])
    """
    _check_method(method, road)
    answers = _check_road(road)
    parts = []
    for system in systems.itertuples():
        task = set_up_system(
            system.system, schools, memberships, units, scope=system.scope, road=answers
        )
        if len(task.bases):
            parts.append(measure_system(task, factors, water, method))
    return check_table("travel", pd.concat(parts)) if parts else empty_table("travel")


def _check_method(method: Method, road: pd.DataFrame | None) -> None:
    """Insist on a method that is known and has what it needs."""
    if method not in METHODS:
        raise UnknownKeyError(f"`method` must be one of {list(METHODS)}, got {method!r}")
    if method in {"road", "remote"} and road is None:
        raise UnknownKeyError(f"`method` {method!r} needs `road`, the distances it answered")


def _check_road(road: pd.DataFrame | None) -> pd.DataFrame:
    """Insist on the columns of road distances, each pair once."""
    if road is None:
        road = pd.DataFrame({name: pd.Series(dtype="object") for name in ROAD_COLUMNS})
    missing = [column for column in ROAD_COLUMNS if column not in road.columns]
    if missing:
        raise SchemaError(f"`road` must have the columns {missing}, got {list(road.columns)}")
    repeated = road[road.duplicated(PAIR)]
    if len(repeated):
        first = repeated[PAIR].iloc[0].to_dict()
        raise SchemaError(f"`road` must have one row for each pair, got two for {first}")
    return road

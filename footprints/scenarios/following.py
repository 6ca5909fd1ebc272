"""Who goes to a satellite once it is there, and what that does to their travel."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from footprints.locals.signatures import Codes
from footprints.membership.members import Floats
from footprints.scenarios.changes import SAME, label_changes
from footprints.scenarios.travelcosts import NAME_OF_SATELLITE, TravelCosts

Follow = Literal["school", "district"]
FOLLOWS: Mapping[Follow, str] = MappingProxyType(
    {
        "school": "each school goes to the nearest satellite if that is nearer than where it goes "
        "today, so none gets farther",
        "district": "each district goes whole to the satellite that costs its schools least if "
        "that is less than today, so some of its schools may get farther",
    }
)


def find_today(
    costs: TravelCosts, memberships: pd.DataFrame | None
) -> tuple[npt.NDArray[np.object_], Floats]:
    """
    Say where each school goes today, and at what cost.

    Parameters
    ----------
    costs
        Of n schools.
    memberships
        Rows of one system: a school goes to its unit, to the nearest of several, also where that
        unit has no known base and so no cost. None: it goes to the nearest open base.

    Returns
    -------
    unit_id, cost
        Length n; None and NaN where there is none.

    Examples
    --------
    >>> urns, to_bases = np.array([1, 2]), np.array([[1.0, 7.0], [2.0, np.nan]])
    >>> costs = TravelCosts(urns, ("A", "B"), to_bases, urns[:0], np.empty((2, 0)), "road", "km")
    >>> held = pd.DataFrame({"urn": [1, 2], "unit_id": "B", "certainty": "listed"})
    >>> [list(found) for found in find_today(costs, held)]
    [['B', 'B'], [np.float64(7.0), np.float64(nan)]]
    """
    n = len(costs.urns)
    allowed = costs.to_bases
    unit = np.full(n, None, dtype=object)
    if memberships is not None:
        held = memberships[memberships["certainty"] != "none"].sort_values("unit_id")
        row = pd.Index(costs.urns).get_indexer(held["urn"])
        unit[row[row >= 0][::-1]] = held["unit_id"].to_numpy()[row >= 0][::-1]
        column = pd.Index(costs.unit_ids).get_indexer(held["unit_id"])
        there = (row >= 0) & (column >= 0)
        allowed = np.full_like(allowed, np.nan)
        allowed[row[there], column[there]] = costs.to_bases[row[there], column[there]]
    column, cost = find_least(allowed)
    known = column >= 0
    unit[known] = np.array(costs.unit_ids, dtype=object)[column[known]]
    return unit, cost


def find_least(costs: Floats) -> tuple[Codes, Floats]:
    """
    Find the column of least cost in each row, of equal ones the first.

    Parameters
    ----------
    costs
        n by m; NaN where there is none.

    Returns
    -------
    column, cost
        Length n; -1 and NaN where a row has none.

    Examples
    --------
    >>> column, cost = find_least(np.array([[np.nan, 2.0], [np.nan, np.nan]]))
    >>> column.tolist(), cost.tolist()
    ([1, -1], [2.0, nan])
    """
    if not costs.shape[1]:
        return np.full(len(costs), -1), np.full(len(costs), np.nan)
    filled = np.where(np.isnan(costs), np.inf, costs)
    column = filled.argmin(axis=1)
    cost = filled[np.arange(len(costs)), column]
    none = np.isinf(cost)
    return np.where(none, -1, column), np.where(none, np.nan, cost)


def follow_satellites(
    today: tuple[npt.NDArray[np.object_], Floats],
    to_satellites: Floats,
    satellites: Codes,
    *,
    districts: npt.NDArray[np.object_] | None = None,
    weight: Floats | None = None,
) -> pd.DataFrame:
    """
    Let schools go to satellites, each by itself or by district.

    Parameters
    ----------
    today
        From `find_today`; n schools.
    to_satellites
        n by k: the cost to each satellite.
    satellites
        Urns, length k.
    districts
        Length n: the district each school goes with, missing for one that stays. A district
        goes where the weighted cost of its schools is least, today's included; those whose cost
        today is not known have no say. None: each goes by itself.
    weight
        What a school counts for in its district, length n, NaN for nothing; None for 1 each.

    Returns
    -------
    schools
        n rows: `unit_before`, `unit_after`, `before`, `after`, `gain` (before less after: above
        0 is nearer) and `change`, a key of `footprints.scenarios.changes.CHANGES`.

    Examples
    --------
    >>> today = np.array(["A", "A"], dtype=object), np.array([9.0, 2.0])
    >>> to_satellites, district = np.array([[1.0], [5.0]]), np.array(["D", "D"], dtype=object)
    >>> follow_satellites(today, to_satellites, np.array([7]))["gain"].tolist()
    [8.0, 0.0]
    >>> moved = follow_satellites(today, to_satellites, np.array([7]), districts=district)
    >>> moved["gain"].tolist(), moved["change"].tolist()
    ([8.0, -3.0], ['nearer', 'farther'])
    """
    unit, before = today
    if districts is None:
        column, cost = find_least(to_satellites)
        goes = ~np.isnan(cost) & (np.isnan(before) | (cost < before - SAME))
    else:
        counted = np.ones(len(before)) if weight is None else np.nan_to_num(weight)
        column = _choose_by_district(before, to_satellites, districts, counted)
        goes = column >= 0
        cost = before.copy()
        cost[goes] = to_satellites[goes, column[goes]]
    names = np.array([NAME_OF_SATELLITE.format(urn) for urn in satellites], dtype=object)
    unit_after, after = unit.copy(), before.copy()
    unit_after[goes], after[goes] = names[column[goes]], cost[goes]
    return pd.DataFrame(
        {
            "unit_before": pd.Series(unit, dtype="str"),
            "unit_after": pd.Series(unit_after, dtype="str"),
            "before": before,
            "after": after,
            "gain": before - after,
            "change": pd.Series(label_changes(before, after), dtype="str"),
        }
    )


def _choose_by_district(
    before: Floats, to_satellites: Floats, districts: npt.NDArray[np.object_], weight: Floats
) -> Codes:
    """Give the satellite each school's district goes to, -1 where it stays."""
    code, names = pd.factorize(pd.Series(districts, dtype="str"))
    says = (code >= 0) & ~np.isnan(before) & (weight > 0)

    def add_up(costs: Floats) -> Floats:
        # a cost that is not known makes its district's total not known
        total = np.bincount(code[says], (weight * costs)[says], minlength=len(names))
        return total.astype("float64")

    now = add_up(before)
    totals = [add_up(costs) for costs in to_satellites.T]
    column, least = find_least(np.column_stack([now, *totals]))
    asked = np.bincount(code[says], minlength=len(names)) > 0
    satellite = np.where(asked & (least < now * (1 - 1e-12)), column - 1, -1)
    return np.where(code >= 0, np.append(satellite, -1)[code], -1)

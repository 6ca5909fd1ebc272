"""The travel of one system: its schools, its known bases, and every distance between them."""

from dataclasses import dataclass
from functools import cached_property
from typing import cast

import numpy as np
import numpy.typing as npt
import pandas as pd

from footprints.roads.placepairs import classify_places
from footprints.scope import in_scope
from footprints.travel.detour import DetourFactors, RoadEstimate, estimate_road_km
from footprints.travel.matrix import measure_straight
from footprints.travel.methods import Method
from footprints.travel.nearest import (
    NearestBase,
    choose_across_no_water,
    choose_nearest,
    prove_nearest,
)
from footprints.travel.water import NO_WATER, Codes, Floats, Water, find_water

NO_UNIT = "the school is in no unit of this system"
NO_BASE = "the place of the unit's base is not known"
NO_PLACE = "the school has no coordinates"
NO_FACTOR = "no factor is known for a trip of this length"


@dataclass(frozen=True)
class SystemTravel:
    """
    One system, arranged: n schools in scope by urn, m known bases by unit_id.

    `straight_km`, `road_km` and `minutes` are n by m, NaN where unknown. There are p `pairs`
    (urn, unit_id), by urn and unit: each unit of each school, one without unit_id for a school
    in none; `school` and `base` are their rows, -1 for a base that is not known.
    """

    system: str
    schools: pd.DataFrame
    bases: pd.DataFrame
    straight_km: Floats
    road_km: Floats
    minutes: Floats
    pairs: pd.DataFrame
    school: Codes
    base: Codes

    @cached_property
    def kind(self) -> npt.NDArray[np.object_]:
        """Whether each school's place is `rural`, `urban` or neither is known (`all`)."""
        return classify_places(self.schools["urban_rural"])

    @cached_property
    def places(self) -> Floats:
        """Where the schools are, EPSG:27700 metres, n by 2."""
        return cast("Floats", self.schools[["easting", "northing"]].to_numpy(dtype="float64"))

    @cached_property
    def base_places(self) -> Floats:
        """Where the bases are, EPSG:27700 metres, m by 2."""
        columns = ["base_easting", "base_northing"]
        return cast("Floats", self.bases[columns].to_numpy(dtype="float64"))

    def take_assigned(self, matrix: Floats) -> Floats:
        """Take the value of each pair; NaN where the base is not known."""
        return np.where(self.base >= 0, matrix[self.school, self.base], np.nan)


def set_up_system(
    system: str,
    schools: pd.DataFrame,
    memberships: pd.DataFrame,
    units: pd.DataFrame,
    *,
    scope: str,
    road: pd.DataFrame,
) -> SystemTravel:
    """
    Arrange one system.

    Parameters
    ----------
    system
        Its key.
    schools, memberships, units
        The tables of those names.
    scope
        Whom the system is for: a key of `footprints.scope.SCOPES`.
    road
        As in `footprints.travel.table.tabulate_travel`; it may be empty.

    Returns
    -------
    task
        See `SystemTravel`.

    Examples
    --------
    >>> from footprints.schema import empty_table
    >>> tables = [empty_table(name) for name in ("schools", "memberships", "units")]
    >>> set_up_system("tsh", *tables, scope="all", road=empty_table("travel")).straight_km.shape
    (0, 0)
    """
    inside = schools[in_scope(schools, scope).to_numpy()].sort_values("urn", ignore_index=True)
    located = units[units["system"] == system].dropna(subset=["base_easting", "base_northing"])
    bases = located.sort_values("unit_id", ignore_index=True)
    urns, names = pd.Index(inside["urn"]), pd.Index(bases["unit_id"])
    held = memberships.loc[
        (memberships["system"] == system) & memberships["unit_id"].notna(), ["urn", "unit_id"]
    ]
    pairs = inside[["urn"]].merge(held, on="urn", how="left")
    straight_km = measure_straight(
        inside[["easting", "northing"]].to_numpy(dtype="float64"),
        bases[["base_easting", "base_northing"]].to_numpy(dtype="float64"),
    )
    own = road[road["system"] == system]
    row, column = urns.get_indexer(own["urn"]), names.get_indexer(own["unit_id"])
    found = (row >= 0) & (column >= 0)
    answers = np.full((2, *straight_km.shape), np.nan)
    for matrix, name in zip(answers, ("road_km", "minutes"), strict=True):
        matrix[row[found], column[found]] = own[name].to_numpy(dtype="float64")[found]
    return SystemTravel(
        system,
        inside,
        bases,
        straight_km,
        answers[0],
        answers[1],
        pairs,
        urns.get_indexer(pairs["urn"]).astype("int64"),
        names.get_indexer(pairs["unit_id"]).astype("int64"),
    )


def measure_system(
    task: SystemTravel, factors: DetourFactors, water: Water, method: Method
) -> pd.DataFrame:
    """
    Make the rows of one system.

    Parameters
    ----------
    task
        From `set_up_system`, with a base at least.
    factors, water, method
        As in `footprints.travel.table.tabulate_travel`.

    Returns
    -------
    rows
        The columns of the `travel` table, one row for each pair.

    Examples
    --------
    >>> from footprints.schema import empty_table
    >>> school = {"urn": [1], "easting": [0.0], "northing": [0.0], "urban_rural": [None]}
    >>> unit = {"system": ["tsh"], "unit_id": ["A"], "base_easting": [3e3], "base_northing": [4e3]}
    >>> held = pd.DataFrame({"urn": [1], "system": ["tsh"], "unit_id": ["A"]})
    >>> task = set_up_system("tsh", pd.DataFrame(school), held, pd.DataFrame(unit),
    ...                      scope="all", road=empty_table("travel"))
    >>> rows = measure_system(task, DetourFactors((), "none"), Water(), "straight")
    >>> rows[["unit_id", "straight_km", "penalty_km"]].to_numpy().tolist()
    [['A', 5.0, 0.0]]
    """
    straight_km, road_km = task.take_assigned(task.straight_km), task.take_assigned(task.road_km)
    code = find_water(task.places[task.school], _take_places(task), water)
    dry_km = np.where(code == NO_WATER, straight_km, np.nan)
    estimate = estimate_road_km(dry_km, factors, task.kind[task.school])
    nearest = _choose(task, factors, water, method)
    nearest_km = nearest.km[task.school]
    own_km = {"straight": straight_km, "detour": estimate.value}.get(method, road_km)
    names = pd.Series(task.bases["unit_id"].to_numpy()[nearest.row]).where(nearest.row >= 0)
    return task.pairs.assign(
        system=task.system,
        straight_km=straight_km,
        detour_km=estimate.value,
        detour_low_km=estimate.low,
        detour_high_km=estimate.high,
        road_km=road_km,
        minutes=task.take_assigned(task.minutes),
        method=method,
        nearest_unit_id=names.to_numpy()[task.school],
        nearest_km=nearest_km,
        penalty_km=own_km - nearest_km,
        no_estimate=_explain(task, code, straight_km, estimate, water),
    )


def _take_places(task: SystemTravel) -> Floats:
    """Give the place of each pair's base, NaN where it is not known."""
    return np.where(task.base[:, None] >= 0, task.base_places[task.base], np.nan)


def _choose(
    task: SystemTravel, factors: DetourFactors, water: Water, method: Method
) -> NearestBase:
    """Choose the nearest base of each school by the method asked for."""
    if method == "straight":
        return choose_nearest(task.straight_km)
    if method == "detour":
        estimate = estimate_road_km(task.straight_km, factors, task.kind[:, None])
        return choose_across_no_water(estimate.value, task.places, task.base_places, water)
    return prove_nearest(task.road_km, task.straight_km)


def _explain(
    task: SystemTravel, code: Codes, straight_km: Floats, estimate: RoadEstimate, water: Water
) -> pd.Series:
    """Say why a pair has no estimate; missing where it has one."""
    unplaced = np.isnan(task.places).any(axis=1)
    words = np.array([*water.reasons, None], dtype="object")[code]
    # of several the last one is said
    for case, reason in (
        (np.isnan(estimate.value) & np.isfinite(straight_km) & (code == NO_WATER), NO_FACTOR),
        (np.asarray(unplaced)[task.school], NO_PLACE),
        (task.base < 0, NO_BASE),
        (task.pairs["unit_id"].isna().to_numpy(), NO_UNIT),
    ):
        words[case] = reason
    return pd.Series(words, index=task.pairs.index, dtype="str")

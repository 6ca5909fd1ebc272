"""What a school can be measured by in each system that has bases: its way, its loss, its access.

All in straight lines, which are known everywhere; the Access page has the other methods.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np
import pandas as pd

from footprints.access.supply import list_bases
from footprints.access.surface import AccessQuestion, choose_decay, measure_surface
from footprints.distance import straight_km
from footprints.legend.measure import Measure
from footprints.travel.matrix import measure_straight

# shared and inferred memberships give no assigned base
_ASSIGNED = ("designated", "listed", "partial")
REACH_KM, PER_PUPILS = 30.0, 100_000


def measure_distance(system: str, unit_name: str, scope: str) -> Measure:
    """
    Measure the way to the base of a school's unit.

    Parameters
    ----------
    system, unit_name, scope
        The system's key, what one unit is called, and whom it is for.

    Returns
    -------
    measure
        In km.
    """

    def values(schools: pd.DataFrame, memberships: pd.DataFrame, units: pd.DataFrame) -> pd.Series:
        return _measure_own(system, schools, memberships, units)

    return Measure(
        f"Distance to its {unit_name}",
        values,
        f"Straight line from the school to the base of its {unit_name}, British National Grid. "
        "None where no unit is published, two share the area, or the base is not known.",
        unit=" km",
        decimals=1,
        scope=scope,
        system=system,
    )


def measure_loss(system: str, unit_name: str, scope: str) -> Measure:
    """
    Measure what a school loses by a base that is not the nearest.

    Parameters
    ----------
    system, unit_name, scope
        As for `measure_distance`.

    Returns
    -------
    measure
        In km, 0 where its own base is the nearest.
    """

    def values(schools: pd.DataFrame, memberships: pd.DataFrame, units: pd.DataFrame) -> pd.Series:
        own = _measure_own(system, schools, memberships, units)
        bases = units[units["system"] == system].dropna(subset=["base_easting", "base_northing"])
        km = measure_straight(
            schools[["easting", "northing"]].to_numpy(dtype="float64"),
            bases[["base_easting", "base_northing"]].to_numpy(dtype="float64"),
        )
        return own - km.min(axis=1, initial=np.inf)

    return Measure(
        f"Distance lost by its {unit_name}",
        values,
        f"Straight line to the base of its {unit_name} less that to the nearest known base of "
        "another, one way: 0 where its own is the nearest.",
        unit=" km",
        decimals=1,
        scope=scope,
        system=system,
    )


def measure_access(system: str, unit_name: str, scope: str) -> Measure:
    """
    Measure how many bases there are within reach of a school for the pupils who share them.

    Parameters
    ----------
    system, unit_name, scope
        As for `measure_distance`.

    Returns
    -------
    measure
        Bases per so many pupils, by E2SFCA.
    """
    question = AccessQuestion(
        "e2sfca",
        threshold=REACH_KM,
        decay=choose_decay("e2sfca", REACH_KM),
        system=system,
        demand="pupils",
        scope=scope,
    )

    def values(
        schools: pd.DataFrame, _memberships: pd.DataFrame, units: pd.DataFrame
    ) -> pd.Series:
        surface = measure_surface(question, schools, list_bases(units, system))
        access = surface.table["access"].reindex(schools["urn"])
        return pd.Series(access.to_numpy() * PER_PUPILS, index=schools.index)

    return Measure(
        f"Access to bases of {unit_name}s",
        values,
        f"Known bases per {PER_PUPILS:,} pupils within {REACH_KM:g} km in a straight line, both "
        "weighed by distance (E2SFCA, Luo and Qi 2009).",
        decimals=2,
        scope=scope,
        kinds=("establishments",),
        system=system,
    )


def _measure_own(
    system: str, schools: pd.DataFrame, memberships: pd.DataFrame, units: pd.DataFrame
) -> pd.Series:
    """Measure the straight line to the base of each school's one unit."""
    held = memberships[memberships["system"] == system]
    held = held[held["certainty"].isin(_ASSIGNED)].drop_duplicates("urn", keep=False)
    bases = units[units["system"] == system].set_index("unit_id")
    unit = schools["urn"].map(held.set_index("urn")["unit_id"])
    km = straight_km(
        schools["easting"],
        schools["northing"],
        unit.map(bases["base_easting"]),
        unit.map(bases["base_northing"]),
    )
    return pd.Series(km, index=schools.index)


OF_TRAVEL: Mapping[str, Callable[[str, str, str], Measure]] = MappingProxyType(
    {"km": measure_distance, "lost": measure_loss, "access": measure_access}
)

"""What a school can be measured by, one entry each; adding a measure is adding an entry.

Ofsted's overall grade is left out on purpose: none was given since September 2024, so grades of
many years would stand side by side in one key.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import numpy as np
import pandas as pd

from footprints.distance import straight_km
from footprints.scope import in_scope

Values = Callable[[pd.DataFrame, pd.DataFrame, pd.DataFrame], pd.Series]
DISTANCE = "km-"
# shared and inferred memberships give no assigned base
_ASSIGNED = ("designated", "listed", "partial")


@dataclass(frozen=True)
class Measure:
    """
    A number for each school.

    `values(schools, memberships, units)` gives float64 in row order of `schools`, missing where
    unknown. `unit` stands after a number, `separator` between its thousands; `classes` says how
    a map groups it and `decimals` how edges are rounded; `scope` is a key of
    `footprints.scope.SCOPES`: the schools it is asked of. `kinds` are the kinds of source that
    it comes from, the first one first, and `system` the one whose register it rests on; `how`
    is one line on what it is.
    """

    name: str
    values: Values
    how: str
    unit: str = ""
    decimals: int = 0
    separator: str = ","
    classes: Literal["quantiles", "each"] = "quantiles"
    scope: str = "all"
    kinds: tuple[str, ...] = ("establishments",)
    system: str | None = None


def list_measures(systems: pd.DataFrame, units: pd.DataFrame) -> Mapping[str, Measure]:
    """
    List what can be measured in a snapshot.

    Parameters
    ----------
    systems, units
        The tables of those names: a system with a base has a distance to it.

    Returns
    -------
    measures
        Key to measure, those of the school itself first.

    Examples
    --------
    >>> from footprints.schema import empty_table
    >>> list(list_measures(empty_table("systems"), empty_table("units")))
    ['pupils', 'fsm', 'eal', 'idaci', 'opened', 'locals']
    """
    based = set(units.loc[units["base_easting"].notna(), "system"])
    known = systems[systems["system"].isin(based)].sort_values("name")
    distances = {
        f"{DISTANCE}{row.system}": _measure_distance(row.system, row.unit_name, row.scope)
        for row in known.itertuples()
    }
    return MappingProxyType({**OF_SCHOOLS, **distances})


def measure_schools(
    measure: Measure, schools: pd.DataFrame, memberships: pd.DataFrame, units: pd.DataFrame
) -> pd.Series:
    """
    Measure each school.

    Parameters
    ----------
    measure
        One of `list_measures`.
    schools, memberships, units
        The tables of those names; n schools.

    Returns
    -------
    values
        float64, index `urn` in the order of `schools`, length n; missing where it is unknown
        or the school is outside the measure's scope.
    """
    values = measure.values(schools, memberships, units).where(in_scope(schools, measure.scope))
    return pd.Series(values.to_numpy(dtype="float64"), index=pd.Index(schools["urn"]))


def _take(column: str) -> Values:
    """Take a column of schools."""
    return lambda schools, _memberships, _units: schools[column].astype("float64")


def _take_year(
    schools: pd.DataFrame, _memberships: pd.DataFrame, _units: pd.DataFrame
) -> pd.Series:
    """Take the year of an ISO date, which may be that of a year only."""
    return schools["open_date"].str.slice(0, 4).astype("float64")


def _count_locals(
    schools: pd.DataFrame, memberships: pd.DataFrame, _units: pd.DataFrame
) -> pd.Series:
    """Count the systems in which each school has a local."""
    held = memberships[memberships["certainty"] != "none"]
    known = pd.Index(schools["urn"])
    school = known.get_indexer(held["urn"])
    system = pd.factorize(held["system"])[0]
    # each pair of school and system once, however many units share the school
    pairs = np.unique(school[school >= 0] * (system.max(initial=0) + 1) + system[school >= 0])
    counts = np.bincount(pairs // (system.max(initial=0) + 1), minlength=len(schools))
    return pd.Series(counts, index=schools.index, dtype="float64")


def _measure_distance(system: str, unit_name: str, scope: str) -> Measure:
    """Measure the way to the base of a school's unit in one system."""

    def values(schools: pd.DataFrame, memberships: pd.DataFrame, units: pd.DataFrame) -> pd.Series:
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


OF_SCHOOLS: Mapping[str, Measure] = MappingProxyType(
    {
        "pupils": Measure(
            "Pupils",
            _take("pupils"),
            "Number on roll as the school's record states it.",
            unit=" pupils",
            decimals=-1,
        ),
        "fsm": Measure(
            "Free school meals",
            _take("fsm_percent"),
            "Pupils known to be eligible for free school meals now, not at any time in six "
            "years: by the school's record, which names no year, else by the school census.",
            unit="%",
            scope="state_funded",
            kinds=("establishments", "census"),
        ),
        "eal": Measure(
            "English as an additional language",
            _take("eal_percent"),
            "Pupils whose first language is known or believed to be other than English: by the "
            "school's record, which names no year, else by the school census.",
            unit="%",
            scope="state_funded",
            kinds=("establishments", "census"),
        ),
        "idaci": Measure(
            "Deprivation (IDACI fifth)",
            _take("idaci_quintile"),
            "Fifth of schools by income deprivation affecting children (IDACI) where their "
            "pupils live, as Ofsted ranks them: 5 is the most deprived.",
            classes="each",
            scope="state_funded",
            kinds=("establishments", "inspections"),
        ),
        "opened": Measure(
            "Year opened",
            _take_year,
            "Year in which this URN opened: a school that became an academy opened then. "
            "Records of long-open schools often have no date.",
            separator="",
        ),
        "locals": Measure(
            "Number of locals",
            _count_locals,
            "Systems in which the school has a local, of all systems of the snapshot.",
            unit=" systems",
            classes="each",
        ),
    }
)

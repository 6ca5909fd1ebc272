"""What a school can be measured by, one entry each; adding a measure is adding an entry.

Ofsted's overall grade is left out on purpose: none was given since September 2024, so grades of
many years would stand side by side in one key.
"""

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
import pandas as pd

from footprints.legend.measure import Measure, Values
from footprints.legend.travelmeasures import OF_TRAVEL
from footprints.scope import in_scope


def list_measures(systems: pd.DataFrame, units: pd.DataFrame) -> Mapping[str, Measure]:
    """
    List what can be measured in a snapshot.

    Parameters
    ----------
    systems, units
        The tables of those names: a system with a base has measures of the way to it.

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
    travels = {
        f"{key}-{row.system}": make(row.system, row.unit_name, row.scope)
        for key, make in OF_TRAVEL.items()
        for row in known.itertuples()
    }
    return MappingProxyType({**OF_SCHOOLS, **travels})


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

"""What stands behind the numbers of an area: units, schools counted and left out, certainty."""

import pandas as pd

from footprints.scope import in_scope
from footprints.systems.comparison import Comparison
from pages.components.area import Area
from pages.components.compare.asked import How
from pages.components.compare.words import date_systems, name_all
from pages.components.loaded import Loaded

MOST_NAMED = 2


def list_counted(
    area: Area, how: How, comparison: Comparison, loaded: Loaded
) -> list[dict[str, object]]:
    """
    List for each system what is counted, what is left out, and how firm it is.

    Parameters
    ----------
    area, how, comparison
        What was compared, how, and the answer.
    loaded
        The snapshot.

    Returns
    -------
    rows
        `name`, `as_of`, `units` (the names where they are few, else how many), `labelled`,
        `shared`, `alone`, `without` (as in `Comparison.left_out`), `partial`: how many schools
        have a membership by an old page, prose or part of an area.
    """
    inside = area.inside & in_scope(loaded.schools, how.scope).to_numpy()
    held = loaded.memberships
    held = held[held["system"].isin(how.systems) & held["certainty"].ne("none")]
    held = held[held["urn"].isin(loaded.schools.loc[inside, "urn"])]
    by_system = {str(system): rows for system, rows in held.groupby("system")}
    named, dated, counts = name_all(loaded), date_systems(how, loaded), comparison.left_out
    return [
        {
            "name": named[system],
            "as_of": dated[system],
            "units": _name_units(system, by_system.get(system, held.iloc[:0]), loaded),
            "partial": _count_partial(by_system.get(system, held.iloc[:0])),
            **{
                name: int(counts.loc[system, f"n_{name}"])
                for name in ("labelled", "shared", "alone", "without")
            },
        }
        for system in how.systems
    ]


def _name_units(system: str, held: pd.DataFrame, loaded: Loaded) -> str:
    """Name the units that have a school here where they are few, else count them."""
    ids = held["unit_id"].unique()
    if len(ids) > MOST_NAMED or not len(ids):
        return f"{len(ids):,}"
    units = loaded.units[loaded.units["system"] == system].set_index("unit_id")["name"]
    return f"{len(ids)}: {'; '.join(sorted(str(units.get(one, one)) for one in ids))}"


def _count_partial(held: pd.DataFrame) -> int:
    """Count the schools whose membership is partial."""
    return int(held.loc[held["certainty"] == "partial", "urn"].nunique())

"""The changes of a scenario in words: names for what an address writes by key."""

import re
from collections.abc import Iterable

from footprints.scenarios.scenario import Change, CloseBase, MoveDistrict, OpenBase, Scenario
from pages.components.loaded import Loaded

UNKNOWN = (
    "A change names a system, unit, district or school that is not known here; it is left out."
)


def keep_known(scenario: Scenario, loaded: Loaded) -> Scenario:
    """
    Keep the changes whose system, unit, district and school are known.

    Parameters
    ----------
    scenario
        From an address or a file, so it may name anything.
    loaded
        The snapshot, a visitor's own systems included.

    Returns
    -------
    known
        In the same order; a unit that an earlier change opens is known to later ones.
    """
    units = set(zip(loaded.units["system"], loaded.units["unit_id"], strict=True))
    systems = set(loaded.systems["system"])
    kept: list[Change] = []
    for change in scenario.changes:
        match change:
            case MoveDistrict(lad_code, system, to_unit):
                known = (system, to_unit) in units and bool(
                    loaded.schools["lad_code"].eq(lad_code).any()
                )
            case CloseBase(system, unit_id):
                known = (system, unit_id) in units
            case OpenBase(system, unit_id, urn):
                known = system in systems and bool(loaded.schools["urn"].eq(urn).any())
                units |= {(system, unit_id)} if known else set()
        if known:
            kept.append(change)
    return Scenario(tuple(kept))


def say_change(change: Change, scenario: Scenario, loaded: Loaded) -> str:
    """
    Say a change in words.

    Parameters
    ----------
    change
        One of those of the scenario.
    scenario
        Names the units that are new in it.
    loaded
        Names units, districts and schools.

    Returns
    -------
    text
        Plain.
    """
    units = name_units(change.system, scenario.changes, loaded)
    match change:
        case MoveDistrict(lad_code, _, to_unit):
            return f"{_name_districts(loaded).get(lad_code, lad_code)} goes to {units[to_unit]}"
        case CloseBase(_, unit_id):
            return f"The base of {units[unit_id]} closes"
        case OpenBase(system, unit_id, urn):
            school = _name_school(urn, loaded)
            own = loaded.units["system"].eq(system) & loaded.units["unit_id"].eq(unit_id)
            whose = units[unit_id] if own.any() else "a new unit"
            return f"{school} becomes the base of {whose}"


def name_units(system: str, changes: Iterable[Change], loaded: Loaded) -> dict[str, str]:
    """
    Name the units of a system, those that a scenario makes included.

    Parameters
    ----------
    system
        Whose units.
    changes
        Those of the scenario.
    loaded
        The snapshot, a visitor's own systems included.

    Returns
    -------
    named
        By `unit_id`: a new one by the school at which it opens.
    """
    units = loaded.units[loaded.units["system"] == system]
    named = {
        str(key): str(name) for key, name in zip(units["unit_id"], units["name"], strict=True)
    }
    for change in changes:
        if isinstance(change, OpenBase) and change.system == system:
            named.setdefault(change.unit_id, f"the new unit at {_name_school(change.urn, loaded)}")
    return named


def name_keys(note: str, system: str, scenario: Scenario, loaded: Loaded) -> str:
    """
    Put names for the keys of districts and units in a note on a scenario.

    Parameters
    ----------
    note
        From `footprints.scenarios.application.Applied`, which has no names.
    system, scenario
        Whose units.
    loaded
        Names them.

    Returns
    -------
    text
        Plain; what is not known stays.
    """
    units, districts = name_units(system, scenario.changes, loaded), _name_districts(loaded)
    # the unit stands with its system behind it, a district alone
    spoken = re.sub(
        rf"([A-Za-z0-9_-]+) \({re.escape(system)}\)", lambda m: units.get(m[1], m[0]), note
    )
    spoken = re.sub(r"\b[ENSW][0-9]{8}\b", lambda m: districts.get(m[0], m[0]), spoken)
    return spoken[:1].upper() + spoken[1:]


def _name_districts(loaded: Loaded) -> dict[str, str]:
    """Name the districts by their codes."""
    units = loaded.units[loaded.units["system"] == "lad"]
    return dict(zip(units["unit_id"], units["name"], strict=True))


def _name_school(urn: int, loaded: Loaded) -> str:
    """Name a school."""
    named = loaded.schools.loc[loaded.schools["urn"] == urn, "name"]
    return str(named.iloc[0]) if len(named) else "a school that is not open"

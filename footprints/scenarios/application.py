"""A scenario put to the tables: who is in which unit, and where its base is."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import nan

import pandas as pd

from footprints.scenarios.errors import ScenarioError
from footprints.scenarios.scenario import Change, CloseBase, MoveDistrict, OpenBase, Scenario
from footprints.schema import check_table
from footprints.scope import in_scope

BASE_COLUMNS = ["base_urn", "base_name", "base_easting", "base_northing"]
# a district is itself one; a trust is joined school by school
_NOT_BY_DISTRICT = ("lad", "trust")


@dataclass(frozen=True)
class Applied:
    """
    The tables as a scenario would have them; `notes` say what a reader must know.

    `memberships` that a scenario makes have the certainty `inferred` and a reason that begins
    with `scenario:`. A unit whose base is closed keeps its schools, and has no base.
    """

    memberships: pd.DataFrame
    units: pd.DataFrame
    notes: tuple[str, ...]


def apply_scenario(
    schools: pd.DataFrame,
    memberships: pd.DataFrame,
    units: pd.DataFrame,
    scenario: Scenario,
    *,
    systems: pd.DataFrame,
) -> Applied:
    """
    Make the changes of a scenario, in order.

    Parameters
    ----------
    schools, memberships, units
        The tables of those names; they are not changed.
    scenario
        What changes.
    systems
        The table of that name: only schools in a system's scope are moved.

    Returns
    -------
    applied
        See `Applied`; tables in the order of `footprints.schema.check_table`.

    Raises
    ------
    ScenarioError
        If a change names a system, unit, district or school that there is not, or a base that
        is not open or has no place; names the change.

    Examples
    --------
    >>> from footprints.schema import empty_table
    >>> tables = [empty_table(name) for name in ("schools", "memberships", "units")]
    >>> apply_scenario(*tables, Scenario(), systems=empty_table("systems")).notes
    ()
    """
    changed, moves = units, dict[tuple[str, str], str]()
    for number, change in enumerate(scenario.changes, start=1):
        try:
            _insist_on_system(change, systems)
            if isinstance(change, MoveDistrict):
                _insist_on_move(change, schools, changed)
                # a later move of the same district counts
                moves[change.system, change.lad_code] = change.to_unit
            elif isinstance(change, CloseBase):
                changed = _close_base(change, changed)
            else:
                changed = _open_base(change, changed, units, schools)
        except ScenarioError as error:
            raise ScenarioError(f"change {number}, '{change.text}': {error}") from error
    held, told = _move_districts(moves, schools, memberships, systems)
    notes = [*told, *_tell_new(units, changed), *_warn(scenario, changed, held)]
    return Applied(check_table("memberships", held), check_table("units", changed), tuple(notes))


def _insist_on_system(change: Change, systems: pd.DataFrame) -> None:
    """Insist on a system that there is."""
    known = systems["system"].tolist()
    if change.system not in known:
        raise ScenarioError(f"`system` must be one of {known}, got {change.system!r}")


def _insist_on_move(change: MoveDistrict, schools: pd.DataFrame, units: pd.DataFrame) -> None:
    """Insist on a system by district, a unit that there is by now, and a district."""
    if change.system in _NOT_BY_DISTRICT:
        raise ScenarioError(
            f"a district cannot be moved within {change.system!r}; choose a system of hubs"
        )
    if not _mark(units, change.system, change.to_unit).any():
        raise ScenarioError(
            f"no unit of {change.system} is called {change.to_unit!r}; choose one of its units, "
            "or open a base of that name before"
        )
    if not schools["lad_code"].eq(change.lad_code).any():
        raise ScenarioError(
            f"no school stands in {change.lad_code!r}; choose a district of this snapshot"
        )


def _close_base(change: CloseBase, units: pd.DataFrame) -> pd.DataFrame:
    """Take a unit's base away."""
    own = _mark(units, change.system, change.unit_id)
    if not (own & units["base_easting"].notna()).any():
        raise ScenarioError(
            f"no base of {change.unit_id!r} is known that could be closed; leave this change out"
        )
    return _put_base(units, own, [pd.NA, None, nan, nan])


def _open_base(
    change: OpenBase, units: pd.DataFrame, published: pd.DataFrame, schools: pd.DataFrame
) -> pd.DataFrame:
    """Put a unit's base at a school; where it was published to be, as published."""
    row = schools[schools["urn"] == change.urn]
    if row.empty:
        raise ScenarioError(f"no open school has the URN {change.urn}; choose one that is open")
    school = row.iloc[0]
    base = [change.urn, school["name"], school["easting"], school["northing"]]
    if pd.isna(base[2]) or pd.isna(base[3]):
        raise ScenarioError(f"school {change.urn} has no coordinates; choose another")
    before = published[_mark(published, change.system, change.unit_id)]
    if before["base_urn"].eq(change.urn).fillna(value=False).any():
        base = before[BASE_COLUMNS].iloc[0].tolist()
    own = _mark(units, change.system, change.unit_id)
    if not own.any():
        new = pd.DataFrame({"system": [change.system], "unit_id": change.unit_id}).assign(
            name=f"{school['name']} (scenario)", source="scenario: nobody has published this"
        )
        units = pd.concat([units, new], ignore_index=True)
        own = _mark(units, change.system, change.unit_id)
    return _put_base(units, own, base)


def _put_base(units: pd.DataFrame, own: pd.Series, base: list[object]) -> pd.DataFrame:
    """Give some units this base, in a copy."""
    changed = units.copy()
    changed.loc[own, BASE_COLUMNS] = base
    return changed


def _move_districts(
    moves: Mapping[tuple[str, str], str],
    schools: pd.DataFrame,
    memberships: pd.DataFrame,
    systems: pd.DataFrame,
) -> tuple[pd.DataFrame, list[str]]:
    """Take the schools of districts out of their units and put them in others."""
    scopes = systems.set_index("system")["scope"]
    inside = {name: in_scope(schools, str(scopes[name])) for name in {s for s, _ in moves}}
    parts, notes = [], []
    for (system, lad_code), unit_id in moves.items():
        stands = schools["lad_code"].eq(lad_code)
        moved = schools.loc[stands & inside[system], "urn"]
        reason = f"scenario: {lad_code} goes to {unit_id}; nobody has published this"
        part = pd.DataFrame({"urn": moved, "system": system, "unit_id": unit_id})
        parts.append(part.assign(certainty="inferred", reason=reason))
        outside = int(stands.sum()) - len(moved)
        notes.append(
            f"{len(moved):,} schools in {lad_code} go to {unit_id} ({system}); {outside:,} there "
            "are outside the system's scope and stay."
        )
    if not parts:
        return memberships, notes
    new = pd.concat(parts)
    replaced = pd.Series(data=False, index=memberships.index)
    for system, urns in new.groupby("system")["urn"]:
        replaced |= memberships["system"].eq(system) & memberships["urn"].isin(urns)
    return pd.concat([memberships[~replaced], new], ignore_index=True), notes


def _tell_new(before: pd.DataFrame, after: pd.DataFrame) -> list[str]:
    """Say which units are new."""
    new = after.iloc[len(before) :]
    return [
        f"{unit_id} ({system}) is new: it may be a school's nearest base, and serves whoever is "
        "moved to it."
        for system, unit_id in zip(new["system"], new["unit_id"], strict=True)
    ]


def _warn(scenario: Scenario, units: pd.DataFrame, memberships: pd.DataFrame) -> list[str]:
    """Say which units that a change names have schools and no base."""
    named = {
        (change.system, change.to_unit if isinstance(change, MoveDistrict) else change.unit_id)
        for change in scenario.changes
    }
    held = memberships[memberships["certainty"] != "none"]
    found = []
    for system, unit_id in sorted(named):
        n_schools = int(_mark(held, system, unit_id).sum())
        if n_schools and units.loc[_mark(units, system, unit_id), "base_easting"].isna().any():
            found.append(
                f"{unit_id} ({system}) has no known base in this scenario: {n_schools:,} schools "
                "are in it and their distance is not known. Move their districts or open a base."
            )
    return found


def _mark(table: pd.DataFrame, system: str, unit_id: str) -> pd.Series:
    """Mark the rows of one unit."""
    return table["system"].eq(system) & table["unit_id"].eq(unit_id)

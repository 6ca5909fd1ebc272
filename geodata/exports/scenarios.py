"""What if, on its way out: every school's way before and after changes that nobody published."""

from footprints.scenarios.application import Applied, apply_scenario
from footprints.scenarios.comparison import Comparison, compare_scenario
from footprints.scenarios.errors import ScenarioError
from footprints.scenarios.scenario import Scenario
from footprints.scenarios.scenariotext import write_scenario
from footprints.travel.ownbase import COLUMNS
from geodata.exports.basis import Basis, choose_systems, name_scope, set_out
from geodata.exports.signature import (
    UNPUBLISHED,
    Exported,
    Means,
    describe_rows,
    sign_rows,
)
from geodata.exports.tables import Filter
from geodata.plainvalues import make_plain
from geodata.snapshot import Snapshot
from geodata.travel.measured import MeasuredTravel, Progress, TravelTables, measure_travel

ROWS_ARE = (
    f"{UNPUBLISHED}; one row for each school that counts and has a unit or a nearest base, before "
    "or after; before and after are its way to the base of its unit, by `method`, to the nearest "
    "of several, missing where not known; gain is before less after, above 0 is nearer; moved "
    "tells whether its unit changes"
)


def export_scenario(
    snapshot: Snapshot,
    wanted: Filter,
    scenario: Scenario,
    basis: Basis,
    *,
    on_progress: Progress | None = None,
) -> Exported:
    """
    Compare every school's way before and after the changes of a scenario.

    Parameters
    ----------
    snapshot
        An open snapshot.
    wanted
        The system, and a region, an authority.
    scenario
        Its changes in that system count.
    basis
        By which method, on which network, of which schools.
    on_progress
        As for `geodata.travel.measured.measure_travel`, before and after.

    Returns
    -------
    exported
        `urn`, `unit_before`, `unit_after`, `before`, `after`, `gain`, `change`, `moved`,
        `lad_code`, the parameters, and the columns of `geodata.exports.signature.sign_rows`.

    Raises
    ------
    ScenarioError
        If no change is in the system, or one cannot be made; names it.
    UnknownKeyError
        If the system is unknown, or as `geodata.exports.basis.take_area`.
    SettingError, NoNetworkError, UnreadableFileError, EngineError
        As `geodata.travel.measured.measure_travel`.
    """
    systems = choose_systems(snapshot, wanted.system, with_bases=False)
    (system,) = systems.itertuples(index=False)
    own = _take_own(scenario, system.system)
    tables = set_out(snapshot, systems, wanted, basis)
    applied = apply_scenario(
        snapshot.table("schools"),
        tables.memberships,
        tables.units,
        own,
        systems=snapshot.table("systems"),
    )
    changed = TravelTables(tables.schools, applied.memberships, applied.units, systems)
    before, after = (
        measure_travel(
            each, method=basis.method, network_id=basis.network_id, on_progress=on_progress
        )
        for each in (tables, changed)
    )
    compared = compare_scenario(
        before.travel,
        after.travel,
        tables.schools,
        system=system.system,
        column=COLUMNS[basis.method],
    )
    rows = compared.schools.assign(
        lad_code=compared.schools["urn"].map(tables.schools.set_index("urn")["lad_code"]),
        method=basis.method,
        measure="km",
        changes=write_scenario(own),
        status=UNPUBLISHED,
        scope=name_scope(system.scope, basis.scope),
    )
    means = _name_means(before, basis)
    table = sign_rows(rows, snapshot, systems, means)
    about = describe_rows(snapshot, "scenario", wanted, table, systems=systems, means=means)
    return Exported(table, about | _describe(scenario, own, applied, compared))


def _take_own(scenario: Scenario, system: str) -> Scenario:
    """Take the changes of one system."""
    own = tuple(change for change in scenario.changes if change.system == system)
    if not own:
        named = sorted({change.system for change in scenario.changes})
        got = f"those in {', '.join(named)}" if named else "none"
        raise ScenarioError(f"`changes` must hold one in {system!r}, got {got}")
    return Scenario(own)


def _name_means(measured: MeasuredTravel, basis: Basis) -> Means:
    """Give the means by which the two ways were told, without those that they do not rest on."""
    told = measured.told
    if basis.method != "detour":
        told = {key: told[key] for key in told if not key.startswith("detour_")}
    return Means(
        told,
        measured.factors if basis.method == "detour" else None,
        measured.network if basis.network_id is not None else None,
    )


def _describe(
    scenario: Scenario, own: Scenario, applied: Applied, compared: Comparison
) -> dict[str, object]:
    """Say which changes were made, and what became of the schools."""
    left = tuple(change for change in scenario.changes if change not in own.changes)
    return make_plain(
        {
            "rows_are": ROWS_ARE,
            "status": UNPUBLISHED,
            "changes": [change.text for change in own.changes],
            "changes_of_other_systems_left_out": [change.text for change in left],
            "notes": applied.notes,
            "n_schools_without_unit_or_base": compared.n_without,
            "threshold_km": compared.threshold,
            "summary": compared.whole.to_dict("records")[0],
        }
    )

"""The travel table on its way out: every school's way to its base, and to the nearest."""

from footprints.schema import TABLES
from footprints.travel.byroad import Router
from geodata.exports.basis import Basis, choose_systems, name_scope, set_out
from geodata.exports.signature import Exported, Means, describe_rows, sign_rows
from geodata.exports.tables import Filter, name_units
from geodata.snapshot import Snapshot
from geodata.travel.measured import Progress, measure_travel

ROWS_ARE = (
    "one row for each school, system and unit the school is in, one without unit_id where it is "
    "in none; only systems with a base whose place is known, and schools in the scope of the "
    "system; nearest_km and penalty_km are by `method`, the same in every row, among the known "
    "bases; penalty_km is the way to the school's own base less that to the nearest, missing "
    "where either is not known; detour_low_km and detour_high_km hold about eight of ten trips; "
    "no_estimate says why detour_km is missing; road_km and minutes are those of the network or "
    "service, missing where none was asked or it knows no way"
)


def export_travel(
    snapshot: Snapshot,
    wanted: Filter,
    basis: Basis,
    *,
    router: Router | None = None,
    on_progress: Progress | None = None,
) -> Exported:
    """
    Measure how far every school of an area has to go.

    Parameters
    ----------
    snapshot
        An open snapshot.
    wanted
        A region, an authority; a system, or all.
    basis
        By which method, on which network, of which schools.
    router, on_progress
        As for `geodata.travel.measured.measure_travel`.

    Returns
    -------
    exported
        The columns of the `travel` table, those from `urn` to `penalty_km` first, then
        `no_estimate`, `unit_name`, and those of `geodata.exports.signature.sign_rows`.

    Raises
    ------
    UnknownKeyError
        If the scope, system, region or authority is unknown, or region and authority have no
        school in common.
    SettingError, NoNetworkError, UnreadableFileError, EngineError
        As `geodata.travel.measured.measure_travel`.
    """
    systems = choose_systems(snapshot, wanted.system)
    tables = set_out(snapshot, systems, wanted, basis)
    measured = measure_travel(
        tables,
        method=basis.method,
        network_id=basis.network_id,
        router=router,
        on_progress=on_progress,
    )
    own = systems.set_index("system")["scope"]
    scopes = {system: name_scope(str(scope), basis.scope) for system, scope in own.items()}
    named = name_units(measured.travel, tables.units)
    rows = named[[*TABLES["travel"].columns, "unit_name"]]
    means = Means(measured.told, measured.factors, measured.network)
    table = sign_rows(rows.assign(scope=rows["system"].map(scopes)), snapshot, systems, means)
    about = describe_rows(snapshot, "travel", wanted, table, systems=systems, means=means)
    return Exported(table, about | {"rows_are": ROWS_ARE})

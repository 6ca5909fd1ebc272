"""Satellites on their way out: whom they would bring nearer, by how much, and whom not."""

from footprints.scenarios.candidates import Candidates, thin_candidates
from footprints.scenarios.satellites import Question, Satellites, choose_satellites
from footprints.scope import in_scope
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
from geodata.travel.measured import Progress
from geodata.travel.siting import measure_siting_costs

COLUMNS = [
    *("urn", "unit_before", "unit_after", "before", "after", "gain", "change"),
    *("weight", "counted"),
]
ROWS_ARE = (
    f"{UNPUBLISHED}; one row for each school of the area that counts; before is its way to the "
    "base of its unit, to the nearest of several, by `method`; after is that to where it goes "
    "once the satellites are there; missing where not known; gain is before less after, above 0 "
    "is nearer; counted tells the worst served, whom the aim is about; weight is what a school "
    "counts for"
)


def export_satellites(
    snapshot: Snapshot,
    wanted: Filter,
    question: Question,
    basis: Basis,
    *,
    on_progress: Progress | None = None,
) -> Exported:
    """
    Choose satellites for the schools of an area, and list what they would change for each.

    Parameters
    ----------
    snapshot
        An open snapshot.
    wanted
        A region, an authority; the system is that of the question.
    question
        See `footprints.scenarios.satellites.Question`.
    basis
        By which method, on which network, of which schools; not `remote`.
    on_progress
        Called as searches of a network are done, with how many of how many.

    Returns
    -------
    exported
        `urn`, `unit_before`, `unit_after`, `before`, `after`, `gain`, `change`, `weight`,
        `counted`, `is_satellite`, `lad_code`, the parameters, and the columns of
        `geodata.exports.signature.sign_rows`. The candidates are the schools that count, thinned
        by a stated rule where they are many.

    Raises
    ------
    SitingError
        If no school counts, or there are too few candidates.
    UnknownKeyError
        If the system is unknown or has no known base, or as `geodata.exports.basis.take_area`.
    SettingError, NoNetworkError, UnreadableFileError
        As `geodata.travel.siting.measure_siting_costs`.
    """
    systems = choose_systems(snapshot, question.system)
    (system,) = systems.itertuples(index=False)
    tables = set_out(snapshot, systems, wanted, basis)
    schools = tables.schools[in_scope(tables.schools, system.scope).to_numpy()]
    candidates = thin_candidates(schools)
    measured = measure_siting_costs(
        schools,
        tables.units[tables.units["system"] == question.system],
        schools[schools["urn"].isin(candidates.urns)],
        method=basis.method,
        network_id=basis.network_id,
        on_progress=on_progress,
    )
    found = choose_satellites(schools, measured.costs, question, memberships=tables.memberships)
    rows = found.schools[COLUMNS].assign(
        is_satellite=found.schools["urn"].isin(found.chosen),
        lad_code=found.schools["urn"].map(schools.set_index("urn")["lad_code"]),
        satellites=" ".join(map(str, found.chosen)),
        aim=question.aim,
        demand=question.demand,
        worst_share=question.share,
        over_km=question.threshold,
        follow=question.follow,
        method=found.method,
        measure=found.measure,
        status=UNPUBLISHED,
        scope=name_scope(system.scope, basis.scope),
    )
    means = Means(measured.told, measured.factors, measured.network)
    table = sign_rows(rows, snapshot, systems, means)
    about = describe_rows(snapshot, "satellites", wanted, table, systems=systems, means=means)
    return Exported(table, about | _describe(found, candidates, question))


def _describe(found: Satellites, candidates: Candidates, question: Question) -> dict[str, object]:
    """Say what was asked, what was chosen among which, and how sure that is."""
    return make_plain(
        {
            "rows_are": ROWS_ARE,
            "status": UNPUBLISHED,
            "satellites": list(found.chosen),
            "parameters": found.list_parameters() | {"time_limit_s": question.time_limit_s},
            "candidates": candidates.rule,
            "summary": found.summary.to_dict("index"),
        }
    )

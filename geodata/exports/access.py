"""Access on its way out: what is within reach of each school, how far its base is, its groups."""

from dataclasses import replace

import pandas as pd

from footprints.access.groups import group_schools
from footprints.access.supply import Supply, list_bases
from footprints.access.surface import PER_HEAD, AccessQuestion, measure_surface
from footprints.scope import in_scope
from footprints.travel.ownbase import RULE, take_own_km
from geodata.exports.basis import Basis, choose_systems, set_out, take_area
from geodata.exports.signature import Exported, describe_rows, sign_rows
from geodata.exports.tables import Filter
from geodata.plainvalues import make_plain
from geodata.snapshot import Snapshot
from geodata.travel.measured import measure_travel

GROUPS = ("fsm_fifth", "rural", "region", "trust_band")
ROWS_ARE = (
    "one row for each school in scope, measured over all England and then cut to the filter; "
    "access is in bases, or in the capacity of venues, per head of `demand` with 2sfca and "
    "e2sfca (the Access page shows it per 100,000), missing where the school has no known place; "
    "in_system_scope tells the schools that the system is for, whom the Access page counts; "
    f"own_km is their straight line to their own base ({RULE}); fifths and bands are those of "
    "England"
)


def export_access(
    snapshot: Snapshot,
    wanted: Filter,
    question: AccessQuestion,
    *,
    venues: Supply | None = None,
) -> Exported:
    """
    Measure what is within reach of every school of an area.

    Parameters
    ----------
    snapshot
        An open snapshot.
    wanted
        A region, an authority.
    question
        In straight lines, to the bases of one system.
    venues
        What access is to instead of these bases, as `geodata.readers.venues.read_venues` reads
        it; the rest is told of the system as ever.

    Returns
    -------
    exported
        `urn`, `access`, `own_km`, the groups of `GROUPS`, `in_system_scope`, the parameters, and
        the columns of `geodata.exports.signature.sign_rows`.

    Raises
    ------
    UnknownKeyError
        If the system is unknown or has no known base, or as `geodata.exports.basis.take_area`.
    """
    systems = choose_systems(snapshot, question.system)
    (system,) = systems.itertuples(index=False)
    schools, units = snapshot.table("schools"), snapshot.table("units")
    area = take_area(schools, wanted)
    surface = (
        measure_surface(question, schools, list_bases(units, system.system))
        if venues is None
        else measure_surface(replace(question, system=None), schools, venues)
    )
    rows = surface.table.reset_index()
    rows["own_km"] = rows["urn"].map(_measure_own_km(snapshot, systems, question.scope))
    for by in GROUPS:
        labels = group_schools(schools, by, scope=question.scope).labels
        rows[by] = rows["urn"].map(labels.astype("str"))
    own = schools.loc[in_scope(schools, system.scope).to_numpy(), "urn"]
    told = surface.told
    rows = rows.assign(
        in_system_scope=rows["urn"].isin(own),
        measure=question.measure,
        within_km=question.threshold,
        decay=pd.Series(told["decay"], index=rows.index, dtype="str"),
        demand=question.demand if question.measure in PER_HEAD else None,
        supply=told["supply"],
        n_sites=told["n_sites"],
        n_sites_placed=told["n_sites_placed"],
        method=question.method,
        scope=question.scope,
    )
    rows = rows[rows["urn"].isin(area["urn"])]
    table = sign_rows(rows, snapshot, systems)
    about = describe_rows(snapshot, "access", wanted, table, systems=systems)
    about |= {"rows_are": ROWS_ARE, "access": make_plain(told)}
    return Exported(table, about)


def _measure_own_km(snapshot: Snapshot, systems: pd.DataFrame, scope: str) -> pd.Series:
    """Measure every school's straight line to its own base."""
    tables = set_out(snapshot, systems, Filter(), Basis(scope=scope))
    (system,) = systems["system"]
    return take_own_km(measure_travel(tables).travel, system, "straight")

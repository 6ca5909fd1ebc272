"""Metrics on their way out: every school's locals, overlaps of units, alignment of systems.

The functions are those of the pages, so the numbers are too. Each row says its scope, systems and
vintages, since a CSV has nowhere else to keep them.
"""

from dataclasses import asdict, dataclass
from typing import Any

import geopandas as gpd
import pandas as pd

from footprints.errors import UnknownKeyError
from footprints.locals.alternatives import SIZES, measure_ranges
from footprints.locals.contingency import tabulate_overlaps
from footprints.locals.multiplelocals import measure_locals
from footprints.locals.neighbours import index_neighbours, measure_alignment
from footprints.schema import CRS
from footprints.scope import SCOPES, in_scope
from footprints.systems.alternatives import range_alternatives, vary_alternatives
from footprints.systems.comparison import Comparison, Draw, compare_systems
from footprints.systems.nullmodel import Progress, draw_alignments
from geodata.exports.choices import METRICS, Choices, Metric, list_choices
from geodata.exports.tables import Filter, describe_export, filter_schools
from geodata.store import Snapshot

LOCALS = ("n_locals", "n_distinct", "core", "reach", "bricolage")
PAIR = ["a", "a_unit", "b", "b_unit"]
PAIRS = [
    *("a", "b", "n_schools", "n_units_a", "n_units_b"),
    *("alignment", "homogeneity", "completeness", "v_measure"),
    *("expectation", "low", "high", "adjusted", "draws", "seed"),
]


@dataclass(frozen=True)
class _Asked:
    """What is measured: the tables, the systems that count, the schools of the area."""

    schools: pd.DataFrame
    memberships: pd.DataFrame
    units: pd.DataFrame
    systems: tuple[str, ...]
    area: pd.DataFrame
    wanted: Filter
    choices: Choices


def measure_rows(
    snapshot: Snapshot,
    name: Metric,
    wanted: Filter,
    choices: Choices,
    *,
    draw: Draw = draw_alignments,
    on_progress: Progress | None = None,
) -> pd.DataFrame:
    """
    Measure, and keep what a filter wants; see `geodata.exports.choices.METRICS` for what a row is.

    Parameters
    ----------
    snapshot
        An open snapshot.
    name
        A key of `METRICS`.
    wanted
        A region, an authority, a system; the system must be one of those measured.
    choices
        See `Choices`.
    draw
        Who draws for the alignment, as in `footprints.systems.comparison.compare_systems`.
    on_progress
        Called after each draw of the alignment with how many are done, and of how many.

    Returns
    -------
    table
        `locals`, `overlaps` or `alignment`, the first with the schools' points in EPSG:27700.
        Last are `scope`, `weight`, `systems` and their `vintages` in the same order, divided by
        spaces, `as_of` (that of the school records) and `snapshot`: the same in each row.

    Raises
    ------
    UnknownKeyError
        If the scope, a system, the region or the authority is unknown, or region and authority
        have no school in common.
    DrawsError
        If there are too few draws to judge by.
    """
    known = snapshot.table("systems").set_index("system")["as_of"].sort_index()
    systems = _choose_systems(list(known.index), wanted, choices)
    schools = snapshot.table("schools")
    area = filter_schools(schools, wanted)
    if area.empty:
        raise UnknownKeyError(
            f"`la` must have schools in the region {wanted.region!r}, got {wanted.la!r}"
        )
    held, units = snapshot.table("memberships"), snapshot.table("units")
    asked = _Asked(schools, held, units, systems, area, wanted, choices)
    if name == "locals":
        table = _measure_locals(asked)
    elif name == "overlaps":
        table = _measure_overlaps(asked)
    else:
        table = _measure_alignment(asked, draw, on_progress)
    return table.assign(
        scope=choices.scope,
        weight=choices.weight,
        systems=" ".join(systems),
        vintages=" ".join(known[list(systems)].fillna("unknown")),
        as_of=snapshot.manifest["as_of"],
        snapshot=snapshot.snapshot_id,
    )


def arrange_pairs(comparison: Comparison) -> pd.DataFrame:
    """
    Put the pairs of a comparison and the choices it was made by into one table.

    Parameters
    ----------
    comparison
        From `footprints.systems.comparison.compare_systems`.

    Returns
    -------
    pairs
        The rows of `Comparison.pairs`; first the columns of `PAIRS`, then its others, then
        `shared`, `single_trusts` and `graph`.
    """
    choices = ("draws", "seed", "shared", "single_trusts", "graph")
    pairs = comparison.pairs.assign(**{name: getattr(comparison, name) for name in choices})
    return pairs[[*PAIRS, *pairs.columns.drop(PAIRS)]]


def describe_metric(
    snapshot: Snapshot, name: Metric, wanted: Filter, choices: Choices, table: pd.DataFrame
) -> dict[str, Any]:
    """
    Say what an export of a metric is, by which choices it was made, and from what.

    Parameters
    ----------
    snapshot, name, wanted, choices
        As given to `measure_rows`.
    table
        What it returned.

    Returns
    -------
    metadata
        As `geodata.exports.tables.describe_export`, of the systems measured only.
    """
    about = describe_export(snapshot, name, wanted, len(table))
    chosen = choices.systems or tuple(sorted(about["systems"]))
    made_by = asdict(choices) | {"systems": list(chosen)}
    schools = snapshot.table("schools")
    counted = filter_schools(schools, wanted) if name == "alignment" else schools
    inside = counted[in_scope(counted, choices.scope)]
    return about | {
        "scope": f"{choices.scope}: {SCOPES[choices.scope]}",
        "systems": {system: about["systems"][system] for system in chosen},
        "choices": {choice: made_by[choice] for choice in list_choices(name)},
        "rows_are": METRICS[name],
        "schools_in_scope": len(inside),
        "schools_in_scope_without_pupils": int(inside["pupils"].isna().sum()),
    }


def _choose_systems(known: list[str], wanted: Filter, choices: Choices) -> tuple[str, ...]:
    """Check which systems are measured, and that the one to keep is among them."""
    chosen = tuple(known) if choices.systems is None else choices.systems
    unknown = [system for system in chosen if system not in known]
    if unknown:
        raise UnknownKeyError(f"`systems` must be of {known}, got {unknown}")
    if wanted.system is not None and wanted.system not in chosen:
        raise UnknownKeyError(f"`system` must be one of {list(chosen)}, got {wanted.system!r}")
    return chosen


def _measure_locals(asked: _Asked) -> gpd.GeoDataFrame:
    """Measure the locals of every school and keep those of the area."""
    schools, memberships, choices = asked.schools, asked.memberships, asked.choices
    index = index_neighbours(schools, memberships, scope=choices.scope)
    measured = measure_locals(
        schools,
        memberships,
        scope=choices.scope,
        systems=asked.systems,
        weight=choices.weight,
        alignment=measure_alignment(index),
    )
    ranges = measure_ranges(schools, memberships, systems=asked.systems, weight=choices.weight)
    alignments = [column for column in measured.columns if column.startswith("alignment_")]
    first = [*LOCALS, *alignments]
    ordered = measured[[*first, *measured.columns.drop(first)]].join(ranges)
    places = asked.schools.assign(in_scope=in_scope(schools, choices.scope)).set_index("urn")
    table = ordered.join(places[["name", "la_code", "la_name", "region", "in_scope", "geometry"]])
    kept = set(asked.area["urn"])
    if asked.wanted.system is not None:
        here = memberships["system"].eq(asked.wanted.system) & memberships["certainty"].ne("none")
        kept &= set(memberships.loc[here, "urn"])
    whole = [f"{size}{end}" for size in SIZES for end in ("", "_low", "_high")]
    table = table[table.index.isin(kept)].astype(dict.fromkeys(whole, "Int64"))
    return gpd.GeoDataFrame(table.reset_index(), geometry="geometry", crs=CRS)


def _measure_overlaps(asked: _Asked) -> pd.DataFrame:
    """Measure pairs of units and keep those that share a school of the area."""
    choices = asked.choices
    found, near = (
        tabulate_overlaps(
            schools,
            asked.memberships,
            scope=choices.scope,
            systems=asked.systems,
            weight=choices.weight,
        ).table
        for schools in (asked.schools, asked.area)
    )
    table = found.merge(near[PAIR], on=PAIR)
    names = asked.units.set_index(["system", "unit_id"])["name"]
    for at, side in ((2, "a"), (5, "b")):
        of_pair = pd.MultiIndex.from_frame(table[[side, f"{side}_unit"]])
        table.insert(at, f"{side}_name", names.reindex(of_pair).to_numpy())
    return _keep_system(table, asked.wanted)


def _measure_alignment(asked: _Asked, draw: Draw, on_progress: Progress | None) -> pd.DataFrame:
    """Compare the systems over the area."""
    choices = asdict(asked.choices) | {"systems": asked.systems}
    tables = asked.schools, asked.memberships, asked.units
    inside = asked.schools["urn"].isin(asked.area["urn"]).to_numpy()
    comparison = compare_systems(
        *tables, inside=inside, draw=draw, on_progress=on_progress, **choices
    )
    varied = vary_alternatives(
        *tables, systems=asked.systems, inside=inside, shared=asked.choices.shared
    )
    pairs = arrange_pairs(comparison).merge(
        range_alternatives(varied), on=["a", "b"], how="left", validate="one_to_one"
    )
    cut = {"region": asked.wanted.region, "la": asked.wanted.la}
    area = ", ".join(f"{kind} {value}" for kind, value in cut.items() if value) or "England"
    return _keep_system(pairs.assign(area=area), asked.wanted)


def _keep_system(table: pd.DataFrame, wanted: Filter) -> pd.DataFrame:
    """Keep the pairs in which a system is."""
    if wanted.system is None:
        return table
    return table[table[["a", "b"]].eq(wanted.system).any(axis=1)].reset_index(drop=True)

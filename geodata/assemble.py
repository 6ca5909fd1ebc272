"""From checked sources to the tables of a snapshot; computes, reads and writes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import geopandas as gpd
import numpy as np
import pandas as pd

from footprints.membership.assignment import assign_hubs
from footprints.membership.claims import hold_administrative
from footprints.membership.memberships import (
    join_administrative,
    join_listings,
    join_trusts,
    stack_memberships,
)
from footprints.membership.polygons import dissolve_footprints, wrap_members
from footprints.schema import CRS, check_table
from footprints.scope import in_scope
from geodata.districtlayers import DistrictLayers, choose_layers, soften_lost_districts
from geodata.report import join_problems, make_problems
from geodata.schoolplaces import locate_schools
from geodata.sources import Sources
from geodata.unitlists import list_systems, list_trusts, list_units

Tables = dict[str, pd.DataFrame]
# What the census and Ofsted's file fill in, each with what belongs to it: a figure's reason for
# being missing and a grade's date come from the file the figure or grade comes from.
FILLED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "fsm_percent": ("fsm_reason",),
        "eal_percent": ("eal_reason",),
        "ofsted": ("ofsted_date",),
        "ofsted_phase": (),
        "idaci_quintile": (),
    }
)


@dataclass(frozen=True)
class Assembled:
    """The tables of a snapshot, the layers they stand on, and what was noticed on the way."""

    tables: Tables
    layers: DistrictLayers
    superseded: pd.DataFrame


def assemble(sources: Sources) -> Assembled:
    """
    Join checked sources into the tables of a snapshot.

    Parameters
    ----------
    sources
        See `geodata.sources.Sources`.

    Returns
    -------
    assembled
        Every table passed `footprints.schema.check_table`.

    Raises
    ------
    BuildError
        If no current layer of districts is loaded.
    UnknownKeyError
        If a hub covers an area that the loaded boundaries do not hold.
    """
    registers = sources.registers
    districts, coverage = registers.districts, registers.coverage
    people = _fill_from_census(sources)
    used = pd.concat([people["district_code"], coverage["area_code"]])
    layers = choose_layers(sources.areas, districts, used, coverage)
    schools, misplaced = locate_schools(people, layers, districts)
    coverage, softened = soften_lost_districts(coverage, layers.pieces, districts)

    systems = list_systems(registers.systems, sources.listings)
    assigned = assign_hubs(schools, systems, coverage, layers.pieces, districts)
    memberships = stack_memberships(
        [
            join_administrative(schools),
            join_trusts(schools),
            assigned.memberships,
            join_listings(schools, sources.listings),
        ]
    )
    trusts = list_trusts(schools, sources.group_links)
    problems = [report.problems for report in sources.reports]
    tables: Tables = {
        "schools": schools,
        "areas": _number_areas(sources, layers),
        "districts": districts,
        "pieces": layers.pieces,
        "systems": systems,
        "units": list_units(registers.units, schools, trusts, sources, layers),
        "coverage": coverage,
        "trusts": trusts,
        "links": sources.links,
        "group_links": sources.group_links,
        "memberships": memberships,
        "footprints": _draw_footprints(schools, memberships, assigned.held, layers, districts),
        "problems": join_problems(
            [
                *problems,
                _report_unknown(sources.listings, schools),
                misplaced,
                _report_softened(softened),
            ]
        ),
    }
    checked = {name: check_table(name, table) for name, table in tables.items()}
    if len(
        sources.postcodes
    ):  # passed the gate in its reader; 1.5 million rows are not sorted twice
        checked["postcodes"] = sources.postcodes
    return Assembled(checked, layers, assigned.superseded)


def _fill_from_census(sources: Sources) -> pd.DataFrame:
    """Fill pupil characteristics and inspections the establishments file lacks."""
    people = sources.establishments.set_index("urn")
    for extra in (sources.census, sources.inspections):
        known = extra.set_index("urn").reindex(people.index)
        for column, its_own in FILLED.items():
            if column in known:
                told = known[[column, *its_own]].notna().any(axis=1)
                lacking = people[column].isna() & told
                for part in (column, *its_own):
                    people[part] = people[part].mask(lacking, known[part])
    return people.reset_index()


def _draw_footprints(
    schools: gpd.GeoDataFrame,
    memberships: pd.DataFrame,
    held: pd.DataFrame,
    layers: DistrictLayers,
    districts: pd.DataFrame,
) -> gpd.GeoDataFrame:
    """Dissolve what units hold, wrap what units list; count state-funded members."""
    inside = schools.loc[in_scope(schools, "state_funded"), "urn"]
    members = memberships[(memberships["certainty"] != "none") & memberships["urn"].isin(inside)]
    everyone = memberships[memberships["certainty"] == "listed"]
    administrative = hold_administrative(layers.pieces, districts, as_of=layers.vintage)
    both = pd.concat([held, administrative], ignore_index=True)
    dissolved = dissolve_footprints(both, layers.pieces, members)
    wrapped = wrap_members(schools, everyone, counted=members)
    joined = pd.concat([dissolved, wrapped], ignore_index=True)
    return gpd.GeoDataFrame(joined, geometry="geometry", crs=CRS)


def _number_areas(sources: Sources, layers: DistrictLayers) -> gpd.GeoDataFrame:
    """Add authorities and regions, dissolved from districts so that their borders agree."""
    known = sources.registers.districts.set_index("lad_code")
    parts = [sources.areas[sources.areas["kind"] == "lad"]]
    for kind, code, name in (
        ("la", "la_code", "la_name"),
        ("region", "region_code", "region_name"),
    ):
        labelled = layers.named.assign(
            area_code=layers.named["area_code"].map(known[code]).to_numpy(),
            name=layers.named["area_code"].map(known[name]).to_numpy(),
        )
        joined = labelled.dissolve("area_code", aggfunc="first").reset_index()
        source = f"dissolved from districts of {layers.vintage}"
        parts.append(joined.assign(kind=kind, vintage=layers.vintage, source=source))
    return gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), geometry="geometry", crs=CRS)


def _report_unknown(listings: pd.DataFrame, schools: pd.DataFrame) -> pd.DataFrame:
    """Say which schools of a user's networks are not among the open schools."""
    rows = listings[~listings["urn"].isin(schools["urn"])]
    problems = make_problems(
        "network",
        rows,
        severity="rejected",
        reason="the network lists a URN that is no open school of the loaded records",
        remedy="give the URN of the school that followed it, or delete the row",
        key="urn",
        field="unit_name",
    )
    return problems.assign(row=pd.array([pd.NA] * len(problems), dtype="Int64"))


def _report_softened(softened: pd.DataFrame) -> pd.DataFrame:
    """Say which hub areas could not be located."""
    rows = softened.set_axis(pd.Index(np.zeros(len(softened), dtype="int64")))
    problems = make_problems(
        "coverage",
        rows,
        severity="warning",
        reason="a hub list uses a former district whose outline is not loaded; "
        "the hub is shown as holding part of the district that followed",
        remedy="add a boundary file of the year the list was written in",
        key="unit_id",
        field="area_code",
    )
    return problems.assign(row=pd.array([pd.NA] * len(problems), dtype="Int64"))

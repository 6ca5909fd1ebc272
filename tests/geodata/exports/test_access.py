"""The export of access: the numbers of the page, its decay, groups and parameters."""

import json
from typing import Any

import numpy as np
import pandas as pd
import pytest

from footprints.access.decay import Gaussian
from footprints.access.groups import group_schools
from footprints.access.supply import list_bases
from footprints.access.surface import MEASURES, AccessQuestion, choose_decay, measure_surface
from footprints.errors import UnknownKeyError
from footprints.scope import in_scope
from footprints.travel.ownbase import take_own_km
from geodata.exports.access import GROUPS, export_access
from geodata.exports.tables import Filter
from geodata.rawfiles import open_upload
from geodata.readers.venues import read_venues
from geodata.snapshot import Snapshot
from geodata.travel.measured import TravelTables, measure_travel
from tests.geodata.conftest import Built
from tests.geodata.exports.lanes import measure_km
from tests.geodata.sourcefolder import N_OPEN

WITHIN = 30.0
SIGNED = ["scope", "systems", "vintages", "as_of", "snapshot", "geometry"]


@pytest.fixture
def snapshot(built: Built) -> Snapshot:
    return built.snapshot


def ask(measure: Any = "e2sfca", **more: Any) -> AccessQuestion:
    """Ask as the Access page does."""
    decay = choose_decay(measure, WITHIN)
    return AccessQuestion(measure, threshold=WITHIN, decay=decay, **{"system": "tsh"} | more)


def test_columns_come_in_the_order_that_was_promised(snapshot: Snapshot) -> None:
    table = export_access(snapshot, Filter(), ask()).table
    assert [*table.columns][:3] == ["urn", "access", "own_km"]
    assert [*table.columns][3:7] == ["fsm_fifth", "rural", "region", "trust_band"]
    assert [*table.columns][-6:] == SIGNED
    assert len(table) == N_OPEN - 1, "one of the schools is independent"


@pytest.mark.parametrize("measure", MEASURES)
def test_access_is_that_of_the_page(snapshot: Snapshot, measure: Any) -> None:
    question = ask(measure, demand="fsm_pupils")
    schools = snapshot.table("schools")
    page = measure_surface(question, schools, list_bases(snapshot.table("units"), "tsh"))
    table = export_access(snapshot, Filter(), question).table
    assert table["urn"].tolist() == page.table.index.tolist()
    assert table["access"].tolist() == pytest.approx(page.table["access"].tolist(), nan_ok=True)
    assert (table["access"] > 0).any()


def test_cumulative_access_counts_the_bases_within_reach(snapshot: Snapshot) -> None:
    table = export_access(snapshot, Filter(), ask("cumulative")).table.set_index("urn")
    units = snapshot.table("units")
    based = units[units["system"].eq("tsh") & units["base_easting"].notna()]["unit_id"]
    for urn in (100001, 100004, 100007):
        near = sum(measure_km(snapshot, urn, unit) <= WITHIN for unit in based)
        assert table.loc[urn, "access"] == near
    assert set(table["n_sites"]) == {87}
    assert set(table["n_sites_placed"]) == {86}
    assert table["demand"].isna().all(), "nobody shares what is counted"


def test_gaussian_of_half_the_reach_weighs_distance(snapshot: Snapshot) -> None:
    assert choose_decay("gravity", WITHIN) == Gaussian(15.0)
    table = export_access(snapshot, Filter(), ask("gravity")).table.set_index("urn")
    units = snapshot.table("units")
    based = units[units["system"].eq("tsh") & units["base_easting"].notna()]["unit_id"]
    km = np.array([measure_km(snapshot, 100004, unit) for unit in based])
    weighed = np.exp(-(km**2) / (2 * 15.0**2))[km <= WITHIN].sum()
    assert table.loc[100004, "access"] == pytest.approx(weighed)
    assert set(table["decay"]) == {"Gaussian, exp(-d^2 / 2 s^2) with s = 15"}
    flat = export_access(snapshot, Filter(), ask("2sfca")).table
    assert flat["decay"].isna().all()
    assert set(flat["demand"]) == {"pupils"}


def test_own_km_is_that_of_the_page(snapshot: Snapshot) -> None:
    tables = [snapshot.table(name) for name in ("schools", "memberships", "units", "systems")]
    own = TravelTables(*tables[:3], tables[3][tables[3]["system"] == "tsh"])
    page = take_own_km(measure_travel(own).travel, "tsh", "straight")
    table = export_access(snapshot, Filter(), ask()).table.set_index("urn")
    assert table["own_km"].tolist() == pytest.approx(page[table.index].tolist(), nan_ok=True)
    shared = [measure_km(snapshot, 100006, unit) for unit in ("WM9", "WM10")]
    assert table.loc[100006, "own_km"] == pytest.approx(min(shared))


def test_groups_are_those_of_england_whatever_the_area(snapshot: Snapshot) -> None:
    part = export_access(snapshot, Filter(region="London"), ask()).table
    whole = export_access(snapshot, Filter(), ask()).table
    assert part["urn"].tolist() == [100001, 100002]
    kept = whole[whole["urn"].isin(part["urn"])].reset_index(drop=True)
    pd.testing.assert_frame_equal(pd.DataFrame(part), pd.DataFrame(kept))
    for by in GROUPS:
        labels = group_schools(snapshot.table("schools"), by).labels.astype("str")
        assert whole[by].tolist() == labels[whole["urn"]].tolist()


def test_who_is_outside_the_systems_scope_is_marked(snapshot: Snapshot) -> None:
    table = export_access(snapshot, Filter(), ask(system="english", scope="all")).table
    primary = in_scope(snapshot.table("schools"), "primary_age")
    assert len(table) == N_OPEN
    assert table["in_system_scope"].tolist() == primary.tolist()
    assert table.loc[~table["in_system_scope"], "own_km"].isna().all()
    assert table.loc[~table["in_system_scope"], "access"].notna().any()


def test_metadata_say_how_it_was_measured(snapshot: Snapshot) -> None:
    exported = export_access(snapshot, Filter(la="202"), ask(demand="schools"))
    about = json.loads(json.dumps(exported.about, allow_nan=False))
    assert about["access"]["measure"] == "e2sfca"
    assert about["access"]["threshold"] == WITHIN
    assert about["access"]["demand"] == "schools, 1 each"
    assert about["access"]["n_sites_placed"] == 86
    assert about["rows"] == 2
    assert about["scope"] == "state_funded: open state-funded schools"
    assert "measured over all England" in about["rows_are"]


def test_a_system_without_bases_is_refused(snapshot: Snapshot) -> None:
    with pytest.raises(UnknownKeyError, match=r"`system` must be one of .* got 'la'"):
        export_access(snapshot, Filter(), ask(system="la"))


@pytest.mark.realdata
def test_access_to_venues_counts_their_places(real: Snapshot) -> None:
    line = "Camden hall,529000,184000,500"
    raw = open_upload("venues.csv", f"name,easting,northing,capacity\n{line}\n".encode())
    venues = read_venues(raw).supply
    question = AccessQuestion("cumulative", threshold=5.0, system="tsh", demand="pupils")
    found = export_access(real, Filter(la="202"), question, venues=venues)
    table = found.table
    schools = real.table("schools").set_index("urn").loc[table["urn"]]
    km = np.hypot(schools["easting"] - 529_000, schools["northing"] - 184_000) / 1000
    np.testing.assert_array_equal(table["access"], np.where(km <= 5, 500.0, 0.0))
    assert set(table["n_sites"]) == {1}
    assert table["supply"].str.startswith("venues of a visitor").all()
    assert table["own_km"].notna().any()

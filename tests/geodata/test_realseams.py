"""Seams in the real data: against a loop over pairs, and what is known of London and England."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

from footprints.scope import in_scope
from footprints.seams.borders import BANK_M
from footprints.seams.seamlines import draw_seams, name_seams
from footprints.seams.seams import Seams, choose_territorial, find_seams
from footprints.systems.schoolgraph import SchoolGraph, connect_schools
from geodata.store import Snapshot
from tests.footprints.slowseams import check_equal, check_near, find_slowly, hold_units

pytestmark = pytest.mark.realdata

LONDON = "E12000007"
CAMDEN = "202"
HUBS = ["maths", "tsh"]


@pytest.fixture(scope="module")
def graph(real: Snapshot) -> SchoolGraph:
    schools = real.table("schools")
    return connect_schools(schools[in_scope(schools, "state_funded")], kind="gabriel")


@pytest.fixture(scope="module")
def land(real: Snapshot) -> gpd.GeoSeries:
    areas = real.table("areas")
    return areas[areas["kind"] == "region"].geometry


@pytest.fixture(scope="module")
def hubs(real: Snapshot, graph: SchoolGraph, land: gpd.GeoSeries) -> Seams:
    return find_seams(graph, real.table("memberships"), HUBS, land=land)


def list_urns(real: Snapshot, column: str, value: str) -> list[int]:
    schools = real.table("schools")
    return schools.loc[schools[column] == value, "urn"].tolist()


def test_what_divides_the_ground(real: Snapshot) -> None:
    chosen = choose_territorial(real.table("systems"))
    assert {"la", "lad", "maths", "tsh", "english", "region"} <= set(chosen)
    assert not {"trust", "computing"} & set(chosen)


def test_london_equals_a_loop_over_pairs(real: Snapshot, graph: SchoolGraph) -> None:
    systems = ["la", "maths", "tsh", "english"]
    memberships = real.table("memberships")
    london = list_urns(real, "region_code", LONDON)
    held = hold_units(memberships[memberships["system"].isin(systems)])
    seams = find_seams(graph, memberships, systems, inside=london)
    check_equal(seams, find_slowly(graph, held, systems, set(london)))


def test_schools_near_the_seams_of_camden_equal_a_loop(real: Snapshot, graph: SchoolGraph) -> None:
    systems = ["la", "maths", "tsh"]
    memberships = real.table("memberships")
    camden = list_urns(real, "la_code", CAMDEN)
    seams = find_seams(graph, memberships, systems, inside=camden)
    check_near(seams, graph, hold_units(memberships[memberships["system"].isin(systems)]))
    # by the published lists Camden's two hubs end together towards Brent
    assert "la, maths, tsh" in set(seams.lines["systems"])


def test_maths_hubs_and_teaching_school_hubs_in_london(
    real: Snapshot, graph: SchoolGraph, land: gpd.GeoSeries
) -> None:
    london = list_urns(real, "region_code", LONDON)
    found = find_seams(graph, real.table("memberships"), HUBS, inside=london, land=land)
    share = found.pairs.set_index("system")["coincidence"]
    # both are made of whole boroughs, so they run together far more often than by chance
    assert 0.5 < share["tsh"] < share["maths"] < 0.95
    assert set(found.lines["kind"]) == {"seam", "cut"}


def test_hubs_end_where_districts_do(
    real: Snapshot, graph: SchoolGraph, land: gpd.GeoSeries
) -> None:
    memberships = real.table("memberships")
    seams = find_seams(graph, memberships, ["lad", "maths", "region"], land=land)
    share = seams.pairs.set_index(["system", "other"])["coincidence"]
    assert share["maths", "lad"] > 0.99
    assert share["region", "lad"] == 1
    assert share["lad", "region"] < 0.2


def test_every_line_is_on_land_or_narrow_water_and_short_to_send(
    real: Snapshot, hubs: Seams, land: gpd.GeoSeries
) -> None:
    ground = shapely.buffer(land.union_all(), BANK_M + 1)
    assert shapely.covers(ground, hubs.lines.geometry.to_numpy()).all()
    assert hubs.lines["n_edges"].gt(0).all()
    parted = hubs.pairs.set_index("system")
    both = parted["n_both"].iloc[0]
    assert hubs.lines["n_edges"].sum() == parted["n_border"].sum() - both
    names = name_seams(hubs, real.table("systems"), real.table("units"))
    drawn = draw_seams(hubs.lines, names)
    corners = sum(str(feature["geometry"]).count(",") for feature in drawn["features"])
    assert len(drawn["features"]) == len(hubs.lines)
    assert 1_000 < corners < 30_000
    assert np.isfinite(hubs.lines.total_bounds).all()

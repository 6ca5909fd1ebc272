"""The exports of what if: moved districts, closed bases, satellites; nobody published them."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from footprints.errors import UnknownKeyError
from footprints.scenarios.application import apply_scenario
from footprints.scenarios.candidates import thin_candidates
from footprints.scenarios.comparison import compare_scenario
from footprints.scenarios.errors import ScenarioError, SitingError
from footprints.scenarios.satellites import Question, choose_satellites
from footprints.scenarios.scenariotext import read_scenario
from footprints.scenarios.travelcosts import measure_costs
from footprints.scope import in_scope
from footprints.travel.methods import Method
from geodata.config import DATA_DIR_VARIABLE
from geodata.errors import SettingError
from geodata.exports.basis import Basis
from geodata.exports.satellites import export_satellites
from geodata.exports.scenarios import export_scenario
from geodata.exports.signature import UNPUBLISHED
from geodata.exports.tables import Filter
from geodata.roads.store import NoNetworkError
from geodata.snapshot import Snapshot
from geodata.travel.measured import TravelTables, measure_travel
from geodata.travel.siting import measure_siting_costs
from tests.geodata.conftest import Built
from tests.geodata.exports.lanes import CREDIT, NETWORK_ID, WINDING, measure_km, save_lanes
from tests.geodata.sourcefolder import BRISTOL, CAMDEN, N_OPEN

TSH, LONDON = Filter(system="tsh"), Filter(system="tsh", region="London")
STATE = Basis(scope="state_funded")
MOVE = f"move.{CAMDEN}.tsh.SW9"
SCENARIO_FIRST = [
    *("urn", "unit_before", "unit_after", "before", "after", "gain", "change", "moved"),
    "lad_code",
]
SATELLITES_FIRST = [
    *("urn", "unit_before", "unit_after", "before", "after", "gain", "change", "weight"),
    *("counted", "is_satellite", "lad_code"),
]


@pytest.fixture
def snapshot(built: Built, data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Snapshot:
    """Give the snapshot, with a data folder where its lanes are saved."""
    monkeypatch.setenv(DATA_DIR_VARIABLE, str(data_dir))
    save_lanes(built.snapshot, data_dir)
    return built.snapshot


# ---- moved districts, bases opened and closed


def test_a_moved_district_is_measured_to_its_new_base(snapshot: Snapshot) -> None:
    table = export_scenario(snapshot, TSH, read_scenario(MOVE), STATE).table
    assert [*table.columns][:9] == SCENARIO_FIRST
    row = table.set_index("urn").loc[100001]
    before, after = (measure_km(snapshot, 100001, unit) for unit in ("L6", "SW9"))
    assert (row["unit_before"], row["unit_after"], row["change"]) == ("L6", "SW9", "farther")
    assert (row["before"], row["after"]) == (pytest.approx(before), pytest.approx(after))
    assert row["gain"] == pytest.approx(before - after)
    assert row["lad_code"] == CAMDEN
    assert table.loc[table["moved"], "urn"].tolist() == [100001, 100002]
    assert set(table.loc[~table["moved"], "change"]) <= {"same", "unknown"}


def test_every_row_says_that_nobody_published_it(snapshot: Snapshot) -> None:
    exported = export_scenario(snapshot, LONDON, read_scenario(MOVE), STATE)
    assert set(exported.table["status"]) == {UNPUBLISHED} == {exported.about["status"]}
    assert "nobody has published" in UNPUBLISHED
    assert set(exported.table["changes"]) == {MOVE}
    about = json.loads(json.dumps(exported.about, allow_nan=False))
    assert about["changes"] == [MOVE]
    assert about["summary"]["n_moved"] == about["rows"] == 2
    assert about["notes"][0].startswith("3 schools in E09000007 go to SW9 (tsh)")
    assert "detour_factors" not in about, "a straight line rests on no factors"


def test_the_comparison_is_that_of_the_page(snapshot: Snapshot) -> None:
    schools, held, units, systems = (
        snapshot.table(name) for name in ("schools", "memberships", "units", "systems")
    )
    scenario = read_scenario(f"{MOVE}~close.tsh.YH9")
    applied = apply_scenario(schools, held, units, scenario, systems=systems)
    own = systems[systems["system"] == "tsh"]
    before, after = (
        measure_travel(TravelTables(schools, *changed, own), method="detour").travel
        for changed in ((held, units), (applied.memberships, applied.units))
    )
    counted = schools[in_scope(schools, "state_funded")]
    page = compare_scenario(before, after, counted, system="tsh", column="detour_km").schools
    table = export_scenario(snapshot, TSH, scenario, Basis("detour", scope="state_funded")).table
    pd.testing.assert_frame_equal(pd.DataFrame(table[[*page.columns]]), page)
    assert table.set_index("urn").loc[100005, "change"] == "lost"
    assert set(table["method"]) == {"detour"}
    assert table["factors"].notna().all()


def test_a_scenario_by_road_is_told_by_the_network(snapshot: Snapshot) -> None:
    basis = Basis("road", NETWORK_ID, "state_funded")
    exported = export_scenario(snapshot, LONDON, read_scenario("move.E09000007.tsh.L1"), basis)
    row = exported.table.set_index("urn").loc[100002]
    assert row["before"] == pytest.approx(WINDING * measure_km(snapshot, 100002, "L6"))
    assert row["after"] == pytest.approx(WINDING * measure_km(snapshot, 100002, "L1"))
    assert exported.about["network_attribution"] == CREDIT
    assert set(exported.table["network"]) == {"Lanes, drawn by hand of 2025-01-01"}


def test_a_new_base_is_nobodys_until_a_district_is_moved_to_it(snapshot: Snapshot) -> None:
    text = f"open.tsh.new-1.100004~move.{BRISTOL}.tsh.new-1"
    table = export_scenario(snapshot, TSH, read_scenario(text), STATE).table.set_index("urn")
    assert table.loc[100004, ["unit_after", "after", "change"]].tolist() == ["new-1", 0, "nearer"]
    assert table["moved"].sum() == 1


def test_changes_of_other_systems_are_left_out_and_named(snapshot: Snapshot) -> None:
    scenario = read_scenario(f"{MOVE}~close.maths.MH29")
    about = export_scenario(snapshot, LONDON, scenario, STATE).about
    assert about["changes"] == [MOVE]
    assert about["changes_of_other_systems_left_out"] == ["close.maths.MH29"]
    with pytest.raises(
        ScenarioError, match=r"must hold one in 'english', got those in maths, tsh"
    ):
        export_scenario(snapshot, Filter(system="english"), scenario, STATE)
    with pytest.raises(ScenarioError, match=r"must hold one in 'tsh', got none"):
        export_scenario(snapshot, TSH, read_scenario(""), STATE)


def test_a_change_that_cannot_be_made_is_named(snapshot: Snapshot) -> None:
    with pytest.raises(ScenarioError, match=r"change 1, 'close.tsh.XX9': no base of 'XX9'"):
        export_scenario(snapshot, TSH, read_scenario("close.tsh.XX9"), STATE)
    with pytest.raises(UnknownKeyError, match=r"`system` must be one of .* got 'dance'"):
        export_scenario(snapshot, Filter(system="dance"), read_scenario(MOVE), STATE)


# ---- satellites


def test_a_satellite_is_the_best_of_all_places_there_are(snapshot: Snapshot) -> None:
    exported = export_satellites(snapshot, TSH, Question("tsh", share=1), STATE)
    table = exported.table
    assert [*table.columns][:11] == SATELLITES_FIRST
    schools = snapshot.table("schools").set_index("urn")
    places = schools.loc[table["urn"], ["easting", "northing"]].to_numpy()
    today = table["before"].to_numpy()
    known = ~np.isnan(today)
    means = {}
    for urn, place in schools.loc[table["urn"], ["easting", "northing"]].dropna().iterrows():
        km = np.hypot(*(places - place.to_numpy()).T) / 1000
        means[urn] = np.fmin(today, km)[known].mean()
    (chosen,) = exported.about["satellites"]
    assert means[chosen] == pytest.approx(min(means.values()))
    assert exported.about["parameters"]["after"] == pytest.approx(min(means.values()))
    assert table.loc[table["is_satellite"], "urn"].tolist() == [chosen]
    assert table.set_index("urn").loc[chosen, "after"] == 0
    assert set(table["satellites"]) == {str(chosen)}
    gains = (table["before"] - table["after"]).tolist()
    assert table["gain"].tolist() == pytest.approx(gains, nan_ok=True)
    assert set(table["status"]) == {UNPUBLISHED}


def test_satellites_are_those_of_the_page(snapshot: Snapshot) -> None:
    schools, held, units = (snapshot.table(n) for n in ("schools", "memberships", "units"))
    counted = schools[in_scope(schools, "state_funded")]
    offered = counted[counted["urn"].isin(thin_candidates(counted).urns)]
    costs = measure_costs(counted, units[units["system"] == "tsh"], offered)
    question = Question("tsh", n_satellites=2, aim="cover", demand="pupils", threshold=10.0)
    page = choose_satellites(counted, costs, question, memberships=held)
    exported = export_satellites(snapshot, TSH, question, STATE)
    assert exported.about["satellites"] == list(page.chosen)
    told = exported.about["parameters"]
    assert {key: told[key] for key in page.list_parameters()} == page.list_parameters()
    assert exported.table["after"].tolist() == pytest.approx(
        page.schools["after"].tolist(), nan_ok=True
    )
    row = exported.table.iloc[0]
    assert (row["aim"], row["demand"], row["over_km"], row["worst_share"]) == (
        "cover", "pupils", 10.0, 0.1,
    )  # fmt: skip


@pytest.mark.parametrize("method", ["straight", "detour", "road"])
def test_costs_of_satellites_are_by_the_method(snapshot: Snapshot, method: Method) -> None:
    network_id = NETWORK_ID if method == "road" else None
    schools = snapshot.table("schools").head(3)
    units = snapshot.table("units")
    own = units[units["system"] == "tsh"]
    found = measure_siting_costs(schools, own, schools, method=method, network_id=network_id)
    factor = {"straight": 1.0, "detour": 1.4, "road": WINDING}[method]
    at = found.costs.unit_ids.index("L6")
    expected = [factor * measure_km(snapshot, urn, "L6") for urn in schools["urn"]]
    assert found.costs.to_bases[:, at].tolist() == pytest.approx(expected)
    assert found.costs.method == found.told["method"] == method
    assert (found.factors is None) == (method != "detour")
    assert (found.network is None) == (method != "road")


def test_satellites_by_road_say_whose_roads(snapshot: Snapshot) -> None:
    basis = Basis("road", NETWORK_ID, "state_funded")
    exported = export_satellites(snapshot, LONDON, Question("tsh"), basis)
    about = json.loads(json.dumps(exported.about, allow_nan=False))
    assert about["network_attribution"] == CREDIT
    assert about["speeds"].keys() == {"primary"}
    assert set(exported.table["network"]) == {"Lanes, drawn by hand of 2025-01-01"}
    assert about["candidates"].startswith("all 2 schools with coordinates")
    assert about["summary"]["all"]["n_schools"] == 2


def test_more_satellites_than_places_are_refused(snapshot: Snapshot) -> None:
    with pytest.raises(SitingError, match=r"`n_satellites` must be at most .*, 2, got 3"):
        export_satellites(snapshot, LONDON, Question("tsh", n_satellites=3), STATE)
    with pytest.raises(UnknownKeyError, match=r"place is known, got 'lad'"):
        export_satellites(snapshot, LONDON, Question("lad"), STATE)
    with pytest.raises(SettingError, match=r"got remote: a service would be asked"):
        export_satellites(snapshot, LONDON, Question("tsh"), Basis("remote"))
    with pytest.raises(SettingError, match=r"needs a road network"):
        export_satellites(snapshot, LONDON, Question("tsh"), Basis("road"))
    with pytest.raises(NoNetworkError, match=NETWORK_ID):
        export_satellites(snapshot, LONDON, Question("tsh"), Basis("detour", "0" * 16))


def test_everyone_counts_where_that_is_asked(snapshot: Snapshot) -> None:
    table = export_satellites(snapshot, TSH, Question("tsh"), Basis()).table
    assert len(table) == N_OPEN
    assert set(table["scope"]) == {"all"}

"""The export of travel: its columns, its rows, one method, and what it says of itself."""

import io
import json
from pathlib import Path

import pandas as pd
import pytest

from footprints.errors import UnknownKeyError
from footprints.roads.calibration import CELL_KINDS, Calibration
from footprints.travel.detour import DetourBand, DetourFactors
from footprints.travel.methods import Method
from geodata.config import DATA_DIR_VARIABLE
from geodata.engines.settings import ENGINE_VARIABLE, URL_VARIABLE
from geodata.errors import SettingError
from geodata.exports.basis import Basis, name_scope
from geodata.exports.formats import render
from geodata.exports.signature import STATED
from geodata.exports.tables import Filter
from geodata.exports.travel import export_travel
from geodata.roads.calibrated import write_calibration
from geodata.roads.speeds import read_speeds
from geodata.roads.store import NoNetworkError
from geodata.snapshot import Snapshot
from geodata.travel.measured import TravelTables, measure_travel
from tests.geodata.conftest import Built
from tests.geodata.engines.routingserver import routing
from tests.geodata.exports.lanes import (
    CAMDEN,
    CREDIT,
    NETWORK_ID,
    WINDING,
    measure_km,
    save_lanes,
)

FIRST = [
    *("urn", "system", "unit_id", "straight_km", "detour_km", "detour_low_km", "detour_high_km"),
    *("road_km", "minutes", "method", "nearest_unit_id", "nearest_km", "penalty_km"),
    *("no_estimate", "unit_name"),
]
SIGNED = ["scope", "systems", "vintages", "as_of", "snapshot", "network", "factors"]
TSH = Filter(system="tsh")


@pytest.fixture
def snapshot(built: Built, data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Snapshot:
    """Give the snapshot, with a data folder where its lanes are saved."""
    monkeypatch.setenv(DATA_DIR_VARIABLE, str(data_dir))
    save_lanes(built.snapshot, data_dir)
    return built.snapshot


def as_rows(snapshot: Snapshot, wanted: Filter, basis: Basis) -> pd.DataFrame:
    return pd.DataFrame(export_travel(snapshot, wanted, basis).table).drop(columns="geometry")


def test_columns_come_in_the_order_that_was_promised(snapshot: Snapshot) -> None:
    exported = export_travel(snapshot, TSH, Basis())
    assert [*exported.table.columns] == [*FIRST, *SIGNED, "geometry"]
    csv = render(exported.table, "csv", exported.about)
    header = csv.decode().partition("\n")[0].split(",")
    assert header == [*FIRST, *SIGNED, "longitude", "latitude"]


def test_distances_are_those_of_a_ruler(snapshot: Snapshot) -> None:
    rows = as_rows(snapshot, TSH, Basis()).set_index(["urn", "unit_id"])
    units = snapshot.table("units")
    based = units[units["system"].eq("tsh") & units["base_easting"].notna()]
    for urn, unit_id in [(100001, "L6"), (100004, "SW9"), (100006, "WM9"), (100006, "WM10")]:
        row = rows.loc[(urn, unit_id)]
        every = {unit: measure_km(snapshot, urn, unit) for unit in based["unit_id"]}
        own = every[unit_id]
        assert row["straight_km"] == pytest.approx(own, abs=1e-9)
        assert row["nearest_unit_id"] == min(every, key=lambda unit: (every[unit], unit))
        assert row["nearest_km"] == pytest.approx(min(every.values()), abs=1e-9)
        assert row["penalty_km"] == pytest.approx(own - min(every.values()), abs=1e-9)
        estimate = row[["detour_km", "detour_low_km", "detour_high_km"]].astype("float64")
        assert estimate.tolist() == pytest.approx([1.4 * own, 1.2 * own, 1.6 * own])
    assert rows["road_km"].isna().all()
    assert (rows["penalty_km"].dropna() >= 0).all()


@pytest.mark.parametrize("method", ["straight", "detour", "road"])
def test_all_rows_are_by_the_method_asked_for(snapshot: Snapshot, method: Method) -> None:
    network_id = NETWORK_ID if method == "road" else None
    rows = as_rows(snapshot, TSH, Basis(method, network_id))
    assert set(rows["method"]) == {method}
    row = rows.set_index("urn").loc[100001]
    factor = {"straight": 1.0, "detour": 1.4, "road": WINDING}[method]
    nearest = measure_km(snapshot, 100001, row["nearest_unit_id"])
    assert row["nearest_km"] == pytest.approx(factor * nearest)
    assert row["penalty_km"] == pytest.approx(factor * (row["straight_km"] - nearest))


def test_a_network_fills_the_road_and_is_named(snapshot: Snapshot) -> None:
    exported = export_travel(snapshot, TSH, Basis(network_id=NETWORK_ID))
    rows = exported.table.set_index("urn")
    assert rows.index[rows["road_km"].notna()].tolist() == list(CAMDEN)
    km = WINDING * measure_km(snapshot, 100001, "L6")
    assert rows.loc[100001, "road_km"] == pytest.approx(km)
    slow = read_speeds().speeds.slow["primary"]
    assert rows.loc[100001, "minutes"] == pytest.approx(60 * km / slow)
    assert set(rows["network"]) == {"Lanes, drawn by hand of 2025-01-01"}
    assert set(rows["factors"]) == {STATED}
    about = exported.about
    assert about["network_attribution"] == CREDIT
    assert about["dc:rights"].endswith(CREDIT)
    assert about["speeds"]["primary"]["slow_kmh"] == slow
    assert set(about["speeds"]) == {"primary"}


def test_factors_measured_on_the_network_are_used_and_named(
    snapshot: Snapshot, data_dir: Path
) -> None:
    band = DetourBand("all", 1, 80, 1.3, 1.25, 1.5, "measured on Lanes", n=120)
    measured = DetourFactors((band,), "Measured on the lanes.", is_calibrated=True)
    cells = pd.DataFrame(columns=list(CELL_KINDS))
    write_calibration(data_dir, NETWORK_ID, Calibration(measured, cells, "Measured."))
    exported = export_travel(snapshot, TSH, Basis("detour", NETWORK_ID))
    row = exported.table.set_index("urn").loc[100001]
    km = measure_km(snapshot, 100001, "L6")
    estimate = row[["detour_km", "detour_low_km", "detour_high_km"]].astype("float64")
    assert estimate.tolist() == pytest.approx([1.3 * km, 1.25 * km, 1.5 * km])
    assert row["factors"] == "measured on Lanes where pairs were enough, stated elsewhere"
    assert exported.about["detour_factors"].startswith("Measured on the lanes. Where nothing")
    assert exported.about["detour_factors_calibrated"] is True
    assert exported.about["detour_factors_by_band"][0]["n"] == 120


def test_metadata_say_method_and_factors_and_are_json(snapshot: Snapshot) -> None:
    exported = export_travel(snapshot, Filter(system="tsh", la="202"), Basis("detour"))
    about = json.loads(json.dumps(exported.about, allow_nan=False))
    assert about["method"] == "detour"
    assert about["detour_factors"].startswith("Stated, not measured here.")
    assert [band["value"] for band in about["detour_factors_by_band"]] == [1.4, 1.4, 1.29]
    assert about["detour_factors_by_band"][-1]["to_km"] is None
    assert about["filter"] == {"system": "tsh", "la": "202"}
    assert set(about["systems"]) == {"tsh"}
    assert about["rows"] == len(exported.table) == 3
    assert "network" not in about
    assert exported.table["network"].isna().all()


@pytest.mark.parametrize("basis", [Basis(), Basis("detour"), Basis("road", NETWORK_ID)])
def test_an_area_has_the_rows_that_england_has_for_it(snapshot: Snapshot, basis: Basis) -> None:
    whole = as_rows(snapshot, TSH, basis)
    part = as_rows(snapshot, Filter(system="tsh", region="London"), basis)
    assert part["urn"].tolist() == list(CAMDEN)
    kept = whole[whole["urn"].isin(CAMDEN)].reset_index(drop=True)
    pd.testing.assert_frame_equal(part, kept)


def test_every_system_with_a_base_has_rows_and_no_other(snapshot: Snapshot) -> None:
    rows = as_rows(snapshot, Filter(), Basis())
    units = snapshot.table("units")
    based = set(units.loc[units["base_easting"].notna(), "system"])
    assert set(rows["system"]) == based
    assert set(rows["systems"]) == {" ".join(sorted(based))}
    # the English hubs are for primary ages alone, and a row says so
    assert set(rows.loc[rows["system"] == "english", "scope"]) == {"primary_age"}
    assert set(rows.loc[rows["system"] == "tsh", "scope"]) == {"all"}
    assert 100002 not in set(rows.loc[rows["system"] == "english", "urn"])
    assert 100002 in set(rows.loc[rows["system"] == "tsh", "urn"])


def test_a_scope_keeps_its_schools(snapshot: Snapshot) -> None:
    rows = as_rows(snapshot, Filter(la="202"), Basis(scope="state_funded"))
    assert set(rows["urn"]) == {100001, 100002}
    assert set(rows["scope"]) == {"state_funded", "primary_age and state_funded"}
    assert name_scope("primary_age", "primary_age") == "primary_age"


class OnWight(Snapshot):
    """A snapshot in which a school of Cornwall stands in Newport."""

    def table(self, name: str) -> pd.DataFrame:
        table = super().table(name)
        if name == "schools":
            table.loc[table["urn"] == 100007, ["easting", "northing"]] = [450_000.0, 89_000.0]
        return table


def test_what_is_not_known_is_missing_and_says_why(snapshot: Snapshot) -> None:
    moved = OnWight(snapshot.snapshot_id, snapshot.folder, snapshot.manifest)
    csv = render(export_travel(moved, TSH, Basis()).table, "csv", {}).decode()
    rows = pd.read_csv(io.StringIO(csv)).set_index("urn")
    unplaced = rows.loc[100016]
    assert unplaced[["straight_km", "nearest_km", "penalty_km", "unit_id"]].isna().all()
    assert unplaced["no_estimate"] == "the school is in no unit of this system"
    apart = rows.loc[100007]
    assert apart["detour_km"].isna().all()
    assert apart["no_estimate"].str.contains("Isle of Wight").all()
    assert (apart["straight_km"] > 0).all()


def test_the_numbers_are_those_that_the_page_asks_for(snapshot: Snapshot) -> None:
    tables = [snapshot.table(name) for name in ("schools", "memberships", "units", "systems")]
    own = TravelTables(*tables[:3], tables[3][tables[3]["system"] == "tsh"])
    page = measure_travel(own, method="road", network_id=NETWORK_ID).travel
    rows = as_rows(snapshot, TSH, Basis("road", NETWORK_ID))
    pd.testing.assert_frame_equal(rows[[*page.columns]], page)


def test_a_service_is_asked_about_the_schools_of_the_area_alone(
    snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with routing() as world:
        monkeypatch.setenv(ENGINE_VARIABLE, "osrm")
        monkeypatch.setenv(URL_VARIABLE, world.base)
        exported = export_travel(snapshot, Filter(system="tsh", la="202"), Basis("remote"))
        asked = sum(n * m for n, m in world.matrices())
    assert asked == exported.about["pairs_asked"]
    assert asked <= 3 * 7
    assert exported.table["road_km"].notna().all()
    assert exported.table["network"].iloc[0].startswith("osrm")
    assert exported.about["service_host"] in world.base


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        (
            Filter(system="la"),
            r"`system` must be one of \['behaviour', .*place is known, got 'la'",
        ),
        (Filter(system="dance"), r"`system` must be one of .* got 'dance'"),
        (Filter(region="London", la="815"), r"`la` must have schools in the region 'London'"),
        (Filter(region="Wales"), r"`region` must be one of"),
    ],
)
def test_what_nobody_knows_is_refused(snapshot: Snapshot, wanted: Filter, told: str) -> None:
    with pytest.raises(UnknownKeyError, match=told):
        export_travel(snapshot, wanted, Basis())


def test_a_network_that_is_not_there_is_refused(snapshot: Snapshot) -> None:
    with pytest.raises(NoNetworkError, match=NETWORK_ID):
        export_travel(snapshot, TSH, Basis("road", "0" * 16))
    with pytest.raises(SettingError, match=r"`--network`"):
        export_travel(snapshot, TSH, Basis("road"))
    with pytest.raises(UnknownKeyError, match=r"`scope` must be one of"):
        export_travel(snapshot, TSH, Basis(scope="secondary"))

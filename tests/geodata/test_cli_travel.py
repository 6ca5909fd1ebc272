"""The command `travel`: how far one school has to go, by each method, in words and as JSON."""

import json
from pathlib import Path
from typing import Any

import pytest

from footprints.locals.neighbours import choose_counted, find_neighbours, index_neighbours
from footprints.travel.isolation import measure_isolation
from footprints.travel.ladder import NO_NETWORK, NO_SERVICE
from footprints.travel.methods import METHODS
from geodata.cli import main
from geodata.config import DATA_DIR_VARIABLE
from geodata.engines.settings import ENGINE_VARIABLE, URL_VARIABLE
from geodata.exports.basis import Basis
from geodata.exports.tables import Filter
from geodata.exports.travel import export_travel
from geodata.roads.store import NetworkStore
from geodata.schooltravel import NEAREST, NOWHERE, OWN, travel_values
from geodata.snapshot import Snapshot
from geodata.store import Store
from geodata.travel.detour import load_detour_factors
from geodata.travel.tools import open_tools
from geodata.travel.water import load_water
from tests.geodata.conftest import Built
from tests.geodata.engines.routingserver import routing
from tests.geodata.exports.lanes import CREDIT, NETWORK_ID, WINDING, measure_km, save_lanes


@pytest.fixture
def here(built: Built, data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Snapshot:
    """Point the command line at a copy of the data folder; no network is saved there."""
    monkeypatch.setenv(DATA_DIR_VARIABLE, str(data_dir))
    return built.snapshot


def read(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    capsys.readouterr()
    assert main(["travel", *words, "--json"]) == 0
    values: dict[str, Any] = json.loads(capsys.readouterr().out, parse_constant=pytest.fail)
    return values


def find_ways(values: dict[str, Any], unit_id: str) -> dict[str, dict[str, Any]]:
    """Give what each method says of the way to a base."""
    (base,) = [base for base in values["bases"] if base["unit_id"] == unit_id]
    return {way["method"]: way for way in base["ways"]}


def test_every_base_comes_with_the_whole_ladder(
    here: Snapshot, capsys: pytest.CaptureFixture[str]
) -> None:
    values = read(capsys, "100001")
    assert (values["urn"], values["name"]) == (100001, "Heath Primary School")
    assert (values["snapshot"], values["demo"]) == (here.snapshot_id, False)
    assert all([way["method"] for way in b["ways"]] == list(METHODS) for b in values["bases"])
    ways = find_ways(values, "L6")
    km = measure_km(here, 100001, "L6")
    assert ways["straight"]["km"]["value"] == pytest.approx(km, abs=5e-4)
    assert ways["detour"]["km"] == {
        name: pytest.approx(factor * km, abs=5e-4)
        for name, factor in (("value", 1.4), ("low", 1.2), ("high", 1.6))
    }
    assert ways["detour"]["minutes"]["value"] == pytest.approx(1.4 * km / 50 * 60, abs=0.05)
    assert (ways["road"]["km"], ways["road"]["said"]) == (None, NO_NETWORK)
    assert (ways["remote"]["km"], ways["remote"]["said"]) == (None, NO_SERVICE)
    assert values["network"] is None
    assert values["factors"]["calibrated"] is False


def test_the_bases_are_its_own_and_the_nearest_of_others(
    here: Snapshot, capsys: pytest.CaptureFixture[str]
) -> None:
    values = read(capsys, "100006")
    own = [b["unit_id"] for b in values["bases"] if (b["system"], b["what"]) == ("tsh", OWN)]
    assert own == ["WM10", "WM9"], "Birmingham is shared by two"
    units = here.table("units")
    based = units[units["system"].eq("tsh") & units["base_easting"].notna()]
    km = {unit: measure_km(here, 100006, unit) for unit in based["unit_id"]}
    nearest = min(km, key=lambda unit: (km[unit], unit))
    others = [
        b["unit_id"] for b in values["bases"] if (b["system"], b["what"]) == ("tsh", NEAREST)
    ]
    assert others == ([] if nearest in own else [nearest])
    known = set(units.loc[units["base_easting"].notna(), "system"])
    assert {base["system"] for base in values["bases"]} <= known


def test_a_unit_without_a_known_base_is_named(
    here: Snapshot, data_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tables = {name: here.table(name) for name in here.manifest["tables"]}
    units = tables["units"]
    own = units["system"].eq("tsh") & units["unit_id"].eq("L6")
    units.loc[own, ["base_easting", "base_northing"]] = float("nan")
    store = Store(data_dir)
    with store.lock():
        store.publish(tables, here.manifest | {"as_of": "2025-09-30"})
    values = read(capsys, "100001")
    (lacking,) = [lacking for lacking in values["without_base"] if lacking["system"] == "tsh"]
    assert (lacking["unit_id"], lacking["reason"]) == ("L6", NOWHERE)
    told = [base["what"] for base in values["bases"] if base["system"] == "tsh"]
    assert told == [NEAREST]
    assert main(["travel", "100001"]) == 0
    assert f"tsh: {lacking['unit_name']}: {NOWHERE}" in capsys.readouterr().out


def test_the_five_nearest_are_those_of_its_card(
    here: Snapshot, capsys: pytest.CaptureFixture[str]
) -> None:
    values = read(capsys, "100001")
    schools = here.table("schools")
    counted = choose_counted(here.table("systems"))
    index = index_neighbours(schools, here.table("memberships"), counted=counted)
    near = find_neighbours(100001, index)
    assert [peer["urn"] for peer in values["nearest"]] == near.nearest["urn"].head(5).tolist()
    assert values["peers"] == near.peers == "primary"
    km = [peer["ways"][0]["km"]["value"] for peer in values["nearest"]]
    assert km == sorted(km)
    assert km == pytest.approx(near.nearest["straight_km"].head(5).tolist(), abs=5e-4)
    found = measure_isolation(schools, load_detour_factors(), load_water()).loc[100001]
    assert values["isolation"]["straight_km"] == pytest.approx(found["straight_km"], abs=5e-4)


def test_a_network_near_the_school_is_used_and_named(
    here: Snapshot, data_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    save_lanes(here, data_dir)
    near = read(capsys, "100001")
    road = find_ways(near, "L6")["road"]
    assert road["km"]["value"] == pytest.approx(WINDING * measure_km(here, 100001, "L6"), abs=5e-4)
    assert road["minutes"]["low"] < road["minutes"]["high"]
    assert near["network"]["network_id"] == NETWORK_ID
    assert near["network"]["network_attribution"] == CREDIT
    far = read(capsys, "100004")
    assert far["network"] is None, "no road of it is near Bristol"
    named = read(capsys, "100004", "--network", NETWORK_ID)
    assert named["network"]["network"] == "Lanes"
    assert "does not join the two places" in find_ways(named, "SW9")["road"]["said"]


def test_words_give_each_distance_with_its_method(
    here: Snapshot, data_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    save_lanes(here, data_dir)
    assert main(["travel", "100001"]) == 0
    out, err = capsys.readouterr()
    lines = out.splitlines()
    assert err == ""
    assert lines[0] == (f"Heath Primary School (100001, primary); snapshot {here.snapshot_id}")
    at = next(n for n, line in enumerate(lines) if line.startswith("tsh: ") and OWN in line)
    km = measure_km(here, 100001, "L6")
    assert lines[at + 1] == f"  straight  {km:.1f} km"
    assert lines[at + 2].startswith(f"  detour    {1.4 * km:.1f} ({1.2 * km:.1f} to ")
    assert lines[at + 3].startswith(f"  road      {WINDING * km:.1f} km, ")
    assert not lines[at + 4].startswith("  remote"), "nobody was asked"
    assert lines[-1] == f"roads: Lanes, drawn by hand; {CREDIT}"
    assert lines[-3].startswith("factors: Stated, not measured here.")


def test_a_service_that_is_configured_is_asked(
    here: Snapshot, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with routing() as world:
        monkeypatch.setenv(ENGINE_VARIABLE, "osrm")
        monkeypatch.setenv(URL_VARIABLE, world.base)
        values = read(capsys, "100001")
        n_places = len(values["bases"]) + len(values["nearest"])
        assert sum(n * m for n, m in world.matrices()) == n_places
        answer = find_ways(values, "L6")["remote"]
        assert answer["km"]["value"] > 0
        assert answer["minutes"]["value"] > 0
        assert world.base.removeprefix("http://") in answer["said"]
        world.every = lambda handler: handler.send({"message": "Not here"}, 403)
        assert find_ways(read(capsys, "100001"), "L6")["remote"]["km"] is None
    assert here.snapshot_id == values["snapshot"]


@pytest.mark.usefixtures("here")
def test_a_school_without_a_place_has_no_distances(capsys: pytest.CaptureFixture[str]) -> None:
    values = read(capsys, "100016")
    assert all(way["km"] is None for base in values["bases"] for way in base["ways"])
    assert values["isolation"]["straight_km"] is None
    assert main(["travel", "100016"]) == 0
    assert "isolation" not in capsys.readouterr().out


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["999999"], "error: `urn` must be a school of the snapshot, got 999999"),
        (["100001", "--network", "0" * 16], "error: `network_id` must be one of those saved"),
    ],
)
def test_what_nobody_knows_is_an_error_and_no_output(
    capsys: pytest.CaptureFixture[str], words: list[str], told: str
) -> None:
    assert main(["travel", *words]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(told)


@pytest.mark.realdata
def test_rutlands_schools_go_by_road_where_its_network_is_loaded_and_say_so(
    real: Snapshot, shared_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(DATA_DIR_VARIABLE, str(tmp_path))
    schools = real.table("schools")
    own = schools[schools["la_code"].eq("857") & schools["phase"].eq("Primary")].iloc[0]
    urn, place = int(own["urn"]), (float(own["easting"]), float(own["northing"]))
    before = travel_values(urn, real, open_tools(*place))
    NetworkStore.find().add(shared_data / "network" / "rutland-england.osm.pbf", name="Rutland")
    after = travel_values(urn, real, open_tools(*place))
    for without, loaded in zip(before["nearest"], after["nearest"], strict=True):
        assert without["ways"][:2] == loaded["ways"][:2], "the estimate stays as it was"
        assert (without["ways"][2]["km"], without["ways"][2]["said"]) == (None, NO_NETWORK)
        straight, road = (loaded["ways"][at]["km"]["value"] for at in (0, 2))
        assert straight <= road < 4 * straight
        assert "Rutland: OpenStreetMap of 2022-07-20" in loaded["ways"][2]["said"]
    assert (before["network"], after["network"]["network"]) == (None, "Rutland")
    # no base of a hub is in Rutland: by road none is named, and nothing is put in its place
    basis = Basis("road", after["network"]["network_id"])
    table = export_travel(real, Filter(system="tsh", la="857"), basis).table
    assert table[["road_km", "nearest_km", "penalty_km"]].isna().all(axis=None)
    assert table["straight_km"].notna().all()
    assert set(table["network"]) == {"Rutland, OpenStreetMap of 2022-07-20"}

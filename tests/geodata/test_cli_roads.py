"""The commands on road networks: add, list, remove, calibrate, each with clear errors."""

import json
from pathlib import Path

import numpy as np
import pytest

from footprints.roads.calibration import EDGES_KM
from footprints.roads.network import Floats
from geodata.cli import main
from geodata.config import DATA_DIR_VARIABLE
from geodata.hashes import hash_file
from geodata.roads.calibrated import locate_calibration, read_calibration
from geodata.roads.signs import HOW_TO_ADD
from geodata.roads.store import NetworkStore
from geodata.store import Store
from geodata.travel.measured import choose_factors
from tests.geodata.conftest import Built
from tests.geodata.exports.lanes import CREDIT, NETWORK_ID, join_points, save_lanes
from tests.geodata.roads.roadfiles import write_links, write_osm


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Point the command line at an empty data folder."""
    monkeypatch.setenv(DATA_DIR_VARIABLE, str(tmp_path / "data"))
    return tmp_path / "data"


@pytest.fixture
def square(tmp_path: Path) -> Path:
    return write_osm(tmp_path / "square.osm.pbf", stamp="2025-03-01T00:00:00Z")


def crowd_schools(data_dir: Path) -> Floats:
    """Publish a snapshot whose schools stand in a square, 6 km apart; give their places."""
    store = Store(data_dir)
    first = store.open()
    tables = {name: first.table(name) for name in first.manifest["tables"]}
    east, north = (part.ravel() * 6000.0 for part in np.meshgrid(np.arange(4), np.arange(4)))
    places = np.column_stack([east + 485_000, north + 305_000])
    tables["schools"][["easting", "northing"]] = places
    with store.lock():
        store.publish(tables, first.manifest | {"as_of": "2025-09-30"})
    return places


def read_list(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    capsys.readouterr()
    assert main(["roads", "list", "--json"]) == 0
    listed: list[dict[str, object]] = json.loads(capsys.readouterr().out)
    return listed


# ---- add and list


def test_an_extract_is_added_with_an_account(
    here: Path, square: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["roads", "add", str(square), "--name", "The square"]) == 0
    out, err = capsys.readouterr()
    network_id = hash_file(square)[:16]
    lines = out.splitlines()
    assert lines[0] == f"{network_id}  The square: OpenStreetMap of 2025-03-01"
    assert lines[1].startswith("  5 of 8 ways taken, 4 km; ")
    assert "  left out:" in lines
    assert any(line.endswith("closed to cars or private") for line in lines)
    assert lines[-1].startswith("  © OpenStreetMap contributors")
    steps = ["reading the roads", "naming the file by its content", "joining the roads"]
    assert err.splitlines()[:4] == [*steps, "saving the network"]
    assert f"python -m geodata roads calibrate {network_id}" in err
    assert NetworkStore(here / "networks").open(network_id).network.name == "The square"


def test_a_layer_is_read_by_its_name(
    here: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write_links(tmp_path / "roads.gpkg", layer="strassen")
    assert main(["roads", "add", str(path), "--layer", "strassen"]) == 0
    assert capsys.readouterr().out.splitlines()[0].endswith("roads.gpkg: OS Open Roads of " + (
        NetworkStore(here / "networks").list_saved()[0].as_of or ""
    ))  # fmt: skip
    assert main(["roads", "add", str(path), "--layer", "rivers"]) == 1
    told = capsys.readouterr().err
    assert "must hold a layer named 'rivers', got the layers strassen (LineString)" in told


@pytest.mark.usefixtures("here")
def test_what_is_saved_is_listed(square: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["roads", "list"]) == 0
    out, err = capsys.readouterr()
    assert (out, err.startswith("no road network is saved: add one with")) == ("", True)
    assert read_list(capsys) == []
    main(["roads", "add", str(square)])
    (listed,) = read_list(capsys)
    assert listed["network_id"] == hash_file(square)[:16]
    assert (listed["name"], listed["as_of"]) == ("square.osm.pbf", "2025-03-01")
    assert (listed["factors_measured"], listed["problem"]) == (False, None)
    assert listed["road_km"] == pytest.approx(4, abs=0.01)
    assert main(["roads", "list"]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith(f"{listed['network_id']}  square.osm.pbf: OpenStreetMap of 2025-03-01")
    assert "detour factors not measured; © OpenStreetMap contributors" in line


def test_a_network_that_is_damaged_is_listed_with_its_problem(
    here: Path, square: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["roads", "add", str(square)])
    (path,) = (here / "networks").glob("*.npz")
    path.write_bytes(path.read_bytes()[:100])
    (listed,) = read_list(capsys)
    assert set(listed) == {"network_id", "problem"}
    assert "it was damaged since" in str(listed["problem"])
    assert main(["roads", "list"]) == 0
    assert f"{path.stem}  cannot be used: " in capsys.readouterr().out


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("gone.osm.pbf", None, "gone.osm.pbf: there is no such file"),
        ("notes.md", b"Notes.", "notes.md: cannot be read as lines of roads"),
        ("cut.osm.pbf", b"\0\0\0\x0d\n", "cut.osm.pbf: cannot be read"),
    ],
)
def test_what_holds_no_roads_is_an_error_and_no_output(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    name: str,
    content: bytes | None,
    told: str,
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    assert main(["roads", "add", str(tmp_path / name)]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert f"error: {told}" in err
    assert read_list(capsys) == []


# ---- remove


def test_a_network_is_removed_with_all_that_was_kept_beside_it(
    here: Path, square: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["roads", "add", str(square)])
    network_id = hash_file(square)[:16]
    locate_calibration(here, network_id).write_text("{}", encoding="utf-8")
    hierarchy = here / "networks" / f"{network_id}-hierarchy"
    hierarchy.mkdir()
    (hierarchy / "about.json").write_text("{}", encoding="utf-8")
    other = here / "networks" / "feedfacefeedface-factors.json"
    other.write_text("{}", encoding="utf-8")
    capsys.readouterr()
    assert main(["roads", "remove", network_id]) == 0
    assert capsys.readouterr().err == f"removed {network_id}\n"
    assert [path.name for path in (here / "networks").iterdir()] == [other.name]
    assert square.is_file()


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("action", ["remove", "calibrate"])
def test_an_id_nobody_knows_is_an_error(capsys: pytest.CaptureFixture[str], action: str) -> None:
    assert main(["roads", action, "0" * 16]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("error: `network_id` must be one of those saved (none), got '000")
    with pytest.raises(SystemExit, match=r"2"):
        main(["roads", action, "../current"])
    assert "expected 16 of 0-9 and a-f as `roads list` shows them" in capsys.readouterr().err


def test_roads_alone_says_what_can_be_done(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match=r"2"):
        main(["roads"])
    assert "ACTION" in capsys.readouterr().err


# ---- calibrate


def test_too_few_schools_on_a_network_leave_the_stated_factors(
    built: Built,
    data_dir: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv(DATA_DIR_VARIABLE, str(data_dir))
    save_lanes(built.snapshot, data_dir)
    assert main(["roads", "calibrate", NETWORK_ID]) == 1
    out, err = capsys.readouterr()
    assert out.splitlines()[0].split()[:5] == ["trips", "km", "pairs", "areas", "factor"]
    assert "error: too few pairs of schools have a way on 'Lanes', so nothing was kept" in err
    assert not locate_calibration(data_dir, NETWORK_ID).exists()


def test_factors_are_measured_shown_and_kept(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(DATA_DIR_VARIABLE, str(data_dir))
    places = crowd_schools(data_dir)
    start, end = np.triu_indices(len(places), k=1)
    snapshot = Store(data_dir).open()
    save_lanes(snapshot, data_dir, join_points(places, start, end))
    assert main(["roads", "calibrate", NETWORK_ID]) == 0
    out, err = capsys.readouterr()
    lines = out.splitlines()
    assert len(lines) == 1 + 3 * (len(EDGES_KM) - 1) + 1
    (cell,) = [line for line in lines if line.startswith("all    10 to 20")]
    # of 16 places in a square, 6 km apart, in 9 squares of 10 km
    assert " ".join(cell.split()[4:]) == "136 9 1.30 1.30 to 1.30 1.30 to 1.30 yes"
    (few,) = [line for line in lines if line.startswith("all    5 to 10")]
    told = "84 9 1.30 - 1.30 to 1.30 too few pairs (84): as stated by default"
    assert " ".join(few.split()[4:]) == told
    assert lines[-1].startswith("Measured on the roads of Lanes (drawn by hand, 2025-01-01): ")
    assert CREDIT in lines[-1]
    assert "searches of roads" in err
    assert f"kept in {NETWORK_ID}-factors.json" in err
    kept = read_calibration(data_dir, NETWORK_ID)
    assert kept is not None
    assert kept.factors.source == lines[-1]
    assert choose_factors(data_dir, NETWORK_ID).is_calibrated
    (listed,) = read_list(capsys)
    assert listed["factors_measured"] is True


# ---- a build that finds roads


def test_a_build_leaves_roads_aside_and_says_how_to_add_them(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_osm(folder / "rutland.osm.pbf")
    write_links(folder / "boundaries" / "oproad_gb.gpkg")
    assert main(["build", "--from", str(folder), "--out", str(tmp_path / "data")]) == 0
    told = capsys.readouterr().out.splitlines()
    assert f"  rutland.osm.pbf: {HOW_TO_ADD}" in told
    assert f"  oproad_gb.gpkg/road_link: {HOW_TO_ADD}" in told

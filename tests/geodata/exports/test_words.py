"""The command `export` on metrics: words that fit, words that do not, what goes where."""

import io
import json
import re
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyarrow.parquet as pq
import pytest

from footprints.scenarios.scenariotext import read_scenario, write_scenario_file
from geodata.cli import main
from geodata.config import DATA_DIR_VARIABLE
from geodata.exports.choices import METRICS
from geodata.store import Snapshot
from tests.geodata.conftest import Built
from tests.geodata.exports.lanes import save_lanes
from tests.geodata.sourcefolder import N_OPEN


@pytest.fixture(autouse=True)
def snapshot(built: Built, monkeypatch: pytest.MonkeyPatch) -> Snapshot:
    """Point the command line at the snapshot."""
    monkeypatch.setenv(DATA_DIR_VARIABLE, str(built.store.folder))
    return built.snapshot


@pytest.mark.parametrize("metric", METRICS)
def test_data_goes_to_standard_output_and_progress_elsewhere(
    capfd: pytest.CaptureFixture[str], metric: str
) -> None:
    assert main(["export", metric, "--systems", "region,la,trust"]) == 0
    out, err = capfd.readouterr()
    header, *rows = out.splitlines()
    assert header.startswith("urn," if metric == "locals" else "a,")
    assert rows
    assert all("state_funded,schools,region la trust," in row for row in rows)
    told = [f"{n} of 99 random draws" for n in (10, 20, 30, 40, 50, 60, 70, 80, 90, 99)]
    assert err.splitlines() == (told if metric == "alignment" else [])


def test_choices_come_through(tmp_path: Path) -> None:
    out = tmp_path / "alignment.parquet"
    words = ["--systems", "tsh, la,la", "--scope", "all", "--weight", "pupils", "--draws", "100"]
    more = ["--seed", "7", "--shared", "nearest-base", "--no-single-trusts", "--region", "London"]
    said = ["export", "alignment", "--format", "parquet", "--out", str(out), *words, *more]
    assert main(said) == 0
    (row,) = pd.read_parquet(out).to_dict("records")
    assert [row["a"], row["b"], row["scope"], row["weight"]] == ["tsh", "la", "all", "pupils"]
    assert [row["draws"], row["seed"], row["shared"]] == [100, 7, "nearest base"]
    assert [row["single_trusts"], row["area"]] == [False, "region London"]
    metadata = json.loads(pq.read_schema(out).metadata[b"multiple_locals"])
    assert metadata["choices"] == {
        "scope": "all",
        "systems": ["tsh", "la"],
        "weight": "pupils",
        "draws": 100,
        "seed": 7,
        "shared": "nearest base",
        "single_trusts": False,
    }
    assert metadata["filter"] == {"region": "London"}
    assert set(metadata["systems"]) == {"tsh", "la"}


def test_equal_words_give_equal_bytes_and_another_seed_does_not(tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("one.csv", "same.csv", "other.csv")]
    for out, seed in zip(files, ("1", "1", "2"), strict=True):
        words = ["--systems", "tsh,lad", "--seed", seed, "--out", str(out)]
        assert main(["export", "alignment", *words]) == 0
    one, same, other = (out.read_bytes() for out in files)
    assert one == same
    assert one != other


def test_locals_are_points_in_degrees_and_in_metres(tmp_path: Path) -> None:
    degrees, metres = tmp_path / "locals.geojson", tmp_path / "locals.parquet"
    assert main(["export", "locals", "--format", "geojson", "--out", str(degrees)]) == 0
    assert main(["export", "locals", "--format", "parquet", "--out", str(metres)]) == 0
    collection = json.loads(degrees.read_text(encoding="utf-8"), parse_constant=pytest.fail)
    points = {f["properties"]["urn"]: f["geometry"] for f in collection["features"]}
    assert len(points) == N_OPEN
    assert points[100016] is None
    assert points[100001]["type"] == "Point"
    east, north = points[100001]["coordinates"]
    assert (east, north) == (pytest.approx(-0.165, abs=0.05), pytest.approx(51.545, abs=0.03))
    assert collection["metadata"]["choices"]["scope"] == "state_funded"
    assert gpd.read_parquet(metres).crs == "EPSG:27700"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["overlaps", "--format", "geojson"], "overlaps has none, use csv or parquet"),
        (["locals", "--draws", "99"], "--draws would change nothing in locals"),
        (["overlaps", "--seed", "1"], "--seed would change nothing in overlaps"),
        (["overlaps", "--no-single-trusts"], "--single-trusts would change nothing in overlaps"),
        (["schools", "--scope", "all"], "--scope would change nothing in schools"),
        (["alignment", "--systems", "la"], "--systems must name at least two for alignment"),
        (["locals", "--systems", ","], "argument --systems: expected names divided by commas"),
        (["alignment", "--seed", "-1"], "expected a whole number from 0 up, got '-1'"),
        (["alignment", "--draws", "many"], "expected a whole number from 0 up, got 'many'"),
        (["locals", "--scope", "secondary"], "argument --scope: invalid choice: 'secondary'"),
        (["locals", "--weight", "area"], "argument --weight: invalid choice: 'area'"),
        (["locals", "--method", "detour"], "--method would change nothing in locals"),
        (["schools", "--within", "30"], "--within would change nothing in schools"),
        (["travel", "--systems", "la,tsh"], "--systems would change nothing in travel"),
        (["travel", "--aim", "cover"], "--aim would change nothing in travel"),
        (["access", "--system", "tsh"], "access needs --measure, --within"),
        (["access", "--measure", "2sfca", "--within", "9"], "access needs --system"),
        (["access", "--within", "0"], "argument --within: expected km above 0, got '0'"),
        (["access", "--within", "inf"], "argument --within: expected km above 0, got 'inf'"),
        (["access", "--within", "far"], "argument --within: expected km above 0, got 'far'"),
        (["access", "--method", "road"], "--method would change nothing in access"),
        (["scenario", "--changes", "x"], "scenario needs --system"),
        (["scenario", "--system", "tsh"], "scenario needs --changes or --scenario"),
        (["scenario", "--changes", "x", "--scenario", "y"], "not allowed with argument"),
        (["satellites"], "satellites needs --system"),
        (["satellites", "--satellites", "0"], "expected a whole number above 0, got '0'"),
        (["travel", "--method", "road"], "--method road needs --network"),
        (["travel", "--network", "../../etc"], "argument --network: expected 16 of 0-9 and a-f"),
        (
            ["satellites", "--system", "tsh", "--method", "remote"],
            "--method remote would ask about every place there could be",
        ),
        (
            ["satellites", "--system", "tsh", "--network", "0" * 16],
            "--network would change nothing in satellites by straight line",
        ),
    ],
)
def test_words_that_do_not_go_together_end_before_any_work(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    words: list[str],
    told: str,
) -> None:
    monkeypatch.setattr("geodata.cli.exports.open_snapshot", pytest.fail)
    with pytest.raises(SystemExit, match=r"2"):
        main(["export", *words])
    out, err = capsys.readouterr()
    assert out == ""
    assert told in err


@pytest.mark.parametrize(
    ("words", "n", "column", "value"),
    [
        (["travel", "--method", "detour"], 18, "method", "detour"),
        (["travel", "--la", "202", "--scope", "state_funded"], 2, "urn", "100001"),
        (
            ["access", "--measure", "e2sfca", "--within", "12.5", "--demand", "schools"],
            15,
            "within_km",
            "12.5",
        ),
        (
            ["access", "--measure", "gravity", "--within", "30", "--scope", "all"],
            16,
            "scope",
            "all",
        ),
        (["scenario", "--changes", "close.tsh.L6", "--la", "202"], 2, "change", "lost"),
        (["satellites", "--aim", "centre", "--satellites", "2"], 15, "aim", "centre"),
        (["satellites", "--over", "12", "--follow", "district"], 15, "over_km", "12.0"),
    ],
)
def test_words_of_travel_come_through(
    capfd: pytest.CaptureFixture[str], words: list[str], n: int, column: str, value: str
) -> None:
    assert main(["export", *words, "--system", "tsh"]) == 0
    out, err = capfd.readouterr()
    rows = pd.read_csv(io.StringIO(out), dtype=str)
    assert len(rows) == n
    assert rows.loc[0, column] == value
    assert err == ""


@pytest.mark.parametrize("form", ["csv", "geojson", "parquet"])
@pytest.mark.parametrize(
    "words",
    [
        ["travel"],
        ["access", "--system", "tsh", "--measure", "2sfca", "--within", "30"],
        ["scenario", "--system", "tsh", "--changes", "close.tsh.L6"],
        ["satellites", "--system", "tsh"],
    ],
)
def test_travel_is_points_with_its_metadata_in_every_format(
    tmp_path: Path, words: list[str], form: str
) -> None:
    out = tmp_path / f"rows.{form}"
    assert main(["export", *words, "--format", form, "--out", str(out)]) == 0
    if form == "csv":
        beside = out.with_name("rows.csv-metadata.json")
        metadata = json.loads(beside.read_text(encoding="utf-8"), parse_constant=pytest.fail)
        table = pd.read_csv(out)
        assert table["longitude"].between(-8, 2).any()
    elif form == "geojson":
        text = out.read_text(encoding="utf-8")
        collection = json.loads(text, parse_constant=pytest.fail)
        metadata, table = collection["metadata"], collection["features"]
        assert table[0]["geometry"]["type"] == "Point"
    else:
        table = gpd.read_parquet(out)
        metadata = json.loads(pq.read_schema(out).metadata[b"multiple_locals"])
        assert table.crs == "EPSG:27700"
    assert metadata["table"] == words[0]
    assert metadata["rows"] == len(table) > 0
    assert metadata["rows_are"]
    assert metadata["dc:license"] == "Open Government Licence v3.0"


def test_a_scenario_comes_from_a_file_or_from_words(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    text = "move.E09000007.tsh.SW9~close.tsh.L6"
    saved = tmp_path / "scenario.json"
    saved.write_text(write_scenario_file(read_scenario(text)), encoding="utf-8")
    told = []
    for words in (["--changes", text], ["--scenario", str(saved)]):
        assert main(["export", "scenario", "--system", "tsh", *words]) == 0
        told.append(capfd.readouterr().out)
    assert told[0] == told[1]
    assert told[0].count("a scenario: nobody has published this") == N_OPEN - 1


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, r"`--scenario` must be a file that the Access page saved, got .*No such file"),
        (b"\xff\xfe", r"`--scenario` must be a file that the Access page saved, got .*utf-8"),
        (b"urn,name", r"a scenario file must be JSON as the app saves it"),
        (b" " * 50_000, r"a scenario file must be at most 40,000 characters, got 40,001"),
    ],
)
def test_a_file_that_holds_no_scenario_is_an_error_and_no_output(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes | None, told: str
) -> None:
    path = tmp_path / "scenario.json"
    if content is not None:
        path.write_bytes(content)
    assert main(["export", "scenario", "--system", "tsh", "--scenario", str(path)]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert re.match(f"error: {told}", err)


def test_roads_tell_their_progress(
    data_dir: Path, snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.setenv(DATA_DIR_VARIABLE, str(data_dir))
    words = ["--method", "road", "--network", save_lanes(snapshot, data_dir)]
    assert main(["export", "travel", "--system", "tsh", *words]) == 0
    out, err = capfd.readouterr()
    assert out.count("Lanes, drawn by hand of 2025-01-01") == 18
    assert err.splitlines()[-1].endswith(" searches of roads")
    assert main(["export", "travel", "--method", "road", "--network", "0" * 16]) == 1
    assert "error: `network_id` must be one of those saved (feedface" in capfd.readouterr().err


@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--systems", "la,dance"], r"`systems` must be of \['behaviour', .*\], got \['dance'\]"),
        (["--system", "dance"], r"`system` must be one of \['behaviour', .*\], got 'dance'"),
        (["--systems", "la,tsh", "--system", "lad"], r"`system` must be one of \['la', 'tsh'\]"),
        (["--region", "Wales"], r"`region` must be one of \['.*'London'.*got 'Wales'"),
        (["--la", "20"], r"`la` must be a three-digit DfE code .* got '20'"),
        (
            ["--region", "London", "--la", "815"],
            r"`la` must have schools in the region 'London', got '815'",
        ),
    ],
)
def test_what_nobody_knows_is_an_error_and_no_output(
    capsys: pytest.CaptureFixture[str], metric: str, words: list[str], told: str
) -> None:
    assert main(["export", metric, *words]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert re.match(f"error: {told}", err)


def test_too_few_draws_are_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "alignment", "--draws", "98"]) == 1
    assert capsys.readouterr().err == "error: `draws` must be 0 or at least 99, got 98\n"

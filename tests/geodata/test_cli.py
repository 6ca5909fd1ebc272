"""The command line: data on standard output, messages on standard error, an honest exit code."""

import datetime as dt
import io
import json
import os
import re
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest

from footprints.locals.neighbours import choose_counted, find_neighbours, index_neighbours
from geodata.cli import main, snapshots
from geodata.config import DATA_DIR_VARIABLE, code_version
from geodata.exports.choices import METRICS
from geodata.exports.tables import EXPORTS
from geodata.fetch import fetch
from geodata.store import Snapshot, Store
from tests.conftest import ROOT
from tests.geodata.conftest import Built
from tests.geodata.fetch.localserver import serving
from tests.geodata.fetch.test_fetch import BODY, NAME, PATH, make_source, patience
from tests.geodata.sourcefolder import HEATHSIDE, N_OPEN

MEMBERSHIPS_HEADER = "urn,system,unit_id,unit_name,certainty,reason"
COUNTS = {f"schools_{c}" for c in ("designated", "listed", "partial", "shared", "none")}


@pytest.fixture
def here(built: Built, monkeypatch: pytest.MonkeyPatch) -> Snapshot:
    """Point the command line at the snapshot; commands that only read."""
    monkeypatch.setenv(DATA_DIR_VARIABLE, str(built.store.folder))
    return built.snapshot


@pytest.fixture
def twice(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    """Publish a second snapshot into a copy of the data folder; give both ids, oldest first."""
    monkeypatch.setenv(DATA_DIR_VARIABLE, str(data_dir))
    store = Store(data_dir)
    first = store.open()
    tables = {name: first.table(name) for name in first.manifest["tables"]}
    with store.lock():
        later = store.publish(tables, first.manifest | {"as_of": "2025-09-30"})
    return first.snapshot_id, later.snapshot_id


def run(*words: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run `python -m geodata` as a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "geodata", *words],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        check=False,
    )


def read_json(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out)


def read_csv(text: str | bytes) -> pd.DataFrame:
    raw = text.encode() if isinstance(text, str) else text
    return pd.read_csv(io.BytesIO(raw), dtype=str)


# ---- build


def test_build_in_another_process_gives_the_same_tables_to_the_byte(
    built: Built, tmp_path: Path
) -> None:
    out = tmp_path / "data"
    done = run("build", "--from", str(built.folder), "--out", str(out), PYTHONHASHSEED="77")
    assert done.returncode == 0, done.stderr
    again = Store(out).open()
    assert again.manifest["code_version"] == built.snapshot.manifest["code_version"]
    assert again.snapshot_id == built.snapshot.snapshot_id
    assert again.manifest["tables"] == built.snapshot.manifest["tables"]
    assert again.manifest["map_files"] == built.snapshot.manifest["map_files"]
    report = done.stdout.decode()
    assert "edubasealldata20250831.csv: establishments, 19 rows read, 16 kept" in report
    assert "read me.md: a note, not data" in report
    assert "ok  schools placed: 15 of 16 schools placed" in report
    assert f"snapshot {again.snapshot_id}: real data, as of 2025-08-31" in report
    said = done.stderr.decode().splitlines()
    assert said[0] == "looking through 'england'"
    assert said[-1] == "publishing"


def test_build_needs_a_folder(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match=r"2"):
        main(["build"])
    assert "--from" in capsys.readouterr().err


# ---- status


def test_status_as_json_keeps_its_contract(built: Built) -> None:
    done = run("status", "--json", LOCALS_DATA_DIR=str(built.store.folder))
    assert (done.returncode, done.stderr) == (0, b"")
    status = json.loads(done.stdout)
    assert status["snapshot"] == built.snapshot.snapshot_id
    assert status["demo"] is False
    assert status["code_version"] == code_version()
    assert status["areas"] == {"lad": 296, "la": 153, "region": 9}
    assert status["tables"]["schools"] == N_OPEN
    assert all(type(rows) is int for rows in status["tables"].values())
    assert status["rejected"]["edubasealldata20250831.csv"] == 3
    assert all(type(rows) is int for rows in status["rejected"].values())
    assert {source["kind"] for source in status["sources"]} >= {"establishments", "boundaries"}
    keys = ("publisher", "address", "licence", "date", "size", "sha256")
    assert all(key in source for source in status["sources"] for key in keys)


def test_status_counts_each_school_once_in_each_system(
    here: Snapshot, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["status", "--json"]) == 0
    systems = read_json(capsys)["systems"]
    assert set(systems) == set(here.table("systems")["system"])
    for told in systems.values():
        assert COUNTS | {"units", "official_total", "with_base", "as_of"} <= set(told)
        assert sum(n for key, n in told.items() if key.startswith("schools_")) == N_OPEN
    tsh = systems["tsh"]
    assert (tsh["units"], tsh["official_total"], tsh["with_base"]) == (87, 87, 86)
    assert (tsh["schools_designated"], tsh["schools_shared"], tsh["schools_none"]) == (13, 2, 1)
    assert systems["maths"]["official_total"] == 40
    assert systems["maths"]["with_base"] == 35
    assert systems["partnerships"]["official_total"] is None
    assert systems["partnerships"]["schools_listed"] == 2


def test_status_in_words_names_the_snapshot_and_each_system(
    here: Snapshot, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["status"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"snapshot {here.snapshot_id}: real data, as of 2025-08-31"
    assert lines[1].startswith("schools 16; areas: 153 la, 296 lad, 9 region")
    assert "  tsh: 87 of 87 units; schools: 13 designated, 2 shared, 1 none" in lines
    assert "  partnerships: 2 units; schools: 2 listed, 14 none" in lines


def test_without_snapshot_or_folder_the_demonstration_is_served(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(DATA_DIR_VARIABLE, str(tmp_path / "no such folder"))
    assert main(["status", "--json"]) == 0
    out, err = capsys.readouterr()
    status = json.loads(out)
    assert status["demo"] is True
    assert status["tables"]["schools"] >= 20_000
    assert "demonstration data: schools and trusts are invented" in err
    monkeypatch.setattr("geodata.serving.build_demo", pytest.fail)  # it is made only once
    assert main(["status"]) == 0
    assert "DEMONSTRATION (schools and trusts are invented)" in capsys.readouterr().out
    assert not Store(tmp_path / "no such folder").is_serving


# ---- school


def test_school_as_json_keeps_its_contract(built: Built) -> None:
    done = run("school", "100002", "--json", LOCALS_DATA_DIR=str(built.store.folder))
    assert (done.returncode, done.stderr) == (0, b"")
    card = json.loads(done.stdout)
    assert card["urn"] == 100002
    assert card["name"] == "School 100002"
    assert card["scope"] == "open state-funded schools (15)"
    keys = {"system", "unit_id", "unit_name", "certainty", "n_schools", "base_urn", "straight_km"}
    assert all(keys <= set(local) for local in card["locals"])
    assert all({"a", "b", "jaccard", "overlap"} <= set(pair) for pair in card["overlaps"])
    n = len(card["locals"])
    assert len(card["overlaps"]) == n * (n - 1) // 2
    assert all({"n_near", "alignment"} <= set(local) for local in card["locals"])
    around = card["neighbours"]
    assert set(around) == {
        "peers", "counted", "nearest", "twins", "near_twins", "strangers",
    }  # fmt: skip
    assert sum(around["near_twins"]["by_system"].values()) == around["near_twins"]["n"]
    assert "region" not in around["counted"]
    assert "computing" not in around["counted"]


def test_neighbours_in_json_are_those_of_the_card(
    here: Snapshot, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["school", "100002", "--json"]) == 0
    around = read_json(capsys)["neighbours"]
    index = index_neighbours(
        here.table("schools"),
        here.table("memberships"),
        counted=choose_counted(here.table("systems")),
    )
    found = find_neighbours(100002, index)
    assert around["peers"] == found.peers
    assert around["counted"] == list(found.counted)
    assert [row["urn"] for row in around["nearest"]] == found.nearest["urn"].tolist()
    for name in ("twins", "near_twins", "strangers"):
        table = getattr(found, name)
        assert around[name]["n"] == len(table)
        assert [row["urn"] for row in around[name]["nearest"]] == table["urn"].tolist()[:5]


def test_card_counts_state_funded_members_and_measures_to_the_base(
    here: Snapshot, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["school", "100002", "--json"]) == 0
    card = read_json(capsys)
    locals_ = {(local["system"], local["unit_id"]): local for local in card["locals"]}
    # Camden has three schools, one of them independent
    assert locals_["la", "202"]["n_schools"] == 2
    assert locals_["la", "202"]["base_urn"] is None
    assert locals_["la", "202"]["straight_km"] is None
    assert locals_["trust", HEATHSIDE]["n_schools"] == 3
    assert locals_["trust", HEATHSIDE]["certainty"] == "listed"
    unit = here.table("units").set_index(["system", "unit_id"]).loc[("maths", "MH29")]
    school = here.table("schools").set_index("urn").loc[100002]
    east, north = unit["base_easting"], unit["base_northing"]
    metres = ((school["easting"] - east) ** 2 + (school["northing"] - north) ** 2) ** 0.5
    assert locals_["maths", "MH29"]["straight_km"] == pytest.approx(metres / 1000, abs=0.0005)
    assert locals_["maths", "MH29"]["base_urn"] == unit["base_urn"]
    pair = next(p for p in card["overlaps"] if {p["a_unit"], p["b_unit"]} == {"202", HEATHSIDE})
    assert (pair["n_shared"], pair["jaccard"], pair["overlap"]) == (1, 0.25, 0.5)
    absent = {row["system"]: row["reason"] for row in card["absent"]}
    assert "outside the system's scope" in absent["english"]


@pytest.mark.usefixtures("here")
def test_card_of_another_scope_counts_other_schools(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["school", "100003", "--json", "--scope", "all"]) == 0
    card = read_json(capsys)
    assert card["scope"] == "open schools, independents and colleges included (16)"
    counts = {local["unit_id"]: local["n_schools"] for local in card["locals"]}
    assert counts["202"] == 3


@pytest.mark.usefixtures("here")
def test_school_in_words_lists_its_locals(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["school", "100002"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("School 100002 (100002); open state-funded schools (15); snapshot")
    assert "  la: Camden (designated, 2 schools)" in lines
    assert "  trust: FIERTÉ HEATHSIDE TRUST (listed, 3 schools)" in lines
    (maths,) = [line for line in lines if line.startswith("  maths: ")]
    assert maths.endswith(" km)")
    assert re.fullmatch(
        r"  same locals: \d+ schools; all but one: \d+; none: \d of the \d nearest of its phase",
        lines[-1],
    )


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("urn", ["100017", "999999", "1", "-5"])
def test_unknown_school_is_an_error_and_no_output(
    capsys: pytest.CaptureFixture[str], urn: str
) -> None:
    assert main(["school", "--json", "--", urn]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err == f"error: `urn` must be a school of the snapshot, got {urn}\n"


# ---- export


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("form", ["csv", "geojson", "parquet"])
@pytest.mark.parametrize("table", [*EXPORTS, *METRICS])
def test_every_table_exports_in_every_format_that_fits(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], table: str, form: str
) -> None:
    out = tmp_path / f"{table}.{form}"
    words = ["export", table, "--format", form, "--out", str(out)]
    spatial = table in {"schools", "footprints", "locals"}
    if form == "geojson" and not spatial:
        with pytest.raises(SystemExit, match=r"2"):
            main(words)
        told = (
            f"schools, footprints, locals, travel, access, scenario, satellites; {table} has none"
        )
        assert told in capsys.readouterr().err
        assert not out.exists()
        return
    assert main(words) == 0
    said = capsys.readouterr()
    assert said.out == ""
    if form == "csv":
        rows = len(read_csv(out.read_bytes()))
    elif form == "parquet":
        rows = len(gpd.read_parquet(out) if spatial else pd.read_parquet(out))
    else:
        rows = len(json.loads(out.read_text(encoding="utf-8"))["features"])
    assert rows > 0
    assert f"wrote {rows:,} rows to {out.name}" in said.err


def test_memberships_go_to_standard_output_and_nothing_else_does(built: Built) -> None:
    done = run("export", "memberships", LOCALS_DATA_DIR=str(built.store.folder))
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.splitlines()[0].decode() == MEMBERSHIPS_HEADER
    table = read_csv(done.stdout)
    assert len(table) == len(built.snapshot.table("memberships"))
    row = table.set_index(["urn", "system"]).loc[("100002", "trust")]
    assert row["unit_id"] == HEATHSIDE
    assert row["unit_name"] == "FIERTÉ HEATHSIDE TRUST"


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("words", "urns"),
    [
        (["--region", "London"], {"100001", "100002", "100003"}),
        (["--region", "E12000007"], {"100001", "100002", "100003"}),
        (["--region", "east of england"], {"100010", "100011"}),
        (["--la", "815"], {"100008", "100009"}),
    ],
)
@pytest.mark.parametrize("table", ["schools", "memberships"])
def test_filters_by_region_and_authority(
    capsysbinary: pytest.CaptureFixture[bytes], words: list[str], urns: set[str], table: str
) -> None:
    assert main(["export", table, *words]) == 0
    assert set(read_csv(capsysbinary.readouterr().out)["urn"]) == urns


@pytest.mark.usefixtures("here")
def test_filters_combine_and_keep_the_units_of_those_schools(
    capsysbinary: pytest.CaptureFixture[bytes],
) -> None:
    assert main(["export", "units", "--system", "tsh", "--la", "815"]) == 0
    units = read_csv(capsysbinary.readouterr().out)
    assert set(units["unit_id"]) == {"YH8", "YH10"}
    assert main(["export", "footprints", "--system", "region", "--region", "London"]) == 0
    prints = read_csv(capsysbinary.readouterr().out)
    assert prints["unit_name"].tolist() == ["London"]
    assert main(["export", "memberships", "--system", "tsh"]) == 0
    table = read_csv(capsysbinary.readouterr().out)
    assert set(table["system"]) == {"tsh"}
    assert table["urn"].nunique() == N_OPEN


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("words", "told"),
    [
        (
            ["memberships", "--system", "dance"],
            r"`system` must be one of \['behaviour', .*'dance'",
        ),
        (["schools", "--region", "Wales"], r"`region` must be one of \['.*'London'.*got 'Wales'"),
        (["schools", "--la", "20"], r"`la` must be a three-digit DfE code .* got '20'"),
        (["schools", "--system", "tsh"], r"`system` cannot filter schools: export memberships"),
    ],
)
def test_unknown_filter_is_an_error_that_names_what_there_is(
    capsys: pytest.CaptureFixture[str], words: list[str], told: str
) -> None:
    assert main(["export", *words]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert re.match(f"error: {told}", err)


@pytest.mark.usefixtures("here")
def test_export_to_a_place_that_is_not_there_is_an_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "nowhere" / "schools.csv"
    assert main(["export", "schools", "--out", str(out)]) == 1
    assert "error: `--out` must be a file that can be written" in capsys.readouterr().err


@pytest.mark.parametrize("words", [["export", "problems"], ["export", "schools", "--format", "x"]])
def test_unknown_words_are_refused(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match=r"2"):
        main(words)
    assert "invalid choice" in capsys.readouterr().err


# ---- check and rollback


def test_check_of_a_sound_snapshot_succeeds(built: Built) -> None:
    done = run("check", LOCALS_DATA_DIR=str(built.store.folder))
    assert (done.returncode, done.stderr) == (0, b"")
    lines = done.stdout.decode().splitlines()
    assert lines[0].startswith("ok  files unchanged: ")
    assert [line for line in lines if not line.startswith("ok  ")] == []
    assert len(lines) == 9


@pytest.mark.parametrize("lost", [False, True])
def test_check_notices_a_table_that_was_changed_or_lost(
    data_dir: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    *,
    lost: bool,
) -> None:
    monkeypatch.setenv(DATA_DIR_VARIABLE, str(data_dir))
    path = Store(data_dir).open().folder / "trusts.parquet"
    if lost:
        path.unlink()
    else:
        pd.read_parquet(path).assign(schools_open=99).to_parquet(path)
    assert main(["check"]) == 1
    out, err = capsys.readouterr()
    assert out == "FAILED  files unchanged: changed or missing since they were published: trusts\n"
    assert err == "error: the snapshot fails its checks: run build again, or rollback\n"


def test_rollback_serves_the_one_before(twice: tuple[str, str], data_dir: Path) -> None:
    assert Store(data_dir).open().snapshot_id == twice[1]
    done = run("rollback", LOCALS_DATA_DIR=str(data_dir))
    assert (done.returncode, done.stdout) == (0, b"")
    assert done.stderr.decode() == f"now serving {twice[0]}\n"
    assert Store(data_dir).open().snapshot_id == twice[0]


def test_rollback_with_nothing_before_is_an_error(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(DATA_DIR_VARIABLE, str(data_dir))
    assert main(["rollback"]) == 1
    assert "error: no earlier snapshot in 'data'" in capsys.readouterr().err


# ---- fetch


def test_fetch_of_an_unknown_kind_names_the_kinds() -> None:
    done = run("fetch", "weather")
    assert (done.returncode, done.stdout) == (1, b"")
    said = done.stderr.decode()
    assert said.startswith("error: `kinds` must be official kinds or names, got ['weather']")
    assert "establishments" in said


def test_fetch_saves_below_the_data_folder_and_says_what_is_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv(DATA_DIR_VARIABLE, str(tmp_path / "data"))
    with serving() as server:
        server.paths[PATH] = lambda handler: handler.answer(BODY)
        local = partial(fetch, addresses=[make_source(server.base)], patience=patience())
        monkeypatch.setattr(snapshots, "fetch", local)
        assert main(["fetch", "establishments", "--date", "2025-08-31"]) == 0
    out, err = capsys.readouterr()
    assert out == ""
    folder = tmp_path / "data" / "sources"
    assert (folder / NAME).read_bytes() == BODY
    assert err.splitlines()[-1] == f"now run: python -m geodata build --from {folder}"
    size = f"{len(BODY) / 1e6:.1f}"
    assert f"{NAME}: {size} of {size} MB" in err


def test_fetch_without_a_date_asks_for_today(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[dt.date] = []

    def note(_kinds: object, *, date: dt.date, **_: object) -> list[object]:
        asked.append(date)
        return []

    monkeypatch.setattr(snapshots, "fetch", note)
    before = dt.datetime.now(tz=dt.UTC).date()
    assert main(["fetch", "--out", str(tmp_path)]) == 0
    assert before <= asked[0] <= dt.datetime.now(tz=dt.UTC).date()


def test_fetch_refuses_a_date_that_is_none(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match=r"2"):
        main(["fetch", "--date", "31/08/2025"])
    assert "--date: invalid" in capsys.readouterr().err

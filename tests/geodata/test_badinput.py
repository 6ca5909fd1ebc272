"""Bad input: a message says file, row and remedy, and the last good snapshot still serves."""

import gzip
import hashlib
import json
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from geodata import store as store_module
from geodata.build import build_from_folder
from geodata.cli import main
from geodata.store import Snapshot, Store
from tests.conftest import ROOT
from tests.geodata.conftest import Built
from tests.geodata.giasfiles import make_school
from tests.geodata.sourcefolder import (
    BRISTOL,
    CORNWALL,
    HARTLEPOOL,
    LEEDS,
    N_OPEN,
    SCILLY,
    read_csv,
    write_areas,
    write_csv,
)
from tests.geodata.test_build import NEW_COVERAGE, NEW_SYSTEM, NEW_UNITS
from tests.geodata.test_store import HOLDER, list_leftovers

GIAS = "edubasealldata20250831.csv"
LINKS = "links_edubasealldata20250831.csv"
LAD = Path("boundaries") / "lad_2024.gpkg"
HALTED = """
import sys, time
from geodata import store
from geodata.cli import main
write = store._write_table
def halt(folder, name, table):
    told = write(folder, name, table)
    if name == "memberships":
        print("half way", flush=True)
        time.sleep(600)
    return told
store._write_table = halt
main(["build", "--from", sys.argv[1], "--out", sys.argv[2]])
"""
Damage = Callable[[Path], None]


def hash_files(folder: Path) -> dict[str, str]:
    """Give the content of everything in a data folder but the lock."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "build.lock"
    }


def edit_gias(folder: Path, edit: Callable[[list[dict[str, str]]], Any]) -> None:
    rows = read_csv(folder / GIAS, "cp1252")
    edit(rows)
    write_csv(folder / GIAS, rows, "cp1252")


def drop_columns(folder: Path, *columns: str) -> None:
    def drop(rows: list[dict[str, str]]) -> None:
        for row in rows:
            for column in columns:
                del row[column]

    edit_gias(folder, drop)


def edit_areas(folder: Path, edit: Callable[[gpd.GeoDataFrame], gpd.GeoDataFrame]) -> None:
    areas = gpd.read_file(folder / LAD)
    (folder / LAD).unlink()
    named = edit(areas).rename(columns={"LAD24CD": "area_code", "LAD24NM": "name"})
    write_areas(named, folder / LAD)


def add_system(folder: Path, unit: dict[str, str], coverage: dict[str, str]) -> None:
    write_csv(folder / "choirs.csv", [NEW_SYSTEM])
    write_csv(folder / "choir_units.csv", [NEW_UNITS[0], NEW_UNITS[1] | unit])
    write_csv(folder / "choir_areas.csv", [NEW_COVERAGE[0], NEW_COVERAGE[1] | coverage])


# ---- damage, each of one file


def empty_file(folder: Path) -> None:
    (folder / GIAS).write_bytes(b"")


def web_page(folder: Path) -> None:
    (folder / LINKS).write_bytes(b"\n<!DOCTYPE html><html><body>Sign in</body></html>")


def utf_16(folder: Path) -> None:
    text = (folder / GIAS).read_bytes().decode("cp1252")
    (folder / GIAS).write_bytes(text.encode("utf-16"))


def stray_byte(folder: Path) -> None:
    edit_gias(folder, lambda rows: rows[3].update(EstablishmentName="Caf? School"))
    raw = (folder / GIAS).read_bytes()
    (folder / GIAS).write_bytes(raw.replace(b"Caf?", b"Caf\x81"))


def without_urn(folder: Path) -> None:
    drop_columns(folder, "URN")


def without_name_and_phase(folder: Path) -> None:
    drop_columns(folder, "EstablishmentName", "PhaseOfEducation (name)")


def without_most_columns(folder: Path) -> None:
    drop_columns(
        folder,
        "EstablishmentName",
        "PhaseOfEducation (name)",
        "EstablishmentStatus (name)",
        "TypeOfEstablishment (name)",
    )


def contradictory_urns(folder: Path) -> None:
    edit_gias(folder, lambda rows: rows.append(rows[0] | {"EstablishmentName": "Another"}))


def header_only(folder: Path) -> None:
    path = folder / GIAS
    path.write_bytes(path.read_bytes().splitlines(keepends=True)[0])


def all_closed(folder: Path) -> None:
    edit_gias(
        folder, lambda rows: [row.update({"EstablishmentStatus (name)": "Closed"}) for row in rows]
    )


def semicolons(folder: Path) -> None:
    path = folder / GIAS
    path.write_bytes(path.read_bytes().replace(b",", b";"))


def row_too_long(folder: Path) -> None:
    with (folder / GIAS).open("ab") as file:
        file.write(b"100099" + b",x" * 40 + b"\r\n")


def no_crs(folder: Path) -> None:
    areas = gpd.read_file(folder / LAD)
    (folder / LAD).unlink()
    areas.set_crs(None, allow_override=True).to_file(folder / LAD, driver="GPKG", layer="lad")


def two_areas_of_one_code(folder: Path) -> None:
    edit_areas(folder, lambda areas: pd.concat([areas, areas[areas["LAD24CD"] == LEEDS]]))


def no_districts_of_today(folder: Path) -> None:
    (folder / LAD).unlink()


def truncated_boundaries(folder: Path) -> None:
    raw = (folder / LAD).read_bytes()
    (folder / LAD).write_bytes(raw[: len(raw) // 3])


def unknown_area(folder: Path) -> None:
    add_system(folder, {}, {"area_name": "Camdem"})


def unknown_area_code(folder: Path) -> None:
    add_system(folder, {}, {"area_code": "E09000077", "area_name": "Camden"})


def unknown_hub(folder: Path) -> None:
    add_system(folder, {}, {"unit_id": "C11"})


def hub_without_system(folder: Path) -> None:
    add_system(folder, {}, {})
    (folder / "choirs.csv").unlink()


def text_in_a_registers_number(folder: Path) -> None:
    add_system(folder, {"base_easting": "about 530000"}, {})


def unit_in_two_files(folder: Path) -> None:
    add_system(folder, {}, {})
    write_csv(folder / "choir_units_again.csv", NEW_UNITS[:1])


def truncated_parquet(folder: Path) -> None:
    pd.read_csv(folder / GIAS, encoding="cp1252", dtype=str).to_parquet(folder / "gias.parquet")
    (folder / GIAS).unlink()
    raw = (folder / "gias.parquet").read_bytes()
    (folder / "gias.parquet").write_bytes(raw[: len(raw) * 2 // 3])


def truncated_gzip(folder: Path) -> None:
    packed = gzip.compress((folder / GIAS).read_bytes())
    (folder / GIAS).unlink()
    (folder / f"{GIAS}.gz").write_bytes(packed[: len(packed) * 2 // 3])


def unknown_setting(folder: Path) -> None:
    text = f'[[file]]\nname = "{GIAS}"\nprefered = true\n'
    (folder / "sources.toml").write_text(text, encoding="utf-8")


@pytest.mark.filterwarnings("ignore:'crs' was not provided")
@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (empty_file, [GIAS, "is empty", "download or save it again"]),
        (web_page, [LINKS, "web page (HTML)", "download it again"]),
        (utf_16, [GIAS, "got UTF-16", "save as CSV UTF-8"]),
        (stray_byte, [f"{GIAS}, row 5:", "0x81", "save as CSV UTF-8"]),
        (without_urn, [f"{GIAS}, row 1:", "['URN']", "download the file again"]),
        (
            without_name_and_phase,
            [f"{GIAS}, row 1:", "['EstablishmentName', 'PhaseOfEducation (name)']", "download"],
        ),
        (
            without_most_columns,
            ["must hold a GIAS establishments file", GIAS, "lacks", "EstablishmentName"],
        ),
        (contradictory_urns, [f"{GIAS}, rows 2 and 21:", "URN 100001", "delete the wrong one"]),
        (header_only, [f"{GIAS}: must list open schools", "0 rows", "download the file"]),
        (all_closed, [f"{GIAS}: must list open schools", "19 rows", "download the file"]),
        (semicolons, [GIAS, "not separated by commas", "save it as CSV UTF-8"]),
        (row_too_long, [f"{GIAS}, row 21:", "must have 19 values", "got 41", "double quotes"]),
        (no_crs, [LAD.name, "a CRS", "save it again with its CRS"]),
        (two_areas_of_one_code, [f"{LAD.name}, rows", "and 298:", LEEDS, "delete one of them"]),
        (no_districts_of_today, ["present district boundaries", "add a boundary file"]),
        (truncated_boundaries, [LAD.name, "truncated or corrupt", "download or save it again"]),
        (unknown_area, ["choir_areas.csv", "row 3", "Camdem", "Camden"]),
        (unknown_area_code, ["choir_areas.csv, row 3:", "E09000077", "E09000007", "correct it"]),
        (unknown_hub, ["choir_areas.csv, row 3:", "'C11'", "'C1'", "correct it or add the unit"]),
        (hub_without_system, ["['choirs']", "add a systems file"]),
        (
            text_in_a_registers_number,
            ["choir_units.csv, row 3: `base_easting`", "a number or blank", "about 530000"],
        ),
        (
            unit_in_two_files,
            ["choir_units.csv, choir_units_again.csv:", "C1", "use = false", "sources.toml"],
        ),
        (truncated_parquet, ["gias.parquet", "truncated or corrupt", "download or save it again"]),
        (truncated_gzip, [f"{GIAS}.gz", "truncated or corrupt", "download or save it again"]),
        (unknown_setting, ["sources.toml", "line 3", "prefered"]),
    ],
)
def test_damaged_file_stops_the_build_with_its_name_and_a_remedy(
    data_dir: Path,
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    damage: Damage,
    told: list[str],
) -> None:
    before, good = hash_files(data_dir), Store(data_dir).open()
    damage(folder)
    assert main(["build", "--from", str(folder), "--out", str(data_dir)]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    _, error, message = err.partition("error: ")
    assert error
    assert [words for words in told if words not in message] == []
    assert hash_files(data_dir) == before
    serving = Store(data_dir).open()
    assert serving.snapshot_id == good.snapshot_id
    assert len(serving.table("schools")) == N_OPEN


def test_folder_that_is_not_there_is_an_error(
    data_dir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = tmp_path / "no such folder"
    assert main(["build", "--from", str(missing), "--out", str(data_dir)]) == 1
    assert "no such folder: is not a folder; name the folder" in capsys.readouterr().err


# ---- rows that are refused or mended: one build, many findings

BOX = {"Easting": "430000", "Northing": "434000", "district": LEEDS, "la_code": "383"}
ROWS = {
    200001: {"Easting": "", "Northing": ""},
    200002: {"Easting": "0", "Northing": "0"},
    200003: {"Easting": "41000", "Northing": "182000", "district": CORNWALL},
    200004: {"Easting": "530700", "Northing": "447900", "district": HARTLEPOOL},
    200005: {"Easting": "-1.5491", "Northing": "53.8008"},
    200006: {"Easting": "258000", "Northing": "281000", "district": BRISTOL},
    200007: {"Easting": "640000", "Northing": "400000", "district": ""},
    200008: {"Easting": "n/a", "Northing": "unknown site"},
    200009: {"NumberOfPupils": "lots", "PercentageFSM": "a third", "OpenDate": "31-02-2020"},
    200010: {"district": BRISTOL},
    200011: {"Easting": "431000"},
}  # fmt: skip


@pytest.fixture(scope="module")
def mended(
    source_folder: Path, built: Built, tmp_path_factory: pytest.TempPathFactory
) -> Snapshot:
    """Build over a good snapshot from files with wrong rows in them."""
    top = tmp_path_factory.mktemp("wrong rows")
    folder = Path(shutil.copytree(source_folder, top / "england"))
    data_dir = Path(shutil.copytree(built.store.folder, top / "data"))
    rows = [make_school(urn, **(BOX | changes)) for urn, changes in ROWS.items()]
    rows += [make_school("not a number", **BOX), make_school("", **BOX), rows[-1]]
    edit_gias(folder, lambda found: found.extend(rows))
    edit_areas(folder, cross_a_ring)
    return build_from_folder(folder, Store(data_dir))


def cross_a_ring(areas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Draw the Isles of Scilly as a bow tie."""
    at = areas["LAD24CD"] == SCILLY
    west, south, east, north = areas[at].total_bounds
    tie = shapely.Polygon([(west, south), (east, north), (east, south), (west, north)])
    return areas.assign(geometry=areas.geometry.mask(at, tie))


@pytest.fixture(scope="module")
def problems(mended: Snapshot) -> pd.DataFrame:
    return mended.table("problems").set_index("key")


@pytest.mark.parametrize(
    ("urn", "row", "reason", "severity"),
    [
        (200001, 21, "no coordinates", "blanked"),
        (200002, 22, "coordinates of 0", "blanked"),
        (200003, 23, "easting and northing look exchanged", "blanked"),
        (200004, None, "easting and northing look exchanged", "blanked"),
        (200005, 25, "coordinates in degrees", "blanked"),
        (200006, None, "the point lies in no English district", "blanked"),
        (200007, None, "the point lies in no English district", "blanked"),
        (200008, 28, "coordinates that are not numbers", "blanked"),
        (200010, None, "more than 1 km outside the district the record states", "warning"),
    ],
)
def test_doubtful_coordinates_are_reported(
    problems: pd.DataFrame, urn: int, row: int | None, reason: str, severity: str
) -> None:
    found = problems.loc[[str(urn)]].iloc[0]
    assert reason in found["reason"]
    assert found["severity"] == severity
    assert found["remedy"]
    assert (None if pd.isna(found["row"]) else found["row"]) == row
    assert found["file"] == (GIAS if row else "establishments")


@pytest.mark.parametrize(
    ("urn", "lad_code", "flag"),
    [
        (200001, LEEDS, "missing"),
        (200002, LEEDS, "zero"),
        (200003, CORNWALL, "swapped"),
        (200004, HARTLEPOOL, "swapped"),
        (200005, LEEDS, "degrees"),
        (200006, BRISTOL, "outside_england"),
        (200007, None, "outside_england"),
        (200008, LEEDS, "not_a_number"),
    ],
)
def test_school_without_a_usable_point_keeps_its_stated_district(
    mended: Snapshot, urn: int, lad_code: str | None, flag: str
) -> None:
    school = mended.table("schools").set_index("urn").loc[urn]
    assert school["coord_flag"] == flag
    assert pd.isna(school["easting"])
    assert school["geometry"] is None
    assert (None if pd.isna(school["lad_code"]) else school["lad_code"]) == lad_code


def test_school_far_from_its_stated_district_keeps_both(mended: Snapshot) -> None:
    school = mended.table("schools").set_index("urn").loc[200010]
    assert school["coord_flag"] == "far_from_district"
    assert school["lad_code"] == BRISTOL
    assert school["geometry"] == shapely.Point(430000, 434000)


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("NumberOfPupils", "lots", "not a number"),
        ("PercentageFSM", "a third", "not a percentage"),
        ("OpenDate", "31-02-2020", "not a date"),
    ],
)
def test_text_where_a_figure_is_due_is_blanked(
    mended: Snapshot, problems: pd.DataFrame, field: str, value: str, reason: str
) -> None:
    found = problems.loc[["200009"]].set_index("field").loc[field]
    assert (found["row"], found["value"], found["severity"]) == (29, value, "blanked")
    assert reason in found["reason"]
    school = mended.table("schools").set_index("urn").loc[200009]
    assert school[["pupils", "fsm_percent", "open_date"]].isna().all()
    assert school["lad_code"] == LEEDS


def test_rows_without_a_usable_urn_and_repeats_are_rejected(
    mended: Snapshot, problems: pd.DataFrame
) -> None:
    rejected = problems[problems["severity"].eq("rejected") & problems["file"].eq(GIAS)]
    by_row = rejected.set_index("row")["reason"]
    assert by_row[32] == "the URN is not a whole number"
    assert by_row[33] == "no URN"
    assert by_row[34] == "says again what an earlier row says"
    assert mended.manifest["rejected"][GIAS] == 6
    schools = mended.table("schools")
    assert schools["urn"].tolist().count(200011) == 1
    source = next(file for file in mended.manifest["sources"] if file["file"] == GIAS)
    assert source["rows_in"] - source["rows_out"] == 6
    assert source["rows_out"] == len(schools)


def test_invalid_ring_is_repaired_and_counted(
    mended: Snapshot, problems: pd.DataFrame, built: Built
) -> None:
    found = problems.loc[SCILLY]
    assert found["severity"] == "warning"
    assert found["reason"] == "an invalid ring was repaired: self-intersection"
    assert (found["file"], found["row"] >= 2) == (LAD.name, True)
    areas = mended.table("areas").set_index(["kind", "area_code", "vintage"])
    mended_area = areas.geometry["lad", SCILLY, "2024"]
    before = built.snapshot.table("areas").set_index(["kind", "area_code", "vintage"])
    whole = before.geometry["lad", SCILLY, "2024"]
    assert mended_area.is_valid
    assert mended_area.area == pytest.approx(whole.envelope.area / 2)
    assert mended.manifest["rejected"][LAD.name] == 0


# ---- the disk, the power, the neighbour


def test_disk_that_fills_leaves_what_served(
    built: Built,
    data_dir: Path,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full to write to")
    before = hash_files(data_dir)
    edit_gias(folder, lambda rows: rows[0].update(EstablishmentName="Renamed School"))
    write = store_module._write_table

    def fill(draft: Path, name: str, table: pd.DataFrame) -> dict[str, Any]:
        if name == "memberships":
            (draft / f"{name}.parquet").symlink_to("/dev/full")
        return write(draft, name, table)

    monkeypatch.setattr(store_module, "_write_table", fill)
    assert main(["build", "--from", str(folder), "--out", str(data_dir)]) == 1
    err = capsys.readouterr().err
    assert "error: the disk filled while the snapshot was written: free about 200 MB" in err
    after = hash_files(data_dir)
    # files of the map are named by their content: those of the failed build do no harm
    assert {name: after[name] for name in before} == before
    assert {Path(name).parts[0] for name in set(after) - set(before)} == {"web"}
    assert list_leftovers(Store(data_dir)) == []
    assert Store(data_dir).open().snapshot_id == built.snapshot.snapshot_id


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """Let this process write no file of more bytes, as a quota would."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_quota_that_is_reached_leaves_what_served(
    built: Built, data_dir: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit_gias(folder, lambda rows: rows[0].update(EstablishmentName="Renamed School"))
    (data_dir / "web").rename(data_dir / "old web")  # so that the map's files are written again
    with largest_file(20_000):
        assert main(["build", "--from", str(folder), "--out", str(data_dir)]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    last = err.splitlines()[-1]
    assert "error: the snapshot could not be written ([Errno 27]" in last
    assert "still serves" in last
    assert list_leftovers(Store(data_dir)) == []
    assert Store(data_dir).open().snapshot_id == built.snapshot.snapshot_id


def test_build_killed_half_way_leaves_what_served(
    built: Built, data_dir: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit_gias(folder, lambda rows: rows[0].update(EstablishmentName="Renamed School"))
    command = [sys.executable, "-c", HALTED, str(folder), str(data_dir)]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as halted:
        assert halted.stdout is not None
        assert halted.stdout.readline() == "half way\n"
        halted.kill()
        assert halted.wait() == -9
    (left,) = list_leftovers(Store(data_dir))
    half = data_dir / "snapshots" / left
    assert (half / "memberships.parquet").exists()
    assert not (half / "manifest.json").exists()
    store = Store(data_dir)
    assert store.list_ids() == [built.snapshot.snapshot_id]
    assert store.open().table("schools")["name"][0] == "Heath Primary School"

    assert main(["build", "--from", str(folder), "--out", str(data_dir)]) == 0
    assert "schools 16" in capsys.readouterr().out
    assert list_leftovers(store) == []
    assert store.open().table("schools")["name"][0] == "Renamed School"
    assert store.rollback().snapshot_id == built.snapshot.snapshot_id


def test_second_build_at_once_is_refused(
    data_dir: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = hash_files(data_dir)
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(data_dir)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        assert main(["build", "--from", str(folder), "--out", str(data_dir)]) == 1
        other.communicate("done")
    err = capsys.readouterr().err
    assert err == "error: another build is running in 'data'; wait for it, then try again\n"
    assert hash_files(data_dir) == before
    assert json.loads((data_dir / "current.json").read_text(encoding="utf-8"))["previous"] == []

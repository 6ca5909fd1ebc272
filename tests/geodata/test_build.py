"""From a folder of files to a snapshot: what it holds, and that the same files give the same."""

import shutil
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

from footprints.schema import TABLES, check_table
from geodata import build as build_module
from geodata.assemble import Assembled, _fill_from_census
from geodata.build import build_from_folder, say_nothing
from geodata.checks import Check, verify_snapshot
from geodata.errors import BuildError, GeodataError
from geodata.intake import read_folder
from geodata.sources import Registers, Sources
from geodata.statustext import format_build
from geodata.store import Snapshot, Store
from tests.footprints.smallengland import make_table
from tests.geodata.conftest import Built
from tests.geodata.sourcefolder import (
    ACCENTED_NAME,
    BARNSLEY,
    CAMDEN,
    EAST_SUFFOLK,
    FORMULA_NAME,
    HALTON,
    HARTLEPOOL,
    HEATHSIDE,
    LEEDS,
    N_OPEN,
    NETWORK,
    NORTH_YORKSHIRE,
    SCILLY,
    write_csv,
)

NEW_SYSTEM = {
    "system": "choirs",
    "name": "Choir Hubs",
    "unit_name": "Choir Hub",
    "family": "hub",
    "scope": "state_funded",
    "colour": "#AA4499",
    "as_of": "2025-10",
    "source": "by hand",
}
NEW_UNITS = [
    {"system": "choirs", "unit_id": unit, "name": name, "as_of": "2025-10", "source": "by hand"}
    for unit, name in (("C1", "Northern Choirs"), ("C2", "Camden Choirs"))
]
NEW_COVERAGE = [
    {
        "system": "choirs",
        "unit_id": unit,
        "area_kind": kind,
        "area_name": name,
        "part": "whole",
        "list_status": status,
        "as_of": "2025-10",
        "source": "by hand",
    }
    for unit, kind, name, status in (
        ("C1", "lad", "Leeds", "full"),
        ("C1", "lad", "bristol", "full"),
        ("C2", "utla", "Camden", "full"),
        ("C2", "region", "North East", "prose"),
    )
]


@pytest.fixture(scope="module")
def held(built: Built) -> dict[tuple[int, str], dict[str, str]]:
    """Certainty by unit, for each school and system."""
    return hold_units(built.snapshot)


def hold_units(snapshot: Snapshot) -> dict[tuple[int, str], dict[str, str]]:
    found: dict[tuple[int, str], dict[str, str]] = {}
    for row in snapshot.table("memberships").to_dict("records"):
        units = found.setdefault((row["urn"], row["system"]), {})
        if row["certainty"] != "none":
            units[row["unit_id"]] = row["certainty"]
    return found


def list_units(table: pd.DataFrame, system: str) -> list[str]:
    return sorted(set(table.loc[table["system"] == system, "unit_id"]))


def hash_tables(snapshot: Snapshot) -> dict[str, str]:
    return {name: told["sha256"] for name, told in snapshot.manifest["tables"].items()}


def test_every_table_passes_the_gate(built: Built) -> None:
    tables = built.snapshot.manifest["tables"]
    assert set(tables) <= set(TABLES)
    assert {"schools", "memberships", "footprints", "units", "problems", "pieces"} <= set(tables)
    for name, told in tables.items():
        table = built.snapshot.table(name)
        again = check_table(name, table)
        pd.testing.assert_frame_equal(pd.DataFrame(again), pd.DataFrame(table))
        assert len(table) == told["rows"]


def test_snapshot_verifies(built: Built) -> None:
    assert [check.name for check in verify_snapshot(built.snapshot) if not check.ok] == []


def test_schools_are_the_open_ones_of_england(built: Built) -> None:
    schools = built.snapshot.table("schools").set_index("urn")
    assert schools.index.tolist() == list(range(100001, 100001 + N_OPEN))
    assert schools["name"][100004] == ACCENTED_NAME
    assert schools["name"][100013] == FORMULA_NAME
    assert schools["trust_name"][100002] == "FIERTÉ HEATHSIDE TRUST"


@pytest.mark.parametrize(
    ("urn", "lad_code", "route"),
    [
        (100001, CAMDEN, "code"),
        (100008, NORTH_YORKSHIRE, "code"),
        (100009, NORTH_YORKSHIRE, "recoded"),
        (100012, BARNSLEY, "recoded"),
        (100013, HALTON, "polygon"),
        (100014, SCILLY, "nearest"),
        (100016, None, "none"),
    ],
)
def test_school_is_placed_by_the_first_route_that_answers(
    built: Built, urn: int, lad_code: str | None, route: str
) -> None:
    school = built.snapshot.table("schools").set_index("urn").loc[urn]
    assert (school["lad_code"] if pd.notna(school["lad_code"]) else None) == lad_code
    assert school["lad_route"] == route


@pytest.mark.parametrize(
    ("urn", "system", "units"),
    [
        (100001, "la", {"202": "designated"}),
        (100001, "lad", {CAMDEN: "designated"}),
        (100001, "region", {"E12000007": "designated"}),
        (100001, "trust", {}),
        (100002, "trust", {HEATHSIDE: "listed"}),
        (100006, "trust", {"2002": "listed"}),
        (100007, "trust", {}),
        (100004, "maths", {"MH01": "designated"}),
        (100015, "maths", {"MH18": "partial"}),
        (100014, "maths", {}),
        (100001, "english", {"EH14": "partial"}),
        (100002, "english", {}),
        (100006, "tsh", {"WM9": "shared", "WM10": "shared"}),
        (100007, "tsh", {"SW8": "shared", "SW11": "shared"}),
        (100008, "tsh", {"YH8": "designated"}),
        (100009, "tsh", {"YH10": "designated"}),
        (100010, "tsh", {"EE10": "designated"}),
        (100011, "tsh", {"EE6": "designated"}),
        (100012, "tsh", {"YH1": "designated"}),
        (100016, "tsh", {}),
        (100001, "behaviour", {}),
        (100002, "partnerships", {"heath-partnership": "listed", "river-partnership": "listed"}),
        (100003, "partnerships", {}),
    ],
)
def test_school_belongs_to_the_units_its_sources_name(
    held: dict[tuple[int, str], dict[str, str]], urn: int, system: str, units: dict[str, str]
) -> None:
    assert held[urn, system] == units


def test_every_school_has_an_answer_in_every_system(
    held: dict[tuple[int, str], dict[str, str]], built: Built
) -> None:
    systems = built.snapshot.table("systems")["system"]
    assert len(held) == N_OPEN * len(systems)
    assert built.snapshot.table("memberships")["reason"].notna().all()


def test_footprints_cover_what_units_hold(built: Built) -> None:
    areas = built.snapshot.table("areas").set_index(["area_code", "vintage"])
    prints = built.snapshot.table("footprints").set_index(["system", "unit_id", "certainty"])
    leeds = prints.loc[("lad", LEEDS, "designated")]
    assert leeds["geometry"].equals(areas.geometry[LEEDS, "2024"])
    east_suffolk = areas.geometry[EAST_SUFFOLK, "2024"]
    parts = prints.loc[[("tsh", hub, "designated") for hub in ("EE6", "EE10")]]
    inside = parts.geometry.intersection(east_suffolk).area.sum()
    assert inside == pytest.approx(east_suffolk.area, rel=1e-9)
    region = prints.loc[("region", "E12000001", "designated")]
    assert region["n_schools"] == 1
    assert region["geometry"].contains(areas.geometry[HARTLEPOOL, "2024"].centroid)


def test_footprint_of_a_trust_is_the_hull_of_its_sites(built: Built) -> None:
    prints = built.snapshot.table("footprints").set_index("system").loc[["trust"]]
    assert prints["unit_id"].tolist() == [HEATHSIDE]  # one school makes no hull
    trust = prints.iloc[0]
    assert (trust["method"], trust["n_schools"], trust["n_areas"]) == ("hull", 3, 0)
    schools = built.snapshot.table("schools").set_index("urn")
    members = schools.loc[[100002, 100004, 100005], ["easting", "northing"]]
    corners = {(east, north) for east, north in members.to_numpy()}
    assert set(trust["geometry"].exterior.coords) == corners


def test_trusts_are_counted_by_open_schools(built: Built) -> None:
    trusts = built.snapshot.table("trusts").set_index("trust_id")
    assert trusts["schools_open"].to_dict() == {HEATHSIDE: 3, "2002": 1}
    assert trusts["kind"].to_dict() == {HEATHSIDE: "MAT", "2002": "SAT"}
    assert trusts["companies_house_number"][HEATHSIDE] == "07654321"
    assert pd.isna(trusts["companies_house_number"]["2002"])


def test_authorities_and_regions_are_dissolved_from_districts(built: Built) -> None:
    areas = built.snapshot.table("areas")
    counts = areas[areas["vintage"] == "2024"]["kind"].value_counts().to_dict()
    assert counts == {"lad": 296, "la": 153, "region": 9}
    now = areas[areas["vintage"] == "2024"]
    area_km2 = now.geometry.area.groupby(now["kind"]).sum()
    assert area_km2["la"] == pytest.approx(area_km2["lad"], rel=1e-9)
    assert area_km2["region"] == pytest.approx(area_km2["lad"], rel=1e-9)


def test_rejected_rows_say_why_and_where(built: Built) -> None:
    problems = built.snapshot.table("problems").set_index("key")
    assert problems.loc["100017", "reason"] == "not open: Closed"
    assert problems.loc["100017", "row"] == 18
    assert problems.loc["100017", "file"] == "edubasealldata20250831.csv"
    assert problems.loc["100018", "reason"] == "in Wales"
    assert problems.loc["100019", "reason"] == "a children's centre"
    assert built.snapshot.manifest["rejected"]["edubasealldata20250831.csv"] == 3


def test_a_listed_school_that_is_not_open_is_reported(built: Built) -> None:
    problems = built.snapshot.table("problems").set_index("key")
    assert problems.loc["123456", "severity"] == "rejected"
    assert problems.loc["123456", "value"] == "River Partnership"
    assert "no open school" in problems.loc["123456", "reason"]


def test_manifest_says_what_each_file_was_taken_for(built: Built) -> None:
    taken = {file["file"]: file["kind"] for file in built.snapshot.manifest["sources"]}
    assert taken == {
        "lad_2018.gpkg": "boundaries",
        "lad_2024.gpkg": "boundaries",
        "edubasealldata20250831.csv": "establishments",
        "links_edubasealldata20250831.csv": "links",
        "academiesmatmembership.csv": "group_links",
        "partnerships.csv": "network",
    }
    left = built.snapshot.manifest["left_aside"]
    assert left == [{"file": "read me.md", "reason": "a note, not data"}]
    for file in built.snapshot.manifest["sources"]:
        found = next(built.folder.rglob(file["file"]))
        assert file["size"] == found.stat().st_size
        assert len(file["sha256"]) == 64
    assert built.snapshot.manifest["as_of"] == "2025-08-31"


def test_progress_tells_each_step(built: Built) -> None:
    assert built.said[0] == "looking through 'england'"
    assert "reading edubasealldata20250831.csv as establishments" in built.said
    assert built.said[-4:] == (
        "assigning schools to units and drawing footprints",
        "checking",
        "writing the map's files",
        "publishing",
    )


def test_files_of_the_map_are_written(built: Built) -> None:
    names = built.snapshot.manifest["map_files"]
    assert (built.store.web / names["points"]).is_file()
    assert set(names["systems"]) == set(built.snapshot.table("systems")["system"])


def test_renamed_and_moved_files_give_the_same(built: Built, tmp_path: Path) -> None:
    folder = tmp_path / "somewhere else"
    for number, path in enumerate(sorted(built.folder.rglob("*.*"))):
        place = folder / f"box{number % 2}" / "deeper"
        place.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, place / f"x{number:02d}{path.suffix}")
    snapshot = build_from_folder(folder, Store(tmp_path / "data"))
    kinds = sorted(file["kind"] for file in snapshot.manifest["sources"])
    assert kinds == sorted(file["kind"] for file in built.snapshot.manifest["sources"])
    same = {"schools", "trusts", "links", "districts", "coverage", "pieces"}
    hashes, expected = hash_tables(snapshot), hash_tables(built.snapshot)
    assert {name for name in same if hashes[name] != expected[name]} == set()
    # a network without a column `system` is named after its file
    systems = set(snapshot.table("systems")["system"])
    (renamed,) = systems - set(built.snapshot.table("systems")["system"])
    assert renamed.startswith("x")
    held = hold_units(snapshot)
    assert held[100002, renamed] == hold_units(built.snapshot)[100002, "partnerships"]


def test_two_csv_files_and_one_line_make_a_system(folder: Path, tmp_path: Path) -> None:
    write_csv(folder / "a list of choirs.csv", [NEW_SYSTEM])
    write_csv(folder / "choirs, units.csv", NEW_UNITS)
    write_csv(folder / "choirs, areas.csv", NEW_COVERAGE)
    write_csv(
        folder / "more.csv", [row | {"system": "Our Dioceses"} for row in NETWORK if row["urn"]]
    )
    snapshot = build_from_folder(folder, Store(tmp_path / "data"))
    held = hold_units(snapshot)
    assert held[100005, "choirs"] == {"C1": "designated"}
    assert held[100004, "choirs"] == {"C1": "designated"}
    assert held[100001, "choirs"] == {"C2": "designated"}
    assert held[100003, "choirs"] == {}  # an independent school, outside the scope
    assert held[100015, "choirs"] == {"C2": "partial"}
    assert held[100006, "choirs"] == {}
    assert held[100002, "our-dioceses"] == held[100002, "partnerships"]
    told = snapshot.manifest["systems"]["choirs"]
    assert (told["name"], told["units"], told["schools_designated"]) == ("Choir Hubs", 2, 4)
    prints = snapshot.table("footprints")
    assert set(prints.loc[prints["system"] == "choirs", "unit_id"]) == {"C1", "C2"}


def test_postcodes_are_a_table_of_their_own_where_a_file_has_them(
    folder: Path, built: Built, tmp_path: Path
) -> None:
    rows = [
        {"postcode": "nw32bq", "easting": "528104", "northing": "184492", "lad_code": CAMDEN},
        {"postcode": "LS1 1AA", "easting": "429800", "northing": "433500", "lad_code": LEEDS},
        {"postcode": "LS1 1AB", "easting": "", "northing": "", "lad_code": LEEDS},
        {"postcode": "nowhere", "easting": "1", "northing": "1", "lad_code": ""},
    ]
    path = write_csv(folder / "points.csv", rows)
    snapshot = build_from_folder(folder, Store(tmp_path / "first"))
    assert snapshot.table("postcodes").to_numpy().tolist() == [
        ["LS1 1AA", LEEDS, 429_800.0, 433_500.0],
        ["NW3 2BQ", CAMDEN, 528_104.0, 184_492.0],
    ]
    (told,) = [file for file in snapshot.manifest["sources"] if file["kind"] == "postcodes"]
    assert (told["file"], told["rows_in"], told["rows_out"]) == ("points.csv", 4, 2)
    assert told["publisher"].startswith("Ordnance Survey, Code-Point Open")
    assert snapshot.manifest["rejected"]["points.csv"] == 2
    assert "postcodes 2\n" in format_build(snapshot)
    write_csv(path, rows[::-1])
    again = build_from_folder(folder, Store(tmp_path / "second"))
    assert hash_tables(again)["postcodes"] == hash_tables(snapshot)["postcodes"]
    assert "postcodes" not in built.snapshot.manifest["tables"]
    assert "no table of postcodes\n" in format_build(built.snapshot)


def test_a_users_register_replaces_that_of_the_same_system(
    folder: Path, registers: Registers
) -> None:
    unit = NEW_UNITS[0] | {"system": "maths", "unit_id": "M1", "name": "One Maths Hub"}
    row = NEW_COVERAGE[0] | {"system": "maths", "unit_id": "M1"}
    write_csv(folder / "maths.csv", [unit])
    write_csv(folder / "maths areas.csv", [row])
    found = read_folder(folder, progress=say_nothing).registers
    assert list_units(found.units, "maths") == ["M1"]
    assert list_units(found.coverage, "maths") == ["M1"]
    assert len(list_units(found.units, "tsh")) == 87
    assert len(found.systems) == len(registers.systems)


def test_coverage_of_a_replaced_unit_names_file_and_row(folder: Path, tmp_path: Path) -> None:
    unit = NEW_UNITS[0] | {"system": "maths", "unit_id": "M1", "name": "One Maths Hub"}
    row = NEW_COVERAGE[0] | {"system": "maths", "unit_id": "MH13"}
    write_csv(folder / "maths.csv", [unit])
    write_csv(folder / "maths areas.csv", [row])
    with pytest.raises(GeodataError, match=r"maths areas.csv, row 2: `unit_id` .* got 'MH13'"):
        build_from_folder(folder, Store(tmp_path / "data"))


def test_census_and_ofsted_fill_what_is_missing_with_what_belongs_to_it() -> None:
    establishments = make_table(
        "establishments",
        [
            {"urn": 1, "fsm_percent": 18.1, "ofsted": "Good", "ofsted_date": "2019-01-01"},
            {"urn": 2, "fsm_reason": "not in this file", "ofsted_date": "2018-01-01"},
            {"urn": 3, "fsm_reason": "not in this file"},
            {"urn": 4, "fsm_reason": "not in this file"},
        ],
    )
    census = make_table(
        "census",
        [
            {"urn": 1, "fsm_reason": "suppressed"},
            {"urn": 2, "fsm_percent": 30.0},
            {"urn": 3, "fsm_reason": "suppressed"},
            {"urn": 9, "fsm_percent": 99.0},
        ],
    )
    inspections = make_table(
        "inspections",
        [
            {"urn": 1, "ofsted": "Outstanding", "ofsted_date": "2024-01-01"},
            {"urn": 2, "ofsted": "Inadequate", "ofsted_date": "2024-02-02", "idaci_quintile": 3},
        ],
    )
    sources = Sources(
        establishments,
        areas=None,  # type: ignore[arg-type]
        registers=None,  # type: ignore[arg-type]
        census=census,
        inspections=inspections,
    )
    filled = _fill_from_census(sources).set_index("urn")
    assert filled.index.tolist() == [1, 2, 3, 4]
    assert filled["fsm_percent"].fillna(-1).tolist() == [18.1, 30.0, -1, -1]
    reasons = ["", "", "suppressed", "not in this file"]
    assert filled["fsm_reason"].fillna("").tolist() == reasons
    assert filled["ofsted"].fillna("").tolist() == ["Good", "Inadequate", "", ""]
    assert filled["ofsted_date"].fillna("").tolist() == ["2019-01-01", "2024-02-02", "", ""]
    assert filled["idaci_quintile"].fillna(-1).tolist() == [-1, 3, -1, -1]
    assert establishments["ofsted"].notna().sum() == 1  # the input is as it was


def test_failed_check_publishes_nothing(
    data_dir: Path, folder: Path, built: Built, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = [
        Check("first", ok=False, fatal=True, detail="one"),
        Check("second", ok=False, fatal=False, detail="two"),
        Check("third", ok=False, fatal=True, detail="three"),
    ]
    empty = Assembled({}, None, None)  # type: ignore[arg-type]
    monkeypatch.setattr(build_module, "assemble", lambda _sources: empty)
    monkeypatch.setattr(build_module, "check_snapshot", lambda _tables: bad)
    with pytest.raises(BuildError, match=r"not published\. first: one; third: three$"):
        build_from_folder(folder, Store(data_dir))
    serving = Store(data_dir).open()
    assert serving.snapshot_id == built.snapshot.snapshot_id
    assert verify_snapshot(serving)[0].ok


def test_a_folder_that_holds_the_store_is_refused(data_dir: Path, built: Built) -> None:
    for folder in (data_dir, data_dir.parent):
        with pytest.raises(BuildError, match=r"holds the data folder 'data', whose tables are"):
            build_from_folder(folder, Store(data_dir))
    assert Store(data_dir).open().snapshot_id == built.snapshot.snapshot_id


def test_sources_below_a_data_folder_may_be_built_from(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class StoppedError(Exception):
        """Stops a build once its folder was accepted."""

    def stop(found: Path, **_: object) -> None:
        raise StoppedError(found.name)

    monkeypatch.setattr(build_module, "read_folder", stop)
    inside = folder.rename(tmp_path / "sources")
    with pytest.raises(StoppedError, match=r"sources"):
        build_from_folder(inside, Store(tmp_path))


def test_points_lie_where_the_records_say(built: Built) -> None:
    schools = built.snapshot.table("schools")
    assert isinstance(schools, gpd.GeoDataFrame)
    known = schools[schools["easting"].notna()]
    assert len(known) == N_OPEN - 1
    assert known.geometry.x.eq(known["easting"]).all()
    assert known.geometry.y.eq(known["northing"]).all()
    assert schools.loc[schools["easting"].isna(), "geometry"].isna().all()

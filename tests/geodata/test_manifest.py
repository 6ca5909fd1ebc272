"""What a snapshot says of itself, counted again by hand."""

import json
from typing import Any

import pandas as pd

from footprints.schema import empty_table
from geodata.config import code_version
from geodata.manifest import ATTRIBUTION, LICENCE, describe_status, describe_systems
from geodata.statustext import format_build, format_status
from tests.footprints.smallengland import make_table
from tests.geodata.conftest import Built

CONTRACT = {
    "snapshot",
    "demo",
    "code_version",
    "tables",
    "areas",
    "systems",
    "rejected",
    "sources",
}


def make_tables() -> dict[str, pd.DataFrame]:
    systems = [
        {"system": "maths", "name": "Maths Hubs", "official_total": 40, "as_of": "2025-10"},
        {"system": "ring", "name": "Ring"},
    ]
    units = [
        {"system": "maths", "unit_id": "M1", "base_easting": 1.0, "base_northing": 2.0},
        {"system": "maths", "unit_id": "M2"},
        {"system": "ring", "unit_id": "R1", "as_of": "2019"},
        {"system": "ring", "unit_id": "R2", "as_of": "2024-01"},
    ]
    memberships = [
        (1, "maths", "M1", "designated"),
        (2, "maths", "M1", "shared"),
        (2, "maths", "M2", "shared"),
        (3, "maths", None, "none"),
        (1, "ring", "R1", "listed"),
        (1, "ring", "R2", "listed"),
        (2, "ring", None, "none"),
        (3, "ring", None, "none"),
    ]
    names = ["urn", "system", "unit_id", "certainty"]
    return {
        "systems": make_table("systems", systems),
        "units": make_table("units", units),
        "memberships": make_table(
            "memberships", [dict(zip(names, row, strict=True)) for row in memberships]
        ),
    }


def test_school_in_two_units_is_counted_once() -> None:
    maths = describe_systems(make_tables())["maths"]
    assert (maths["units"], maths["with_base"], maths["official_total"]) == (2, 1, 40)
    counts = {key: n for key, n in maths.items() if key.startswith("schools_") and n}
    assert counts == {"schools_designated": 1, "schools_shared": 1, "schools_none": 1}
    assert maths["as_of"] == "2025-10"


def test_system_without_a_date_takes_that_of_its_newest_unit() -> None:
    ring = describe_systems(make_tables())["ring"]
    assert ring["as_of"] == "2024-01"
    assert ring["official_total"] is None
    assert ring["valid_to"] is None
    assert (ring["schools_listed"], ring["schools_none"]) == (1, 2)


def test_system_without_units_or_schools_counts_nothing() -> None:
    tables = make_tables() | {"units": empty_table("units")}
    tables["memberships"] = empty_table("memberships")
    described = describe_systems(tables)
    assert described["maths"]["units"] == 0
    assert described["ring"]["as_of"] is None
    assert sum(n for key, n in described["maths"].items() if key.startswith("schools_")) == 0


def test_description_is_json() -> None:
    described = describe_systems(make_tables())
    assert json.loads(json.dumps(described, allow_nan=False)) == described


def test_status_has_the_contract_and_no_file_names_of_the_map(built: Built) -> None:
    status = describe_status(built.snapshot)
    assert set(status) >= CONTRACT
    assert "map_files" not in status
    assert list(status)[:4] == ["snapshot", "demo", "code_version", "tables"]
    assert status["tables"] == {
        name: len(built.snapshot.table(name)) for name in built.snapshot.manifest["tables"]
    }


def test_manifest_counts_what_the_tables_hold(built: Built) -> None:
    manifest, snapshot = built.snapshot.manifest, built.snapshot
    schools = snapshot.table("schools")
    assert manifest["scopes"] == {"all": 16, "state_funded": 15, "primary_age": 13}
    assert manifest["routes"] == schools["lad_route"].value_counts().to_dict()
    assert manifest["trusts"] == {"MAT": 1, "SAT": 1}
    assert manifest["area_vintages"]["lad"] == {"2018": 13, "2024": 296}
    assert manifest["districts_named_by"] == "2024"
    assert manifest["code_version"] == code_version()
    assert (manifest["licence"], manifest["attribution"]) == (LICENCE, ATTRIBUTION)
    problems = snapshot.table("problems")
    for file, rejected in manifest["rejected"].items():
        own = problems[problems["file"].eq(file) & problems["severity"].eq("rejected")]
        assert len(own) == rejected


def test_claims_that_gave_way_are_listed(built: Built) -> None:
    superseded = built.snapshot.manifest["superseded"]
    # Manchester is in prose of 2019 and on another hub's full list of 2026
    assert {"MH28"} == {row["unit_id"] for row in superseded if row["area_name"] == "Manchester"}
    assert all(row["list_status"] != "full" for row in superseded)


def test_manifest_on_disk_is_plain_json(built: Built) -> None:
    text = (built.snapshot.folder / "manifest.json").read_text(encoding="utf-8")
    assert json.loads(text, parse_constant=_refuse) == built.snapshot.manifest


def _refuse(constant: str) -> Any:
    raise AssertionError(constant)


def test_status_in_words_leaves_out_what_is_none(built: Built) -> None:
    lines = format_status(describe_status(built.snapshot)).splitlines()
    assert "  research: 43 of 33 units; schools: 16 none" in lines
    # the snapshot, its tables, its postcodes, then a line for each system
    assert len(lines) == 3 + len(built.snapshot.manifest["systems"])


def test_status_of_the_demonstration_cannot_be_mistaken(built: Built) -> None:
    status = describe_status(built.snapshot) | {"demo": True, "as_of": None}
    first = format_status(status).splitlines()[0]
    assert first.endswith("DEMONSTRATION (schools and trusts are invented), as of unknown")


def test_report_of_a_build_tells_checks_that_need_a_look(built: Built) -> None:
    failed = {"name": "cover", "ok": False, "detail": "3 gaps"}
    manifest = built.snapshot.manifest | {"checks": [failed]}
    changed = type(built.snapshot)(built.snapshot.snapshot_id, built.snapshot.folder, manifest)
    lines = format_build(changed).splitlines()
    assert lines[0] == "taken:"
    assert "  lad_2024.gpkg: boundaries, 296 rows read, 296 kept" in lines
    assert lines[lines.index("left aside:") + 1] == "  read me.md: a note, not data"
    assert lines[lines.index("checks:") + 1] == "  LOOK  cover: 3 gaps"

"""The real data by a second, independent route: plain loops over polygons and rows of CSV files.

Nothing here but the opening of the snapshot uses the project's code: the hub lists are read as
they were collected, not from the project's registers.
"""

import csv
import json
import math
import random
import re
from collections import Counter
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
from shapely import Point

from footprints.locals.card import build_card, index_locals
from geodata.cardvalues import card_values
from geodata.cli import main
from geodata.store import Snapshot

pytestmark = pytest.mark.realdata

HUB_FILES = {
    "tsh": "coverage_tsh.csv",
    "maths": "coverage_maths.csv",
    "english": "coverage_english.csv",
    "computing": "coverage_computing.csv",
    "research": "coverage_research_schools.csv",
}
SYSTEMS = [*HUB_FILES, "behaviour", "region", "la", "lad", "trust"]
STATE_FUNDED = {
    "Local authority maintained schools", "Academies", "Free Schools", "Special schools",
}  # fmt: skip
PRIMARY = {"Primary", "Middle deemed primary", "All-through"}
FULL_LISTS = "full list as published"
NO_PHASE = {"Not applicable", "Special", "PRU"}
# North Yorkshire, Somerset
MERGED_IN_2023 = {
    "E06000065": tuple(f"E07000{number}" for number in range(163, 170)),
    "E06000066": ("E07000187", "E07000188", "E07000189", "E07000246"),
}
# Taunton Deane, West Somerset: Somerset West and Taunton until 2023
MERGED_IN_2019 = {"E07000190": "E07000246", "E07000191": "E07000246"}
Held = dict[str, str]


@pytest.fixture(scope="module")
def england(shared_data: Path) -> "England":
    return England(shared_data)


@pytest.fixture(scope="module")
def held(real: Snapshot) -> dict[int, dict[str, Held]]:
    """The snapshot's units and certainties, by school and system."""
    found: dict[int, dict[str, Held]] = {}
    for row in real.table("memberships").to_dict("records"):
        of_system = found.setdefault(row["urn"], {}).setdefault(row["system"], {})
        if row["certainty"] != "none":
            of_system[row["unit_id"]] = row["certainty"]
    return found


def read_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


class England:
    """Everything the second route knows, read its own way."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        table = pd.read_parquet(folder / "schools" / "schools_england_merged_2025.parquet")
        plain = table.astype("object").where(table.notna(), None)
        self.schools = {row["URN"]: row for row in plain.to_dict("records")}
        lookup = read_rows(folder / "boundaries" / "lookup_lad_utla_region_dfe.csv")
        self.region = {row["lad_code"]: row["region_code"] for row in lookup}
        self.utla = {row["lad_code"]: row["utla_code"] for row in lookup}
        self.renumbered = {row["lad_code_2025"]: row["lad_code"] for row in lookup}
        self.today = self._read_polygons("lad_2025_england_bsc200m.gpkg")
        self.before = self._read_polygons("lad_2022_dec_england_buc.gpkg")
        self.suffolk = self._read_polygons("lad_2013_suffolk_coastal_waveney.gpkg")
        self.claims = {system: self._read_claims(name) for system, name in HUB_FILES.items()}

    def _read_polygons(self, name: str) -> dict[str, Any]:
        layer = gpd.read_file(self.folder / "boundaries" / name).to_crs("EPSG:27700")
        return dict(zip(layer["lad_code"], layer.geometry.make_valid(), strict=True))

    def _read_claims(self, name: str) -> list[tuple[str, str, bool]]:
        """List hub, place and whether a full list names the whole of it."""
        claims = []
        for row in read_rows(self.folder / "hubs" / name):
            former = re.findall(r"E07\d{6}", row["note"]) if "former dist" in row["note"] else []
            # the list of the Teaching School Hubs is complete and has no such column
            full = row.get("list_status", FULL_LISTS) == FULL_LISTS
            whole = row["part"] == "whole" or bool(former) or "line not pub" in row["note"]
            places = [MERGED_IN_2019.get(code, code) for code in former] or self._spell_out(row)
            claims += [(row["hub_id"], place, full and whole) for place in places]
        return claims

    def _spell_out(self, row: dict[str, str]) -> list[str]:
        """List the districts of an area."""
        if row.get("lad_codes"):
            return row["lad_codes"].split(";")
        places = []
        for lad, region in self.region.items():
            if row["area_code"] in {lad, self.utla[lad], region}:
                places.append(lad)
        assert places, row
        return places

    def locate(self, point: Point, polygons: dict[str, Any], limit_m: float) -> str | None:
        """Find the polygon that holds a point, else the nearest within a limit."""
        nearest, least = None, limit_m
        for code in sorted(polygons):
            away = polygons[code].distance(point)
            if away == 0:
                return code
            if away < least:
                nearest, least = code, away
        return nearest

    def find_district(self, school: dict[str, Any]) -> str | None:
        if school["lad23_code"]:
            return str(school["lad23_code"])
        if school["Easting"] is None:
            return None
        code = self.locate(Point(school["Easting"], school["Northing"]), self.today, 500)
        return self.renumbered[code] if code else None

    def find_former(self, school: dict[str, Any], district: str | None) -> str | None:
        """Find the former district that the lists divide a district by."""
        codes = MERGED_IN_2023.get(district or "", ())
        if school["DistrictAdministrative (code)"] in codes:
            return str(school["DistrictAdministrative (code)"])
        parts = {code: self.before[code] for code in codes}
        if district == "E07000244":
            parts = self.suffolk
        if not parts or school["Easting"] is None:
            return None
        return self.locate(Point(school["Easting"], school["Northing"]), parts, math.inf)

    def assign(self, urn: int) -> dict[str, Held]:
        """Give every unit of a school, with its certainty, by system."""
        school = self.schools[urn]
        district = self.find_district(school)
        places = {district, self.find_former(school, district)} - {None}
        found: dict[str, Held] = {system: {} for system in SYSTEMS}
        for system, claims in self.claims.items():
            if system == "english" and not is_primary_age(school):
                continue
            mine = {(hub, sure) for hub, place, sure in claims if place in places}
            best = {hub for hub, sure in mine if sure} or {hub for hub, _ in mine}
            certain = "designated" if any(sure for _, sure in mine) else "partial"
            found[system] = dict.fromkeys(best, certain if len(best) == 1 else "shared")
        found["la"] = {str(school["LA (code)"]): "designated"}
        if district:
            found["lad"] = {district: "designated"}
            found["region"] = {self.region[district]: "designated"}
        academy = "academy trust" in school["TrustSchoolFlag (name)"]
        if school["Trusts (code)"] is not None and academy:
            found["trust"] = {str(school["Trusts (code)"]): "listed"}
        return found


def is_state_funded(school: dict[str, Any]) -> bool:
    technology = school["TypeOfEstablishment (name)"].lower() == "city technology college"
    return school["EstablishmentTypeGroup (name)"] in STATE_FUNDED or technology


def is_primary_age(school: dict[str, Any]) -> bool:
    if not is_state_funded(school):
        return False
    if school["PhaseOfEducation (name)"] in PRIMARY:
        return True
    low, high = school["StatutoryLowAge"], school["StatutoryHighAge"]
    by_age = school["PhaseOfEducation (name)"] in NO_PHASE
    return bool(by_age and low is not None and low <= 6 and high is not None and high >= 6)


def compare(
    urns: list[int], england: England, held: dict[int, dict[str, Held]]
) -> dict[tuple[int, str], tuple[Held, Held]]:
    """List where the two routes differ."""
    differ = {}
    for urn in urns:
        expected = england.assign(urn)
        for system in SYSTEMS:
            if held[urn][system] != expected[system]:
                differ[urn, system] = (held[urn][system], expected[system])
    return differ


# ---- memberships


def test_200_random_schools_have_the_same_memberships(
    england: England, held: dict[int, dict[str, Held]]
) -> None:
    urns = random.Random(2025).sample(sorted(england.schools), 200)  # noqa: S311
    assert compare(urns, england, held) == {}
    some = Counter(system for urn in urns for system in SYSTEMS if held[urn][system])
    assert set(some) == set(SYSTEMS) - {"behaviour"}  # the sample says something of each


def test_every_other_school_has_the_same_memberships_too(
    england: England, held: dict[int, dict[str, Held]]
) -> None:
    assert set(held) == set(england.schools)
    assert compare(sorted(england.schools), england, held) == {}
    unstated = [urn for urn, row in england.schools.items() if not row["lad23_code"]]
    assert len(unstated) == 30  # placed by polygon, or not at all


def test_stated_districts_agree_with_a_loop_over_polygons(england: England) -> None:
    urns = random.Random(11).sample(sorted(england.schools), 120)  # noqa: S311
    agreed = known = 0
    for urn in urns:
        school = england.schools[urn]
        if school["Easting"] is None or not school["lad23_code"]:
            continue
        point = Point(school["Easting"], school["Northing"])
        code = england.locate(point, england.today, 500)
        known += 1
        agreed += code is not None and england.renumbered[code] == school["lad23_code"]
    assert known > 100
    assert agreed >= 0.98 * known


# ---- the figures of the issue


def test_build_reports_the_figures_that_are_known(
    real: Snapshot, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOCALS_DATA_DIR", str(real.folder.parents[1]))
    assert main(["status", "--json"]) == 0
    status = json.loads(capsys.readouterr().out)
    assert status["demo"] is False
    assert status["tables"]["schools"] == 24_572
    assert status["areas"] == {"lad": 296, "la": 153, "region": 9}
    assert status["systems"]["tsh"]["units"] == 87
    assert status["trusts"]["MAT"] == 1_257
    placed = 24_572 - status["routes"]["none"]
    assert placed >= 24_500
    establishments = [f for f in status["sources"] if f["kind"] == "establishments"]
    assert [f["rows_in"] for f in establishments] == [24_572]
    failed = [check["name"] for check in status["checks"] if not check["ok"]]
    assert failed == []


def test_mat_flag_counts_1257_trusts_in_the_source_too(england: England, real: Snapshot) -> None:
    trusts = {
        str(row["Trusts (code)"])
        for row in england.schools.values()
        if row["TrustSchoolFlag (name)"] == "Supported by a multi-academy trust"
        and row["Trusts (code)"] is not None
    }
    table = real.table("trusts")
    assert set(table.loc[table["kind"] == "MAT", "trust_id"]) == trusts
    assert len(trusts) == 1_257


def test_every_district_is_in_a_teaching_school_hub(
    england: England, real: Snapshot, held: dict[int, dict[str, Held]]
) -> None:
    covered: dict[str, set[str]] = {}
    schools = real.table("schools")
    for urn, district in zip(schools["urn"], schools["lad_code"], strict=True):
        if isinstance(district, str):
            assert held[urn]["tsh"], urn
            covered.setdefault(district, set()).update(held[urn]["tsh"])
    assert set(covered) == set(england.region)
    assert len(set().union(*covered.values())) == 87
    several = {district: hubs for district, hubs in covered.items() if len(hubs) > 1}
    assert several == {
        "E06000052": {"SW8", "SW11"},
        "E08000025": {"WM9", "WM10"},
        "E07000244": {"EE6", "EE10"},
        "E06000065": {"YH3", "YH8", "YH10"},
    }


def test_only_districts_without_a_line_are_shared(
    real: Snapshot, held: dict[int, dict[str, Held]]
) -> None:
    district = real.table("schools").set_index("urn")["lad_code"]
    shared = {district[urn] for urn, of in held.items() if "shared" in of["tsh"].values()}
    assert shared == {"E06000052", "E08000025"}


def test_land_of_teaching_school_hubs_is_the_whole_of_england(real: Snapshot) -> None:
    prints = real.table("footprints")
    tsh = prints[prints["system"] == "tsh"]
    designated = tsh.loc[tsh["certainty"] == "designated", "geometry"].area.sum()
    areas = real.table("areas")
    lads = areas[(areas["kind"] == "lad") & (areas["vintage"] == "2024")].set_index("area_code")
    apart = lads.geometry.area[["E06000052", "E08000025"]].sum()
    assert designated + apart == pytest.approx(lads.geometry.area.sum(), rel=1e-5)


def test_maths_is_designated_only_where_a_full_list_says_so(
    england: England, real: Snapshot, held: dict[int, dict[str, Held]]
) -> None:
    listed: dict[str, set[str]] = {}
    named: set[str] = set()
    for row in read_rows(england.folder / "hubs" / HUB_FILES["maths"]):
        named.update(row["lad_codes"].split(";"))
        if row["list_status"] == FULL_LISTS and row["part"] == "whole":
            for lad in row["lad_codes"].split(";"):
                listed.setdefault(lad, set()).add(row["hub_id"])
    assert len(listed) == 115
    schools = real.table("schools")
    seen = set()
    for urn, district in zip(schools["urn"], schools["lad_code"], strict=True):
        maths = held[urn]["maths"]
        if "designated" in maths.values():
            assert set(maths) == listed[district]
            seen.add(district)
        elif isinstance(district, str):
            assert district not in listed
        if isinstance(district, str) and district not in named:
            assert maths == {}
    assert seen == set(listed)


# ---- cards


def check_card(card: dict[str, Any], england: England, members: dict[Any, set[int]]) -> None:
    """Compare a card with sets and `math.hypot`."""
    urn = card["urn"]
    school = england.schools[urn]
    assert card["name"] == school["EstablishmentName"]
    bases = {
        row["hub_id"]: (row["lead_urn"], row["lead_easting"], row["lead_northing"])
        for name in [*HUB_FILES, "behaviour"]
        for row in read_rows(find_hubs(england, name))
    }
    sets = {}
    for local in card["locals"]:
        key = (local["system"], local["unit_id"])
        sets[key] = members.get(key, set()) | {urn}
        assert local["n_schools"] == len(sets[key])
        lead, *base = bases.get(local["unit_id"], ("", "", ""))
        if local["system"] in HUB_FILES:
            assert local["base_urn"] == (int(lead) if lead else None)
        if local["system"] in HUB_FILES and all(base) and school["Easting"] is not None:
            metres = math.hypot(
                school["Easting"] - float(base[0]), school["Northing"] - float(base[1])
            )
            assert local["straight_km"] == pytest.approx(metres / 1000, abs=0.0005)
        else:
            assert local["straight_km"] is None
    pairs = {(p["a"], p["a_unit"], p["b"], p["b_unit"]): p for p in card["overlaps"]}
    keys = list(sets)
    assert len(pairs) == len(keys) * (len(keys) - 1) // 2
    for i, first in enumerate(keys):
        for second in keys[i + 1 :]:
            shared = len(sets[first] & sets[second])
            told = pairs[(*first, *second)]
            assert told["n_shared"] == shared
            joint = len(sets[first] | sets[second])
            assert told["jaccard"] == pytest.approx(shared / joint, abs=1e-6)
            smaller = min(len(sets[first]), len(sets[second]))
            assert told["overlap"] == pytest.approx(shared / smaller, abs=1e-6)


def find_hubs(england: England, system: str) -> Path:
    name = {"research": "research_schools"}.get(system, system)
    return england.folder / "hubs" / f"hubs_{name}.csv"


@pytest.fixture(scope="module")
def members(england: England, held: dict[int, dict[str, Held]]) -> dict[Any, set[int]]:
    """The state-funded schools of each local."""
    found: dict[Any, set[int]] = {}
    for urn, systems in held.items():
        if is_state_funded(england.schools[urn]):
            for system, units in systems.items():
                for unit in units:
                    found.setdefault((system, unit), set()).add(urn)
    return found


def test_cards_of_20_random_schools_equal_sets_and_hypot(
    england: England, real: Snapshot, members: dict[Any, set[int]]
) -> None:
    schools = real.table("schools")
    index = index_locals(schools, real.table("memberships"), real.table("units"))
    for urn in random.Random(3).sample(sorted(england.schools), 20):  # noqa: S311
        values = card_values(build_card(urn, schools, index), real)
        check_card(json.loads(json.dumps(values)), england, members)


def test_card_on_the_command_line_is_the_same_card(
    england: England,
    real: Snapshot,
    members: dict[Any, set[int]],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LOCALS_DATA_DIR", str(real.folder.parents[1]))
    urn = random.Random(5).choice(sorted(england.schools))  # noqa: S311
    assert main(["school", str(urn), "--json"]) == 0
    check_card(json.loads(capsys.readouterr().out), england, members)

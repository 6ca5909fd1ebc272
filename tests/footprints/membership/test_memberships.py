"""Each school's unit in each system: by table, by hand, and by plain loops."""

from typing import Any

import pandas as pd
import pytest
import shapely

from footprints.membership.memberships import (
    CERTAINTIES,
    join_administrative,
    join_hubs,
    join_listings,
    join_trusts,
    stack_memberships,
)
from footprints.schema import TABLES, empty_table
from tests.footprints.smallengland import (
    ALDMOOR,
    BRACKLEY,
    CARROW,
    EASTMERE,
    HALLAM,
    NORTH,
    SOUTH,
    URNS,
    Built,
    England,
    build_england,
    make_schools,
)

Told = dict[int, list[tuple[str | None, str]]]
# `none` for lack of a place, of a list, or of eligibility
NONE: list[tuple[str | None, str]] = [(None, "none")]


def give(urns: list[int], unit: str) -> Told:
    return {urn: [(unit, "designated")] for urn in urns}


BY_HAND: dict[str, Told] = {
    "maths": {
        101: [("M1", "designated")],
        102: [("M2", "designated")],
        103: [("M2", "designated")],
        104: [("M2", "designated")],
        105: [("M5", "designated")],
        106: [("M6", "designated")],
        107: NONE,
        108: [("M3", "shared"), ("M4", "shared")],
        109: NONE,
        110: [("M1", "designated")],
        111: NONE,
        112: NONE,
        113: [("M6", "designated")],
        114: NONE,
        115: [("M3", "shared"), ("M4", "shared")],
    },
    "english": {
        101: [("L1", "partial")],
        103: [("L1", "partial")],
        105: [("L3", "partial")],
        106: [("L3", "partial")],
        110: [("L1", "partial")],
        113: [("L3", "partial")],
    }
    | dict.fromkeys([102, 104, 107, 108, 109, 111, 112, 114, 115], NONE),
    "trust": {
        102: [("T1", "listed")],
        105: [("T1", "listed")],
        106: [("T1", "listed")],
        110: [("T2", "listed")],
    }
    | dict.fromkeys([101, 103, 104, 107, 108, 109, 111, 112, 113, 114, 115], NONE),
    "ring": {101: [("R1", "listed")], 102: [("R1", "listed"), ("R2", "listed")]}
    | dict.fromkeys(URNS[2:], NONE),
    "lad": {
        **give([101, 109, 110], ALDMOOR),
        **give([102], BRACKLEY),
        **give([103, 104], CARROW),
        **give([105, 106, 113, 114], EASTMERE),
        **give([107, 108, 115], HALLAM),
        **dict.fromkeys([111, 112], NONE),
    },
    "region": {
        **give([101, 102, 103, 104, 109, 110], SOUTH),
        **give([105, 106, 107, 108, 113, 114, 115], NORTH),
        **dict.fromkeys([111, 112], NONE),
    },
    # 109 stands in Aldmoor and 111 nowhere, but their records name Downshire
    "la": {
        **give([101, 110], "901"),
        **give([102, 103, 104, 109, 111], "902"),
        **give([105, 106, 113, 114], "904"),
        **give([107, 108, 115], "908"),
        **dict.fromkeys([112], NONE),
    },
}


def tell(memberships: pd.DataFrame, system: str) -> Told:
    rows = memberships[memberships["system"] == system]
    told: Told = {}
    for urn, unit, certainty in zip(rows["urn"], rows["unit_id"], rows["certainty"], strict=True):
        told.setdefault(urn, []).append((unit if isinstance(unit, str) else None, certainty))
    return told


def reasons_of(built: Built, urn: int, system: str) -> list[str]:
    rows = built.memberships
    here = (rows["urn"] == urn) & (rows["system"] == system)
    return [str(reason) for reason in rows.loc[here, "reason"]]


@pytest.mark.parametrize("system", BY_HAND)
def test_every_school_has_the_units_worked_out_by_hand(built: Built, system: str) -> None:
    assert tell(built.memberships, system) == BY_HAND[system]


@pytest.mark.parametrize(
    ("urn", "system", "reason"),
    [
        (101, "lad", "the school's record states this district"),
        (107, "lad", "the school's record states a former code of this district"),
        (109, "lad", "the school's point lies in this district"),
        (110, "region", "lies within 500 m of this district, outside all outlines"),
        (109, "la", "the school's record names this authority"),
        (112, "la", "the school's record names no authority"),
        (102, "trust", "the school's record names this multi-academy trust"),
        (110, "trust", "the school's record names this single-academy trust"),
        (101, "trust", "not in an academy trust"),
        (112, "trust", "supported by a foundation trust, which is not an academy trust"),
        (114, "trust", "in an academy trust whose group number the record does not give"),
        (101, "ring", "the network's list names this school"),
        (115, "ring", "the network's list does not name it"),
        (107, "maths", "outside the system's scope: open state-funded schools"),
        (102, "english", "outside the system's scope: open state-funded schools of primary age"),
        (115, "english", "no published list names this district"),
        (111, "maths", "not placed in any district"),
        (103, "english", "South is named in prose, not in a list (2025-10)"),
        (113, "maths", "Glaven is on its full published list (2025-10)"),
        (108, "maths", "Hallam is claimed by 2 units"),
    ],
)
def test_the_reason_says_how_it_is_known(built: Built, urn: int, system: str, reason: str) -> None:
    found = reasons_of(built, urn, system)
    assert found
    assert all(reason in text for text in found)


def test_a_school_with_a_point_is_not_said_to_have_none(built: Built) -> None:
    assert built.schools.set_index("urn")["easting"].notna()[111]
    for system in ("lad", "region"):
        (reason,) = reasons_of(built, 111, system)
        assert "has no usable coordinates" not in reason


def test_a_placed_school_whose_region_is_unknown_is_not_said_to_have_no_place() -> None:
    schools = make_schools([{"urn": 1, "lad_code": "E07000999", "lad_route": "code"}])
    region = join_administrative(schools).set_index("system").loc["region"]
    assert region["certainty"] == "none"
    assert "no district" not in region["reason"]


def test_every_school_appears_in_every_system(built: Built, england: England) -> None:
    seen = built.memberships.groupby("system")["urn"].agg(lambda urns: sorted(set(urns)))
    assert seen.to_dict() == dict.fromkeys(england.systems["system"], URNS)


def test_held_rows_have_a_unit_and_none_rows_have_none(built: Built) -> None:
    none = built.memberships["certainty"] == "none"
    assert built.memberships.loc[none, "unit_id"].isna().all()
    assert built.memberships.loc[~none, "unit_id"].notna().all()
    assert set(built.memberships["certainty"]) <= set(CERTAINTIES)
    assert built.memberships["reason"].str.len().gt(0).all()


def test_who_has_none_in_a_system_has_nothing_else_in_it(built: Built) -> None:
    memberships = built.memberships
    rows = memberships.groupby(["urn", "system"])["certainty"].agg(list)
    assert all(certainties == ["none"] for certainties in rows if "none" in certainties)
    several = rows[rows.str.len() > 1].index.get_level_values("system")
    assert set(several) == {"maths", "ring"}


def test_the_table_passes_its_gate_in_order(built: Built) -> None:
    memberships = built.memberships
    assert memberships.columns.tolist() == list(TABLES["memberships"].columns)
    assert memberships[["urn", "system"]].apply(tuple, axis=1).is_monotonic_increasing


def test_row_order_does_not_matter_and_nothing_is_changed(england: England, built: Built) -> None:
    names = ("areas", "former", "districts", "establishments", "coverage", "listings", "systems")
    before = {name: getattr(england, name).copy() for name in names}
    for name in names:
        setattr(england, name, getattr(england, name).iloc[::-1])
    pd.testing.assert_frame_equal(build_england(england).memberships, built.memberships)
    for name, table in before.items():
        assert getattr(england, name).iloc[::-1].equals(table), name


def test_relabelling_units_relabels_memberships_and_nothing_else(england: England) -> None:
    england.coverage["unit_id"] = "x" + england.coverage["unit_id"]
    renamed = build_england(england).memberships
    for system in ("maths", "english"):
        hoped = {
            urn: [(f"x{unit}" if unit else None, certainty) for unit, certainty in rows]
            for urn, rows in BY_HAND[system].items()
        }
        assert tell(renamed, system) == hoped


def test_no_schools_have_no_memberships(england: England, built: Built) -> None:
    nobody = make_schools([])
    parts = [
        join_administrative(nobody),
        join_trusts(nobody),
        join_hubs(nobody, england.systems, built.held, built.piece.iloc[:0]),
        join_listings(nobody, england.listings),
    ]
    assert [len(part) for part in parts] == [0, 0, 0, 0]
    pd.testing.assert_frame_equal(stack_memberships(parts), empty_table("memberships"))
    pd.testing.assert_frame_equal(stack_memberships([]), empty_table("memberships"))


def test_no_hub_systems_and_no_listings_give_no_rows(england: England, built: Built) -> None:
    areas = england.systems[england.systems["family"] != "hub"]
    assert join_hubs(built.schools, areas, built.held, built.piece).empty
    assert join_listings(built.schools, england.listings.iloc[:0]).empty


def test_a_hub_system_that_holds_nothing_lists_nobody(england: England, built: Built) -> None:
    joined = join_hubs(built.schools, england.systems, built.held.iloc[:0], built.piece)
    assert set(joined["certainty"]) == {"none"}
    assert len(joined) == 2 * len(URNS)


def join_by_hand(england: England, system: str, eligible: set[int]) -> Told:
    """Join a hub system with loops: records, shapely polygons, and the rules in plain words."""
    lists = [row for row in england.coverage.to_dict("records") if row["system"] == system]
    former = dict(zip(england.former["area_code"], england.former.geometry, strict=True))
    outline = dict(zip(england.areas["area_code"], england.areas.geometry, strict=True))
    upper = england.districts.set_index("lad_code").to_dict("index")
    told: Told = {}
    for school in england.establishments.to_dict("records"):
        names = _find_names(school, outline, former, upper)
        claims: dict[str, bool] = {}
        for row in lists:
            if row["area_code"] in names:
                full = row["part"] == "whole" and row["list_status"] == "full"
                claims[row["unit_id"]] = claims.get(row["unit_id"], False) or full
        firm = sorted(unit for unit, full in claims.items() if full)
        holders = firm or sorted(claims)
        lone = "designated" if firm else "partial"
        if school["urn"] not in eligible or not holders:
            told[school["urn"]] = NONE
        else:
            certainty = lone if len(holders) == 1 else "shared"
            told[school["urn"]] = [(unit, certainty) for unit in holders]
    return told


def _find_names(
    school: dict[str, Any],
    outline: dict[str, shapely.Polygon],
    former: dict[str, shapely.Polygon],
    districts: dict[str, dict[str, Any]],
) -> set[str]:
    """Find every area code that a list could call the place of this school."""
    stated, point = school["district_code"], school["geometry"]
    lad = stated if isinstance(stated, str) else None
    part = lad if lad in former else None
    while lad is not None and lad not in outline:
        lad = districts[lad]["successor_code"]
    if lad is None and point is not None:
        near = min(outline, key=lambda code: (outline[code].distance(point), code))
        lad = near if outline[near].distance(point) <= 500 else None
    if lad is None:
        return set()
    parts = [code for code in sorted(former) if districts[code]["successor_code"] == lad]
    if parts and part is None:
        if point is None:
            return set()
        part = min(parts, key=lambda code: (former[code].distance(point), code))
    renumbered = {c for c, d in districts.items() if d["successor_code"] == lad} - set(former)
    above = {districts[lad]["utla_code"], districts[lad]["region_code"]}
    return {lad} | above | renumbered | ({part} if part else set())


@pytest.mark.parametrize(
    ("system", "outside"),
    [("maths", {107, 109}), ("english", {102, 104, 107, 108, 109})],
)
def test_loops_over_polygons_and_records_reach_the_same_memberships(
    england: England, built: Built, system: str, outside: set[int]
) -> None:
    told = join_by_hand(england, system, set(URNS) - outside)
    assert told == BY_HAND[system]
    assert told == tell(built.memberships, system)

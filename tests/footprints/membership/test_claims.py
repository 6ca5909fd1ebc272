"""What each unit claims, and which claims hold."""

from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from footprints.errors import UnknownKeyError
from footprints.membership.claims import expand_coverage, hold_administrative, resolve_claims
from tests.footprints.smallengland import (
    ALDMOOR,
    BRACKLEY,
    CARROW,
    EASTMERE,
    FENSIDE,
    GLAVEN,
    HALLAM,
    HALLAM_OLD,
    NORTH,
    SOUTH,
    Built,
    England,
    make_table,
    make_texts,
)

CLAIM: dict[str, Any] = {
    "system": "maths",
    "unit_id": "M1",
    "area_kind": "lad",
    "area_code": ALDMOOR,
    "vintage": "2024",
    "area_name": "Aldmoor",
    "part": "whole",
    "list_status": "full",
    "as_of": "2025-10",
}


def expand(england: England, built: Built, *changes: dict[str, Any]) -> pd.DataFrame:
    coverage = make_table("coverage", [CLAIM | change for change in changes])
    return expand_coverage(coverage, built.pieces, england.districts)


def explain(england: England, built: Built, change: dict[str, Any]) -> str:
    held, _ = resolve_claims(expand(england, built, change))
    (reason,) = held["reason"]
    assert isinstance(reason, str)
    return reason


@pytest.mark.parametrize(
    ("kind", "code", "pieces"),
    [
        ("lad", ALDMOOR, [ALDMOOR]),
        ("lad", EASTMERE, [FENSIDE, GLAVEN]),
        ("lad", FENSIDE, [FENSIDE]),
        ("lad", HALLAM_OLD, [HALLAM]),
        ("lad", HALLAM, [HALLAM]),
        ("utla", "E10000902", [BRACKLEY, CARROW]),
        ("utla", EASTMERE, [FENSIDE, GLAVEN]),
        ("region", SOUTH, [ALDMOOR, BRACKLEY, CARROW]),
        ("region", NORTH, [FENSIDE, GLAVEN, HALLAM]),
    ],
)
def test_areas_of_every_kind_are_spelt_out_in_pieces(
    england: England, built: Built, kind: str, code: str, pieces: list[str]
) -> None:
    claims = expand(england, built, {"area_kind": kind, "area_code": code})
    assert claims["area_code"].tolist() == pieces
    assert set(claims["strength"]) == {"designated"}


@pytest.mark.parametrize(
    ("part", "status", "strength"),
    [
        ("whole", "full", "designated"),
        ("part", "full", "partial"),
        ("whole", "partial", "partial"),
        ("whole", "prose", "partial"),
        ("whole", "title", "partial"),
        (None, "full", "partial"),
        ("whole", None, "partial"),
    ],
)
def test_only_a_whole_area_on_a_full_list_is_designated(
    england: England, built: Built, part: str | None, status: str | None, strength: str
) -> None:
    claims = expand(england, built, {"part": part, "list_status": status})
    assert claims["strength"].tolist() == [strength]


def test_of_two_claims_by_one_unit_the_stronger_is_kept(england: England, built: Built) -> None:
    weak = {"area_kind": "region", "area_code": SOUTH, "list_status": "prose"}
    claims = expand(england, built, weak, {}).set_index("area_code")
    assert claims["strength"].to_dict() == {
        ALDMOOR: "designated",
        BRACKLEY: "partial",
        CARROW: "partial",
    }


def test_an_area_that_is_not_loaded_is_an_error_that_names_the_unit(
    england: England, built: Built
) -> None:
    message = (
        r"coverage of maths M1 names lad E07000999 \(Lost\), which is not in the loaded "
        r"boundaries; load a boundary file of vintage 2024"
    )
    with pytest.raises(UnknownKeyError, match=message):
        expand(england, built, {}, {"area_code": "E07000999", "area_name": "Lost"})


def test_a_former_district_whose_outline_is_not_loaded_is_an_error(england: England) -> None:
    pieces = england.areas.assign(lad_code=england.areas["area_code"])
    coverage = make_table("coverage", [CLAIM | {"area_code": FENSIDE, "area_name": "Fenside"}])
    with pytest.raises(UnknownKeyError, match="names lad E07000905"):
        expand_coverage(coverage, pieces, england.districts)


def test_no_coverage_makes_no_claims(england: England, built: Built) -> None:
    claims = expand(england, built)
    held, superseded = resolve_claims(claims)
    assert claims.empty
    assert held.empty
    assert superseded.empty
    assert {"certainty", "reason"} <= set(held.columns)


def test_a_full_list_beats_prose_and_the_loser_is_reported(built: Built) -> None:
    brackley = built.held[built.held["area_code"] == BRACKLEY].set_index("system")["unit_id"]
    assert brackley.to_dict() == {"english": "L2", "maths": "M2"}
    lost = built.superseded[["system", "unit_id", "area_code", "strength"]].to_numpy().tolist()
    assert lost == [["english", "L1", BRACKLEY, "partial"]]


def test_equals_share_what_no_line_divides(built: Built) -> None:
    hallam = built.held[built.held["area_code"] == HALLAM]
    assert hallam["unit_id"].tolist() == ["M3", "M4"]
    assert set(hallam["certainty"]) == {"shared"}


def test_units_that_both_name_it_in_prose_share_it_too(england: England, built: Built) -> None:
    prose = {"list_status": "prose"}
    held, _ = resolve_claims(expand(england, built, prose, {"unit_id": "M2"} | prose))
    assert held["certainty"].tolist() == ["shared", "shared"]


def test_systems_do_not_meet(england: England, built: Built) -> None:
    held, superseded = resolve_claims(expand(england, built, {}, {"system": "english"}))
    assert held["certainty"].tolist() == ["designated", "designated"]
    assert superseded.empty


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({}, "Aldmoor is on its full published list (2025-10)"),
        ({"part": "part"}, "part of Aldmoor is on its full published list (2025-10)"),
        ({"list_status": "partial"}, "Aldmoor is on a list that is old or incomplete (2025-10)"),
        ({"list_status": "prose"}, "Aldmoor is named in prose, not in a list (2025-10)"),
        ({"list_status": "title"}, "Aldmoor is named in its title, not in a list (2025-10)"),
        ({"as_of": None}, "Aldmoor is on its full published list"),
    ],
)
def test_each_claim_says_in_one_sentence_why_it_holds(
    england: England, built: Built, change: dict[str, Any], reason: str
) -> None:
    assert explain(england, built, change) == reason


@pytest.mark.parametrize("field", ["as_of", "area_name", "list_status", "part"])
def test_a_gap_in_a_list_never_costs_the_reason(
    england: England, built: Built, field: str
) -> None:
    assert "nan" not in explain(england, built, {field: None})


def test_a_shared_claim_says_by_how_many(built: Built) -> None:
    shared = built.held.loc[built.held["certainty"] == "shared", "reason"]
    reason = (
        "Hallam is claimed by 2 units and no line between them is published; "
        "here it is on its full published list (2025-10)"
    )
    assert set(shared) == {reason}


def test_districts_authorities_and_regions_hold_each_piece_once(
    england: England, built: Built
) -> None:
    held = hold_administrative(built.pieces, england.districts, as_of="2025")
    assert held.groupby("system")["area_code"].apply(list).to_dict() == dict.fromkeys(
        ["la", "lad", "region"], built.pieces["area_code"].tolist()
    )
    by_piece = held.pivot_table(
        index="area_code", columns="system", values="unit_id", aggfunc="first"
    )
    assert by_piece.loc[FENSIDE].to_dict() == {"la": "904", "lad": EASTMERE, "region": NORTH}
    assert by_piece.loc[CARROW].to_dict() == {"la": "902", "lad": CARROW, "region": SOUTH}
    assert set(held["certainty"]) == {"designated"}
    assert set(held["as_of"]) == {"2025"}


def test_inputs_are_not_changed(england: England, built: Built) -> None:
    tables = (england.coverage, built.pieces, england.districts)
    before = [table.copy() for table in tables]
    claims = expand_coverage(*tables)
    copy = claims.copy()
    resolve_claims(claims)
    pd.testing.assert_frame_equal(claims, copy)
    for table, earlier in zip(tables, before, strict=True):
        assert table.equals(earlier)


PIECES = make_texts(area_code=["P", "Q", "R"], lad_code=["P", "Q", "R"])
DISTRICTS = make_table(
    "districts",
    [{"lad_code": code, "utla_code": code, "region_code": "E"} for code in ("P", "Q", "R")],
)
AREAS = [("lad", "P"), ("lad", "Q"), ("lad", "R"), ("utla", "P"), ("region", "E")]
claims_drawn = st.lists(
    st.tuples(
        st.sampled_from(["maths", "tsh"]),
        st.sampled_from(["U1", "U2", "U3"]),
        st.sampled_from(AREAS),
        st.sampled_from(["whole", "part"]),
        st.sampled_from(["full", "prose"]),
    ),
    max_size=12,
    unique_by=lambda claim: claim[:3],
)


def make_coverage(rows: list[Any]) -> pd.DataFrame:
    return make_table(
        "coverage",
        [
            {"system": system, "unit_id": unit, "area_kind": kind, "area_code": code}
            | {"area_name": code, "part": part, "list_status": status, "as_of": "2025"}
            for system, unit, (kind, code), part, status in rows
        ],
    )


def resolve_by_hand(rows: list[Any]) -> dict[tuple[str, str, str], str]:
    """Weigh the claims on each piece with dictionaries and loops."""
    inside = {"P": ["P"], "Q": ["Q"], "R": ["R"], "E": ["P", "Q", "R"]}
    best: dict[tuple[str, str], dict[str, bool]] = {}
    for system, unit, (_, code), part, status in rows:
        for piece in inside[code]:
            claims = best.setdefault((system, piece), {})
            claims[unit] = claims.get(unit, False) or (part == "whole" and status == "full")
    held = {}
    for (system, piece), claims in best.items():
        firm = [unit for unit, full in claims.items() if full]
        holders = firm or list(claims)
        lone = "designated" if firm else "partial"
        for unit in holders:
            held[system, unit, piece] = lone if len(holders) == 1 else "shared"
    return held


@settings(max_examples=30)
@given(rows=claims_drawn, order=st.randoms(use_true_random=False))
def test_claims_resolve_as_by_hand_whatever_their_order(rows: list[Any], order: Any) -> None:
    coverage = make_coverage(rows)
    claims = expand_coverage(coverage, PIECES, DISTRICTS)
    held, superseded = resolve_claims(claims)
    key = held[["system", "unit_id", "area_code"]].itertuples(index=False, name=None)
    assert dict(zip(key, held["certainty"], strict=True)) == resolve_by_hand(rows)
    assert len(held) + len(superseded) == len(claims)

    mixed = coverage.iloc[order.sample(range(len(coverage)), len(coverage))]
    again, lost = resolve_claims(expand_coverage(mixed, PIECES.iloc[::-1], DISTRICTS.iloc[::-1]))
    pd.testing.assert_frame_equal(again, held)
    pd.testing.assert_frame_equal(lost, superseded)


@settings(max_examples=15)
@given(rows=claims_drawn)
def test_a_piece_has_one_designated_unit_or_only_sharers(rows: list[Any]) -> None:
    held, _ = resolve_claims(expand_coverage(make_coverage(rows), PIECES, DISTRICTS))
    for _, holders in held.groupby(["system", "area_code"]):
        assert set(holders["certainty"]) == (
            {"shared"} if len(holders) > 1 else set(holders["strength"])
        )

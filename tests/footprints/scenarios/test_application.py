"""Scenarios put to the small hand-made England, and what they leave as it was."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from footprints.membership.members import index_members
from footprints.scenarios.application import BASE_COLUMNS, Applied, apply_scenario
from footprints.scenarios.errors import ScenarioError
from footprints.scenarios.scenario import Change, CloseBase, MoveDistrict, OpenBase, Scenario
from footprints.schema import check_table
from tests.footprints.smallengland import (
    ALDMOOR,
    BRACKLEY,
    EASTMERE,
    FENSIDE,
    HALLAM,
    Built,
    England,
    build_england,
    make_england,
)


def apply(england: England, built: Built, *changes: Change) -> Applied:
    return apply_scenario(
        built.schools,
        built.memberships,
        england.units,
        Scenario(changes),
        systems=england.systems,
    )


def units_of(applied: Applied, urn: int, system: str = "maths") -> list[tuple[str, str]]:
    rows = applied.memberships
    rows = rows[rows["urn"].eq(urn) & rows["system"].eq(system)]
    return list(zip(rows["unit_id"], rows["certainty"], strict=True))


def base_of(applied: Applied, system: str, unit_id: str) -> pd.Series:
    units = applied.units
    (row,) = units.index[units["system"].eq(system) & units["unit_id"].eq(unit_id)]
    return units.loc[row, BASE_COLUMNS]


def test_nothing_changes_nothing(england: England, built: Built) -> None:
    applied = apply(england, built)
    pd.testing.assert_frame_equal(applied.memberships, built.memberships)
    pd.testing.assert_frame_equal(applied.units, england.units)
    assert applied.notes == ()


def test_a_district_moves_with_its_schools_in_scope_and_says_so(
    england: England, built: Built
) -> None:
    before = built.memberships.copy(), england.units.copy(), built.schools.copy()
    applied = apply(england, built, MoveDistrict(HALLAM, "maths", "M1"))
    # 107 is a college and out of the system's scope; 108 and 115 are state-funded
    assert units_of(applied, 108) == units_of(applied, 115) == [("M1", "inferred")]
    assert units_of(applied, 107)[0][1] == "none"
    assert units_of(applied, 102) == [("M2", "designated")]
    reasons = applied.memberships.query("urn == 108 and system == 'maths'")["reason"]
    assert reasons.tolist() == ["scenario: E08000908 goes to M1; nobody has published this"]
    (note,) = applied.notes
    assert note == (
        "2 schools in E08000908 go to M1 (maths); 1 there are outside the system's scope and stay."
    )
    # the rest is as it was, other systems too
    rest = ~applied.memberships["urn"].isin([108, 115]) | applied.memberships["system"].ne("maths")
    old = built.memberships
    was = ~old["urn"].isin([108, 115]) | old["system"].ne("maths")
    pd.testing.assert_frame_equal(
        applied.memberships[rest].reset_index(drop=True), old[was].reset_index(drop=True)
    )
    pd.testing.assert_frame_equal(built.memberships, before[0])
    pd.testing.assert_frame_equal(england.units, before[1])
    assert built.schools.equals(before[2])


def test_a_shared_school_is_shared_no_more_and_one_without_a_unit_gets_one(
    england: England, built: Built
) -> None:
    extra = pd.DataFrame(
        {"urn": [101], "system": "maths", "unit_id": "M9", "certainty": "shared", "reason": "two"}
    )
    shared = check_table("memberships", pd.concat([built.memberships, extra]))
    none = shared["urn"].eq(110) & shared["system"].eq("maths")
    shared.loc[none, ["unit_id", "certainty"]] = [None, "none"]
    built.memberships = shared
    applied = apply(england, built, MoveDistrict(ALDMOOR, "maths", "M2"))
    assert units_of(applied, 101) == units_of(applied, 110) == [("M2", "inferred")]


def test_members_can_be_measured_afterwards(england: England, built: Built) -> None:
    applied = apply(england, built, MoveDistrict(ALDMOOR, "maths", "M2"))
    members = index_members(built.schools, applied.memberships, applied.units)
    at = members.find_unit("maths", "M2")
    own = members.keep_units(at, at + 1)
    assert {101, 110} <= set(own.schools["urn"].iloc[own.school])


def test_a_closed_base_leaves_its_schools_without_a_way_and_says_so(
    england: England, built: Built
) -> None:
    applied = apply(england, built, CloseBase("maths", "M1"))
    assert base_of(applied, "maths", "M1").isna().all()
    assert units_of(applied, 101) == [("M1", "designated")]
    n = int((built.memberships["unit_id"].eq("M1")).sum())
    (note,) = applied.notes
    assert note == (
        f"M1 (maths) has no known base in this scenario: {n} schools are in it and their distance "
        "is not known. Move their districts or open a base."
    )
    moved = apply(england, built, CloseBase("maths", "M1"), MoveDistrict(ALDMOOR, "maths", "M2"))
    assert not any("no known base" in note for note in moved.notes)


def test_moving_to_a_unit_without_a_base_says_so(england: England, built: Built) -> None:
    applied = apply(england, built, MoveDistrict(BRACKLEY, "maths", "M6"))
    assert "M6 (maths) has no known base" in applied.notes[-1]


def test_a_base_opens_at_a_school_for_a_unit_or_a_new_one(england: England, built: Built) -> None:
    applied = apply(
        england,
        built,
        OpenBase("maths", "M6", 106),
        OpenBase("maths", "satellite-102", 102),
        MoveDistrict(BRACKLEY, "maths", "satellite-102"),
    )
    assert base_of(applied, "maths", "M6").tolist() == [106, "Glaven Primary", 415_000, 315_000]
    assert base_of(applied, "maths", "satellite-102").tolist()[:2] == [102, "Brackley Academy"]
    assert units_of(applied, 102) == [("satellite-102", "inferred")]
    assert any("satellite-102 (maths) is new" in note for note in applied.notes)
    assert len(applied.units) == len(england.units) + 1


def test_what_is_written_later_counts(england: England, built: Built) -> None:
    twice = MoveDistrict(HALLAM, "maths", "M1"), MoveDistrict(HALLAM, "maths", "M2")
    assert units_of(apply(england, built, *twice), 108) == [("M2", "inferred")]
    assert units_of(apply(england, built, *twice[::-1]), 108) == [("M1", "inferred")]
    moved = OpenBase("maths", "M1", 105), OpenBase("maths", "M1", 106)
    assert base_of(apply(england, built, *moved), "maths", "M1")["base_urn"] == 106


def test_closing_then_opening_the_same_base_restores_it_as_published(
    england: England, built: Built
) -> None:
    # published 400 m from where the school's record has it, under another name
    own = england.units["unit_id"].eq("M2")
    england.units.loc[own, BASE_COLUMNS] = [102, "Brackley Centre", 415_400.0, 305_000.0]
    published = england.units.copy()
    applied = apply(england, built, CloseBase("maths", "M2"), OpenBase("maths", "M2", 102))
    pd.testing.assert_frame_equal(applied.units, published)
    pd.testing.assert_frame_equal(applied.memberships, built.memberships)
    elsewhere = OpenBase("maths", "M2", 105), OpenBase("maths", "M2", 102)
    pd.testing.assert_frame_equal(apply(england, built, *elsewhere).units, published)


_ENGLAND = make_england()
_BUILT = build_england(_ENGLAND)
independent = st.permutations(
    [
        MoveDistrict(HALLAM, "maths", "M1"),
        MoveDistrict(EASTMERE, "english", "L1"),
        CloseBase("maths", "M5"),
        OpenBase("maths", "M6", 106),
        OpenBase("english", "new", 102),
    ]
)


@settings(max_examples=50)
@given(changes=independent, turn=st.randoms(use_true_random=False))
def test_neither_the_order_of_independent_changes_nor_of_rows_decides(
    changes: list[Change], turn: object
) -> None:
    def shuffle(table: pd.DataFrame) -> pd.DataFrame:
        order = list(range(len(table)))
        turn.shuffle(order)  # type: ignore[attr-defined]
        return table.iloc[order].reset_index(drop=True)

    plain = apply(_ENGLAND, _BUILT, *changes)
    turned = apply_scenario(
        shuffle(_BUILT.schools),
        shuffle(_BUILT.memberships),
        shuffle(_ENGLAND.units),
        Scenario(tuple(sorted(changes, key=lambda change: change.text))),
        systems=_ENGLAND.systems,
    )
    pd.testing.assert_frame_equal(plain.memberships, turned.memberships)
    pd.testing.assert_frame_equal(plain.units, turned.units)
    # every school is still there once for each system, in a unit or with a reason for none
    rows = ["urn", "system"]
    pd.testing.assert_frame_equal(
        plain.memberships[rows].drop_duplicates(ignore_index=True),
        _BUILT.memberships[rows].drop_duplicates(ignore_index=True),
    )


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            CloseBase("geography", "G1"),
            r"`system` must be one of \['english', .*, got 'geography'",
        ),
        (CloseBase("maths", "M99"), r"no base of 'M99' is known that could be closed; leave"),
        (CloseBase("maths", "M6"), r"no base of 'M6' is known that could be closed; leave"),
        (MoveDistrict(HALLAM, "maths", "M99"), r"no unit of maths is called 'M99'; choose one of"),
        (MoveDistrict(FENSIDE, "maths", "M1"), r"no school stands in 'E07000905'; choose a dist"),
        (MoveDistrict(HALLAM, "trust", "T1"), r"cannot be moved within 'trust'; choose a system"),
        (MoveDistrict(HALLAM, "lad", ALDMOOR), r"cannot be moved within 'lad'; choose a system"),
        (OpenBase("maths", "M1", 999), r"no open school has the URN 999; choose one that is open"),
        (OpenBase("maths", "M1", 112), r"school 112 has no coordinates; choose another"),
    ],
)
def test_a_change_that_cannot_be_made_is_named(
    england: England, built: Built, change: Change, message: str
) -> None:
    with pytest.raises(ScenarioError, match=rf"change 2, '{change.text}': .*{message}"):
        apply(england, built, MoveDistrict(HALLAM, "maths", "M1"), change)

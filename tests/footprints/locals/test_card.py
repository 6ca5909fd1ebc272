"""A school's "my locals" card."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from footprints.errors import UnknownKeyError
from footprints.locals.card import LocalsIndex, build_card, index_locals
from footprints.locals.neighbours import measure_alignment
from footprints.schema import empty_table
from tests.footprints.smallengland import (
    ALDMOOR,
    BRACKLEY,
    EASTMERE,
    HALLAM,
    NORTH,
    SOUTH,
    URNS,
    Built,
    England,
    make_schools,
)


@pytest.fixture(scope="module")
def index(built_once: Built, england_once: England) -> LocalsIndex:
    return index_locals(built_once.schools, built_once.memberships, england_once.units)


def members_by_hand(built: Built, urn: int) -> dict[tuple[str, str], set[int]]:
    """Gather a school's locals as Python sets of state-funded schools and itself."""
    rows = built.memberships[built.memberships["certainty"] != "none"]
    everyone: dict[tuple[str, str], set[int]] = {}
    for member, system, unit in zip(rows["urn"], rows["system"], rows["unit_id"], strict=True):
        everyone.setdefault((system, unit), set()).add(member)
    outside = {107, 109} - {urn}
    return {local: urns - outside for local, urns in everyone.items() if urn in urns}


def test_the_index_counts_schools_in_scope(index: LocalsIndex, built: Built) -> None:
    assert (index.scope, index.n_scope) == ("state_funded", 13)
    assert index.members["lad", ALDMOOR].tolist() == [101, 110]
    assert index.members["maths", "M3"].tolist() == [108, 115]
    assert index.members["la", "902"].tolist() == [102, 103, 104, 111]
    everyone = index_locals(built.schools, built.memberships, index.units, scope="all")
    assert everyone.n_scope == 15
    assert everyone.members["lad", ALDMOOR].tolist() == [101, 109, 110]


def test_the_card_of_a_secondary_academy(index: LocalsIndex, built: Built) -> None:
    card = build_card(102, built.schools, index)
    assert (card.urn, card.name) == (102, "Brackley Academy")
    assert card.scope == "open state-funded schools (13)"
    locals_ = list(zip(card.locals["system"], card.locals["unit_id"], strict=True))
    assert locals_ == [
        ("la", "902"),
        ("lad", BRACKLEY),
        ("maths", "M2"),
        ("region", SOUTH),
        ("ring", "R1"),
        ("ring", "R2"),
        ("trust", "T1"),
    ]
    assert card.locals["n_schools"].tolist() == [4, 1, 3, 5, 2, 1, 3]
    assert card.absent.to_numpy().tolist() == [
        ["english", "outside the system's scope: open state-funded schools of primary age"]
    ]


def test_base_name_and_straight_distance(index: LocalsIndex, built: Built) -> None:
    # Hallam technology college at (26, 16) km, bases of M3 at (25, 15) and M4 at the school
    card = build_card(108, built.schools, index).locals.set_index("unit_id")
    assert card["straight_km"].dropna().to_dict() == pytest.approx({"M3": 2**0.5, "M4": 0})
    assert card.loc["M3", "unit_name"] == "Hub M3"
    assert card.loc["M3", "base_name"] == "Base M3"
    assert card["straight_km"].isna()[["908", HALLAM, NORTH]].all()


def test_no_base_or_no_point_means_no_distance(index: LocalsIndex, built: Built) -> None:
    for urn in (106, 113):
        hub = build_card(urn, built.schools, index).locals.set_index("unit_id")
        assert np.isnan(hub.loc["M6", "straight_km"])
        assert hub["base_urn"].isna()["M6"]


def test_a_school_out_of_scope_is_in_its_own_locals(index: LocalsIndex, built: Built) -> None:
    card = build_card(109, built.schools, index)
    sizes = card.locals.set_index("unit_id")["n_schools"].to_dict()
    # 101 and 110 in Aldmoor, and this independent school itself
    assert sizes == {"902": 5, ALDMOOR: 3, SOUTH: 6}
    assert set(card.absent["system"]) == {"maths", "english", "trust", "ring"}


@pytest.mark.parametrize("urn", URNS)
def test_overlaps_equal_those_of_python_sets(index: LocalsIndex, built: Built, urn: int) -> None:
    card = build_card(urn, built.schools, index)
    sets = members_by_hand(built, urn)
    sizes = {
        (s, u): n
        for s, u, n in card.locals[["system", "unit_id", "n_schools"]].itertuples(
            index=False, name=None
        )
    }
    assert sizes == {local: len(urns) for local, urns in sets.items()}
    pairs = list(card.overlaps.itertuples(index=False, name=None))
    assert len(pairs) == len(list(combinations(sets, 2)))
    for a, a_unit, b, b_unit, n_shared, jaccard, overlap in pairs:
        one, other = sets[a, a_unit], sets[b, b_unit]
        assert n_shared == len(one & other) >= 1
        assert jaccard == pytest.approx(len(one & other) / len(one | other))
        assert overlap == pytest.approx(len(one & other) / min(len(one), len(other)))
        assert 0 < jaccard <= overlap <= 1


@pytest.mark.parametrize("urn", URNS)
def test_each_local_tells_how_many_of_the_nearest_are_in_it(
    index: LocalsIndex, built: Built, urn: int
) -> None:
    card = build_card(urn, built.schools, index)
    sets, near = members_by_hand(built, urn), set(card.neighbours.nearest["urn"])
    alignment = measure_alignment(index.neighbours).loc[urn]
    for local in card.locals.itertuples():
        assert local.n_near == len(sets[local.system, local.unit_id] & near)
        told = alignment[local.system]
        if not near:
            assert np.isnan(local.alignment)
            assert np.isnan(told)
            continue
        assert local.alignment == told
        # in one of several units that share an area is enough for the share
        same = card.locals["system"] == local.system
        assert local.n_near <= local.alignment * len(near) + 1e-9
        assert same.sum() > 1 or local.n_near == round(local.alignment * len(near))


def test_the_systems_that_count_can_be_chosen(england: England, built: Built) -> None:
    tables = (built.schools, built.memberships, england.units)
    card = build_card(102, built.schools, index_locals(*tables, counted=["trust"]))
    assert card.neighbours.counted == ("trust",)
    assert card.neighbours.twins["urn"].tolist() == [106, 105]


@pytest.mark.parametrize("urn", URNS)
def test_every_system_is_either_held_or_absent(
    index: LocalsIndex,
    built: Built,
    england: England,
    urn: int,
) -> None:
    card = build_card(urn, built.schools, index)
    held, absent = set(card.locals["system"]), set(card.absent["system"])
    assert held | absent == set(england.systems["system"])
    assert not held & absent


def test_row_order_does_not_matter_and_nothing_is_changed(england: England, built: Built) -> None:
    tables = (built.schools, built.memberships, england.units)
    before = [table.copy() for table in tables]
    card = build_card(102, built.schools, index_locals(*tables))
    mixed = [table.iloc[::-1] for table in tables]
    again = build_card(102, mixed[0], index_locals(*mixed))
    key = ["system", "unit_id"]
    pd.testing.assert_frame_equal(
        again.locals.sort_values(key, ignore_index=True), card.locals, check_dtype=True
    )
    assert len(again.overlaps) == len(card.overlaps)
    for table, copy in zip(tables, before, strict=True):
        assert table.equals(copy)


def test_a_school_with_no_local_has_an_empty_card(england: England) -> None:
    schools = make_schools([{"urn": 7, "name": "Alone"}])
    row = {"urn": 7, "system": "maths", "unit_id": None, "certainty": "none", "reason": "r"}
    index = index_locals(schools, pd.DataFrame([row]), england.units)
    card = build_card(7, schools, index)
    assert card.locals.empty
    assert card.locals["n_schools"].dtype == card.locals["n_near"].dtype == "int64"
    assert card.overlaps.empty
    assert card.absent.to_numpy().tolist() == [["maths", "r"]]


@pytest.mark.parametrize("urn", [0, 100, 999, 107_000])
def test_an_unknown_urn_is_refused(index: LocalsIndex, built: Built, urn: int) -> None:
    message = f"`urn` must be a school of the snapshot, got {urn}"
    with pytest.raises(UnknownKeyError, match=message):
        build_card(urn, built.schools, index)


def test_a_school_without_any_membership_is_refused_by_name(
    england: England, built: Built
) -> None:
    index = index_locals(built.schools, empty_table("memberships"), england.units)
    message = "`index` must be of the same snapshot as `schools`: it lacks 101"
    with pytest.raises(UnknownKeyError, match=message):
        build_card(101, built.schools, index)


def test_an_unknown_scope_is_refused(england: England, built: Built) -> None:
    with pytest.raises(UnknownKeyError, match="`scope` must be one of"):
        index_locals(built.schools, built.memberships, england.units, scope="rich")


def test_the_district_a_school_stands_in_is_not_its_authority(
    index: LocalsIndex,
    built: Built,
) -> None:
    card = build_card(105, built.schools, index).locals.set_index("system")
    assert (card.loc["lad", "unit_id"], card.loc["la", "unit_id"]) == (EASTMERE, "904")
    border = build_card(109, built.schools, index).locals.set_index("system")
    assert (border.loc["lad", "unit_id"], border.loc["la", "unit_id"]) == (ALDMOOR, "902")

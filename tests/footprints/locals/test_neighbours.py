"""Neighbour alignment, twins and strangers: by hand, by sets, and in any order of rows."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from footprints.errors import UnknownKeyError
from footprints.locals.neighbours import (
    NeighbourIndex,
    choose_counted,
    count_company,
    find_neighbours,
    index_neighbours,
    measure_alignment,
)
from tests.footprints.slowneighbours import SlowEngland
from tests.footprints.smallengland import ALDMOOR, URNS, Built, England, make_schools

SYSTEMS = ("lad", "trust", "tsh")
ONE_KM = 1000.0


def make_row(urn: int, east: float | None, **more: Any) -> dict[str, Any]:
    """Describe a primary school so many kilometres east."""
    at = {"easting": None if east is None else 4e5 + ONE_KM * east, "northing": 3e5}
    kind = {"phase": "Primary", "type_group": "Academies", "type": "Academy converter"}
    return {"urn": urn, "name": f"School {urn}"} | kind | at | more


def make_memberships(held: dict[int, dict[str, str]]) -> pd.DataFrame:
    """Make the table: one letter is one unit, several letters are shared, none is none."""
    rows = []
    for urn, systems in held.items():
        for system, units in systems.items():
            certainty = "shared" if len(units) > 1 else "designated"
            rows += [(urn, system, unit, certainty) for unit in units] or [
                (urn, system, None, "none")
            ]
    return pd.DataFrame(rows, columns=["urn", "system", "unit_id", "certainty"])


@pytest.fixture
def street() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Five schools along a road, the last of them independent, and one without a point."""
    schools = make_schools(
        [
            *(make_row(urn, urn) for urn in (1, 2, 3, 4)),
            make_row(5, 5, type_group="Independent schools", type="Other independent school"),
            make_row(6, None),
        ]
    )
    held = {
        1: {"lad": "A", "tsh": "PQ", "trust": ""},
        2: {"lad": "A", "tsh": "PQ", "trust": ""},
        3: {"lad": "A", "tsh": "P", "trust": ""},
        4: {"lad": "B", "tsh": "R", "trust": "T"},
        5: {"lad": "B", "tsh": "R", "trust": ""},
        6: {"lad": "A", "tsh": "PQ", "trust": "T"},
    }
    return schools, make_memberships(held)


@pytest.fixture
def index(street: tuple[pd.DataFrame, pd.DataFrame]) -> NeighbourIndex:
    return index_neighbours(*street, counted=SYSTEMS)


def test_alignment_by_hand(index: NeighbourIndex) -> None:
    alignment = measure_alignment(index)
    assert list(alignment.columns) == ["lad", "trust", "tsh"]
    # the neighbours of 1 are 2, 3 and 4; who shares one of two shared units shares it
    assert alignment.loc[1].to_dict() == pytest.approx(
        {"lad": 2 / 3, "trust": np.nan, "tsh": 2 / 3}, nan_ok=True
    )
    assert alignment.loc[4].to_dict() == {"lad": 0, "trust": 0, "tsh": 0}
    # an independent school has state-funded neighbours, 4 of them here with 1 in its district
    assert alignment.loc[5, "lad"] == 1 / 4
    assert alignment.loc[6].isna().all()


def test_nearest_by_hand(index: NeighbourIndex) -> None:
    found = find_neighbours(1, index)
    assert found.peers == "primary"
    assert found.nearest.to_dict("list") == {
        "urn": [2, 3, 4],
        "name": ["School 2", "School 3", "School 4"],
        "straight_km": [1.0, 2.0, 3.0],
        "n_common": [2, 2, 0],
    }
    assert found.strangers.to_numpy().tolist() == [[4, "School 4", 3.0]]


def test_twins_share_the_same_units_and_near_twins_all_but_one(index: NeighbourIndex) -> None:
    found = find_neighbours(1, index)
    assert found.twins.to_numpy().tolist() == [[2, "School 2", 1.0]]
    near = found.near_twins.set_index("urn")
    # 3 is in one of the two units that share the area, 6 in a trust and nowhere on the map
    assert near["differs"].to_dict() == {3: "tsh", 6: "trust"}
    assert near["lacks"].to_dict() == {3: False, 6: False}
    assert near["straight_km"].fillna(-1).to_dict() == {3: 2.0, 6: -1.0}
    (other,) = find_neighbours(6, index).near_twins.query("urn == 1")["lacks"]
    assert other


def test_a_school_without_a_point_has_twins_but_no_neighbours(index: NeighbourIndex) -> None:
    found = find_neighbours(6, index)
    assert found.nearest.empty
    assert found.strangers.empty
    assert found.near_twins["urn"].tolist() == [1, 2]
    assert all(np.isnan(share) for share in found.alignment.values())


def test_nobody_out_of_scope_is_listed(index: NeighbourIndex) -> None:
    found = find_neighbours(4, index)
    assert 5 not in found.nearest["urn"].tolist()
    assert found.near_twins.empty
    assert find_neighbours(5, index).near_twins["urn"].tolist() == [4]


def test_the_systems_that_count_are_chosen(street: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    by_trust = index_neighbours(*street, counted=["trust"])
    assert by_trust.counted == ("trust",)
    assert find_neighbours(4, by_trust).twins["urn"].tolist() == [6]
    # two schools without a trust have no trust in common
    assert find_neighbours(1, by_trust).twins.empty
    assert find_neighbours(1, by_trust).near_twins.empty
    assert find_neighbours(1, by_trust).strangers["urn"].tolist() == [2, 3, 4]


def test_the_region_does_not_count_unless_asked_for(
    street: tuple[pd.DataFrame, pd.DataFrame],
) -> None:
    schools, memberships = street
    region = make_memberships({urn: {"region": "S", "empty": ""} for urn in range(1, 7)})
    both = pd.concat([memberships, region])
    assert index_neighbours(schools, both).counted == SYSTEMS
    asked = index_neighbours(schools, both, counted=["region", "lad", "empty", "unheard of"])
    assert asked.counted == ("lad", "region")
    assert count_company(asked)["strangers"].sum() == 0
    assert measure_alignment(asked)["region"].dropna().eq(1).all()


def test_systems_that_have_ended_do_not_count() -> None:
    systems = pd.DataFrame(
        {"system": ["tsh", "region", "computing"], "valid_to": [None, None, "2025-03-31"]}
    )
    assert choose_counted(systems) == ("tsh",)


def test_a_school_alone_and_no_school_at_all() -> None:
    schools = make_schools([make_row(7, 0)])
    alone = index_neighbours(schools, make_memberships({7: {"lad": "A"}}))
    assert count_company(alone).loc[7].tolist() == [0, 0, 0]
    assert measure_alignment(alone)["lad"].isna().all()
    nobody = index_neighbours(schools.iloc[:0], make_memberships({}))
    assert count_company(nobody).empty
    assert measure_alignment(nobody).empty


@pytest.mark.parametrize("urn", [0, 7, 10**6])
def test_an_unknown_urn_is_refused(index: NeighbourIndex, urn: int) -> None:
    with pytest.raises(UnknownKeyError, match=f"must be a school of the snapshot, got {urn}"):
        find_neighbours(urn, index)


def test_an_unknown_scope_is_refused(built: Built) -> None:
    with pytest.raises(UnknownKeyError, match="`scope` must be one of"):
        index_neighbours(built.schools, built.memberships, scope="rich")


def check_equal(index: NeighbourIndex, slow: SlowEngland, urns: list[int]) -> None:
    """Compare the fast route with sets and loops, one school and all at once."""
    alignment, company = measure_alignment(index), count_company(index)
    for urn in urns:
        found = find_neighbours(urn, index)
        twins, near_twins = slow.alike(urn)
        assert found.peers == slow.peers[urn]
        assert found.nearest["urn"].tolist() == slow.nearest(urn)
        assert found.strangers["urn"].tolist() == slow.strangers(urn)
        assert set(found.twins["urn"]) == twins
        assert dict(found.near_twins[["urn", "differs"]].to_numpy().tolist()) == near_twins
        counts = [len(table) for table in (found.twins, found.near_twins, found.strangers)]
        assert company.loc[urn].tolist() == counts
        for system, share in found.alignment.items():
            expected = slow.alignment(urn, system)
            for told in (share, alignment.loc[urn, system]):
                assert np.isnan(told) if expected is None else abs(told - expected) < 1e-12


@pytest.mark.parametrize("scope", ["state_funded", "all", "primary_age"])
def test_small_england_equals_sets_and_loops(built: Built, scope: str) -> None:
    index = index_neighbours(built.schools, built.memberships, scope=scope)
    slow = SlowEngland(built.schools, built.memberships, index.counted, scope)
    check_equal(index, slow, URNS)


def test_small_england_by_hand(built: Built, england: England) -> None:
    assert choose_counted(england.systems) == ("english", "la", "lad", "maths", "ring", "trust")
    index = index_neighbours(built.schools, built.memberships)
    found = find_neighbours(101, index)
    # primary schools by distance: Shore, Fenside, Glaven, Hallam Middle, Skerry
    assert found.nearest["urn"].tolist() == [110, 105, 106, 115, 111]
    assert found.alignment["lad"] == 1 / 5
    assert measure_alignment(index).loc[101, "lad"] == 1 / 5
    assert built.memberships.query("urn == 110 and system == 'lad'")["unit_id"].item() == ALDMOOR
    assert found.strangers["urn"].tolist() == [105, 106, 115, 111]


@st.composite
def towns(draw: st.DrawFn) -> tuple[pd.DataFrame, dict[int, dict[str, str]]]:
    """Draw up to 25 schools on a small grid, each in up to two units of three systems."""
    n = draw(st.integers(1, 25))
    some = st.sampled_from(["", "A", "B", "C", "AB", "BC"])
    kinds = st.sampled_from(["Primary", "Secondary"])
    groups = st.sampled_from(["Academies", "Academies", "Independent schools"])
    places = st.one_of(st.none(), st.integers(0, 4), st.integers(0, 4))
    rows, held = [], {}
    for urn in draw(st.lists(st.integers(1, 99), min_size=n, max_size=n, unique=True)):
        rows.append(make_row(urn, draw(places), phase=draw(kinds), type_group=draw(groups)))
        held[urn] = {system: draw(some) for system in SYSTEMS}
    return make_schools(rows), held


@settings(max_examples=40)
@given(town=towns())
def test_any_town_equals_sets_and_loops(
    town: tuple[pd.DataFrame, dict[int, dict[str, str]]],
) -> None:
    schools, held = town
    memberships = make_memberships(held)
    index = index_neighbours(schools, memberships)
    check_equal(index, SlowEngland(schools, memberships, index.counted), list(held))
    shares = measure_alignment(index).to_numpy()
    assert ((shares >= 0) & (shares <= 1) | np.isnan(shares)).all()


@settings(max_examples=25)
@given(town=towns())
def test_twins_are_symmetric(town: tuple[pd.DataFrame, dict[int, dict[str, str]]]) -> None:
    schools, held = town
    index = index_neighbours(schools, make_memberships(held), scope="all")
    found = {urn: find_neighbours(urn, index) for urn in held}
    for urn, mine in found.items():
        for other in mine.twins["urn"]:
            assert urn in found[other].twins["urn"].tolist()
        for other, differs in mine.near_twins[["urn", "differs"]].to_numpy():
            back = found[other].near_twins.set_index("urn")["differs"]
            assert back[urn] == differs


@settings(max_examples=25)
@given(town=towns(), random=st.randoms(use_true_random=False))
def test_row_order_and_the_names_of_units_change_nothing(
    town: tuple[pd.DataFrame, dict[int, dict[str, str]]], random: Any
) -> None:
    schools, held = town
    memberships = make_memberships(held)
    rows, lines = list(range(len(schools))), list(range(len(memberships)))
    random.shuffle(rows)
    random.shuffle(lines)
    renamed = memberships.assign(
        unit_id=memberships["unit_id"].map({"A": "z", "B": "y", "C": "x"})
    )
    one = index_neighbours(schools, memberships)
    other = index_neighbours(schools.iloc[rows], renamed.iloc[lines])
    pd.testing.assert_frame_equal(measure_alignment(one), measure_alignment(other))
    pd.testing.assert_frame_equal(count_company(one), count_company(other))
    for urn in held:
        mine, same = find_neighbours(urn, one), find_neighbours(urn, other)
        for name in ("nearest", "twins", "near_twins", "strangers"):
            pd.testing.assert_frame_equal(getattr(mine, name), getattr(same, name))


def test_nothing_given_is_changed(built: Built) -> None:
    before = [built.schools.copy(), built.memberships.copy()]
    find_neighbours(101, index_neighbours(built.schools, built.memberships))
    assert built.schools.equals(before[0])
    assert built.memberships.equals(before[1])

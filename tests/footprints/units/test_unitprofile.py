"""One unit, and a system's table of units."""

import numpy as np
import pandas as pd
import pytest

from footprints.errors import UnknownKeyError
from footprints.locals.overlap import measure_overlap
from footprints.membership.members import Members, index_members
from footprints.units.centres import find_centres
from footprints.units.unitprofile import N_REMOTE, UnitProfile, profile_unit, tabulate_units
from tests.footprints.smallengland import (
    ALDMOOR,
    BRACKLEY,
    EASTMERE,
    HALLAM,
    NORTH,
    SOUTH,
    Built,
    England,
)


@pytest.fixture
def members(built: Built, england: England) -> Members:
    return index_members(built.schools, built.memberships, england.units)


def gather_sets(built: Built, outside: set[int]) -> dict[tuple[str, str], set[int]]:
    """Gather every unit as a Python set of urns."""
    rows = built.memberships[built.memberships["certainty"] != "none"]
    sets: dict[tuple[str, str], set[int]] = {}
    for row in rows.itertuples():
        if row.urn not in outside:
            sets.setdefault((row.system, row.unit_id), set()).add(row.urn)
    return sets


def test_the_table_counts_each_unit_by_hand(members: Members) -> None:
    table = tabulate_units("maths", members).table.set_index("unit_id")
    assert table.index.tolist() == ["M1", "M2", "M3", "M4", "M5", "M6"]
    assert table["n_schools"].to_dict()["M1"] == 2
    m3 = table.loc["M3"]
    assert m3[["n_schools", "n_shared", "n_designated"]].tolist() == [2, 2, 0]
    assert m3[["n_la", "n_trusts"]].tolist() == [1, 0]
    assert m3["base_known"]
    assert m3["mean_km"] == pytest.approx((2**0.5 + 18**0.5) / 2)
    assert m3["max_km"] == pytest.approx(18**0.5)
    m6 = table.loc["M6"]
    assert not m6["base_known"]
    assert m6[["mean_km", "median_km", "max_km", "eccentricity"]].isna().all()


@pytest.mark.parametrize("system", ["maths", "english", "trust", "lad", "ring"])
def test_certainties_add_up_to_the_schools(system: str, members: Members) -> None:
    table = tabulate_units(system, members).table
    kinds = ["n_designated", "n_listed", "n_partial", "n_shared", "n_inferred"]
    assert (table[kinds].sum(axis=1) == table["n_schools"]).all()


def test_the_table_agrees_with_the_centres(members: Members) -> None:
    table = tabulate_units("maths", members).table.set_index("unit_id")
    centres = find_centres(members).loc["maths"]
    columns = ["mean_easting", "mean_northing", "sd_km", "base_to_mean_km", "eccentricity"]
    np.testing.assert_allclose(table[columns], centres.loc[table.index, columns])


def test_pupils_nobody_states_are_not_none(built: Built, england: England) -> None:
    schools = built.schools.assign(pupils=built.schools["urn"].map({101: 210.0}))
    members = index_members(schools, built.memberships, england.units)
    table = tabulate_units("lad", members).table.set_index("unit_id")
    assert table.loc[ALDMOOR, ["pupils", "n_unstated"]].tolist() == [210, 1]
    assert pd.isna(table.loc[BRACKLEY, "pupils"])
    assert table.loc[EASTMERE, "n_unplaced"] == 2


def test_members_are_listed_farthest_first(members: Members) -> None:
    listed = profile_unit("maths", "M1", members).members
    assert listed["urn"].tolist() == [110, 101]
    assert listed["straight_km"].tolist() == pytest.approx([5.3, 0])
    assert listed["remote"].tolist() == [True, False]
    assert listed["certainty"].tolist() == ["designated"] * 2
    region = profile_unit("region", NORTH, members).members
    assert region["straight_km"].isna().all()
    assert region["urn"].is_monotonic_increasing
    assert not region["remote"].any()


def test_at_most_ten_are_remote_and_all_of_them_past_the_median() -> None:
    urns = range(1, 42)
    schools = pd.DataFrame(
        {"urn": urns, "easting": [1000.0 * u for u in urns], "northing": 0.0, "pupils": 1.0}
    )
    for column in ("name", "phase", "la_code", "la_name", "trust_id", "trust_name", "trust_kind"):
        schools[column] = pd.Series("x", index=schools.index, dtype="str")
    held = pd.DataFrame({"urn": urns, "system": "hub", "unit_id": "H", "certainty": "listed"})
    unit = {"system": "hub", "unit_id": "H", "base_easting": 0.0, "base_northing": 0.0}
    units = pd.DataFrame([unit | {"name": "H", "base_urn": 1, "base_name": "B", "as_of": "2025"}])
    many = profile_unit("hub", "H", index_members(schools, held, units, scope="all")).members
    assert many.loc[many["remote"], "urn"].tolist() == list(range(41, 41 - N_REMOTE, -1))
    few = profile_unit("hub", "H", index_members(schools[:5], held, units, scope="all")).members
    assert few.loc[few["remote"], "urn"].tolist() == [5, 4]


@pytest.mark.parametrize(
    "unit", [("region", SOUTH), ("lad", EASTMERE), ("maths", "M3"), ("trust", "T1")]
)
def test_the_other_units_are_those_of_python_sets(
    unit: tuple[str, str], members: Members, built: Built
) -> None:
    sets = gather_sets(built, {107, 109})
    profile = profile_unit(*unit, members)
    found = profile.others.set_index(["system", "unit_id"])
    expected = {other for other, urns in sets.items() if other != unit and urns & sets[unit]}
    assert set(found.index) == expected
    for other in expected:
        pair, row = measure_overlap(sets[unit], sets[other]), found.loc[other]
        assert row["n_shared"] == pair.n_shared
        assert row["n_outside"] == pair.n_b - pair.n_shared
        assert row["jaccard"] == pytest.approx(pair.jaccard)
        assert row["share_of_unit"] == pytest.approx(pair.containment)
        assert row["share_of_other"] == pytest.approx(pair.n_shared / pair.n_b)


def test_trusts_that_straddle_have_schools_in_and_out(members: Members) -> None:
    profile = profile_unit("lad", EASTMERE, members)
    straddling = profile.straddling()
    assert straddling["unit_id"].tolist() == ["T1"]
    assert straddling[["n_shared", "n_outside"]].to_numpy().tolist() == [[2, 1]]
    assert profile_unit("lad", ALDMOOR, members).straddling().empty
    assert profile.in_system("region")["unit_id"].tolist() == [NORTH]


def test_hubs_that_share_an_area_see_each_other(members: Members) -> None:
    others = profile_unit("maths", "M3", members).in_system("maths")
    assert others[["unit_id", "n_shared", "jaccard"]].to_numpy().tolist() == [["M4", 2, 1]]


def test_a_unit_of_one_school_has_no_spread(members: Members) -> None:
    profile = profile_unit("lad", BRACKLEY, members)
    assert profile.figures["n_schools"] == 1
    assert profile.figures["sd_km"] == 0
    assert pd.isna(profile.figures["eccentricity"])
    assert not profile.members["remote"].any()


def test_a_unit_without_a_school_is_empty_and_not_an_error(
    members: Members, england: England
) -> None:
    nobody = index_members(
        members.schools[:0], pd.DataFrame(columns=["urn", "system", "unit_id", "certainty"]),
        england.units,
    )  # fmt: skip
    empty: UnitProfile = profile_unit("maths", "M1", nobody)
    assert empty.figures["n_schools"] == 0
    assert pd.isna(empty.figures["pupils"])
    assert empty.members.empty
    assert empty.others.empty
    assert empty.straddling().empty


def test_the_scope_is_stated_and_followed(built: Built, england: England) -> None:
    everyone = index_members(built.schools, built.memberships, england.units, scope="all")
    profile = profile_unit("lad", HALLAM, everyone)
    assert profile.scope == "all"
    assert sorted(profile.members["urn"]) == [107, 108, 115]
    assert tabulate_units("lad", everyone).scope == "all"


def test_unknown_units_are_named(members: Members) -> None:
    with pytest.raises(UnknownKeyError, match="`unit_id` must be a unit of 'maths', got 'M9'"):
        profile_unit("maths", "M9", members)
    with pytest.raises(UnknownKeyError, match="`system` must be one of"):
        tabulate_units("chess", members)

"""Who is in each unit."""

import numpy as np
import pandas as pd
import pytest

from footprints.errors import UnknownKeyError
from footprints.membership.members import HELD, Members, index_members
from tests.footprints.smallengland import ALDMOOR, Built, England


@pytest.fixture
def members(built: Built, england: England) -> Members:
    return index_members(built.schools, built.memberships, england.units)


def list_held(members: Members) -> set[tuple[str, str, int, str]]:
    """List the entries as tuples of what they stand for."""
    units, urns = members.units, members.schools["urn"].to_numpy()
    return {
        (units.loc[u, "system"], units.loc[u, "unit_id"], int(urns[s]), HELD[c])
        for u, s, c in zip(members.unit, members.school, members.certainty, strict=True)
    }


def test_every_membership_in_scope_is_an_entry(members: Members, built: Built) -> None:
    rows = built.memberships[built.memberships["certainty"] != "none"]
    rows = rows[~rows["urn"].isin([107, 109])]
    expected = set(rows[["system", "unit_id", "urn", "certainty"]].itertuples(index=False))
    assert list_held(members) == expected
    assert len(members.school) == len(expected)


def test_a_scope_widens_it(built: Built, england: England) -> None:
    everyone = index_members(built.schools, built.memberships, england.units, scope="all")
    assert ("lad", ALDMOOR, 109, "designated") in list_held(everyone)
    with pytest.raises(UnknownKeyError, match="`scope` must be one of"):
        index_members(built.schools, built.memberships, england.units, scope="some")


def test_units_are_there_without_a_school_or_a_name(members: Members) -> None:
    empty = members.find_unit("maths", "M6")
    assert members.units.loc[empty, "name"] == "Hub M6"
    unlisted = members.find_unit("trust", "T1")
    assert pd.isna(members.units.loc[unlisted, "name"])
    assert np.diff(members.starts)[unlisted] == 3


def test_distances_go_to_the_base_or_are_missing(members: Members) -> None:
    at = members.find_unit("maths", "M3")
    held = slice(members.starts[at], members.starts[at + 1])
    assert members.schools["urn"].to_numpy()[members.school[held]].tolist() == [108, 115]
    assert members.straight_km[held] == pytest.approx([2**0.5, 18**0.5])
    trust = members.find_unit("trust", "T1")
    assert np.isnan(members.straight_km[members.starts[trust] : members.starts[trust + 1]]).all()


def test_some_units_can_be_kept(members: Members) -> None:
    first, last = members.find_system("maths")
    kept = members.keep_units(first, last)
    assert kept.find_system("maths") == (0, last - first)
    assert list_held(kept) == {entry for entry in list_held(members) if entry[0] == "maths"}


def test_row_order_changes_nothing(members: Members, built: Built, england: England) -> None:
    mixed = index_members(
        built.schools.sample(frac=1, random_state=1),
        built.memberships.sample(frac=1, random_state=2),
        england.units.sample(frac=1, random_state=3),
    )
    pd.testing.assert_frame_equal(mixed.units, members.units)
    for name in ("school", "unit", "certainty", "starts", "straight_km"):
        np.testing.assert_array_equal(getattr(mixed, name), getattr(members, name))


def test_unknown_keys_are_named(members: Members) -> None:
    with pytest.raises(UnknownKeyError, match=r"`system` must be one of .* got 'chess'"):
        members.find_system("chess")
    with pytest.raises(UnknownKeyError, match="`unit_id` must be a unit of 'maths', got 'M9'"):
        members.find_unit("maths", "M9")


def test_nobody_is_in_any_unit(built: Built, england: England) -> None:
    empty = index_members(built.schools[:0], built.memberships[:0], england.units)
    assert len(empty.school) == 0
    assert empty.starts.tolist() == [0] * (len(england.units) + 1)

"""Which schools a number is about."""

import pandas as pd
import pytest

from footprints.errors import UnknownKeyError
from footprints.scope import SCOPES, in_scope, is_primary_age, is_state_funded
from tests.footprints.smallengland import URNS, England, make_schools

# college 107 and independent 109 are not state-funded; the city technology college 108 is
STATE_FUNDED = sorted(set(URNS) - {107, 109})
# secondary 102, upper special 104 and the technology college 108 teach no young children
PRIMARY_AGE = sorted(set(STATE_FUNDED) - {102, 104, 108})


@pytest.mark.parametrize(
    ("scope", "urns"),
    [("all", URNS), ("state_funded", STATE_FUNDED), ("primary_age", PRIMARY_AGE)],
)
def test_the_schools_of_each_scope(england: England, scope: str, urns: list[int]) -> None:
    schools = england.establishments
    inside = in_scope(schools, scope)
    assert schools.loc[inside, "urn"].tolist() == urns
    assert inside.dtype == bool
    assert inside.index.equals(schools.index)


def test_each_scope_has_a_description() -> None:
    for scope, description in SCOPES.items():
        assert description.startswith("open "), scope


def test_an_unknown_scope_is_refused_with_the_known_ones() -> None:
    known = r"`scope` must be one of \['all', 'primary_age', 'state_funded'\], got 'secret'"
    with pytest.raises(UnknownKeyError, match=known):
        in_scope(make_schools([]), "secret")


@pytest.mark.parametrize("scope", SCOPES)
def test_no_schools_have_no_scope(scope: str) -> None:
    inside = in_scope(make_schools([]), scope)
    assert inside.tolist() == []
    assert inside.dtype == bool


@pytest.mark.parametrize("scope", SCOPES)
def test_row_order_does_not_matter_and_nothing_is_changed(england: England, scope: str) -> None:
    schools = england.establishments
    before = schools.copy()
    backwards = in_scope(schools.iloc[::-1], scope)
    pd.testing.assert_series_equal(backwards.sort_index(), in_scope(schools, scope))
    pd.testing.assert_frame_equal(schools, before)


def test_primary_age_lies_within_state_funded(england: England) -> None:
    schools = england.establishments
    assert (is_primary_age(schools) <= is_state_funded(schools)).all()


@pytest.mark.parametrize("group", ["Academies", "ACADEMIES", "academies"])
def test_case_does_not_matter(group: str) -> None:
    schools = make_schools([{"urn": 1, "type_group": group, "phase": "PRIMARY"}])
    assert is_primary_age(schools).tolist() == [True]


def test_a_school_whose_type_is_unknown_is_not_state_funded() -> None:
    assert is_state_funded(make_schools([{"urn": 1}])).tolist() == [False]


@pytest.mark.parametrize(
    ("phase", "low", "high", "primary"),
    [
        ("Not applicable", 2, 5, False),
        ("Not applicable", 3, 6, True),
        ("Not applicable", 6, 16, True),
        ("Not applicable", 7, 16, False),
        ("Not applicable", None, 16, False),
        ("PRU", 5, 16, True),
        (None, 5, 11, True),
        (None, 11, 16, False),
        ("Secondary", 4, 19, False),
        ("Nursery", 2, 5, False),
        ("Middle deemed secondary", 9, 13, False),
        ("Middle deemed primary", 8, 12, True),
        ("All-through", 4, 18, True),
    ],
)
def test_primary_age_by_phase_else_by_age_range(
    phase: str | None, low: float | None, high: float | None, *, primary: bool
) -> None:
    row = {"urn": 1, "type_group": "Special schools", "phase": phase}
    schools = make_schools([row | {"low_age": low, "high_age": high}])
    assert is_primary_age(schools).tolist() == [primary]

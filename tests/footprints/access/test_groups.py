"""Groups of schools: their order, their rule, and nobody left out."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from footprints.access.groups import (
    FIFTHS,
    GROUPINGS,
    NOT_STATED,
    RURAL_URBAN,
    group_schools,
)
from footprints.errors import UnknownKeyError
from footprints.trustbands import BANDS, NO_TRUST

N = 12
SCHOOLS = pd.DataFrame(
    {
        "urn": range(112, 100, -1),
        "pupils": 100.0,
        "fsm_percent": [50.0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, np.nan],
        "urban_rural": [
            "(England/Wales) Rural village",
            "(England/Wales) Urban major conurbation",
            "Smaller rural: Nearer to a major town or city",
            "Unknown",
            None,
            "(England/Wales) Urban city and town in a sparse setting",
            *["(England/Wales) Rural village"] * 6,
        ],
        "region": ["Yorkshire and The Humber"] * 8 + ["Yorkshire and the Humber", "London", None]
        + ["North East"],
        "region_code": ["E12000003"] * 8 + [None, "E12000007", None, "E12000001"],
        "trust_id": ["1"] * 2 + ["2"] * 6 + [None] * 3 + ["3"],
        "type": "x",
        "type_group": ["Academies"] * 7 + ["Independent schools"] * 5,
    },
    index=range(50, 62),
)  # fmt: skip


@pytest.mark.parametrize("by", GROUPINGS)
@pytest.mark.parametrize("scope", ["all", "state_funded"])
def test_every_school_in_scope_is_in_one_group(by: str, scope: str) -> None:
    groups = group_schools(SCHOOLS, by, scope=scope)
    n = N if scope == "all" else 7
    assert groups.labels.index.tolist() == SCHOOLS["urn"].tolist()[:n]
    assert groups.labels.notna().all()
    assert groups.labels.cat.ordered
    assert groups.name == by
    assert groups.order == tuple(groups.labels.cat.categories)
    assert "; among open " in groups.rule
    assert "\n" not in groups.rule


@pytest.mark.parametrize("by", GROUPINGS)
def test_the_order_of_rows_changes_no_group(by: str) -> None:
    turned = group_schools(SCHOOLS[::-1], by, scope="all")
    groups = group_schools(SCHOOLS, by, scope="all")
    assert turned.order == groups.order
    assert turned.labels[::-1].tolist() == groups.labels.tolist()


def test_fifths_by_hand() -> None:
    labels = group_schools(SCHOOLS, "fsm_fifth", scope="all").labels
    # eleven schools of 100: the middle of the third is at 2.5 / 11, in the second fifth
    by_fsm = labels.set_axis(SCHOOLS["fsm_percent"]).sort_index()
    codes = by_fsm.cat.codes.tolist()
    assert codes == [0, 0, 1, 1, 2, 2, 2, 3, 3, 4, 4, 5]
    assert labels.cat.categories.tolist() == [*FIFTHS, NOT_STATED]


def test_fifths_of_pupils_and_of_schools_differ() -> None:
    schools = SCHOOLS.assign(pupils=[9000.0] + [100.0] * 11)
    by_pupils = group_schools(schools, "fsm_fifth", scope="all")
    by_schools = group_schools(schools, "fsm_fifth", scope="all", weight="schools")
    # nine tenths of the pupils are in the school of the highest FSM, and so is the middle one
    assert by_pupils.labels.loc[112] == FIFTHS[2]
    assert by_schools.labels.loc[112] == FIFTHS[4]
    assert by_pupils.rule.startswith("Fifths of pupils by")
    assert by_schools.rule.startswith("Fifths of schools by")


def test_a_school_that_states_no_pupils_has_the_fifth_of_its_fsm() -> None:
    schools = SCHOOLS.assign(pupils=SCHOOLS["pupils"].mask(SCHOOLS["urn"] == 112))
    assert group_schools(schools, "fsm_fifth", scope="all").labels.loc[112] == FIFTHS[4]
    unknown = group_schools(SCHOOLS.assign(pupils=np.nan), "fsm_fifth", scope="all")
    assert unknown.labels.eq(NOT_STATED).all()


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(1, 9)), min_size=1, max_size=30))
def test_fifths_rise_with_fsm_and_never_part_equals(rows: list[tuple[int, int]]) -> None:
    fsm, pupils = np.array(rows, dtype="float64").T
    schools = pd.DataFrame({"urn": range(len(rows)), "fsm_percent": fsm, "pupils": pupils})
    labels = group_schools(schools, "fsm_fifth", scope="all").labels
    codes = labels.cat.codes.to_numpy()
    by_fsm = pd.Series(codes).groupby(fsm)
    assert by_fsm.nunique().eq(1).all()
    assert by_fsm.first().is_monotonic_increasing
    # a fifth holds a fifth of the pupils, give or take the widest stretch of equals on each side
    held = pd.Series(pupils).groupby(codes).sum()
    widest = pd.Series(pupils).groupby(fsm).sum().max()
    assert (held <= pupils.sum() / 5 + widest + 1e-9).all()


def test_classes_go_from_town_to_country_and_one_unheard_of_stays() -> None:
    groups = group_schools(SCHOOLS, "urban_rural", scope="all")
    assert groups.order == (
        "Urban major conurbation",
        "Urban city and town in a sparse setting",
        "Rural village",
        "Smaller rural: Nearer to a major town or city",
        NOT_STATED,
    )
    assert groups.labels.value_counts().to_dict() == {
        "Rural village": 7,
        "Urban major conurbation": 1,
        "Urban city and town in a sparse setting": 1,
        "Smaller rural: Nearer to a major town or city": 1,
        NOT_STATED: 2,
    }
    assert len(set(RURAL_URBAN)) == 10


def test_rural_and_urban_by_their_words() -> None:
    groups = group_schools(SCHOOLS, "rural", scope="all")
    assert groups.order == ("urban", "rural", NOT_STATED)
    assert groups.labels.value_counts().to_dict() == {"rural": 8, "urban": 2, NOT_STATED: 2}


def test_a_region_spelt_two_ways_is_one() -> None:
    groups = group_schools(SCHOOLS, "region", scope="all")
    assert groups.order == ("North East", "Yorkshire and The Humber", "London", NOT_STATED)
    assert groups.labels.eq("Yorkshire and The Humber").sum() == 9
    assert groups.labels.loc[102] == NOT_STATED


def test_trusts_are_as_large_in_a_scope_as_in_england() -> None:
    groups = group_schools(SCHOOLS, "trust_band")
    assert groups.order == (*BANDS, NO_TRUST)
    assert groups.labels.loc[110] == BANDS[2]
    assert (groups.labels == BANDS[2]).sum() == 5


def test_no_schools_are_in_no_group() -> None:
    for by in GROUPINGS:
        assert group_schools(SCHOOLS[:0], by, scope="all").labels.empty


def test_unknown_words_are_refused() -> None:
    with pytest.raises(UnknownKeyError, match=r"`by` must be one of .* got 'colour'"):
        group_schools(SCHOOLS, "colour")
    with pytest.raises(UnknownKeyError, match=r"`weight` must be one of .* got 'staff'"):
        group_schools(SCHOOLS, "fsm_fifth", weight="staff")
    with pytest.raises(UnknownKeyError, match="`scope` must be one of"):
        group_schools(SCHOOLS, "fsm_fifth", scope="mine")

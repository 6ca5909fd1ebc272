"""Which schools a person asked to see."""

from dataclasses import fields, replace

import pandas as pd
import pytest

from footprints.schema import TABLES
from footprints.selection.schoolfilter import SchoolFilter, list_choices, match_schools
from footprints.trustbands import NO_TRUST, band_trusts
from tests.footprints.smallengland import URNS, England, make_schools


def shown(england: England, wanted: SchoolFilter) -> list[int]:
    schools = england.establishments
    return schools.loc[match_schools(schools, wanted), "urn"].tolist()


@pytest.mark.parametrize(
    ("wanted", "urns"),
    [
        (SchoolFilter(), URNS),
        (SchoolFilter(phase=("Secondary",)), [102, 108]),
        (SchoolFilter(la_code=("901", "908")), [101, 107, 108, 110, 115]),
        (SchoolFilter(phase=("Secondary",), la_code=("908",)), [108]),
        (SchoolFilter(trust_id=("T1",)), [102, 105, 106]),
        (SchoolFilter(phase=("Nobody",)), []),
    ],
)
def test_values_of_a_field_add_up_and_fields_narrow(
    england: England, wanted: SchoolFilter, urns: list[int]
) -> None:
    assert shown(england, wanted) == urns


def test_every_field_is_a_column_of_schools() -> None:
    columns = set(TABLES["schools"].columns) | {"trust_band"}
    assert {field.name for field in fields(SchoolFilter)} <= columns


def test_codes_are_named_once_and_in_order_of_name(england: England) -> None:
    schools = england.establishments.assign(
        la_code=["3", "1", None, "2", "1"] + ["1"] * (len(england.establishments) - 5),
        la_name=["Zed", "Ash", "Nobody", None, "Ash again"]
        + ["Ash"] * (len(england.establishments) - 5),
    )
    schools = schools.assign(trust_band=band_trusts(schools["trust_id"]))
    choices = list_choices(schools)
    assert list(choices["la_code"].items()) == [
        ("1", "Ash (1)"),
        ("3", "Zed (3)"),
        ("2", "name unknown (2)"),
    ]
    assert list(choices["phase"]) == sorted(set(schools["phase"].dropna()))
    assert list(choices["trust_band"])[-1] == NO_TRUST


def test_narrowing_never_adds_and_no_input_is_changed(england: England) -> None:
    before = england.establishments.copy()
    wide = SchoolFilter(phase=("Primary",))
    narrow = replace(wide, la_code=("904",))
    assert set(shown(england, narrow)) < set(shown(england, wide))
    pd.testing.assert_frame_equal(england.establishments, before)


def test_the_mask_is_in_row_order_and_of_no_schools_is_empty(england: England) -> None:
    wanted = SchoolFilter(phase=("Secondary",))
    backwards = match_schools(england.establishments.iloc[::-1], wanted)
    assert backwards[::-1].tolist() == match_schools(england.establishments, wanted).tolist()
    assert match_schools(make_schools([]), wanted).shape == (0,)

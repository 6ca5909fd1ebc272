"""The one route from hub lists to memberships."""

import pandas as pd
import pytest

from footprints.errors import UnknownKeyError
from footprints.membership.assignment import assign_hubs
from tests.footprints.smallengland import Built, England, make_table

HUBS = ["maths", "english"]


def assign(england: England, built: Built, coverage: pd.DataFrame) -> pd.DataFrame:
    assigned = assign_hubs(
        built.schools, england.systems, coverage, built.pieces, england.districts
    )
    return assigned.memberships


def test_it_is_the_route_of_a_build(england: England, built: Built) -> None:
    assigned = assign_hubs(
        built.schools, england.systems, england.coverage, built.pieces, england.districts
    )
    key = ["urn", "system", "unit_id", "certainty"]
    hubs = built.memberships[built.memberships["system"].isin(HUBS)]
    again = assigned.memberships.sort_values(key[:3], ignore_index=True)
    pd.testing.assert_frame_equal(again[key], hubs[key].reset_index(drop=True))
    pd.testing.assert_frame_equal(assigned.held, built.held)
    pd.testing.assert_frame_equal(assigned.superseded, built.superseded)


def test_a_school_in_no_known_part_of_a_divided_district_is_not_said_to_be_unlisted(
    england: England, built: Built
) -> None:
    # 114 has no point and states Eastmere, which M5 and M6 divide between them
    rows = assign(england, built, england.coverage).query("urn == 114 and system == 'maths'")
    assert rows["certainty"].tolist() == ["none"]
    assert "no published list names" not in rows["reason"].iloc[0]


def test_a_list_of_ones_own_is_joined_like_any_other(england: England, built: Built) -> None:
    row = {"system": "maths", "unit_id": "mine", "area_kind": "region", "area_code": "E12000901"}
    more = {"area_name": "North", "part": "whole", "list_status": "full", "vintage": "2024"}
    told = assign(england, built, make_table("coverage", [row | more]))
    mine = told.loc[told["unit_id"] == "mine", "urn"]
    assert sorted(mine) == [105, 106, 108, 113, 115]
    assert set(told["system"]) == set(HUBS)


def test_an_area_nobody_knows_is_refused(england: England, built: Built) -> None:
    coverage = england.coverage.assign(area_code="E07000999")
    with pytest.raises(UnknownKeyError, match="which is not in the loaded boundaries"):
        assign(england, built, coverage)

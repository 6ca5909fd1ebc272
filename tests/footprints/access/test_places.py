"""Values put where schools stand, and means of areas where their schools stand."""

import numpy as np
import pandas as pd
import pytest

from footprints.access.places import gather_areas, place_schools

SCHOOLS = pd.DataFrame(
    {
        "urn": [4, 1, 2, 3],
        "easting": [10.0, 0.0, 20.0, np.nan],
        "northing": [0.0, 0.0, 40.0, np.nan],
    }
)
VALUES = pd.Series([1.0, 3.0, 7.0, np.nan, 5.0], index=[1, 2, 3, 4, 77])


def test_schools_stand_where_they_are_and_none_is_dropped() -> None:
    places = place_schools(VALUES, SCHOOLS)
    assert places.index.tolist() == VALUES.index.tolist()
    assert places.loc[2].tolist() == [20, 40, 3]
    assert places.loc[[3, 77], ["easting", "northing"]].isna().all(axis=None)
    assert places["value"].isna().tolist() == [False, False, False, True, False]


def test_an_area_is_the_mean_of_the_schools_that_have_value_and_place() -> None:
    areas = pd.Series(["N", "N", "N", "S", None, "N"], index=[1, 2, 3, 4, 77, 88])
    places = gather_areas(VALUES, SCHOOLS, areas)
    assert places.loc["N"].tolist() == [10, 20, 2, 3, 2]
    assert places.loc["S"].tolist() == pytest.approx([np.nan] * 3 + [1, 0], nan_ok=True)
    assert places.index.tolist() == ["N", "S"]


def test_an_area_of_few_schools_has_a_place_and_no_value() -> None:
    areas = pd.Series("N", index=[1, 2])
    assert gather_areas(VALUES, SCHOOLS, areas, least_schools=2).loc["N", "value"] == 2
    row = gather_areas(VALUES, SCHOOLS, areas, least_schools=3).loc["N"]
    assert row.tolist() == pytest.approx([10, 20, np.nan, 2, 2], nan_ok=True)


def test_a_school_in_two_areas_counts_in_both() -> None:
    areas = pd.Series(["N", "S", "S"], index=[1, 1, 2])
    places = gather_areas(VALUES, SCHOOLS, areas)
    assert places["value"].to_dict() == {"N": 1, "S": 2}


def test_no_schools_make_no_areas() -> None:
    assert gather_areas(VALUES[:0], SCHOOLS, pd.Series("N", index=[1])).empty

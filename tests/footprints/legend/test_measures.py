"""Measures of schools: one number each, missing where nothing is known."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from footprints.access.decay import Gaussian
from footprints.access.supply import list_bases
from footprints.access.surface import AccessQuestion, measure_surface
from footprints.legend.measures import OF_SCHOOLS, list_measures, measure_schools
from footprints.scope import SCOPES
from tests.bench.england import read_england

SCHOOLS = pd.DataFrame(
    {
        "urn": [1, 2, 3, 4],
        "easting": [400_000.0, 400_000.0, 400_000.0, np.nan],
        "northing": [300_000.0] * 4,
        "pupils": [100.0, np.nan, 30.0, 5.0],
        "fsm_percent": [10.0, 20.0, np.nan, 40.0],
        "open_date": ["2012-09-01", "1939", np.nan, "2020-01-01"],
        "type": "Community school",
        "type_group": ["Local authority maintained schools"] * 3 + ["Independent schools"],
    }
)
HELD = pd.DataFrame(
    [
        (1, "tsh", "A", "designated"),
        (2, "tsh", "A", "shared"),
        (2, "tsh", "B", "shared"),
        (3, "tsh", None, "none"),
        (4, "tsh", "A", "designated"),
        (1, "maths", "M", "partial"),
    ],
    columns=["urn", "system", "unit_id", "certainty"],
)
UNITS = pd.DataFrame(
    [("tsh", "A", 403_000.0, 304_000.0), ("tsh", "B", 1.0, 1.0), ("maths", "M", np.nan, np.nan)],
    columns=["system", "unit_id", "base_easting", "base_northing"],
).assign(name="Hub")
SYSTEMS = pd.DataFrame(
    [
        ("tsh", "Teaching School Hubs", "Teaching School Hub", "all"),
        ("maths", "Maths Hubs", "Maths Hub", "all"),
    ],
    columns=["system", "name", "unit_name", "scope"],
)


def measure(key: str) -> list[float]:
    values = measure_schools(list_measures(SYSTEMS, UNITS)[key], SCHOOLS, HELD, UNITS)
    assert values.dtype == "float64"
    assert values.index.tolist() == SCHOOLS["urn"].tolist()
    return values.tolist()


def test_a_system_without_any_base_has_no_distance() -> None:
    known = ["km-tsh", "lost-tsh", "access-tsh"]
    assert list(list_measures(SYSTEMS, UNITS)) == [*OF_SCHOOLS, *known]


def test_distance_is_to_the_assigned_base_and_missing_where_none_is() -> None:
    first, *others = measure("km-tsh")
    assert first == 5.0
    assert np.isnan(others).all()


def test_what_is_lost_is_the_way_beyond_the_nearest_base() -> None:
    # the first school is in A, 5 km away; B is on the other side of the country
    first, *others = measure("lost-tsh")
    assert first == 0.0
    assert np.isnan(others).all()
    here = UNITS.assign(base_easting=[403_000.0, 400_000.0, np.nan])
    here = here.assign(base_northing=[304_000.0, 302_000.0, np.nan])
    lost = measure_schools(list_measures(SYSTEMS, here)["lost-tsh"], SCHOOLS, HELD, here)
    assert lost.iloc[0] == pytest.approx(3.0), "5 km to its own base, 2 km to that of B"


def test_access_is_that_of_the_surface() -> None:
    values = measure_schools(list_measures(SYSTEMS, UNITS)["access-tsh"], SCHOOLS, HELD, UNITS)
    question = AccessQuestion(
        "e2sfca",
        threshold=30.0,
        decay=Gaussian(15.0),
        system="tsh",
        demand="pupils",
        scope="all",
    )
    surface = measure_surface(question, SCHOOLS, list_bases(UNITS, "tsh")).table["access"]
    np.testing.assert_allclose(values, surface.reindex(values.index) * 100_000)
    assert (values.dropna() > 0).any()


def test_locals_are_counted_by_system_not_by_unit() -> None:
    assert measure("locals") == [2.0, 1.0, 0.0, 1.0]


def test_nobody_in_a_system_is_no_local() -> None:
    values = measure_schools(OF_SCHOOLS["locals"], SCHOOLS, HELD.iloc[:0], UNITS)
    assert values.tolist() == [0.0] * 4


def test_a_year_is_that_of_the_date() -> None:
    np.testing.assert_array_equal(measure("opened"), [2012.0, 1939.0, np.nan, 2020.0])


def test_a_school_outside_the_scope_has_no_number() -> None:
    np.testing.assert_array_equal(measure("fsm"), [10.0, 20.0, np.nan, np.nan])


def test_inputs_are_left_as_they_were() -> None:
    before = [table.copy() for table in (SCHOOLS, HELD, UNITS)]
    for key in list_measures(SYSTEMS, UNITS).keys() - {"eal", "idaci"}:
        measure(key)
    assert all(now.equals(then) for now, then in zip((SCHOOLS, HELD, UNITS), before, strict=True))


@given(order=st.permutations(range(len(HELD))))
def test_row_order_of_memberships_changes_nothing(order: list[int]) -> None:
    turned = HELD.iloc[order]
    for key in ("locals", "km-tsh"):
        one = list_measures(SYSTEMS, UNITS)[key]
        first = measure_schools(one, SCHOOLS, HELD, UNITS)
        assert measure_schools(one, SCHOOLS, turned, UNITS).equals(first)


def test_a_column_is_taken_as_it_is() -> None:
    np.testing.assert_array_equal(measure("pupils"), [100.0, np.nan, 30.0, 5.0])


def test_every_measure_says_what_it_is() -> None:
    for one in list_measures(SYSTEMS, UNITS).values():
        assert one.how.endswith(".")
        assert one.name
        assert one.scope in SCOPES
        assert one.kinds
        assert (one.system is not None) == one.name.startswith(("Distance", "Access"))


@pytest.mark.realdata
def test_england_is_measured_as_it_would_be_by_hand(shared_data: Path) -> None:
    tables = read_england(shared_data)
    schools, held, units = (tables[name] for name in ("schools", "memberships", "units"))
    schools = schools.assign(easting=schools.geometry.x, northing=schools.geometry.y)
    listed = list_measures(tables["systems"].assign(scope="all"), units)
    several = held[held["certainty"] != "none"].groupby("urn")["system"].nunique()
    told = measure_schools(listed["locals"], schools, held, units)
    assert told.equals(several.reindex(told.index, fill_value=0).astype("float64"))
    distance = measure_schools(listed["km-tsh"], schools, held, units)
    bases = units[units["system"] == "tsh"].set_index("unit_id")
    places = schools.set_index("urn").geometry
    sample = distance.dropna().sample(50, random_state=3)
    own = held[held["system"] == "tsh"].set_index("urn")["unit_id"]
    for urn, km in sample.items():
        base = bases.loc[own[urn]]
        to = shapely.Point(base["base_easting"], base["base_northing"])
        assert km == pytest.approx(places[urn].distance(to) / 1000)

"""The travel table of the small England, by hand, by brute force and by its laws."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from footprints.errors import SchemaError, UnknownKeyError
from footprints.legend.measures import list_measures, measure_schools
from footprints.membership.bases import BaseIndex, infer_memberships
from footprints.schema import TABLES, check_table, empty_table
from footprints.travel.detour import DetourBand, DetourFactors
from footprints.travel.systemtravel import NO_BASE, NO_FACTOR, NO_PLACE, NO_UNIT
from footprints.travel.table import tabulate_travel
from footprints.travel.water import LandMass, Water
from tests.footprints.smallengland import CORNER, Built, England, make_schools, make_table

FACTORS = DetourFactors(
    (DetourBand("all", 0, 12, 1.4, 1.2, 1.6, "a"), DetourBand("rural", 0, 12, 1.3, 1.1, 1.5, "b")),
    "by hand",
)
# Hallam in the north east is an island: everything east of 21 km and north of 10 km
HALLAM_ISLE = LandMass(
    "hallam",
    "Hallam Isle",
    "ferry",
    "apart",
    shapely.box(CORNER[0] + 21_000, CORNER[1] + 10_000, CORNER[0] + 40_000, CORNER[1] + 30_000),
    "by hand",
)
Make = Callable[..., pd.DataFrame]


@pytest.fixture
def make(built: Built, england: England) -> Make:
    """Give the table with some inputs exchanged."""

    def make_table_of(**change: Any) -> pd.DataFrame:
        inputs: dict[str, Any] = {
            "schools": built.schools,
            "memberships": built.memberships,
            "units": england.units,
            "systems": england.systems,
            "factors": FACTORS,
            "water": Water(),
        } | change
        three = [inputs.pop(name) for name in ("schools", "memberships", "units")]
        return tabulate_travel(*three, **inputs)

    return make_table_of


def take(travel: pd.DataFrame, urn: int, system: str) -> pd.Series:
    """Take the only row of a school in a system."""
    (row,) = travel[(travel["urn"] == urn) & (travel["system"] == system)].to_dict("records")
    return pd.Series(row)


def test_a_row_is_what_is_measured_by_hand(make: Make) -> None:
    # Carrow Lower Special at (25, 5): M2's base is at (15, 5), M3's at (25, 15)
    row = take(make(), 103, "maths")
    assert row["unit_id"] == "M2"
    assert row["straight_km"] == 10
    assert (row["detour_km"], row["detour_low_km"], row["detour_high_km"]) == (14, 12, 16)
    assert (row["nearest_unit_id"], row["nearest_km"], row["penalty_km"]) == ("M2", 10, 0)
    assert row["method"] == "straight"
    assert row[["road_km", "minutes", "no_estimate"]].isna().all()


def test_the_table_is_the_specified_one(make: Make) -> None:
    travel = make()
    assert list(travel) == list(TABLES["travel"].columns)
    pd.testing.assert_frame_equal(check_table("travel", travel), travel)
    # no base of a region, authority, district, trust or ring is known
    assert set(travel["system"]) == {"maths", "english"}


def test_every_school_in_scope_has_a_row_and_no_other(make: Make, built: Built) -> None:
    travel = make()
    state_funded = set(built.schools["urn"]) - {107, 109}
    assert set(travel.loc[travel["system"] == "maths", "urn"]) == state_funded
    assert 102 not in set(travel.loc[travel["system"] == "english", "urn"])


def test_a_school_in_no_unit_has_a_nearest_base_and_no_penalty(make: Make) -> None:
    # Skerry School at (35, 5) lies off the east coast
    alone = make(memberships=empty_table("memberships"))
    row = take(alone, 111, "maths")
    assert row[["unit_id", "straight_km", "detour_km", "penalty_km"]].isna().all()
    assert row["nearest_unit_id"] == "M3"
    assert row["nearest_km"] == pytest.approx(math.hypot(10, 10))
    assert row["no_estimate"] == NO_UNIT


def test_a_shared_school_has_a_row_for_each_unit(make: Make) -> None:
    held = pd.DataFrame({"urn": [101, 101], "system": "maths", "unit_id": ["M2", "M3"]})
    held = held.assign(certainty="shared", reason=None)
    travel = make(memberships=check_table("memberships", held))
    rows = travel[(travel["urn"] == 101) & (travel["system"] == "maths")]
    assert rows["unit_id"].tolist() == ["M2", "M3"]
    assert rows["straight_km"].tolist() == pytest.approx([10, math.hypot(20, 10)])
    assert rows["nearest_unit_id"].tolist() == ["M1", "M1"]
    assert rows["penalty_km"].tolist() == pytest.approx([10, math.hypot(20, 10)])


def test_a_missing_estimate_says_why(make: Make) -> None:
    # 112 has neither place nor unit, 113 only a unit, whose base is not known
    assert take(make(), 112, "maths")["no_estimate"] == NO_UNIT
    assert take(make(), 113, "maths")["no_estimate"] == NO_BASE
    held = pd.DataFrame(
        {"urn": [115, 102, 106, 112], "system": "maths", "unit_id": ["M2", "M3", "M1", "M1"]}
    )
    held = check_table("memberships", held.assign(certainty="designated", reason=None))
    wet = make(memberships=held, water=Water((HALLAM_ISLE,)))
    for urn in (115, 102):
        row = take(wet, urn, "maths")
        assert row["no_estimate"] == "there is sea around Hallam Isle"
        assert row[["detour_km", "detour_low_km", "detour_high_km"]].isna().all()
        assert row["straight_km"] > 0
    assert take(wet, 112, "maths")["no_estimate"] == NO_PLACE
    # 14.1 km is beyond the last band
    assert take(wet, 106, "maths")["no_estimate"] == NO_FACTOR


def test_an_estimate_is_there_exactly_where_no_reason_is(make: Make) -> None:
    travel = make(water=Water((HALLAM_ISLE,)))
    np.testing.assert_array_equal(travel["detour_km"].notna(), travel["no_estimate"].isna())


def test_a_rural_school_takes_the_rural_factor(make: Make, built: Built) -> None:
    words = built.schools["urn"].eq(103).map({True: "(England/Wales) Rural village", False: None})
    row = take(make(schools=built.schools.assign(urban_rural=words.astype("str"))), 103, "maths")
    assert (row["detour_km"], row["detour_low_km"], row["detour_high_km"]) == (13, 11, 15)


def test_by_detour_the_nearest_is_among_bases_with_an_estimate(make: Make) -> None:
    isle = Water((HALLAM_ISLE,))
    held = pd.DataFrame({"urn": [115, 104], "system": "maths", "unit_id": ["M4", "M2"]})
    held = check_table("memberships", held.assign(certainty="designated", reason=None))
    travel = make(memberships=held, water=isle, method="detour")
    assert set(travel["method"]) == {"detour"}
    # Hallam Middle at (22, 12) is on the isle with M3 and M4
    row = take(travel, 115, "maths")
    assert row["nearest_unit_id"] == "M3"
    assert row["nearest_km"] == pytest.approx(1.4 * math.hypot(3, 3))
    assert row["penalty_km"] == pytest.approx(1.4 * (math.hypot(4, 4) - math.hypot(3, 3)))
    # Carrow Upper Special at (26, 5): M3 at 10.05 km is across the water, M2 at 11 km is not
    row = take(travel, 104, "maths")
    assert row["nearest_unit_id"] == "M2"
    assert row["nearest_km"] == pytest.approx(15.4)
    assert take(make(memberships=held), 104, "maths")["nearest_unit_id"] == "M3"


def test_road_distances_fill_their_columns_whatever_the_method(make: Make) -> None:
    road = pd.DataFrame(
        {
            "urn": [103, 103, 104, 9],
            "system": "maths",
            "unit_id": ["M2", "M3", "M9", "M2"],
            "road_km": [13.0, 15.0, 1.0, 1.0],
            "minutes": [14.0, 16.0, 1.0, 1.0],
        }
    )
    row = take(make(road=road), 103, "maths")
    assert (row["road_km"], row["minutes"]) == (13, 14)
    assert (row["nearest_km"], row["method"]) == (10, "straight")
    other = take(make(road=road), 104, "maths")
    assert other[["road_km", "minutes"]].isna().all()


def test_by_road_the_nearest_is_named_only_where_it_is_proved(make: Make) -> None:
    # M3 is 10 km from 103 in a straight line: no road to it is known
    road = pd.DataFrame({"urn": [103], "system": "maths", "unit_id": ["M2"]})
    road = road.assign(minutes=np.nan)
    row = take(make(road=road.assign(road_km=10.0), method="road"), 103, "maths")
    assert (row["nearest_unit_id"], row["nearest_km"], row["penalty_km"]) == ("M2", 10, 0)
    row = take(make(road=road.assign(road_km=10.1), method="road"), 103, "maths")
    assert row[["nearest_unit_id", "nearest_km", "penalty_km"]].isna().all()
    assert row["road_km"] == 10.1
    assert row["method"] == "road"


def test_an_answer_of_a_service_is_told_as_remote(make: Make) -> None:
    road = pd.DataFrame({"urn": [103], "system": "maths", "unit_id": ["M2"], "road_km": [10.0]})
    travel = make(road=road.assign(minutes=1.0), method="remote")
    assert set(travel["method"]) == {"remote"}
    assert take(travel, 103, "maths")["penalty_km"] == 0


def test_equally_near_bases_are_settled_by_unit(make: Make, england: England) -> None:
    twin = england.units[england.units["unit_id"] == "M2"].assign(unit_id="A2")
    travel = make(units=pd.concat([england.units, twin]))
    row = take(travel, 102, "maths")
    assert (row["nearest_unit_id"], row["unit_id"], row["penalty_km"]) == ("A2", "M2", 0)


def test_the_order_of_rows_does_not_matter_and_inputs_are_left_alone(
    make: Make, built: Built, england: England
) -> None:
    inputs = {
        "schools": built.schools,
        "memberships": built.memberships,
        "units": england.units,
        "systems": england.systems,
    }
    before = {name: table.copy() for name, table in inputs.items()}
    first = make(method="detour", water=Water((HALLAM_ISLE,)))
    mixed = {name: t.sample(frac=1, random_state=5) for name, t in inputs.items()}
    again = make(method="detour", water=Water((HALLAM_ISLE,)), **mixed)
    pd.testing.assert_frame_equal(first, again)
    for name, table in inputs.items():
        pd.testing.assert_frame_equal(table, before[name])


def test_the_distance_agrees_with_the_measure_of_the_map(
    make: Make, built: Built, england: England
) -> None:
    travel = make()
    measures = list_measures(england.systems, england.units)
    for system in ("maths", "english"):
        told = measure_schools(
            measures[f"km-{system}"], built.schools, built.memberships, england.units
        ).dropna()
        rows = travel[travel["system"] == system].set_index("urn").loc[told.index]
        assert len(told)
        np.testing.assert_array_equal(rows["straight_km"], told)


def test_the_nearest_agrees_with_the_index_of_bases(
    make: Make, built: Built, england: England
) -> None:
    maths = england.units[england.units["system"] == "maths"]
    inferred = infer_memberships(built.schools, "maths", BaseIndex(maths)).set_index("urn")
    travel = make()
    rows = travel[travel["system"] == "maths"].drop_duplicates("urn").set_index("urn")
    at = maths.set_index("unit_id")[["base_easting", "base_northing"]]
    own = built.schools.set_index("urn")[["easting", "northing"]]
    for urn, unit in inferred.loc[rows.index, "unit_id"].dropna().items():
        km = math.dist(own.loc[urn], at.loc[unit]) / 1000
        assert rows.loc[urn, "nearest_km"] == pytest.approx(km)


def test_an_unknown_method_or_road_table_is_refused(make: Make) -> None:
    with pytest.raises(UnknownKeyError, match="`method` must be one of"):
        make(method="crow")
    with pytest.raises(UnknownKeyError, match="needs `road`"):
        make(method="road")
    with pytest.raises(SchemaError, match=r"must have the columns \['minutes'\]"):
        make(road=pd.DataFrame(columns=["urn", "system", "unit_id", "road_km"]))
    twice = pd.DataFrame({"urn": [1, 1], "system": "maths", "unit_id": "M1"})
    with pytest.raises(SchemaError, match="one row for each pair"):
        make(road=twice.assign(road_km=1.0, minutes=1.0))


places = st.tuples(st.integers(0, 30), st.integers(0, 30))


@given(
    st.lists(places, min_size=1, max_size=8),
    st.lists(places, min_size=1, max_size=5),
    st.sampled_from(["straight", "detour"]),
    st.data(),
)
def test_nobody_gains_by_being_assigned(
    schools: list[tuple[int, int]],
    bases: list[tuple[int, int]],
    method: str,
    data: st.DataObject,
) -> None:
    isle = LandMass("i", "Isle", "ferry", "apart", shapely.box(0, 0, 9_500, 30_000), "by hand")
    table = make_schools(
        [
            {"urn": at, "easting": 1000.0 * x, "northing": 1000.0 * y, "type_group": "Academies"}
            for at, (x, y) in enumerate(schools)
        ]
    )
    units = make_table(
        "units",
        [
            {"system": "s", "unit_id": f"U{at}", "base_easting": 1e3 * x, "base_northing": 1e3 * y}
            for at, (x, y) in enumerate(bases)
        ],
    )
    chosen = [data.draw(st.sampled_from(units["unit_id"].tolist())) for _ in schools]
    held = pd.DataFrame({"urn": table["urn"], "system": "s", "unit_id": chosen})
    travel = tabulate_travel(
        table,
        check_table("memberships", held.assign(certainty="designated", reason=None)),
        units,
        systems=make_table("systems", [{"system": "s", "scope": "all"}]),
        factors=FACTORS,
        water=Water((isle,)),
        method=method,  # type: ignore[arg-type]
    )
    penalty = travel["penalty_km"].dropna()
    assert (penalty >= 0).all()
    own = {"straight": "straight_km", "detour": "detour_km"}[method]
    assert travel["penalty_km"].notna().equals(travel[own].notna())
    at_nearest = travel["unit_id"] == travel["nearest_unit_id"]
    assert (travel.loc[at_nearest, "penalty_km"] == 0).all()
    # a straight line is never longer than its estimate
    estimated = travel.dropna(subset=["detour_km"])
    assert (estimated["straight_km"] <= estimated["detour_low_km"]).all()

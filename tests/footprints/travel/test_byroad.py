"""Which trips are asked about, and what a network known by heart says of them."""

import numpy as np
import pandas as pd
import pytest

from footprints.travel.byroad import ask_network, list_trips
from footprints.travel.detour import DetourFactors
from footprints.travel.table import tabulate_travel
from footprints.travel.water import Water
from tests.footprints.roads.smalltown import SPEEDS, build_town
from tests.footprints.travel.hubtown import (
    list_memberships,
    list_schools,
    list_systems,
    list_units,
)

UNIT_OF = {1: "H1", 2: "H1", 3: "H3", 4: "H2"}


def list_all(n_nearest: int) -> pd.DataFrame:
    return list_trips(
        list_schools(),
        list_memberships(UNIT_OF),
        list_units(),
        systems=list_systems(),
        n_nearest=n_nearest,
    )


def test_each_school_is_asked_about_its_base_and_the_nearest() -> None:
    asked = list_all(n_nearest=1).groupby("urn")["unit_id"].agg(list).to_dict()
    # A is nearest to B; D to C, its own is B; E to C, its own has no base; C is where H2 is
    assert asked == {1: ["H1"], 2: ["H1", "H2"], 3: ["H2"], 4: ["H2"]}


def test_more_of_the_nearest_than_there_are_asks_all_once() -> None:
    trips = list_all(n_nearest=6)
    assert len(trips) == 8
    assert not trips.duplicated(["urn", "system", "unit_id"]).any()


def test_without_a_system_there_is_no_trip() -> None:
    nothing = list_systems().iloc[:0]
    trips = list_trips(list_schools(), list_memberships({}), list_units(), systems=nothing)
    assert trips.empty


def test_the_ways_are_those_known_by_heart() -> None:
    road = ask_network(build_town(), list_all(n_nearest=6), SPEEDS)
    km = road.set_index(["urn", "unit_id"])["road_km"]
    # A to B by the primary road; D to C by the residential; E over D; C to B over D and A: the
    # road from B is one-way
    known = {(1, "H1"): 4, (2, "H2"): 4, (3, "H2"): 6, (4, "H1"): 11, (4, "H2"): 0}
    assert {pair: km[pair] for pair in known} == pytest.approx(known)
    back = road.set_index(["urn", "unit_id"])["road_km_back"]
    assert back[4, "H1"] == pytest.approx(3)
    assert (road["minutes_fast"] <= road["minutes"]).all()


def test_a_school_off_the_network_is_left_out() -> None:
    trips = list_all(n_nearest=6)
    far = trips["urn"] == 1
    trips.loc[far, "easting"] += 500_000
    assert set(ask_network(build_town(), trips, SPEEDS)["urn"]) == {2, 3, 4}


def test_the_travel_table_takes_the_answers() -> None:
    tables = list_schools(), list_memberships(UNIT_OF), list_units()
    travel = tabulate_travel(
        *tables,
        systems=list_systems(),
        factors=DetourFactors((), "none"),
        water=Water(),
        method="road",
        road=ask_network(build_town(), list_all(n_nearest=6), SPEEDS),
    ).set_index("urn")
    assert travel.loc[2, ["road_km", "nearest_km", "penalty_km"]].tolist() == pytest.approx(
        [7, 4, 3]
    )
    assert travel.loc[3, "nearest_unit_id"] == "H2"
    assert np.isnan(travel.loc[3, "penalty_km"])
    assert travel.loc[5, ["road_km", "nearest_km"]].isna().all()

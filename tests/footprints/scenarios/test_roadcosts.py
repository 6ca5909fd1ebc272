"""Costs by road, estimated and on roads known by heart."""

import numpy as np
import pandas as pd
import pytest

from footprints.scenarios.roadcosts import estimate_costs, route_costs
from footprints.travel.detour import DetourBand, DetourFactors
from footprints.travel.water import Water
from geodata.travel.water import load_water
from tests.footprints.roads.smalltown import SPEEDS, build_town
from tests.footprints.travel.hubtown import list_schools, list_units

FACTORS = DetourFactors((DetourBand("all", 0, np.inf, 1.4, 1.2, 1.6, "me"),), "Mine.")
SCHOOLS, UNITS = list_schools(), list_units()


def test_an_estimate_is_the_straight_line_times_the_factor() -> None:
    costs = estimate_costs(SCHOOLS, UNITS, SCHOOLS.iloc[:2], FACTORS, Water())
    assert costs.unit_ids == ("H1", "H2")
    assert costs.method == "detour"
    # A to B, A to C: 4 and 5 km
    assert costs.to_bases[0].tolist() == pytest.approx([5.6, 7.0])
    assert np.isnan(costs.to_bases[4]).all(), "no coordinates"


def test_no_estimate_is_made_across_water() -> None:
    places = pd.DataFrame(
        {"urn": [1], "easting": 449_900.0, "northing": 89_100.0, "urban_rural": None}
    )
    base = pd.DataFrame({"unit_id": ["S"], "base_easting": 442_000.0, "base_northing": 112_000.0})
    assert np.isnan(estimate_costs(places, base, places, FACTORS, load_water()).to_bases).all()


def test_on_a_network_it_is_the_way_known_by_heart() -> None:
    costs = route_costs(SCHOOLS, UNITS, SCHOOLS.iloc[:2], build_town(), SPEEDS)
    assert costs.method == "road"
    # D to B and C; D to A and to itself
    assert costs.to_bases[1].tolist() == pytest.approx([7, 4])
    assert costs.to_candidates[1].tolist() == pytest.approx([3, 0])
    assert np.isnan(costs.to_bases[4]).all()

"""Centres of units and nearest siblings, of the vector of METRICS and by brute force."""

import math

import numpy as np
import pandas as pd
import pytest
import shapely

from footprints.errors import UnknownKeyError
from footprints.membership.members import Members, index_members
from footprints.schema import check_table, empty_table
from footprints.travel.detour import DetourBand, DetourFactors
from footprints.travel.siblings import find_siblings, measure_to_centres
from footprints.travel.water import LandMass, Water
from footprints.units.centres import find_centres
from tests.footprints.smallengland import Built, England, make_schools

FACTORS = DetourFactors((DetourBand("all", 0, np.inf, 1.4, 1.2, 1.6, "a"),), "by hand")
ISLE = LandMass("i", "Isle", "ferry", "apart", shapely.box(-1, 3000, 1000, 5000), "by hand")


def join(places: list[tuple[float, float]], trusts: list[str | None]) -> Members:
    """Make schools of trusts, places in km, urns from 1."""
    rows = [
        {"urn": at, "easting": 1000 * x, "northing": 1000 * y}
        for at, (x, y) in enumerate(places, start=1)
    ]
    held = pd.DataFrame({"urn": range(1, len(trusts) + 1), "system": "trust", "unit_id": trusts})
    held = held.dropna().assign(certainty="listed", reason=None)
    return index_members(
        make_schools(rows),
        check_table("memberships", held),
        empty_table("units"),
        scope="all",
    )


TRIANGLE = [(0.0, 0.0), (3.0, 0.0), (0.0, 4.0)]


def test_the_vector_of_a_triangle() -> None:
    members = join(TRIANGLE, ["T"] * 3)
    centres = measure_to_centres(members)
    # the mean centre is (1, 1.333333)
    want = [math.hypot(1, 4 / 3), math.hypot(2, 4 / 3), math.hypot(1, 8 / 3)]
    assert centres["centre_km"].tolist() == pytest.approx(want)
    assert centres["n_schools"].tolist() == [3, 3, 3]
    siblings = find_siblings(members, FACTORS, Water())
    assert siblings["sibling_urn"].tolist() == [2, 1, 1]
    assert siblings["straight_km"].tolist() == pytest.approx([3, 3, 4])
    assert siblings["detour_km"].tolist() == pytest.approx([4.2, 4.2, 5.6])
    assert siblings["detour_high_km"].tolist() == pytest.approx([4.8, 4.8, 6.4])


def test_a_sibling_across_water_has_no_estimate() -> None:
    siblings = find_siblings(join(TRIANGLE, ["T"] * 3), FACTORS, Water((ISLE,)))
    assert siblings["straight_km"].tolist() == pytest.approx([3, 3, 4])
    assert siblings["detour_km"].isna().tolist() == [False, False, True]


def test_a_school_alone_has_no_sibling_and_is_its_own_centre() -> None:
    members = join([*TRIANGLE, (9.0, 9.0), (8.0, 8.0)], ["T", "T", "T", "U", None])
    siblings = find_siblings(members, FACTORS, Water())
    assert siblings.loc[(4, "U"), "n_siblings"] == 0
    assert siblings.loc[(4, "U"), ["sibling_urn", "straight_km", "detour_km"]].isna().all()
    assert measure_to_centres(members).loc[(4, "trust", "U"), "centre_km"] == 0
    assert 5 not in siblings.index.get_level_values("urn")


def test_a_school_without_coordinates_is_counted_and_is_nobodys_nearest() -> None:
    members = join([(0, 0), (np.nan, np.nan)], ["T", "T"])
    siblings = find_siblings(members, FACTORS, Water())
    assert siblings["n_siblings"].tolist() == [1, 1]
    assert siblings["sibling_urn"].isna().all()
    assert measure_to_centres(members)["centre_km"].tolist() == pytest.approx(
        [0, np.nan], nan_ok=True
    )


def test_equally_near_siblings_are_settled_by_urn_and_one_site_is_0_km() -> None:
    siblings = find_siblings(join([(0, 0), (1, 0), (-1, 0), (1, 0)], ["T"] * 4), FACTORS, Water())
    assert siblings["sibling_urn"].tolist() == [2, 4, 1, 2]
    assert siblings["straight_km"].tolist() == [1, 0, 1, 0]
    assert siblings["detour_km"].iloc[1] == 0


def test_random_trusts_have_the_siblings_that_brute_force_gives() -> None:
    random = np.random.default_rng(19)
    places = [tuple(at) for at in random.uniform(0, 50, (80, 2))]
    trusts = random.choice([*"ABCDEFGH"], 80).tolist()
    siblings = find_siblings(join(places, trusts), FACTORS, Water())
    for at, (place, trust) in enumerate(zip(places, trusts, strict=True)):
        away = [
            (math.dist(place, other), urn)
            for urn, (other, own) in enumerate(zip(places, trusts, strict=True), start=1)
            if own == trust and urn != at + 1
        ]
        row = siblings.loc[(at + 1, trust)]
        assert (row["straight_km"], row["sibling_urn"]) == pytest.approx(min(away))
        assert row["n_siblings"] == len(away)


def test_distances_to_centres_agree_with_the_centres_of_units(
    built: Built, england: England
) -> None:
    members = index_members(built.schools, built.memberships, england.units)
    centres = find_centres(members)
    found = measure_to_centres(members)
    at = built.schools.set_index("urn")[["easting", "northing"]]
    assert len(found) == len(members.school)
    for (urn, system, unit_id), row in found.iterrows():
        centre = centres.loc[(system, unit_id)]
        km = math.dist(at.loc[urn], centre[["mean_easting", "mean_northing"]]) / 1000
        assert row["centre_km"] == pytest.approx(km, nan_ok=True)
        assert row["n_schools"] == centre["n_schools"]


def test_an_unknown_system_is_refused() -> None:
    with pytest.raises(UnknownKeyError, match="`system` must be one of"):
        find_siblings(join(TRIANGLE, ["T"] * 3), FACTORS, Water(), system="maths")

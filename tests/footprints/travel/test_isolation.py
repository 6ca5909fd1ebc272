"""Isolation: the five nearest peers counted by hand, by brute force, and across water."""

import numpy as np
import pandas as pd
import pytest
import shapely

from footprints.locals.nearest import group_peers
from footprints.scope import is_state_funded
from footprints.travel.detour import DetourBand, DetourFactors
from footprints.travel.isolation import is_mainstream, measure_isolation
from footprints.travel.water import NO_WATER, Barrier, LandMass, Water, find_water
from tests.footprints.smallengland import make_schools

FACTORS = DetourFactors(
    (
        DetourBand("all", 0, np.inf, 1.4, 1.2, 1.6, "a"),
        DetourBand("rural", 0, np.inf, 1.5, 1.3, 2.0, "b"),
    ),
    "by hand",
)
MAINTAINED, INDEPENDENT = "Local authority maintained schools", "Independent schools"
RIVER = Barrier(
    "river",
    "the River",
    "a bridge",
    shapely.MultiPoint([(50_000, 200_000)]),
    shapely.LineString([(50_000, 200_000), (50_000, -100_000)]),
    "drawn by hand",
)
ISLE = LandMass("isle", "Isle", "ferry", "apart", shapely.box(0, 0, 20_000, 20_000), "by hand")


def place(urn: int, east_km: float, **change: object) -> dict[str, object]:
    row = {"urn": urn, "easting": 1000 * east_km, "northing": 0.0, "phase": "Primary"}
    return row | {"type": "Community school", "type_group": MAINTAINED} | change


LINE = [place(at, km) for at, km in enumerate([0, 1, 2, 4, 7, 11, 16])]


def test_the_mean_of_the_five_nearest_is_the_one_counted_by_hand() -> None:
    found = measure_isolation(make_schools(LINE), FACTORS, Water())
    assert found.loc[0, "straight_km"] == pytest.approx((1 + 2 + 4 + 7 + 11) / 5)
    assert found.loc[3, "straight_km"] == pytest.approx((2 + 3 + 3 + 4 + 7) / 5)
    np.testing.assert_allclose(found["detour_km"], 1.4 * found["straight_km"])
    np.testing.assert_allclose(found["detour_low_km"], 1.2 * found["straight_km"])
    np.testing.assert_allclose(found["detour_high_km"], 1.6 * found["straight_km"])
    assert (found[["n_straight", "n_detour"]] == 5).all(axis=None)


def test_peers_are_mainstream_state_funded_and_of_the_same_phase() -> None:
    others = [
        place(20, 0.1, phase="Secondary"),
        place(21, 0.1, type="Community special school", phase="Not applicable"),
        place(22, 0.1, type_group=INDEPENDENT, type="Other independent school"),
        place(23, 0.1, type="Pupil referral unit", phase="PRU"),
        place(24, np.nan),
    ]
    alone = measure_isolation(make_schools(LINE), FACTORS, Water())
    found = measure_isolation(make_schools([*LINE, *others]), FACTORS, Water())
    pd.testing.assert_frame_equal(found.loc[alone.index], alone)
    assert found.loc[20:, ["straight_km", "detour_km"]].isna().all(axis=None)
    assert (found.loc[20:, ["n_straight", "n_detour"]] == 0).all(axis=None)


def test_fewer_than_five_peers_have_no_mean_and_are_counted() -> None:
    found = measure_isolation(make_schools(LINE[:4]), FACTORS, Water())
    assert found[["straight_km", "detour_km"]].isna().all(axis=None)
    assert (found[["n_straight", "n_detour"]] == 3).all(axis=None)


def test_a_rural_school_takes_the_rural_factor() -> None:
    rural = [row | {"urban_rural": "Rural village"} for row in LINE]
    found = measure_isolation(make_schools(rural), FACTORS, Water())
    np.testing.assert_allclose(found["detour_km"], 1.5 * found["straight_km"])


def test_across_water_the_estimate_goes_to_other_peers() -> None:
    # five schools on each bank, the first of the east bank nearest to the west
    west = [place(at, 40 + at) for at in range(6)]
    east = [place(10 + at, 51 + 3 * at) for at in range(7)]
    found = measure_isolation(make_schools(west + east), FACTORS, Water((), (RIVER,)))
    assert found.loc[5, "straight_km"] == pytest.approx((1 + 2 + 3 + 4 + 5) / 5)
    assert found.loc[10, "straight_km"] == pytest.approx((3 + 6 + 6 + 7 + 8) / 5)
    assert found.loc[10, "detour_km"] == pytest.approx(1.4 * (3 + 6 + 9 + 12 + 15) / 5)
    assert found.loc[10, "n_detour"] == 5


def test_a_small_island_has_no_estimate_and_says_how_many_it_found() -> None:
    shore = [place(10 + at, 21 + at) for at in range(6)]
    isle = [place(at, 18 + at) for at in range(2)]
    found = measure_isolation(make_schools(isle + shore), FACTORS, Water((ISLE,)))
    assert found.loc[[0, 1], "detour_km"].isna().all()
    assert found.loc[[0, 1], "n_detour"].tolist() == [1, 1]
    assert found.loc[[0, 1], "straight_km"].notna().all()


@pytest.mark.parametrize("block", [1, 2, 1000])
def test_random_schools_have_the_means_that_brute_force_gives(
    monkeypatch: pytest.MonkeyPatch, block: int
) -> None:
    monkeypatch.setattr("footprints.travel.isolation.BLOCK", block)
    random = np.random.default_rng(17)
    rows = [
        place(at, x, northing=1000 * y, phase=phase)
        for at, (x, y, phase) in enumerate(
            zip(
                random.uniform(0, 100, 60),
                random.uniform(0, 60, 60),
                random.choice(["Primary", "Secondary", "Middle deemed primary"], 60),
                strict=True,
            )
        )
    ]
    schools, water = make_schools(rows), Water((ISLE,), (RIVER,))
    found = measure_isolation(schools, FACTORS, water)
    peers = group_peers(schools).to_numpy()
    points = schools[["easting", "northing"]].to_numpy()
    for at in range(60):
        away = []
        for other in range(60):
            if other == at or peers[other] != peers[at]:
                continue
            if find_water(points[[at]], points[[other]], water)[0] == NO_WATER:
                away.append(float(np.hypot(*(points[at] - points[other]))) / 1000)
        nearest = sorted(away)[:5]
        want = 1.4 * sum(nearest) / 5 if len(nearest) == 5 else np.nan
        assert found["detour_km"].iloc[at] == pytest.approx(want, nan_ok=True)
        assert found["n_detour"].iloc[at] == len(nearest)


def test_the_order_of_rows_does_not_matter_and_the_table_is_left_alone() -> None:
    schools = make_schools(LINE)
    before = schools.copy()
    first = measure_isolation(schools, FACTORS, Water())
    again = measure_isolation(schools.sample(frac=1, random_state=1), FACTORS, Water())
    pd.testing.assert_frame_equal(first, again.loc[first.index])
    pd.testing.assert_frame_equal(schools, before)


def test_mainstream_schools_are_state_funded() -> None:
    schools = make_schools([*LINE, place(22, 0.1, type_group=INDEPENDENT)])
    assert (is_mainstream(schools) <= is_state_funded(schools)).all()

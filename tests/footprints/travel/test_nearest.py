"""The nearest base by each method, and when none is named."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from footprints.travel.matrix import estimate_roads, measure_straight
from footprints.travel.nearest import choose_across_no_water, choose_nearest, prove_nearest
from footprints.travel.water import NO_WATER, Barrier, LandMass, Water, find_water_matrix
from tests.footprints.travel.test_detour import MIXED

matrices = arrays(
    "float64",
    array_shapes(min_dims=2, max_dims=2, max_side=6),
    elements=st.one_of(st.just(np.nan), st.integers(0, 9).map(float)),
)
FIRTH = Barrier(
    "firth",
    "the Firth",
    "a bridge",
    shapely.MultiPoint([(0, 50_000)]),
    shapely.LineString([(0, 50_000), (100_000, 50_000)]),
    "drawn by hand",
)
ISLE = LandMass("i", "Isle", "ferry", "apart", shapely.box(60_000, 0, 90_000, 20_000), "by hand")
WATER = Water((ISLE,), (FIRTH,))


@given(matrices)
def test_the_nearest_is_the_first_of_the_least(km: np.ndarray) -> None:
    found = choose_nearest(km)
    for row, best, least in zip(km, found.row, found.km, strict=True):
        known = [(value, at) for at, value in enumerate(row) if not np.isnan(value)]
        assert (least, best) == min(known) if known else (best == -1 and np.isnan(least))


def test_without_bases_nothing_is_nearest() -> None:
    found = choose_nearest(np.empty((2, 0)))
    assert found.row.tolist() == [-1, -1]
    assert np.isnan(found.km).all()


def test_the_nearest_across_no_water_is_the_least_of_all_tested_pair_by_pair() -> None:
    random = np.random.default_rng(11)
    schools, bases = random.uniform(0, 100_000, (200, 2)), random.uniform(0, 100_000, (9, 2))
    schools[0] = np.nan
    kind = random.choice(["all", "rural", "urban"], 200)
    dry = estimate_roads(schools, bases, MIXED, Water(), kind=kind).value
    before = dry.copy()
    found = choose_across_no_water(dry, schools, bases, WATER)
    all_tested = choose_nearest(estimate_roads(schools, bases, MIXED, WATER, kind=kind).value)
    np.testing.assert_array_equal(found.row, all_tested.row)
    np.testing.assert_array_equal(found.km, all_tested.km)
    np.testing.assert_array_equal(dry, before)
    assert (found.row != choose_nearest(dry).row).any()


def test_an_estimate_of_every_pair_has_none_exactly_where_water_is() -> None:
    random = np.random.default_rng(13)
    here, there = random.uniform(0, 100_000, (40, 2)), random.uniform(0, 100_000, (6, 2))
    found = estimate_roads(here, there, MIXED, WATER, kind="rural")
    wet = find_water_matrix(here, there, WATER) != NO_WATER
    np.testing.assert_array_equal(np.isnan(found.value), wet)
    assert wet.any()
    assert not wet.all()
    assert (found.low <= found.value)[~wet].all()
    assert (found.value <= found.high)[~wet].all()


@given(arrays("float64", (5, 2), elements=st.integers(-9, 9).map(float)))
def test_straight_lines_keep_the_triangle(places: np.ndarray) -> None:
    km = measure_straight(places, places)
    np.testing.assert_array_equal(km, km.T)
    assert (km.diagonal() == 0).all()
    around = km[:, :, None] + km[None]
    assert (km[:, None, :] <= around + 1e-12).all()


def test_a_nearest_by_road_is_named_only_where_no_other_can_be_nearer() -> None:
    straight = np.array([[7.0, 9.5, 20.0], [7.0, 8.5, 20.0], [7.0, 9.0, 20.0], [7.0, 9.5, 3.0]])
    road = np.array([[9.0, np.nan, 30.0]] * 4)
    found = prove_nearest(road, straight)
    assert found.row.tolist() == [0, -1, 0, 0]
    assert found.km == pytest.approx([9, np.nan, 9, 9], nan_ok=True)
    assert prove_nearest(np.full((1, 3), np.nan), straight[:1]).row.tolist() == [-1]


@given(matrices, st.randoms(use_true_random=False))
def test_what_is_proved_holds_whatever_the_unknown_roads_are(km: np.ndarray, chance) -> None:  # noqa: ANN001
    straight = np.where(np.isnan(km), chance.randint(0, 9), np.floor(km / 2))
    found = prove_nearest(km, straight)
    # the unknown roads are as short as a road can be
    worst = choose_nearest(np.where(np.isnan(km), straight, km))
    proved = found.row >= 0
    np.testing.assert_array_equal(found.km[proved], worst.km[proved])

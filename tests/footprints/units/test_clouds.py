"""Mean centre, standard distance and geometric median of groups of points."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize

from footprints.units.clouds import Cloud, average_points, find_medians, make_cloud, measure_spread

TRIANGLE = [(0, 0), (3000, 0), (0, 4000)]
KM = st.integers(0, 40)
PLACES = st.lists(st.tuples(KM, KM, st.integers(1, 5)), min_size=1, max_size=9)


def unpack(places: list[tuple[int, int, int]]) -> Cloud:
    """Make one group of drawn places, in metres."""
    table = np.array(places, dtype="float64")
    return make_cloud(table[:, :2] * 1000, weights=table[:, 2])


def add_up_distances(cloud: Cloud, at: np.ndarray) -> float:
    """Add up the weighted distances to a point."""
    return float((cloud.weights * np.hypot(*(cloud.points - at).T)).sum())


def minimise_distances(cloud: Cloud) -> float:
    """Find the least sum of distances by a general optimiser, from several starts."""
    starts = [average_points(cloud)[0], *cloud.points]
    options = {"xatol": 1e-4, "fatol": 1e-7, "maxiter": 4000}
    found = [
        minimize(lambda at: add_up_distances(cloud, at), s, method="Nelder-Mead", options=options)
        for s in starts
    ]
    return min(float(one.fun) for one in found)


def test_the_vector_of_the_definitions() -> None:
    cloud = make_cloud(TRIANGLE)
    assert average_points(cloud)[0] / 1000 == pytest.approx([1, 4 / 3])
    assert measure_spread(cloud)[0] == pytest.approx(2.357023, abs=5e-7)


def test_the_median_of_the_triangle_sees_its_sides_at_equal_angles() -> None:
    at = find_medians(make_cloud(TRIANGLE))[0]
    away = np.array(TRIANGLE) - at
    angles = np.degrees(np.arctan2(away[:, 1], away[:, 0]))
    assert np.diff(np.sort(angles)) == pytest.approx([120, 120], abs=0.1)


@given(PLACES)
def test_no_point_has_a_lesser_sum_of_distances(places: list[tuple[int, int, int]]) -> None:
    cloud = unpack(places)
    at = find_medians(cloud)[0]
    assert add_up_distances(cloud, at) <= minimise_distances(cloud) * (1 + 1e-7) + 1e-3


@given(PLACES)
def test_the_centres_lie_within_the_points(places: list[tuple[int, int, int]]) -> None:
    cloud = unpack(places)
    low, high = cloud.points.min(axis=0) - 1e-6, cloud.points.max(axis=0) + 1e-6
    for at in (average_points(cloud)[0], find_medians(cloud)[0]):
        assert (low <= at).all()
        assert (at <= high).all()


@given(PLACES, st.randoms(use_true_random=False))
def test_row_order_and_a_shift_change_nothing(
    places: list[tuple[int, int, int]], random: object
) -> None:
    mixed = list(places)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    moved = [(x + 100, y + 200, w) for x, y, w in mixed]
    one, other = unpack(places), unpack(moved)
    assert average_points(other) - [100_000, 200_000] == pytest.approx(average_points(one))
    assert measure_spread(other) == pytest.approx(measure_spread(one), abs=1e-9)
    at = find_medians(other)[0] - [100_000, 200_000]
    assert add_up_distances(one, at) == pytest.approx(
        add_up_distances(one, find_medians(one)[0]), rel=1e-9, abs=1e-3
    )


@given(st.lists(PLACES, min_size=1, max_size=5))
def test_groups_do_not_touch_one_another(groups: list[list[tuple[int, int, int]]]) -> None:
    clouds = [unpack(places) for places in groups]
    together = make_cloud(
        np.concatenate([c.points for c in clouds]),
        weights=np.concatenate([c.weights for c in clouds]),
        group=np.repeat(range(len(clouds)), [len(c.points) for c in clouds]),
        n_groups=len(clouds),
    )
    for find in (average_points, measure_spread, find_medians):
        alone = np.concatenate([find(c) for c in clouds])
        assert find(together) == pytest.approx(alone, abs=1e-6)


def test_a_weight_of_two_is_two_schools_in_one_place() -> None:
    weighted = make_cloud(TRIANGLE, weights=[1, 2, 1])
    repeated = make_cloud([*TRIANGLE, TRIANGLE[1]])
    assert average_points(weighted) == pytest.approx(average_points(repeated))
    assert measure_spread(weighted) == pytest.approx(measure_spread(repeated))
    assert find_medians(weighted) == pytest.approx(find_medians(repeated), abs=0.01)


@pytest.mark.parametrize(
    ("points", "median"),
    [
        ([(5, 5)], (5, 5)),
        ([(5, 5), (5, 5), (5, 5)], (5, 5)),
        ([(0, 0), (100, 0)], (50, 0)),
        ([(0, 0), (10, 0), (100, 0)], (10, 0)),
        # the mean centre, where the iteration starts, is a school that is not the median
        ([(0, 0), (-10, 0), (-10, 1), (-10, -1), (30, 0)], (-10, 0)),
        # a school that is the median, and is not where the iteration starts
        ([(0, 0), (1000, 0), (0, 1000), (-900, -10), (10, -3000)], (0, 0)),
    ],
)
def test_schools_on_the_way_do_not_stop_it(
    points: list[tuple[float, float]], median: tuple[float, float]
) -> None:
    assert find_medians(make_cloud(points))[0] == pytest.approx(median, abs=1)


def test_schools_nearly_in_line_are_no_trap() -> None:
    # Weiszfeld's steps alone stop half a kilometre short here
    cloud = make_cloud([(558, 1009), (0, 0), (0, 0), (443, 855)])
    at = find_medians(cloud)[0]
    assert add_up_distances(cloud, at) <= minimise_distances(cloud) + 1e-4
    tight = find_medians(cloud, tolerance_m=1e-5)[0]
    assert np.hypot(*(at - tight)) < 1


def test_unknown_places_and_weightless_schools_do_not_count() -> None:
    points = [(0, 0), (np.nan, 5), (3000, 0), (9000, 9000), (0, 4000), (9000, 0)]
    cloud = make_cloud(points, weights=[1, 1, 1, 0, 1, np.nan])
    assert len(cloud.points) == 3
    assert average_points(cloud)[0] / 1000 == pytest.approx([1, 4 / 3])


def test_a_group_without_schools_has_no_centre() -> None:
    cloud = make_cloud([(1, 2)], group=[1], n_groups=3)
    assert average_points(cloud)[1].tolist() == [1, 2]
    assert measure_spread(cloud).tolist() == pytest.approx([np.nan, 0, np.nan], nan_ok=True)
    assert np.isnan(find_medians(cloud)[[0, 2]]).all()
    empty = make_cloud(np.empty((0, 2)))
    assert np.isnan(find_medians(empty)).all()


def test_a_negative_weight_is_refused() -> None:
    with pytest.raises(ValueError, match="`weights` must not be negative, got -1"):
        make_cloud(TRIANGLE, weights=[1, -1, 1])

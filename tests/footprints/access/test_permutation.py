"""Neighbours by brute force; chance by every possible draw, by `esda`, and where esda errs."""

from itertools import combinations

import numpy as np
import pytest
from esda.crand import crand
from esda.getisord import G_Local
from hypothesis import given
from hypothesis import strategies as st
from libpysal.graph import Graph

from footprints.access.permutation import (
    Neighbours,
    _draw_others,
    count_tails,
    find_nearest_places,
    find_places_within,
)

N_DRAWS = 499
grid = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=3, max_size=25).map(
    lambda rows: np.array(rows, dtype="float64") * 1000
)


def list_neighbours(found: Neighbours) -> list[list[int]]:
    return [found.neighbour[found.place == place].tolist() for place in range(found.n)]


def scatter(n: int, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).uniform(0, 50_000, (n, 2))


@given(grid, st.integers(1, 2))
def test_the_nearest_equal_brute_force_with_ties_by_row(points: np.ndarray, k: int) -> None:
    away = np.hypot(*(points[:, None] - points[None]).T)
    np.fill_diagonal(away, np.inf)
    expected = np.argsort(away, axis=1, kind="stable")[:, :k]
    assert list_neighbours(find_nearest_places(points, k)) == expected.tolist()


@given(grid, st.sampled_from([0.5, 1.0, 2.0]))
def test_those_within_equal_brute_force(points: np.ndarray, km: float) -> None:
    away = np.hypot(*(points[:, None] - points[None]).T) / 1000
    np.fill_diagonal(away, np.inf)
    expected = [np.flatnonzero(row <= km).tolist() for row in away]
    assert list_neighbours(find_places_within(points, km)) == expected


def test_neighbours_equal_those_of_libpysal() -> None:
    points = scatter(200)
    knn = Graph.build_knn(points, k=7)
    assert [sorted(own) for own in list_neighbours(find_nearest_places(points, 7))] == [
        sorted(knn[place].index.tolist()) for place in range(200)
    ]


def test_places_kept_are_numbered_anew() -> None:
    found = Neighbours(4, np.array([0, 1, 2, 3]), np.array([1, 2, 1, 0]))
    kept = found.keep(np.array([False, True, True, True]))
    assert (kept.n, kept.place.tolist(), kept.neighbour.tolist()) == (3, [0, 1], [1, 0])
    assert kept.sizes.tolist() == [1, 1, 0]
    assert kept.sum_values(np.array([5.0, 7.0, 9.0])).tolist() == [7, 5, 0]


@given(grid, st.sampled_from([1.0, 2.5]), st.integers(0, 5))
def test_sums_kept_up_to_date_equal_sums_taken_anew(
    points: np.ndarray, km: float, seed: int
) -> None:
    values = (points.sum(axis=1) // 1000) % 3
    found = find_places_within(points, km)
    if values.std() == 0 or found.sizes.max() >= found.n:
        return
    high, low = count_tails(values, found, n_permutations=99, seed=seed)
    draws = _draw_others(len(values), int(found.sizes.max()), 99, seed)
    for place, size in enumerate(found.sizes):
        drawn = np.delete(values, place)[draws[:, :size]].sum(axis=1)
        own = found.sum_values(values)[place]
        assert high[place] == (drawn >= own).sum()
        assert low[place] == (drawn <= own).sum()


def test_draws_are_of_others_without_repeats_and_by_seed() -> None:
    draws = _draw_others(9, 8, 50, 3)
    assert [sorted(row) for row in draws.tolist()] == [list(range(8))] * 50
    assert (draws == _draw_others(9, 8, 50, 3)).all()
    assert (draws != _draw_others(9, 8, 50, 4)).any()


def test_tails_approach_those_of_every_possible_draw() -> None:
    values = np.array([0.0, 1, 1, 2, 3, 5, 8, 9, 9, 12])
    found = find_nearest_places(np.column_stack([values**2, values]), 3)
    n = 4999
    high, low = count_tails(values, found, n_permutations=n, seed=2)
    for place in range(found.n):
        others = np.delete(values, place)
        sums = np.array([sum(chosen) for chosen in combinations(others, 3)])
        own = found.sum_values(values)[place]
        assert high[place] / n == pytest.approx((sums >= own).mean(), abs=0.03)
        assert low[place] / n == pytest.approx((sums <= own).mean(), abs=0.03)


def build_graph(found: Neighbours) -> Graph:
    return Graph.from_arrays(found.place, found.neighbour, np.ones(len(found.place)))


def add_up(place: int, values: np.ndarray, drawn: np.ndarray, weights: np.ndarray, _: float):  # noqa: ANN201
    """Add up what `esda` draws, as its engine calls for it."""
    return np.delete(values, place)[drawn] @ weights[1:]


def test_tails_equal_those_of_esda_but_for_chance() -> None:
    found = find_nearest_places(scatter(150), 6)
    values = np.random.default_rng(5).gamma(2.0, 3.0, 150)
    high, low = count_tails(values, found, n_permutations=1999, seed=1)
    for tail, alternative in ((high, "greater"), (low, "lesser")):
        p, _ = crand(
            *(values, build_graph(found), found.sum_values(values), 1999, False, 1, add_up),
            seed=7,
            alternative=alternative,
        )
        assert (tail + 1) / 2000 == pytest.approx(p, abs=0.06)
        assert np.corrcoef(tail, p)[0, 1] > 0.995


def test_p_values_are_even_where_nothing_gathers() -> None:
    found = find_nearest_places(scatter(2000), 8)
    values = np.random.default_rng(6).lognormal(0, 1, 2000)
    high, low = count_tails(values, found, n_permutations=N_DRAWS, seed=1)
    p = np.minimum(1, 2 * (np.minimum(high, low) + 1) / (N_DRAWS + 1))
    for level in (0.05, 0.2, 0.5):
        assert (p <= level).mean() == pytest.approx(level, abs=0.03)


def test_equal_values_are_in_both_tails_where_esda_leaves_them_out_of_one() -> None:
    # nine tenths have nothing, wherever they are: no place amid zeros is remarkable
    found = find_nearest_places(scatter(400), 6)
    values = (np.random.default_rng(1).random(400) < 0.1).astype("float64")
    high, low = count_tails(values, found, n_permutations=N_DRAWS, seed=1)
    amid = found.sum_values(values) == 0
    assert amid.mean() > 0.5
    assert (high[amid] == N_DRAWS).all()
    assert (low[amid] > 0.4 * N_DRAWS).all()
    with pytest.warns(DeprecationWarning, match="alternative hypothesis"):
        theirs = G_Local(
            values, build_graph(found), transform="B", permutations=N_DRAWS, n_jobs=1, seed=1
        )
    # if this fails, esda counts ties now, and its own p-values could be taken
    assert theirs.p_sim[amid] == pytest.approx(1 / (N_DRAWS + 1))

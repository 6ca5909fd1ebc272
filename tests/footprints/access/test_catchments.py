"""Catchments: the vectors, loops over pairs, PySAL's `access`, and what is shared out is kept."""

import random
import re
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from access.fca import two_stage_fca, weighted_catchment
from hypothesis import given
from hypothesis import strategies as st

from footprints.access.catchments import measure_catchments, measure_gravity, sum_opportunities
from footprints.access.decay import Decay, Exponential, Gaussian, Power, Steps
from footprints.access.reach import find_reach, list_reach
from tests.footprints.access.slowaccess import add_up, share_out, within

# consumers at 0, 1 and 2, providers at 0 and 2
LINE = np.abs(np.array([[0.0], [1.0], [2.0]]) - np.array([0.0, 2.0]))
DECAYS = (
    Gaussian(2.0),
    Exponential(3.0),
    Power(2.0, nearest=1.0),
    Steps(((1.0, 1.0), (4.0, 0.5), (6.0, 0.1))),
)


def test_the_two_step_vector() -> None:
    found = measure_catchments(LINE, [100] * 3, [10] * 2, threshold=1)
    assert found.access == pytest.approx([0.05, 0.10, 0.05])
    assert found.ratio == pytest.approx([0.05, 0.05])
    assert found.demand == pytest.approx([200, 200])
    assert (found.reached, found.unreached) == (20, 0)


def test_the_gaussian_vector() -> None:
    found = measure_catchments(LINE, [100] * 3, [10] * 2, decay=Gaussian(1.0))
    assert found.access == pytest.approx([0.065179, 0.069641, 0.065179], abs=5e-7)
    # by hand: 10 / 100 / (1 + exp(-1/2) + exp(-2)), twice for the one in the middle
    ratio = 0.1 / (1 + np.exp(-0.5) + np.exp(-2))
    assert found.access[1] == pytest.approx(2 * np.exp(-0.5) * ratio)


def test_zones_weigh_in_both_steps() -> None:
    zones = Steps(((0.5, 1.0), (1.0, 0.5)))
    found = measure_catchments(LINE, [100] * 3, [10] * 2, decay=zones)
    # 10 / (100 + 50), and half of it twice
    assert found.ratio == pytest.approx([10 / 150] * 2)
    assert found.access == pytest.approx([10 / 150] * 3)


def test_points_and_a_matrix_give_the_same() -> None:
    reach = find_reach([(0, 0), (1000, 0), (2000, 0)], [(0, 0), (2000, 0)], within_km=1)
    found = measure_catchments(reach, [100] * 3, [10] * 2, threshold=1)
    assert found.access == pytest.approx([0.05, 0.10, 0.05])
    cut = measure_catchments(reach, [100] * 3, [10] * 2, threshold=1, decay=Gaussian(1.0))
    whole = measure_catchments(LINE, [100] * 3, [10] * 2, threshold=1, decay=Gaussian(1.0))
    assert cut.access == pytest.approx(whole.access)


costs = st.integers(1, 5).flatmap(
    lambda m: st.lists(
        st.lists(
            st.one_of(st.integers(0, 16).map(lambda k: k / 2), st.just(np.nan)),
            min_size=m,
            max_size=m,
        ),
        min_size=1,
        max_size=7,
    )
)
amounts = st.one_of(st.integers(0, 5).map(float), st.just(np.nan))


England = tuple[list[list[float]], list[float], list[float]]


@st.composite
def draw_england(draw: st.DrawFn) -> England:
    """Draw costs, demand and supply with zeros, ties and missing values in all of them."""
    matrix = draw(costs)
    demand = draw(st.lists(amounts, min_size=len(matrix), max_size=len(matrix)))
    supply = draw(st.lists(amounts, min_size=len(matrix[0]), max_size=len(matrix[0])))
    return matrix, demand, supply


@given(draw_england(), st.sampled_from([0.0, 2.0, 5.0]))
def test_two_steps_equal_loops_over_pairs(england: England, threshold: float) -> None:
    matrix, demand, supply = england
    found = measure_catchments(np.array(matrix), demand, supply, threshold=threshold)
    slow = share_out(matrix, demand, supply, within(threshold))
    assert found.access == pytest.approx(slow, nan_ok=True)
    cumulative = sum_opportunities(np.array(matrix), supply, threshold=threshold)
    assert cumulative == pytest.approx(add_up(matrix, supply, within(threshold)), nan_ok=True)


@pytest.mark.parametrize("decay", DECAYS)
@given(england=draw_england())
def test_decays_equal_loops_over_pairs(decay: Decay, england: England) -> None:
    matrix, demand, supply = england

    def weigh(cost: float) -> float:
        return float(decay.weigh(np.array([cost]))[0])

    found = measure_catchments(np.array(matrix), demand, supply, decay=decay)
    assert found.access == pytest.approx(share_out(matrix, demand, supply, weigh), nan_ok=True)
    gravity = measure_gravity(np.array(matrix), supply, decay)
    assert gravity == pytest.approx(add_up(matrix, supply, weigh), nan_ok=True)


@given(draw_england(), st.sampled_from([*DECAYS, None]), st.sampled_from([2.0, 5.0]))
def test_what_is_shared_out_is_what_is_in_reach(
    england: England, decay: Decay | None, threshold: float
) -> None:
    matrix, demand, supply = np.array(england[0]), np.array(england[1]), np.array(england[2])
    found = measure_catchments(matrix, demand, supply, threshold=threshold, decay=decay)
    asking = (demand > 0) & ~np.isnan(matrix).all(axis=1)
    assert (demand * found.access)[asking].sum() == pytest.approx(found.reached)
    assert found.reached + found.unreached == pytest.approx(np.nansum(supply))
    assert found.n_demand_unstated == np.isnan(demand).sum()
    assert found.n_supply_unstated == np.isnan(supply).sum()


@given(draw_england(), st.randoms(use_true_random=False))
def test_the_order_of_schools_and_sites_changes_nothing(
    england: England, chance: random.Random
) -> None:
    matrix, demand, supply = np.array(england[0]), np.array(england[1]), np.array(england[2])
    rows, columns = list(range(len(demand))), list(range(len(supply)))
    chance.shuffle(rows)
    chance.shuffle(columns)
    found = measure_catchments(matrix, demand, supply, decay=Gaussian(2.0))
    turned = measure_catchments(
        matrix[np.ix_(rows, columns)], demand[rows], supply[columns], decay=Gaussian(2.0)
    )
    assert turned.access == pytest.approx(found.access[rows], nan_ok=True)
    assert turned.ratio == pytest.approx(found.ratio[columns], nan_ok=True)


@given(draw_england())
def test_more_supply_never_takes_access_away(england: England) -> None:
    matrix, demand, supply = np.array(england[0]), england[1], np.nan_to_num(england[2])
    less = measure_gravity(matrix, supply, Gaussian(2.0))
    more = measure_gravity(matrix, supply + 1, Gaussian(2.0))
    assert (more >= less)[~np.isnan(less)].all()
    twice = measure_catchments(matrix, demand, supply * 2, threshold=4)
    once = measure_catchments(matrix, demand, supply, threshold=4)
    assert twice.access == pytest.approx(2 * once.access, nan_ok=True)


def ask_pysal(
    costs: np.ndarray,
    demand: np.ndarray,
    supply: np.ndarray,
    threshold: float,
    weigh: Callable[[float], float] | None,
) -> np.ndarray:
    """Ask PySAL's `access` for floating catchments; 0 where it gives no row."""
    origin, destination = np.nonzero(~np.isnan(costs))
    pairs = pd.DataFrame({"origin": origin, "dest": destination, "cost": costs[~np.isnan(costs)]})
    found = two_stage_fca(
        pd.DataFrame({"geoid": range(len(demand)), "demand": demand}),
        pd.DataFrame({"supply": supply}),
        pairs,
        max_cost=threshold,
        demand_name="demand",
        supply_name="supply",
        weight_fn=weigh,
    )
    return found.reindex(range(len(demand))).fillna(0).to_numpy()


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("decay", [None, *DECAYS])
def test_catchments_equal_those_of_pysal(seed: int, decay: Decay | None) -> None:
    rng = np.random.default_rng(seed)
    matrix = rng.uniform(0, 8, (60, 9))
    matrix[rng.random(matrix.shape) < 0.1] = np.nan
    demand, supply = rng.uniform(1, 500, 60), rng.uniform(1, 20, 9)
    found = measure_catchments(matrix, demand, supply, threshold=5.0, decay=decay)
    weigh = None if decay is None else lambda c: float(decay.weigh(np.array([c]))[0])
    theirs = ask_pysal(matrix, demand, supply, 5.0, weigh)
    assert np.nan_to_num(found.access) == pytest.approx(theirs)
    assert theirs.max() > 0


def test_cumulative_opportunities_equal_those_of_pysal() -> None:
    rng = np.random.default_rng(1)
    matrix, supply = rng.uniform(0, 8, (40, 6)), rng.uniform(1, 20, 6)
    origin, destination = np.indices(matrix.shape)
    pairs = pd.DataFrame(
        {"origin": origin.ravel(), "dest": destination.ravel(), "cost": matrix.ravel()}
    )
    # its origin is where the amounts are
    theirs = weighted_catchment(
        pd.DataFrame({"geoid": range(6), "supply": supply}),
        pairs,
        max_cost=3.0,
        cost_source="dest",
        cost_dest="origin",
        loc_value="supply",
    )
    found = sum_opportunities(matrix, supply, threshold=3.0)
    assert found == pytest.approx(theirs.reindex(range(40)).fillna(0).to_numpy())


def test_out_of_reach_is_0_and_unknown_is_missing() -> None:
    matrix = np.array([[1.0], [50.0], [np.nan]])
    found = measure_catchments(matrix, [1, 1, 1], [6], threshold=5)
    assert found.access == pytest.approx([6, 0, np.nan], nan_ok=True)
    assert sum_opportunities(matrix, [6], threshold=5) == pytest.approx(
        [6, 0, np.nan], nan_ok=True
    )
    gravity = measure_gravity(matrix, [6], Gaussian(5.0), threshold=5)
    assert gravity == pytest.approx([6 * np.exp(-0.02), 0, np.nan], nan_ok=True)


def test_a_supply_that_nobody_asks_for_has_no_share() -> None:
    # the first school has no pupils and the base to itself, the third states none
    matrix = np.array([[1.0, np.nan], [np.nan, 1.0], [np.nan, 1.0]])
    found = measure_catchments(matrix, [0, 10, np.nan], [6, 5], threshold=5)
    assert found.access == pytest.approx([np.nan, 0.5, 0.5], nan_ok=True)
    assert found.ratio == pytest.approx([np.nan, 0.5], nan_ok=True)
    assert (found.reached, found.unreached) == (5, 6)
    assert (found.n_demand_unstated, found.n_supply_unstated) == (1, 0)


def test_a_weight_too_small_to_matter_is_out_of_reach() -> None:
    # exp(-9^2 / 2) is 3e-18: with nobody else in reach all of it would be theirs
    found = measure_catchments(np.array([[9.0]]), [1], [6], decay=Gaussian(1.0))
    assert (found.access[0], found.unreached) == (0, 6)
    near = measure_catchments(np.array([[7.0]]), [1], [6], decay=Gaussian(1.0))
    assert near.access == pytest.approx([6])


def test_a_site_at_the_school_itself_is_in_reach() -> None:
    reach = list_reach(np.array([[0.0]]), threshold=0)
    assert measure_catchments(reach, [2], [6], threshold=0).access.tolist() == [3]


def test_no_schools_and_no_sites_are_no_error() -> None:
    nothing = measure_catchments(np.empty((0, 3)), [], [1, 1, 1], threshold=5)
    assert (len(nothing.access), nothing.reached, nothing.unreached) == (0, 0, 3)
    nowhere = measure_catchments(np.empty((2, 0)), [1, 1], [], threshold=5)
    assert np.isnan(nowhere.access).all()


def test_inputs_are_left_as_they_were() -> None:
    matrix, demand, supply = LINE.copy(), np.array([100.0, np.nan, 1]), np.array([10.0, np.nan])
    measure_catchments(matrix, demand, supply, threshold=1, decay=Gaussian(1.0))
    assert (matrix == LINE).all()
    assert np.isnan([demand[1], supply[1]]).all()


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"demand": [1, 1]}, "`demand` must have length 3, got shape (2,)"),
        ({"supply": [1]}, "`supply` must have length 2, got shape (1,)"),
        ({"demand": [1, -2, 1]}, "`demand` must be from 0 up and finite, got -2.0"),
        ({"supply": [np.inf, 1]}, "`supply` must be from 0 up and finite, got inf"),
        ({"threshold": None}, "`threshold` or `decay` must be given, got neither"),
    ],
)
def test_what_does_not_fit_is_refused(changed: dict, told: str) -> None:
    asked = {"demand": [1, 1, 1], "supply": [1, 1], "threshold": 1.0} | changed
    with pytest.raises(ValueError, match=re.escape(told)):
        measure_catchments(LINE, **asked)

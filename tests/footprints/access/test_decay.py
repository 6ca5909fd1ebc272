"""Decays: 1 at no cost, never rising, as the formulas and PySAL's `access` have them."""

from collections.abc import Callable

import numpy as np
import pytest
from access import weights
from hypothesis import given
from hypothesis import strategies as st

from footprints.access.decay import Decay, Exponential, Gaussian, Power, Steps

ZONES = ((10.0, 1.0), (20.0, 0.68), (30.0, 0.22))
DECAYS = (Gaussian(8.0), Exponential(8.0), Power(1.5, nearest=2.0), Steps(ZONES))


@pytest.mark.parametrize("decay", DECAYS)
@given(costs=st.lists(st.floats(0, 100), min_size=1))
def test_weights_begin_at_1_and_never_rise(decay: Decay, costs: list[float]) -> None:
    weight = decay.weigh(np.array([0.0, *sorted(costs)]))
    assert weight[0] == 1
    assert (np.diff(weight) <= 0).all()
    assert (weight >= 0).all()


@pytest.mark.parametrize(
    ("decay", "theirs"),
    [
        (Gaussian(8.0), weights.gaussian(8.0)),
        (Power(1.5, nearest=2.0), weights.gravity(scale=2.0, alpha=-1.5, min_dist=2.0)),
        (Steps(ZONES), weights.step_fn(dict(ZONES))),
    ],
)
def test_weights_are_those_of_pysal(decay: Decay, theirs: Callable[[float], float]) -> None:
    costs = np.array([0.0, 0.5, 2.0, 9.9, 10.0, 10.1, 20.0, 29.0, 30.0, 30.1])
    assert decay.weigh(costs) == pytest.approx([theirs(cost) for cost in costs.tolist()])


def test_a_gaussian_falls_by_its_formula() -> None:
    # the vector of METRICS section 7: s = 1
    found = Gaussian(1.0).weigh(np.array([1.0, 2.0]))
    assert found == pytest.approx([np.exp(-0.5), np.exp(-2.0)])
    assert Exponential(4.0).weigh(np.array([4.0])) == pytest.approx([np.exp(-1)])


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda: Gaussian(0.0), "`scale` must be above 0 and finite, got 0.0"),
        (lambda: Exponential(-1.0), "`scale` must be above 0 and finite, got -1.0"),
        (lambda: Gaussian(np.inf), "`scale` must be above 0 and finite, got inf"),
        (lambda: Power(0.0), "`exponent` must be above 0 and finite, got 0.0"),
        (lambda: Power(1.0, nearest=0.0), "`nearest` must be above 0 and finite, got 0.0"),
        (lambda: Steps(()), "`zones` must be limits that ascend from 0"),
        (lambda: Steps(((10.0, 1.0), (5.0, 0.5))), "`zones` must be limits that ascend from 0"),
        (lambda: Steps(((5.0, 0.5), (10.0, 1.0))), "`zones` must be limits that ascend from 0"),
        (lambda: Steps(((5.0, -0.5),)), "`zones` must be limits that ascend from 0"),
        (lambda: Steps(((np.nan, 0.5),)), "`zones` must be limits that ascend from 0"),
    ],
)
def test_a_decay_that_cannot_be_is_refused(make: Callable[[], object], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        make()


@pytest.mark.parametrize(
    ("decay", "told"),
    [
        (Gaussian(8.5), "Gaussian, exp(-d^2 / 2 s^2) with s = 8.5"),
        (Exponential(8.0), "exponential, exp(-d / s) with s = 8"),
        (Power(1.5, nearest=2.0), "power, (d / 2)^-1.5, nearer than 2 counted as 2"),
        (Steps(ZONES), "zones: 1 to 10, 0.68 to 20, 0.22 to 30"),
    ],
)
def test_a_decay_says_what_it_is(decay: Decay, told: str) -> None:
    assert decay.describe() == told

"""What is expected among schools drawn at random."""

from collections import Counter
from itertools import combinations
from math import log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import hypergeom

from footprints.systems.rarefaction import expect_draw

HELD = st.lists(st.integers(1, 4), min_size=1, max_size=4)


def expect(held: list[int], n_drawn: int) -> list[float]:
    """Add up over all bodies of an area."""
    of = np.full(len(held), sum(held))
    return list(expect_draw(np.array(held), of, n_drawn).sum(axis=0))


@given(HELD, st.data())
def test_it_is_the_mean_over_every_possible_draw(held: list[int], data: st.DataObject) -> None:
    n = data.draw(st.integers(1, sum(held)))
    schools = [body for body, k in enumerate(held) for _ in range(k)]
    draws = [Counter(draw).values() for draw in combinations(schools, n)]
    bodies = sum(len(ks) for ks in draws) / len(draws)
    entropy = sum(-k / n * log(k / n) for ks in draws for k in ks) / len(draws)
    hhi = sum((k / n) ** 2 for ks in draws for k in ks) / len(draws)
    assert expect(held, n) == pytest.approx([bodies, entropy, hhi], abs=1e-12)


def test_large_areas_keep_their_precision() -> None:
    held, n = [9000, 6000, 4000, 2999, 1], 500
    of = sum(held)
    k = np.arange(1, n + 1)
    chances = np.array([hypergeom.pmf(k, of, one, n) for one in held])
    expected = [
        sum(1 - hypergeom.pmf(0, of, one, n) for one in held),
        (chances * -(k / n) * np.log(k / n)).sum(),
        (chances * (k / n) ** 2).sum(),
    ]
    assert expect(held, n) == pytest.approx(expected, rel=1e-9)
    # and by the formula for the expected HHI
    pairs = sum(one * (one - 1) for one in held) / (of * (of - 1))
    assert expect(held, n)[2] == pytest.approx(1 / n + (n - 1) / n * pairs, rel=1e-9)


@given(HELD)
def test_to_draw_one_is_to_see_one_body_and_to_draw_all_is_to_see_all(held: list[int]) -> None:
    assert expect(held, 1) == pytest.approx([1, 0, 1])
    share = np.array(held) / sum(held)
    entropy = -(share * np.log(share)).sum()
    assert expect(held, sum(held)) == pytest.approx([len(held), entropy, (share**2).sum()])


@given(HELD)
def test_more_schools_never_show_fewer_bodies(held: list[int]) -> None:
    seen = [expect(held, n)[0] for n in range(1, sum(held) + 1)]
    assert (np.diff(seen) >= -1e-12).all()


def test_an_area_smaller_than_the_draw_adds_nothing() -> None:
    assert expect([2, 1], 4) == [0, 0, 0]
    assert expect_draw(np.array([], dtype="int64"), np.array([], dtype="int64"), 3).shape == (0, 3)

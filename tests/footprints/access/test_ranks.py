"""Ranks: equals share a stretch, all stretches together are 1."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from footprints.access.ranks import rank_schools

schools = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 4)), min_size=1, max_size=12)


def test_ranks_by_hand() -> None:
    ranks = rank_schools([5, 1, 5, np.nan, 9, 2], [10, 10, 20, 99, 10, np.nan])
    assert ranks.low == pytest.approx([0.2, 0, 0.2, np.nan, 0.8, np.nan], nan_ok=True)
    assert ranks.high == pytest.approx([0.8, 0.2, 0.8, np.nan, 1, np.nan], nan_ok=True)


def test_a_school_that_straddles_a_limit_is_split_and_its_equals_alike() -> None:
    ranks = rank_schools([5, 1, 5, 9], [10, 10, 20, 10])
    assert ranks.share_below(0.5) == pytest.approx([0.5, 1, 0.5, 0])
    assert ranks.share_below(0.2).tolist() == [0, 1, 0, 0]


def test_a_school_without_width_is_below_a_limit_or_not() -> None:
    ranks = rank_schools([1, 2, 3], [1, 0, 1])
    assert ranks.low.tolist() == [0, 0.5, 0.5]
    assert ranks.share_below(0.5).tolist() == [1, 1, 0]
    assert ranks.share_below(0.4) == pytest.approx([0.8, 0, 0])


@given(schools)
def test_the_mean_rank_is_a_half_and_limits_cut_what_they_say(rows: list[tuple]) -> None:
    values, weights = np.array(rows, dtype="float64").T
    ranks = rank_schools(values, weights)
    if not weights.sum():
        assert np.isnan(ranks.middle).all()
        return
    share = weights / weights.sum()
    assert share @ ranks.middle == pytest.approx(0.5)
    for limit in (0.0, 0.1, 0.6, 1.0):
        assert share @ ranks.share_below(limit) == pytest.approx(limit)
    assert ((ranks.low >= 0) & (ranks.low <= ranks.high) & (ranks.high <= 1)).all()


def test_no_schools_have_no_ranks() -> None:
    assert len(rank_schools([], []).low) == 0

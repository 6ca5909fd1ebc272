"""Overlap of two locals; METRICS section 1."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from footprints.locals.overlap import Overlap, count_shared, measure_overlap

urns = st.sets(st.integers(100_000, 100_020))


def test_the_vector_of_the_metrics_document() -> None:
    measured = measure_overlap(list("abcdef"), list("defghijk"))
    assert measured == Overlap(n_a=6, n_b=8, n_shared=3)
    assert measured.jaccard == pytest.approx(3 / 11)
    assert measured.jaccard == pytest.approx(0.272727, abs=5e-7)
    assert measured.overlap == 0.5
    assert measured.containment == 0.5


@given(a=urns, b=urns)
def test_counts_equal_those_of_python_sets(a: set[int], b: set[int]) -> None:
    measured = measure_overlap(list(a), list(b))
    assert measured == Overlap(len(a), len(b), len(a & b))
    assert measured.jaccard == pytest.approx(
        len(a & b) / len(a | b) if a | b else math.nan, nan_ok=True
    )
    assert measured.containment == pytest.approx(
        len(a & b) / len(a) if a else math.nan, nan_ok=True
    )


@given(a=urns.filter(bool), b=urns.filter(bool))
def test_jaccard_never_exceeds_overlap_nor_either_leaves_0_to_1(a: set[int], b: set[int]) -> None:
    measured, back = measure_overlap(list(a), list(b)), measure_overlap(list(b), list(a))
    assert 0 <= measured.jaccard <= measured.overlap <= 1
    assert (measured.jaccard, measured.overlap) == (back.jaccard, back.overlap)
    assert measured.overlap == max(measured.containment, back.containment)
    assert (measured.jaccard == 1) == (a == b)
    assert (measured.overlap == 1) == (a <= b or b <= a)


@given(a=urns, b=urns, shift=st.integers(1, 1000))
def test_relabelling_schools_changes_nothing(a: set[int], b: set[int], shift: int) -> None:
    renamed = measure_overlap([u * shift for u in a], [u * shift for u in b])
    assert renamed == measure_overlap(list(a), list(b))


@given(a=st.permutations(range(8)), b=st.permutations(range(4, 14)))
def test_order_and_repetition_do_not_matter(a: list[int], b: list[int]) -> None:
    assert measure_overlap(a + a[:3], b) == Overlap(8, 10, 4)


@pytest.mark.parametrize(
    ("a", "b", "jaccard", "overlap", "containment"),
    [
        ([], [], math.nan, math.nan, math.nan),
        ([], [1], 0.0, math.nan, math.nan),
        ([1], [], 0.0, math.nan, 0.0),
        ([1], [2], 0.0, 0.0, 0.0),
    ],
)
def test_empty_sets_have_no_ratio_to_their_size(
    a: list[int], b: list[int], jaccard: float, overlap: float, containment: float
) -> None:
    measured = measure_overlap(a, b)
    got = (measured.jaccard, measured.overlap, measured.containment)
    assert got == pytest.approx((jaccard, overlap, containment), nan_ok=True)


def test_inputs_are_not_changed() -> None:
    a = np.array([3, 1, 2])
    measure_overlap(a, a)
    count_shared([a, a])
    assert a.tolist() == [3, 1, 2]


@given(sets=st.lists(urns, max_size=5))
def test_all_pairs_at_once_equal_python_sets_pair_by_pair(sets: list[set[int]]) -> None:
    shared = count_shared([np.array(list(keys), dtype="int64") for keys in sets])
    assert shared.tolist() == [[len(a & b) for b in sets] for a in sets]
    assert shared.dtype == np.int64
    assert shared.shape == (len(sets), len(sets))

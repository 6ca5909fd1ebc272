"""Nesting of two partitions; METRICS section 3, and scikit-learn as second opinion."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.metrics import homogeneity_completeness_v_measure, mutual_info_score

from footprints.systems.labels import Codes, Labels
from footprints.systems.nesting import (
    MOST_CELLS_PER_SCHOOL,
    average,
    measure_nesting,
    measure_pairs,
)

A = np.array([1, 1, 1, 2, 2, 2])
B = np.array([1, 1, 2, 2, 3, 3])
D = np.array([1, 1, 2, 3, 4, 4])

sizes = st.integers(1, 60)


@st.composite
def partitions(draw: st.DrawFn, lowest: int = 0) -> tuple[Codes, Codes]:
    """Two partitions of the same schools."""
    n = draw(sizes)
    codes = arrays("int64", n, elements=st.integers(lowest, 6))
    return draw(codes), draw(codes)


def label(**codes: list[int] | Codes) -> Labels:
    """Label schools 1 to n."""
    arrayed = {system: np.array(own, dtype="int64") for system, own in codes.items()}
    n = len(next(iter(arrayed.values())))
    return Labels(np.arange(1, n + 1), arrayed, {system: tuple("abcdefghi") for system in codes})


def test_the_vector_of_the_metrics_document() -> None:
    found = measure_nesting(A, B)
    assert found.alignment == pytest.approx(0.666667, abs=5e-7)
    assert found.homogeneity == pytest.approx(0.420620, abs=5e-7)
    assert found.completeness == pytest.approx(0.666667, abs=5e-7)
    assert found.v_measure == pytest.approx(0.515804, abs=5e-7)
    assert (found.h_a, found.h_b) == pytest.approx((math.log(2), math.log(3)))
    assert found.nested_in == "b in a"


def test_the_vector_of_three_systems() -> None:
    pairs = measure_pairs(label(a=A, b=B, d=D))
    assert pairs[["a", "b"]].to_numpy().tolist() == [["a", "b"], ["a", "d"], ["b", "d"]]
    assert average(pairs["alignment"]) == pytest.approx(0.888889, abs=5e-7)
    assert pairs["alignment"].tolist()[1:] == [1.0, 1.0]
    assert pairs["nested_in"].tolist() == ["b in a"] * 3


@given(both=partitions())
def test_scikit_learn_agrees(both: tuple[Codes, Codes]) -> None:
    a, b = both
    found = measure_nesting(a, b)
    assert found.mutual == pytest.approx(max(mutual_info_score(a, b), 0), abs=1e-12)
    theirs = homogeneity_completeness_v_measure(b, a)
    if found.h_a > 0 and found.h_b > 0:
        ours = (found.homogeneity, found.completeness, found.v_measure)
        assert ours == pytest.approx(theirs, abs=1e-12)
        assert found.alignment == max(found.homogeneity, found.completeness)


@given(both=partitions(lowest=-1))
def test_within_bounds_symmetric_and_known_schools_only(both: tuple[Codes, Codes]) -> None:
    a, b = both
    one, other = measure_nesting(a, b), measure_nesting(b, a)
    assert one.n_schools == sum(x >= 0 and y >= 0 for x, y in zip(a, b, strict=True))
    for there, back in (
        (one.alignment, other.alignment),
        (one.mutual, other.mutual),
        (one.homogeneity, other.completeness),
        (one.v_measure, other.v_measure),
    ):
        assert there == back or (math.isnan(there) and math.isnan(back))
        assert math.isnan(there) or 0 <= there <= math.log(8)
    assert math.isnan(one.alignment) == (min(one.n_units_a, one.n_units_b) < 2)
    assert math.isnan(one.alignment) or 0 <= one.alignment <= 1


@given(both=partitions(lowest=-1), seed=st.integers(0, 99))
def test_neither_the_order_of_rows_nor_the_names_of_units_matter(
    both: tuple[Codes, Codes], seed: int
) -> None:
    a, b = both
    rng = np.random.default_rng(seed)
    names, order = rng.permutation(7), rng.permutation(len(a))
    renamed = np.where(a < 0, -1, names[a])[order]
    assert repr(measure_nesting(renamed, b[order])) == repr(measure_nesting(a, b))


@given(both=partitions())
def test_a_refinement_nests_exactly(both: tuple[Codes, Codes]) -> None:
    coarse, other = both
    fine = coarse * 7 + other
    found = measure_nesting(fine, coarse)
    if found.n_units_b > 1:
        assert (found.alignment, found.homogeneity) == (1.0, 1.0)
        finer = found.n_units_a > found.n_units_b
        assert found.nested_in == ("a in b" if finer else "either in the other")


@given(both=partitions(lowest=-1))
def test_a_weight_of_k_counts_as_k_schools(both: tuple[Codes, Codes]) -> None:
    a, b = both
    times = np.arange(len(a)) % 4
    found = measure_nesting(a, b, times.astype("float64"))
    repeated = measure_nesting(a.repeat(times), b.repeat(times))
    assert found.alignment == pytest.approx(repeated.alignment, nan_ok=True)
    assert found.total_weight == repeated.n_schools
    assert found.n_schools == ((a >= 0) & (b >= 0) & (times > 0)).sum()


def test_a_school_without_a_known_weight_is_left_out() -> None:
    weights = np.array([1, 1, 1, 1, 1, math.nan])
    assert measure_nesting(A, B, weights) == measure_nesting(A[:-1], B[:-1], np.ones(5))


def test_independent_systems_share_nothing() -> None:
    found = measure_nesting(np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1]))
    assert (found.alignment, found.homogeneity, found.v_measure) == (0.0, 0.0, 0.0)
    assert found.nested_in == "either in the other"


@pytest.mark.parametrize(
    ("a", "b"), [([], []), ([0], [0]), ([0, 0, 0], [0, 1, 2]), ([-1, 0], [0, -1])]
)
def test_one_unit_leaves_nothing_to_compare(a: list[int], b: list[int]) -> None:
    found = measure_nesting(np.array(a, dtype="int64"), np.array(b, dtype="int64"))
    assert math.isnan(found.alignment)
    assert math.isnan(found.completeness)
    assert math.isnan(found.v_measure)
    assert found.nested_in is None


def test_a_table_too_large_to_lay_out_is_counted_the_same() -> None:
    rng = np.random.default_rng(3)
    a, b = rng.integers(0, 9, 200), rng.integers(0, 9, 200)
    spread = MOST_CELLS_PER_SCHOOL * 20
    assert repr(measure_nesting(a * spread, b * spread)) == repr(measure_nesting(a, b))


def test_pairs_count_who_is_left_out() -> None:
    pairs = measure_pairs(label(a=[0, 0, 1, 1, -1], b=[0, -2, 1, 1, 1]))
    row = pairs.iloc[0]
    assert (row["n_schools"], row["n_left_out"], row["total_weight"]) == (3, 2, 3.0)
    assert (row["n_units_a"], row["n_units_b"]) == (2, 2)


def test_fewer_than_two_systems_make_no_pair() -> None:
    empty = measure_pairs(label(a=[0, 1]))
    assert len(empty) == 0
    assert empty.dtypes.equals(measure_pairs(label(a=[0, 1], b=[0, 1])).dtypes)


def test_the_mean_is_over_what_is_defined() -> None:
    assert average([0.5, math.nan, 1.0]) == 0.75
    assert math.isnan(average([math.nan]))


def test_inputs_are_not_changed() -> None:
    a, b, weights = A.copy(), B.copy(), np.ones(6)
    measure_nesting(a, b, weights)
    assert (a == A).all()
    assert (b == B).all()
    assert (weights == 1).all()

"""Classes of numbers: every value in one, edges people can read, ties counted once."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from footprints.legend.classes import (
    MOST_CLASSES,
    Classes,
    classify_each,
    classify_given,
    classify_quantiles,
    classify_steps,
    label_classes,
)

NUMBERS = st.lists(st.floats(0, 5_000) | st.just(np.nan), min_size=1, max_size=60)
MOST = st.integers(1, MOST_CLASSES)


def check_partition(classes: Classes | None, values: pd.Series, most: int) -> None:
    """Check that every known value is in one class, by a second route: pandas cuts alike."""
    if values.isna().all():
        assert classes is None
        return
    assert classes is not None
    places = classes.place(values)
    assert ((places >= 0) == values.notna().to_numpy()).all()
    assert np.bincount(places[places >= 0], minlength=len(classes.counts)).tolist() == list(
        classes.counts
    )
    assert sum(classes.counts) == values.notna().sum()
    assert 1 <= len(classes.counts) <= most
    assert list(classes.edges) == sorted(classes.edges)
    if len(set(classes.edges)) == len(classes.edges):
        cut = pd.cut(values, list(classes.edges), include_lowest=True, labels=False)
        assert cut.fillna(-1).astype(int).tolist() == places.tolist()


@given(numbers=NUMBERS, decimals=st.integers(-1, 2), most=MOST)
@pytest.mark.parametrize("classify", [classify_quantiles, classify_steps])
def test_every_known_value_is_in_one_class(
    classify: Callable[..., Classes | None], numbers: list[float], decimals: int, most: int
) -> None:
    values = pd.Series(numbers, dtype="float64")
    check_partition(classify(values, decimals=decimals, most=most), values, most)


@given(numbers=NUMBERS, breaks=st.sets(st.floats(0, 5_000), max_size=MOST_CLASSES - 1))
def test_given_breaks_hold_every_known_value(numbers: list[float], breaks: set[float]) -> None:
    values = pd.Series(numbers, dtype="float64")
    check_partition(classify_given(values, sorted(breaks)), values, MOST_CLASSES)


@given(numbers=NUMBERS, most=MOST)
def test_no_class_of_quantiles_is_empty(numbers: list[float], most: int) -> None:
    classes = classify_quantiles(pd.Series(numbers, dtype="float64"), most=most)
    assert classes is None or min(classes.counts) > 0


def test_quantiles_hold_about_as_many_each() -> None:
    values = pd.Series(np.arange(1, 801, dtype="float64"))
    classes = classify_quantiles(values)
    assert classes is not None
    assert len(classes.counts) == 8
    assert max(classes.counts) - min(classes.counts) <= 2
    assert classes.method == "quantiles: about as many schools in each class"


def test_equal_steps_are_equally_wide() -> None:
    classes = classify_steps(pd.Series([0.0, 1, 2, 80]))
    assert classes is not None
    assert set(np.diff(classes.edges)) == {10.0}
    assert classes.counts == (3, 0, 0, 0, 0, 0, 0, 1)


def test_ties_make_fewer_classes() -> None:
    classes = classify_quantiles(pd.Series([0.5] * 90 + [10.0] * 10), decimals=1)
    assert classes is not None
    assert classes.counts == (90, 10)
    assert label_classes(classes, "%", decimals=1) == ["0.5%", "over 0.5 to 10.0%"]


@pytest.mark.parametrize("classify", [classify_quantiles, classify_steps, classify_each])
def test_one_value_is_one_class(classify: Callable[..., Classes | None]) -> None:
    classes = classify(pd.Series([7.0, 7.0]))
    assert classes is not None
    assert classes.counts == (2,)
    assert label_classes(classes, " pupils") == ["7 pupils"]


def test_edges_are_rounded_to_tens_and_outwards() -> None:
    classes = classify_quantiles(pd.Series([12.0, 48, 93]), decimals=-1, most=2)
    assert classes is not None
    assert classes.edges == (10.0, 50.0, 100.0)
    assert label_classes(classes, " pupils", decimals=-1) == [
        "10 to 50 pupils",
        "51 to 100 pupils",
    ]


def test_an_outer_edge_that_needs_no_rounding_stays() -> None:
    classes = classify_steps(pd.Series([0.3, 1.1]), decimals=1, most=1)
    assert classes is not None
    assert classes.edges == (0.3, 1.1)


def test_each_whole_number_is_a_class_and_the_lowest_are_put_together() -> None:
    few = classify_each(pd.Series([1.0, 2, 2, 5, np.nan]))
    assert few is not None
    assert few.counts == (1, 2, 1)
    assert label_classes(few, " systems") == ["1 system", "2 systems", "3 to 5 systems"]
    assert few.method == "one class for each number"
    many = classify_each(pd.Series(np.arange(0.0, 11)))
    assert many is not None
    assert len(many.counts) == MOST_CLASSES
    assert many.counts[0] == 4
    assert many.method.endswith("the lowest put together")


@pytest.mark.parametrize("classify", [classify_quantiles, classify_steps, classify_each])
def test_no_value_is_no_class(classify: Callable[..., Classes | None]) -> None:
    assert classify(pd.Series([np.nan, np.nan])) is None


@pytest.mark.parametrize("breaks", [[5, 3], [1, 1], list(range(8))])
def test_breaks_must_ascend_and_be_few(breaks: list[float]) -> None:
    with pytest.raises(ValueError, match="`breaks` must be at most 7 and ascend"):
        classify_given(pd.Series([1.0, 9]), breaks)


def test_labels_leave_no_doubt_at_an_edge() -> None:
    whole = classify_given(pd.Series([0.0, 5, 6, 9]), [5])
    assert whole is not None
    assert label_classes(whole, "%") == ["0 to 5%", "6 to 9%"]
    broken = classify_given(pd.Series([0.0, 5, 5.5, 9]), [5])
    assert broken is not None
    assert label_classes(broken, "%") == ["0 to 5%", "over 5 to 9%"]
    years = classify_given(pd.Series([1902.0, 2025]), [2010])
    assert years is not None
    assert label_classes(years, "", separator="") == ["1902 to 2010", "2011 to 2025"]

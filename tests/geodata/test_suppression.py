import hypothesis.strategies as st
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings

from geodata.suppression import BLANK, CODES, NOT_NUMBER, NOT_PERCENT, PRIVATE, parse_numbers


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12.3", 12.3),
        ("12.3%", 12.3),
        (" 7 ", 7.0),
        ("1,204", 1204.0),
        ("1,234,567.5", 1234567.5),
        ("-1.2", -1.2),
        ("1E+05", 100000.0),
        (".5", 0.5),
        ("0", 0.0),
    ],
)
def test_a_published_figure_is_its_number(text: str, number: float) -> None:
    value, reason = parse_numbers(pd.Series([text]))
    assert value.tolist() == [number]
    assert reason.isna().all()


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("c", PRIVATE),
        ("SUPP", PRIVATE),
        ("z", "not applicable"),
        ("[z]", "not applicable"),
        ("x", "not available"),
        (":", "not available"),
        ("low", "more than zero but rounds to zero"),
        ("NE", "no pupils were entered"),
        ("LOWCOV", "too few pupils covered to publish"),
        ("NP", "not published"),
        ("NA", "not applicable or not available"),
        ("", BLANK),
        ("  ", BLANK),
        (None, BLANK),
    ],
)
def test_a_code_is_a_reason_and_never_zero(code: str | None, words: str) -> None:
    value, reason = parse_numbers(pd.Series([code], dtype="str"))
    assert value.isna().all()
    assert reason.tolist() == [words]


@pytest.mark.parametrize("text", ["abc", "-", "12,34", "nan", "inf", "1e999", "1 2", "0x10", "٣"])
def test_other_text_says_that_it_is_no_number(text: str) -> None:
    value, reason = parse_numbers(pd.Series([text]))
    assert value.isna().all()
    assert reason.tolist() == [NOT_NUMBER + text]


def test_a_percentage_lies_from_0_to_100() -> None:
    value, reason = parse_numbers(pd.Series(["0", "100%", "100.1", "-1"]), percent=True)
    assert value.tolist()[:2] == [0.0, 100.0]
    assert reason.tolist()[2:] == [NOT_PERCENT + "100.1", NOT_PERCENT + "-1"]
    assert value.isna().tolist() == [False, False, True, True]


def test_native_numbers_pass_and_missing_ones_say_blank() -> None:
    for values in (pd.Series([5, None], dtype="Int64"), pd.Series([5.0, np.nan])):
        value, reason = parse_numbers(values)
        assert value.dtype == "float64"
        assert value.iloc[0] == 5.0
        assert reason.fillna("").tolist() == ["", BLANK]
    value, reason = parse_numbers(pd.Series([np.inf]))
    assert value.isna().all()
    assert reason.tolist() == [NOT_NUMBER + "infinity"]


def test_the_input_is_not_changed_and_the_index_is_kept() -> None:
    values = pd.Series(["1", "c"], index=[7, 9], name="FSM")
    before = values.copy()
    value, reason = parse_numbers(values)
    pd.testing.assert_series_equal(values, before)
    assert value.index.tolist() == reason.index.tolist() == [7, 9]
    assert value.name == reason.name == "FSM"


@settings(deadline=None)
@given(st.lists(st.one_of(st.none(), st.text(max_size=8), st.sampled_from(sorted(CODES)))))
def test_each_row_has_a_finite_value_or_a_reason_but_not_both(texts: list[str | None]) -> None:
    value, reason = parse_numbers(pd.Series(texts, dtype="str"))
    assert (value.notna() ^ reason.notna()).all()
    assert np.isfinite(value.dropna()).all()


@settings(deadline=None)
@given(st.floats(allow_nan=False, allow_infinity=False, width=32))
def test_any_finite_number_written_out_comes_back(number: float) -> None:
    value, reason = parse_numbers(pd.Series([repr(number)]))
    assert value.tolist() == [number]
    assert reason.isna().all()


@settings(deadline=None)
@given(st.integers(min_value=0, max_value=10**12))
def test_thousands_separators_change_nothing(number: int) -> None:
    value, _ = parse_numbers(pd.Series([f"{number:,}", str(number)]))
    assert value.tolist() == [float(number)] * 2


@settings(deadline=None)
@given(st.sampled_from(sorted(CODES)), st.booleans())
def test_a_code_means_the_same_in_capitals_brackets_and_spaces(code: str, upper: bool) -> None:  # noqa: FBT001
    written = code.upper() if upper else code
    _, reason = parse_numbers(pd.Series([f" [{written}] ", written]))
    assert reason.tolist() == [CODES[code]] * 2

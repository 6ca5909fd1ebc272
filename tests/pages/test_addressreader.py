"""Choices read from an address: what is known is taken, the rest noted and never repeated."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.components.addressreader import AddressReader

WORDS = {"by": "a way", "km": "a distance", "n": "a number"}
SAID = "The address asks for {} that is not known here; it is left out."


def read(**params: str) -> AddressReader:
    return AddressReader({name: [text] for name, text in params.items()}, WORDS)


def test_what_is_not_there_is_the_default_without_a_note() -> None:
    reader = read()
    assert reader.first("by") is None
    assert reader.one("by", {"a": 1}, default=0) == 0
    assert reader.number("km", 1, 9, 4.5) == 4.5
    assert reader.whole("n", 1, 9, 4) == 4
    assert reader.notes == ()


def test_the_first_of_several_values_counts() -> None:
    reader = AddressReader({"by": ["b", "zzz"], "km": []}, WORDS)
    assert reader.one("by", {"a": 1, "b": 2}, default=1) == 2
    assert reader.first("km") is None
    assert reader.notes == ()


@pytest.mark.parametrize("text", ["nan", "inf", "-inf", "0.99", "9.01", "1e99", "", "1,5", "१e9"])
def test_a_number_out_of_its_limits_is_noted(text: str) -> None:
    reader = read(km=text)
    assert reader.number("km", 1, 9, 4) == 4
    assert reader.notes == (SAID.format("a distance"),)


@pytest.mark.parametrize(("text", "number"), [("1", 1), ("9", 9), ("4.50", 4.5), ("1e0", 1)])
def test_a_number_may_be_at_its_limits(text: str, number: float) -> None:
    reader = read(km=text)
    assert reader.number("km", 1, 9, 4) == number
    assert reader.notes == ()


def test_a_part_of_a_number_is_no_whole_number() -> None:
    reader = read(n="2.5")
    assert reader.whole("n", 1, 9, 1) == 1
    assert reader.notes == (SAID.format("a number"),)
    assert isinstance(read(n="3.0").whole("n", 1, 9, 1), int)


def test_each_note_is_given_once_in_order() -> None:
    reader = read(km="x", by="x")
    reader.number("km", 1, 9, 4)
    reader.one("by", {}, default=None)
    reader.number("km", 1, 9, 4)
    reader.note("Another.")
    assert reader.notes == (SAID.format("a distance"), SAID.format("a way"), "Another.")


@given(st.text(max_size=40))
def test_whatever_comes_the_answer_is_allowed_and_nothing_is_repeated(text: str) -> None:
    reader = read(by=text, km=text, n=text)
    assert reader.one("by", {"a": 1, "b": 2}, default=1) in {1, 2}
    assert 1 <= reader.number("km", 1, 9, 4) <= 9
    number = reader.whole("n", 1, 9, 4)
    assert 1 <= number <= 9
    assert math.isfinite(number)
    assert set(reader.notes) <= {SAID.format(word) for word in WORDS.values()}

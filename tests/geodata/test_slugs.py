import re

import hypothesis.strategies as st
from hypothesis import given, settings

from geodata.slugs import name_slugs, slug


def test_punctuation_accents_and_formulas_become_plain_words() -> None:
    assert slug("St. Mary's & St John's (Écoles)") == "st-marys-st-johns-ecoles"
    assert slug('=cmd|"/c calc"!A1') == "cmd-c-calc-a1"


def test_a_name_without_a_plain_letter_still_has_a_slug() -> None:
    assert re.fullmatch("x-[0-9a-f]{8}", slug("学校"))
    assert slug("学校") != slug("学")
    assert slug("") == slug("")


@settings(deadline=None)
@given(st.text())
def test_a_slug_is_short_plain_and_never_empty(text: str) -> None:
    assert re.fullmatch("[a-z0-9]([a-z0-9-]{0,58}[a-z0-9])?", slug(text))


@settings(deadline=None)
@given(st.lists(st.sampled_from(["North", "north!", "North 2", "N", "n", "-n-", "学"])))
def test_names_get_slugs_of_their_own_whatever_their_order(names: list[str]) -> None:
    slugs = name_slugs(names)
    assert len(set(slugs.values())) == len(set(names))
    assert slugs == name_slugs(reversed(names))

"""Text from data stays text in Markdown."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.components.markdown import plain

# what Streamlit's Markdown gives a meaning: emphasis, links, code, tables, headings, quotes,
# raw HTML, strikethrough, formulas, coloured text and icons (:red[...]), entities
SPECIAL = "\\`*_{}[]()#+-.!|<>~$:&"
BARE = re.compile(r"(?<!\\)(?:\\\\)*[" + re.escape(SPECIAL.replace("\\", "")) + "]")


@pytest.mark.parametrize("character", SPECIAL)
def test_a_character_with_a_meaning_is_escaped(character: str) -> None:
    assert plain(character) == f"\\{character}"


@given(st.text())
def test_no_text_keeps_a_character_with_a_meaning(text: str) -> None:
    assert BARE.search(plain(text)) is None


@given(st.text())
def test_taking_the_escapes_away_gives_the_words_back(text: str) -> None:
    assert re.sub(r"\\(.)", r"\1", plain(text)) == " ".join(text.split())


@given(st.text())
def test_the_text_is_one_line(text: str) -> None:
    assert len(plain(text).splitlines()) <= 1


def test_a_line_of_its_own_cannot_begin() -> None:
    assert plain("Hub\n\n# Heading\n1. one") == "Hub \\# Heading 1\\. one"


def test_a_link_and_an_image_are_shown_as_typed() -> None:
    assert plain("![x](http://127.0.0.1/x.png)") == (
        "\\!\\[x\\]\\(http\\://127\\.0\\.0\\.1/x\\.png\\)"
    )


def test_what_is_no_text_is_shown_as_its_text() -> None:
    assert plain(12.5) == "12\\.5"
    assert plain(None) == "None"

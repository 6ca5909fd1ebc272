"""A click's value comes from a browser: read what the map sends, and nothing else."""

import pytest

from pages.components.map.clicks import read_click


def wrap(text: object) -> dict[str, object]:
    return {"last_object_clicked_tooltip": text}


def test_the_urn_is_read() -> None:
    assert read_click(wrap("136776:1767225600000")) == 136776


def test_the_same_school_twice_is_two_values_of_one_urn() -> None:
    first, second = wrap("136776:1767225600000"), wrap("136776:1767225600900")
    assert first != second
    assert read_click(first) == read_click(second) == 136776


@pytest.mark.parametrize(
    "value",
    [
        None,
        {},
        "136776:1",
        wrap(None),
        wrap(136776),
        wrap(""),
        wrap("136776"),
        wrap("136776:"),
        wrap(":1"),
        wrap("0136776:1"),
        wrap("-136776:1"),
        wrap("136776:1\n"),
        wrap("136776:1 or 1=1"),
        wrap("1234567890123:1"),
        wrap("١٣٦٧٧٦:1"),
        wrap("<img src=x>:1"),
    ],
)
def test_anything_else_is_no_click(value: object) -> None:
    assert read_click(value) is None

"""The command: what it packs, and that nothing in it can act when it is evaluated."""

import base64
import json
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Template

from pages.components.map.command import (
    CERTAINTY_MARKS,
    Colour,
    Legend,
    LegendEntry,
    LineLayer,
    MapCommand,
    OutlineLayer,
    SelectedSchool,
    View,
    key_certainties,
    pack_codes,
    pack_mask,
    write_command,
)

NASTY = "</script><!-- ${1} `x` {{'map_div'}} feature_group_0 \u2028\u2029 & \" \\ é 学校"


def command(text: str) -> MapCommand:
    """A command whose every text is the given one."""
    return MapCommand(
        colour=Colour("system-la-0.json.gz"),
        legend=Legend(text, (LegendEntry("solid", "#1d70b8", text),), (text,)),
        summary=text,
        outlines=(OutlineLayer(text, "#1d70b8", "outlines-la-0.json.gz"),),
        selected=SelectedSchool(136776),
        view=View(text, 50.0, -5.0, 51.0, -4.0),
        lines=(LineLayer(text, "#d4351c", make_line(text)),),
        area=((-1.5, 53.8), (-1.4, 53.8), (-1.45, 53.9)),
    )


def make_line(name: str) -> dict[str, object]:
    """One GeoJSON line."""
    geometry = {"type": "LineString", "coordinates": [[-2.0, 52.0], [-1.0, 52.0]]}
    line = {"type": "Feature", "properties": {"name": name}, "geometry": geometry}
    return {"type": "FeatureCollection", "features": [line]}


def test_a_command_reads_back_as_it_was() -> None:
    read = json.loads(write_command(command(NASTY)))
    assert read["summary"] == NASTY
    assert read["legend"]["entries"][0]["text"] == NASTY
    assert read["selected"] == {"urn": 136776, "links": []}
    assert read["shown"] is None
    assert read["lines"][0]["features"] == make_line(NASTY)
    assert read["area"] == [[-1.5, 53.8], [-1.4, 53.8], [-1.45, 53.9]]


def test_no_text_can_open_a_template() -> None:
    written = write_command(command("{{ 7 * 7 }}{% raw %}{# x #}"))
    assert Template(written).render() == written


@given(st.text())
def test_no_text_can_act(text: str) -> None:
    written = write_command(command(text))
    assert json.loads(written)["summary"] == text
    assert written.isascii()
    assert not re.search(r"[<>&'`_%#\n\r]|\{\{", written)


def test_a_number_that_is_none_is_refused() -> None:
    bad = MapCommand(Colour(), Legend(""), "", view=View("t", float("nan"), 0, 1, 1))
    with pytest.raises(ValueError, match="not JSON compliant"):
        write_command(bad)


@given(st.lists(st.booleans(), min_size=1, max_size=40))
def test_a_mask_has_the_first_school_in_the_highest_bit(shown: list[bool]) -> None:
    packed = pack_mask(np.array(shown))
    if all(shown):
        assert packed is None
    else:
        bits = "".join(f"{byte:08b}" for byte in base64.b64decode(str(packed)))
        assert [bit == "1" for bit in bits[: len(shown)]] == shown
        assert "1" not in bits[len(shown) :]


def test_a_filter_on_england_is_a_few_kilobytes() -> None:
    shown = np.random.default_rng(1).random(24_572) < 0.2
    assert len(str(pack_mask(shown))) < 4_200


def test_codes_are_two_bytes_and_none_is_the_highest() -> None:
    packed = base64.b64decode(pack_codes(np.array([1, 256, -1])))
    assert list(packed) == [1, 0, 0, 1, 255, 255]


@pytest.mark.parametrize("place", [-2, 0xFFFF])
def test_codes_out_of_range_are_refused(place: int) -> None:
    with pytest.raises(ValueError, match="must be from -1 to 65534"):
        pack_codes(np.array([0, place]))


def test_the_key_lists_what_is_there_the_firmest_first() -> None:
    entries = key_certainties(("inferred", "none", "partial", "designated"), "#1d70b8")
    assert [entry.mark for entry in entries] == ["solid", "hatched", "dotted"]
    assert entries[0].text.startswith("Designated")


def test_every_certainty_looks_different() -> None:
    marks = [mark for mark, _ in CERTAINTY_MARKS.values()]
    assert len(set(marks)) == len(marks) == 5

"""The address understood as a selection: known parts kept, the rest noted, nothing trusted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from footprints.selection.schoolfilter import SchoolFilter
from footprints.selection.within import Circle, Members
from pages.components.loaded import Loaded
from pages.components.picked import Picked
from pages.components.selection import (
    Colouring,
    Selection,
    match_selection,
    parse_selection,
    write_area,
    write_colour,
    write_outlines,
)

NAMES = (
    *("colour", "outline", "seams", "within", "phase", "type", "region", "la", "band", "trust"),
    "table",
)


def read(loaded: Loaded, **params: str | list[str]) -> Selection:
    lists = {key: [value] if isinstance(value, str) else value for key, value in params.items()}
    return parse_selection(lists, loaded, Picked())


def test_an_empty_address_is_the_usual_view(loaded: Loaded) -> None:
    selection = read(loaded)
    assert selection.colour == Colouring("unit", "tsh")
    assert selection.outlines == ("tsh",)
    assert selection.wanted == SchoolFilter()
    assert selection.within is None
    assert selection.notes == ()
    assert selection.goal is None
    assert not selection.seams
    assert match_selection(selection, loaded).all()


def test_every_part_is_read(loaded: Loaded) -> None:
    selection = read(
        loaded,
        colour="certainty:maths",
        outline=["la", "maths"],
        within="circle:-1.5,53.8,10",
        phase=["Primary", "Secondary"],
        la="202",
        table="true",
        seams="yes",
    )
    assert selection.colour == Colouring("certainty", "maths")
    assert selection.outlines == ("la", "maths")
    assert selection.within == Circle(-1.5, 53.8, 10.0)
    assert selection.wanted == SchoolFilter(phase=("Primary", "Secondary"), la_code=("202",))
    assert selection.table
    assert selection.seams
    assert selection.notes == ()
    assert selection.goal == "circle:-1.50000,53.80000,10"


@pytest.mark.parametrize("name", NAMES)
def test_an_unknown_value_is_noted_once_and_not_repeated(name: str, loaded: Loaded) -> None:
    selection = read(loaded, **{name: ["<b>evil</b>", "<b>evil</b>"]})
    (note,) = selection.notes
    assert note.endswith("this snapshot does not know; it is left out.")
    assert "evil" not in note
    assert not selection.seams
    clean = read(loaded)
    assert (selection.colour, selection.outlines, selection.wanted) == (
        clean.colour,
        clean.outlines,
        clean.wanted,
    )


def test_a_known_value_beside_an_unknown_one_is_kept(loaded: Loaded) -> None:
    selection = read(loaded, phase=["Primary", "evil", "Primary"])
    assert selection.wanted.phase == ("Primary",)
    assert len(selection.notes) == 1


def test_a_unit_of_another_snapshot_is_no_area(loaded: Loaded) -> None:
    assert read(loaded, within="unit:la:202").within == Members("la", "202")
    assert read(loaded, within="unit:la:999").within is None


def test_what_was_picked_and_not_understood_is_noted(loaded: Loaded) -> None:
    selection = parse_selection({}, loaded, Picked(note="URN 7 is not in this snapshot."))
    assert selection.notes == ("URN 7 is not in this snapshot.",)


@given(params=st.dictionaries(st.sampled_from(NAMES), st.lists(st.text(), max_size=3)))
def test_no_address_breaks_the_page(params: dict[str, list[str]], loaded: Loaded) -> None:
    assert parse_selection(params, loaded, Picked()).colour.key == "tsh"


@pytest.mark.parametrize("text", ["tsh", "certainty:la"])
def test_a_colour_is_written_as_it_is_read(text: str, loaded: Loaded) -> None:
    assert write_colour(read(loaded, colour=text).colour) == text


def test_the_usual_outlines_need_no_words(loaded: Loaded) -> None:
    assert write_outlines(("tsh",), loaded) == []
    assert write_outlines((), loaded) == ["none"]
    assert write_outlines(("la", "tsh"), loaded) == ["la", "tsh"]
    assert read(loaded, outline="none").outlines == ()


def test_no_area_is_no_word() -> None:
    assert write_area(None) is None

"""What the address names: understood where it is known, noted where it is not, never trusted."""

import dataclasses

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from footprints.selection.names import follow_successors
from pages.components.loaded import Loaded
from pages.components.picked import Picked, parse_school, parse_unit

HOSTILE = (
    "abc",
    "",
    " ",
    "-1",
    "+100000",
    "1e5",
    "100000.0",
    "0x186A0",
    "１００００００",  # noqa: RUF001  full-width digits, which int() would take
    "²",
    "12345678",
    "9" * 400,
    "100000;drop table schools",
    "<script>alert(1)</script>",
    "../../etc/passwd",
    "100000\n",
    "\x00",
)


def test_a_school_is_picked_by_its_urn(loaded: Loaded) -> None:
    urn = int(loaded.schools["urn"].iloc[17])
    assert parse_school(str(urn), loaded) == Picked(urn=urn)


@pytest.mark.parametrize("text", HOSTILE)
def test_what_is_no_urn_picks_nothing_and_is_not_repeated(text: str, loaded: Loaded) -> None:
    picked = parse_school(text, loaded)
    assert picked.urn is None
    assert picked.note == "The address names a school by something that is not a URN."


@pytest.mark.parametrize("text", ["999", "0", "0000000", "9999999"])
def test_an_unknown_urn_is_named(text: str, loaded: Loaded) -> None:
    picked = parse_school(text, loaded)
    assert picked == Picked(note=f"URN {int(text)} is not in this snapshot.")


def test_an_old_urn_leads_to_the_school_that_followed(loaded: Loaded) -> None:
    now = int(loaded.schools["urn"].iloc[3])
    link = {"urn": 7, "linked_urn": now, "linked_name": "New", "kind": "Successor", "date": None}
    after = follow_successors(loaded.schools, pd.DataFrame([link]))
    picked = parse_school("7", dataclasses.replace(loaded, successors=after))
    assert picked.urn == now
    assert picked.note == "URN 7 has closed; this is the school that followed it."


def test_a_school_that_split_leads_to_one_of_those_that_followed(loaded: Loaded) -> None:
    urns = loaded.schools["urn"].iloc[[3, 9]].tolist()
    split = pd.Series(urns, index=[7, 7], dtype="int64")
    assert parse_school("7", dataclasses.replace(loaded, successors=split)).urn == urns[0]


def test_a_unit_is_picked_by_system_and_id(loaded: Loaded) -> None:
    assert parse_unit("la:202", loaded) == Picked(unit=("la", "202"))


@pytest.mark.parametrize(
    "text", ["maths:XX", "maths", "maths:", ":", ":202", "evil:202", "la:202:", "LA:202", *HOSTILE]
)
def test_an_unknown_unit_picks_nothing_and_is_not_repeated(text: str, loaded: Loaded) -> None:
    picked = parse_unit(text, loaded)
    assert picked == Picked(note="The address names a unit that is not in this snapshot.")


@given(text=st.text())
def test_no_address_breaks_the_page(text: str, loaded: Loaded) -> None:
    for picked in (parse_school(text, loaded), parse_unit(text, loaded)):
        assert (picked.note is None) == (picked.urn is not None or picked.unit is not None)

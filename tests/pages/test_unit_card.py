"""The card of a unit as HTML: what is known of it, and that data never becomes markup."""

import dataclasses

import pandas as pd
import pytest

from pages.components.loaded import Loaded
from pages.components.unit.card import render_unit
from tests.pages.test_school_card import TEXTS, Tags


def change_unit(loaded: Loaded, system: str, unit_id: str, **values: object) -> Loaded:
    """Give the same tables with some cells of one unit changed."""
    units = loaded.units.copy()
    row = (units["system"] == system) & (units["unit_id"] == unit_id)
    for column, value in values.items():
        units.loc[row, column] = value
    return dataclasses.replace(loaded, units=units)


def find_unit(loaded: Loaded, system: str, *, served: bool) -> pd.Series:
    """Find a unit that some school belongs to, or none does."""
    held = loaded.memberships.loc[loaded.memberships["system"] == system, "unit_id"]
    units = loaded.units[loaded.units["system"] == system]
    return units[units["unit_id"].isin(held) == served].iloc[0]


def test_a_unit_is_named_with_the_number_of_its_schools(loaded: Loaded) -> None:
    text = Tags(render_unit("la", "202", loaded)).text
    held = loaded.memberships
    n = int(((held["system"] == "la") & (held["unit_id"] == "202")).sum())
    assert "Camden" in text
    assert "local authority · 202" in text
    assert f"{n:,} open schools" in text
    assert f"{n:,} designated" in text
    assert "Base: not published." in text


def test_a_unit_nobody_has_listed_says_so(loaded: Loaded) -> None:
    unit = find_unit(loaded, "behaviour", served=False)
    text = Tags(render_unit("behaviour", unit["unit_id"], loaded)).text
    assert unit["name"] in text
    assert "No published list gives it any school or area" in text


def test_the_base_the_date_and_the_source_are_given(loaded: Loaded) -> None:
    unit = find_unit(loaded, "tsh", served=True)
    text = Tags(render_unit("tsh", unit["unit_id"], loaded)).text
    assert f"Base: {unit['base_name']}." in text
    assert "Register of " in text
    assert f"source: {unit['source']}" in text


def test_what_is_unknown_is_said_in_words(loaded: Loaded) -> None:
    nothing = change_unit(loaded, "la", "202", as_of=None, source=None, note=None, base_name=None)
    text = Tags(render_unit("la", "202", nothing)).text
    assert "Register of date unknown." in text
    assert "nan" not in text.lower()
    assert "None" not in text


@pytest.mark.parametrize("nasty", TEXTS)
def test_text_from_data_never_becomes_markup(nasty: str, loaded: Loaded) -> None:
    cells = {"name": nasty, "base_name": nasty, "source": nasty, "note": nasty}
    hostile = change_unit(loaded, "la", "202", **cells)
    calm = change_unit(loaded, "la", "202", **dict.fromkeys(cells, "calm"))
    shown = Tags(render_unit("la", "202", hostile))
    assert shown.names == Tags(render_unit("la", "202", calm)).names
    assert shown.text.count(nasty) == 4
    assert shown.attributes["aria-label"] == [f"local authority: {nasty}"]

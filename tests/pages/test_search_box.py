"""The search box without a browser: what it answers, what a choice does, and hostile input."""

import dataclasses
import json
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from footprints.schema import empty_table
from footprints.selection.names import index_names
from geodata.snapshot import Snapshot
from pages.components.loaded import Loaded
from pages.components.search_box import SHOWN, answer, read_choice
from tests.pages.conftest import OpenApp, read_text
from tests.pages.searching import choose, list_found, read_answer, search

HOSTILE = "<img src=x onerror=alert(1)> \"'\\ & {{x}}"


def first_school(loaded: Loaded) -> pd.Series:
    """Find a school whose name is no other's."""
    names = loaded.schools["name"]
    return loaded.schools[~names.duplicated(keep=False)].iloc[0]


@pytest.fixture
def placed(loaded: Loaded, tmp_path: Path) -> Loaded:
    """Give the demonstration a table of three postcodes, and a school one of them."""
    rows = [("AB1 2CD", None, 5e5, 2e5), ("AB1 2CE", "E09000007", 5.1e5, 2.2e5)]
    rows += [("AB12 1AA", None, 4e5, 3e5)]
    columns = ["postcode", "lad_code", "easting", "northing"]
    pd.DataFrame(rows, columns=columns).to_parquet(tmp_path / "postcodes.parquet")
    schools = loaded.schools.assign(postcode=None)
    schools.loc[schools.index[0], "postcode"] = "AB1 2CD"
    nothing = [empty_table(name) for name in ("links", "memberships")]
    names = index_names(schools, loaded.units, loaded.systems, *nothing)
    manifest = loaded.snapshot.manifest
    tables = {**manifest["tables"], "postcodes": {"rows": 3}}
    snapshot = Snapshot(f"placed-{tmp_path.name}", tmp_path, {**manifest, "tables": tables})
    return dataclasses.replace(loaded, snapshot=snapshot, names=names)


# ---- what it answers


def test_an_answer_holds_the_query_and_what_was_found(loaded: Loaded) -> None:
    told = answer(loaded, "london central maths", with_places=False)
    assert told["query"] == "london central maths"
    assert told["found"][0]["label"] == "London Central and West Maths Hub"
    assert told["found"][0]["detail"].startswith("Maths Hub · MH30 · ")
    assert told["note"] == ""
    assert json.loads(json.dumps(told)) == told


def test_too_many_are_cut_and_said(loaded: Loaded) -> None:
    told = answer(loaded, "school", with_places=False)
    assert len(told["found"]) == SHOWN
    assert told["note"] == "More than 8 were found: type more of the name."


@pytest.mark.parametrize("query", ["zzzzqq", "\\", "('", "%7F", "🏫", "a" * 80, "<b>*x*</b> zz"])
def test_nonsense_finds_nothing_and_says_what_to_try(query: str, loaded: Loaded) -> None:
    told = answer(loaded, query, with_places=True)
    assert told["found"] == []
    assert told["note"] == (
        f"Nothing is called “{query}” in this snapshot. Try fewer letters, a URN, or a whole "
        "postcode."
    )


@pytest.mark.parametrize("query", ["", "  ", None, 7, ["a"], {"query": "a"}])
def test_what_is_no_query_is_no_search(query: object, loaded: Loaded) -> None:
    told = answer(loaded, query, with_places=True)
    assert (told["found"], told["note"]) == ([], "")


def test_a_long_query_is_cut(loaded: Loaded) -> None:
    told = answer(loaded, "x" * 100_000, with_places=False)
    assert len(told["note"]) < 250


def test_without_a_table_of_postcodes_that_is_said(loaded: Loaded) -> None:
    told = answer(loaded, "NE1 7RU", with_places=True)
    assert told["found"] == []
    assert told["note"].startswith("No school here has the postcode NE1 7RU. Places can be found")


def test_a_postcode_leads_to_its_school_and_to_its_place(placed: Loaded) -> None:
    found = answer(placed, "ab12cd", with_places=True)["found"]
    assert [row["label"] for row in found] == [
        placed.schools["name"].iloc[0],
        "AB1 2CD: a place (postcode)",
    ]


def test_a_postcode_of_no_school_leads_to_a_place(placed: Loaded) -> None:
    assert answer(placed, "AB1 2CE", with_places=True)["found"] == [
        {"label": "AB1 2CE: a place (postcode)", "detail": "in Camden"}
    ]


def test_the_first_half_of_a_postcode_leads_to_the_middle_and_to_schools(placed: Loaded) -> None:
    found = answer(placed, "ab1", with_places=True)["found"]
    assert found[0]["label"] == "AB1: a place (postcode district)"
    assert found[0]["detail"] == "the middle of its 2 postcodes"
    assert found[1]["label"] == placed.schools["name"].iloc[0]


def test_no_place_is_offered_where_nobody_takes_it(placed: Loaded) -> None:
    told = answer(placed, "AB1 2CE", with_places=False)
    assert told["found"] == []
    assert "Try fewer letters" in told["note"]
    assert read_choice(placed, {"query": "AB1 2CE", "row": 0}, with_places=False) is None


def test_a_place_that_is_chosen_has_its_point(placed: Loaded) -> None:
    row = read_choice(placed, {"query": "AB1", "row": 0}, with_places=True)
    assert row is not None
    assert (row["kind"], row["key"]) == ("place", "AB1")
    assert (row["easting"], row["northing"]) == (505_000.0, 210_000.0)


# ---- what a choice may be


def test_a_choice_is_a_row_of_an_answer(loaded: Loaded) -> None:
    row = read_choice(loaded, {"query": "london central maths", "row": 0}, with_places=False)
    assert row is not None
    assert (row["kind"], row["system"], row["key"]) == ("unit", "maths", "MH30")


@pytest.mark.parametrize(
    "chosen",
    [
        None,
        "school:1",
        [],
        {},
        {"query": "camden"},
        {"query": "camden", "row": -1},
        {"query": "camden", "row": SHOWN},
        {"query": "camden", "row": 0.5},
        {"query": "camden", "row": "0"},
        {"query": None, "row": 0},
        {"query": "zzzzqq", "row": 0},
    ],
)
def test_whatever_else_comes_is_no_choice(chosen: object, loaded: Loaded) -> None:
    assert read_choice(loaded, chosen, with_places=True) is None


@given(query=st.text(max_size=30), row=st.integers(0, SHOWN - 1))
def test_what_is_shown_in_a_row_is_what_it_picks(query: str, row: int, loaded: Loaded) -> None:
    found = answer(loaded, query, with_places=True)["found"]
    picked = read_choice(loaded, {"query": query, "row": row}, with_places=True)
    assert (picked is None) == (row >= len(found))
    if picked is not None:
        assert picked["detail"] == found[row]["detail"]


# ---- on the page


@pytest.mark.parametrize("column", ["name", "urn"])
def test_a_school_is_found(column: str, open_app: OpenApp, loaded: Loaded) -> None:
    school = first_school(loaded)
    query = f" {school[column]} "
    app = search(open_app(), query)
    assert list_found(app)
    choose(app, query, 0)
    assert app.query_params["school"] == str(school["urn"])
    assert f"URN {school['urn']}" in read_text(app)
    assert read_answer(app) == {"query": "", "found": [], "note": ""}


def test_a_trust_and_a_district_are_found(open_app: OpenApp, loaded: Loaded) -> None:
    sizes = loaded.memberships.query("system == 'trust'")["unit_id"].value_counts()
    trust = loaded.units[loaded.units["unit_id"] == sizes.index[0]].iloc[0]
    app = choose(open_app(), str(trust["name"]), 0)
    assert app.query_params["unit"] == f"trust:{trust['unit_id']}"
    choose(app, "camden", 0)
    assert app.query_params["unit"].partition(":")[2] in {"202", "E09000007"}


def test_finding_a_school_lets_go_of_the_unit(open_app: OpenApp, loaded: Loaded) -> None:
    urn = str(loaded.schools["urn"].iloc[0])
    app = choose(open_app(unit="la:202"), urn, 0)
    assert "unit" not in app.query_params
    assert app.query_params["school"] == urn


def test_a_choice_runs_the_page_once_and_moves_the_map_once(
    open_app: OpenApp, loaded: Loaded
) -> None:
    app = open_app()
    before = app.session_state["moves"]
    choose(app, str(loaded.schools["urn"].iloc[0]), 0)
    assert app.session_state["moves"] == before + 1
    app.run()
    assert app.session_state["moves"] == before + 1


@pytest.mark.parametrize("chosen", [("camden", 99), ("camden", "x"), (None, 0), ("zzzzqq", 0)])
def test_a_choice_that_is_none_changes_nothing(
    chosen: tuple[object, object], open_app: OpenApp
) -> None:
    app = open_app(unit="la:202")
    choose(app, *chosen)
    assert app.query_params["unit"] == "la:202"


def test_hostile_text_comes_back_as_data(open_app: OpenApp) -> None:
    app = search(open_app(), HOSTILE)
    assert read_answer(app)["query"] == HOSTILE
    assert f"“{HOSTILE}”" in read_answer(app)["note"]
    assert "onerror" not in read_text(app)


def show_places() -> None:
    """Show the box alone, with places; a page of its own for AppTest."""
    import streamlit as st  # noqa: PLC0415  AppTest runs the text of this function alone

    from pages.components.search_box import show_search  # noqa: PLC0415

    taken = st.session_state.setdefault("taken", [])
    show_search(st.session_state["loaded"], lambda *place: taken.append(place))


def test_a_place_is_handed_to_the_page(placed: Loaded) -> None:
    app = AppTest.from_function(show_places, default_timeout=30)
    app.session_state["loaded"] = placed
    app.run()
    choose(app, "AB1 2CE", 0)
    assert app.session_state["taken"] == [("AB1 2CE", 510_000.0, 220_000.0)]
    assert not app.query_params

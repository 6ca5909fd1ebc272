"""The Map page without a browser: default, empty, hostile addresses, questions."""

import re

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from pages.components.loaded import Loaded
from pages.components.question import QUESTIONS
from tests.pages.conftest import OpenApp, read_text


def press(app: AppTest, label: str) -> AppTest:
    next(button for button in app.button if button.label == label).click().run()
    assert not app.exception
    return app


def first_school(loaded: Loaded) -> pd.Series:
    """Find a school whose name begins no other's."""
    names = loaded.schools["name"]
    return loaded.schools[~names.duplicated(keep=False)].iloc[0]


def test_the_page_says_what_is_shown_and_what_to_do(open_app: OpenApp) -> None:
    text = read_text(open_app())
    assert "of 24,000 schools shown, coloured by Teaching School Hubs" in text
    assert "**Click a school**, or search for one" in text
    assert "snapshot of 31 August 2025" in text


def test_the_demonstration_cannot_be_mistaken(open_app: OpenApp) -> None:
    for page in (None, "data", "method"):
        (banner,) = open_app(page).warning
        assert banner.value.startswith("**Demonstration data.**")
        assert "invented" in banner.value
        assert "`python -m geodata build --from FOLDER`" in banner.value


def test_every_page_ends_with_sources(open_app: OpenApp) -> None:
    for page in (None, "data", "method"):
        last = open_app(page).caption[-1].value
        assert last.startswith("Snapshot 2025-08-31-")
        assert "code 0.1.0" in last


def test_a_filter_changes_the_sentence(open_app: OpenApp, loaded: Loaded) -> None:
    app = open_app()
    app.multiselect(key="phase").select("Secondary").run()
    wanted = loaded.schools["phase"].eq("Secondary") & loaded.schools.geometry.notna()
    assert f"{int(wanted.sum()):,} of 24,000 schools shown" in read_text(app)


def test_filters_that_match_nothing_say_so(open_app: OpenApp, loaded: Loaded) -> None:
    london = loaded.schools[loaded.schools["region"] == "London"]
    trust_id = london.groupby("trust_id").size().idxmax()
    app = open_app(table="true", region="North East", trust=trust_id)
    text = read_text(app)
    assert "0 of 24,000 schools shown" in text
    assert "No school matches all the filters at the left. Remove one of them." in text
    assert not app.dataframe


def test_the_table_gives_the_same_schools_as_the_map(open_app: OpenApp, loaded: Loaded) -> None:
    app = open_app(table="true", la="202")
    expected = loaded.schools[loaded.schools["la_code"] == "202"]
    assert sorted(app.dataframe[0].value["URN"]) == expected["urn"].tolist()


def test_a_long_table_says_it_is_cut(open_app: OpenApp) -> None:
    app = open_app(table="true")
    assert len(app.dataframe[0].value) == 2_000
    assert "The first 2,000 of 24,000 by name; filter, or download all." in read_text(app)


def test_seams_need_two_systems_and_then_are_told_in_a_sentence(open_app: OpenApp) -> None:
    one = open_app(seams="yes", outline=["tsh", "trust"])
    missing = "Outline two systems to see their seams. Without Academy trusts"
    # the marks that Markdown needs left out
    assert one.sidebar.caption[0].value.replace("\\", "").startswith(missing)
    assert missing in read_text(one).replace("\\", "")
    two = open_app(seams="yes", outline=["tsh", "maths"])
    assert not two.sidebar.caption
    said = read_text(two).replace("\\", "")
    assert (
        "Seams of Maths Hubs, Teaching School Hubs in England, halfway between neighbouring open"
        in said
    )
    assert re.search(r"systems run together for [\d,]+ km, and one cuts through", said)
    assert "seams" not in read_text(open_app(outline=["tsh", "maths"]))


@pytest.mark.parametrize(
    ("address", "note"),
    [
        ({"school": "abc"}, "The address names a school by something that is not a URN."),
        ({"school": "<script>alert(1)</script>"}, "something that is not a URN."),
        ({"school": ""}, "something that is not a URN."),
        ({"school": "999"}, "URN 999 is not in this snapshot."),
        ({"unit": "maths:XX"}, "The address names a unit that is not in this snapshot."),
        ({"unit": "<img src=x onerror=alert(1)>"}, "a unit that is not in this snapshot."),
        ({"unit": ""}, "a unit that is not in this snapshot."),
    ],
)
def test_an_address_not_understood_is_noted(
    address: dict[str, str], note: str, open_app: OpenApp
) -> None:
    app = open_app(**address)
    text = read_text(app)
    assert note in text
    assert "**Click a school**" in text
    assert "<script>alert" not in text
    assert "<img" not in text


def test_an_address_leads_to_a_school(open_app: OpenApp, loaded: Loaded) -> None:
    school = first_school(loaded)
    text = read_text(open_app(school=str(school["urn"])))
    assert f"<h3>{school['name']}</h3>" in text
    assert f"URN {school['urn']}" in text


def test_an_address_leads_to_a_unit(open_app: OpenApp) -> None:
    text = read_text(open_app(unit="la:202"))
    assert "<h3>Camden</h3>" in text
    assert "local authority · 202" in text


def test_a_school_wins_over_a_unit(open_app: OpenApp, loaded: Loaded) -> None:
    school = first_school(loaded)
    text = read_text(open_app(school=str(school["urn"]), unit="la:202"))
    assert f"<h3>{school['name']}</h3>" in text
    assert "<h3>Camden</h3>" not in text


def test_the_questions_are_there_until_something_is_picked(open_app: OpenApp) -> None:
    assert [button.label for button in open_app().button] == list(QUESTIONS)
    picked = open_app(unit="la:202")
    assert [b.label for b in picked.button] == ["Show only its schools", "Close this card"]
    closed = press(picked, "Close this card")
    assert [button.label for button in closed.button] == list(QUESTIONS)
    assert "unit" not in closed.query_params


@pytest.mark.parametrize(
    ("question", "system", "outlines"),
    [
        ("Which places does no list of a Maths Hub name?", "maths", ["maths"]),
        ("Where do two Teaching School Hubs share an area?", "tsh", ["tsh"]),
        ("Which trust is spread over most authorities?", "trust", []),
    ],
)
def test_a_question_sets_the_controls(
    question: str, system: str, outlines: list[str], open_app: OpenApp
) -> None:
    app = press(open_app(colour="lad"), question)
    assert app.selectbox(key="colour").value == system
    assert app.multiselect(key="outline").value == outlines


def test_the_trust_spread_widest_is_picked_and_shown_alone(
    open_app: OpenApp, loaded: Loaded
) -> None:
    app = press(open_app(), "Which trust is spread over most authorities?")
    spread = loaded.schools.groupby("trust_id")["la_code"].nunique()
    (chosen,) = app.multiselect(key="trust").value
    assert app.query_params["outline"] == "none"
    assert spread[chosen] == spread.max()
    assert app.query_params["unit"] == f"trust:{chosen}"
    placed = loaded.schools["trust_id"].eq(chosen) & loaded.schools.geometry.notna()
    assert f"{int(placed.sum())} of 24,000 schools shown" in read_text(app)


def test_what_is_picked_is_still_picked_after_another_page(
    open_app: OpenApp, loaded: Loaded
) -> None:
    urn = str(first_school(loaded)["urn"])
    app = open_app(school=urn)
    for page in ("data", "method"):
        app.switch_page(f"pages/{page}_page.py")
        app.query_params.clear()  # as a browser does on its way to another page
        app.run()
        assert not app.exception
    app.switch_page("pages/map_page.py").run()
    assert app.query_params == {"school": urn}
    assert f"URN {urn}" in read_text(app)


def test_an_address_that_names_another_wins_over_what_was_picked(
    open_app: OpenApp, loaded: Loaded
) -> None:
    app = open_app(school=str(first_school(loaded)["urn"]))
    app.switch_page("pages/data_page.py").run()
    app.switch_page("pages/map_page.py")
    app.query_params = {"unit": "la:202"}
    app.run()
    assert "<h3>Camden</h3>" in read_text(app)

"""What is selected: said, cleared, offered from a card, told in files."""

import io
import json
import zipfile
from dataclasses import replace

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from footprints.selection.within import Nearest, Polygon, parse_within
from pages.components.downloads import write_memberships, write_schools
from pages.components.loaded import Loaded
from pages.components.picked import Picked
from pages.components.selected import describe_within
from pages.components.selection import match_selection, parse_selection
from tests.pages.conftest import OpenApp, read_text


def press(app: AppTest, label: str) -> AppTest:
    next(button for button in app.button if button.label == label).click().run()
    assert not app.exception
    return app


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("circle:-1.5,53.8,10", "within 10 km of 53.800° N, 1.500° W"),
        ("nearest:25,0.1,51.5", "of the 25 nearest to 51.500° N, 0.100° E that pass the filters"),
        ("nearest:5,0.1,51.5,N1 9GU", "of the 5 nearest to N1 9GU that pass the filters"),
        ("nearest:5,0.1,51.5,100049", "of the 5 nearest to URN 100049 that pass the filters"),
        ("unit:la:202", "of Camden"),
        ("polygon:-1,53;-1,54;-2,54", "inside the drawn area of 3 corners"),
    ],
)
def test_an_area_is_said_in_words(text: str, said: str, loaded: Loaded) -> None:
    within = parse_within(text)
    assert within is not None
    assert describe_within(within, loaded) == said


def test_an_area_narrows_the_map_the_table_and_is_cleared(
    open_app: OpenApp, loaded: Loaded
) -> None:
    app = open_app(within="unit:la:202", table="true")
    expected = loaded.schools.loc[loaded.schools["la_code"].eq("202"), "urn"].tolist()
    assert sorted(app.dataframe[0].value["URN"]) == expected
    assert f"**Selected: {len(expected)} schools** of Camden" in read_text(app)
    press(app, "Clear the area")
    assert "within" not in app.query_params
    assert "Selected:" not in read_text(app)


def test_a_unit_card_offers_its_schools(open_app: OpenApp) -> None:
    app = press(open_app(unit="la:202"), "Show only its schools")
    assert app.query_params["within"] == "unit:la:202"
    assert app.query_params["unit"] == "la:202"


def test_a_school_card_offers_the_nearest_and_their_number_can_be_changed(
    open_app: OpenApp, loaded: Loaded
) -> None:
    placed = loaded.schools[loaded.schools.geometry.notna()].iloc[40]
    app = press(open_app(school=str(placed["urn"])), "Show only the 25 nearest schools")
    within = parse_within(app.query_params["within"])
    assert isinstance(within, Nearest)
    assert within.n == 25
    assert "**Selected: 25 schools**" in read_text(app)
    app.number_input(key="nearest").set_value(7).run()
    assert "**Selected: 7 schools**" in read_text(app)
    assert app.query_params["within"].startswith("nearest:7,")


def test_a_school_without_a_place_offers_no_nearest(open_app: OpenApp, loaded: Loaded) -> None:
    lost = loaded.schools.loc[loaded.schools.geometry.isna(), "urn"].iloc[0]
    labels = [button.label for button in open_app(school=str(lost)).button]
    assert labels == ["Close this card"]


def test_files_hold_the_selection_and_say_by_what_it_was_cut(loaded: Loaded) -> None:
    params = {"within": ["unit:la:202"], "phase": ["Primary"]}
    selection = parse_selection(params, loaded, Picked())
    shown = match_selection(selection, loaded)
    urns = set(loaded.schools.loc[shown, "urn"])
    schools = json.loads(write_schools(loaded, selection, shown))
    assert {f["properties"]["urn"] for f in schools["features"]} == urns
    assert "trust_band" not in schools["features"][0]["properties"]
    with zipfile.ZipFile(io.BytesIO(write_memberships(loaded, selection, shown))) as archive:
        assert archive.namelist() == ["memberships.csv", "memberships.csv-metadata.json"]
        rows = pd.read_csv(archive.open("memberships.csv"))
        about = json.load(archive.open("memberships.csv-metadata.json"))
    assert set(rows["urn"]) == urns
    cut = {"phase": ["Primary"], "within": "unit:la:202"}
    assert about["filter"] == schools["metadata"]["filter"] == cut
    assert about["dc:license"]
    assert about["rows"] == len(rows)


def test_the_same_download_twice_is_the_same(loaded: Loaded) -> None:
    selection = parse_selection({"la": ["202"]}, loaded, Picked())
    shown = match_selection(selection, loaded)
    assert write_memberships(loaded, selection, shown) == write_memberships(
        loaded, selection, shown
    )


def test_a_drawn_area_without_a_school_is_an_answer_too(loaded: Loaded) -> None:
    sea = Polygon(((2.5, 53.0), (2.6, 53.0), (2.6, 53.1)))
    selection = parse_selection({}, loaded, Picked())
    empty = match_selection(replace(selection, within=sea), loaded)
    assert not empty.any()

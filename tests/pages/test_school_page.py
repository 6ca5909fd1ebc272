"""The School page without a browser: default, empty, hostile addresses, odd schools."""

import dataclasses
import io
import json
import re
import zipfile

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from footprints.locals.card import Card, build_card
from footprints.locals.overlap import measure_overlap
from footprints.scope import in_scope
from pages.components.loaded import Loaded
from pages.components.school.card import find_school, recall_card
from pages.components.school.facts import list_facts
from pages.components.school.files import list_tables, write_school
from pages.components.school.history import render_history
from pages.components.school.locals import order_locals, render_locals
from pages.components.school.map import compose_school_map
from pages.components.school.overlaps import BYS, render_overlaps
from pages.components.school.travel import list_trips
from pages.components.triptools import recall_tools
from tests.pages.conftest import OpenApp, read_text
from tests.pages.searching import choose, search
from tests.pages.test_data_page import add_network, write_network

SECTIONS = [
    "Its locals",
    "Where its locals lie",
    "How far it is",
    "How its locals overlap",
    "Its locals in numbers",
    "Who shares its locals",
    "History",
]


def find_urn(loaded: Loaded, **wanted: object) -> int:
    """Find a placed school in a trust, or one whose columns have these values."""
    schools = loaded.schools
    chosen = schools["trust_id"].notna() & schools["easting"].notna() & schools["la_code"].notna()
    if wanted:
        chosen = pd.Series(data=True, index=schools.index)
    for column, value in wanted.items():
        chosen &= schools[column].isna() if value is None else schools[column].eq(value)
    return int(schools.loc[chosen, "urn"].iloc[0])


def keep_systems(card: Card, systems: list[str]) -> Card:
    """Give the card as it were with locals in these systems only."""
    held, pairs = card.locals, card.overlaps
    return dataclasses.replace(
        card,
        locals=held[held["system"].isin(systems)],
        overlaps=pairs[pairs["a"].isin(systems) & pairs["b"].isin(systems)],
    )


def name_of(loaded: Loaded, urn: int) -> str:
    return str(loaded.schools.set_index("urn").loc[urn, "name"])


def count(app: AppTest, name: str) -> str:
    """Read one of the numbers of the page, without the range below it."""
    found = re.search(
        rf"<b>{name}</b>.*?<td class=\"n\">(.*?)(?: <span|</td>)", read_text(app), flags=re.DOTALL
    )
    assert found is not None
    return found[1]


def test_a_school_has_all_its_sections_in_order(open_app: OpenApp, loaded: Loaded) -> None:
    urn = find_urn(loaded)
    app = open_app("school", urn=str(urn))
    assert app.title[0].value.replace("\\", "") == name_of(loaded, urn)
    assert [header.value for header in app.header] == SECTIONS
    text = read_text(app)
    assert f"school={urn}" in text
    assert "No road network is loaded, so nothing is measured by road" in text


def test_how_far_it_is_stands_with_its_method(open_app: OpenApp, loaded: Loaded) -> None:
    urn = find_urn(loaded)
    card, school = recall_card(urn, loaded), find_school(urn, loaded)
    groups = list_trips(card, school, recall_tools(school), loaded)
    straight_km = [
        trip.rungs[0].km.value
        for trip in groups[0].trips
        if trip.rungs[0].km is not None and trip.place.what.startswith("base of its")
    ]
    based = card.locals.dropna(subset=["straight_km"])
    assert len(based)
    assert sorted(straight_km) == pytest.approx(sorted(based["straight_km"]))
    text = read_text(open_app("school", urn=str(urn)))
    assert all(f"{km:.1f}" in text for km in straight_km)
    assert "Stated, not measured here." in text


def test_without_a_school_the_page_says_what_to_do(open_app: OpenApp) -> None:
    app = open_app("school")
    assert app.title[0].value == "School"
    assert "**Search for a school** by name, URN, postcode or town" in read_text(app)
    assert not app.header


@pytest.mark.parametrize(
    ("urn", "note"),
    [
        ("abc", "something that is not a URN."),
        ("<script>alert(1)</script>", "something that is not a URN."),
        ("", "something that is not a URN."),
        ("-100000", "something that is not a URN."),
        ("²", "something that is not a URN."),
        ("9" * 40, "something that is not a URN."),
        ("999", "URN 999 is not in this snapshot."),
    ],
)
def test_an_address_not_understood_is_noted(open_app: OpenApp, urn: str, note: str) -> None:
    app = open_app("school", urn=urn)
    text = read_text(app)
    assert note in text
    assert "**Search for a school**" in text
    assert "<script>alert" not in text


def test_an_old_urn_leads_to_its_successor_with_a_note(open_app: OpenApp, loaded: Loaded) -> None:
    old = int(loaded.successors.index[~loaded.successors.index.duplicated(keep=False)][0])
    new = int(loaded.successors[old])
    text = read_text(open_app("school", urn=str(old)))
    assert f"URN {old} has closed; this is the school that followed it." in text
    assert f"school={new}" in text
    assert f"URN {old}</span>" in text  # in the history of the school that followed


def test_what_the_map_has_picked_is_shown(open_app: OpenApp, loaded: Loaded) -> None:
    urn = find_urn(loaded)
    app = open_app(school=str(urn))
    app.switch_page("pages/school_page.py")
    app.query_params.clear()  # as a browser does on its way to another page
    app.run()
    assert not app.exception
    assert app.query_params == {"urn": str(urn)}
    assert app.title[0].value.replace("\\", "") == name_of(loaded, urn)


def test_a_school_without_coordinates_says_so(open_app: OpenApp, loaded: Loaded) -> None:
    text = read_text(open_app("school", urn=str(find_urn(loaded, easting=None))))
    assert "so the school is not on the map." in text
    assert "No distance can be given" in text
    assert "Who is next door cannot be told: the record gives it no usable point." in text


@pytest.mark.parametrize(("systems", "n"), [(["la", "lad", "region"], 3), (["la"], 1), ([], 0)])
def test_a_school_of_few_locals_says_so(systems: list[str], n: int, loaded: Loaded) -> None:
    card = keep_systems(build_card(find_urn(loaded), loaded.schools, loaded.index), systems)
    html = render_locals(card, loaded)
    assert html.count('<span class="unit">') == n
    assert ("It has no local but" in html) == (n > 0)
    assert ("gives this school a local" in html) == (n == 0)
    command = compose_school_map(card, loaded)
    assert len(command.outlines) == n
    assert ("none of its locals has an outline" in command.summary) == (n == 0)


def test_the_measure_of_overlap_is_in_the_address(open_app: OpenApp, loaded: Loaded) -> None:
    app = open_app("school", urn=str(find_urn(loaded)), overlap="j")
    assert app.radio(key="overlap-by").value == "j"
    assert "J = |row" in read_text(app)
    app.radio(key="overlap-by").set_value("c").run()
    assert not app.exception
    assert app.query_params["overlap"] == "c"
    assert "C = |row" in read_text(app)
    app.radio(key="overlap-by").set_value("o").run()
    assert "overlap" not in app.query_params


def test_a_measure_not_known_is_noted(open_app: OpenApp, loaded: Loaded) -> None:
    app = open_app("school", urn=str(find_urn(loaded)), overlap="<b>")
    assert "a measure of overlap that is not known" in read_text(app)
    assert app.radio(key="overlap-by").value == "o"


@pytest.mark.parametrize("by", list(BYS))
def test_the_picture_has_the_numbers_of_sets_made_anew(loaded: Loaded, by: str) -> None:
    urn = find_urn(loaded)
    card = build_card(urn, loaded.schools, loaded.index)
    inside = set(loaded.schools.loc[in_scope(loaded.schools, "state_funded"), "urn"])
    held = loaded.memberships[loaded.memberships["urn"].isin(inside)]
    sets = {
        (row.system, row.unit_id): {
            urn,
            *held.loc[held["system"].eq(row.system) & held["unit_id"].eq(row.unit_id), "urn"],
        }
        for row in order_locals(card, loaded.systems).itertuples()
        if row.certainty != "shared"
    }
    html = render_overlaps(card, loaded, by)
    cells = re.findall(r"--share:([\d.]+)\">(\d+)% <span class=\"count\">([\d,]+)<", html)
    expected = [
        (f"{BYS[by].value(measure_overlap(a, b)):.3f}", f"{len(a & b):,}")
        for x, a in sets.items()
        for y, b in sets.items()
        if x != y
    ]
    assert [(share, n) for share, _, n in cells] == expected


def test_the_numbers_are_those_of_sets_made_anew(open_app: OpenApp, loaded: Loaded) -> None:
    urn = find_urn(loaded)
    inside = set(loaded.schools.loc[in_scope(loaded.schools, "state_funded"), "urn"])
    held = loaded.memberships[loaded.memberships["certainty"] != "none"]
    sets = [
        {urn} | (inside & set(held.loc[held["system"].eq(s) & held["unit_id"].eq(u), "urn"]))
        for s, u in held.loc[held["urn"] == urn, ["system", "unit_id"]].itertuples(index=False)
    ]
    core, reach = len(set.intersection(*sets)), len(set.union(*sets))
    overlaps = [
        len(a & b) / min(len(a), len(b)) for i, a in enumerate(sets) for b in sets[i + 1 :]
    ]
    app = open_app("school", urn=str(urn))
    assert count(app, "Locals") == str(held.loc[held["urn"] == urn, "system"].nunique())
    assert count(app, "Core") == f"{core:,}"
    assert count(app, "Reach") == f"{reach:,}"
    assert count(app, "Core / reach").endswith(f"({core:,} of {reach:,})")
    assert count(app, "Bricolage") == f"{1 - np.mean(overlaps):.3f}"


def test_each_fact_missing_in_the_record_is_said(loaded: Loaded) -> None:
    school = loaded.schools.iloc[0].copy()
    gone = ["phase", "type", "la_code", "trust_id", "pupils", "open_date", "town", "postcode"]
    school[[*gone, "status", "low_age"]] = None
    facts = {fact.label: fact for fact in list_facts(school, loaded)}
    for label in ("Phase", "Type", "Authority", "Pupils", "Place", "Status"):
        assert facts[label].text == "not recorded"
    assert facts["Trust"].text == "none"
    assert facts["Status"].how == "under this URN, since when is not recorded"


def test_the_map_outlines_only_the_school_s_own_units(loaded: Loaded) -> None:
    urn = find_urn(loaded)
    card = build_card(urn, loaded.schools, loaded.index)
    command = compose_school_map(card, loaded)
    own = set(card.locals["unit_id"])
    assert command.outlines
    assert all(set(layer.unit_ids or "?") <= own for layer in command.outlines)
    assert command.selected is not None
    assert command.selected.urn == urn
    school = loaded.schools.loc[loaded.schools["urn"] == urn].to_crs(4326).geometry.iloc[0]
    assert command.view is not None
    assert command.view.south < school.y < command.view.north
    assert command.view.west < school.x < command.view.east


def test_a_school_without_a_place_moves_no_map(loaded: Loaded) -> None:
    urn = find_urn(loaded, easting=None)
    command = compose_school_map(build_card(urn, loaded.schools, loaded.index), loaded)
    assert command.view is None


def test_the_archive_holds_each_table_with_its_sources(open_app: OpenApp, loaded: Loaded) -> None:
    open_app("school", urn=str(find_urn(loaded)))
    card = build_card(find_urn(loaded), loaded.schools, loaded.index)
    with zipfile.ZipFile(io.BytesIO(write_school(card, loaded))) as archive:
        names = [*(f"{name}.csv" for name in list_tables(card, loaded)), "metadata.json"]
        assert archive.namelist() == names
        about = json.loads(archive.read("metadata.json"))
        locals_ = pd.read_csv(archive.open("locals.csv"))
        pairs = pd.read_csv(archive.open("overlaps.csv"))
    assert about["school"] == card.urn
    assert about["sources"]
    assert about["dc:license"]
    assert len(locals_) == len(card.locals)
    assert {"jaccard", "overlap", "a_in_b", "b_in_a"} <= set(pairs.columns)
    smaller = pairs[["a_in_b", "b_in_a"]].max(axis=1)
    pd.testing.assert_series_equal(smaller, pairs["overlap"], check_names=False)


def test_the_search_opens_the_page_of_a_school(open_app: OpenApp, loaded: Loaded) -> None:
    urn = find_urn(loaded)
    app = open_app("school")
    search(app, str(urn))
    app = choose(app, str(urn), 0)
    assert app.query_params == {"urn": str(urn)}
    assert app.title[0].value.replace("\\", "") == name_of(loaded, urn)


def test_a_hub_chosen_on_the_page_opens_on_the_map(open_app: OpenApp) -> None:
    app = choose(search(open_app("school"), "202"), "202", 0)
    assert "<h3>Camden</h3>" in read_text(app)
    assert app.query_params["unit"] == "la:202"


def test_the_card_on_the_map_links_to_the_page(open_app: OpenApp, loaded: Loaded) -> None:
    urn = find_urn(loaded)
    app = open_app(school=str(urn), colour="lad", snapshot=loaded.snapshot.snapshot_id)
    href = f"school?urn={urn}&amp;snapshot={loaded.snapshot.snapshot_id}"
    assert f'<a href="{href}">Open school page</a>' in read_text(app)


def test_a_visitor_s_own_network_is_among_the_locals(open_app: OpenApp, loaded: Loaded) -> None:
    app = add_network(open_app("data"), write_network(loaded, "Quux <b>Partnership</b>"))
    app.switch_page("pages/school_page.py")
    app.query_params["urn"] = str(loaded.schools["urn"].iloc[0])
    app.run()
    assert not app.exception
    assert "Quux &lt;b&gt;Partnership" in read_text(app)


def test_a_link_shows_the_snapshot_it_was_made_on(open_app: OpenApp, loaded: Loaded) -> None:
    urn = str(find_urn(loaded))
    app = open_app("school", urn=urn, snapshot="2019-01-01-gone")
    assert "The snapshot this link was made on is no longer here." in read_text(app)


def test_the_day_it_joined_a_trust_is_told_where_it_is_recorded(loaded: Loaded) -> None:
    school = loaded.schools.iloc[0]
    told = {"urn": [int(school["urn"])], "trust_id": ["1"], "trust_name": ["<b>Sons</b>"]}
    recorded = pd.DataFrame({**told, "joined_date": ["2016-09-01"]})
    text = render_history(school, dataclasses.replace(loaded, group_links=recorded))
    assert "put it in &lt;b&gt;Sons&lt;/b&gt;, joined on 1 September 2016." in text
    undated = recorded.assign(joined_date=None)
    text = render_history(school, dataclasses.replace(loaded, group_links=undated))
    assert "when it joined is not recorded" in text
    nothing = render_history(school, dataclasses.replace(loaded, group_links=recorded.iloc[:0]))
    assert "No group record of it is loaded" in nothing

"""The Access page without a browser: addresses, empty cases, and the same numbers all over."""

import html
import io
import json
import re
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from footprints.access.decay import Gaussian
from footprints.access.equity import compare_groups, measure_equity
from footprints.access.groups import group_schools
from footprints.access.supply import list_bases
from footprints.access.surface import AccessQuestion, measure_surface
from footprints.roads.network import RoadNetwork
from footprints.scenarios.candidates import thin_candidates
from footprints.scenarios.satellites import Question, choose_satellites
from footprints.scenarios.scenario import MoveDistrict, OpenBase, Scenario
from footprints.scenarios.scenariotext import (
    read_scenario,
    read_scenario_file,
    write_scenario,
    write_scenario_file,
)
from footprints.scenarios.travelcosts import measure_costs
from footprints.scope import in_scope
from footprints.travel.budget import KM_PER_MILE
from footprints.travel.ownbase import take_own_km
from geodata.config import DATA_DIR_VARIABLE
from geodata.roads.files import RoadReport, RoadsRead
from geodata.roads.graphfile import save_network
from geodata.travel.measured import TravelTables, measure_travel
from pages.components.access.asked import NO_NETWORK, Asked, Basis, list_based, parse_asked
from pages.components.access.changemap import LOOKS, compose_change_map
from pages.components.access.coldspots import LEAST_SCHOOLS, recall_spots
from pages.components.access.controls import name_areas
from pages.components.access.curve import BY_FSM, BY_KM, say_curves, trace_curves
from pages.components.access.files import write_tables
from pages.components.access.scenariochanges import UNREADABLE
from pages.components.access.scenariowords import UNKNOWN, keep_known, name_keys, say_change
from pages.components.access.sheets import Wanted, list_sheets
from pages.components.access.words import (
    BASE_NOTE,
    NOBODY,
    count_bases,
    say_basis,
    say_scope,
    say_stamp,
)
from pages.components.loaded import Loaded
from pages.components.visit.session import extend
from tests.pages.conftest import OpenApp, read_text
from tests.pages.searching import choose
from tests.pages.test_data_page import submit
from tests.pages.test_visit import read_register

HEADERS = {
    "far": [
        "The way to the base",
        "Assigned to a base that is not the nearest",
        "Who is far",
        "What a programme costs a school",
    ],
    "fair": [
        "Who has far to go",
        "How evenly it is spread",
        "Access: what is within reach",
        "Cold spots",
    ],
    "help": [
        "Where a satellite would help most",
        "What if a district moved, or a base opened or closed",
    ],
}
REGION, RUTLAND, CITY, SCILLY = "region:E12000004", "la:857", "la:201", "la:420"
NOWHERE = "polygon:-3.9,55.5;-3.8,55.5;-3.8,55.6"
EVIL = "<script>alert(1)</script>"
ACCESS = AccessQuestion("e2sfca", threshold=30, decay=Gaussian(15), system="tsh")


def ask(loaded: Loaded, **address: str) -> Asked:
    """Understand an address."""
    return parse_asked({key: [value] for key, value in address.items()}, loaded)


def words(app: AppTest) -> str:
    """Read the page without the marks that Markdown and HTML need."""
    return html.unescape(read_text(app).replace("\\", ""))


def read_rows(text: str, caption: str) -> list[list[str]]:
    """Read the cells of the body of the table with a caption."""
    at = text.index(caption)
    body = text[at : text.index("</tbody>", at)].split("<tbody>")[1]
    cell = re.compile(r"<t[hd][^>]*>(.*?)</t[hd]>", re.DOTALL)
    return [
        [" ".join(re.sub(r"<[^>]+>", " ", one).split()) for one in cell.findall(row)]
        for row in body.split("</tr>")[:-1]
    ]


def take_counted(loaded: Loaded, area: str | None = None) -> pd.DataFrame:
    """Take the state-funded schools of an authority or a region, or of England."""
    schools = loaded.schools[in_scope(loaded.schools, "state_funded")]
    if area is None:
        return schools
    kind, code = area.split(":")
    return schools[schools[{"la": "la_code", "region": "region_code"}[kind]] == code]


def measure_km(schools: pd.DataFrame, bases: pd.DataFrame) -> pd.DataFrame:
    """Measure straight lines from schools to bases with Pythagoras alone."""
    east = schools["easting"].to_numpy()[:, None] - bases["base_easting"].to_numpy()
    north = schools["northing"].to_numpy()[:, None] - bases["base_northing"].to_numpy()
    return pd.DataFrame(
        np.sqrt(east**2 + north**2) / 1000, index=schools["urn"], columns=bases["unit_id"]
    )


def find_own_km(loaded: Loaded, schools: pd.DataFrame, system: str = "tsh") -> pd.Series:
    """Find each school's way to the nearest base of its own units, by another route."""
    units = loaded.units[loaded.units["system"] == system].dropna(subset=["base_easting"])
    km = measure_km(schools, units)
    held = loaded.memberships
    held = held[(held["system"] == system) & held["urn"].isin(schools["urn"])]
    pairs = held[held["certainty"] != "none"][["urn", "unit_id"]]
    own = pairs.assign(
        km=[
            km.loc[urn, unit] if unit in km.columns else np.nan
            for urn, unit in pairs.itertuples(index=False)
        ]
    )
    known = own.groupby("urn")["km"].agg(lambda ways: ways.min(skipna=False))
    return known.reindex(schools["urn"])


# What is shown


@pytest.mark.parametrize("question", list(HEADERS))
def test_each_question_has_its_sections(open_app: OpenApp, question: str) -> None:
    app = open_app("access", **({} if question == "far" else {"ask": question}), area=RUTLAND)
    assert app.title[0].value == "Travel and access"
    assert [header.value for header in app.header] == HEADERS[question]
    assert not app.info
    assert BASE_NOTE in words(app)


def test_england_by_straight_lines_is_asked_when_nothing_is(
    open_app: OpenApp, loaded: Loaded
) -> None:
    asked = ask(loaded)
    assert (asked.question, asked.area.text, asked.over_km) == ("far", "england", 40)
    assert asked.basis == Basis("tsh")
    text = words(open_app("access"))
    known, total = count_bases("tsh", loaded)
    assert f"Bases of Teaching School Hubs known: {known} of {total}, as of October 2025" in text
    assert "England: open state-funded schools, as recorded on " in text
    assert "school records invented for this demonstration" in text


def test_an_address_restores_every_choice(loaded: Loaded) -> None:
    asked = ask(
        loaded,
        ask="help",
        area=REGION,
        system="maths",
        scope="primary_age",
        method="detour",
        over="25.5",
    )
    assert (asked.question, asked.area.name, asked.over_km) == ("help", "East Midlands", 25.5)
    assert asked.basis == Basis("maths", "primary_age", "detour")
    assert asked.notes == ()


@pytest.mark.parametrize(
    ("name", "value", "note"),
    [
        ("ask", EVIL, "a question"),
        ("area", "la:999", "an area"),
        ("area", EVIL, "an area"),
        ("system", "trust", "a system with bases"),
        ("scope", "every", "a kind of school"),
        ("method", "remote", "a way to measure distance"),
        ("over", "1e9", "a distance"),
        ("over", "nan", "a distance"),
        ("over", "", "a distance"),
    ],
)
def test_what_is_not_known_is_noted_and_its_default_taken(
    loaded: Loaded, name: str, value: str, note: str
) -> None:
    asked, usual = ask(loaded, **{name: value}), ask(loaded)
    assert asked.notes == (f"The address asks for {note} that is not known here; it is left out.",)
    assert (asked.question, asked.basis, asked.over_km) == (
        usual.question,
        usual.basis,
        usual.over_km,
    )
    assert asked.area.text == "england"


def test_roads_without_a_network_are_told_to_be_straight_lines(loaded: Loaded) -> None:
    asked = ask(loaded, method="road")
    assert asked.notes == (NO_NETWORK,)
    assert asked.basis.method == "straight"
    assert asked.basis.network_id is None


@pytest.mark.parametrize(
    ("question", "names", "notes"),
    [
        (
            "far",
            ["sessions", "start", "length", "people", "online", "vehicle", "venue"],
            {
                *("a number of sessions", "a time", "a length", "a number of people"),
                *("a number of sessions online", "a vehicle", "a venue"),
            },
        ),
        (
            "fair",
            ["group", "measure", "reach", "by", "spots"],
            {
                *("a grouping of schools", "a measure of access", "a distance", "a demand"),
                "what to look for cold spots among",
            },
        ),
        (
            "help",
            ["sites", "k", "aim", "for", "follow"],
            {
                *("a search for satellites", "a number of satellites", "an aim", "a demand"),
                "a way to follow",
            },
        ),
    ],
)
def test_every_parameter_of_a_question_may_be_hostile(
    open_app: OpenApp, loaded: Loaded, question: str, names: list[str], notes: set[str]
) -> None:
    urn = str(take_counted(loaded, RUTLAND)["urn"].iloc[0])
    more = {"changes": EVIL} if question == "help" else {"urn": urn}
    app = open_app("access", ask=question, area=RUTLAND, **dict.fromkeys(names, EVIL), **more)
    said = {
        f"The address asks for {note} that is not known here; it is left out." for note in notes
    }
    assert {box.value for box in app.info} == said | (
        {UNREADABLE} if question == "help" else set()
    )
    assert EVIL not in read_text(app)
    assert "alert(1)" not in read_text(app)
    assert [header.value for header in app.header] == HEADERS[question]


@pytest.mark.parametrize("urn", ["0", EVIL, "1" * 30])
def test_a_school_that_is_none_is_noted(open_app: OpenApp, urn: str) -> None:
    app = open_app("access", area=RUTLAND, urn=urn)
    assert len(app.info) == 1
    assert urn not in read_text(app) or urn == "0"
    assert "Search for a school" in words(app)


# Empty cases


@pytest.mark.parametrize("question", list(HEADERS))
def test_an_area_without_a_school_says_so(open_app: OpenApp, question: str) -> None:
    app = open_app("access", ask=question, area=NOWHERE, sites="yes", changes="close.tsh.SW1")
    said = {
        "far": [NOBODY, "What is lost cannot be told", "Who is far cannot be told"],
        "fair": [NOBODY],
        "help": ["No place can be looked for here", "No school here counts"],
    }
    for line in said[question]:
        assert line in words(app)
    assert not app.get("download_button") or question == "help"


def test_a_hub_without_a_known_base_says_what_to_do(open_app: OpenApp, loaded: Loaded) -> None:
    units = loaded.units[(loaded.units["system"] == "maths")]
    lost = units.loc[units["base_easting"].isna(), "unit_id"]
    held = loaded.memberships[loaded.memberships["system"] == "maths"]
    unit = next(one for one in lost if held["unit_id"].eq(one).any())
    area = f"unit:maths:{unit}"
    text = words(open_app("access", area=area, system="maths"))
    assert "has a known way to a base: they are in no unit of this system, or the base" in text
    fair = words(open_app("access", ask="fair", area=area, system="maths"))
    assert "It takes two schools with a known way to tell how evenly it is spread." in fair
    helped = words(open_app("access", ask="help", area=area, system="maths", sites="yes"))
    assert "No place can be looked for here" in helped


def test_a_system_without_bases_is_not_offered(loaded: Loaded) -> None:
    offered = list_based(loaded)
    assert {"la", "lad", "region", "trust"}.isdisjoint(offered)
    assert {"tsh", "maths", "english"} <= set(offered)


@pytest.mark.parametrize("area", [CITY, SCILLY])
def test_an_area_of_one_school_is_told_in_the_singular(open_app: OpenApp, area: str) -> None:
    far = words(open_app("access", area=area))
    assert "for 1 of 1 schools." in far
    assert "The school farthest from the base of its own unit" in far
    assert "No district with at least 10 schools measured loses anything." in far
    fair = words(open_app("access", ask="fair", area=area, spots="lad"))
    assert "Of 0 districts tested here" in fair
    assert f"1 more was not tested, for want of a known way of at least {LEAST_SCHOOLS}" in fair
    assert "The one school here has " in fair or "None of the 1 schools here has a base" in fair
    helped = words(open_app("access", ask="help", area=area, sites="yes"))
    assert "(1 school) most" in helped


def test_no_factor_leads_over_the_sea_to_scilly(open_app: OpenApp) -> None:
    text = words(open_app("access", area=SCILLY, method="detour"))
    assert "The one school here has no known way to a base" in text


# The same numbers


def test_the_ways_are_those_of_another_route(open_app: OpenApp, loaded: Loaded) -> None:
    km = find_own_km(loaded, take_counted(loaded, REGION)).dropna()
    text = words(open_app("access", area=REGION, over="20"))
    over = int((km > 20).sum())
    for figure in (
        f"<dt>Half are within</dt><dd>{km.median():.1f} km</dd>",
        f"<dt>Nine in ten are within</dt><dd>{np.percentile(km, 90):.1f} km</dd>",
        f"<dt>Over 20 km</dt><dd>{over / len(km):.0%} ({over:,} of {len(km):,})</dd>",
        f"<dt>The farthest</dt><dd>{km.max():.1f} km</dd>",
    ):
        assert figure in text
    names = loaded.schools.set_index("urn")["name"]
    listed = read_rows(text, "schools farthest from the base of their own unit")
    assert len(listed) == 12
    assert listed[0][0].startswith(names[km.idxmax()])
    assert [row[1] for row in listed] == [f"{one:.1f}" for one in km.nlargest(12)]


def test_the_ten_districts_that_lose_most_are_those_of_another_route(
    open_app: OpenApp, loaded: Loaded
) -> None:
    schools = take_counted(loaded)
    own = find_own_km(loaded, schools)
    units = loaded.units[loaded.units["system"] == "tsh"].dropna(subset=["base_easting"])
    lost = own - measure_km(schools, units).min(axis=1)
    by_lad = lost.groupby(schools.set_index("urn")["lad_code"]).agg(["mean", "count", "sum"])
    most = by_lad[by_lad["count"] >= 10].nlargest(10, "mean")
    names = loaded.units[loaded.units["system"] == "lad"].set_index("unit_id")["name"]
    text = words(open_app("access"))
    caption = "The 10 districts that lose most by being assigned to a base that is not the nearest"
    rows = read_rows(text, f"<caption>{caption}")
    assert [row[0] for row in rows] == [names[code] for code in most.index]
    assert [row[1] for row in rows] == [f"{one:.1f}" for one in most["mean"]]
    assert [row[3] for row in rows] == [f"{one:,.0f}" for one in most["sum"]]
    elsewhere = int((lost > 0).sum())
    assert f"{elsewhere / lost.count():.0%} ({elsewhere:,} of {lost.count():,})" in text


def test_the_groups_and_indices_are_those_of_the_domain(open_app: OpenApp, loaded: Loaded) -> None:
    here = take_counted(loaded, REGION)
    km = find_own_km(loaded, here)
    labels = group_schools(loaded.schools, "fsm_fifth", scope="state_funded").labels
    text = words(open_app("access", ask="fair", area=REGION, over="30"))
    rows = {row[0]: row for row in read_rows(text, "The way to the base of a school's own unit")}
    for label in ("1 (lowest FSM)", "5 (highest FSM)"):
        own = km[km.index.isin(labels.index[labels == label])].dropna()
        over = int((own > 30).sum())
        assert rows[label][1:4] == [
            f"{len(own):,}",
            f"{own.median():.1f}",
            f"{np.percentile(own, 90):.1f}",
        ]
        assert rows[label][5] == f"{over / len(own):.0%} ({over:,} of {len(own):,})"
    equity = measure_equity(km, here, kind="cost")
    told = {row[0].split(" ")[0]: row[1] for row in read_rows(text, "with a known way, pupils")}
    assert told["P90"] == f"{np.percentile(km.dropna(), 90) / np.percentile(km.dropna(), 10):.3f}"
    assert told["Palma"] == f"{equity.palma:.3f} ways under 1 km count as 1 km"
    assert told["Concentration"] == f"{equity.concentration:.3f}"
    assert told["Gini"] == f"{equity.gini:.3f}"


def test_the_sentence_names_the_groups_at_both_ends(open_app: OpenApp, loaded: Loaded) -> None:
    here = take_counted(loaded, REGION)
    groups = group_schools(loaded.schools, "rural", scope="state_funded")
    km = find_own_km(loaded, here)
    compared = compare_groups(
        km[km.index.isin(groups.labels.index)],
        type(groups)("rural", groups.labels[groups.labels.index.isin(here["urn"])], ""),
        loaded.schools,
        threshold=30,
    )
    share = compared.loc[["rural", "urban"], "share_over"]
    text = words(open_app("access", ask="fair", area=REGION, over="30", group="rural"))
    assert f"is highest in group {share.idxmax()}: {share.max():.0%}" in text
    assert f"lowest in group {share.idxmin()}: {share.min():.0%}" in text


def test_the_surface_is_cut_to_the_area_after_measuring_england(
    open_app: OpenApp, loaded: Loaded
) -> None:
    surface = measure_surface(ACCESS, loaded.schools, list_bases(loaded.units, "tsh"))
    here = take_counted(loaded, REGION)["urn"]
    own = surface.table["access"].reindex(here).dropna() * 100_000
    text = words(open_app("access", ask="fair", area=REGION))
    assert f"Of {len(own):,} schools half have {own.median():.2f} bases per 100,000 pupils" in text
    none = int((own == 0).sum())
    assert f"({none:,} of {len(own):,}) have no base within 30 km" in text
    assert "one 30 km away counts 0.135, one beyond it nothing" in text


def test_the_curve_is_read_where_half_the_pupils_are(loaded: Loaded) -> None:
    here = take_counted(loaded, REGION).set_index("urn")
    km = find_own_km(loaded, here.reset_index())
    curves = trace_curves(km, loaded)
    known = here.assign(km=km)[["km", "pupils"]].dropna().sort_values("km")
    share = (known["km"] * known["pupils"]).cumsum() / (known["km"] * known["pupils"]).sum()
    half = np.interp(0.5, known["pupils"].cumsum() / known["pupils"].sum(), share)
    assert f"nearest to their base have {half:.0%}" in say_curves(curves)
    assert set(curves["order"]) == {BY_FSM, BY_KM}
    assert trace_curves(km * np.nan, loaded).empty


def test_cold_spots_are_those_of_england_whatever_the_area(
    open_app: OpenApp, loaded: Loaded
) -> None:
    asked = ask(loaded, ask="fair", area=REGION)
    table = recall_spots(asked, "lad", loaded).table
    lads = set(take_counted(loaded, REGION)["lad_code"])
    here = table[table.index.isin(lads)]
    cold = int((here["spot"] == "cold").sum())
    text = words(open_app("access", ask="fair", area=REGION, spots="lad"))
    tested = int((here["spot"] != "not tested").sum())
    assert f"Of {tested} districts tested here <b>{cold} " in text
    assert "999 random arrangements of all England (seed 1)" in text
    assert "Benjamini & Hochberg" in text


def test_the_satellite_is_the_one_that_the_domain_chooses(
    open_app: OpenApp, loaded: Loaded
) -> None:
    here = take_counted(loaded, RUTLAND)
    bases = loaded.units[loaded.units["system"] == "tsh"]
    offered = here[here["urn"].isin(thin_candidates(here).urns)]
    found = choose_satellites(
        here,
        measure_costs(here, bases, offered),
        Question("tsh", time_limit_s=30),
        memberships=loaded.memberships,
    )
    name = loaded.schools.set_index("urn").loc[found.chosen[0], "name"]
    app = open_app("access", ask="help", area=RUTLAND)
    submit(app, "Look for places")
    assert app.query_params["sites"] == "yes"
    text = words(app)
    assert f">{name}</a></b>, Rutland" in text
    worst = found.summary.loc["worst"]
    assert f"{worst['mean_before']:.1f} km → {worst['mean_after']:.1f} km" in text
    assert f"{found.summary.loc['all', 'n_nearer']} of {len(here)}) get nearer; 0% (0 of" in text
    # a second route: no school of Rutland is a better place for the worst-served tenth
    own = find_own_km(loaded, here)
    far = own.nlargest(int(found.schools["counted"].sum())).index
    points = here.set_index("urn")[["easting", "northing"]]
    means = {
        urn: np.minimum(
            np.hypot(*(points.loc[far] - points.loc[urn]).to_numpy().T) / 1000, own[far]
        ).mean()
        for urn in offered["urn"]
    }
    assert means[found.chosen[0]] == pytest.approx(min(means.values()))


def test_a_moved_district_goes_as_far_as_another_route_says(
    open_app: OpenApp, loaded: Loaded
) -> None:
    here = take_counted(loaded, RUTLAND)
    units = loaded.units[loaded.units["system"] == "tsh"].dropna(subset=["base_easting"])
    unit = units.iloc[0]
    before = find_own_km(loaded, here)
    after = measure_km(here, units)[unit["unit_id"]]
    (lad,) = here["lad_code"].unique()
    app = open_app("access", ask="help", area=RUTLAND, changes=f"move.{lad}.tsh.{unit['unit_id']}")
    text = words(app)
    nearer, farther = int((after < before).sum()), int((after > before).sum())
    assert f"of {len(here)} schools <b>{nearer}</b> get nearer to their base" in text
    assert f"<b>{farther}</b> farther" in text
    assert f"Mean way {before.mean():.1f} km → {after.mean():.1f} km" in text
    assert f"Rutland goes to {unit['name']}" in text
    assert f"schools in Rutland go to {unit['name']}; " in text
    assert lad not in text, "people read names"


def test_what_a_programme_costs_is_reckoned_by_another_route(
    open_app: OpenApp, loaded: Loaded
) -> None:
    here = take_counted(loaded, RUTLAND)
    km = find_own_km(loaded, here, "maths")
    urn = int(km.idxmax())
    app = open_app("access", area=RUTLAND, system="maths", urn=str(urn))
    assert 10 < km[urn] < 80, "the factor of this band is 1.4"
    text = words(app)
    miles = 2 * 6 * km[urn] * 1.4 / KM_PER_MILE
    rows = {row[0].split(" of ")[0]: row[1] for row in read_rows(text, "For the whole programme")}
    assert rows["Miles"].startswith(f"{miles:,.0f} (")
    assert rows["Mileage cost"].startswith(f"£{miles * 0.45:,.2f} (")
    hours = 2 * 6 * km[urn] * 1.4 / 50 + 6 * 1.5
    assert rows["Hours in all with the sessions"].startswith(f"{hours:,.1f} (")
    assert f"mileage of <b>£{miles * 0.45:,.2f} (" in text
    assert "By road:</b> No road network is loaded." in text
    assert "45p a mile, 25p a mile from 10,000 miles on (car, 2025-26, HMRC" in text


def test_a_school_is_searched_and_its_programme_changed(open_app: OpenApp, loaded: Loaded) -> None:
    school = take_counted(loaded, RUTLAND).iloc[0]
    app = open_app("access", area=RUTLAND, system="maths")
    choose(app, str(school["urn"]), 0)
    assert app.query_params["urn"] == str(school["urn"])
    assert school["name"] in words(app)
    app.number_input("chosen-online").set_value(6.0).run()
    assert app.query_params["online"] == "6"
    assert "mileage of <b>£0.00</b> and <b>9.0 hours</b> in all" in words(app)


# Scenarios


def list_moves(loaded: Loaded) -> tuple[str, Scenario]:
    """Make a scenario of the three kinds of change in Teaching School Hubs."""
    here = take_counted(loaded, RUTLAND)
    school, (lad,) = here.iloc[0], here["lad_code"].unique()
    urn = int(school["urn"])
    new = OpenBase("tsh", f"new-{urn}", urn)
    text = write_scenario(Scenario((new, MoveDistrict(lad, "tsh", new.unit_id))))
    return text, read_scenario(f"{text}~close.tsh.EE1")


def test_a_change_is_added_taken_back_and_undone_by_the_address(
    open_app: OpenApp, loaded: Loaded
) -> None:
    app = open_app("access", ask="help", area=RUTLAND)
    submit(app, "Add this change")
    text = app.query_params["changes"]
    (change,) = read_scenario(text).changes
    assert isinstance(change, MoveDistrict)
    assert f"1. {say_change(change, Scenario((change,)), loaded)}" in words(app)
    assert "A scenario: nobody has published this." in words(app)
    # back: the browser gives the address of before
    app.query_params.pop("changes")
    app.run()
    assert "Nothing is changed for Teaching School Hubs yet" in words(app)
    # and forward
    app.query_params["changes"] = text
    app.run()
    assert "A scenario: nobody has published this." in words(app)
    submit(app, "Take back")
    assert "changes" not in app.query_params


def test_controls_follow_the_address_back_and_forward(open_app: OpenApp) -> None:
    app = open_app("access", area=RUTLAND)
    app.selectbox("chosen-system").set_value("maths").run()
    app.radio("chosen-question").set_value("fair").run()
    assert app.query_params == {"area": RUTLAND, "system": "maths", "ask": "fair"}
    app.query_params.pop("ask")
    app.run()
    assert app.radio("chosen-question").value == "far"
    app.query_params.pop("system")
    app.run()
    assert app.selectbox("chosen-system").value == "tsh"
    app.query_params.update({"system": "maths", "over": "25"})
    app.run()
    assert app.selectbox("chosen-system").value == "maths"
    assert app.number_input("chosen-over").value == 25
    assert "<dt>Over 25 km</dt>" in words(app)


def test_a_scenario_comes_back_from_its_file(open_app: OpenApp, loaded: Loaded) -> None:
    text, scenario = list_moves(loaded)
    written = write_scenario_file(scenario)
    assert read_scenario_file(written) == scenario
    app = open_app("access", ask="help", area=RUTLAND)
    app.file_uploader[0].set_value(("scenario.json", written.encode(), "application/json"))
    submit(app, "Load it")
    assert app.query_params["changes"] == write_scenario(scenario) == f"{text}~close.tsh.EE1"
    said = words(app)
    for line in (
        "becomes the base of a new unit",
        "Rutland goes to the new unit at Demo ",
        "The base of Saffron Teaching School Hub closes",
    ):
        assert line in said


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe\x00",
        b"[]",
        b'{"format": "multiple-locals-scenario", "version": 9, "changes": []}',
        b'{"format": "multiple-locals-scenario", "version": 1, "changes": [{"change": "rm"}]}',
        b"x" * 50_000,
    ],
)
def test_a_hostile_file_is_refused_and_nothing_is_lost(
    open_app: OpenApp, loaded: Loaded, content: bytes
) -> None:
    text, _ = list_moves(loaded)
    app = open_app("access", ask="help", area=RUTLAND, changes=text)
    app.file_uploader[0].set_value(("scenario.json", content, "application/json"))
    submit(app, "Load it")
    assert len(app.error) == 1
    assert app.error[0].value.startswith("The file cannot be used: ")
    assert app.error[0].value.endswith("Nothing was changed.")
    assert app.query_params["changes"] == text
    assert "becomes the base of a new unit" in words(app)


def test_changes_of_what_is_not_known_are_left_out_and_not_repeated(
    open_app: OpenApp, loaded: Loaded
) -> None:
    odd = "close.tsh.EVIL1~move.E09999999.tsh.EE1~open.nosuch.EE1.905204~open.tsh.x.1"
    assert keep_known(read_scenario(odd), loaded) == Scenario()
    app = open_app("access", ask="help", area=RUTLAND, changes=f"{odd}~close.tsh.EE1")
    assert [box.value for box in app.info] == [UNKNOWN]
    text = words(app)
    assert "1. The base of Saffron Teaching School Hub closes" in text
    for hostile in ("EVIL1", "E09999999", "nosuch"):
        assert hostile not in text


def test_changes_of_another_system_are_kept_and_said_to_be_so(open_app: OpenApp) -> None:
    app = open_app("access", ask="help", area=RUTLAND, system="maths", changes="close.tsh.EE1")
    text = words(app)
    assert "closes (in Teaching School Hubs: not shown below)" in text
    assert "Nothing is changed for Maths Hubs yet" in text


def test_changes_that_cannot_be_made_are_told(open_app: OpenApp) -> None:
    twice = "close.tsh.EE1~close.tsh.EE1"
    app = open_app("access", ask="help", area=RUTLAND, changes=twice)
    assert app.error[0].value.startswith("These changes cannot be made: ")


def test_a_satellite_found_is_tried_as_a_scenario(open_app: OpenApp) -> None:
    app = open_app("access", ask="help", area=RUTLAND, sites="yes")
    submit(app, "Try it as a scenario")
    first, second = read_scenario(app.query_params["changes"]).changes
    assert isinstance(first, OpenBase)
    assert second == MoveDistrict("E06000017", "tsh", first.unit_id)
    text = words(app)
    assert "becomes the base of a new unit" in text
    assert "get nearer to their base" in text
    # once more changes nothing
    again = submit(app, "Try it as a scenario").query_params["changes"]
    assert read_scenario(again).changes == (first, second)


def test_a_base_is_opened_at_a_school_that_there_is(open_app: OpenApp, loaded: Loaded) -> None:
    app = open_app("access", ask="help", area=RUTLAND)
    app.radio("scenario-kind").set_value("open").run()
    box = next(box for box in app.text_input if "URN" in box.label)
    box.set_value("1").run()
    assert "No open school has this URN." in words(app)
    urn = int(take_counted(loaded, RUTLAND)["urn"].iloc[0])
    next(box for box in app.text_input if "URN" in box.label).set_value(str(urn)).run()
    submit(app, "Add this change")
    assert app.query_params["changes"] == f"open.tsh.new-{urn}.{urn}"


def test_notes_are_read_with_names(loaded: Loaded) -> None:
    scenario = Scenario((OpenBase("tsh", "new-1", 905204),))
    named = name_keys("90 schools in E06000017 go to new-1 (tsh).", "tsh", scenario, loaded)
    assert named == (
        "90 schools in Rutland go to the new unit at "
        f"{loaded.schools.set_index('urn').loc[905204, 'name']}."
    )
    assert name_keys("zz (tsh) is E99999999", "tsh", scenario, loaded) == "Zz (tsh) is E99999999"


def test_the_map_of_changes_shows_who_changes_and_the_new_base(loaded: Loaded) -> None:
    here = take_counted(loaded, RUTLAND)
    changes = pd.Series("same", index=here["urn"])
    changes.iloc[:3], changes.iloc[3] = "nearer", "farther"
    site = int(here["urn"].iloc[0])
    command = compose_change_map(changes, [site], ask(loaded, area=RUTLAND), loaded)
    texts = [entry.text for entry in command.legend.entries]
    assert texts == ["New base (1)", "Gets nearer (2)", "Gets farther (1)"]
    assert command.legend.notes == (
        f"{len(here) - 4} schools whose way stays as it is: not shown",
    )
    assert command.selected is not None
    assert command.selected.urn == site
    own = command.colour.own
    assert own is not None
    assert own.unit_names == tuple(name for name, _ in LOOKS.values())
    several = compose_change_map(changes, here["urn"].iloc[:2], ask(loaded), loaded)
    assert several.selected is None


# Words


def test_the_scope_of_a_system_narrows_that_of_the_page(loaded: Loaded) -> None:
    assert say_scope(Basis("tsh"), loaded) == "open state-funded schools"
    assert "that English Hubs are for (" in say_scope(Basis("english"), loaded)
    said = say_stamp(ask(loaded, system="english", area=CITY), loaded)
    assert said.startswith("Straight lines; City of London: open state-funded schools that ")
    assert "bases of English Hubs of " in said


def test_a_visitors_own_register_has_no_official_total(loaded: Loaded) -> None:
    visited = extend(loaded, read_register(loaded, infer=True))
    assert count_bases("pilot", visited) == (2, 2)
    asked = ask(visited, system="pilot", area="la:202")
    assert "Bases of Pilot known: 2 of 2, as of " in say_basis(asked, visited)
    sheets = list_sheets(asked, Wanted("fsm_fifth", ACCESS), visited)
    assert set(sheets["travel"].table["unit_id"]) == {"S1"}
    assert sheets["travel"].about["systems"]["pilot"]["added_here"] is True


def test_units_of_the_system_are_areas_to_choose(loaded: Loaded) -> None:
    named = name_areas(ask(loaded, system="maths", area="unit:tsh:EE1"), loaded)
    assert named["unit:tsh:EE1"] == "Saffron Teaching School Hub"
    assert sum(key.startswith("unit:maths:") for key in named) == 40
    assert named["england"] == "England"


# Files


def read_archive(content: bytes) -> tuple[dict[str, pd.DataFrame], dict[str, object], list[str]]:
    """Read the tables and the metadata of an archive."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        tables = {
            name: pd.read_csv(io.BytesIO(archive.read(name)), low_memory=False)
            for name in names
            if name.endswith(".csv")
        }
        return tables, json.loads(archive.read("metadata.json")), names


def test_the_file_of_how_far_has_the_rows_of_the_page(loaded: Loaded) -> None:
    asked = ask(loaded, area=REGION)
    tables, about, _ = read_archive(write_tables(asked, Wanted("fsm_fifth", ACCESS), loaded))
    travel = tables["travel.csv"]
    here = take_counted(loaded, REGION)
    assert set(travel["urn"]) == set(here["urn"])
    own = travel.groupby("urn")["straight_km"].agg(lambda ways: ways.min(skipna=False))
    pd.testing.assert_series_equal(
        own, find_own_km(loaded, here).sort_index(), check_names=False, rtol=1e-9
    )
    districts = tables["losses_districts.csv"].set_index("lad_code")
    penalty = travel.groupby("urn")["penalty_km"].min().dropna()
    lad = here.set_index("urn")["lad_code"].reindex(penalty.index)
    assert districts["mean_loss"].dropna().to_dict() == pytest.approx(
        penalty.groupby(lad).mean().to_dict()
    )
    assert districts.loc["E06000017", "name"] == "Rutland"
    assert set(tables["losses_units.csv"]["method"]) == {"straight"}
    assert about["area"] == {"name": "East Midlands", "address": REGION}
    assert about["rows"] == sum(len(table) for table in tables.values())
    assert about["demonstration"] is True
    assert str(about["basis"]).startswith("East Midlands: open state-funded schools")
    assert about["dc:license"]
    assert set(about["files"]) == set(tables)


def test_the_file_of_fairness_has_groups_indices_access_and_spots(loaded: Loaded) -> None:
    asked = ask(loaded, ask="fair", area=RUTLAND)
    tables, about, _ = read_archive(
        write_tables(asked, Wanted("region", ACCESS, "schools"), loaded)
    )
    here = take_counted(loaded, RUTLAND)
    groups = tables["groups.csv"].set_index("group")
    assert groups.loc["East Midlands", "n_schools"] == groups.loc["all", "n_schools"] == len(here)
    assert tables["equity.csv"]["index"].tolist() == ["p90_p10", "palma", "concentration", "gini"]
    surface = measure_surface(ACCESS, loaded.schools, list_bases(loaded.units, "tsh"))
    access = tables["access.csv"].set_index("urn")["access"]
    assert access.to_dict() == pytest.approx(
        surface.table["access"].reindex(here["urn"]).to_dict(), nan_ok=True
    )
    assert set(tables["spots.csv"]["urn"]) == set(here["urn"])
    files = about["files"]
    assert isinstance(files, dict)
    assert files["spots.csv"]["seed"] == 1
    assert files["access.csv"]["rows"] == len(here)


def test_the_file_of_what_would_help_has_every_school_before_and_after(loaded: Loaded) -> None:
    text, _ = list_moves(loaded)
    scenario = read_scenario(text)
    asked = ask(loaded, ask="help", area=RUTLAND)
    wanted = Wanted(
        "fsm_fifth", ACCESS, satellites=Question("tsh", time_limit_s=30), scenario=scenario
    )
    tables, about, names = read_archive(write_tables(asked, wanted, loaded))
    assert "scenario.json" in names
    here = take_counted(loaded, RUTLAND).set_index("urn")
    before = find_own_km(loaded, here.reset_index())
    for name in ("satellites.csv", "scenario.csv"):
        rows = tables[name].set_index("urn")
        assert rows["before"].to_dict() == pytest.approx(before.to_dict(), nan_ok=True)
        assert set(rows["status"]) == {"a scenario: nobody has published this"}
    assert tables["satellites.csv"]["is_satellite"].sum() == 1
    site = here[["easting", "northing"]].iloc[0]
    away = np.hypot(*(here[["easting", "northing"]] - site).to_numpy().T) / 1000
    after = tables["scenario.csv"].set_index("urn")["after"].reindex(here.index)
    assert after.to_numpy() == pytest.approx(away, abs=1e-6)
    files = about["files"]
    assert isinstance(files, dict)
    assert files["scenario.csv"]["summary"]["n_schools"] == len(here)
    assert files["scenario.csv"]["changes"] == text.split("~")


@pytest.mark.parametrize(
    ("address", "label"),
    [
        ({}, "Travel and losses (CSV)"),
        ({"ask": "fair"}, "Groups and access (CSV)"),
        ({"ask": "help", "sites": "yes"}, "Before and after (CSV)"),
        ({"ask": "help"}, None),
    ],
)
def test_each_question_offers_its_file(
    open_app: OpenApp, address: dict[str, str], label: str | None
) -> None:
    app = open_app("access", area=RUTLAND, **address)
    found = [button.label for button in app.get("download_button")]
    assert found == ([] if label is None else [label])


# By road


FACTOR = 1.25


@pytest.fixture
def road_dir(demo_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a data folder of its own: the demonstration, and a network to be saved beside it."""
    for part in demo_dir.iterdir():
        (tmp_path / part.name).symlink_to(part)
    monkeypatch.setenv(DATA_DIR_VARIABLE, str(tmp_path))
    return tmp_path


def draw_star(loaded: Loaded, n: int = 6) -> tuple[RoadNetwork, pd.Series]:
    """Draw roads from the base of a hub to some of its schools, and say how long each is."""
    unit = loaded.units[(loaded.units["system"] == "tsh")].dropna(subset=["base_easting"]).iloc[0]
    held = loaded.memberships
    held = held[(held["system"] == "tsh") & (held["unit_id"] == unit["unit_id"])]
    here = take_counted(loaded)
    here = here[here["urn"].isin(held["urn"])]
    # apart, so that no school stands at another's node
    here = here.drop_duplicates(["easting", "northing"]).iloc[:: len(here) // n][:n]
    easting = np.append(unit["base_easting"], here["easting"].to_numpy()).astype("float64")
    northing = np.append(unit["base_northing"], here["northing"].to_numpy()).astype("float64")
    metres = FACTOR * np.hypot(easting[1:] - easting[0], northing[1:] - northing[0])
    out, back = np.zeros(len(metres), dtype="int64"), np.arange(1, len(easting))
    network = RoadNetwork(
        easting,
        northing,
        np.append(out, back),
        np.append(back, out),
        np.append(metres, metres),
        np.zeros(2 * len(metres), dtype="int16"),
        ("primary",),
        *("Star", "drawn by hand", "2025-01-01", "© the tests", "57a257a257a257a2"),
    )
    return network, pd.Series(metres / 1000, index=here["urn"])


def test_by_road_the_network_and_whom_to_thank_are_named(
    road_dir: Path, open_app: OpenApp, loaded: Loaded
) -> None:
    network, km = draw_star(loaded)
    report = RoadReport("star.osm", 6, {}, 9.0, 1.0, ())
    save_network(road_dir / "networks", RoadsRead(network, report), {})
    system = loaded.systems[loaded.systems["system"] == "tsh"]
    tables = TravelTables(loaded.schools, loaded.memberships, loaded.units, system)
    direct = measure_travel(
        tables, method="road", network_id=network.network_id, data_dir=road_dir
    )
    own = take_own_km(direct.travel, "tsh", "road")
    assert own[km.index].to_dict() == pytest.approx(km.to_dict(), rel=1e-6)
    unit = loaded.units[(loaded.units["system"] == "tsh")].dropna(subset=["base_easting"]).iloc[0]
    held = loaded.memberships[loaded.memberships["unit_id"] == unit["unit_id"]]
    here = own[own.index.isin(held["urn"]) & own.index.isin(take_counted(loaded)["urn"])].dropna()
    area = f"unit:tsh:{unit['unit_id']}"
    app = open_app("access", area=area, method="road", urn=str(km.index[0]))
    assert app.selectbox("chosen-network").value == network.network_id
    text = words(app)
    assert "Network: Star, drawn by hand of 2025-01-01 (© the tests)." in text
    assert f"for {len(here)} of " in text
    assert f"<dt>The farthest</dt><dd>{here.max():.1f} km</dd>" in text
    assert "It is Star: drawn by hand of 2025-01-01." in text
    rows = read_rows(text, "For the whole programme")
    assert rows[0][0] == "Miles of the car, all journeys"
    assert rows[0][2] == f"{12 * km.iloc[0] / KM_PER_MILE:,.0f}"


def test_without_the_network_the_same_address_tells_straight_lines(
    open_app: OpenApp,
) -> None:
    app = open_app("access", area=RUTLAND, method="road", network="57a257a257a257a2")
    assert [box.value for box in app.info] == [NO_NETWORK]
    assert "Straight lines; Rutland" in words(app)

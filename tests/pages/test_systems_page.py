"""The Systems page without a browser: tables of units, one unit, odd units, hostile addresses."""

import io
import json
import re
import zipfile

import numpy as np
import pandas as pd
import pytest

from footprints.locals.overlap import measure_overlap
from footprints.scope import in_scope
from footprints.systems.fragmentation import measure_fragmentation
from pages.components.loaded import Loaded
from pages.components.system.asked import parse_asked
from pages.components.system.files import write_system
from pages.components.system.register import count_certainties
from pages.components.system.table import list_units
from pages.components.unit.files import write_unit
from pages.components.unit.inside import recall_fragmentation
from pages.components.unit.map import compose_unit_map
from pages.components.unit.measured import recall_profile
from pages.components.unit.sharing import list_sharing
from pages.components.unit.words import say_share
from tests.pages.conftest import OpenApp, read_text
from tests.pages.searching import choose, search
from tests.pages.test_data_page import add_network, write_network

HUB = "EE1"
SECTIONS = [
    "Whom it serves",
    "Where its schools lie",
    "Who is far",
    "Centre of gravity",
    "What lies inside it",
    "Trusts that straddle its border",
    "Who answers for its schools",
    "Which hubs share its schools",
    "The register it is in",
]


def list_members(loaded: Loaded, system: str, unit_id: str) -> set[int]:
    """List the schools of a unit by a route of its own."""
    inside = set(loaded.schools.loc[in_scope(loaded.schools, "state_funded"), "urn"])
    held = loaded.memberships
    own = held[held["system"].eq(system) & held["unit_id"].eq(unit_id)]
    return inside & set(own.loc[own["certainty"] != "none", "urn"])


def find_unit(loaded: Loaded, system: str, **wanted: object) -> str:
    """Find the first unit of a system whose figures have these values."""
    members = recall_units_table(loaded, system)
    for column, value in wanted.items():
        members = members[members[column].eq(value)]
    return str(members["unit_id"].iloc[0])


def recall_units_table(loaded: Loaded, system: str) -> pd.DataFrame:
    units = loaded.units.loc[loaded.units["system"] == system, ["unit_id", "base_easting"]]
    sizes = [len(list_members(loaded, system, unit_id)) for unit_id in units["unit_id"]]
    return units.assign(n_schools=sizes, base_known=units["base_easting"].notna())


def test_a_system_tells_how_complete_its_register_is(open_app: OpenApp, loaded: Loaded) -> None:
    app = open_app("systems", system="maths")
    text = read_text(app)
    told = loaded.snapshot.manifest["systems"]["maths"]
    assert app.title[0].value == "Maths Hubs"
    assert f"{told['units']} of {told['official_total']}" in text
    assert f"{told['with_base']} of {told['units']}" in text
    assert "Source: " in text
    assert app.selectbox(key="system-chosen").value == "maths"


def test_the_table_lists_every_unit_with_its_figures(open_app: OpenApp, loaded: Loaded) -> None:
    table = open_app("systems", system="tsh").dataframe[0].value
    assert len(table) == 87
    assert {"n_schools", "pupils", "base", "median_km", "max_km", "sd_km"} <= set(table.columns)
    named = loaded.units[loaded.units["system"].eq("tsh") & loaded.units["unit_id"].eq(HUB)]
    row = table[table["name"] == named["name"].iloc[0]].iloc[0]
    assert row["n_schools"] == len(list_members(loaded, "tsh", HUB))


def test_the_counts_by_certainty_are_of_each_school_once(loaded: Loaded) -> None:
    counts = count_certainties("tsh", loaded)
    assert counts.sum() == in_scope(loaded.schools, "state_funded").sum()
    units = list_units("tsh", loaded)
    assert units["n_shared"].sum() >= 2 * counts["shared"]
    assert units["n_designated"].sum() == counts["designated"]


def test_a_choice_of_system_is_in_the_address(open_app: OpenApp) -> None:
    app = open_app("systems", system="tsh", find="london")
    app.selectbox(key="system-chosen").set_value("lad").run()
    assert not app.exception
    assert app.query_params == {"system": "lad"}
    assert app.title[0].value == "Districts"


def test_units_are_found_by_part_of_a_name(open_app: OpenApp) -> None:
    app = open_app("systems", system="la", find="CAMD")
    assert app.dataframe[0].value["name"].tolist() == ["Camden"]
    assert app.text_input(key="unit-find").value == "CAMD"
    app.text_input(key="unit-find").set_value("(.*").run()
    assert not app.exception
    assert app.query_params["find"] == "(.*"
    assert "No unit is called that." in read_text(app)


def test_trusts_are_chosen_by_size(open_app: OpenApp) -> None:
    app = open_app("systems", system="trust", band="large (16 or more)")
    assert set(app.dataframe[0].value["band"]) == {"large (16 or more)"}
    assert app.dataframe[0].value["n_schools"].is_monotonic_decreasing
    app.selectbox(key="unit-band").set_value("all sizes").run()
    assert "band" not in app.query_params


def test_trusts_that_span_others_are_a_structure_never_a_person(open_app: OpenApp) -> None:
    text = read_text(open_app("systems", system="trust"))
    assert "This is a structure, never a person" in text
    assert "Betweenness" in text
    assert "Constraint" in text
    assert "This is a structure" not in read_text(open_app("systems", system="tsh"))


def test_a_unit_has_all_its_sections_in_order(open_app: OpenApp, loaded: Loaded) -> None:
    app = open_app("systems", system="tsh", unit=HUB)
    text = read_text(app)
    assert [header.value for header in app.header] == SECTIONS
    n = len(list_members(loaded, "tsh", HUB))
    assert f"It serves {n:,} state-funded schools" in text
    assert "unit=tsh%3AEE1" in text
    assert "systems?system=tsh" in text
    assert not re.search(r"\bnan\b|>None<", text)


def test_the_members_are_those_of_the_register_farthest_first(
    open_app: OpenApp, loaded: Loaded
) -> None:
    members = open_app("systems", system="tsh", unit=HUB).dataframe[0].value
    assert set(members["urn"]) == list_members(loaded, "tsh", HUB)
    assert members["straight_km"].dropna().is_monotonic_decreasing
    assert members["farthest"].eq("farthest").sum() <= 10


def test_bars_give_the_count_with_the_share(open_app: OpenApp, loaded: Loaded) -> None:
    profile = recall_profile("tsh", HUB, loaded)
    own = list_members(loaded, "tsh", HUB)
    la = profile.in_system("la").iloc[0]
    inside = len(own & list_members(loaded, "la", la["unit_id"]))
    text = read_text(open_app("systems", system="tsh", unit=HUB))
    assert say_share(inside, len(own)) in text


def test_hubs_that_share_schools_are_measured_as_sets(loaded: Loaded) -> None:
    rows = list_sharing(recall_profile("tsh", HUB, loaded), loaded)
    own = list_members(loaded, "tsh", HUB)
    assert rows
    for row in rows:
        system, unit_id = re.findall(r"(?:system|unit)=([^&]+)", row["href"])
        other = list_members(loaded, system, unit_id)
        measured = measure_overlap(own, other)
        assert row["n_shared"] == measured.n_shared
        assert row["jaccard"] == pytest.approx(measured.jaccard)
        assert row["in_other"] == pytest.approx(measured.containment)
        assert row["in_this"] == pytest.approx(measure_overlap(other, own).containment)


def test_fragmentation_within_a_unit_is_that_of_all_england(loaded: Loaded) -> None:
    profile = recall_profile("tsh", HUB, loaded)
    areas = pd.Series("x", index=pd.Index(profile.members["urn"], name="urn"))
    expected = measure_fragmentation(pd.DataFrame(loaded.schools), areas).iloc[0]
    measured = recall_fragmentation(profile, loaded)[0].iloc[0]
    np.testing.assert_allclose(measured["effective_bodies"], expected["effective_bodies"])
    assert measured["n_big_trust"] == expected["n_big_trust"]


def test_the_map_holds_the_schools_the_base_and_the_lines(loaded: Loaded) -> None:
    profile = recall_profile("tsh", HUB, loaded)
    command = compose_unit_map(profile, loaded)
    assert [layer.unit_ids for layer in command.outlines] == [(HUB,)]
    lines = {layer.name: layer.features["features"] for layer in command.lines}
    assert len(lines["Line to one of the farthest schools"]) == profile.members["remote"].sum()
    assert {"Base (square)", "Mean centre (upright cross)"} <= set(lines)
    assert command.view is not None
    places = loaded.schools[loaded.schools["urn"].isin(profile.members["urn"])].to_crs(4326)
    west, south, east, north = places.total_bounds
    assert command.view.west < west < east < command.view.east
    assert command.view.south < south < north < command.view.north


@pytest.mark.parametrize("system", ["trust", "la", "region"])
def test_a_unit_without_a_base_says_so(open_app: OpenApp, loaded: Loaded, system: str) -> None:
    unit_id = loaded.units.loc[loaded.units["system"] == system, "unit_id"].iloc[0]
    text = read_text(open_app("systems", system=system, unit=unit_id))
    assert "no base with a known place is published" in text
    assert "nan" not in text


def test_a_unit_with_one_school_says_what_cannot_be_measured(
    open_app: OpenApp, loaded: Loaded
) -> None:
    trusts = loaded.schools[in_scope(loaded.schools, "state_funded")]
    sizes = trusts["trust_id"].value_counts()
    app = open_app("systems", system="trust", unit=str(sizes.index[sizes == 1][0]))
    text = read_text(app)
    assert "It has 1 state-funded school in 1 local authority" in text
    assert "all its schools stand in one place" in text


def test_a_unit_with_no_school_says_so(open_app: OpenApp, loaded: Loaded) -> None:
    unit_id = find_unit(loaded, "behaviour", n_schools=0)
    app = open_app("systems", system="behaviour", unit=unit_id)
    assert [header.value for header in app.header] == ["The register it is in"]
    assert "whom it serves is not known" in read_text(app)
    assert write_unit(recall_profile("behaviour", unit_id, loaded), loaded)


@pytest.mark.parametrize("la_code", ["201", "420"])
def test_the_smallest_authorities_have_a_page(open_app: OpenApp, la_code: str) -> None:
    app = open_app("systems", system="la", unit=la_code)
    assert app.title[0].value in {"City of London", "Isles of Scilly"}
    assert "Which hubs share its schools" in [header.value for header in app.header]


@pytest.mark.parametrize(
    ("address", "note"),
    [
        ({"system": "<script>alert(1)</script>"}, "names a system that is not in this snapshot"),
        ({"system": ""}, "names a system that is not in this snapshot"),
        ({"unit": "EE1"}, "names a system that is not in this snapshot"),
        ({"system": "tsh", "unit": "<b>"}, "names a unit that is not in this snapshot"),
        ({"system": "tsh", "unit": "x" * 5000}, "names a unit that is not in this snapshot"),
        ({"system": ["maths", "tsh"], "unit": "EE1"}, "names a unit that is not in this"),
    ],
)
def test_an_address_not_understood_is_noted(
    open_app: OpenApp, address: dict[str, str], note: str
) -> None:
    app = open_app("systems", **address)
    text = read_text(app)
    assert note in text
    assert "<script>alert" not in text
    assert app.dataframe


def test_the_map_s_way_to_write_a_unit_is_understood(loaded: Loaded) -> None:
    asked = parse_asked({"unit": [f"tsh:{HUB}"]}, loaded)
    assert (asked.system, asked.unit_id, asked.notes) == ("tsh", HUB, ())


def test_what_the_map_has_picked_is_shown(open_app: OpenApp) -> None:
    app = open_app(unit=f"tsh:{HUB}")
    assert f'<a href="systems?system=tsh&amp;unit={HUB}">Open its page</a>' in read_text(app)
    app.switch_page("pages/systems_page.py")
    app.query_params.clear()  # as a browser does on its way to another page
    app.run()
    assert not app.exception
    assert app.query_params == {"system": "tsh", "unit": HUB}


def test_the_system_that_colours_the_map_is_shown(open_app: OpenApp) -> None:
    app = open_app(colour="certainty:english")
    app.switch_page("pages/systems_page.py")
    app.query_params.clear()
    app.run()
    assert app.title[0].value == "English Hubs"


def test_the_search_opens_a_unit_and_gives_way_to_a_school(
    open_app: OpenApp, loaded: Loaded
) -> None:
    app = choose(search(open_app("systems"), "202"), "202", 0)
    assert app.query_params == {"system": "la", "unit": "202"}
    urn = str(loaded.schools["urn"].iloc[0])
    app = choose(search(app, urn), urn, 0)
    assert app.query_params == {"urn": urn}


def test_a_link_keeps_the_snapshot_it_was_made_on(open_app: OpenApp) -> None:
    app = open_app("systems", system="tsh", snapshot="2019-01-01-gone")
    assert "The snapshot this link was made on is no longer here." in read_text(app)
    assert "snapshot=2019-01-01-gone" in read_text(app)


def test_a_visitor_s_own_network_has_its_pages(open_app: OpenApp, loaded: Loaded) -> None:
    app = add_network(open_app("data"), write_network(loaded, "Quux <b>Partnership</b>", n=4))
    app.switch_page("pages/systems_page.py")
    app.run()
    systems = app.session_state["visit"].systems
    own = next(key for key in systems["system"] if key not in set(loaded.systems["system"]))
    app.selectbox(key="system-chosen").set_value(own).run()
    assert not app.exception
    table = app.dataframe[0].value
    assert table["n_schools"].max() <= 4
    links = re.findall(r'href="systems\?system=([^&]+)&amp;unit=([^"&]+)"', read_text(app))
    app.query_params.update({"system": links[0][0], "unit": links[0][1]})
    app.run()
    assert not app.exception
    text = read_text(app)
    assert "Quux" in app.title[0].value
    assert "<b>Partnership" not in text


def test_the_files_hold_each_table_with_its_sources(loaded: Loaded) -> None:
    profile = recall_profile("tsh", HUB, loaded)
    with zipfile.ZipFile(io.BytesIO(write_unit(profile, loaded))) as archive:
        names = ["members", "figures", "others", "centres", "remoteness"]
        assert archive.namelist() == [*(f"{name}.csv" for name in names), "metadata.json"]
        about = json.loads(archive.read("metadata.json"))
        members = pd.read_csv(archive.open("members.csv"))
    assert about["unit_id"] == HUB
    assert about["sources"]
    assert about["scope"] == "state_funded"
    assert len(members) == len(profile.members)
    with zipfile.ZipFile(io.BytesIO(write_system("trust", loaded))) as archive:
        assert {"units.csv", "spanners.csv"} <= set(archive.namelist())

"""The Compare page without a browser: areas, addresses, uploads, and the same numbers all over."""

import base64
import gzip
import io
import json
import re
import zipfile

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from footprints.scope import in_scope
from footprints.systems.comparison import compare_systems
from footprints.systems.fragmentation import measure_fragmentation
from pages.components.area import Area, list_areas, parse_area
from pages.components.compare.asked import Asked, How, choose_systems, parse_asked
from pages.components.compare.bodies import name_bodies
from pages.components.compare.chance import recall_compared
from pages.components.compare.files import list_tables, write_seams, write_tables
from pages.components.compare.matrix import render_matrix, say_meaning
from pages.components.compare.seams import compose_seam_map, list_longest
from pages.components.compare.work import recall_chance, recall_comparison, recall_seams
from pages.components.loaded import Loaded
from tests.pages.conftest import OpenApp, read_text
from tests.pages.test_data_page import add_network, submit, write_network

SECTIONS = [
    "How the systems nest",
    "One pair, both ways",
    "Who answers for the schools",
    "Seams: where borders run together, and where they cut",
]
REGION = "region:E12000004"


def ask(loaded: Loaded, **address: str | list[str]) -> Asked:
    """Understand an address."""
    params = {key: [v] if isinstance(v, str) else v for key, v in address.items()}
    return parse_asked(params, loaded)


def take_area(loaded: Loaded, text: str) -> Area:
    area = parse_area(text, loaded)
    assert area is not None
    return area


def unpack(packed: str | None) -> list[dict[str, object]]:
    """Give the features of a layer of lines that travels in the command."""
    assert packed is not None
    lines = json.loads(gzip.decompress(base64.b64decode(packed)))
    features: list[dict[str, object]] = lines["features"]
    return features


def words(app: AppTest) -> str:
    """Read the page without the marks that Markdown needs."""
    return read_text(app).replace("\\", "")


def upload(app: AppTest, content: bytes) -> AppTest:
    app.file_uploader[0].set_value(("mine.csv", content, "text/csv"))
    return submit(app, "Compare this list")


def test_england_is_compared_when_nothing_is_asked(open_app: OpenApp) -> None:
    app = open_app("compare")
    assert app.title[0].value == "Compare systems"
    assert [header.value for header in app.header] == SECTIONS
    text = words(app)
    assert "In England, 10 of 10 pairs of systems can be compared among " in text
    assert [box.label for box in app.checkbox][1] == "Draw the seams of all England (some seconds)"
    assert not app.info


def test_camden_is_compared_by_its_code(open_app: OpenApp, loaded: Loaded) -> None:
    text = words(open_app("compare", area="la:202"))
    counted = in_scope(loaded.schools, "state_funded") & loaded.schools["la_code"].eq("202")
    assert f"Camden: {counted.sum()} open state-funded schools, counted by schools" in text
    assert "In Camden, " in text
    assert "Camden: Borders of two or more of these systems run together for" in text
    assert "one local authority" in text


@pytest.mark.parametrize("code", ["201", "420"])
def test_an_area_of_one_school_says_what_cannot_be_told(open_app: OpenApp, code: str) -> None:
    text = words(open_app("compare", area=f"la:{code}"))
    assert "there is one school of this kind: to compare, it takes two schools" in text
    assert "has one school, so these numbers cannot be otherwise" in text
    assert "pairs have no number" in text


def test_an_area_without_a_school_says_so(open_app: OpenApp) -> None:
    app = open_app("compare", area="polygon:-3.9,55.5;-3.8,55.5;-3.8,55.6")
    text = words(app)
    assert "there is no school of this kind. Choose another area" in text
    assert "There is no pair of systems to look at." in text
    assert "No school is counted here" in text
    assert "No border of these systems runs between neighbouring schools here." in text


@pytest.mark.parametrize(
    ("address", "note"),
    [
        ({"area": "<script>alert(1)</script>"}, "an area"),
        ({"area": "la:999"}, "an area"),
        ({"area": "unit:nothing:1"}, "an area"),
        ({"beside": "region:"}, "a second area"),
        ({"system": "os.system"}, "a system"),
        ({"scope": "every"}, "a kind of school"),
        ({"weight": "gold"}, "a weight"),
        ({"shared": ""}, "a treatment of shared areas"),
        ({"trusts": "1"}, "a treatment of trusts"),
        ({"show": "z"}, "a number for the matrix"),
        ({"chance": "100000000"}, "a comparison with chance"),
        ({"pair": "la:la"}, "a pair of systems"),
        ({"seams": "x"}, "seams"),
    ],
)
def test_a_hostile_address_gives_the_default_with_a_note(
    loaded: Loaded, address: dict[str, str], note: str
) -> None:
    asked, usual = ask(loaded, **address), ask(loaded)
    assert asked.notes == (f"The address asks for {note} that is not known here; it is left out.",)
    assert [area.text for area in asked.areas] == ["england"]
    assert (asked.how, asked.pair, asked.chance, asked.whole) == (
        usual.how,
        None,
        False,
        False,
    )


def test_notes_are_on_the_page_and_the_address_is_not_repeated(open_app: OpenApp) -> None:
    app = open_app("compare", area="<script>alert(1)</script>")
    assert len(app.info) == 1
    assert "<script>alert" not in read_text(app)


def test_an_address_restores_every_choice(loaded: Loaded) -> None:
    asked = ask(
        loaded,
        area=REGION,
        beside="la:202",
        system=["tsh", "la"],
        scope="primary_age",
        weight="pupils",
        shared="base",
        trusts="several",
        chance="99",
        show="x",
        pair="la:tsh",
        seams="yes",
    )
    assert [area.name for area in asked.areas] == ["East Midlands", "Camden"]
    assert asked.how == How(
        ("tsh", "la"), "primary_age", "pupils", "nearest base", single_trusts=False
    )
    assert (asked.chance, asked.shown, asked.pair, asked.whole) == (True, "x", ("la", "tsh"), True)
    assert asked.notes == ()


def test_the_same_area_twice_is_shown_once(loaded: Loaded) -> None:
    asked = ask(loaded, area="la:202", beside="unit:la:202")
    assert len(asked.areas) == 1
    assert asked.notes == ("Both areas hold the same schools; they are shown once.",)


def test_controls_write_the_address_and_defaults_need_no_words(open_app: OpenApp) -> None:
    app = open_app("compare", area=REGION)
    app.selectbox("chosen-scope").set_value("primary_age").run()
    assert app.query_params == {"area": REGION, "scope": "primary_age"}
    assert "open state-funded schools of primary age" in words(app)
    app.selectbox("chosen-scope").set_value("state_funded").run()
    app.selectbox("chosen-area").set_value("england").run()
    assert not app.query_params
    app.multiselect("chosen-system").set_value(["la"]).run()
    assert "Choose two or more systems to compare." in words(app)
    assert not app.exception


def test_two_areas_stand_side_by_side_at_equal_size(open_app: OpenApp, loaded: Loaded) -> None:
    app = open_app("compare", area="la:202", beside=REGION)
    text = words(app)
    counted = in_scope(loaded.schools, "state_funded") & loaded.schools["la_code"].eq("202")
    assert f"Bodies among {counted.sum()} schools" in text
    assert text.count('<th scope="col" class="n">East Midlands</th>') == 2
    assert text.count('class="matrix heat"') == 2


def test_the_default_systems_are_those_that_cover_and_are_in_force(loaded: Loaded) -> None:
    assert set(choose_systems(loaded)) == {"la", "trust", "english", "maths", "tsh"}


def test_chance_is_drawn_once_with_progress(loaded: Loaded) -> None:
    asked = ask(loaded, area="la:203", beside=REGION, system=["lad", "trust", "tsh"])
    area, told = asked.areas[1], []
    first = recall_chance(
        area, asked.how, loaded, lambda: lambda done, of: told.append((done, of))
    )
    assert told == [(done, 99) for done in range(1, 100)]
    again = recall_chance(area, asked.how, loaded, pytest.fail)
    assert again is first
    direct = compare_systems(
        loaded.schools,
        loaded.memberships,
        loaded.units,
        systems=asked.how.systems,
        inside=area.inside,
        draws=99,
        seed=1,
    )
    pd.testing.assert_frame_equal(first.pairs, direct.pairs)


def test_the_page_with_chance_states_seed_and_draws(open_app: OpenApp) -> None:
    app = open_app("compare", area=REGION, chance="99", show="e", system=["lad", "trust", "tsh"])
    text = words(app)
    assert "E is the mean of 99 random contiguous partitions" in text
    assert "(seed 1, Delaunay graph)" in text
    assert "expected by chance of compact partitions" in text
    assert "Expected by chance E" in text
    app.radio("compare-show").set_value("x").run()
    assert app.query_params["show"] == "x"
    app.checkbox("compare-chance").set_value(False).run()
    assert "chance" not in app.query_params
    assert "E is the mean of" not in words(app)


def test_how_long_england_takes_is_said_before(open_app: OpenApp) -> None:
    assert "this takes " in open_app("compare").checkbox[0].label
    assert "this takes " not in open_app("compare", area=REGION).checkbox[0].label


def test_the_matrix_is_symmetric_and_escaped(loaded: Loaded) -> None:
    how = How(("la", "tsh", "trust"))
    area = take_area(loaded, REGION)
    hostile = Area(area.text, "<b>", "In <b>", area.inside)
    comparison = recall_comparison(area, how, loaded)
    html = render_matrix(hostile, how, comparison, loaded, "a")
    assert "<b>&lt;b&gt;.</b>" in html
    cells = re.findall(r'<td style="--share:([0-9.]+)">([0-9.]+) ', html)
    assert len(cells) == 6
    drawn = np.array([float(text) for _, text in cells])
    assert sorted(drawn) == sorted(np.repeat(comparison.pairs["alignment"].round(2), 2))
    assert all(abs(float(share) - float(text)) <= 0.005 for share, text in cells)


def test_a_pair_that_cannot_be_told_is_a_dash_with_a_reason(loaded: Loaded) -> None:
    how = How(("la", "trust"))
    area = take_area(loaded, "la:202")
    comparison = recall_comparison(area, how, loaded)
    html = render_matrix(area, how, comparison, loaded, "a")
    assert html.count('—<span class="spoken"> cannot be told, see below</span>') == 2
    assert "Why 1 pair has no number" in html
    assert "in one local authority, so there is nothing to compare." in html
    assert "one local authority" in say_meaning(area, comparison, loaded)


def test_the_bodies_are_those_of_the_export(open_app: OpenApp, loaded: Loaded) -> None:
    area = take_area(loaded, REGION)
    urns = loaded.schools.loc[area.inside, "urn"]
    direct = measure_fragmentation(loaded.schools, pd.Series(REGION, index=urns)).iloc[0]
    text = words(open_app("compare", area=REGION))
    for column in ("entropy", "effective_bodies", "hhi", "inverse_hhi"):
        assert f"{direct[column]:.3f}" in text
    assert f"{direct['n_big_trust']:,} of {direct['n_schools']:,} schools" in text


def test_bodies_have_names_whatever_they_are(loaded: Loaded) -> None:
    school = loaded.schools.iloc[0]
    names = name_bodies(pd.Series(["la:202", f"school:{school['urn']}", "la:?", None]), loaded)
    assert names == {
        "la:202": "Camden (authority)",
        f"school:{school['urn']}": school["name"],
        "la:?": "? (authority)",
    }


def test_an_uploaded_list_is_an_area_of_this_session(open_app: OpenApp, loaded: Loaded) -> None:
    urns = loaded.schools.loc[loaded.schools["la_code"].isin(["202", "203"]), "urn"]
    closed = int(loaded.successors.index[0])
    lines = ["urn", *map(str, urns), "abc", "1", str(closed), str(urns.iloc[0])]
    app = upload(open_app("compare"), "\n".join(lines).encode())
    assert app.query_params["area"] == "list"
    assert f"Read {len(urns):,} schools of mine.csv; 4 rows refused." in words(app)
    refused = app.dataframe[0].value
    assert refused["Row"].tolist() == [len(urns) + at for at in (2, 3, 4, 5)]
    assert refused["What to do"].str.len().min() > 0
    assert "Among the schools of your list, " in words(app)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"school\n1\n", "a list of schools must have the columns"),
        (b"urn\n1\n2\n", "must name open schools of this snapshot, got none in 2 rows"),
        (b"", "Not read: mine.csv"),
    ],
)
def test_a_bad_list_changes_nothing(open_app: OpenApp, content: bytes, said: str) -> None:
    app = upload(open_app("compare"), content)
    assert said in words(app)
    assert not app.query_params
    assert "In England, " in words(app)


def test_a_link_to_somebody_elses_list_says_to_upload_it(loaded: Loaded) -> None:
    asked = ask(loaded, area="list")
    assert asked.areas[0].is_england
    assert "upload it again" in asked.notes[0]


def test_what_the_map_has_selected_can_be_chosen(open_app: OpenApp) -> None:
    drawn = "polygon:-1.2,52.9;-1.0,52.9;-1.0,53.1"
    app = open_app(within=drawn)
    app.switch_page("pages/compare_page.py")
    app.query_params.clear()  # as a browser does on its way to another page
    app.run()
    (option,) = (text for text in app.selectbox("chosen-area").options if "On the map" in text)
    assert option == "On the map: Inside the drawn area of 3 corners"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("la:330", "In Birmingham"),
        ("la:801", "In Bristol"),
        ("la:201", "In the City of London"),
        ("region:E12000006", "In the East of England"),
        ("region:E12000007", "In London"),
        ("circle:-0.1,51.5,5", "Within 5 km of 51.500° N, 0.100° W"),
        ("nearest:25,-0.1,51.5,N1 9GU", "Among the 25 schools nearest to N1 9GU"),
    ],
)
def test_a_sentence_begins_where_the_area_is(loaded: Loaded, text: str, place: str) -> None:
    area = take_area(loaded, text)
    assert area.place == place
    assert area.inside.any()
    assert area.text in list_areas(loaded, area)


def test_a_visitors_own_network_is_compared_in_that_session_only(
    open_app: OpenApp, loaded: Loaded
) -> None:
    app = add_network(open_app("data"), write_network(loaded, "North", "South"))
    app.switch_page("pages/compare_page.py")
    app.query_params.update({"system": ["alliances", "la"]})
    app.run()
    assert not app.exception
    assert "1 of 1 pair" in words(app) or "none of 1 pair" in words(app)


def test_seams_are_on_the_map_in_the_table_and_in_the_file(loaded: Loaded) -> None:
    area, how = take_area(loaded, REGION), How(choose_systems(loaded))
    seams = recall_seams(area, how, loaded)
    assert "trust" not in seams.systems
    command = compose_seam_map(area, how, loaded)
    # an area may be a visitor's own list, so its seams are in no file
    assert {layer.file for layer in command.lines} == {None}
    assert sum(len(unpack(layer.packed)) for layer in command.lines) == len(seams.lines)
    assert [entry.mark for entry in command.legend.entries] == ["point", "none", "line", "line"]
    assert command.lines_above
    assert command.view is not None
    rows = list_longest(seams, loaded)
    together = seams.lines[seams.lines["kind"] == "seam"]
    assert rows[0]["length_km"] == together["length_km"].max()
    written = json.loads(write_seams(area, how, loaded))
    assert len(written["features"]) == len(seams.lines)
    assert written["metadata"]["scope"] == "open state-funded schools"
    assert written["metadata"]["sources"]
    assert written["features"][0]["properties"]["name"]


def test_the_tables_of_both_areas_come_in_one_archive(loaded: Loaded) -> None:
    asked = ask(loaded, area="la:202", beside=REGION)
    compared = recall_compared(asked, loaded)
    tables = list_tables(asked, compared, loaded)
    assert tables["pairs"]["area"].unique().tolist() == ["Camden", "East Midlands"]
    assert len(tables["pairs"]) == 20
    assert {"alignment", "alignment_low", "alignment_high", "n_left_out"} <= set(tables["pairs"])
    with zipfile.ZipFile(io.BytesIO(write_tables(asked, compared, loaded))) as archive:
        assert set(archive.namelist()) == {
            *("pairs.csv", "left_out.csv", "bodies.csv", "metadata.json"),
        }
        about = json.loads(archive.read("metadata.json"))
    assert about["compared"] == list(asked.how.systems)
    assert about["area"][0] == {"name": "Camden", "address": "la:202"}
    assert "Teaching School Hubs: " in about["vintages"]

"""The Data page: what is loaded, and adding one's own for a visit, well and badly."""

import json

import pytest
from streamlit.testing.v1 import AppTest

from pages.components.loaded import Loaded
from tests.pages.conftest import OpenApp, read_text
from tests.pages.searching import choose, list_found, search
from tests.pages.test_visit import COVERAGE, UNITS

HOSTILE = '=HYPERLINK("http://127.0.0.1/") <img src=x onerror=alert(1)>'


def write_network(loaded: Loaded, *names: str, n: int = 3) -> bytes:
    """Write a list of schools as a visitor would."""
    urns = loaded.schools["urn"].tolist()
    quoted = [json.dumps(name).replace('\\"', '""') for name in names]
    rows = [f"{urns[at * n + i]},{name}" for at, name in enumerate(quoted) for i in range(n)]
    return "\n".join(["urn,network", *rows]).encode()


def submit(app: AppTest, label: str) -> AppTest:
    next(button for button in app.button if button.label == label).click().run()
    assert not app.exception
    return app


def add_network(app: AppTest, content: bytes, name: str = "alliances.csv") -> AppTest:
    app.file_uploader[0].set_value((name, content, "text/csv"))
    return submit(app, "Add the network")


def add_register(
    app: AppTest, name: str, units: bytes | None, coverage: bytes | None = None
) -> AppTest:
    app.text_input[0].set_value(name)
    if units is not None:
        app.file_uploader[1].set_value(("units.csv", units, "text/csv"))
    if coverage is not None:
        app.file_uploader[2].set_value(("coverage.csv", coverage, "text/csv"))
    return submit(app, "Add the register")


def list_colours(app: AppTest) -> list[str]:
    """Go to the map and list what it can be coloured by."""
    app.switch_page("pages/map_page.py").run()
    assert not app.exception
    return list(app.selectbox(key="colour").options)


def test_the_page_tells_what_is_loaded(open_app: OpenApp, loaded: Loaded) -> None:
    app = open_app("data")
    assert "**24,000 schools**" in read_text(app)
    registers, sources, checks, left = (table.value for table in app.dataframe[:4])
    assert len(registers) == len(loaded.systems)
    assert len(sources)
    assert set(checks["Result"]) == {"passed"}
    assert list(left.columns) == ["File", "Why"]


def test_the_demonstration_has_no_problems_or_shows_them(
    open_app: OpenApp, loaded: Loaded
) -> None:
    app = open_app("data")
    problems = loaded.snapshot.table("problems")
    if problems.empty:
        assert "Every row of every file was taken as it was." in read_text(app)
    else:
        reasons = app.selectbox[0].options
        assert set(reasons) == {"none", *problems["reason"]}
        app.selectbox[0].set_value(problems["reason"].iloc[0]).run()
        assert not app.exception


def test_a_network_is_added_to_this_visit(open_app: OpenApp, loaded: Loaded) -> None:
    app = add_network(open_app("data"), write_network(loaded, "Alpha", "Beta"))
    assert app.success[0].value == (
        "Added 2 units with 6 schools of this snapshot; 0 rows refused."
    )
    assert "**Added in this visit:** Alliances." in read_text(app)
    assert list_colours(app)[0] == "Alliances"
    app.selectbox(key="colour").set_value("alliances").run()
    assert not app.exception
    assert "coloured by Alliances" in read_text(app)


def test_another_visitor_sees_nothing_of_it(open_app: OpenApp, loaded: Loaded) -> None:
    add_network(open_app("data"), write_network(loaded, "Alpha"))
    assert "Alliances" not in list_colours(open_app("data"))


def test_an_added_network_is_on_the_card_and_in_the_search(
    open_app: OpenApp, loaded: Loaded
) -> None:
    app = add_network(open_app("data"), write_network(loaded, "Quux Partnership"))
    list_colours(app)
    assert list_found(search(app, "quux")) == ["Quux Partnership"]
    choose(app, str(loaded.schools["urn"].iloc[0]), 0)
    assert "Quux Partnership" in read_text(app)


def test_what_was_added_can_be_removed(open_app: OpenApp, loaded: Loaded) -> None:
    app = add_network(open_app("data"), write_network(loaded, "Alpha"))
    list_colours(app)
    # coloured by what is about to go
    app.selectbox(key="colour").set_value("alliances").run()
    app.multiselect(key="outline").select("alliances").run()
    app.switch_page("pages/data_page.py").run()
    submit(app, "Remove what I added")
    assert "Added in this visit" not in read_text(app)
    assert "Alliances" not in list_colours(app)
    assert app.selectbox(key="colour").value == "tsh"
    assert not app.exception


def test_a_hostile_name_stays_text(open_app: OpenApp, loaded: Loaded) -> None:
    app = add_network(open_app("data"), write_network(loaded, HOSTILE))
    list_colours(app)
    assert list_found(search(app, "hyperlink"))[0].startswith("=HYPERLINK(")
    choose(app, "hyperlink", 0)
    card = next(html.value for html in app.html if 'class="card"' in html.value)
    assert "<img" not in card
    assert "&lt;img src=x onerror=alert(1)&gt;" in card


def test_schools_nobody_knows_are_counted_and_named(open_app: OpenApp, loaded: Loaded) -> None:
    content = write_network(loaded, "Alpha") + b"\n999999,Alpha\nabc,Alpha\n"
    app = add_network(open_app("data"), content)
    assert app.success[0].value.endswith("3 schools of this snapshot; 2 rows refused.")
    problems = app.dataframe[-1].value
    assert set(problems["value"]) >= {"abc"}
    assert problems["reason"].str.contains("no open school of this snapshot").any()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"urn,network\n", "must name open schools of this snapshot"),
        (b"urn,network\n999999,Alpha\n", "must name open schools of this snapshot"),
        (b"<!DOCTYPE html><html><body>Sign in</body></html>", "HTML"),
        (b"school,hub\n1,2\n", "urn"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "bad.csv"),
        (b"\x1f\x8b\x08\x00\x00\x00", "bad.csv"),
        ("urn,network\n100000,\ud800".encode("utf-16", "surrogatepass"), "bad.csv"),
        (b'urn,network\n100000,"unclosed\n' * 3, "bad.csv"),
    ],
)
def test_a_bad_file_is_explained_and_changes_nothing(
    content: bytes, said: str, open_app: OpenApp
) -> None:
    app = add_network(open_app("data"), content, "bad.csv")
    (error,) = app.error
    assert error.value.startswith("Not added: ")
    assert said in error.value.replace("\\", "")
    assert error.value.endswith("Nothing else is affected.")
    assert not app.success
    assert len(list_colours(app)) == 10


def test_a_bad_file_after_a_good_one_leaves_the_good_one(
    open_app: OpenApp, loaded: Loaded
) -> None:
    app = add_network(open_app("data"), write_network(loaded, "Alpha"))
    add_network(app, b"school,hub\n1,2\n", "bad.csv")
    assert app.error
    assert list_colours(app)[0] == "Alliances"


@pytest.mark.parametrize("name", ["maths.csv", "Maths Hubs.csv", "academy trusts.csv", "LA.csv"])
def test_a_system_of_the_snapshot_cannot_be_put_out_of_sight(
    name: str, open_app: OpenApp, loaded: Loaded
) -> None:
    app = add_network(open_app("data"), write_network(loaded, "Alpha"), name)
    assert "must be a new name" in app.error[0].value
    assert len(list_colours(app)) == 10


def test_a_register_is_added_to_this_visit(open_app: OpenApp) -> None:
    app = add_register(open_app("data"), "Pilot *hubs*", UNITS, COVERAGE)
    assert app.success[0].value.startswith("Added 2 units with ")
    assert "**Added in this visit:** Pilot \\*hubs\\*." in read_text(app)
    assert "Pilot *hubs*" in list_colours(app)
    app.selectbox(key="colour").set_value("pilot-hubs").run()
    app.multiselect(key="outline").set_value(["pilot-hubs"]).run()
    assert not app.exception
    assert "coloured by Pilot \\*hubs\\*" in read_text(app)


@pytest.mark.parametrize(
    ("name", "units", "coverage", "said"),
    [
        ("", UNITS, None, "Give the system a name and choose its units file."),
        ("  ", UNITS, None, "Give the system a name and choose its units file."),
        ("Pilot", None, None, "Give the system a name and choose its units file."),
        ("Maths hubs", UNITS, COVERAGE, "must be a new name"),
        ("maths", UNITS, COVERAGE, "must be a new name"),
        ("Pilot", b"unit_id,name,as_of,source\n", None, "must list at least one unit"),
        ("Pilot", b"unit_id,name\n1,a\n", None, "as_of"),
        ("Pilot", UNITS, COVERAGE.replace(b"Camden", b"Camdem"), "Camden"),
        ("Pilot", UNITS, COVERAGE.replace(b"N1,", b"N9,"), "row 3"),
        ("Pilot", UNITS.replace(b"430000", b"north"), None, "base_easting"),
    ],
)
def test_a_bad_register_is_explained_and_changes_nothing(
    name: str, units: bytes | None, coverage: bytes | None, said: str, open_app: OpenApp
) -> None:
    app = add_register(open_app("data"), name, units, coverage)
    (error,) = app.error
    assert said in error.value.replace("\\", "")
    assert len(list_colours(app)) == 10

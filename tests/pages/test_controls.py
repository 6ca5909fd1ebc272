"""The controls beside the map: their order, and what the address may and may not set."""

import pandas as pd
import pytest

from pages.components.controls import _order
from tests.pages.conftest import OpenApp, read_text


def test_a_visitors_own_come_first_then_hubs_trusts_areas() -> None:
    families = {"z": "area", "a": "area", "t": "trust", "h": "hub", "b": "hub", "own": "network"}
    systems = pd.DataFrame(
        {"system": list(families), "name": list(families), "family": list(families.values())}
    )
    assert _order(systems)["system"].tolist() == ["own", "b", "h", "t", "a", "z"]


def test_the_page_begins_with_the_hubs_that_cover_england(open_app: OpenApp) -> None:
    app = open_app()
    assert app.radio(key="by").value == "unit"
    assert app.selectbox(key="colour").value == "tsh"
    assert app.multiselect(key="outline").value == ["tsh"]
    assert app.selectbox(key="colour").options[0] == "Behaviour Hubs"
    assert app.selectbox(key="colour").options[-1] == "Local authorities"
    # nobody has published a footprint of theirs
    assert "Behaviour Hubs" not in app.multiselect(key="outline").options
    assert app.query_params == {}


def test_the_address_sets_the_controls(open_app: OpenApp) -> None:
    app = open_app(
        colour="maths",
        outline=["maths", "la"],
        phase=["Primary", "Secondary"],
        la="202",
        table="true",
    )
    assert app.selectbox(key="colour").value == "maths"
    assert app.multiselect(key="outline").value == ["maths", "la"]
    assert app.multiselect(key="phase").value == ["Primary", "Secondary"]
    assert app.multiselect(key="la").value == ["202"]
    assert app.toggle(key="table").value is True


def test_trusts_are_listed_for_those_who_ask(open_app: OpenApp) -> None:
    app = open_app()
    wanted = app.toggle(key="trust wanted")
    assert "trust" not in [box.key for box in app.multiselect]
    wanted.set_value(True).run()
    trust = app.multiselect(key="trust").options[0]
    app.multiselect(key="trust").select(trust).run()
    (code,) = app.multiselect(key="trust").value
    assert app.query_params["trust"] == code
    # another choice leaves it in place, and a link to it shows it
    app.multiselect(key="phase").select("Secondary").run()
    assert app.query_params["trust"] == code
    again = open_app(trust=code)
    assert again.multiselect(key="trust").value == [code]
    # what narrows the map cannot be folded away
    again.toggle(key="trust wanted").set_value(False).run()
    assert again.multiselect(key="trust").value == [code]


@pytest.mark.parametrize("by", ["certainty", "measure"])
def test_another_way_to_colour_goes_into_the_address_and_back(by: str, open_app: OpenApp) -> None:
    app = open_app()
    app.radio(key="by").set_value(by).run()
    assert not app.exception
    colour = app.query_params["colour"]
    assert colour.startswith(f"{by}:")
    again = open_app(colour=colour)
    assert again.radio(key="by").value == by
    assert again.selectbox(key="colour").value == colour.partition(":")[2]
    # and from a measure back to units begins with the usual system
    again.radio(key="by").set_value("unit").run()
    assert again.selectbox(key="colour").value == "tsh"


def test_a_change_is_one_address_that_names_codes_and_the_snapshot(open_app: OpenApp) -> None:
    app = open_app()
    app.multiselect(key="la").select("202").run()
    assert app.query_params["la"] == "202"
    assert app.query_params["snapshot"].startswith("2025-08-31-")
    app.multiselect(key="la").unselect("202").run()
    assert "la" not in app.query_params


def test_the_address_before_brings_the_controls_back(open_app: OpenApp) -> None:
    app = open_app()
    app.multiselect(key="phase").select("Secondary").run()
    # what the browser's back button does
    app.query_params = {}
    app.run()
    assert app.multiselect(key="phase").value == []
    assert "24,000 of 24,000 schools" in read_text(app) or "of 24,000 schools" in read_text(app)
    assert app.query_params == {}


def test_no_outline_at_all_can_be_chosen_and_linked_to(open_app: OpenApp) -> None:
    app = open_app()
    app.multiselect(key="outline").unselect("tsh").run()
    assert app.query_params["outline"] == "none"
    assert open_app(outline="none").multiselect(key="outline").value == []


def test_seams_are_switched_on_by_one_address_and_undone_by_the_one_before(
    open_app: OpenApp,
) -> None:
    app = open_app(outline=["tsh", "maths"])
    assert app.toggle(key="seams").value is False
    app.toggle(key="seams").set_value(True).run()
    assert not app.exception
    assert app.query_params["seams"] == "yes"
    assert app.query_params["outline"] == ["tsh", "maths"]
    # what the browser's back button does
    app.query_params = {"outline": ["tsh", "maths"]}
    app.run()
    assert app.toggle(key="seams").value is False
    assert open_app(seams="yes").toggle(key="seams").value is True


@pytest.mark.parametrize("evil", ["evil", "<script>", "../..", "1", "tsh\x00", "true", "measure:"])
def test_what_the_address_may_not_say_is_left_out_and_noted(evil: str, open_app: OpenApp) -> None:
    keys = (
        "colour",
        "phase",
        "type",
        "region",
        "la",
        "band",
        "trust",
        "within",
        "snapshot",
        "seams",
    )
    app = open_app(**dict.fromkeys(keys, evil), outline=[evil, "maths"])
    assert app.selectbox(key="colour").value == "tsh"
    assert app.multiselect(key="outline").value == ["maths"]
    for key in ("phase", "type", "region", "la", "band"):
        assert app.multiselect(key=key).value == []
    assert app.toggle(key="seams").value is False
    text = read_text(app)
    assert "The address asks for a drawing of seams that this snapshot does not know" in text
    assert "The address asks for a phase that this snapshot does not know" in text
    assert "The snapshot this link was made on is no longer here" in text
    assert evil not in "".join(info.value for info in app.info) or evil in ("1", "true")

"""The controls beside the map: their order, and what the address may and may not set."""

import pandas as pd
import pytest

from pages.components.controls import _name_codes, _order
from tests.pages.conftest import OpenApp


def test_a_visitors_own_come_first_then_hubs_trusts_areas() -> None:
    families = {"z": "area", "a": "area", "t": "trust", "h": "hub", "b": "hub", "own": "network"}
    systems = pd.DataFrame(
        {"system": list(families), "name": list(families), "family": list(families.values())}
    )
    assert _order(systems)["system"].tolist() == ["own", "b", "h", "t", "a", "z"]


def test_codes_are_named_once_and_in_order_of_name() -> None:
    code = pd.Series(["3", "1", None, "2", "1"], dtype="str")
    name = pd.Series(["Zed", "Ash", "Nobody", None, "Ash again"], dtype="str")
    assert _name_codes(code, name) == {"1": "Ash", "3": "Zed", "2": "name unknown"}


def test_the_page_begins_with_the_hubs_that_cover_england(open_app: OpenApp) -> None:
    app = open_app()
    assert app.radio(key="colour").value == "tsh"
    assert app.multiselect(key="outline").value == ["tsh"]
    assert app.radio(key="colour").options[0] == "Behaviour Hubs"
    assert app.radio(key="colour").options[-1] == "Local authorities"
    # nobody has published a footprint of theirs
    assert "Behaviour Hubs" not in app.multiselect(key="outline").options


def test_the_address_sets_the_controls(open_app: OpenApp) -> None:
    app = open_app(
        colour="Maths Hubs",
        outline=["Maths Hubs", "Local authorities"],
        phase=["Primary", "Secondary"],
        la="Camden (202)",
        table="true",
    )
    assert app.radio(key="colour").value == "maths"
    assert app.multiselect(key="outline").value == ["maths", "la"]
    assert app.multiselect(key="phase").value == ["Primary", "Secondary"]
    assert app.multiselect(key="la").value == ["202"]
    assert app.toggle(key="table").value is True


@pytest.mark.parametrize("evil", ["evil", "<script>", "", "../..", "1", "tsh\x00", "true"])
def test_what_the_address_may_not_say_changes_nothing(evil: str, open_app: OpenApp) -> None:
    keys = (
        "colour",
        "phase",
        "type",
        "region",
        "la",
        "trust",
        "table",
        "search",
        "move",
        "moves",
        "visit",
    )
    app = open_app(**dict.fromkeys(keys, evil), outline=[evil or "evil", "Maths Hubs"])
    assert app.radio(key="colour").value == "tsh"
    assert app.multiselect(key="outline").value == ["maths"]
    for key in ("phase", "type", "region", "la", "trust"):
        assert app.multiselect(key=key).value == []
    assert app.text_input(key="search").value == ""

"""The changes of a scenario: read from the address or a file, listed, taken back, added to."""

from collections.abc import Callable

import streamlit as st

from footprints.scenarios.errors import ScenarioError
from footprints.scenarios.scenario import Change, CloseBase, MoveDistrict, OpenBase, Scenario
from footprints.scenarios.scenariotext import (
    read_scenario,
    read_scenario_file,
    write_scenario,
    write_scenario_file,
)
from pages.components.access.asked import Asked
from pages.components.address import change_params, read_params
from pages.components.loaded import Loaded
from pages.components.markdown import plain

CHANGES = "changes"
KINDS = {"move": "Move a district to a hub", "close": "Close a base", "open": "Open a base"}
NEW = "new"


def read_changes() -> Scenario:
    """Read the scenario from the address; what cannot be one is noted."""
    texts = read_params().get(CHANGES, [])
    try:
        return read_scenario(texts[0]) if texts else Scenario()
    except ScenarioError:
        st.info("The address asks for changes that cannot be read; they are left out.")
        return Scenario()


def _write(scenario: Scenario) -> None:
    """Write the scenario to the address."""
    change_params({CHANGES: write_scenario(scenario) or None})


def show_changes(scenario: Scenario, loaded: Loaded) -> None:
    """
    List the changes, each to be taken back, with the file they can be kept in.

    Parameters
    ----------
    scenario
        What the address holds.
    loaded
        Names units, districts and schools.
    """
    for at, change in enumerate(scenario.changes):
        words, button = st.columns([0.8, 0.2], vertical_alignment="center")
        words.markdown(f"{at + 1}. {plain(_say_change(change, loaded))}")
        rest = Scenario(scenario.changes[:at] + scenario.changes[at + 1 :])
        button.button(
            "Take back", key=f"back-{at}", on_click=_write, args=(rest,), width="stretch"
        )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if scenario:
            st.download_button(
                "Save as a file",
                data=write_scenario_file(scenario),
                file_name="scenario.json",
                mime="application/json",
                on_click="ignore",
            )
        with st.popover("Load from a file"), st.form("scenario-file", clear_on_submit=True):
            loaded_file = st.file_uploader("A scenario saved here", type="json")
            if st.form_submit_button("Load it") and loaded_file is not None:
                _load(loaded_file.getvalue())


def _load(content: bytes) -> None:
    """Take the changes of a file; what is wrong with it is said."""
    try:
        scenario = read_scenario_file(content.decode("utf-8", errors="replace"))
        text = write_scenario(scenario)
    except ScenarioError as error:
        st.error(f"The file cannot be used: {plain(str(error))}. Nothing was changed.")
        return
    change_params({CHANGES: text or None})
    st.rerun()


def show_more(asked: Asked, scenario: Scenario, loaded: Loaded) -> None:
    """
    Offer a further change in the system of the page.

    Parameters
    ----------
    asked
        The area whose districts can be moved, and the system.
    scenario
        What there is already.
    loaded
        Names units and districts.
    """
    units = loaded.units[loaded.units["system"] == asked.basis.system].sort_values("name")
    named = dict(zip(units["unit_id"], units["name"], strict=True))
    based = units[units["base_easting"].notna()]
    kind = st.radio("A further change", list(KINDS), format_func=KINDS.get, horizontal=True,
                    key="scenario-kind")  # fmt: skip
    makers: dict[str, Callable[[], Change | None]] = {
        "move": lambda: _make_move(asked, named, loaded),
        "close": lambda: _make_close(asked, {key: named[key] for key in based["unit_id"]}),
        "open": lambda: _make_open(asked, named),
    }
    change = makers[str(kind)]()
    more = scenario if change is None else Scenario((*scenario.changes, change))
    st.button("Add this change", on_click=_write, args=(more,), disabled=change is None)


def _make_move(asked: Asked, named: dict[str, str], loaded: Loaded) -> Change | None:
    """Choose a district of the area and the unit it goes to."""
    here = loaded.schools.loc[asked.area.inside, "lad_code"].dropna().unique()
    names = loaded.units[loaded.units["system"] == "lad"].set_index("unit_id")["name"]
    districts = names[names.index.isin(here)].sort_values()
    left, right = st.columns(2)
    lad = left.selectbox("District", list(districts.index), format_func=lambda c: districts[c])
    unit = right.selectbox("goes to", list(named), format_func=lambda key: named[key])
    return MoveDistrict(lad, asked.basis.system, unit) if lad and unit else None


def _make_close(asked: Asked, named: dict[str, str]) -> Change | None:
    """Choose a base to close."""
    unit = st.selectbox("Base of", list(named), format_func=lambda key: named[key])
    return CloseBase(asked.basis.system, unit) if unit else None


def _make_open(asked: Asked, named: dict[str, str]) -> Change | None:
    """Choose a school that becomes a base: of a unit, or of a new one."""
    left, right = st.columns(2)
    choices = {NEW: "a new unit", **named}
    unit = left.selectbox("Base of", list(choices), format_func=lambda key: choices[key])
    urn = right.text_input("at the school with the URN", max_chars=7).strip()
    if not urn:
        return None
    try:
        name = f"{NEW}-{urn}" if unit == NEW else str(unit)
        return OpenBase(asked.basis.system, name, int(urn) if urn.isdecimal() else 0)
    except ScenarioError as error:
        st.markdown(plain(f"{error}."))
        return None


def _say_change(change: Change, loaded: Loaded) -> str:
    """Say a change in words."""
    units = loaded.units[loaded.units["system"] == change.system].set_index("unit_id")["name"]
    schools = loaded.schools
    match change:
        case MoveDistrict(lad_code, _, to_unit):
            districts = loaded.units[loaded.units["system"] == "lad"].set_index("unit_id")["name"]
            return f"{districts.get(lad_code, lad_code)} goes to {units.get(to_unit, to_unit)}"
        case CloseBase(_, unit_id):
            return f"The base of {units.get(unit_id, unit_id)} closes"
        case OpenBase(_, unit_id, urn):
            named = schools.loc[schools["urn"] == urn, "name"]
            school = named.iloc[0] if len(named) else f"URN {urn}"
            return f"{school} becomes the base of {units.get(unit_id, f'a new unit, {unit_id}')}"

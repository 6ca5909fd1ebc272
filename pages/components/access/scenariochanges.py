"""The changes of a scenario: read from the address or a file, listed, taken back, added to."""

from collections.abc import Callable

import streamlit as st

from footprints.scenarios.errors import ScenarioError
from footprints.scenarios.scenario import (
    MOST_CHANGES,
    Change,
    CloseBase,
    MoveDistrict,
    OpenBase,
    Scenario,
)
from footprints.scenarios.scenariotext import (
    read_scenario,
    read_scenario_file,
    write_scenario,
    write_scenario_file,
)
from pages.components.access.asked import Asked
from pages.components.access.scenariowords import UNKNOWN, keep_known, name_units, say_change
from pages.components.address import change_params, read_params
from pages.components.loaded import Loaded
from pages.components.markdown import plain

CHANGES = "changes"
KINDS = {"move": "Move a district to a hub", "close": "Close a base", "open": "Open a base"}
NEW = "new"
UNREADABLE = "The address asks for changes that cannot be read; they are left out."


def read_changes(loaded: Loaded) -> tuple[Scenario, tuple[str, ...]]:
    """
    Read the scenario from the address.

    Parameters
    ----------
    loaded
        What is known.

    Returns
    -------
    scenario
        Without what cannot be read or is not known.
    notes
        That something was left out; nothing of it is repeated.
    """
    texts = read_params().get(CHANGES, [])
    try:
        asked = read_scenario(texts[0]) if texts else Scenario()
    except ScenarioError:
        return Scenario(), (UNREADABLE,)
    known = keep_known(asked, loaded)
    return known, () if known == asked else (UNKNOWN,)


def write_changes(scenario: Scenario) -> None:
    """Write a scenario to the address; one that is too long changes nothing and is told."""
    try:
        text = write_scenario(scenario)
    except ScenarioError as error:
        st.error(f"This change cannot be added: {plain(str(error))}.")
        return
    change_params({CHANGES: text or None})


def show_changes(scenario: Scenario, asked: Asked, loaded: Loaded) -> None:
    """
    List the changes, each to be taken back, with the file they can be kept in.

    Parameters
    ----------
    scenario
        What the address holds.
    asked
        The system of the page; changes of another are said to be so.
    loaded
        Names systems, units, districts and schools.
    """
    named = loaded.systems.set_index("system")["name"]
    for at, change in enumerate(scenario.changes):
        words, button = st.columns([0.85, 0.15], vertical_alignment="center")
        own = change.system == asked.basis.system
        where = "" if own else f" (in {named[change.system]}: not shown below)"
        words.markdown(f"{at + 1}. {plain(say_change(change, scenario, loaded) + where)}")
        rest = Scenario(scenario.changes[:at] + scenario.changes[at + 1 :])
        button.button(
            "Take back", key=f"back-{at}", on_click=write_changes, args=(rest,), width="stretch"
        )
    with st.container(horizontal=True, vertical_alignment="bottom", key="access-scenario-file"):
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
    system = asked.basis.system
    named = name_units(system, scenario.changes, loaded)
    ordered = dict(sorted(named.items(), key=lambda item: item[1].lower()))
    units = loaded.units[loaded.units["system"].eq(system) & loaded.units["base_easting"].notna()]
    based = {key: name for key, name in ordered.items() if key in set(units["unit_id"])}
    with st.container(key="access-inputs-scenario"):
        kind = st.radio("A further change", list(KINDS), format_func=KINDS.get, horizontal=True,
                        key="scenario-kind")  # fmt: skip
        makers: dict[str, Callable[[], Change | None]] = {
            "move": lambda: _make_move(asked, ordered, loaded),
            "close": lambda: _make_close(asked, based),
            "open": lambda: _make_open(asked, ordered, loaded),
        }
        change, more = _make(makers[str(kind)]), scenario
        if change is not None and len(scenario.changes) < MOST_CHANGES:
            more = Scenario((*scenario.changes, change))
        st.button(
            "Add this change", on_click=write_changes, args=(more,), disabled=more == scenario
        )


def _make(maker: Callable[[], Change | None]) -> Change | None:
    """Make a change; a visitor's own unit may have a key that no address carries."""
    try:
        return maker()
    except ScenarioError as error:
        st.markdown(plain(f"This cannot be part of a scenario: {error}."))
        return None


def _make_move(asked: Asked, named: dict[str, str], loaded: Loaded) -> Change | None:
    """Choose a district of the area and the unit it goes to."""
    here = loaded.schools.loc[asked.area.inside, "lad_code"].dropna().unique()
    names = loaded.units[loaded.units["system"] == "lad"].set_index("unit_id")["name"]
    districts = names[names.index.isin(here)].sort_values()
    left, right = st.columns(2)
    lad = left.selectbox("District", list(districts.index), format_func=lambda c: districts[c])
    unit = right.selectbox("Goes to", list(named), format_func=lambda key: named[key])
    return MoveDistrict(lad, asked.basis.system, unit) if lad and unit else None


def _make_close(asked: Asked, named: dict[str, str]) -> Change | None:
    """Choose a base to close."""
    unit = st.selectbox("Base of", list(named), format_func=lambda key: named[key])
    return CloseBase(asked.basis.system, unit) if unit else None


def _make_open(asked: Asked, named: dict[str, str], loaded: Loaded) -> Change | None:
    """Choose a school that becomes a base: of a unit, or of a new one."""
    left, right = st.columns(2)
    choices = {NEW: "a new unit", **named}
    unit = left.selectbox("Base of", list(choices), format_func=lambda key: choices[key])
    urn = right.text_input("At the school with the URN", max_chars=7).strip()
    if not urn:
        return None
    known = urn.isascii() and urn.isdecimal() and loaded.schools["urn"].eq(int(urn)).any()
    if not known:
        st.markdown("No open school has this URN. A URN is the number of a school's record.")
        return None
    return OpenBase(asked.basis.system, f"{NEW}-{urn}" if unit == NEW else str(unit), int(urn))

"""Which system and unit a page is asked for: read from the address, with notes, never trusted."""

from dataclasses import dataclass

import streamlit as st

from pages.components.address import (
    SNAPSHOT,
    Params,
    asked_snapshot,
    change_params,
    map_params,
    read_params,
)
from pages.components.links import SYSTEM, URN
from pages.components.loaded import Loaded
from pages.components.picked import UNIT, parse_unit
from pages.components.search_box import Pick, show_search
from pages.components.selection import DEFAULT_SYSTEM

SCHOOL_PAGE = "pages/school_page.py"
CHOOSER, WANTED = "system-chosen", "school-wanted"
# what narrows a table of units
FIND, BAND = "find", "band"
OWN = "A system that somebody added is known only in the visit in which it was added."


@dataclass(frozen=True)
class Asked:
    """A system, and one of its units or none; `notes` say what was not understood."""

    system: str
    unit_id: str | None = None
    notes: tuple[str, ...] = ()


def read_asked(loaded: Loaded) -> Asked:
    """
    Read the system and the unit from the address.

    Parameters
    ----------
    loaded
        The snapshot, a visitor's own systems included.

    Returns
    -------
    asked
        Where the address says nothing, the unit last picked on the map, else the system that
        colours it.
    """
    if not {SYSTEM, UNIT} & set(read_params()):
        change_params(_recall_map(loaded))
    return parse_asked(read_params(), loaded)


def parse_asked(params: Params, loaded: Loaded) -> Asked:
    """
    Understand the parameters of an address.

    Parameters
    ----------
    params
        Names and values from a browser, so they may be anything.
    loaded
        As for `read_asked`.

    Returns
    -------
    asked
        A system that is there, whatever was asked.
    """
    systems, unit = set(loaded.systems["system"]), params.get(UNIT, [""])[0]
    system = params.get(SYSTEM, [""])[0]
    if SYSTEM not in params and ":" in unit:
        system, _, unit = unit.partition(":")
    if system not in systems:
        known = DEFAULT_SYSTEM if DEFAULT_SYSTEM in systems else min(systems)
        told = f"The address names a system that is not in this snapshot; it is left out. {OWN}"
        return Asked(known, notes=(told,) if {SYSTEM, UNIT} & set(params) else ())
    if UNIT not in params:
        return Asked(system)
    if parse_unit(f"{system}:{unit}", loaded).unit is None:
        told = "The address names a unit that is not in this snapshot; here is its system."
        return Asked(system, notes=(told,))
    return Asked(system, unit)


def show_system_search(loaded: Loaded) -> None:
    """Show the search box: a unit leads to its page here, a school to its own page."""
    wanted = st.session_state.pop(WANTED, None)
    if wanted is not None:
        asked = asked_snapshot()
        kept = {SNAPSHOT: asked} if asked else {}
        st.switch_page(SCHOOL_PAGE, query_params={URN: str(wanted), **kept})
    show_search(loaded, pick=Pick(want_school, open_unit))


def show_chooser(system: str, loaded: Loaded) -> None:
    """Show the list of systems; the address follows."""
    if st.session_state.get(CHOOSER) != system:
        st.session_state[CHOOSER] = system
    names = loaded.systems.set_index("system")["name"]
    keys = sorted(names.index, key=lambda key: str(names[key]))
    st.selectbox("System", keys, format_func=names.get, key=CHOOSER, on_change=_open_chosen)


def open_unit(system: str, unit_id: str) -> None:
    """Open the page of a unit; the address follows."""
    change_params({SYSTEM: system, UNIT: unit_id})


def want_school(urn: int) -> None:
    """Note a school to whose page this one gives way when it runs next."""
    st.session_state[WANTED] = urn


def _open_chosen() -> None:
    """Open the table of the system just chosen."""
    chosen = st.session_state[CHOOSER]
    change_params({SYSTEM: chosen, UNIT: None, FIND: None, BAND: None})


def _recall_map(loaded: Loaded) -> dict[str, str]:
    """Give what the map was about: the unit picked there, else the system that colours it."""
    params = map_params()
    for text in params.get(UNIT, ()):
        unit = parse_unit(text, loaded).unit
        if unit is not None:
            return {SYSTEM: unit[0], UNIT: unit[1]}
    coloured = "".join(params.get("colour", ())[:1]).rpartition(":")[2]
    known = loaded.systems["system"].eq(coloured).any()
    return {SYSTEM: coloured} if known else {}

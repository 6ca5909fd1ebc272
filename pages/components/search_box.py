"""The search box: schools (old URNs too), postcodes, trusts, hubs, districts."""

import pandas as pd
import streamlit as st

from footprints.search import find
from pages.components.loaded import Loaded
from pages.components.markdown import plain
from pages.components.picked import ask_to_move, pick_school, pick_unit

SHOWN = 8


def show_search(loaded: Loaded) -> None:
    """Show the box and, below it, what was found as buttons."""
    # one element of the page, however many are found: else the map below would start anew
    with st.container():
        _show_search(loaded)


def _show_search(loaded: Loaded) -> None:
    """Show the box and what was found."""
    query = st.text_input(
        "Search",
        key="search",
        label_visibility="collapsed",
        icon=":material/search:",
        placeholder="Search: school, URN (old ones too), postcode, trust, hub or district",
        max_chars=80,
    )
    if not query.strip():
        return
    found = find(loaded.names, query, limit=SHOWN + 1)
    if found.empty:
        st.info(
            f"Nothing is called “{plain(query)}” in this snapshot. Try fewer letters, a URN, or "
            "a whole postcode."
        )
        return
    for at, row in enumerate(found.head(SHOWN).itertuples()):
        st.button(
            plain(row.label),
            key=f"found-{at}",
            help=plain(row.detail),
            icon=":material/school:" if row.kind != "unit" else ":material/hub:",
            on_click=_pick,
            args=(row.kind, row.system, row.key),
            width="stretch",
        )
        st.caption(plain(row.detail))
    if len(found) > SHOWN:
        st.caption(f"More than {SHOWN} were found: type more of the name.")


def _pick(kind: str, system: str | float, key: str) -> None:
    """Pick what was found, and close the list."""
    if kind == "unit" and pd.notna(system):
        pick_unit(str(system), key)
    else:
        pick_school(int(key))
    ask_to_move()
    st.session_state["search"] = ""

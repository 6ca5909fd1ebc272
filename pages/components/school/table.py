"""The schools shown as a table: the same route as the map, without a mouse."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import streamlit as st

from pages.components.address import change_params
from pages.components.loaded import Loaded
from pages.components.picked import ask_to_move, pick_school

COLUMNS = {
    "urn": "URN",
    "name": "School",
    "phase": "Phase",
    "la_name": "Authority",
    "trust_name": "Trust",
    "postcode": "Postcode",
    "pupils": "Pupils",
}
KEY, TOGGLE = "school-table", "table"
SHOWN = 2_000


def show_school_table(loaded: Loaded, shown: np.ndarray, *, is_open: bool) -> None:
    """Show the table when it is opened; choosing a row picks the school."""
    if st.session_state.get(TOGGLE) != is_open:
        st.session_state[TOGGLE] = is_open
    if not st.toggle("Show these schools as a table", key=TOGGLE, on_change=_write_toggle):
        return
    schools = pd.DataFrame(loaded.schools[list(COLUMNS)])[shown]
    if schools.empty:
        st.info("No school matches all the filters at the left. Remove one of them.")
        return
    table = schools.sort_values("name").head(SHOWN).reset_index(drop=True)
    urns = table["urn"].tolist()
    st.dataframe(
        table.rename(columns=COLUMNS),
        hide_index=True,
        on_select=lambda: _pick_row(urns),
        selection_mode="single-row",
        key=KEY,
    )
    if len(schools) > SHOWN:
        st.caption(f"The first {SHOWN:,} of {len(schools):,} by name; filter, or download all.")


def _write_toggle() -> None:
    """Write whether the table is open."""
    change_params({TOGGLE: "true" if st.session_state[TOGGLE] else None})


def _pick_row(urns: Sequence[int]) -> None:
    """Pick the school of the row just chosen, and show where it is."""
    rows = st.session_state[KEY].selection.rows
    if rows:
        pick_school(urns[rows[0]])
        ask_to_move()

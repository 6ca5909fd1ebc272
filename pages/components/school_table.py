"""The schools shown as a table: the same route as the map, without a mouse."""

import numpy as np
import streamlit as st

from pages.components.loaded import Loaded
from pages.components.picked import pick_school

COLUMNS = {
    "urn": "URN",
    "name": "School",
    "phase": "Phase",
    "la_name": "Authority",
    "trust_name": "Trust",
    "postcode": "Postcode",
    "pupils": "Pupils",
}
SHOWN = 2_000


def show_school_table(loaded: Loaded, shown: np.ndarray) -> None:
    """Show the table when it is opened; choosing a row picks the school."""
    schools = loaded.schools[shown]
    if not st.toggle("Show these schools as a table", key="table", bind="query-params"):
        return
    if schools.empty:
        st.info("No school matches all the filters at the left. Remove one of them.")
        return
    table = schools.sort_values("name")[list(COLUMNS)].head(SHOWN).reset_index(drop=True)
    chosen = st.dataframe(
        table.rename(columns=COLUMNS),
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        key="school-table",
    )
    if len(schools) > SHOWN:
        st.caption(f"The first {SHOWN:,} of {len(schools):,} by name; filter, or download all.")
    rows = chosen.selection.rows
    if rows and st.session_state.get("table-picked") != rows[0]:
        st.session_state["table-picked"] = rows[0]
        pick_school(int(table["urn"].iloc[rows[0]]))
        st.rerun()

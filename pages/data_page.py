"""Data: what is loaded, how complete it is, what travel is measured by, adding your own."""

import streamlit as st

from geodata.manifest import describe_status
from pages.components.data.travel import show_travel
from pages.components.loaded import get_loaded
from pages.components.loadedtables import (
    COUNTED,
    list_checks,
    list_left_aside,
    list_registers,
    list_sources,
)
from pages.components.problems import show_problems
from pages.components.visit.forms import show_forms

loaded = get_loaded()
status = describe_status(loaded.snapshot)

st.title("Data")
st.markdown(
    f"**{status['tables']['schools']:,} schools**, {status['tables']['trusts']:,} trusts, "
    f"{status['tables']['links']:,} links between old and new schools. Districts are named by the "
    f"boundaries of {status['districts_named_by']} and schools assigned with those of "
    f"{status['districts_assigned_by']}."
)

st.header("Systems and how complete their registers are")
st.dataframe(
    list_registers(status),
    hide_index=True,
    column_config={
        "Units known": st.column_config.ProgressColumn(
            min_value=0.0, max_value=1.0, format="percent"
        ),
        **dict.fromkeys(COUNTED, st.column_config.NumberColumn(format="localized")),
    },
)

st.header("Files this snapshot was made from")
st.dataframe(list_sources(status), hide_index=True)

st.header("Checks")
st.dataframe(list_checks(status), hide_index=True)

st.header("Rows refused, values blanked, warnings")
show_problems(loaded.snapshot)

st.header("Left aside")
st.dataframe(list_left_aside(status), hide_index=True)

show_travel()

st.header("Add your own, for this visit only")
show_forms(loaded)

"""The words below the map: what it shows and what the selection holds."""

import numpy as np
import streamlit as st

from footprints.summary import say_summary, summarise
from pages.components.loaded import Loaded
from pages.components.mapview import say_what_is_shown
from pages.components.markdown import plain
from pages.components.remembered import remember
from pages.components.selection import Selection


def show_summary(loaded: Loaded, selection: Selection, shown: np.ndarray) -> None:
    """Say what is on the map, then what is in it: the same for those who cannot see it."""
    st.markdown(plain(say_what_is_shown(loaded, selection, shown)))
    st.markdown(plain(describe_selection(loaded, selection, shown)))


def describe_selection(loaded: Loaded, selection: Selection, shown: np.ndarray) -> str:
    """Count the selection by the units of the system that colours, else the first outlined."""
    measured = selection.colour.by == "measure"
    system = next(iter(selection.outlines), "la") if measured else selection.colour.key
    named = loaded.systems.set_index("system").loc[system]
    summary = remember(
        "summary",
        loaded,
        (system, shown.tobytes()),
        lambda: summarise(loaded.schools, loaded.memberships, loaded.units, shown, system=system),
    )
    return say_summary(summary, str(named["unit_name"]), str(named["name"]))

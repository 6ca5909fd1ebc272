"""The words below the map: what it shows and what the selection holds."""

import numpy as np
import streamlit as st

from footprints.selection.summary import SystemCounts, index_counts, say_summary, summarise
from pages.components.loaded import Loaded
from pages.components.markdown import plain
from pages.components.remembered import remember
from pages.components.selection import Selection


def show_summary(loaded: Loaded, selection: Selection, shown: np.ndarray, said: str) -> None:
    """Say what is on the map, as `said`, then what is in it: for those who cannot see it too."""
    st.markdown(f"{plain(said)}\n\n{plain(describe_selection(loaded, selection, shown))}")


def describe_selection(loaded: Loaded, selection: Selection, shown: np.ndarray) -> str:
    """Count the selection by the units of the system that colours, else the first outlined."""
    measured = selection.colour.by == "measure"
    system = next(iter(selection.outlines), "la") if measured else selection.colour.key
    named = loaded.systems.set_index("system").loc[system]
    summary = remember(
        "summary",
        loaded,
        (system, shown.tobytes()),
        lambda: summarise(_index(loaded, system), shown),
    )
    return say_summary(summary, str(named["unit_name"]), str(named["name"]))


def _index(loaded: Loaded, system: str) -> SystemCounts:
    """Give a system's codes: all sessions share those of the snapshot's own systems."""
    if system in loaded.map_files.systems:
        return _index_shared(loaded.snapshot.snapshot_id, system, loaded)
    return index_counts(loaded.schools, loaded.memberships, loaded.units, system=system)


@st.cache_resource(show_spinner=False, max_entries=24)
def _index_shared(snapshot_id: str, system: str, _loaded: Loaded) -> SystemCounts:  # noqa: ARG001  keys the cache
    """Arrange one system of a snapshot."""
    return index_counts(_loaded.schools, _loaded.memberships, _loaded.units, system=system)

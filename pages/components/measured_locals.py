"""The multiple locals of every school and their ranges, measured once for a snapshot."""

import pandas as pd
import streamlit as st

from footprints.locals.alternatives import measure_ranges
from footprints.locals.multiplelocals import measure_locals
from footprints.locals.neighbours import measure_alignment
from pages.components.loaded import Loaded, get_loaded
from pages.components.remembered import remember

WAITING = "Measuring every school by every choice…"


def recall_measured(loaded: Loaded) -> pd.DataFrame:
    """
    Give the multiple locals of every school in all systems of what is loaded.

    Parameters
    ----------
    loaded
        The snapshot; a visitor's own systems count in that visitor's session only.

    Returns
    -------
    measured
        See `footprints.locals.multiplelocals.measure_locals`, and for the ranges
        `footprints.locals.alternatives.measure_ranges`; must not be changed.
    """
    shared = get_loaded()
    if loaded is shared:
        manifest = shared.snapshot.manifest
        return _measure(shared.snapshot.snapshot_id, manifest["code_version"], shared)

    def work() -> pd.DataFrame:
        with st.spinner(WAITING):
            return _measure_all(loaded)

    return remember("measured-locals", loaded.memberships, None, work)


@st.cache_resource(show_spinner=WAITING, max_entries=2)
def _measure(snapshot_id: str, code: str, _loaded: Loaded) -> pd.DataFrame:  # noqa: ARG001  the cache's key
    """Measure the schools of a snapshot, one copy for all sessions."""
    return _measure_all(_loaded)


def _measure_all(loaded: Loaded) -> pd.DataFrame:
    """Measure by the scope of the cards, so that their sizes agree."""
    schools, memberships = loaded.schools, loaded.memberships
    measured = measure_locals(
        schools,
        memberships,
        scope=loaded.index.scope,
        alignment=measure_alignment(loaded.index.neighbours),
    )
    return measured.join(measure_ranges(schools, memberships))

"""What the page on travel works out, once for a snapshot and whatever is asked of it."""

import pandas as pd
import streamlit as st

from footprints.scope import in_scope
from geodata.travel.measured import MeasuredTravel, TravelTables, measure_travel
from pages.components.access.asked import Basis
from pages.components.loaded import Loaded
from pages.components.shelf import recall


def recall_travel(basis: Basis, loaded: Loaded) -> MeasuredTravel:
    """
    Give the way of every school of England to its base and to the nearest, in one system.

    Parameters
    ----------
    basis
        The system, the method, the network.
    loaded
        The snapshot, a visitor's own systems included.

    Returns
    -------
    measured
        Of the schools the system is for, whatever the scope of the page; must not be changed.
    """
    asked = ("travel", basis.system, basis.method, basis.network_id)
    return recall(loaded, [basis.system], asked, lambda: _measure(basis, loaded))


def mark_counted(basis: Basis, loaded: Loaded) -> pd.Series:
    """Mark the schools that count: in the page's scope and in that of the system."""
    named = loaded.systems.set_index("system")
    own = in_scope(loaded.schools, str(named.loc[basis.system, "scope"]))
    return own & in_scope(loaded.schools, basis.scope)


def _measure(basis: Basis, loaded: Loaded) -> MeasuredTravel:
    """Measure, with a bar where roads are searched."""
    systems = loaded.systems[loaded.systems["system"] == basis.system]
    tables = TravelTables(loaded.schools, loaded.memberships, loaded.units, systems)
    with st.spinner("Measuring every school's way to its base…"):
        if basis.method != "road":
            return measure_travel(tables, method=basis.method)
        bar = st.progress(0.0, "Searching the road network")

        def tell(done: int, total: int) -> None:
            bar.progress(done / total, f"Searching the road network: {done:,} of {total:,}")

        found = measure_travel(
            tables, method=basis.method, network_id=basis.network_id, on_progress=tell
        )
        bar.empty()
        return found

"""What the page on travel works out, once for a snapshot and whatever is asked of it."""

from collections.abc import Iterator
from contextlib import contextmanager

import pandas as pd
import streamlit as st

from footprints.scope import in_scope
from geodata.travel.measured import (
    MeasuredTravel,
    Progress,
    TravelTables,
    measure_travel,
)
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


def measure_told(tables: TravelTables, basis: Basis, what: str) -> MeasuredTravel:
    """
    Measure travel by the method of the page, and show that it goes on.

    Parameters
    ----------
    tables
        Of the schools asked about and the system.
    basis
        The method, the network.
    what
        What is being done, in a few words.

    Returns
    -------
    measured
        See `geodata.travel.measured.MeasuredTravel`.
    """
    with st.spinner(f"{what}…", show_time=True):
        if basis.method != "road":
            return measure_travel(tables, method=basis.method)
        with show_searches() as tell:
            return measure_travel(
                tables, method=basis.method, network_id=basis.network_id, on_progress=tell
            )


@contextmanager
def show_searches() -> Iterator[Progress]:
    """Show a bar while a network of roads is searched; it is gone afterwards."""
    bar = st.progress(0.0, "Searching the road network")

    def tell(done: int, total: int) -> None:
        share = done / total if total else 1.0
        bar.progress(share, f"Searching the road network: {done:,} of {total:,}")

    yield tell
    bar.empty()


def _measure(basis: Basis, loaded: Loaded) -> MeasuredTravel:
    """Measure the way of every school of England."""
    systems = loaded.systems[loaded.systems["system"] == basis.system]
    tables = TravelTables(loaded.schools, loaded.memberships, loaded.units, systems)
    return measure_told(tables, basis, "Measuring every school's way to its base")

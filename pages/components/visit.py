"""A visitor's own network or register: added for this visit, seen by nobody else."""

from dataclasses import replace

import pandas as pd
import streamlit as st

from footprints.card import index_locals
from footprints.errors import FootprintsError
from footprints.memberships import join_listings, stack_memberships
from footprints.search import index_names
from geodata.errors import GeodataError
from geodata.rawfiles import open_upload
from geodata.readers.networks import read_network
from geodata.report import Read
from geodata.unitlists import list_networks, list_systems
from pages.components.loaded import Loaded, get_loaded
from pages.components.markdown import plain

KEY = "visit"
FORM = "A CSV with the columns `urn` and `network`, and `system` if it holds several systems."


def get_visited() -> Loaded:
    """Give the snapshot with this visitor's own networks added to it, if there are any."""
    loaded = get_loaded()
    extended: Loaded | None = st.session_state.get(KEY)
    if extended is None or extended.snapshot.snapshot_id != loaded.snapshot.snapshot_id:
        return loaded
    return extended


def extend(loaded: Loaded, listings: pd.DataFrame) -> Loaded:
    """
    Add networks to a snapshot without changing it.

    Parameters
    ----------
    loaded
        What every session shares.
    listings
        The `listings` table.

    Returns
    -------
    extended
        A copy with the networks as further systems.
    """
    systems = list_systems(loaded.systems, listings)
    units = pd.concat([loaded.units, list_networks(listings)], ignore_index=True)
    added = join_listings(loaded.schools, listings)
    memberships = stack_memberships([loaded.memberships, added])
    return replace(
        loaded,
        systems=systems,
        units=units,
        memberships=memberships,
        names=index_names(loaded.schools, units, systems, loaded.links),
        index=index_locals(loaded.schools, memberships, units),
    )


def show_visit(loaded: Loaded) -> None:
    """Show the form that adds a network, and what has been added."""
    st.markdown(
        f"{FORM} It becomes a system of its own on the map and the cards, in this browser tab "
        "only; nothing is stored. To add it for everyone, put the file in the folder and build."
    )
    file = st.file_uploader("A network or partnership", type=["csv"], key="network-file")
    if file is not None:
        _add(loaded, file.name, file.getvalue())
    added = st.session_state.get(KEY)
    if added is not None and st.button("Remove what I added"):
        del st.session_state[KEY]
        st.rerun()


def _add(loaded: Loaded, name: str, content: bytes) -> None:
    """Read an upload; on error say what is wrong and leave everything as it was."""
    try:
        read = read_network(open_upload(name, content))
        known = read.table[~read.table["system"].isin(loaded.systems["system"])]
        extended = extend(loaded, known)
    except (GeodataError, FootprintsError) as error:
        st.error(f"Not added: {plain(error)}. Nothing else is affected.")
        return
    st.session_state[KEY] = extended
    _report(read, known, loaded)


def _report(read: Read, known: pd.DataFrame, loaded: Loaded) -> None:
    """Say what was added and what was not."""
    here = known["urn"].isin(loaded.schools["urn"])
    st.success(
        f"Added {known['unit_id'].nunique():,} networks with {int(here.sum()):,} schools of this "
        f"snapshot; {int((~here).sum()):,} URNs are not in it; {len(read.report.rejected):,} rows "
        "were refused."
    )
    clash = sorted(set(read.table["system"]) - set(known["system"]))
    if clash:
        st.warning(f"Left out, since a system has that name already: {plain(', '.join(clash))}.")
    if len(read.report.problems):
        st.dataframe(read.report.problems, hide_index=True)

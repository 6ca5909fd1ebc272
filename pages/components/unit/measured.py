"""The units of every system, measured once for a snapshot."""

import pandas as pd
import streamlit as st

from footprints.locals.neighbours import choose_counted
from footprints.membership.members import Members, index_members
from footprints.units.alternatives import (
    range_centres,
    range_spanners,
    vary_centres,
    vary_spanners,
)
from footprints.units.centres import find_footprint_centroids
from footprints.units.spanners import connect_units, find_spanners
from footprints.units.unitprofile import UnitProfile, UnitTable, profile_unit, tabulate_units
from pages.components.loaded import Loaded, get_loaded
from pages.components.remembered import remember

MEASURING = "Measuring every unit by every choice…"


def recall_members(loaded: Loaded) -> Members:
    """
    Give who is in each unit of what is loaded, by the scope of the cards.

    Parameters
    ----------
    loaded
        The snapshot; a visitor's own systems count in that visitor's session only.

    Returns
    -------
    members
        Must not be changed.
    """
    shared = get_loaded()
    if loaded is shared:
        manifest = shared.snapshot.manifest
        return _index(shared.snapshot.snapshot_id, manifest["code_version"], shared)
    return remember("members", loaded.memberships, None, lambda: _index_all(loaded))


def recall_units(system: str, loaded: Loaded) -> UnitTable:
    """Give a system's table of units."""
    members = recall_members(loaded)
    return remember("units", members, system, lambda: tabulate_units(system, members))


def recall_profile(system: str, unit_id: str, loaded: Loaded) -> UnitProfile:
    """Give what is known of one unit."""
    members = recall_members(loaded)
    asked = (system, unit_id)
    return remember("profile", members, asked, lambda: profile_unit(system, unit_id, members))


def recall_centre_ranges(loaded: Loaded) -> pd.DataFrame:
    """
    Give the range of the spread and eccentricity of every unit of what is loaded.

    Parameters
    ----------
    loaded
        The snapshot; a visitor's own systems count in that visitor's session only.

    Returns
    -------
    ranges
        See `footprints.units.alternatives.range_centres`; must not be changed.
    """
    shared = get_loaded()
    if loaded is shared:
        manifest = shared.snapshot.manifest
        return _range_centres(shared.snapshot.snapshot_id, manifest["code_version"], shared)

    def work() -> pd.DataFrame:
        with st.spinner(MEASURING):
            return _range_all_centres(loaded)

    return remember("centre-ranges", loaded.memberships, None, work)


def recall_outline_centres(loaded: Loaded) -> pd.DataFrame:
    """
    Give the middle of every unit's outline, of those that have one.

    Parameters
    ----------
    loaded
        The snapshot; a visitor's own systems count in that visitor's session only.

    Returns
    -------
    centroids
        See `footprints.units.centres.find_footprint_centroids`; must not be changed.
    """
    shared = get_loaded()
    manifest = shared.snapshot.manifest
    found = _find_outline_centres(shared.snapshot.snapshot_id, manifest["code_version"], shared)
    if loaded.own_footprints.empty:
        return found
    return pd.concat([found, find_footprint_centroids(loaded.own_footprints)])


def keep_unit(system: str, unit_id: str, loaded: Loaded) -> Members:
    """Give who is in one unit, as `recall_members` does of all."""
    members = recall_members(loaded)
    at = members.find_unit(system, unit_id)
    return members.keep_units(at, at + 1)


def recall_spanners() -> pd.DataFrame:
    """
    Give the trusts that span others; what a visitor added does not count.

    Returns
    -------
    spanners
        See `footprints.units.spanners.find_spanners`, and for the ranges
        `footprints.units.alternatives.range_spanners`; counted in `list_spanned`.
    """
    shared = get_loaded()
    return _span(shared.snapshot.snapshot_id, shared.snapshot.manifest["code_version"], shared)


def list_spanned(loaded: Loaded) -> tuple[str, ...]:
    """List the systems whose units are in the graph of spanners: not regions, none that ended."""
    own = loaded.systems["system"].isin(loaded.map_files.systems)
    return choose_counted(loaded.systems[own])


@st.cache_resource(show_spinner="Arranging who is in each unit…", max_entries=2)
def _index(snapshot_id: str, code: str, _loaded: Loaded) -> Members:  # noqa: ARG001  the cache's key
    """Arrange the members of a snapshot's units, one copy for all sessions."""
    return _index_all(_loaded)


def _index_all(loaded: Loaded) -> Members:
    """Arrange by the scope of the cards, so that their sizes agree."""
    return index_members(
        loaded.schools, loaded.memberships, loaded.units, scope=loaded.index.scope
    )


@st.cache_resource(show_spinner=MEASURING, max_entries=2)
def _range_centres(snapshot_id: str, code: str, _loaded: Loaded) -> pd.DataFrame:  # noqa: ARG001  the cache's key
    """Range the centres of a snapshot's units, one copy for all sessions."""
    return _range_all_centres(_loaded)


def _range_all_centres(loaded: Loaded) -> pd.DataFrame:
    """Range the centres of all units."""
    return range_centres(vary_centres(loaded.schools, loaded.memberships, loaded.units))


@st.cache_resource(show_spinner=False, max_entries=2)
def _find_outline_centres(snapshot_id: str, code: str, _loaded: Loaded) -> pd.DataFrame:  # noqa: ARG001  the cache's key
    """Find the middle of each outline of a snapshot, one copy for all sessions."""
    return find_footprint_centroids(_loaded.snapshot.table("footprints"))


@st.cache_resource(
    show_spinner="Measuring which trusts span others, by every choice…", max_entries=2
)
def _span(snapshot_id: str, code: str, _loaded: Loaded) -> pd.DataFrame:  # noqa: ARG001  the cache's key
    """Measure the spanners of a snapshot, one copy for all sessions."""
    schools, held, systems = _loaded.schools, _loaded.memberships, list_spanned(_loaded)
    graph = connect_units(schools, held, scope=_loaded.index.scope, systems=systems)
    ranges = range_spanners(vary_spanners(schools, held, systems=systems))
    return find_spanners(graph).join(ranges)

"""The road networks that are saved beside the snapshots."""

from collections.abc import Mapping

import streamlit as st

from geodata.roads.store import NetworkStore, SavedNetwork


def list_networks() -> Mapping[str, SavedNetwork]:
    """List the saved networks that can be used, by id in order of name."""
    store = NetworkStore.find()
    stamps = tuple((path.name, path.stat().st_mtime_ns) for path in sorted(store.folder.glob("*")))
    return _describe(store, stamps)


@st.cache_resource(show_spinner=False, max_entries=2)
def _describe(
    _store: NetworkStore,
    stamps: tuple[tuple[str, int], ...],  # noqa: ARG001  the cache's key
) -> Mapping[str, SavedNetwork]:
    """Read what is known of each, until a file of the folder changes."""
    return {one.network_id: one for one in _store.list_saved() if not one.problem}

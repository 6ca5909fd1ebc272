"""What pages work out, kept once for a snapshot and whatever is asked of it."""

from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable
from typing import Any, TypeVar

import streamlit as st

from pages.components.loaded import Loaded, get_loaded
from pages.components.remembered import remember

T = TypeVar("T")
Shelf = OrderedDict[Hashable, Any]

MOST_KEPT = 96


def recall(loaded: Loaded, systems: Collection[str], asked: Hashable, work: Callable[[], T]) -> T:
    """
    Do some work, or give what it gave for whoever asked before.

    Parameters
    ----------
    loaded
        The snapshot, a visitor's own systems included.
    systems
        What the work has to do with: where a visitor's own is among them, the answer stays in
        that session.
    asked
        What is asked, the kind of work first.
    work
        Called where nobody asked yet. It may draw its progress on the page; its answer must not
        be changed.

    Returns
    -------
    answer
        That of `work`.
    """
    shared = get_loaded()
    if set(systems) <= set(shared.systems["system"]):
        manifest = shared.snapshot.manifest
        shelf = _open_shelf(shared.snapshot.snapshot_id, manifest["code_version"])
    else:
        shelf = remember("shelf", loaded.memberships, None, OrderedDict)
    found: T | None = shelf.get(asked)
    if found is None:
        found = shelf[asked] = work()
        while len(shelf) > MOST_KEPT:
            shelf.popitem(last=False)
    return found


# a shelf and not a cached function: work in progress may draw its bar on the page
@st.cache_resource(show_spinner=False, max_entries=2)
def _open_shelf(snapshot_id: str, code: str) -> Shelf:  # noqa: ARG001  the cache's key
    """Keep the last answers of a snapshot, one copy for all sessions."""
    return OrderedDict()

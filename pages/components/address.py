"""The address bar: it holds all that a person chose, so that back undoes and a link restores."""

from collections.abc import Mapping, Sequence

import streamlit as st

LAST, AWAY, ASKED = "last-address", "away", "asked-snapshot"
SNAPSHOT = "snapshot"

Params = Mapping[str, Sequence[str]]


def read_params() -> dict[str, list[str]]:
    """Give every parameter of the address with its values."""
    return {key: st.query_params.get_all(key) for key in st.query_params}


def change_params(changes: Mapping[str, Sequence[str] | str | None]) -> None:
    """
    Change parameters in one step: one entry in the browser's history, undone by its back button.

    Parameters
    ----------
    changes
        New values; None or an empty list takes the parameter out.
    """
    new = {key: [v] if isinstance(v, str) else list(v or ()) for key, v in changes.items()}
    params = {key: values for key, values in (read_params() | new).items() if values}
    if params != read_params():
        st.query_params.from_dict(params)


def go_away() -> None:
    """Note that another page is shown; its address forgets what was chosen on the map."""
    st.session_state[AWAY] = True
    if SNAPSHOT in st.query_params:
        st.session_state[ASKED] = st.query_params[SNAPSHOT]


def come_back() -> None:
    """Restore what was chosen before another page was shown, unless the address says more."""
    if st.session_state.pop(AWAY, False) and not read_params():
        change_params(map_params())
    st.session_state[LAST] = read_params()
    st.session_state[ASKED] = st.query_params.get(SNAPSHOT)


def map_params() -> dict[str, Sequence[str]]:
    """Give what the map's address last held, with the snapshot that is asked for now."""
    asked = asked_snapshot()
    kept = {key: v for key, v in st.session_state.get(LAST, {}).items() if key != SNAPSHOT}
    return kept | ({SNAPSHOT: [asked]} if asked else {})


def asked_snapshot() -> str | None:
    """Give the snapshot that the address names, on every later page too; it may not exist."""
    asked: str | None = st.session_state.get(ASKED)
    return asked


def forget_snapshot() -> None:
    """Ask for no snapshot any more: the one that serves is shown."""
    st.session_state[ASKED] = None
    change_params({SNAPSHOT: None})

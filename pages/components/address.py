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
    """Note that another page is shown; its address forgets what was chosen."""
    st.session_state[AWAY] = True


def come_back() -> None:
    """Restore what was chosen before another page was shown, unless the address says more."""
    if st.session_state.pop(AWAY, False) and not read_params():
        change_params(st.session_state.get(LAST, {}))
    st.session_state[LAST] = read_params()
    st.session_state[ASKED] = st.query_params.get(SNAPSHOT)


def asked_snapshot() -> str | None:
    """Give the snapshot that the map's address names, on every page; it may not exist."""
    asked: str | None = st.session_state.get(ASKED)
    return asked

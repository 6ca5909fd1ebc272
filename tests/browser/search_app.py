"""The search box with nothing else, for the browser tests: it takes places and counts runs."""

import streamlit as st

from pages.components.loaded import get_loaded
from pages.components.search_box import show_search


def take(name: str, easting: float, northing: float) -> None:
    """Note a place that was chosen."""
    st.session_state["place"] = f"{name} at {easting:.0f}, {northing:.0f}"


def show() -> None:
    """Show the box, and below it what became of it."""
    st.session_state["runs"] = st.session_state.get("runs", 0) + 1
    show_search(get_loaded(), take)
    st.markdown(f"runs: {st.session_state['runs']}")
    st.markdown(f"place: {st.session_state.get('place', 'none')}")


# imported too, where doctests are collected
if __name__ == "__main__":
    show()

"""What would help: satellites, and other borders and bases, before and after."""

import streamlit as st

from pages.components.access.asked import Asked
from pages.components.access.satellites import show_satellites
from pages.components.access.scenario import show_scenario
from pages.components.loaded import Loaded


def show_help(asked: Asked, loaded: Loaded) -> None:
    """Show what would shorten the ways of the schools of the area."""
    st.header("Where a satellite would help most")
    show_satellites(asked, loaded)
    st.header("What if a district moved, or a base opened or closed")
    show_scenario(asked, loaded)

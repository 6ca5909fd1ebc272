"""Systems: how complete each register is, its units, and one unit's page."""

import streamlit as st

from pages.components.loaded import Loaded
from pages.components.markdown import plain
from pages.components.page_actions import show_page_actions
from pages.components.school.card import follow_links
from pages.components.selected import show_notes
from pages.components.system.asked import read_asked, show_chooser, show_system_search
from pages.components.system.files import show_system_files
from pages.components.system.register import show_register
from pages.components.system.spanners import show_spanners
from pages.components.system.table import show_units
from pages.components.unit.facts import show_facts
from pages.components.unit.measured import recall_profile
from pages.components.unit.sections import show_sections
from pages.components.unit.words import name_unit
from pages.components.visit.session import get_visited


def show_system(system: str, loaded: Loaded) -> None:
    """Show a system: its register and its units."""
    named = loaded.systems.set_index("system").loc[system]
    st.title(plain(named["name"]))
    show_chooser(system, loaded)
    show_register(system, loaded)
    st.header("Its units")
    show_units(system, loaded)
    if system == "trust":
        st.header("Trusts that span others")
        show_spanners(loaded)
    with st.container(horizontal=True, vertical_alignment="center", key="actions"):
        show_system_files(system, loaded)
        show_page_actions(loaded)


def show_unit(system: str, unit_id: str, loaded: Loaded) -> None:
    """Show the page of a unit that is there."""
    profile = recall_profile(system, unit_id, loaded)
    st.title(plain(name_unit(profile.figures["name"], unit_id)))
    show_facts(profile, loaded)
    show_sections(profile, loaded)


loaded = get_visited()
asked = read_asked(loaded)
show_system_search(loaded)
show_notes(loaded, asked.notes)
if asked.unit_id is None:
    show_system(asked.system, loaded)
else:
    show_unit(asked.system, asked.unit_id, loaded)
follow_links()

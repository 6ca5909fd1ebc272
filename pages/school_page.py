"""One school: its locals, how they overlap, who shares them, and what it was before."""

import streamlit as st

from pages.components.loaded import Loaded
from pages.components.markdown import plain
from pages.components.page_actions import show_page_actions
from pages.components.school.asked import INVITATION, read_school, show_school_search
from pages.components.school.card import find_school, follow_links, recall_card
from pages.components.school.facts import show_facts
from pages.components.school.files import show_school_files
from pages.components.school.history import show_history
from pages.components.school.locals import show_locals
from pages.components.school.map import show_school_map
from pages.components.school.neighbours import show_neighbours
from pages.components.school.numbers import show_numbers
from pages.components.school.overlaps import note_measure, show_overlaps
from pages.components.school.travel import show_travel
from pages.components.selected import show_notes
from pages.components.visit.session import get_visited


def show_school(urn: int, loaded: Loaded) -> None:
    """Show the page of a school that is there."""
    card, school = recall_card(urn, loaded), find_school(urn, loaded)
    st.title(plain(card.name))
    show_facts(school, loaded)
    wide, narrow = st.columns(2, gap="large")
    with wide:
        st.header("Its locals")
        show_locals(card, loaded)
    with narrow:
        st.header("Where its locals lie")
        show_school_map(card, loaded)
    st.header("How far it is")
    show_travel(card, loaded)
    st.header("How its locals overlap")
    show_overlaps(card, loaded)
    numbers, others = st.columns(2, gap="large")
    with numbers:
        st.header("Its locals in numbers")
        show_numbers(card, loaded)
    with others:
        st.header("Who shares its locals")
        show_neighbours(card, school, loaded)
    st.header("History")
    show_history(school, loaded)
    with st.container(horizontal=True, vertical_alignment="center", key="actions"):
        show_school_files(card, loaded)
        show_page_actions(loaded)
    follow_links()


loaded = get_visited()
asked = read_school(loaded)
show_school_search(loaded)
show_notes(loaded, [note for note in (asked.note, *note_measure()) if note])
if asked.urn is None:
    st.title("School")
    st.markdown(INVITATION)
else:
    show_school(asked.urn, loaded)

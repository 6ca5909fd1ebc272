"""The map: every school, the outlines of its locals, and the card of the one picked."""

import streamlit as st

from footprints.schoolfilter import match_schools
from pages.components.controls import show_controls
from pages.components.downloads import show_downloads
from pages.components.map import show_map
from pages.components.mapview import compose, say_what_is_shown
from pages.components.markdown import plain
from pages.components.picked import pick_school, read_move, read_picked, unpick
from pages.components.question import show_questions
from pages.components.school_card import show_school_card
from pages.components.school_table import show_school_table
from pages.components.search_box import show_search
from pages.components.unit_card import show_unit_card
from pages.components.visit import get_visited

loaded = get_visited()
with st.sidebar:
    controls = show_controls(loaded)
picked = read_picked(loaded)
shown = match_schools(loaded.schools, controls.wanted)

show_search(loaded)
middle, right = st.columns([0.68, 0.32], gap="medium")
with right:
    if picked.note is not None:
        st.info(picked.note)
    if picked.urn is not None:
        show_school_card(picked.urn, loaded)
        st.button("Close this card", on_click=unpick)
    elif picked.unit is not None:
        show_unit_card(*picked.unit, loaded)
        st.button("Close this card", on_click=unpick)
    else:
        show_questions(loaded)
with middle:
    show_map(
        loaded.map_files,
        loaded.web,
        compose(loaded, controls, picked, shown, move=read_move(picked)),
        on_school=pick_school,
        sources=f"{loaded.as_of}. {loaded.snapshot.manifest['licence']}",
    )
    st.markdown(plain(say_what_is_shown(loaded, controls, shown)))
    show_downloads(loaded, shown)
    show_school_table(loaded, shown)

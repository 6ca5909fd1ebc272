"""Compare: how systems nest or cut across each other, in an area or two, beside chance."""

import streamlit as st

from pages.components.compare.asked import read_asked
from pages.components.compare.bodies import show_bodies
from pages.components.compare.chance import recall_compared, show_chance
from pages.components.compare.controls import say_how, show_areas, show_how
from pages.components.compare.files import show_files
from pages.components.compare.matrix import show_matrix, show_meaning
from pages.components.compare.pair import show_pair
from pages.components.compare.seams import show_seams
from pages.components.compare.upload import SAID, show_upload
from pages.components.page_actions import show_page_actions
from pages.components.selected import show_notes
from pages.components.visit.session import get_visited

loaded = get_visited()
asked = read_asked(loaded)
st.title("Compare systems")
show_notes(loaded, asked.notes)
show_areas(loaded, asked)
with st.expander(f"Systems and counting: {say_how(asked.how)}"):
    show_how(loaded, asked)
with st.expander("Compare your own list of schools", expanded=SAID in st.session_state):
    show_upload(loaded)

st.header("How the systems nest")
show_chance(asked)
compared = recall_compared(asked, loaded)
show_meaning(asked, compared, loaded)
show_matrix(asked, compared, loaded)

pair, bodies = st.columns(2, gap="large")
with pair:
    st.header("One pair, both ways")
    show_pair(asked, compared, loaded)
with bodies:
    st.header("Who answers for the schools")
    show_bodies(asked, loaded)

st.header("Seams: where borders run together, and where they cut")
show_seams(asked, loaded)
with st.container(horizontal=True, vertical_alignment="center", key="actions"):
    show_files(asked, compared, loaded)
    show_page_actions(loaded)

"""Access: how far schools must travel, whether it is fair, and what would help."""

import streamlit as st

from pages.components.access.asked import read_asked
from pages.components.access.budget import show_budget
from pages.components.access.controls import show_basis, show_question
from pages.components.access.fair import show_fair
from pages.components.access.far import show_far
from pages.components.access.files import show_files
from pages.components.access.help import show_help
from pages.components.page_actions import show_page_actions
from pages.components.school.card import follow_links
from pages.components.selected import show_notes
from pages.components.visit.session import get_visited

loaded = get_visited()
asked = read_asked(loaded)
st.title("Travel and access")
show_notes(loaded, asked.notes)
show_question(asked)
show_basis(asked, loaded)
if asked.question == "far":
    show_far(asked, loaded)
    show_budget(asked, loaded)
elif asked.question == "fair":
    show_fair(asked, loaded)
else:
    show_help(asked, loaded)
with st.container(horizontal=True, vertical_alignment="center", key="actions"):
    show_files(asked, loaded)
    show_page_actions(loaded)
follow_links()

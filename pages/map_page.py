"""The map: every school, the outlines of its locals, and the card of the one picked."""

import streamlit as st

from pages.components.aside import show_aside
from pages.components.basemap import find_tiles
from pages.components.controls import show_controls
from pages.components.downloads import show_downloads
from pages.components.map import show_map
from pages.components.mapview import compose, name_colour
from pages.components.page_actions import show_page_actions
from pages.components.picked import pick_by_click, read_move
from pages.components.save_map import show_save_map
from pages.components.school.table import show_school_table
from pages.components.search_box import show_search
from pages.components.selected import (
    select_drawn,
    select_place,
    show_within,
)
from pages.components.selection import match_selection, read_selection
from pages.components.summary import show_summary
from pages.components.visit.session import get_visited

loaded = get_visited()
selection = read_selection(loaded)
with st.sidebar:
    show_controls(loaded, selection)
shown = match_selection(selection, loaded)

show_search(loaded, on_place=select_place)
middle, right = st.columns([0.68, 0.32], gap="medium")
with right:
    show_aside(loaded, selection)
command = compose(loaded, selection, shown, move=read_move(selection.goal, selection.picked))
with middle:
    show_map(
        loaded.map_files,
        loaded.web,
        command,
        on_school=pick_by_click,
        on_area=select_drawn,
        tiles=find_tiles(),
        sources=f"{loaded.as_of}. {loaded.snapshot.manifest['licence']}",
    )
show_within(loaded, selection, int(shown.sum()))
show_summary(loaded, selection, shown, command.summary)
with st.container(horizontal=True, vertical_alignment="center", key="actions"):
    show_downloads(loaded, selection, shown)
    show_save_map(loaded, command, title=f"Schools by {name_colour(loaded, selection.colour)}")
    show_page_actions(loaded)
show_school_table(loaded, shown, is_open=selection.table)

"""What stands beside the map: notes, the card of what is picked, or where to begin."""

import streamlit as st

from pages.components.loaded import Loaded
from pages.components.picked import unpick
from pages.components.question import show_questions
from pages.components.school.card import show_school_card
from pages.components.selected import offer_selections, show_notes
from pages.components.selection import Selection
from pages.components.unit.card import show_unit_card


def show_aside(loaded: Loaded, selection: Selection) -> None:
    """Show the card of the school or unit picked, else questions to begin with."""
    show_notes(loaded, selection.notes)
    picked = selection.picked
    if picked.name is None:
        show_questions(loaded)
        return
    if picked.urn is not None:
        show_school_card(picked.urn, loaded)
    elif picked.unit is not None:
        show_unit_card(*picked.unit, loaded)
    offer_selections(loaded, selection)
    st.button("Close this card", on_click=unpick)

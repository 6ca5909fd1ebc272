"""What all questions about travel have in common, to be chosen above them."""

import streamlit as st

from pages.components.access.asked import (
    AREA,
    ASK,
    DEFAULT_METHOD,
    DEFAULT_SCOPE,
    DEFAULT_SYSTEM,
    FIRST,
    METHOD,
    NETWORK,
    QUESTIONS,
    SCOPE,
    SYSTEM,
    Asked,
    list_based,
    list_methods,
)
from pages.components.address import change_params
from pages.components.area import ENGLAND, list_areas
from pages.components.choosing import choose, show_as
from pages.components.compare.asked import SCOPE_WORDS
from pages.components.loaded import Loaded
from pages.components.networks import list_networks

METHOD_WORDS = {
    "straight": "straight line",
    "detour": "estimate by road (straight line times a factor)",
    "road": "by road, on a network",
}
KEY = "chosen-question"


def show_question(asked: Asked) -> None:
    """Choose one of the questions."""
    show_as(KEY, asked.question)
    st.radio(
        "Question",
        list(QUESTIONS),
        format_func=lambda key: QUESTIONS[key],
        key=KEY,
        horizontal=True,
        on_change=_write_question,
    )


def show_basis(asked: Asked, loaded: Loaded) -> None:
    """Choose the area, the system, which schools count, and how distance is told."""
    basis = asked.basis
    area, system, scope, method = st.columns(4)
    with area:
        choose("Area", AREA, list_areas(loaded, asked.area), asked.area.text, default=ENGLAND)
    with system:
        choose("System", SYSTEM, list_based(loaded), basis.system, default=DEFAULT_SYSTEM)
    with scope:
        choose("Schools", SCOPE, SCOPE_WORDS, basis.scope, default=DEFAULT_SCOPE)
    with method:
        words = {str(key): METHOD_WORDS[key] for key in list_methods()}
        choose("Distance", METHOD, words, basis.method, default=DEFAULT_METHOD)
    if basis.network_id is not None:
        names = {key: f"{one.name} ({one.source})" for key, one in list_networks().items()}
        choose("Road network", NETWORK, names, basis.network_id, default=next(iter(names)))


def _write_question() -> None:
    """Write the question; the first needs no words in the address."""
    chosen = st.session_state[KEY]
    change_params({ASK: None if chosen == FIRST else chosen})

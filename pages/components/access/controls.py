"""What all questions about travel have in common, to be chosen above them."""

import streamlit as st

from footprints.selection.within import Members
from pages.components.access.asked import (
    AREA,
    ASK,
    DEFAULT_METHOD,
    DEFAULT_SCOPE,
    DEFAULT_SYSTEM,
    FIRST,
    METHOD,
    NETWORK,
    OVER,
    OVER_KM,
    OVER_LIMITS,
    QUESTIONS,
    SCOPE,
    SYSTEM,
    Asked,
    list_based,
    list_methods,
)
from pages.components.access.words import say_basis
from pages.components.address import change_params
from pages.components.area import ENGLAND, list_areas, write_area
from pages.components.choosing import choose, choose_number, show_as
from pages.components.compare.asked import SCOPE_WORDS
from pages.components.loaded import Loaded
from pages.components.networks import list_networks
from pages.components.templates import fill

METHOD_WORDS = {
    "straight": "straight line",
    "detour": "estimate by road",
    "road": "by road, on a network",
}
METHOD_HELP = (
    "A straight line is exact and ignores roads. The estimate multiplies it by a factor for how "
    "roads wind. By road needs a network: the Data page tells how one is added."
)
KEY = "chosen-question"


def show_question(asked: Asked) -> None:
    """Choose one of the questions."""
    show_as(KEY, asked.question)
    with st.container(key="access-question"):
        st.radio(
            "Question",
            list(QUESTIONS),
            format_func=lambda key: QUESTIONS[key],
            key=KEY,
            horizontal=True,
            label_visibility="collapsed",
            on_change=_write_question,
        )


def show_basis(asked: Asked, loaded: Loaded) -> None:
    """Choose the area, the system, which schools count, how distance is told; and say it all."""
    basis = asked.basis
    with st.container(key="access-basis"):
        area, system, scope, method, over = st.columns([1.3, 1.3, 1.1, 1, 0.7])
        with area:
            choose("Area", AREA, name_areas(asked, loaded), asked.area.text, default=ENGLAND)
        with system:
            choose("System", SYSTEM, list_based(loaded), basis.system, default=DEFAULT_SYSTEM)
        with scope:
            choose("Schools", SCOPE, SCOPE_WORDS, basis.scope, default=DEFAULT_SCOPE)
        with method:
            words = {str(key): METHOD_WORDS[key] for key in list_methods()}
            choose("Distance", METHOD, words, basis.method, default=DEFAULT_METHOD)
        with over:
            choose_number(
                "Far: over, km", OVER, asked.over_km, limits=OVER_LIMITS, default=OVER_KM
            )
        if basis.network_id is not None:
            names = {key: f"{one.name} ({one.source})" for key, one in list_networks().items()}
            choose("Road network", NETWORK, names, basis.network_id, default=next(iter(names)))
    st.html(fill("accessbasis.html", basis=say_basis(asked, loaded)))


def name_areas(asked: Asked, loaded: Loaded) -> dict[str, str]:
    """
    Name the areas to choose from: those of every page, and the units of the system.

    Parameters
    ----------
    asked
        The area chosen, which is always among them, and the system.
    loaded
        The snapshot, a visitor's own systems included.

    Returns
    -------
    named
        By the text of the address.
    """
    system = asked.basis.system
    word = str(loaded.systems.set_index("system").loc[system, "unit_name"])
    units = loaded.units[loaded.units["system"] == system].sort_values("name")
    own = {
        write_area(Members(system, unit_id)): str(name) if word in str(name) else f"{word}: {name}"
        for unit_id, name in zip(units["unit_id"], units["name"], strict=True)
    }
    return {**list_areas(loaded, asked.area), **own}


def _write_question() -> None:
    """Write the question; the first needs no words in the address."""
    chosen = st.session_state[KEY]
    change_params({ASK: None if chosen == FIRST else chosen})

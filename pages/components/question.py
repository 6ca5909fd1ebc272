"""What to do first, while nothing is picked."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import streamlit as st

from pages.components.loaded import Loaded
from pages.components.picked import ask_to_move, pick_unit


def show_questions(loaded: Loaded) -> None:
    """Invite a click, a search or a question."""
    st.markdown("**Click a school**, or search for one, to see its locals here.")
    st.markdown("Or start with a question:")
    for question, ask in QUESTIONS.items():
        st.button(question, on_click=ask, args=(loaded,), width="stretch")


def _ask_maths(_loaded: Loaded) -> None:
    """Colour and outline by Maths Hub: what is blank is named by no list."""
    _set_controls("maths")


def _ask_shared(_loaded: Loaded) -> None:
    """Colour and outline by Teaching School Hub: what is hatched is shared."""
    _set_controls("tsh")


def _ask_trust(loaded: Loaded) -> None:
    """Pick the trust whose schools lie in most authorities."""
    inside = loaded.schools.dropna(subset=["trust_id"])
    spread = inside.groupby("trust_id")["la_code"].nunique()
    _set_controls("trust", outlines=())
    st.session_state["trust"] = [str(spread.idxmax())]
    pick_unit("trust", str(spread.idxmax()))
    ask_to_move()


def _set_controls(system: str, outlines: tuple[str, ...] | None = None) -> None:
    """Set the controls beside the map, which keep the address bar in step."""
    st.session_state["colour"] = system
    st.session_state["outline"] = [system] if outlines is None else list(outlines)


QUESTIONS: Mapping[str, Callable[[Loaded], None]] = MappingProxyType(
    {
        "Which places does no list of a Maths Hub name?": _ask_maths,
        "Where is the line between two Teaching School Hubs unpublished?": _ask_shared,
        "Which trust is spread over most authorities?": _ask_trust,
    }
)

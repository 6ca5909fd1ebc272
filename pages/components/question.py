"""What to do first, while nothing is picked."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import streamlit as st

from pages.components.address import change_params
from pages.components.loaded import Loaded
from pages.components.picked import ask_to_move
from pages.components.selection import write_outlines


def show_questions(loaded: Loaded) -> None:
    """Invite a click, a search or a question."""
    st.markdown("**Click a school**, or search for one, to see its locals here.")
    st.markdown("Or start with a question:")
    for question, ask in QUESTIONS.items():
        st.button(question, on_click=ask, args=(loaded,), width="stretch")


def _ask_maths(loaded: Loaded) -> None:
    """Colour and outline by Maths Hub: what is blank is named by no list."""
    _choose(loaded, "maths", ("maths",))


def _ask_shared(loaded: Loaded) -> None:
    """Colour and outline by Teaching School Hub: what is hatched is shared."""
    _choose(loaded, "tsh", ("tsh",))


def _ask_far(loaded: Loaded) -> None:
    """Colour by the distance to the base of the Teaching School Hub."""
    change_params({"colour": "measure:km-tsh", "outline": write_outlines(("tsh",), loaded)})


def _ask_trust(loaded: Loaded) -> None:
    """Pick the trust whose schools lie in most authorities."""
    inside = loaded.schools.dropna(subset=["trust_id"])
    trust = str(inside.groupby("trust_id")["la_code"].nunique().idxmax())
    _choose(loaded, "trust", (), trust=trust, unit=f"trust:{trust}", school=None)
    ask_to_move()


def _choose(loaded: Loaded, system: str, outlines: tuple[str, ...], **more: str | None) -> None:
    """Colour and outline by a system; the address says so and the controls follow it."""
    change_params({"colour": system, "outline": write_outlines(outlines, loaded), **more})


QUESTIONS: Mapping[str, Callable[[Loaded], None]] = MappingProxyType(
    {
        "Which places does no list of a Maths Hub name?": _ask_maths,
        "Where do two Teaching School Hubs share an area?": _ask_shared,
        "Which schools are far from their hub's base?": _ask_far,
        "Which trust is spread over most authorities?": _ask_trust,
    }
)

"""Which school a page is asked for: read from the address, with notes, never trusted."""

from collections.abc import Sequence

import streamlit as st

from pages.components.address import change_params, map_params, read_params
from pages.components.links import URN
from pages.components.loaded import Loaded
from pages.components.picked import SCHOOL, UNIT, Picked, ask_to_move, parse_school
from pages.components.search_box import Pick, show_search

MAP_PAGE = "pages/map_page.py"
WANTED = "unit-wanted"
INVITATION = (
    "**Search for a school** by name, URN, postcode or town, or pick one on the map and choose "
    "“Open school page”. Its page tells which locals it belongs to, how they overlap, who shares "
    "them, and what the school was before."
)


def read_school(loaded: Loaded) -> Picked:
    """
    Read the school from the address; none there is the one last picked on the map, if one was.

    Parameters
    ----------
    loaded
        The snapshot: an old URN leads to the school that followed it.

    Returns
    -------
    picked
        Its `note` says what of the address was not understood.
    """
    if URN not in read_params():
        change_params({URN: list(map_params().get(SCHOOL, ()))})
    texts = read_params().get(URN, [])
    if not texts:
        return Picked()
    picked = parse_school(texts[0], loaded)
    if picked.urn is None or not texts[0].isdigit() or int(texts[0]) == picked.urn:
        return picked
    others = _list_others(int(texts[0]), picked.urn, loaded)
    return Picked(picked.urn, note=f"{picked.note}{_say_others(others)}")


def show_school_search(loaded: Loaded) -> None:
    """Show the search box: a school leads to its page, a unit to the map."""
    wanted = st.session_state.pop(WANTED, None)
    if wanted is not None:
        st.switch_page(MAP_PAGE, query_params={**map_params(), UNIT: wanted})
    show_search(loaded, pick=Pick(open_school, _want_unit))


def open_school(urn: int) -> None:
    """Open the page of a school; the address follows."""
    change_params({URN: str(urn)})


def _want_unit(system: str, unit_id: str) -> None:
    """Note a unit for which the page gives way to the map."""
    st.session_state[WANTED] = f"{system}:{unit_id}"
    ask_to_move()


def _list_others(old: int, urn: int, loaded: Loaded) -> Sequence[int]:
    """List the other schools that followed an old one, where it was split."""
    followed = loaded.successors.loc[[old]]
    return [int(other) for other in followed if other != urn]


def _say_others(others: Sequence[int]) -> str:
    """Say which other schools followed."""
    if not others:
        return ""
    return f" It was split: URN {', '.join(str(other) for other in others)} followed it too."

"""What is picked out on the map: one school or one unit, kept in the address bar."""

from dataclasses import dataclass

import streamlit as st

from pages.components.address import change_params
from pages.components.loaded import Loaded

SCHOOL, UNIT = "school", "unit"
MOVES, MOVE, SEEN = "moves", "move", "seen"


@dataclass(frozen=True)
class Picked:
    """One school, or one unit, or nothing; `note` says why an address was not understood."""

    urn: int | None = None
    unit: tuple[str, str] | None = None
    note: str | None = None

    @property
    def name(self) -> str | None:
        """What is picked, as the address bar writes it; None for nothing."""
        if self.urn is not None:
            return str(self.urn)
        return None if self.unit is None else ":".join(self.unit)


def read_picked(loaded: Loaded) -> Picked:
    """Read what is picked from the address bar; anything unknown is noted, never trusted."""
    school, unit = st.query_params.get(SCHOOL), st.query_params.get(UNIT)
    if school is not None:
        return parse_school(school, loaded)
    if unit is not None:
        return parse_unit(unit, loaded)
    return Picked()


def parse_school(text: str, loaded: Loaded) -> Picked:
    """Understand a urn; an old one leads to the school that followed it."""
    if not (text.isascii() and text.isdigit() and len(text) <= 7):
        return Picked(note="The address names a school by something that is not a URN.")
    urn = int(text)
    if loaded.schools["urn"].eq(urn).any():
        return Picked(urn=urn)
    if urn in loaded.successors.index:
        now = int(loaded.successors.loc[[urn]].iloc[0])
        return Picked(urn=now, note=f"URN {urn} has closed; this is the school that followed it.")
    return Picked(note=f"URN {urn} is not in this snapshot.")


def parse_unit(text: str, loaded: Loaded) -> Picked:
    """Understand `system:unit_id`."""
    system, _, unit_id = text.partition(":")
    units = loaded.units
    if ((units["system"] == system) & (units["unit_id"] == unit_id)).any():
        return Picked(unit=(system, unit_id))
    return Picked(note="The address names a unit that is not in this snapshot.")


def pick_school(urn: int) -> None:
    """Pick a school; the address bar follows."""
    change_params({SCHOOL: str(urn), UNIT: None})


def pick_unit(system: str, unit_id: str) -> None:
    """Pick a unit; the address bar follows."""
    change_params({UNIT: f"{system}:{unit_id}", SCHOOL: None})


def unpick() -> None:
    """Pick nothing."""
    change_params({SCHOOL: None, UNIT: None})


def ask_to_move() -> None:
    """Have the map go to what is picked; a click on the map does not ask for it."""
    st.session_state[MOVES] = st.session_state.get(MOVES, 0) + 1


def pick_by_click(urn: int) -> None:
    """Pick a school that was clicked on the map, which stays where it is."""
    pick_school(urn)
    st.session_state[SEEN] = str(urn)


def read_move(goal: str | None, picked: Picked) -> str | None:
    """
    Name the last move asked for, opening an address included; None before the first.

    Whatever is newly picked is gone to, however that came about, but not what was clicked on the
    map.

    Parameters
    ----------
    goal
        What the address leads to; None for nothing.
    picked
        The one of it that has the card.
    """
    state = st.session_state
    counted, move = state.get(MOVE, (0, None))
    if MOVES not in state:
        state[MOVES] = int(goal is not None)
    elif state[MOVES] == counted and picked.name not in (None, state.get(SEEN)):
        ask_to_move()
    state[SEEN] = picked.name
    if state[MOVES] != counted:
        move = f"{goal}@{state[MOVES]}"
        state[MOVE] = (state[MOVES], move)
    return None if move is None else str(move)

"""Choices that the address keeps: each control shows what it says and writes what is chosen."""

from collections.abc import Mapping
from decimal import Decimal

import streamlit as st

from pages.components.address import change_params


def choose(label: str, name: str, named: Mapping[str, str], chosen: str, *, default: str) -> None:
    """
    Choose one of several, which the address keeps.

    Parameters
    ----------
    label
        What stands above.
    name
        The parameter of the address.
    named
        What there is to choose, by the text of the address.
    chosen
        What the address says.
    default
        What needs no words in the address.
    """
    key = f"chosen-{name}"
    show_as(key, chosen)
    st.selectbox(
        label,
        list(named),
        format_func=lambda value: str(named[value]),
        key=key,
        on_change=_write,
        args=(name, key, default),
    )


def choose_number(
    label: str, name: str, chosen: float, *, limits: tuple[float, float], default: float
) -> None:
    """
    Choose a number, which the address keeps.

    Parameters
    ----------
    label
        What stands above, the unit included.
    name
        The parameter of the address.
    chosen
        What the address says.
    limits
        The least and the most.
    default
        What needs no words in the address.
    """
    key = f"chosen-{name}"
    show_as(key, float(chosen))
    low, high = limits
    st.number_input(
        label,
        min_value=float(low),
        max_value=float(high),
        step=1.0,
        format="%g",
        key=key,
        on_change=_write_number,
        args=(name, key, default),
    )


def show_as(key: str, value: object) -> None:
    """Have a control show what the address says; what it shows already is left in peace."""
    if st.session_state.get(key) != value:
        st.session_state[key] = value


def _write(name: str, key: str, default: str) -> None:
    """Write one choice."""
    chosen = st.session_state[key]
    change_params({name: None if chosen == default else chosen})


def _write_number(name: str, key: str, default: float) -> None:
    """Write a number, without digits that say nothing."""
    chosen = float(st.session_state[key])
    change_params({name: None if chosen == default else f"{Decimal(str(chosen)).normalize():f}"})

"""The islands and estuaries that no detour factor crosses."""

import streamlit as st

from footprints.travel.water import Water
from geodata.travel.water import load_water
from pages.components.templates import fill


def show_water() -> None:
    """Show the water that is minded."""
    st.html(render_water(load_water()))


def render_water(water: Water) -> str:
    """
    Write the land masses and barriers as HTML.

    Parameters
    ----------
    water
        From `geodata.travel.water.load_water`.

    Returns
    -------
    html
        Escaped; the lists are folded.
    """
    return fill(
        "datawater.html",
        masses=water.land_masses,
        barriers=water.barriers,
        n_apart=len(water.apart),
        on_the_way=f"{water.on_the_way:.0%}",
    )

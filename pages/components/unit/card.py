"""What is known of one unit: a hub, trust, authority, district or region."""

import pandas as pd
import streamlit as st

from footprints.membership.memberships import CERTAINTIES
from pages.components.address import map_params
from pages.components.links import link_unit_page
from pages.components.loaded import Loaded, say_date
from pages.components.school.card import follow_links
from pages.components.templates import fill


def show_unit_card(system: str, unit_id: str, loaded: Loaded) -> None:
    """Show the card of a unit."""
    st.html(render_unit(system, unit_id, loaded))
    follow_links()


def render_unit(system: str, unit_id: str, loaded: Loaded) -> str:
    """
    Write the card of a unit as HTML.

    Parameters
    ----------
    system, unit_id
        A unit of `loaded.units`.
    loaded
        The snapshot, a visitor's own systems included.

    Returns
    -------
    html
        Escaped.
    """
    units = loaded.units
    unit = units[(units["system"] == system) & (units["unit_id"] == unit_id)].iloc[0]
    kind = loaded.systems.set_index("system").loc[system]
    held = loaded.memberships
    own = held[(held["system"] == system) & (held["unit_id"] == unit_id)]
    counts = own["certainty"].value_counts()
    return fill(
        "unit.html",
        name=unit["name"],
        kind=kind["unit_name"],
        colour=kind["colour"],
        unit_id=unit_id,
        page=link_unit_page(system, unit_id, map_params()),
        base=None if pd.isna(unit["base_name"]) else unit["base_name"],
        counts=[(c, int(counts[c])) for c in CERTAINTIES if c in counts],
        total=len(own),
        as_of=say_date(None if pd.isna(unit["as_of"]) else unit["as_of"]),
        source=None if pd.isna(unit["source"]) else unit["source"],
        note=None if pd.isna(unit["note"]) else unit["note"],
    )

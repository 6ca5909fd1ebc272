"""The locals of a school: in the order in which they are told, and as tables of its page."""

from typing import Any

import pandas as pd
import streamlit as st

from footprints.locals.card import Card
from footprints.membership.memberships import CERTAINTIES
from pages.components.address import map_params
from pages.components.links import link_unit_page
from pages.components.loaded import Loaded, say_date
from pages.components.templates import fill

AREAS = {"la", "lad", "region"}
PEERS = {"16 plus": "16-plus schools", "alternative provision": "schools of alternative provision"}
SHORT = {"la": "LA", "lad": "District", "tsh": "TSH"}
FAMILIES = {"area": 0, "trust": 1, "hub": 2, "network": 3}


def order_locals(card: Card, systems: pd.DataFrame) -> pd.DataFrame:
    """
    Put a school's locals in order: areas, trust, hubs, then the visitor's own.

    Parameters
    ----------
    card
        From `footprints.locals.card.build_card`.
    systems
        The `systems` table.

    Returns
    -------
    held
        `card.locals` with `system_name`, `colour`, `family` (its rank) and `sureness` (the
        firmest is 0).
    """
    named = systems.set_index("system")
    system = card.locals["system"]
    return card.locals.assign(
        system_name=system.map(named["unit_name"]),
        colour=system.map(named["colour"]),
        family=system.map(named["family"]).map(FAMILIES),
        sureness=card.locals["certainty"].map(CERTAINTIES.index),
    ).sort_values(["family", "sureness", "system_name", "unit_name"])


def name_peers(peers: str | None) -> str:
    """Name the schools of a phase."""
    return PEERS.get(peers or "", f"{peers or ''} schools".strip())


def shorten(system: str) -> str:
    """Name a system in a word short enough to stand over a column."""
    return SHORT.get(system, system.capitalize()[:9])


def list_records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Give rows with None where a value is missing."""
    rows = table.to_dict("records")
    return [{str(k): None if pd.isna(v) else v for k, v in row.items()} for row in rows]


def show_locals(card: Card, loaded: Loaded) -> None:
    """Show every local of a school, and in which systems it has none."""
    st.html(render_locals(card, loaded))


def render_locals(card: Card, loaded: Loaded) -> str:
    """
    Write the locals of a school as an HTML table.

    Parameters
    ----------
    card
        From `footprints.locals.card.build_card`.
    loaded
        The snapshot, a visitor's own systems included.

    Returns
    -------
    html
        Escaped.
    """
    held, params = order_locals(card, loaded.systems), map_params()
    units = zip(held["system"], held["unit_id"], strict=True)
    held = held.assign(href=[link_unit_page(*unit, params) for unit in units])
    dates = loaded.systems.set_index("system")["as_of"].fillna("")
    held = held.assign(as_of=[say_date(dates[system]) for system in held["system"]])
    names = loaded.systems.set_index("system")["name"]
    return fill(
        "schoollocals.html",
        locals=list_records(held),
        absent=list_records(card.absent.assign(system_name=card.absent["system"].map(names))),
        n_systems=card.locals["system"].nunique(),
        n_near=len(card.neighbours.nearest),
        peers=name_peers(card.neighbours.peers),
        scope=card.scope,
        only_areas=set(card.locals["system"]) <= AREAS,
    )

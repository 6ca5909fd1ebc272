"""Trusts that span others: where they stand in the graph of units."""

import streamlit as st

from pages.components.address import map_params
from pages.components.links import link_unit_page
from pages.components.loaded import Loaded
from pages.components.templates import fill
from pages.components.unit.measured import list_spanned, recall_spanners
from pages.components.unit.words import name_unit, say_scope

SHOWN = 15


def show_spanners(loaded: Loaded) -> None:
    """Show the trusts that lie most between other units."""
    spanners = recall_spanners()
    trusts = loaded.units[loaded.units["system"] == "trust"].set_index("unit_id")["name"]
    names = loaded.systems.set_index("system")["name"]
    first, params = spanners.head(SHOWN), map_params()
    st.html(
        fill(
            "systemspanners.html",
            rows=[
                {
                    "href": link_unit_page("trust", str(unit_id), params),
                    "name": name_unit(trusts.get(unit_id), unit_id),
                    "n_schools": int(row["n_schools"]),
                    "n_joined": int(row["n_joined"]),
                    "constraint": float(row["constraint"]),
                    "betweenness": float(row["betweenness"]),
                }
                for unit_id, row in first.iterrows()
            ],
            n=len(spanners),
            systems=[str(names[system]) for system in list_spanned(loaded)],
            scope=say_scope(loaded.index.scope, loaded),
        )
    )

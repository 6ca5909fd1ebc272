"""Trusts that span others: where they stand in the graph of units."""

from functools import partial

import pandas as pd
import streamlit as st

from footprints.choices import say_choices
from footprints.systems.comparisontext import write_index
from footprints.units.alternatives import SPANNER_CHOICES
from pages.components.address import map_params
from pages.components.links import link_unit_page
from pages.components.loaded import Loaded
from pages.components.ranges import say_range
from pages.components.templates import fill
from pages.components.unit.measured import list_spanned, recall_spanners
from pages.components.unit.words import name_unit, say_scope

SHOWN = 15
# after the point
PLACES = {"betweenness": 4, "constraint": 3}


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
                    "indices": [
                        _say_index(row, index, places) for index, places in PLACES.items()
                    ],
                }
                for unit_id, row in first.iterrows()
            ],
            n=len(spanners),
            systems=[str(names[system]) for system in list_spanned(loaded)],
            scope=say_scope(loaded.index.scope, loaded),
            choices=say_choices(SPANNER_CHOICES),
        )
    )


def _say_index(row: pd.Series, index: str, places: int) -> dict[str, str]:
    """Write an index and its range."""
    write = partial(write_index, places=places)
    return {
        "text": "not defined" if pd.isna(row[index]) else write(row[index]),
        "range": say_range(row, index, len(SPANNER_CHOICES), write),
    }

"""The schools of a unit as a table to sort, and as plain links."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

from footprints.units.unitprofile import UnitProfile
from pages.components.address import map_params
from pages.components.links import link_school_page
from pages.components.loaded import Loaded
from pages.components.system.asked import want_school
from pages.components.system.table import LINKED
from pages.components.templates import fill
from pages.components.unit.words import say_basis

KEY = "member-table"
HEIGHT_PX = 420
# columns that say the same of every school of a unit
NAMED = {"trust": ["trust"], "la": ["authority"]}
COLUMNS = {
    "name": ("School", "Choose a row to open the school's page."),
    "straight_km": ("km to base", "Straight line on British National Grid."),
    "farthest": ("Farthest", "The ten farthest, of those farther than the median."),
    "certainty": ("Certainty", "Of its membership."),
    "authority": ("Authority", "As its record states."),
    "trust": ("Trust", "Academy trust, by its record."),
    "phase": ("Phase", "As its record states; special schools have none."),
    "urn": ("URN", "Unique reference number."),
}


def show_members(profile: UnitProfile, loaded: Loaded) -> None:
    """Show the schools of a unit; choosing a row opens the school's page."""
    members = profile.members
    urns, key = members["urn"].tolist(), f"{KEY}-{profile.system}-{profile.unit_id}"
    table = _tell(members).drop(columns=NAMED.get(profile.system, []))
    order = "Farthest first. " if "straight_km" in table else ""
    st.caption(f"{order}{say_basis(profile, loaded)}")
    st.dataframe(
        table,
        hide_index=True,
        height=HEIGHT_PX if len(members) > 10 else "auto",
        column_config=_configure(table),
        on_select=lambda: _open_row(key, urns),
        selection_mode="single-row",
        key=key,
    )
    st.html(render_links(members))


def render_links(members: pd.DataFrame) -> str:
    """Write schools as plain links, the route for keyboard and screen reader."""
    params = map_params()
    rows = members.head(LINKED)[["urn", "name", "straight_km", "certainty"]]
    return fill(
        "systemlinks.html",
        links=[
            {
                "href": link_school_page(int(urn), params),
                "name": name,
                "aside": certainty if pd.isna(km) else f"{km:.1f} km, {certainty}",
            }
            for urn, name, km, certainty in rows.itertuples(index=False)
        ],
        title="These schools as plain links",
        n=len(members),
        rest="they are in the table and in the file",
    )


def _tell(members: pd.DataFrame) -> pd.DataFrame:
    """Say in words what a cell would leave blank; leave out distances where there is none."""
    told = members.assign(
        farthest=members["remote"].map({True: "farthest", False: ""}),
        trust=members["trust"].fillna("in no trust"),
        authority=members["authority"].fillna("not recorded"),
        phase=members["phase"].fillna("not recorded"),
    )
    unknown = ["straight_km", "farthest"] if members["straight_km"].isna().all() else []
    return told[[column for column in COLUMNS if column not in unknown]]


def _configure(table: pd.DataFrame) -> dict[str, ColumnConfig]:
    """Configure each column: heading, format, help."""
    forms = {"straight_km": "%.1f", "urn": "%d"}
    return {
        column: st.column_config.NumberColumn(title, format=forms[column], help=told)
        if column in forms
        else st.column_config.TextColumn(title, help=told)
        for column, (title, told) in COLUMNS.items()
        if column in table
    }


def _open_row(key: str, urns: Sequence[int]) -> None:
    """Open the school of the row just chosen."""
    rows = st.session_state[key].selection.rows
    if rows:
        want_school(urns[rows[0]])

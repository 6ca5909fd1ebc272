"""The map of schools: `show_map` draws it and tells of clicks; `MapCommand` says what is on it."""

from collections.abc import Callable
from pathlib import Path

import folium
import streamlit as st
from streamlit_folium import st_folium

from geodata.mapfiles import MapFiles
from pages.components.map.clicks import read_click
from pages.components.map.command import (
    BaseLink,
    Colour,
    Legend,
    LegendEntry,
    MapCommand,
    OutlineLayer,
    OwnColours,
    SelectedSchool,
    View,
    key_certainties,
    pack_codes,
    pack_mask,
)
from pages.components.map.element import (
    CommandElement,
    LocalsMap,
    MapSettings,
    SchoolLayer,
    Tiles,
)
from pages.components.map.serving import LEAFLET, WEB, hash_assets, serve_folder

__all__ = [
    "BaseLink",
    "Colour",
    "Legend",
    "LegendEntry",
    "MapCommand",
    "OutlineLayer",
    "OwnColours",
    "SelectedSchool",
    "Tiles",
    "View",
    "key_certainties",
    "pack_codes",
    "pack_mask",
    "read_click",
    "show_map",
]


def show_map(
    files: MapFiles,
    folder: Path,
    command: MapCommand,
    *,
    on_school: Callable[[int], None],
    sources: str,
    key: str = "map",
    height_px: int = 640,
    tiles: Tiles | None = None,
) -> None:
    """
    Show every school on one map.

    The map itself stays the same for as long as `files`, `sources`, `key` and `tiles` do; what
    a rerun changes travels in the command, so the view stays and nothing is drawn anew.

    Parameters
    ----------
    files, folder
        What `geodata.mapfiles.write_map_files` returned, and where it wrote.
    command
        What to show now.
    on_school
        Called with the URN when a school is clicked, before the script runs again, as
        Streamlit's callbacks are; the same school clicked twice calls it twice.
    sources
        One line: what the data is, its date, its licence.
    key
        Tells the maps of one app apart; must not differ from another only after an underscore.
    height_px
        Height of the map's frame; the map fills it, also where a style sheet changes it.
    tiles
        A basemap from elsewhere; None makes no request that leaves the server.
    """
    settings = MapSettings(serve_folder("files", folder), files, sources, key, tiles=tiles)
    drawn = LocalsMap(
        scripts=serve_folder("web", WEB),
        leaflet=serve_folder("leaflet", LEAFLET),
        version=hash_assets(),
    )
    SchoolLayer(settings).add_to(drawn)
    orders = folium.FeatureGroup(name="orders")
    CommandElement(command).add_to(orders)

    def pass_on() -> None:
        """Turn the component's new value into a call."""
        urn = read_click(st.session_state.get(key))
        if urn is not None:
            on_school(urn)

    st_folium(
        drawn,
        key=key,
        height=height_px,
        use_container_width=True,
        returned_objects=["last_object_clicked_tooltip"],
        feature_group_to_add=orders,
        on_change=pass_on,
    )

"""The map of schools: `show_map` draws it and tells what people do; `MapCommand` fills it."""

from collections.abc import Callable
from pathlib import Path

import folium
import streamlit as st
from streamlit_folium import st_folium

from geodata.basemap import Tiles
from geodata.mapdata.files import MapFiles
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
from pages.components.map.element import CommandElement, LocalsMap, MapSettings, SchoolLayer
from pages.components.map.lines import LineLayer, pack_lines
from pages.components.map.reports import DrawnArea, SchoolClick, read_report
from pages.components.map.serving import LEAFLET, WEB, hash_assets, serve_folder

__all__ = [
    "BaseLink",
    "Colour",
    "Legend",
    "LegendEntry",
    "LineLayer",
    "MapCommand",
    "OutlineLayer",
    "OwnColours",
    "SelectedSchool",
    "Tiles",
    "View",
    "key_certainties",
    "pack_codes",
    "pack_lines",
    "pack_mask",
    "show_map",
]


def show_map(
    files: MapFiles,
    folder: Path,
    command: MapCommand,
    *,
    on_school: Callable[[int], None],
    on_area: Callable[[str], None] | None = None,
    sources: str,
    key: str = "map",
    height_px: int = 640,
    tiles: Tiles | None = None,
) -> None:
    """
    Show every school on one map.

    The map itself stays the same for as long as `files`, `sources`, `key`, `tiles` and whether
    there is an `on_area` do; what a rerun changes travels in the command, so the view stays and
    nothing is drawn anew.

    Parameters
    ----------
    files, folder
        What `geodata.mapdata.files.write_map_files` returned, and where it wrote.
    command
        What to show now.
    on_school
        Called with the URN when a school is clicked, before the script runs again, as
        Streamlit's callbacks are; the same school clicked twice calls it twice.
    on_area
        Called likewise with an area that was drawn, a text that
        `footprints.selection.within.parse_within` understands; None offers no drawing.
    sources
        One line: what the data is, its date, its licence.
    key
        Tells the maps of one app apart; must not differ from another only after an underscore.
    height_px
        Height of the map's frame; the map fills it, also where a style sheet changes it.
    tiles
        A basemap from elsewhere; None makes no request that leaves the server.
    """
    settings = MapSettings(
        serve_folder("files", folder), files, sources, key, tiles=tiles, drawable=bool(on_area)
    )
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
        match read_report(st.session_state.get(key)):
            case SchoolClick(urn):
                on_school(urn)
            case DrawnArea(text) if on_area is not None:
                on_area(text)

    st_folium(
        drawn,
        key=key,
        height=height_px,
        use_container_width=True,
        returned_objects=["last_object_clicked_tooltip"],
        feature_group_to_add=orders,
        on_change=pass_on,
    )

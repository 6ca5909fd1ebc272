"""The baseline of the map's benchmark: folium as its tutorials use it.

One CircleMarker for each school and one GeoJson for each system, unsimplified, all in the map's
own script, built on each run, as st_folium changes the map it is given. Kind to it: canvas
instead of SVG, Leaflet from the same server, and no hull of a trust.
"""

import os
from pathlib import Path

import folium
import pandas as pd
import streamlit as st
from streamlit_folium import st_folium

from pages.components.map.element import LocalsMap
from pages.components.map.serving import LEAFLET, WEB, serve_folder
from tests.bench.england import SYSTEMS, read_england
from tests.conftest import ROOT


@st.cache_resource
def load() -> dict[str, pd.DataFrame]:
    """Read the tables once."""
    return read_england(Path(os.environ.get("LOCALS_REAL_DATA", ROOT.parent / "shared" / "data")))


def build(*, odd: bool, leaflet: str, scripts: str) -> folium.Map:
    """Build the map with all that is on it."""
    tables = load()
    drawn = LocalsMap(scripts=scripts, leaflet=leaflet, version="0")
    drawn.default_js = drawn.default_js[1:]
    drawn.options["preferCanvas"] = True
    footprints = tables["footprints"]
    for system in SYSTEMS.keys() - {"trust"}:
        own = footprints.loc[footprints["system"] == system, ["unit_id", "geometry"]]
        folium.GeoJson(own.to_crs(4326).to_json(), name=system).add_to(drawn)
    schools = tables["schools"].dropna(subset=["geometry"]).to_crs(4326)
    schools = schools[schools["urn"] % 2 == 1] if odd else schools
    for urn, name, place in zip(schools["urn"], schools["name"], schools["geometry"], strict=True):
        folium.CircleMarker(
            [place.y, place.x], radius=3, weight=1, tooltip=f"{urn} {name}"
        ).add_to(drawn)
    return drawn


st.set_page_config(page_title="Map", layout="wide")
with st.sidebar:
    odd = st.checkbox("Odd URNs only")
addresses = {"leaflet": serve_folder("leaflet", LEAFLET), "scripts": serve_folder("web", WEB)}
seen = st_folium(
    build(odd=odd, **addresses),
    key="naive",
    height=640,
    use_container_width=True,
    returned_objects=["last_object_clicked_tooltip"],
)
st.sidebar.write(f"clicked: {seen['last_object_clicked_tooltip']}")

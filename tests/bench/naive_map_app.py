"""The baseline of the map's benchmark: folium used in the most direct way.

A CircleMarker per school, and a layer per system of the polygons as their file has them: of its
own areas, or of the districts that a hub is made of, neither simplified nor dissolved. All on a
canvas, Leaflet from the same server, and no hull of a trust. The data is the snapshot's.
"""

import folium
import pandas as pd
import streamlit as st
from streamlit_folium import st_folium

from geodata.config import find_data_dir
from geodata.serving import open_serving
from pages.components.map.serving import LEAFLET, serve_folder


@st.cache_resource
def load() -> dict[str, pd.DataFrame]:
    """Read the tables once, already in degrees."""
    snapshot = open_serving(find_data_dir())
    areas = snapshot.table("areas").to_crs(4326)
    newest = areas[areas["vintage"] == areas.groupby("kind")["vintage"].transform("max")]
    kinds = dict(iter(newest[["kind", "name", "geometry"]].groupby("kind")))
    drawn = snapshot.manifest["map_files"]["outlines"].keys() - {"trust"}
    layers = {system: kinds.get(system, kinds["lad"]) for system in sorted(drawn)}
    return {**layers, "schools": snapshot.table("schools").to_crs(4326)}


def build(*, secondary: bool, leaflet: str) -> folium.Map:
    """Build the map with all that is on it."""
    layers = dict(load())
    schools = layers.pop("schools")
    drawn = folium.Map(location=[52.85, -2.3], zoom_start=6, tiles=None, prefer_canvas=True)
    drawn.default_js = [("leaflet", f"{leaflet}/leaflet.js")]
    drawn.default_css = [("leaflet_css", f"{leaflet}/leaflet.css")]
    for system, areas in layers.items():
        folium.GeoJson(areas.to_json(), name=system).add_to(drawn)
    schools = schools[schools.geometry.notna()]
    schools = schools[schools["phase"] == "Secondary"] if secondary else schools
    for urn, name, place in zip(schools["urn"], schools["name"], schools["geometry"], strict=True):
        folium.CircleMarker(
            [place.y, place.x], radius=3, weight=1, tooltip=f"{urn} {name}"
        ).add_to(drawn)
    return drawn


st.set_page_config(page_title="Map", layout="wide")
with st.sidebar:
    secondary = st.checkbox("Secondary only")
seen = st_folium(
    build(secondary=secondary, leaflet=serve_folder("leaflet", LEAFLET)),
    key="naive",
    height=640,
    use_container_width=True,
    returned_objects=["last_object_clicked_tooltip"],
)
st.sidebar.write(f"clicked: {seen['last_object_clicked_tooltip']}")

"""A small app around the map component, for the browser tests and the benchmark.

Its tables come from `LOCALS_MAP_TABLES`: "invented" (default) or "real". The address may ask for
tiles (`?tiles=URL`) and for a file that holds what it should not (`?broken=points`).
"""

import os
import shutil
import tempfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import streamlit as st

from footprints.selection.within import parse_within, trace_within
from geodata.basemap import Tiles
from geodata.mapdata.files import MapFiles, write_map_files
from pages.components.map import (
    BaseLink,
    Colour,
    Legend,
    LegendEntry,
    LineLayer,
    MapCommand,
    OutlineLayer,
    OwnColours,
    SelectedSchool,
    View,
    key_certainties,
    pack_codes,
    pack_mask,
    show_map,
)
from tests.bench.england import invent_england, read_england
from tests.conftest import ROOT

INJECTED = "<img src=x onerror=\"window.top.injected='yes'\">"


def name_towns(schools: gpd.GeoDataFrame) -> pd.Series:
    """Name a town for each square of 20 km, the largest of them with a name from hell."""
    column, row = schools.geometry.x // 20_000, schools.geometry.y // 20_000
    town = "Town " + column.map("{:.0f}".format) + "-" + row.map("{:.0f}".format)
    largest = column.eq(20) & row.eq(10)
    known = schools.geometry.notna() & (largest | (schools["urn"] % 3 > 0))
    return town.mask(largest, INJECTED).where(known)


@st.cache_resource
def load() -> tuple[dict[str, pd.DataFrame], MapFiles, Path]:
    """Make the tables and the map's files once."""
    if os.environ.get("LOCALS_MAP_TABLES") == "real":
        shared = Path(os.environ.get("LOCALS_REAL_DATA", ROOT.parent / "shared" / "data"))
        tables = read_england(shared)
    else:
        tables = invent_england()
        schools = tables["schools"]
        # a name from hell, three on one site far from all others, and two without a place
        schools.loc[0, "name"] = INJECTED
        alone = gpd.points_from_xy([300_000, 360_000, 360_000, 360_000], [600_000] * 4)
        place = schools.geometry.to_numpy()
        place[[0, 1, 2, 3]] = alone
        place[[4, 5]] = None
        tables["schools"] = schools.set_geometry(gpd.GeoSeries(place, crs=schools.crs))
        tables["schools"]["town"] = name_towns(tables["schools"])
    folder = Path(tempfile.mkdtemp(prefix="locals-map-"))
    return tables, write_map_files(tables, folder), folder


@st.cache_resource
def spoil(name: str) -> Path:
    """Copy the map's files and spoil one of them."""
    spoilt = Path(tempfile.mkdtemp(prefix="locals-map-")) / "web"
    shutil.copytree(load()[2], spoilt)
    next(spoilt.glob(f"{name}-*")).write_text("not what it should be")
    return spoilt


tables, files, folder = load()
if "broken" in st.query_params:
    folder = spoil(st.query_params["broken"])
schools = tables["schools"]
systems = tables["systems"].set_index("system")

st.set_page_config(page_title="Map", layout="wide")
st.html("<style>.block-container{padding-top:4rem}</style>")
st.session_state.setdefault("clicks", [])
st.session_state.setdefault("areas", [])
st.session_state["runs"] = st.session_state.get("runs", 0) + 1

with st.sidebar:
    names = [*systems.index, "mine"]
    system = st.radio("Colour by", names, index=names.index("maths"))
    shown_outlines = [s for s in files.outlines if st.checkbox(f"Outlines {s}", s == "maths")]
    odd = st.checkbox("Odd URNs only")
    seams = st.checkbox("Seams")
    go = st.button("Go to a corner")
    if st.button("Change the query"):
        st.query_params["changed"] = str(st.session_state["runs"])
    if st.button("Clear the area"):
        st.session_state["areas"].clear()
    st.write(f"runs: {st.session_state['runs']}")
    st.write(f"clicked: {st.session_state['clicks']}")
    st.text(f"drawn: {st.session_state['areas']}")

mask = (schools["urn"] % 2 == 1).to_numpy() if odd else np.ones(len(schools), dtype=bool)


def explain() -> Legend:
    """Say what is on this map."""
    if system == "mine":
        return Legend("Mine", (LegendEntry("point", "#000000", "My network"),))
    footprints = tables["footprints"]
    found = tuple(footprints.loc[footprints["system"].eq(system), "certainty"].unique())
    units = tables["units"].loc[tables["units"]["system"].eq(system), "unit_id"]
    without = int((~units.isin(footprints["unit_id"])).sum())
    hue = str(systems.loc[system, "colour"])
    return Legend(
        f"Coloured by {systems.loc[system, 'name']}",
        (
            *key_certainties(found, hue),
            LegendEntry("point", hue, "School of a unit (neighbours differ in colour)"),
            LegendEntry("ring", hue, "School whose unit is partial or shared"),
            LegendEntry("none", "#8a8f93", "School of no published unit"),
        ),
        (f"No published area for {without} of {len(units)}.",) if without else (),
    )


def select() -> SelectedSchool | None:
    """Draw lines from the school clicked last to its bases."""
    clicks = st.session_state["clicks"]
    if not clicks:
        return None
    own = tables["memberships"]
    own = own[own["urn"].eq(clicks[-1]) & own["system"].isin(list(files.bases))]
    links = [
        BaseLink(files.bases[s], u, str(systems.loc[s, "colour"]))
        for s, u in own.dropna(subset=["unit_id"])[["system", "unit_id"]].to_numpy()
    ]
    return SelectedSchool(clicks[-1], tuple(links))


def draw_seams() -> tuple[LineLayer, ...]:
    """Draw a broad named line from west to east, and a thin nameless one from south to north."""
    lines = [
        ({"name": INJECTED, "weight": 6}, [[-3.0, 52.0], [-2.0, 52.0], [-1.0, 52.0]]),
        ({}, [[-2.0, 51.5], [-2.0, 52.5]]),
    ]
    features = [
        {
            "type": "Feature",
            "properties": properties,
            "geometry": {"type": "LineString", "coordinates": line},
        }
        for properties, line in lines
    ]
    return (LineLayer("Seam", "#d4351c", {"type": "FeatureCollection", "features": features}),)


def colour() -> Colour:
    """Colour by a system, or by the URN's last digit as if a visitor had brought that."""
    if system != "mine":
        return Colour(files.systems[system])
    places = (schools["urn"] % 10 - 8).clip(lower=-1).to_numpy()
    own = ("Mine", "My network", ("Digit eight", "Digit nine"), (0, 0), ("#000000",))
    return Colour(own=OwnColours(*own, pack_codes(places)))


if go or (st.query_params.get("corner") and "view" not in st.session_state):
    st.session_state["view"] = View(f"corner {st.session_state['runs']}", 50.1, -5.6, 50.9, -4.0)

areas = st.session_state["areas"]
tiles_url = st.query_params.get("tiles")
show_map(
    files,
    folder,
    MapCommand(
        colour=colour(),
        legend=explain(),
        summary=f"{int(mask.sum())} schools shown.",
        shown=pack_mask(mask),
        outlines=tuple(
            OutlineLayer(
                str(systems.loc[s, "name"]), str(systems.loc[s, "colour"]), files.outlines[s]
            )
            for s in shown_outlines
        ),
        selected=select(),
        view=st.session_state.get("view"),
        lines=draw_seams() if seams else (),
        area=trace_within(parse_within(areas[-1])) if areas else None,
    ),
    on_school=st.session_state["clicks"].append,
    on_area=areas.append,
    sources="Invented for tests. Licence: none needed.",
    tiles=Tiles(tiles_url, "Nobody's tiles") if tiles_url else None,
)

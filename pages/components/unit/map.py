"""The map of one unit: its schools, its outline, its centres, lines to the remote schools."""

from dataclasses import replace

import numpy as np
import pandas as pd
import streamlit as st

from footprints.selection.schoolfilter import SchoolFilter
from footprints.units.unitprofile import UnitProfile
from pages.components.basemap import find_tiles
from pages.components.loaded import Loaded
from pages.components.map import (
    Colour,
    Legend,
    LegendEntry,
    LineLayer,
    MapCommand,
    OwnColours,
    key_certainties,
    pack_codes,
    show_map,
)
from pages.components.mapview import GREY, MARGIN_M, compose, hold
from pages.components.markdown import plain
from pages.components.picked import Picked
from pages.components.rings import draw_ring_layers
from pages.components.selection import Colouring, Selection
from pages.components.system.asked import want_school
from pages.components.triptools import recall_tools
from pages.components.unit.lines import FAR, draw_lines
from pages.components.unit.words import say_certainty, say_count

# unlike the keys of the other maps in more than what follows an underscore
KEY = "unitmap"

Edges = tuple[float, float, float, float]


def show_unit_map(profile: UnitProfile, loaded: Loaded) -> None:
    """Show the map of a unit; a click on a school opens its page."""
    command = compose_unit_map(profile, loaded)
    st.markdown(plain(command.summary))
    with st.container(key="unit-map"):
        show_map(
            loaded.map_files,
            loaded.web,
            command,
            on_school=want_school,
            sources=f"{loaded.as_of}. {loaded.snapshot.manifest['licence']}",
            key=KEY,
            tiles=find_tiles(),
        )


def compose_unit_map(profile: UnitProfile, loaded: Loaded) -> MapCommand:
    """
    Compose the map of one unit.

    Parameters
    ----------
    profile
        From `footprints.units.unitprofile.profile_unit`.
    loaded
        The snapshot, a visitor's own systems included.

    Returns
    -------
    command
        The unit's own outline; its schools in the system's hue, the ten farthest apart; the
        base, the mean centre with the standard distance, and lines to the farthest schools. The
        view holds the schools and the base.
    """
    system = profile.system
    drawn = (system,) if loaded.find_certainties(system) else ()
    selection = Selection(
        colour=Colouring("unit", system),
        outlines=drawn,
        wanted=SchoolFilter(),
        within=None,
        picked=Picked(unit=(system, profile.unit_id)),
        table=False,
        notes=(),
    )
    shown = loaded.schools["urn"].notna().to_numpy()
    command = compose(loaded, selection, shown, None)
    edges = _find_edges(profile, loaded)
    return replace(
        command,
        outlines=tuple(replace(one, unit_ids=(profile.unit_id,)) for one in command.outlines),
        colour=Colour(own=_colour(profile, loaded)),
        legend=_explain(profile, loaded),
        summary=_say(profile),
        view=None if edges is None else hold(f"unit-{system}-{profile.unit_id}", edges),
        lines=(
            *_draw_rings(profile, loaded),
            *(() if edges is None else draw_lines(profile, loaded, _size(edges))),
        ),
    )


def _draw_rings(profile: UnitProfile, loaded: Loaded) -> tuple[LineLayer, ...]:
    """Draw from where one comes to the base in time, where a network of roads is loaded."""
    easting, northing = profile.figures["base_easting"], profile.figures["base_northing"]
    tools = recall_tools(pd.Series({"easting": easting, "northing": northing}))
    return draw_ring_layers(
        easting, northing, tools, loaded, direction="there", to_what="to its base"
    )


def _find_edges(profile: UnitProfile, loaded: Loaded) -> Edges | None:
    """Give the west, south, east and north of a unit's schools and base; None without a place."""
    own = loaded.schools[loaded.schools["urn"].isin(profile.members["urn"])]
    x = [*own["easting"].dropna(), profile.figures["base_easting"]]
    y = [*own["northing"].dropna(), profile.figures["base_northing"]]
    if len(x) < 2:
        return None
    return (np.nanmin(x), np.nanmin(y), np.nanmax(x), np.nanmax(y))


def _colour(profile: UnitProfile, loaded: Loaded) -> OwnColours:
    """Colour the schools of the unit, the farthest apart."""
    urns, members = loaded.schools["urn"], profile.members
    member = urns.isin(members["urn"]).to_numpy()
    remote = urns.isin(members.loc[members["remote"], "urn"]).to_numpy()
    kind = loaded.systems.set_index("system").loc[profile.system]
    return OwnColours(
        name=str(kind["name"]),
        unit_name=str(kind["unit_name"]),
        unit_names=("one of its schools", "one of its ten farthest schools"),
        colours=(0, 1),
        palette=(str(kind["colour"]), FAR),
        unit=pack_codes(member.astype("int64") - 1 + remote),
    )


def _explain(profile: UnitProfile, loaded: Loaded) -> Legend:
    """Explain the colours and the outline; lines explain themselves."""
    hue = str(loaded.systems.set_index("system").loc[profile.system, "colour"])
    outlined = loaded.find_certainties(profile.system)
    found = tuple(c for c in outlined if profile.figures.get(f"n_{c}"))
    far = (LegendEntry("point", FAR, "One of the farthest from its base"),)
    return Legend(
        "Its schools",
        (
            LegendEntry("point", hue, "A school of the unit"),
            *(far if profile.members["remote"].any() else ()),
            LegendEntry("none", GREY, "A school of another or none"),
            *key_certainties(found, hue),
        ),
    )


def _say(profile: UnitProfile) -> str:
    """Say what is on the map."""
    n_remote = int(profile.members["remote"].sum())
    lines = "No line leads to a school: none is far from the base."
    if n_remote:
        far = say_count(n_remote, "school")
        lines = f"Lines lead from its base to the {far} farthest from it."
    elif not profile.figures["base_known"]:
        lines = "No line leads to a school: no base with a known place is published."
    schools = say_count(int(profile.figures["n_schools"]), "school")
    certainty = say_certainty(profile.figures)
    return f"{schools} ({certainty}). {lines} A click on a school opens its page."


def _size(edges: Edges) -> float:
    """Choose how large the mark of a centre is, metres: to be seen where all schools are."""
    west, south, east, north = edges
    return max(east - west, north - south, MARGIN_M) / 60

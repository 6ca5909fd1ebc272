"""The map of one school's locals: their outlines, and lines to their bases."""

from dataclasses import replace

import numpy as np
import pandas as pd
import streamlit as st

from footprints.locals.card import Card
from footprints.selection.schoolfilter import SchoolFilter
from pages.components.basemap import find_tiles
from pages.components.loaded import Loaded
from pages.components.map import (
    Colour,
    Legend,
    LegendEntry,
    LineLayer,
    MapCommand,
    OutlineLayer,
    OwnColours,
    View,
    pack_codes,
    show_map,
)
from pages.components.map.command import CERTAINTY_MARKS
from pages.components.mapview import GREY, compose, hold
from pages.components.markdown import plain
from pages.components.metric_colour import pick_colours
from pages.components.picked import Picked
from pages.components.rings import draw_ring_layers
from pages.components.school.asked import open_school
from pages.components.school.card import find_school
from pages.components.school.locals import order_locals
from pages.components.selection import Colouring, Selection
from pages.components.triptools import recall_tools

# unlike the key of the map page in more than what follows an underscore
KEY = "schoolmap"


def show_school_map(card: Card, loaded: Loaded) -> None:
    """Show the map of a school's locals; a click on another school opens its page."""
    command = compose_school_map(card, loaded)
    st.markdown(plain(command.summary))
    with st.container(key="school-map"):
        show_map(
            loaded.map_files,
            loaded.web,
            command,
            on_school=open_school,
            sources=f"{loaded.as_of}. {loaded.snapshot.manifest['licence']}",
            key=KEY,
            tiles=find_tiles(),
        )


def compose_school_map(card: Card, loaded: Loaded) -> MapCommand:
    """
    Compose the map of one school's locals.

    Parameters
    ----------
    card
        From `footprints.locals.card.build_card`.
    loaded
        The snapshot, a visitor's own systems included.

    Returns
    -------
    command
        Outlines of the school's own units only, in current systems, the largest below; schools
        coloured by the number of systems in which they share its local; the view holds the
        school and the bases of its units that are not shared.
    """
    held = order_locals(card, loaded.systems)
    ended = loaded.systems.loc[loaded.systems["valid_to"].notna(), "system"]
    current = held[~held["system"].isin(ended)]
    drawn = current[current["system"].isin([s for s, found in loaded.outlined.items() if found])]
    drawn = drawn.sort_values("n_schools", ascending=False, kind="stable")
    selection = Selection(
        colour=Colouring("unit", "la"),
        outlines=tuple(drawn["system"].unique()),
        wanted=SchoolFilter(),
        within=None,
        picked=Picked(card.urn),
        table=False,
        notes=(),
    )
    shown = loaded.schools["urn"].notna().to_numpy()
    command = compose(loaded, selection, shown, None)
    return replace(
        command,
        outlines=tuple(
            _narrow(layer, drawn[drawn["system"] == system])
            for layer, system in zip(command.outlines, selection.outlines, strict=True)
        ),
        colour=Colour(own=_colour(current, loaded)),
        legend=_explain(current, drawn),
        summary=_say(drawn),
        view=_frame(card, held, loaded),
        lines=_draw_rings(card, loaded),
    )


def _draw_rings(card: Card, loaded: Loaded) -> tuple[LineLayer, ...]:
    """Draw what can be reached from the school by road, where a network is loaded."""
    school = find_school(card.urn, loaded)
    return draw_ring_layers(
        school["easting"],
        school["northing"],
        recall_tools(school),
        loaded,
        direction="back",
        to_what="from the school",
    )


def _narrow(layer: OutlineLayer, own: pd.DataFrame) -> OutlineLayer:
    """Keep the outlines of the school's own units."""
    return replace(layer, unit_ids=tuple(own["unit_id"]))


def _colour(current: pd.DataFrame, loaded: Loaded) -> OwnColours:
    """Colour each school by the number of systems in which it shares a local with this one."""
    shared = np.zeros(len(loaded.schools), dtype="int64")
    for _, own in current.groupby("system"):
        held = loaded.memberships.merge(own[["system", "unit_id"]], on=["system", "unit_id"])
        shared += loaded.schools["urn"].isin(held["urn"]).to_numpy()
    n = current["system"].nunique()
    return OwnColours(
        name="Locals in common",
        unit_name="local",
        unit_names=tuple(f"{at} of {n} locals in common" for at in range(1, n + 1)),
        colours=tuple(range(n)),
        palette=pick_colours(n),
        unit=pack_codes(shared - 1),
    )


def _explain(current: pd.DataFrame, drawn: pd.DataFrame) -> Legend:
    """Explain the colours, and name each local outlined in the hue of its system."""
    n = current["system"].nunique()
    points = tuple(
        LegendEntry("point", colour, f"{at} of its {n} locals in common")
        for at, colour in enumerate(pick_colours(n), start=1)
    )
    sure, shared = (drawn[drawn["certainty"].eq("shared") == is_shared] for is_shared in (0, 1))
    lines = tuple(
        LegendEntry(
            CERTAINTY_MARKS[row.certainty][0], row.colour, f"{row.system_name}: {row.unit_name}"
        )
        for row in sure.itertuples()
    )
    crossed = tuple(
        LegendEntry("crossed", row.colour, f"{row.system_name}: shared by several units")
        for row in shared.drop_duplicates("system").itertuples()
    )
    none = LegendEntry("none", GREY, "A school that shares none")
    return Legend("Who shares its locals", (*points[::-1], none, *lines, *crossed))


def _say(drawn: pd.DataFrame) -> str:
    """Say what is on the map."""
    named = [f"{row.unit_name} ({row.system_name})" for row in drawn.itertuples()]
    outlined = ", ".join(dict.fromkeys(named)) or "none of its locals has an outline"
    return (
        "Each line leads to the base of a local. The more locals a school has in common with this "
        f"one, the darker it is; systems that have ended are left out. Outlined: {outlined}."
    )


def _frame(card: Card, held: pd.DataFrame, loaded: Loaded) -> View | None:
    """Hold the school and its bases; none where the school has no place."""
    here = loaded.schools.geometry[loaded.schools["urn"].eq(card.urn)].iloc[0]
    if here is None:
        return None
    own = held.loc[held["certainty"] != "shared", ["system", "unit_id"]]
    bases = own.merge(loaded.units, on=["system", "unit_id"]).dropna(subset=["base_easting"])
    x, y = [here.x, *bases["base_easting"]], [here.y, *bases["base_northing"]]
    return hold(f"school-{card.urn}", (min(x), min(y), max(x), max(y)))

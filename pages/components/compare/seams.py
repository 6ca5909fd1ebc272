"""Seams on screen: the map of an area with its borders, the longest of them, a sentence."""

import numpy as np
import streamlit as st

from footprints.scope import in_scope
from footprints.seams.seamlines import name_seams
from footprints.seams.seams import Seams
from pages.components.address import change_params
from pages.components.area import Area
from pages.components.basemap import find_tiles
from pages.components.compare.asked import WHOLE, Asked, How
from pages.components.compare.words import name_all
from pages.components.compare.work import list_territorial, recall_seams
from pages.components.loaded import Loaded
from pages.components.map import (
    Colour,
    Legend,
    LegendEntry,
    MapCommand,
    OwnColours,
    View,
    pack_codes,
    pack_mask,
    show_map,
)
from pages.components.mapview import GREY, hold
from pages.components.markdown import plain
from pages.components.seamlayers import recall_layers
from pages.components.templates import fill

KEYS = ("comparefirst", "comparesecond")
WHOLE_KEY, WANTED = "compare-whole", "compare-school"
SCHOOL_PAGE = "pages/school_page.py"
HERE = "#0072B2"
LONGEST = 12


def show_seams(asked: Asked, loaded: Loaded) -> None:
    """Show the seams of each area; those of all England only when asked for."""
    systems = list_territorial(asked.how, loaded)
    left = [s for s in asked.how.systems if s not in systems]
    if not systems:
        st.markdown(
            "None of the systems chosen divides the ground, so they have no borders: choose "
            "authorities, districts, regions or hubs in force."
        )
        return
    st.markdown(plain(_say_systems(systems, left, loaded)))
    for column, area, key in zip(
        st.columns(len(asked.areas), gap="large"), asked.areas, KEYS, strict=False
    ):
        with column:
            _show_area(area, asked, loaded, key)
    _open_wanted()


def compose_seam_map(area: Area, how: How, loaded: Loaded) -> MapCommand:
    """
    Compose the map of an area's seams.

    Parameters
    ----------
    area, how
        Where, and which schools count.
    loaded
        The snapshot.

    Returns
    -------
    command
        A layer of lines for each kind that there is, above the schools in scope, those of the
        area in colour; the view holds them.
    """
    drawn = recall_layers(area, how, loaded, recall_seams)
    scope = in_scope(loaded.schools, how.scope).to_numpy()
    points = (
        LegendEntry("point", HERE, f"A school of {area.name}"),
        LegendEntry("none", GREY, f"A school{'' if area.is_england else ' elsewhere'}"),
    )
    return MapCommand(
        colour=Colour(own=_colour(area)),
        legend=Legend("Schools", (*(points[1:] if area.is_england else points), *drawn.key)),
        summary=drawn.said,
        shown=pack_mask(scope),
        lines=drawn.lines,
        # so many schools hide what the map is for
        lines_above=True,
        view=_frame(area, scope, loaded),
    )


def list_longest(seams: Seams, loaded: Loaded) -> list[dict[str, object]]:
    """
    List the longest borders, seams before cuts.

    Parameters
    ----------
    seams
        From `recall_seams`.
    loaded
        Names systems and units.

    Returns
    -------
    rows
        `kind`, `between`, `length_km`, `near_a`, `near_b`; at most `LONGEST`.
    """
    names = name_seams(seams, loaded.systems, loaded.units)
    lines = seams.lines.assign(first=seams.lines["kind"].map(lambda kind: kind != "seam"))
    lines = lines.sort_values(["first", "length_km"], ascending=[True, False], kind="stable")
    return [
        {
            "kind": row.kind,
            # what is near stands in columns of its own
            "between": names[row.seam].rpartition("; ")[0],
            "length_km": row.length_km,
            "near_a": row.near_a,
            "near_b": row.near_b,
        }
        for row in lines.head(LONGEST).itertuples()
    ]


def render_longest(area: Area, seams: Seams, loaded: Loaded) -> str:
    """Write the longest borders as an HTML table; text is escaped."""
    return fill(
        "compareseams.html",
        area=area.name,
        rows=list_longest(seams, loaded),
        n_all=len(seams.lines),
        near_km=f"{seams.near_km:g}",
    )


def _show_area(area: Area, asked: Asked, loaded: Loaded, key: str) -> None:
    """Show the seams of one area."""
    if area.is_england and not _want_whole(asked):
        return
    with st.spinner(f"Finding the seams of {area.name}…"):
        seams = recall_seams(area, asked.how, loaded)
        command = compose_seam_map(area, asked.how, loaded)
    st.markdown(plain(f"{area.name}: {command.summary}"))
    if seams.lines.empty:
        return
    with st.container(key=f"compare-map-{key}"):
        show_map(
            loaded.map_files,
            loaded.web,
            command,
            on_school=_want_school,
            sources=f"{loaded.as_of}. {loaded.snapshot.manifest['licence']}",
            key=key,
            tiles=find_tiles(),
        )
    st.html(render_longest(area, seams, loaded))


def _want_whole(asked: Asked) -> bool:
    """Offer the seams of all England, which are many lines."""
    if st.session_state.get(WHOLE_KEY) != asked.whole:
        st.session_state[WHOLE_KEY] = asked.whole
    return st.checkbox(
        "Draw the seams of all England (some seconds)",
        key=WHOLE_KEY,
        on_change=lambda: change_params({WHOLE: "yes" if st.session_state[WHOLE_KEY] else None}),
    )


def _say_systems(systems: tuple[str, ...], left: list[str], loaded: Loaded) -> str:
    """Say whose borders are drawn, how they are found, and who has none."""
    named = name_all(loaded)
    listed = ", ".join(named[s] for s in left)
    out = f" Not drawn: {listed}, which have ended or do not divide the ground."
    return (
        f"Borders of {', '.join(named[s] for s in systems)}, found between neighbouring schools "
        "that have different units: they run halfway between the two and are not official lines. "
        "Where a school has no known unit the border is unknown and not drawn; a school shared by "
        f"several units is in each of them.{out if left else ''}"
    )


def _colour(area: Area) -> OwnColours:
    """Colour the schools of the area; all of England stays pale, so that its lines are seen."""
    coloured = area.inside & (not area.is_england)
    return OwnColours(
        name="Area",
        unit_name="area",
        unit_names=(area.name,),
        colours=(0,),
        palette=(HERE,),
        unit=pack_codes(np.where(coloured, 0, -1)),
    )


def _frame(area: Area, scope: np.ndarray, loaded: Loaded) -> View | None:
    """Hold the schools of the area that have a place."""
    here = loaded.schools.geometry[area.inside & scope]
    here = here[here.notna()]
    if here.empty:
        return None
    return hold(f"compare-{area.text}-{int(area.inside.sum())}", here.total_bounds)


def _want_school(urn: int) -> None:
    """Note a school for which the page gives way to its own."""
    st.session_state[WANTED] = urn


def _open_wanted() -> None:
    """Open the page of a school that was clicked."""
    urn = st.session_state.pop(WANTED, None)
    if urn is not None:
        st.switch_page(SCHOOL_PAGE, query_params={"urn": str(urn)})

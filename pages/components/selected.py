"""What is selected, in words, and how to let go of it."""

from collections.abc import Iterable, Mapping

import streamlit as st

from footprints.selection.within import Circle, Members, Nearest, Polygon, Within, place_nearest
from pages.components.address import asked_snapshot, change_params, forget_snapshot
from pages.components.loaded import Loaded, find_serving
from pages.components.markdown import plain
from pages.components.picked import SCHOOL, UNIT, ask_to_move
from pages.components.selection import FILTERS, Selection, write_area

NEAREST = 25


def show_notes(loaded: Loaded, notes: Iterable[str]) -> None:
    """Say what of the address was not understood, and which snapshot it shows."""
    for note in notes:
        st.info(note)
    asked = asked_snapshot()
    if asked is None:
        return
    if asked != loaded.snapshot.snapshot_id:
        st.info(
            "The snapshot this link was made on is no longer here. This is the one of "
            f"{loaded.as_of}: numbers may differ."
        )
    elif asked != find_serving():
        st.info(f"This link shows an older snapshot, of {loaded.as_of}.")
        st.button("Show the newest", on_click=forget_snapshot)


def show_within(loaded: Loaded, selection: Selection, n_shown: int) -> None:
    """Say in which area the schools shown lie, and offer to let go of it."""
    within = selection.within
    if within is None:
        return
    words, clear = st.columns([0.72, 0.28], vertical_alignment="center")
    words.markdown(f"**Selected: {n_shown:,} schools** {plain(describe_within(within, loaded))}")
    clear.button(
        "Clear the area", on_click=change_params, args=({"within": None},), width="stretch"
    )
    if isinstance(within, Nearest):
        _ask_how_many(within)


def offer_selections(loaded: Loaded, selection: Selection) -> None:
    """Offer what can be selected from the card: a unit's schools, or those nearest to a school."""
    picked = selection.picked
    if picked.unit is not None:
        st.button("Show only its schools", on_click=_select, args=(Members(*picked.unit),))
    if picked.urn is None:
        return
    place = loaded.schools.geometry[loaded.schools["urn"].eq(picked.urn)].iloc[0]
    if place is not None:
        st.button(
            f"Show only the {NEAREST} nearest schools",
            on_click=_select_nearest,
            args=(str(picked.urn), place.x, place.y),
        )


def select_place(label: str, easting: float, northing: float) -> None:
    """Select the schools nearest to a place, and go there."""
    nearest = place_nearest(NEAREST, easting, northing, label)
    change_params({"within": write_area(nearest), SCHOOL: None, UNIT: None})
    ask_to_move()


def select_drawn(text: str) -> None:
    """Select what lies in the area just drawn on the map."""
    change_params({"within": text})


def _select_nearest(label: str, easting: float, northing: float) -> None:
    """Select the schools nearest to one."""
    _select(place_nearest(NEAREST, easting, northing, label))


def _select(within: Within) -> None:
    """Select an area."""
    change_params({"within": write_area(within)})


def describe_within(within: Within, loaded: Loaded) -> str:
    """
    Say what an area is.

    Parameters
    ----------
    within
        An area of the address.
    loaded
        Names its unit.

    Returns
    -------
    text
        As in "within 5 km of 51.50 N, 0.10 W"; plain, not escaped.
    """
    match within:
        case Polygon(ring):
            return f"inside the drawn area of {len(ring)} corners"
        case Circle(lon, lat, km):
            return f"within {km:g} km of {_say_place(lon, lat)}"
        case Nearest(n, lon, lat, label):
            place = f"URN {label}" if label.isdigit() else label or _say_place(lon, lat)
            return f"of the {n} nearest to {place} that pass the filters"
        case Members(system, unit_id):
            units = loaded.units
            unit = units[units["system"].eq(system) & units["unit_id"].eq(unit_id)]
            return f"of {unit['name'].iloc[0]}" if len(unit) else f"of {unit_id}"


def tell_cut(selection: Selection, loaded: Loaded) -> Mapping[str, object]:
    """Say what a file of the selection was cut by, for its metadata."""
    chosen = {
        name: [loaded.choices[field][value] for value in getattr(selection.wanted, field)]
        for name, field in FILTERS.items()
    }
    told: dict[str, object] = {name: values for name, values in chosen.items() if values}
    if selection.within is not None:
        told["within"] = write_area(selection.within)
    return told


def _ask_how_many(within: Nearest) -> None:
    """Ask how many of the nearest to show."""
    key = "nearest"
    if st.session_state.get(key) != within.n:
        st.session_state[key] = within.n
    st.number_input(
        "How many of the nearest",
        min_value=1,
        max_value=500,
        key=key,
        on_change=lambda: _write_nearest(within),
    )


def _write_nearest(within: Nearest) -> None:
    """Write how many of the nearest are asked for."""
    n = int(st.session_state["nearest"])
    _select(Nearest(n, within.lon, within.lat, within.label))


def _say_place(lon: float, lat: float) -> str:
    """Write a place in degrees as people read it."""
    return f"{lat:.3f}° N, {abs(lon):.3f}° {'W' if lon < 0 else 'E'}"

"""How far it is for one school: to bases, centres, its trust and its peers, by every method."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from footprints.locals.card import Card
from footprints.roads.placepairs import classify_places
from footprints.travel.isolation import N_PEERS, measure_isolation
from footprints.travel.ladder import NOT_REACHED, Rung
from footprints.travel.siblings import find_siblings
from footprints.travel.trips import Place, Trip, TripTools, measure_trips
from footprints.units.centres import gather_cloud
from footprints.units.clouds import average_points
from pages.components.address import map_params
from pages.components.links import link_access
from pages.components.loaded import Loaded
from pages.components.school.card import find_school
from pages.components.school.locals import AREAS, name_peers, order_locals
from pages.components.school.places import list_venues
from pages.components.shelf import recall
from pages.components.templates import fill
from pages.components.triptools import recall_tools
from pages.components.unit.measured import keep_unit

UNKNOWN = "—"


@dataclass(frozen=True)
class Group:
    """Trips that belong together, under one heading."""

    heading: str
    trips: tuple[Trip, ...]


def show_travel(card: Card, loaded: Loaded) -> None:
    """Show how far it is for a school, each number with its method."""
    school = find_school(card.urn, loaded)
    tools = recall_tools(school)
    st.html(render_travel(card, school, list_trips(card, school, tools, loaded), tools, loaded))


def list_trips(
    card: Card, school: pd.Series, tools: TripTools, loaded: Loaded
) -> tuple[Group, ...]:
    """
    Measure the ways of a school by every method.

    Parameters
    ----------
    card
        From `footprints.locals.card.build_card`.
    school
        Its row of `schools`.
    tools
        From `recall_tools`.
    loaded
        The snapshot.

    Returns
    -------
    groups
        To bases, to centres of gravity, to its trust, to its nearest peers; those that have a
        trip.
    """
    asked = {
        "Bases of its units, and the nearest where that is another's": _list_bases(
            card, school, loaded
        ),
        "Centres of gravity of its hubs and trust: the mean place of their schools": _list_centres(
            card, loaded
        ),
        "Its trust": _list_siblings(school, tools, loaded),
        f"The {N_PEERS} nearest {name_peers(card.neighbours.peers)}": _list_peers(card, loaded),
    }
    places = [place for group in asked.values() for place in group]
    trips = iter(
        measure_trips(
            float(school["easting"]),
            float(school["northing"]),
            places,
            tools,
            kind=classify_places(pd.Series([school["urban_rural"]]))[0],
        )
    )
    groups = (
        Group(heading, tuple(next(trips) for _ in group)) for heading, group in asked.items()
    )
    return tuple(group for group in groups if group.trips)


def render_travel(
    card: Card, school: pd.Series, groups: Sequence[Group], tools: TripTools, loaded: Loaded
) -> str:
    """
    Write how far it is as HTML.

    Parameters
    ----------
    card, school
        The school.
    groups
        From `list_trips`.
    tools
        By what they were measured.
    loaded
        The snapshot.

    Returns
    -------
    html
        Escaped.
    """
    isolation = recall_isolation(loaded, tools).loc[card.urn]
    return fill(
        "schooltravel.html",
        groups=[
            {"heading": group.heading, "rows": [_describe(trip) for trip in group.trips]}
            for group in groups
        ],
        isolation=_write_isolation(isolation, "straight_km"),
        estimated=_write_isolation(isolation, "detour_km", "detour_low_km", "detour_high_km"),
        peers=name_peers(card.neighbours.peers),
        n_peers=N_PEERS,
        factors=tools.factors.source,
        calibrated=tools.factors.is_calibrated,
        speed=tools.speed,
        network=None if tools.book is None else tools.book.network,
        placed=pd.notna(school["easting"]),
        unpublished=_list_unpublished(card, loaded),
        access=link_access(map_params(), urn=str(card.urn)),
    )


def recall_isolation(loaded: Loaded, tools: TripTools) -> pd.DataFrame:
    """Give the isolation of every school, measured once; see `measure_isolation`."""

    def work() -> pd.DataFrame:
        with st.spinner("Measuring how near every school's peers are…"):
            return measure_isolation(loaded.schools, tools.factors, tools.water)

    return recall(loaded, (), ("isolation", tools.factors.source), work)


def _write_isolation(isolation: pd.Series, column: str, *ends: str) -> str | None:
    """Write the mean way to the nearest peers; None where it is not known."""
    if np.isnan(isolation[column]):
        return None
    text = f"{isolation[column]:.1f}"
    low_high = " to ".join(f"{isolation[end]:.1f}" for end in ends)
    return f"{text} ({low_high})" if ends else text


def _describe(trip: Trip) -> dict[str, Any]:
    """Write one trip: a cell for each method, and why one is empty."""
    straight, estimate, road, _ = trip.rungs
    return {
        "what": trip.place.what,
        "name": trip.place.name,
        "straight": UNKNOWN if straight.km is None else f"{straight.km.value:.1f}",
        "estimate": _write(estimate),
        "road": "not reached" if road.said.startswith(NOT_REACHED) else _write(road),
        "minutes": _write_minutes(road if road.minutes is not None else estimate),
        # what a network lacks is said once, below all
        "why": [] if estimate.km is not None else [estimate.said],
    }


def _write(rung: Rung) -> str:
    """Write a distance with what it may be at least and at most."""
    if rung.km is None:
        return UNKNOWN
    if rung.km.is_exact:
        return f"{rung.km.value:.1f}"
    return f"{rung.km.value:.1f} ({rung.km.low:.1f} to {rung.km.high:.1f})"


def _write_minutes(rung: Rung) -> str:
    """Write the minutes of the best rung that has any."""
    if rung.minutes is None:
        return UNKNOWN
    by = "by road" if rung.method == "road" else "estimate"
    low, high = rung.minutes.low, rung.minutes.high
    return f"{rung.minutes.value:.0f} ({by} {low:.0f} to {high:.0f})"


def _list_bases(card: Card, school: pd.Series, loaded: Loaded) -> list[Place]:
    """List the bases of its units, system by system, and the nearest of others."""
    systems = order_locals(card, loaded.systems)["system"].drop_duplicates()
    return [
        place
        for system in systems
        if system not in AREAS
        for place in list_venues(school, str(system), loaded).values()
    ]


def _list_centres(card: Card, loaded: Loaded) -> list[Place]:
    """List the mean places of the schools of its hubs and trust."""
    held = order_locals(card, loaded.systems)
    places = []
    for row in held[~held["system"].isin(AREAS)].itertuples():
        if (row.system, row.unit_id) not in loaded.index.members:
            continue
        own = keep_unit(row.system, row.unit_id, loaded)
        easting, northing = average_points(gather_cloud(own))[0]
        name = row.unit_id if pd.isna(row.unit_name) else row.unit_name
        places.append(Place("centre of gravity", str(name), float(easting), float(northing)))
    return places


def _list_siblings(school: pd.Series, tools: TripTools, loaded: Loaded) -> list[Place]:
    """List the nearest other school of its trust."""
    trust, urn = school["trust_id"], int(school["urn"])
    if pd.isna(trust) or ("trust", trust) not in loaded.index.members:
        return []
    found = find_siblings(keep_unit("trust", str(trust), loaded), tools.factors, tools.water)
    if (urn, trust) not in found.index or pd.isna(found.loc[(urn, trust), "sibling_urn"]):
        return []
    sibling = find_school(int(found.loc[(urn, trust), "sibling_urn"]), loaded)
    return [_place_school("nearest school of its trust", sibling)]


def _list_peers(card: Card, loaded: Loaded) -> list[Place]:
    """List the nearest schools of its phase."""
    near = card.neighbours.nearest["urn"].head(N_PEERS)
    return [_place_school("school of its phase", find_school(int(urn), loaded)) for urn in near]


def _place_school(what: str, school: pd.Series) -> Place:
    """Make a place of a school."""
    return Place(what, str(school["name"]), float(school["easting"]), float(school["northing"]))


def _list_unpublished(card: Card, loaded: Loaded) -> list[str]:
    """Name its units whose base is not published."""
    held = order_locals(card, loaded.systems)
    hubs = held[held["straight_km"].isna() & ~held["system"].isin([*AREAS, "trust"])]
    return [str(name) for name in hubs["unit_name"].dropna()]

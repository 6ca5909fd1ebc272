"""What a programme costs a school: miles, hours, money, and whether a twilight can be reached."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from footprints.roads.placepairs import classify_places
from footprints.travel.budget import LEAVE, Budget, Programme, Rates, plan_budget, write_time
from footprints.travel.speeds import Range
from footprints.travel.trips import Trip, TripTools, measure_trips
from geodata.travel.rates import load_rates
from pages.components.access.asked import Asked
from pages.components.access.words import BASE_NOTE, say_dates
from pages.components.address import change_params, map_params, read_params
from pages.components.addressreader import AddressReader
from pages.components.choosing import choose, choose_number
from pages.components.links import URN, link_school_page
from pages.components.loaded import Loaded
from pages.components.picked import SCHOOL, parse_school
from pages.components.school.card import find_school
from pages.components.school.places import list_venues
from pages.components.search_box import Pick, show_search
from pages.components.system.asked import open_unit
from pages.components.templates import fill
from pages.components.triptools import recall_tools

SESSIONS, START, LENGTH, PEOPLE, ONLINE = "sessions", "start", "length", "people", "online"
VENUE, VEHICLE = "venue", "vehicle"
# a quarter of an hour is as fine as timetables are
STARTS = {f"{hour:02d}{minute:02d}": f"{hour:02d}:{minute:02d}"
          for hour in range(8, 20) for minute in (0, 15, 30, 45)}  # fmt: skip
USUAL_SESSIONS, USUAL_START, USUAL_LENGTH = 6, "1600", 90
USUAL_VEHICLE = "car"
LIMITS = {SESSIONS: (1, 60), LENGTH: (15, 480), PEOPLE: (1, 50), ONLINE: (0, 60)}
WORDS = {
    URN: "a school",
    SESSIONS: "a number of sessions",
    START: "a time",
    LENGTH: "a length",
    PEOPLE: "a number of people",
    ONLINE: "a number of sessions online",
    VENUE: "a venue",
    VEHICLE: "a vehicle",
}
METHOD_NAMES = {
    "straight": "Straight line",
    "detour": "Estimate by road",
    "road": "By road",
    "remote": "By a routing service",
}
FITS = {
    "yes": "yes",
    "perhaps": "perhaps: it depends on the traffic",
    "no": "no",
    None: "not known",
}


@dataclass(frozen=True)
class AskedBudget:
    """A programme and the school it is for, None for none; `notes` as everywhere."""

    urn: int | None
    programme: Programme
    start: str
    vehicle: str
    notes: tuple[str, ...]


def show_budget(asked: Asked, loaded: Loaded) -> None:
    """Show what a programme of the system chosen costs one school."""
    st.header("What a programme costs a school")
    wanted = read_budget(loaded)
    for note in wanted.notes:
        st.info(note)
    show_search(loaded, pick=Pick(lambda urn: change_params({URN: str(urn)}), open_unit))
    if wanted.urn is None:
        st.markdown(
            "Search for a school, or pick one on the map: what a programme of its hub costs it in "
            "miles, hours and money."
        )
        return
    school = find_school(wanted.urn, loaded)
    venues = list_venues(school, asked.basis.system, loaded)
    if not venues:
        st.markdown("No base of this system has a known place, so there is nowhere to go to.")
        return
    names = {key: f"{place.what}: {place.name}" for key, place in venues.items()}
    first = next(iter(names))
    reader = AddressReader(read_params(), WORDS)
    at = reader.one(VENUE, {key: key for key in names}, first)
    for note in reader.notes:
        st.info(note)
    _show_inputs(wanted, names, at, first)
    tools = recall_tools(school)
    (trip,) = measure_trips(
        float(school["easting"]),
        float(school["northing"]),
        [venues[at]],
        tools,
        kind=classify_places(pd.Series([school["urban_rural"]]))[0],
    )
    rates = load_rates()[wanted.vehicle]
    dates = say_dates(asked.basis.system, loaded)
    st.html(render_budget(school, trip, wanted, rates, tools=tools, dates=dates))


def read_budget(loaded: Loaded) -> AskedBudget:
    """Read the programme and the school from the address; what is unknown is noted."""
    params = read_params()
    reader = AddressReader(params, WORDS)
    sessions, length, people, online = (
        reader.whole(name, *LIMITS[name], usual)
        for name, usual in ((SESSIONS, USUAL_SESSIONS), (LENGTH, USUAL_LENGTH), (PEOPLE, 1),
                            (ONLINE, 0))
    )  # fmt: skip
    start = reader.one(START, {key: key for key in STARTS}, USUAL_START)
    vehicles = {key: key for key in load_rates()}
    text = params.get(URN) or list(map_params().get(SCHOOL, ()))
    picked = parse_school(text[0], loaded) if text else None
    note = (picked.note,) if picked is not None and picked.note else ()
    return AskedBudget(
        urn=None if picked is None else picked.urn,
        programme=Programme(
            sessions,
            STARTS[start],
            length,
            "the venue",
            online=min(online, sessions),
            people=people,
        ),
        start=start,
        vehicle=reader.one(VEHICLE, vehicles, USUAL_VEHICLE),
        notes=(*reader.notes, *note),
    )


def render_budget(
    school: pd.Series,
    trip: Trip,
    wanted: AskedBudget,
    rates: Rates,
    *,
    tools: TripTools,
    dates: str,
) -> str:
    """
    Write what a programme costs a school, by every method that tells the way, as HTML.

    Parameters
    ----------
    school
        Its row of `schools`.
    trip
        From the school to the venue.
    wanted
        The programme.
    rates
        What a mile costs.
    tools
        By what the trip was measured.
    dates
        Of when schools and bases are.

    Returns
    -------
    html
        Escaped.
    """
    programme = wanted.programme
    straight, *rungs = trip.rungs
    budgets = [plan_budget(programme, rung, rates) for rung in rungs]
    told = [budget for budget in budgets if budget.miles is not None]
    network = None if tools.book is None else tools.book.network
    return fill(
        "accessbudget.html",
        school=school["name"],
        href=link_school_page(int(school["urn"]), map_params()),
        venue=trip.place.name,
        straight="not known" if straight.km is None else f"{straight.km.value:.1f} km",
        programme=programme,
        start=STARTS[wanted.start],
        best=_describe(told[-1]) if told else None,
        ways=[METHOD_NAMES[budget.method] for budget in told],
        rows=_list_rows(told, STARTS[wanted.start]),
        said=[(METHOD_NAMES[budget.method], budget.said) for budget in budgets],
        rates=_say_rates(rates),
        speed=f"{tools.speed.value_kmh:g} km/h ({tools.speed.low_kmh:g} to "
        f"{tools.speed.high_kmh:g}). {tools.speed.source}",
        attribution="" if network is None else network.attribution,
        note=BASE_NOTE,
        dates=dates,
    )


def _list_rows(budgets: Sequence[Budget], start: str) -> list[dict[str, Any]]:
    """List the figures, each with a cell for every way of telling the trip."""
    figures: dict[str, tuple[str, Callable[[Budget], tuple[str, str]]]] = {
        "Miles": ("of the car, all journeys", lambda b: _write(b.miles, ",.0f")),
        "Hours on the road": ("of all people", lambda b: _write(b.travel_hours, ",.1f")),
        "Hours in all": ("with the sessions", lambda b: _write(b.hours, ",.1f")),
        "Mileage cost": ("", lambda b: _write(b.cost_pounds, ",.2f", "£")),
        "Leave the school by": (f"to be there at {start}", _write_leave),
        f"Leaving at {LEAVE} is in time": ("for a twilight", lambda b: (FITS[b.fits], "")),
    }
    return [
        {"name": name, "how": how, "cells": [write(budget) for budget in budgets]}
        for name, (how, write) in figures.items()
    ]


def _describe(budget: Budget) -> dict[str, str]:
    """Write what counts most of one budget, for a sentence."""
    cost, costs = _write(budget.cost_pounds, ",.2f", "£")
    hours, many = _write(budget.hours, ",.1f")
    return {
        "method": METHOD_NAMES[budget.method],
        "cost": cost + (f" ({costs})" if costs else ""),
        "hours": f"{hours} hours" + (f" ({many})" if many else ""),
    }


def _say_rates(rates: Rates) -> str:
    """Say what a mile costs, and whose rate it is."""
    steps = [
        f"{pence:g}p a mile" + (f" from {start:,.0f} miles on" if start else "")
        for start, pence in rates.steps
    ]
    return f"{', '.join(steps)} ({rates.vehicle}, {rates.tax_year}, {rates.source})"


def _write_leave(budget: Budget) -> tuple[str, str]:
    """Write when to leave, and the earliest and the latest that may be."""
    leave = budget.leave_by
    if leave is None:
        return "not known", ""
    ends = "" if leave.is_exact else f"{write_time(leave.low)} to {write_time(leave.high)}"
    return write_time(leave.value), ends


def _write(amount: Range | None, form: str, sign: str = "") -> tuple[str, str]:
    """Write a number, and what it may be at least and at most."""
    if amount is None:
        return "not known", ""
    value, low, high = (f"{sign}{part:{form}}" for part in (amount.value, amount.low, amount.high))
    return value, "" if amount.is_exact else f"{low} to {high}"


def _show_inputs(wanted: AskedBudget, names: dict[str, str], venue: str, first: str) -> None:
    """Show everything that the numbers take, to be changed."""
    programme = wanted.programme
    vehicles = {key: key for key in load_rates()}
    with st.container(key="access-inputs-budget"):
        choose("Venue", VENUE, names, venue, default=first)
        sessions, online, start, length, people, vehicle = st.columns(6)
        with sessions:
            choose_number("Sessions", SESSIONS, programme.sessions, limits=LIMITS[SESSIONS],
                          default=USUAL_SESSIONS)  # fmt: skip
        with online:
            choose_number("Of these online", ONLINE, programme.online, limits=LIMITS[ONLINE],
                          default=0)  # fmt: skip
        with start:
            choose("Start", START, STARTS, wanted.start, default=USUAL_START)
        with length:
            choose_number("Minutes each", LENGTH, programme.length_minutes, limits=LIMITS[LENGTH],
                          default=USUAL_LENGTH)  # fmt: skip
        with people:
            choose_number("People, in one car", PEOPLE, programme.people, limits=LIMITS[PEOPLE],
                          default=1)  # fmt: skip
        with vehicle:
            choose("Mileage rate", VEHICLE, vehicles, wanted.vehicle, default=USUAL_VEHICLE)

"""Access surfaces: what is within reach of each school, by one of four measures, on a map."""

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
import pandas as pd
import streamlit as st

from footprints.access.demand import DEMANDS, Demand
from footprints.access.supply import Supply, list_bases
from footprints.access.surface import (
    PER_HEAD,
    AccessQuestion,
    Measure,
    Surface,
    choose_decay,
    measure_surface,
)
from pages.components.access.asked import Asked
from pages.components.access.venues import SUPPLY, read_venue_choice, show_venues
from pages.components.access.words import say_dates, say_scope, say_share
from pages.components.access.work import mark_counted
from pages.components.address import read_params
from pages.components.addressreader import AddressReader
from pages.components.basemap import find_tiles
from pages.components.choosing import choose, choose_number
from pages.components.loaded import Loaded
from pages.components.map import show_map
from pages.components.markdown import plain
from pages.components.remembered import remember
from pages.components.shelf import recall
from pages.components.system.asked import want_school
from pages.components.templates import fill
from pages.components.valuemap import compose_value_map

MEASURE, REACH, DEMAND = "measure", "reach", "by"
MEASURE_NAMES: Mapping[Measure, str] = MappingProxyType(
    {
        "cumulative": "bases within reach",
        "gravity": "bases, weighed by their distance",
        "2sfca": "bases per head within reach (2SFCA)",
        "e2sfca": "bases per head, weighed by distance (E2SFCA)",
    }
)
DEMAND_NAMES: Mapping[Demand, str] = MappingProxyType(
    {"schools": "schools", "pupils": "pupils", "fsm_pupils": "pupils with free school meals"}
)
USUAL_MEASURE: Measure = "e2sfca"
USUAL_DEMAND: Demand = "pupils"
REACH_KM, REACH_LIMITS = 30.0, (1.0, 100.0)
# per so many heads, so that numbers are not all noughts
PER = 100_000
WORDS = {
    MEASURE: "a measure of access",
    REACH: "a distance",
    DEMAND: "a demand",
    SUPPLY: "a supply",
}


def read_question(asked: Asked) -> tuple[AccessQuestion, Supply | None, tuple[str, ...]]:
    """
    Read the question about access from the address.

    Parameters
    ----------
    asked
        The basis of the page.

    Returns
    -------
    question
        In straight lines whatever the page's method: a surface needs every school and base. Its
        system is None where access is to venues.
    venues
        Those of the visitor; None for the bases.
    notes
        What was not understood.
    """
    reader = AddressReader(read_params(), WORDS)
    measure = reader.one(MEASURE, {key: key for key in MEASURE_NAMES}, USUAL_MEASURE)
    reach = reader.number(REACH, *REACH_LIMITS, REACH_KM)
    venues = read_venue_choice(reader)
    question = AccessQuestion(
        measure,
        threshold=reach,
        decay=choose_decay(measure, reach),
        system=asked.basis.system if venues is None else None,
        demand=reader.one(DEMAND, {key: key for key in DEMANDS}, USUAL_DEMAND),
        scope=asked.basis.scope,
    )
    return question, venues, reader.notes


def recall_surface(
    question: AccessQuestion, loaded: Loaded, venues: Supply | None = None
) -> Surface:
    """Give the access of every school of England in scope; see `measure_surface`."""
    system = str(question.system)

    def work() -> Surface:
        supply = list_bases(loaded.units, system) if venues is None else venues
        with st.spinner("Measuring access…"):
            return measure_surface(question, loaded.schools, supply)

    if venues is not None:
        return remember("venue-surface", venues, question, work)
    return recall(loaded, [system], ("surface", question), work)


def show_surface(asked: Asked, loaded: Loaded) -> None:
    """Show an access surface of the area, with everything that it takes."""
    question, venues, notes = read_question(asked)
    for note in notes:
        st.info(note)
    with st.container(key="access-inputs-surface"):
        measure, reach, demand = st.columns([2, 1, 1.5])
        with measure:
            named = {str(key): name for key, name in MEASURE_NAMES.items()}
            choose("Measure", MEASURE, named, question.measure, default=USUAL_MEASURE)
        with reach:
            reached = REACH_KM if question.threshold is None else question.threshold
            choose_number("Within, km", REACH, reached, limits=REACH_LIMITS, default=REACH_KM)
        if question.measure in PER_HEAD:
            with demand:
                named = {str(key): name for key, name in DEMAND_NAMES.items()}
                choose("Shared among", DEMAND, named, question.demand, default=USUAL_DEMAND)
    show_venues(venues)
    surface = recall_surface(question, loaded, venues)
    here, unit = scale_access(question, surface)
    here = here[here.index.isin(_list_counted(asked, loaded))]
    st.markdown(plain(say_surface(question, here, unit)))
    told = f"{say_means(question, surface)} {_say_whose(asked, loaded)}"
    st.html(fill("accessbasis.html", basis=told))
    if here.notna().any():
        with st.container(key="access-map-surface"):
            show_map(
                loaded.map_files,
                loaded.web,
                compose_value_map(
                    here,
                    asked.area,
                    loaded,
                    name=name_values(question),
                    unit="",
                    decimals=2,
                    summary=say_surface(question, here, unit),
                ),
                on_school=want_school,
                sources=f"{loaded.as_of}. {loaded.snapshot.manifest['licence']}",
                key="accesssurface",
                tiles=find_tiles(),
            )


def scale_access(question: AccessQuestion, surface: Surface) -> tuple[pd.Series, str]:
    """Give access in numbers that can be read, and the unit they are in."""
    access = surface.table["access"]
    if question.measure in PER_HEAD:
        return access * PER, f"{_many(question)} per {PER:,} {DEMAND_NAMES[question.demand]}"
    return access, _many(question)


def name_values(question: AccessQuestion) -> str:
    """Name what the map shows, the unit included."""
    what = _many(question).capitalize()
    if question.measure in PER_HEAD:
        heads = DEMAND_NAMES[question.demand]
        return f"{what} per {PER:,} {heads} within {question.threshold:g} km"
    weighed = ", weighed by distance" if question.decay else ""
    return f"{what} within {question.threshold:g} km{weighed}"


def say_surface(question: AccessQuestion, here: pd.Series, unit: str) -> str:
    """
    Say what a surface shows.

    Parameters
    ----------
    question
        What was asked of all England.
    here
        The values of the area's schools.
    unit
        From `scale_access`.

    Returns
    -------
    text
        Plain.
    """
    known, one = here.dropna(), _one(question)
    if known.empty:
        return "Access cannot be told for any school here: none counts that has a known place."
    none = int((known == 0).sum())
    if len(known) == 1:
        return f"The one school here has {known.iloc[0]:.2f} {unit}."
    if none == len(known):
        return f"None of the {none:,} schools here has a {one} within {question.threshold:g} km."
    if 2 * none > len(known):
        some = known[known > 0]
        return (
            f"{say_share(none, len(known))} schools have no {one} within "
            f"{question.threshold:g} km; the others have {some.min():.2f} to {some.max():.2f} "
            f"{unit}."
        )
    return (
        f"Of {len(known):,} schools half have {known.median():.2f} {unit} or more, a tenth "
        f"{known.quantile(0.1):.2f} or less, a tenth {known.quantile(0.9):.2f} or more; "
        f"{say_share(none, len(known))} have no {one} within {question.threshold:g} km."
    )


def say_means(question: AccessQuestion, surface: Surface) -> str:
    """
    Say how a surface was found.

    Parameters
    ----------
    question, surface
        What was asked, and the answer.

    Returns
    -------
    text
        Plain.
    """
    told = surface.told
    meaning = str(told["meaning"])
    decay = ""
    if question.decay is not None and question.threshold is not None:
        weight = float(question.decay.weigh(np.array(question.threshold)))
        decay = (
            f"; distance weighs by {told['decay']}: one {question.threshold:g} km away counts "
            f"{weight:.3f}, one beyond it nothing"
        )
    shared = f" Shared among: {told['demand']}." if told["demand"] else ""
    return (
        f"{meaning[:1].upper()}{meaning[1:]}{decay}.{shared} Straight lines whatever the page's "
        f"distance; {_say_sites(question, surface)}. Measured over all England, so that schools "
        "beyond a border share what is here."
    )


def _many(question: AccessQuestion) -> str:
    """Name what access is to: bases, or the places that a visitor's venues offer."""
    return "bases" if question.system is not None else "places"


def _one(question: AccessQuestion) -> str:
    """Name one site."""
    return "base" if question.system is not None else "venue"


def _say_sites(question: AccessQuestion, surface: Surface) -> str:
    """Say how many sites count, and for how much."""
    told = surface.told
    if question.system is not None:
        known = f"the {told['n_sites_placed']} of {told['n_sites']} bases whose place is known"
        return f"{known}, each counting 1"
    unstated = (
        f", {n} of them without a stated capacity" if (n := told["n_capacity_unstated"]) else ""
    )
    venues = "venue" if told["n_sites"] == 1 else "venues"
    return f"your {told['n_sites']} {venues} with the places each offers{unstated}"


def _say_whose(asked: Asked, loaded: Loaded) -> str:
    """Say whose the values are, and of when."""
    basis = asked.basis
    return f"{asked.area.name}: {say_scope(basis, loaded)}. {say_dates(basis.system, loaded)}"


def _list_counted(asked: Asked, loaded: Loaded) -> pd.Series:
    """List the schools of the area that count."""
    here = mark_counted(asked.basis, loaded).to_numpy() & asked.area.inside
    return loaded.schools.loc[here, "urn"]

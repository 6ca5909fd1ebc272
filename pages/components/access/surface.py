"""Access surfaces: what is within reach of each school, by one of four measures, on a map."""

from collections.abc import Mapping
from types import MappingProxyType

import pandas as pd
import streamlit as st

from footprints.access.demand import DEMANDS, Demand
from footprints.access.supply import list_bases
from footprints.access.surface import (
    AccessQuestion,
    Measure,
    Surface,
    choose_decay,
    measure_surface,
)
from pages.components.access.asked import Asked
from pages.components.access.work import mark_counted
from pages.components.address import read_params
from pages.components.addressreader import AddressReader
from pages.components.basemap import find_tiles
from pages.components.choosing import choose, choose_number
from pages.components.loaded import Loaded
from pages.components.map import show_map
from pages.components.markdown import plain
from pages.components.shelf import recall
from pages.components.system.asked import want_school
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
WORDS = {MEASURE: "a measure of access", REACH: "a distance", DEMAND: "a demand"}


def read_question(asked: Asked) -> tuple[AccessQuestion, tuple[str, ...]]:
    """
    Read the question about access from the address.

    Parameters
    ----------
    asked
        The basis of the page.

    Returns
    -------
    question
        In straight lines whatever the page's method: a surface needs every school and base.
    notes
        What was not understood.
    """
    reader = AddressReader(read_params(), WORDS)
    measure = reader.one(MEASURE, {key: key for key in MEASURE_NAMES}, USUAL_MEASURE)
    reach = reader.number(REACH, *REACH_LIMITS, REACH_KM)
    question = AccessQuestion(
        measure,
        threshold=reach,
        decay=choose_decay(measure, reach),
        system=asked.basis.system,
        demand=reader.one(DEMAND, {key: key for key in DEMANDS}, USUAL_DEMAND),
        scope=asked.basis.scope,
    )
    return question, reader.notes


def recall_surface(question: AccessQuestion, loaded: Loaded) -> Surface:
    """Give the access of every school of England in scope; see `measure_surface`."""
    system = str(question.system)

    def work() -> Surface:
        supply = list_bases(loaded.units, system)
        with st.spinner("Measuring access…"):
            return measure_surface(question, loaded.schools, supply)

    return recall(loaded, [system], ("surface", question), work)


def show_surface(asked: Asked, loaded: Loaded) -> None:
    """Show an access surface of the area, with everything that it takes."""
    question, notes = read_question(asked)
    for note in notes:
        st.info(note)
    measure, reach, demand = st.columns(3)
    with measure:
        named = {str(key): name for key, name in MEASURE_NAMES.items()}
        choose("Measure", MEASURE, named, question.measure, default=USUAL_MEASURE)
    with reach:
        reached = REACH_KM if question.threshold is None else question.threshold
        choose_number("Within, km", REACH, reached, limits=REACH_LIMITS, default=REACH_KM)
    with demand:
        named = {str(key): name for key, name in DEMAND_NAMES.items()}
        choose("Shared among", DEMAND, named, question.demand, default=USUAL_DEMAND)
    surface = recall_surface(question, loaded)
    values, unit = scale_access(question, surface)
    here = values[values.index.isin(_list_counted(asked, loaded))]
    summary = say_surface(question, surface, here, unit)
    st.markdown(plain(summary))
    if here.notna().any():
        with st.container(key="access-map-surface"):
            show_map(
                loaded.map_files,
                loaded.web,
                compose_value_map(
                    here,
                    asked.area,
                    loaded,
                    name=MEASURE_NAMES[question.measure],
                    unit="",
                    decimals=2,
                    summary=summary,
                ),
                on_school=want_school,
                sources=f"{loaded.as_of}. {loaded.snapshot.manifest['licence']}",
                key="accesssurface",
                tiles=find_tiles(),
            )


def scale_access(question: AccessQuestion, surface: Surface) -> tuple[pd.Series, str]:
    """Give access in numbers that can be read, and the unit they are in."""
    access = surface.table["access"]
    if question.measure in ("2sfca", "e2sfca"):
        return access * PER, f"bases per {PER:,} {DEMAND_NAMES[question.demand]}"
    return access, "bases"


def say_surface(question: AccessQuestion, surface: Surface, here: pd.Series, unit: str) -> str:
    """
    Say what a surface shows, and how it was found.

    Parameters
    ----------
    question, surface
        What was asked of all England, and the answer.
    here
        The values of the area's schools.
    unit
        From `scale_access`.

    Returns
    -------
    text
        Plain.
    """
    known, told = here.dropna(), surface.told
    meaning = str(told["meaning"])
    if known.empty:
        return "Access cannot be told for any school here: none has a known place."
    none = int((known == 0).sum())
    decay = f"; distance weighs by {told['decay']}" if told["decay"] else ""
    shared = f" Shared among: {told['demand']}." if told["demand"] else ""
    return (
        f"Among {len(known):,} schools the median is {known.median():.2f} {unit}, from "
        f"{known.quantile(0.1):.2f} (a tenth have less) to {known.quantile(0.9):.2f} (a tenth "
        f"have more); {none:,} have no base within {question.threshold:g} km. "
        f"{meaning[:1].upper()}{meaning[1:]}{decay}.{shared} Straight lines; the "
        f"{told['n_sites_placed']} of {told['n_sites']} bases whose place is known, 1 each. "
        "Measured over all England, so that schools beyond a border share its bases."
    )


def _list_counted(asked: Asked, loaded: Loaded) -> pd.Series:
    """List the schools of the area that count."""
    return loaded.schools.loc[mark_counted(asked.basis, loaded), "urn"]

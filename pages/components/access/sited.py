"""Satellites looked for once for an area and a question, with progress."""

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from footprints.scenarios.candidates import Candidates, thin_candidates
from footprints.scenarios.satellites import Question, Satellites, choose_satellites
from geodata.travel.siting import SitingCosts, measure_siting_costs
from pages.components.access.asked import Asked, Basis
from pages.components.access.work import mark_counted, show_searches
from pages.components.loaded import Loaded
from pages.components.shelf import recall


@dataclass(frozen=True)
class Sited:
    """What was found, and among which candidates."""

    found: Satellites
    candidates: Candidates


def recall_satellites(asked: Asked, question: Question, loaded: Loaded) -> Sited:
    """
    Give the satellites that would help the schools of an area.

    Parameters
    ----------
    asked
        The area and the basis.
    question
        See `footprints.scenarios.satellites.Question`.
    loaded
        The snapshot.

    Returns
    -------
    sited
        The candidates are the schools that count, thinned by a stated rule where they are many.

    Raises
    ------
    SitingError
        If no school counts, or there are too few candidates.
    """

    def work() -> Sited:
        here = mark_counted(asked.basis, loaded).to_numpy() & asked.area.inside
        schools = loaded.schools[here]
        candidates = thin_candidates(schools)
        offered = schools[schools["urn"].isin(candidates.urns)]
        bases = loaded.units[loaded.units["system"] == asked.basis.system]
        what = f"{len(schools):,} schools to {len(offered):,} places and {len(bases):,} bases"
        with st.spinner(f"Measuring the ways of {what}…", show_time=True):
            measured = _measure(asked.basis, schools, bases, offered)
        with st.spinner("Looking for the best places…", show_time=True):
            found = choose_satellites(
                schools, measured.costs, question, memberships=loaded.memberships
            )
        return Sited(found, candidates)

    system = asked.basis.system
    return recall(loaded, [system], ("satellites", asked.area.key, asked.basis, question), work)


def _measure(
    basis: Basis, schools: pd.DataFrame, bases: pd.DataFrame, offered: pd.DataFrame
) -> SitingCosts:
    """Measure by the method of the page, with a bar where roads are searched."""
    if basis.method != "road":
        return measure_siting_costs(schools, bases, offered, method=basis.method)
    with show_searches() as tell:
        return measure_siting_costs(
            schools,
            bases,
            offered,
            method=basis.method,
            network_id=basis.network_id,
            on_progress=tell,
        )

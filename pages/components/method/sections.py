"""The order of the Method page: what is measured, in which words, with which example."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import streamlit as st

from pages.components.loaded import Loaded
from pages.components.method import text, travelexamples, traveltext
from pages.components.method.examples import (
    show_centres,
    show_fragmentation,
    show_nesting,
    show_overlap,
)
from pages.components.method.measuredhere import say_palma


@dataclass(frozen=True)
class Section:
    """A heading, what is said below it, a worked example, and what it is in the snapshot."""

    title: str
    words: str
    example: Callable[[], str] | None = None
    here: Callable[[Loaded], str] | None = None


MEASURES = (
    Section("Overlap of two locals", text.OVERLAP, show_overlap),
    Section("A school's multiple locals", text.MULTIPLE),
    Section("Neighbours, twins and strangers", text.NEIGHBOURS),
    Section("Nested, or cutting across", text.NESTING, show_nesting),
    Section("Against chance", text.CHANCE),
    Section("Seams", text.SEAMS),
    Section("Fragmentation", text.FRAGMENTATION, show_fragmentation),
    Section("Centres of a unit", text.CENTRES, show_centres),
    Section("Spanners", text.SPANNERS),
    Section("Ranges", text.RANGES),
    Section("How certain a membership is", text.CERTAINTY),
)
TRAVEL = (
    Section("Distance: four methods", traveltext.LADDER, travelexamples.show_ladder),
    Section("Water", traveltext.WATER, travelexamples.show_water),
    Section(
        "The way to the base, and the penalty", traveltext.PENALTY, travelexamples.show_penalty
    ),
    Section("Trusts on the ground", traveltext.TRUSTS, travelexamples.show_trusts),
    Section("Geographic isolation", traveltext.ISOLATION, travelexamples.show_isolation),
    Section("Access: what is within reach", traveltext.ACCESS, travelexamples.show_access),
    Section("Equity", traveltext.EQUITY, travelexamples.show_equity, say_palma),
    Section("Cold spots", traveltext.COLD_SPOTS, travelexamples.show_spots),
    Section("What a programme costs", traveltext.BUDGET, travelexamples.show_budget),
    Section("Satellites", traveltext.SATELLITES, travelexamples.show_satellites),
    Section("Scenarios", traveltext.SCENARIOS, travelexamples.show_scenario),
)


def show_sections(sections: Iterable[Section], loaded: Loaded) -> None:
    """Show sections one below the other."""
    for section in sections:
        st.header(section.title)
        st.markdown(section.words)
        if section.example is not None:
            st.markdown(f"*Worked example*, computed now: {section.example()}")
        if section.here is not None:
            st.markdown(f"In this snapshot, {section.here(loaded)}")

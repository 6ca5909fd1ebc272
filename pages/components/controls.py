"""The controls beside the map; each keeps its value in the address bar."""

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from footprints.schoolfilter import SchoolFilter
from pages.components.loaded import Loaded
from pages.components.markdown import plain

DEFAULT_COLOUR = "tsh"
DEFAULT_OUTLINES = ("tsh",)
FAMILIES = ("network", "hub", "trust", "area")


@dataclass(frozen=True)
class Controls:
    """What the person chose: the system that colours, the outlines shown, the filter."""

    colour: str
    outlines: tuple[str, ...]
    wanted: SchoolFilter


def show_controls(loaded: Loaded) -> Controls:
    """Show the controls and give what they say."""
    systems = _order(loaded.systems).set_index("system")["name"]
    first = DEFAULT_COLOUR if DEFAULT_COLOUR in systems.index else systems.index[0]
    colour = st.radio(
        "Colour schools by",
        list(systems.index),
        index=list(systems.index).index(first),
        format_func=lambda system: plain(systems[system]),
        key="colour",
        bind="query-params",
    )
    outlined = [system for system in systems.index if loaded.find_certainties(system)]
    outlines = st.multiselect(
        "Outlines",
        outlined,
        default=[system for system in DEFAULT_OUTLINES if system in outlined],
        format_func=lambda system: str(systems[system]),
        key="outline",
        bind="query-params",
        placeholder="none",
        help="The footprints to draw: solid where an official list gives the whole area, "
        "hatched where the list is partial or shared, thin where it is a hull of members.",
    )
    return Controls(colour, tuple(outlines), _show_filter(loaded.schools))


def _order(systems: pd.DataFrame) -> pd.DataFrame:
    """Put a visitor's own networks first, then hubs, trusts and areas."""
    family = systems["family"].map(FAMILIES.index)
    return systems.assign(family=family).sort_values(["family", "name"])


def _show_filter(schools: pd.DataFrame) -> SchoolFilter:
    """Show the filter of schools."""
    st.markdown("**Show only**")
    return SchoolFilter(
        phase=_choose("Phase", schools["phase"], "phase"),
        type_group=_choose("Type", schools["type_group"], "type"),
        region=_choose("Region", schools["region"], "region"),
        la_code=_choose_named("Authority", schools["la_code"], schools["la_name"], "la"),
        trust_id=_choose_named("Trust", schools["trust_id"], schools["trust_name"], "trust"),
    )


def _choose(label: str, values: pd.Series, key: str) -> tuple[str, ...]:
    """Choose among the distinct values of a column."""
    options = sorted(values.dropna().unique())
    return tuple(st.multiselect(label, options, key=key, bind="query-params", placeholder="all"))


def _choose_named(label: str, code: pd.Series, name: pd.Series, key: str) -> tuple[str, ...]:
    """Choose among codes shown by name."""
    named = _name_codes(code, name)
    chosen = st.multiselect(
        label,
        list(named),
        format_func=lambda value: f"{named[value]} ({value})",
        key=key,
        bind="query-params",
        placeholder="all",
    )
    return tuple(chosen)


def _name_codes(code: pd.Series, name: pd.Series) -> dict[str, str]:
    """List codes with a name each, by name."""
    pairs = pd.DataFrame({"code": code, "name": name}).dropna(subset=["code"])
    pairs = pairs.drop_duplicates("code")
    pairs["name"] = pairs["name"].fillna("name unknown")
    ordered = pairs.sort_values(["name", "code"])
    return dict(zip(ordered["code"], ordered["name"], strict=True))

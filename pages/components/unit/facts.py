"""What identifies a unit, and in one paragraph whom it serves and how far they are."""

from functools import partial

import pandas as pd
import streamlit as st

from footprints.systems.comparisontext import write_index
from footprints.units.alternatives import SPANNER_CHOICES
from footprints.units.unitprofile import UnitProfile
from pages.components.address import map_params
from pages.components.links import link_map, link_school_page, link_unit, link_unit_page
from pages.components.loaded import Loaded, say_date
from pages.components.ranges import say_range
from pages.components.school.facts import Fact
from pages.components.system.table import band_units
from pages.components.templates import fill
from pages.components.unit.measured import list_spanned, recall_spanners
from pages.components.unit.words import (
    AREAS,
    say_basis,
    say_certainty,
    say_count,
    say_km,
    text_of,
)


def show_facts(profile: UnitProfile, loaded: Loaded) -> None:
    """Show what identifies a unit, and the ways to its system and to the map."""
    st.html(render_facts(profile, loaded))


def render_facts(profile: UnitProfile, loaded: Loaded) -> str:
    """
    Write what identifies a unit as HTML.

    Parameters
    ----------
    profile
        From `footprints.units.unitprofile.profile_unit`.
    loaded
        The snapshot, a visitor's own systems included.

    Returns
    -------
    html
        Escaped.
    """
    system, unit_id, params = profile.system, profile.unit_id, map_params()
    kind = loaded.systems.set_index("system").loc[system]
    units = loaded.units
    row = units[units["system"].eq(system) & units["unit_id"].eq(unit_id)].iloc[0]
    site = text_of(row["website"])
    return fill(
        "unitfacts.html",
        all_units=link_unit_page(system, None, params),
        system_name=str(kind["name"]),
        colour=str(kind["colour"]),
        on_map=link_map(link_unit(system, unit_id, params)),
        summary=say_summary(profile),
        facts=list_facts(profile, loaded),
        basis=say_basis(profile, loaded),
        note=text_of(row["note"]),
        source=text_of(row["source"]) or text_of(kind["source"]),
        as_of=say_date(text_of(row["as_of"])),
        ended=say_date(text_of(kind["valid_to"])) if text_of(kind["valid_to"]) else None,
        website=site if site and site.startswith(("https://", "http://")) else None,
    )


def say_summary(profile: UnitProfile) -> str:
    """
    Say whom a unit serves and how far they are from its base.

    Parameters
    ----------
    profile
        From `footprints.units.unitprofile.profile_unit`.

    Returns
    -------
    text
        One to three sentences, plain.
    """
    figures = profile.figures
    n = int(figures["n_schools"])
    if not n:
        return (
            "No published list gives it a school of the scope, nor an area with one: whom it "
            "serves is not known, and nothing is drawn for it."
        )
    verb = "has" if profile.system in AREAS | {"trust"} else "serves"
    told = (
        f"It {verb} {say_count(n, 'state-funded school')}"
        if profile.scope == "state_funded"
        else f"It {verb} {say_count(n, 'school')}"
    )
    told += f" in {say_count(int(figures['n_la']), 'local authority', 'local authorities')}"
    pupils, unstated = int(figures["pupils"]), int(figures["n_unstated"])
    told += f", with {pupils:,} pupils" if pupils else ""
    told += (
        f" ({say_count(unstated, 'school')} states no number)."
        if unstated == 1
        else (f" ({unstated:,} schools state no number)." if unstated else ".")
    )
    return f"{told} {_say_distances(figures)}"


def list_facts(profile: UnitProfile, loaded: Loaded) -> list[Fact]:
    """List the facts of a unit; what nobody has published is said."""
    figures = profile.figures
    facts = [
        Fact("Schools", f"{int(figures['n_schools']):,}", "of the scope below"),
        Fact("Certainty", say_certainty(figures) or "no school", "of their membership"),
        _name_base(figures, loaded),
        Fact("Authorities", f"{int(figures['n_la']):,}", "of its schools, by their records"),
    ]
    if profile.system == "trust":
        band = band_units(pd.Series([profile.unit_id]), loaded).iloc[0]
        return [
            *facts,
            Fact("Size", str(band), "all its open schools now"),
            *_span(profile, loaded),
        ]
    return [*facts, Fact("Trusts", f"{int(figures['n_trusts']):,}", "with a school in it")]


def _span(profile: UnitProfile, loaded: Loaded) -> list[Fact]:
    """Tell how a trust spans other units, where it has a school in the graph."""
    spanners = recall_spanners()
    if profile.unit_id not in spanners.index:
        return []
    row = spanners.loc[profile.unit_id]
    place = int(spanners.index.get_loc(profile.unit_id)) + 1

    def say(index: str, places: int) -> str:
        return say_range(row, index, len(SPANNER_CHOICES), partial(write_index, places=places))

    return [
        Fact(
            "Spans",
            f"{say_count(int(row['n_joined']), 'unit')} of {len(list_spanned(loaded))} systems",
            f"betweenness {row['betweenness']:.4f} ({say('betweenness', 4)}), number {place:,} of "
            f"{len(spanners):,} trusts; constraint {row['constraint']:.3f} "
            f"({say('constraint', 3)}); in brackets the range over scopes, schools or pupils, "
            "with and without single-school trusts. A structure, never a person",
        )
    ]


def _name_base(figures: pd.Series, loaded: Loaded) -> Fact:
    """Name the base, with a link where it is a school of the snapshot."""
    name, urn = text_of(figures["base_name"]), figures["base_urn"]
    if name is None:
        return Fact("Base", "not published", "so no distance to it can be told")
    if not figures["base_known"]:
        return Fact("Base", name, "its place is not known, so no distance can be told")
    known = pd.notna(urn) and loaded.schools["urn"].eq(urn).any()
    href = link_school_page(int(urn), map_params()) if known else None
    return Fact("Base", name, "lead school or site", href)


def _say_distances(figures: pd.Series) -> str:
    """Say how far the schools are from the base."""
    if not figures["base_known"]:
        return "How far they are cannot be told: no base with a known place is published for it."
    if pd.isna(figures["median_km"]):
        return "How far they are cannot be told: the records give no school of it a place."
    return (
        f"Half of them are within {say_km(figures['median_km'])} of its base in a straight line; "
        f"the farthest is {say_km(figures['max_km'])} away."
    )

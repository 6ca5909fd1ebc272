"""Who shares a school's locals and who is next door, for its card and its page."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from footprints.locals.card import Card
from footprints.locals.neighbours import N_LISTED
from pages.components.address import read_params
from pages.components.links import link_school_page
from pages.components.loaded import Loaded
from pages.components.school.locals import FAMILIES, list_records, name_peers
from pages.components.templates import fill

# how many twins and near twins the page names
FEW = 10


def show_neighbours(card: Card, school: pd.Series, loaded: Loaded) -> None:
    """Show on a school's page who shares its locals, each with the link to its own page."""
    params = read_params()
    around = describe_neighbours(
        card, school, loaded.systems, link=lambda urn: link_school_page(urn, params), few=FEW
    )
    st.html(fill("schoolneighbours.html", around=around, opened=True))


def describe_neighbours(
    card: Card,
    school: pd.Series,
    systems: pd.DataFrame,
    *,
    link: Callable[[int], str],
    few: int = N_LISTED,
) -> dict[str, Any]:
    """
    Say who shares a school's locals and who is next door.

    Parameters
    ----------
    card, school
        The card, and the school's row of `schools`.
    systems
        The `systems` table.
    link
        Gives the link to a school.
    few
        How many twins and near twins to name.

    Returns
    -------
    around
        What `neighbours.html` shows.
    """
    kinds = _name_kinds(systems)
    found = card.neighbours
    differs = found.near_twins["differs"].map(kinds)
    own = found.near_twins["differs"].isin(card.locals["system"])
    how = np.select([found.near_twins["lacks"], own], ["no {}", "another {}"], "{} as well")
    apart = [text.format(kind) for text, kind in zip(how, differs, strict=True)]
    near_twins = found.near_twins.assign(apart=apart)
    return {
        "peers": name_peers(found.peers),
        "scope": card.scope,
        "counted": ", ".join(kinds[system] for system in kinds if system in found.counted),
        "n_own": card.locals.loc[card.locals["system"].isin(found.counted), "system"].nunique(),
        "nearest": _list_schools(found.nearest, link),
        "twins": _list_few(found.twins, link, few),
        "near_twins": _list_few(near_twins, link, few),
        "differing": list(differs.value_counts().items()),
        "strangers": _list_few(found.strangers, link, len(found.strangers)),
        "why_alone": _say_why_alone(school, found.peers),
    }


def _name_kinds(systems: pd.DataFrame) -> dict[str, str]:
    """Name one unit of each system, areas first."""
    ordered = systems.assign(rank=systems["family"].map(FAMILIES))
    ordered = ordered.sort_values(["rank", "unit_name"])
    return dict(zip(ordered["system"], ordered["unit_name"], strict=True))


def _list_few(schools: pd.DataFrame, link: Callable[[int], str], few: int) -> dict[str, Any]:
    """Give how many schools a list has, and the nearest few."""
    return {"n": len(schools), "schools": _list_schools(schools.head(few), link)}


def _list_schools(schools: pd.DataFrame, link: Callable[[int], str]) -> list[dict[str, Any]]:
    """Give schools with the links to them."""
    return list_records(schools.assign(href=[link(urn) for urn in schools["urn"]]))


def _say_why_alone(school: pd.Series, peers: str | None) -> str:
    """Say what may leave a school without neighbours."""
    if pd.isna(school["easting"]):
        return "the record gives it no usable point"
    if peers is None:
        return "the record gives neither a phase nor ages"
    return "no other school of its phase is in the data"

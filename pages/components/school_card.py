"""The "my locals" card of one school."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from footprints.card import Card, build_card
from footprints.memberships import CERTAINTIES
from footprints.neighbours import N_LISTED
from pages.components.address import Params, read_params
from pages.components.links import link_school, link_unit
from pages.components.loaded import Loaded
from pages.components.remembered import remember
from pages.components.templates import fill

LINKS = Path(__file__).parent / "cardlinks.js"
FAMILIES = {"area": 0, "trust": 1, "hub": 2, "network": 3}
SHORT = {"la": "LA", "lad": "District", "tsh": "TSH"}
PEERS = {"16 plus": "16-plus schools", "alternative provision": "schools of alternative provision"}
NO_PARAMS: Params = MappingProxyType({})
DOUBTED = {
    "missing": "The record gives no coordinates, so the school is not on the map.",
    "zero": "The record gives zero for coordinates, so the school is not on the map.",
    "degrees": "The record gives degrees for grid coordinates.",
    "swapped": "Easting and northing look exchanged in the record; the point is not used.",
    "outside_england": "The recorded point lies in no English district; it is not used.",
    "far_from_district": "The recorded point lies over 1 km outside the stated district.",
    "not_a_number": "The recorded coordinates are not numbers.",
}


def show_school_card(urn: int, loaded: Loaded) -> None:
    """Show the card of a school, or say that there is no such school."""
    index = loaded.index
    card = remember("card", index, urn, lambda: build_card(urn, loaded.schools, index))
    school = loaded.schools.iloc[int(loaded.schools["urn"].searchsorted(urn))]
    st.html(render_card(card, school, loaded.systems, read_params()))
    script = LINKS.read_text(encoding="utf-8")
    st.html(f"<script>{script}</script>", unsafe_allow_javascript=True)


def render_card(
    card: Card, school: pd.Series, systems: pd.DataFrame, params: Params = NO_PARAMS
) -> str:
    """
    Write the card as HTML.

    Parameters
    ----------
    card
        From `footprints.card.build_card`.
    school
        Its row of `schools`.
    systems
        The `systems` table.
    params
        The parameters of the address, which the links keep.

    Returns
    -------
    html
        Escaped.
    """
    named = systems.set_index("system")
    units = zip(card.locals["system"], card.locals["unit_id"], strict=True)
    held = card.locals.assign(
        href=[link_unit(system, unit_id, params) for system, unit_id in units],
        system_name=card.locals["system"].map(named["unit_name"]),
        colour=card.locals["system"].map(named["colour"]),
        family=card.locals["system"].map(named["family"]).map(FAMILIES),
        sureness=card.locals["certainty"].map(CERTAINTIES.index),
    ).sort_values(["family", "sureness", "system_name", "unit_name"])
    sure = held[held["certainty"] != "shared"]
    absent = card.absent.assign(system_name=card.absent["system"].map(named["name"]))
    return fill(
        "school.html",
        card=card,
        facts=_facts(school),
        notes=[DOUBTED[flag]] if (flag := school["coord_flag"]) in DOUBTED else [],
        locals=_records(sure),
        shared=_group_shared(held[held["certainty"] == "shared"]),
        absent=_records(absent),
        matrix=_matrix(card, sure),
        around=_describe_neighbours(card, school, _name_kinds(systems), params),
    )


def _describe_neighbours(
    card: Card, school: pd.Series, kinds: Mapping[str, str], params: Params
) -> dict[str, Any]:
    """Say who shares the school's locals; `kinds` names one unit of each system."""
    found = card.neighbours
    differs = found.near_twins["differs"].map(kinds)
    own = found.near_twins["differs"].isin(card.locals["system"])
    how = np.select([found.near_twins["lacks"], own], ["no {}", "another {}"], "{} as well")
    apart = [text.format(kind) for text, kind in zip(how, differs, strict=True)]
    near_twins = found.near_twins.assign(apart=apart)
    return {
        "peers": _name_peers(found.peers),
        "scope": card.scope,
        "counted": ", ".join(kinds[system] for system in kinds if system in found.counted),
        "n_own": card.locals.loc[card.locals["system"].isin(found.counted), "system"].nunique(),
        "nearest": _list_schools(found.nearest, params),
        "twins": _list_few(found.twins, params),
        "near_twins": _list_few(near_twins, params),
        "differing": list(differs.value_counts().items()),
        "strangers": _list_few(found.strangers, params, len(found.strangers)),
        "why_alone": _say_why_alone(school, found.peers),
    }


def _name_kinds(systems: pd.DataFrame) -> dict[str, str]:
    """Name one unit of each system, areas first."""
    ordered = systems.assign(rank=systems["family"].map(FAMILIES))
    ordered = ordered.sort_values(["rank", "unit_name"])
    return dict(zip(ordered["system"], ordered["unit_name"], strict=True))


def _list_few(schools: pd.DataFrame, params: Params, few: int = N_LISTED) -> dict[str, Any]:
    """Give how many schools a list has, and the nearest few."""
    return {"n": len(schools), "schools": _list_schools(schools.head(few), params)}


def _list_schools(schools: pd.DataFrame, params: Params) -> list[dict[str, Any]]:
    """Give schools with the links to their cards."""
    return _records(schools.assign(href=[link_school(urn, params) for urn in schools["urn"]]))


def _say_why_alone(school: pd.Series, peers: str | None) -> str:
    """Say what may leave a school without neighbours."""
    if pd.isna(school["easting"]):
        return "the record gives it no usable point"
    if peers is None:
        return "the record gives neither a phase nor ages"
    return "no other school of its phase is in the data"


def _name_peers(peers: str | None) -> str:
    """Name the schools of a phase."""
    return PEERS.get(peers or "", f"{peers or ''} schools".strip())


def _group_shared(held: pd.DataFrame) -> list[dict[str, Any]]:
    """Gather the units that share the school's area, by system."""
    return [
        {"name": name, "colour": rows["colour"].iloc[0], "units": _records(rows)}
        for name, rows in held.groupby("system_name", sort=True)
    ]


def _facts(school: pd.Series) -> list[str]:
    """List what identifies a school."""
    pupils = school["pupils"]
    told = [
        f"URN {school['urn']}",
        school["phase"],
        school["type"],
        school["la_name"],
        school["postcode"],
        None if pd.isna(pupils) else f"{int(pupils):,} pupils",
    ]
    return [str(fact) for fact in told if pd.notna(fact)]


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Give rows with None where a value is missing."""
    rows = table.to_dict("records")
    return [{str(k): None if pd.isna(v) else v for k, v in row.items()} for row in rows]


def _matrix(card: Card, held: pd.DataFrame) -> dict[str, Any] | None:
    """Arrange the overlaps as a square, or nothing where there is no pair."""
    if len(card.overlaps) == 0:
        return None
    keys = list(zip(held["system"], held["unit_id"], strict=True))
    names = [
        {"short": SHORT.get(system, system.capitalize()[:9]), "full": f"{kind}: {unit}"}
        for system, kind, unit in zip(
            held["system"], held["system_name"], held["unit_name"], strict=True
        )
    ]
    pairs: dict[frozenset[tuple[str, str]], Any] = {
        frozenset({(row.a, row.a_unit), (row.b, row.b_unit)}): row
        for row in card.overlaps.itertuples()
    }
    rows = []
    for key, name in zip(keys, names, strict=True):
        cells = [_cell(pairs.get(frozenset({key, other}))) for other in keys]
        rows.append({"name": name, "cells": cells})
    named = dict(zip(keys, (name["short"] for name in names), strict=True))
    return {
        "columns": names,
        "rows": rows,
        "pairs": [
            {
                "a": named[row.a, row.a_unit],
                "b": named[row.b, row.b_unit],
                "n_shared": row.n_shared,
                "jaccard": row.jaccard,
            }
            for row in pairs.values()
            if (row.a, row.a_unit) in named and (row.b, row.b_unit) in named
        ],
    }


def _cell(pair: Any) -> dict[str, Any] | None:  # noqa: ANN401  a row of itertuples
    """Show one overlap; none on the diagonal."""
    if pair is None:
        return None
    share = 0.0 if pd.isna(pair.overlap) else float(pair.overlap)
    title = f"{pair.n_shared:,} schools in both; Jaccard {pair.jaccard:.3f}"
    return {"share": f"{share:.3f}", "text": f"{share:.0%}", "title": title}

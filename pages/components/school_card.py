"""The "my locals" card of one school."""

from typing import Any

import pandas as pd
import streamlit as st

from footprints.card import Card, build_card
from footprints.memberships import CERTAINTIES
from pages.components.loaded import Loaded
from pages.components.templates import fill

FAMILIES = {"area": 0, "trust": 1, "hub": 2, "network": 3}
SHORT = {"la": "LA", "lad": "District", "tsh": "TSH"}
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
    card = build_card(urn, loaded.schools, loaded.index)
    school = loaded.schools.iloc[int(loaded.schools["urn"].searchsorted(urn))]
    st.html(render_card(card, school, loaded.systems))


def render_card(card: Card, school: pd.Series, systems: pd.DataFrame) -> str:
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

    Returns
    -------
    html
        Escaped.
    """
    named = systems.set_index("system")
    held = card.locals.assign(
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
    )


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
    plain = table.astype("object").where(table.notna(), None)
    return [{str(k): v for k, v in row.items()} for row in plain.to_dict("records")]


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
    return {"columns": names, "rows": rows}


def _cell(pair: Any) -> dict[str, Any] | None:  # noqa: ANN401  a row of itertuples
    """Show one overlap; none on the diagonal."""
    if pair is None:
        return None
    share = 0.0 if pd.isna(pair.overlap) else float(pair.overlap)
    title = f"{pair.n_shared:,} schools in both; Jaccard {pair.jaccard:.3f}"
    return {"share": f"{share:.3f}", "text": f"{share:.0%}", "title": title}

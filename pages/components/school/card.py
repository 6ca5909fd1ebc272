"""The "my locals" card of one school."""

from collections.abc import Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pandas as pd
import streamlit as st

from footprints.locals.card import Card, build_card
from pages.components.address import Params, read_params
from pages.components.links import link_access, link_school, link_school_page, link_unit
from pages.components.loaded import Loaded
from pages.components.remembered import remember
from pages.components.school.locals import list_records, order_locals, shorten
from pages.components.school.neighbours import describe_neighbours
from pages.components.school.places import list_nearer
from pages.components.templates import fill

LINKS = Path(__file__).parent / "cardlinks.js"
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
    card, school = recall_card(urn, loaded), find_school(urn, loaded)
    nearer = list_nearer(card, school, loaded)
    st.html(render_card(card, school, loaded.systems, read_params(), nearer=nearer))
    follow_links()


def recall_card(urn: int, loaded: Loaded) -> Card:
    """Give the card of a school, worked out once while it is looked at."""
    index = loaded.index
    return remember("card", index, urn, lambda: build_card(urn, loaded.schools, index))


def find_school(urn: int, loaded: Loaded) -> pd.Series:
    """Give the row of a school that is there."""
    return loaded.schools.iloc[int(loaded.schools["urn"].searchsorted(urn))]


def follow_links() -> None:
    """Have the links of cards followed without loading the app anew."""
    script = LINKS.read_text(encoding="utf-8")
    st.html(f"<script>{script}</script>", unsafe_allow_javascript=True)


def render_card(
    card: Card,
    school: pd.Series,
    systems: pd.DataFrame,
    params: Params = NO_PARAMS,
    *,
    nearer: Sequence[str] = (),
) -> str:
    """
    Write the card as HTML.

    Parameters
    ----------
    card
        From `footprints.locals.card.build_card`.
    school
        Its row of `schools`.
    systems
        The `systems` table.
    params
        The parameters of the address, which the links keep.
    nearer
        From `pages.components.school.places.list_nearer`.

    Returns
    -------
    html
        Escaped.
    """
    held = order_locals(card, systems)
    units = zip(held["system"], held["unit_id"], strict=True)
    held = held.assign(href=[link_unit(system, unit_id, params) for system, unit_id in units])
    sure = held[held["certainty"] != "shared"]
    names = systems.set_index("system")["name"]
    absent = card.absent.assign(system_name=card.absent["system"].map(names))
    return fill(
        "school.html",
        card=card,
        facts=_facts(school),
        notes=[DOUBTED[flag]] if (flag := school["coord_flag"]) in DOUBTED else [],
        locals=list_records(sure),
        shared=_group_shared(held[held["certainty"] == "shared"]),
        absent=list_records(absent),
        matrix=_matrix(card, sure),
        page=link_school_page(card.urn, params),
        travel=link_access(params, urn=str(card.urn)),
        nearer=nearer,
        opened=False,
        around=describe_neighbours(
            card, school, systems, link=lambda urn: link_school(urn, params)
        ),
    )


def _group_shared(held: pd.DataFrame) -> list[dict[str, Any]]:
    """Gather the units that share the school's area, by system."""
    return [
        {"name": name, "colour": rows["colour"].iloc[0], "units": list_records(rows)}
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


def _matrix(card: Card, held: pd.DataFrame) -> dict[str, Any] | None:
    """Arrange the overlaps as a square, or nothing where there is no pair."""
    if len(card.overlaps) == 0:
        return None
    keys = list(zip(held["system"], held["unit_id"], strict=True))
    names = [
        {"short": shorten(system), "full": f"{kind}: {unit}"}
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

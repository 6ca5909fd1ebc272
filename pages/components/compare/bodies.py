"""Who answers for the schools of an area: how many bodies, and how evenly."""

from collections.abc import Callable, Mapping

import pandas as pd
import streamlit as st

from footprints.scope import SCOPES
from pages.components.compare.asked import Asked, How
from pages.components.compare.words import DASH, count_schools, write_known, write_range
from pages.components.compare.work import recall_bodies
from pages.components.loaded import Loaded
from pages.components.templates import fill

PLACES = 3
# name, what it is, column
INDICES = (
    ("H", "entropy, -Σ p ln p", "entropy"),
    ("N1", "exp(H): so many bodies of equal size would be as varied", "effective_bodies"),
    ("HHI", "Σ p²: the chance that two schools drawn with replacement share a body", "hhi"),
    ("N2", "1 / HHI", "inverse_hhi"),
)


def show_bodies(asked: Asked, loaded: Loaded) -> None:
    """Show how the schools of each area are divided among responsible bodies."""
    measured, varied, rarefied = recall_bodies(asked.areas, asked.how, loaded)
    if not measured["n_schools"].any():
        st.markdown("No school is counted here, so there is no body to tell of.")
        return
    names = name_bodies(measured["largest_body"], loaded)
    st.html(render_bodies(asked, measured, varied, rarefied, names))


def name_bodies(bodies: pd.Series, loaded: Loaded) -> Mapping[str, str]:
    """Name bodies, which are `trust:`, `la:` or `school:` and a key."""
    units = loaded.units.set_index(["system", "unit_id"])["name"]
    schools = loaded.schools.set_index(loaded.schools["urn"].astype(str))["name"]
    named = {}
    for body in bodies.dropna():
        kind, _, key = str(body).partition(":")
        name = schools.get(key, key) if kind == "school" else units.get((kind, key), key)
        named[body] = f"{name} (authority)" if kind == "la" else name
    return named


def render_bodies(
    asked: Asked,
    measured: pd.DataFrame,
    varied: pd.DataFrame,
    rarefied: pd.DataFrame | None,
    names: Mapping[str, str],
) -> str:
    """
    Write the fragmentation as a table, a column for each area.

    Parameters
    ----------
    asked
        What was asked for.
    measured, varied, rarefied
        From `recall_bodies`.
    names
        Of the largest bodies.

    Returns
    -------
    html
        Escaped.
    """
    rows = [measured.loc[area.text] for area in asked.areas]
    lines: list[tuple[str, str, Callable[[pd.Series], tuple[str, str]]]] = [
        ("Bodies", "a school's trust, else its authority",
         lambda row: (f"{row['n_bodies']:,}", count_schools(row["n_schools"]))),
        *((name, how, _write(column, varied)) for name, how, column in INDICES),
        ("Largest body", "", lambda row: _say_largest(row, names, asked.how)),
        ("In medium and large trusts", "six or more open schools in England",
         lambda row: _say_big(row, asked.how)),
    ]  # fmt: skip
    table: list[dict[str, object]] = [
        {"name": name, "how": how, "cells": [tell(row) for row in rows]}
        for name, how, tell in lines
    ]
    if rarefied is not None:
        table += _list_rarefied(asked, rarefied)
    return fill(
        "comparebodies.html",
        areas=[area.name for area in asked.areas],
        lines=table,
        scope=SCOPES[asked.how.scope],
        by=asked.how.weight,
        single=not asked.how.single_trusts,
        unstated=[
            f"{area.name}: {int(row['n_unstated']):,} schools without a known body or pupils."
            for area, row in zip(asked.areas, rows, strict=True)
            if row["n_unstated"]
        ],
        alone=[
            f"{area.name} has one school, so these numbers cannot be otherwise."
            for area, row in zip(asked.areas, rows, strict=True)
            if row["n_schools"] == 1
        ],
    )


def _write(column: str, varied: pd.DataFrame) -> Callable[[pd.Series], tuple[str, str]]:
    """Give how to write an index with its range over the alternatives."""
    by_area = varied.groupby("area")[column].agg(["min", "max"])

    def write(row: pd.Series) -> tuple[str, str]:
        low, high = by_area.loc[row.name]
        return write_known(row[column], PLACES), write_range(low, high, PLACES)

    return write


def _say_largest(row: pd.Series, names: Mapping[str, str], how: How) -> tuple[str, str]:
    """Name the largest body with its share."""
    if pd.isna(row["largest_share"]):
        return DASH, ""
    return names[row["largest_body"]], f"{row['largest_share']:.0%} of {_weight(how)}"


def _say_big(row: pd.Series, how: How) -> tuple[str, str]:
    """Write the share in medium and large trusts with its counts."""
    if pd.isna(row["share_big_trust"]):
        return DASH, ""
    of = f"{row['n_big_trust']:,} of {count_schools(row['n_schools'])}"
    return f"{row['share_big_trust']:.0%}{' of pupils' if how.weight == 'pupils' else ''}", of


def _weight(how: How) -> str:
    """Say what shares are of."""
    return "its pupils" if how.weight == "pupils" else "its schools"


def _list_rarefied(asked: Asked, rarefied: pd.DataFrame) -> list[dict[str, object]]:
    """List what is expected of both areas at equal numbers of schools."""
    n = int(rarefied["n_drawn"].iloc[0])
    told = (
        (f"Bodies among {count_schools(n)}", "expected_bodies"),
        (f"N1 among {count_schools(n)}", "effective_bodies"),
        (f"N2 among {count_schools(n)}", "inverse_hhi"),
    )
    return [
        {
            "name": name,
            "how": "expected of a draw at random, so that both areas compare at equal size",
            "cells": [
                (write_known(rarefied.loc[area.text, column], PLACES), "") for area in asked.areas
            ],
        }
        for name, column in told
    ]

"""Two systems looked at closely: which nests in which, against chance, and how firm that is."""

from collections.abc import Sequence
from itertools import combinations

import pandas as pd
import streamlit as st

from footprints.systems.comparison import Comparison
from footprints.systems.comparisontext import say_pair
from pages.components.choosing import choose
from pages.components.compare.asked import PAIR, Asked, How, order_pair
from pages.components.compare.words import (
    name_all,
    name_one,
    say_basis,
    write_known,
    write_range,
)
from pages.components.compare.work import recall_ranges
from pages.components.loaded import Loaded
from pages.components.markdown import plain
from pages.components.templates import fill

PLACES = 3


def show_pair(asked: Asked, compared: Sequence[Comparison], loaded: Loaded) -> None:
    """Choose a pair of systems and show both directions of it, with ranges."""
    if len(asked.how.systems) < 2 or not any(comparison.n_schools for comparison in compared):
        st.markdown("There is no pair of systems to look at.")
        return
    usual = choose_pair(compared[0], asked.how)
    pair = order_pair(asked.pair, asked.how.systems) or usual
    named = name_all(loaded)
    choose(
        "Pair of systems",
        PAIR,
        {f"{a}:{b}": f"{named[a]} and {named[b]}" for a, b in combinations(asked.how.systems, 2)},
        ":".join(pair),
        default=":".join(usual),
    )
    rows = [_find(comparison, pair) for comparison in compared]
    for area, row in zip(asked.areas, rows, strict=True):
        st.markdown(plain(say_pair(row, name_one(loaded), place=area.place)))
    st.html(render_pair(asked, compared, rows, loaded))


def choose_pair(comparison: Comparison, how: How) -> tuple[str, str]:
    """Choose the pair that nests least, where any can be told: the one worth a look."""
    known = comparison.pairs.dropna(subset=["alignment"])
    if known.empty:
        return how.systems[0], how.systems[1]
    least = known.loc[known["alignment"].idxmin()]
    return str(least["a"]), str(least["b"])


def render_pair(
    asked: Asked, compared: Sequence[Comparison], rows: Sequence[pd.Series], loaded: Loaded
) -> str:
    """
    Write the indices of one pair as a table, a column for each area.

    Parameters
    ----------
    asked, compared
        What was compared, and the answers.
    rows
        Those of the pair, one for each area.
    loaded
        Names the systems.

    Returns
    -------
    html
        Escaped.
    """
    a, b = rows[0]["a"], rows[0]["b"]
    one, named = name_one(loaded), name_all(loaded)
    ranges = [_find_range(recall_ranges(area, asked.how, loaded), a, b) for area in asked.areas]
    lines = [
        ("Alignment A", "I / min(H, H), 0 to 1", "alignment"),
        (f"h: {one[a]} settles {one[b]}", f"1 when each {one[a]} lies in one {one[b]}",
         "homogeneity"),
        (f"c: {one[b]} settles {one[a]}", f"1 when each {one[b]} lies in one {one[a]}",
         "completeness"),
        ("V", "2hc / (h + c): 1 only when both are the same division", "v_measure"),
    ]  # fmt: skip
    indices = [
        {
            "name": name,
            "how": how,
            "cells": [
                {"text": write_known(row[column], PLACES), "range": _say_range(held, column)}
                for row, held in zip(rows, ranges, strict=True)
            ],
        }
        for name, how, column in lines
    ]
    return fill(
        "comparepair.html",
        areas=[area.name for area in asked.areas],
        indices=[*indices, *_list_chance(rows)],
        facts=[
            ("Which nests in which", [_say_direction(row, named) for row in rows]),
            ("Schools with one unit in both", [_say_schools(row) for row in rows]),
            (f"Units: {named[a]}", [f"{row['n_units_a']:,}" for row in rows]),
            (f"Units: {named[b]}", [f"{row['n_units_b']:,}" for row in rows]),
        ],
        basis=[
            say_basis(area, asked.how, comparison)
            for area, comparison in zip(asked.areas, compared, strict=True)
        ],
    )


def _list_chance(rows: Sequence[pd.Series]) -> list[dict[str, object]]:
    """List what chance makes of the pair, where draws were made."""
    if all(pd.isna(row["expectation"]) for row in rows):
        return []
    told = [
        (
            "Expected by chance E",
            "mean of the draws; where 95 of 100 lie",
            [(row["expectation"], write_range(row["low"], row["high"], PLACES)) for row in rows],
        ),
        (
            "(A - E) / (1 - E)",
            "0: as much as chance; the share of draws that reach A",
            [(row["adjusted"], _say_p(row["p_value"])) for row in rows],
        ),
    ]
    return [
        {
            "name": name,
            "how": how,
            "cells": [
                {"text": write_known(value, PLACES), "range": aside} for value, aside in cells
            ],
        }
        for name, how, cells in told
    ]


def _say_p(p_value: float) -> str:
    """Say how many of the draws reach the alignment."""
    return "" if pd.isna(p_value) else f"p = {p_value:.2f}"


def _say_direction(row: pd.Series, named: dict[str, str]) -> str:
    """Say which of the two is the finer."""
    a, b = named[row["a"]], named[row["b"]]
    return {
        "a in b": f"{a} in {b}, as far as either does",
        "b in a": f"{b} in {a}, as far as either does",
        "either in the other": "either in the other",
    }.get(row["nested_in"], "cannot be told")


def _say_schools(row: pd.Series) -> str:
    """Count the schools of a pair, and those left out."""
    out = f" ({row['n_left_out']:,} left out)" if row["n_left_out"] else ""
    return f"{row['n_schools']:,}{out}"


def _say_range(held: pd.Series | None, column: str) -> str:
    """Say how far an index goes under the alternatives."""
    if held is None or pd.isna(held[f"{column}_low"]):
        return ""
    return write_range(held[f"{column}_low"], held[f"{column}_high"], PLACES)


def _find(comparison: Comparison, pair: tuple[str, str]) -> pd.Series:
    """Find the row of a pair."""
    pairs = comparison.pairs
    return pairs[pairs["a"].eq(pair[0]) & pairs["b"].eq(pair[1])].iloc[0]


def _find_range(ranges: pd.DataFrame, a: str, b: str) -> pd.Series | None:
    """Find the ranges of a pair."""
    found = ranges[ranges["a"].eq(a) & ranges["b"].eq(b)]
    return found.iloc[0] if len(found) else None

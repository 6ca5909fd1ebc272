"""The multiple locals of a school in numbers, each with its line on how it is made."""

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from footprints.locals.card import Card
from footprints.locals.multiplelocals import TAU
from pages.components.loaded import Loaded
from pages.components.measured_locals import recall_measured
from pages.components.school.locals import name_peers, order_locals
from pages.components.templates import fill


@dataclass(frozen=True)
class Number:
    """One number of a school; `text` says so where it is not known."""

    name: str
    text: str
    how: str


def show_numbers(card: Card, loaded: Loaded) -> None:
    """Show a school's multiple locals in numbers."""
    measured = recall_measured(loaded).loc[card.urn]
    st.html(
        fill(
            "schoolnumbers.html",
            numbers=[*list_numbers(measured), *list_alignments(card, loaded)],
            scope=card.scope,
        )
    )


def list_numbers(measured: pd.Series) -> list[Number]:
    """
    Say a school's multiple locals.

    Parameters
    ----------
    measured
        Its row of `footprints.locals.multiplelocals.measure_locals`.

    Returns
    -------
    numbers
        In the order in which they build on each other.
    """
    known, n_sets = pd.notna(measured["reach"]), int(measured["n_sets"])
    core, reach = (int(measured["core"]), int(measured["reach"])) if known else (0, 0)
    bricolage = measured["bricolage"]
    mean = "1 less the mean overlap O of every two of its sets: 0 if each nests in the next"
    return [
        Number("Locals", f"{int(measured['n_locals'])}", "systems in which it has a local"),
        Number(
            "Distinct sets",
            f"{int(measured['n_distinct'])} of {n_sets}",
            "sets that differ in a school; a system whose units share the area gives several",
        ),
        Number(
            "Distinct sets, alike merged",
            f"{int(measured['n_distinct_tau'])}",
            f"sets with Jaccard {TAU:g} or more count as one",
        ),
        Number("Core", _count(core, known), "schools that are in all its locals"),
        Number("Reach", _count(reach, known), "schools that are in any of them"),
        Number(
            "Core / reach",
            _write_share(core, reach) if known else "not known",
            "100% if all its locals are the same set",
        ),
        Number(
            "Bricolage",
            "fewer than two sets" if pd.isna(bricolage) else f"{bricolage:.3f}",
            mean,
        ),
    ]


def list_alignments(card: Card, loaded: Loaded) -> list[Number]:
    """Say which share of a school's neighbours shares its local in each system."""
    n_near = len(card.neighbours.nearest)
    held = order_locals(card, loaded.systems).drop_duplicates("system")
    how = f"share of its {n_near} nearest {name_peers(card.neighbours.peers)} in the same local"
    return [
        Number(f"Alignment: {row.system_name}", _share(row.alignment, n_near), how)
        for row in held.itertuples()
        if n_near
    ]


def _write_share(core: int, reach: int) -> str:
    """Write core over reach with its counts; small shares with a digit more."""
    share = core / reach
    return f"{share:.{1 if share >= 0.01 else 2}%} ({core:,} of {reach:,})"


def _share(share: float, n_near: int) -> str:
    """Write a share of the neighbours with its count."""
    return f"{share:.0%} ({round(share * n_near)} of {n_near})"


def _count(n: int, known: bool) -> str:  # noqa: FBT001  a fact, not an option
    """Count schools, where the school has a local."""
    return f"{n:,}" if known else "no local"

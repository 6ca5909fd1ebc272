"""The multiple locals of a school in numbers, each with its line on how it is made."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import pandas as pd
import streamlit as st

from footprints.choices import say_choices
from footprints.locals.alternatives import CHOICES, COUNTS, NEAR_CHOICES, SIZE_CHOICES, SIZES
from footprints.locals.card import Card
from footprints.locals.multiplelocals import TAU
from footprints.systems.comparisontext import write_index
from pages.components.loaded import Loaded
from pages.components.measured_locals import recall_measured
from pages.components.ranges import say_range
from pages.components.school.locals import name_peers, order_locals
from pages.components.templates import fill


@dataclass(frozen=True)
class Number:
    """One number of a school; `text` says so where it is not known, `range` is that of choices."""

    name: str
    text: str
    how: str
    range: str = ""


def show_numbers(card: Card, loaded: Loaded) -> None:
    """Show a school's multiple locals in numbers."""
    measured = recall_measured(loaded).loc[card.urn]
    alignments = list_alignments(card, measured, loaded)
    st.html(
        fill(
            "schoolnumbers.html",
            numbers=[*list_numbers(measured), *alignments],
            scope=card.scope,
            choices=say_choices(CHOICES),
            n_size=len(SIZE_CHOICES),
            n_near=len(NEAR_CHOICES) if alignments else 0,
        )
    )


def list_numbers(measured: pd.Series) -> list[Number]:
    """
    Say a school's multiple locals.

    Parameters
    ----------
    measured
        Its row of `pages.components.measured_locals.recall_measured`.

    Returns
    -------
    numbers
        In the order in which they build on each other.
    """
    ranges = {name: _say(measured, name, write) for name, write in WRITTEN.items()}
    known, n_sets = pd.notna(measured["reach"]), int(measured["n_sets"])
    core, reach = (int(measured["core"]), int(measured["reach"])) if known else (0, 0)
    bricolage = measured["bricolage"]
    mean = "1 less the mean overlap O of every two of its sets: 0 if each nests in the next"
    return [
        Number(
            "Locals",
            f"{int(measured['n_locals'])}",
            "systems in which it has a local",
            ranges["n_locals"],
        ),
        Number(
            "Distinct sets",
            f"{int(measured['n_distinct'])} of {n_sets}",
            "sets that differ in a school; a system whose units share the area gives several",
            ranges["n_distinct"],
        ),
        Number(
            "Distinct sets, alike merged",
            f"{int(measured['n_distinct_tau'])}",
            f"sets with Jaccard {TAU:g} or more count as one",
            ranges["n_distinct_tau"],
        ),
        Number("Core", _count(core, known), "schools that are in all its locals", ranges["core"]),
        Number("Reach", _count(reach, known), "schools that are in any of them", ranges["reach"]),
        Number(
            "Core / reach",
            _write_share(core, reach) if known else "not known",
            "100% if all its locals are the same set",
            ranges["core_reach"],
        ),
        Number(
            "Bricolage",
            "fewer than two sets" if pd.isna(bricolage) else _write_bricolage(bricolage),
            mean,
            ranges["bricolage"],
        ),
    ]


def list_alignments(card: Card, measured: pd.Series, loaded: Loaded) -> list[Number]:
    """
    Say which share of a school's neighbours shares its local in each system.

    Parameters
    ----------
    card, loaded
        The school, and the snapshot it is of.
    measured
        Its row of `pages.components.measured_locals.recall_measured`.

    Returns
    -------
    numbers
        One for each system in which it has a local; none where it has no neighbour.
    """
    n_near = len(card.neighbours.nearest)
    held = order_locals(card, loaded.systems).drop_duplicates("system")
    how = f"share of its {n_near} nearest {name_peers(card.neighbours.peers)} in the same local"
    return [
        Number(
            f"Alignment: {row.system_name}",
            _share(row.alignment, n_near),
            how,
            say_range(measured, f"alignment_{row.system}", len(NEAR_CHOICES), "{:.0%}".format),
        )
        for row in held.itertuples()
        if n_near
    ]


def _say(measured: pd.Series, number: str, write: Callable[[float], str]) -> str:
    """Say the range of a number, that of a size over the choices that count schools."""
    choices = SIZE_CHOICES if number in SIZES else CHOICES
    return say_range(measured, number, len(choices), write)


def _write_count(n: float) -> str:
    """Write a number of sets or schools."""
    return f"{n:,.0f}"


def _write_percent(share: float) -> str:
    """Write a share; small ones with a digit more."""
    return f"{share:.{1 if share >= 0.01 else 2}%}"


def _write_bricolage(bricolage: float) -> str:
    """Write the bricolage of a school."""
    return write_index(bricolage, 3)


WRITTEN: Mapping[str, Callable[[float], str]] = MappingProxyType(
    {
        **dict.fromkeys((*COUNTS, *SIZES), _write_count),
        "core_reach": _write_percent,
        "bricolage": _write_bricolage,
    }
)


def _write_share(core: int, reach: int) -> str:
    """Write core over reach with its counts."""
    return f"{_write_percent(core / reach)} ({core:,} of {reach:,})"


def _share(share: float, n_near: int) -> str:
    """Write a share of the neighbours with its count."""
    return f"{share:.0%} ({round(share * n_near)} of {n_near})"


def _count(n: int, known: bool) -> str:  # noqa: FBT001  a fact, not an option
    """Count schools, where the school has a local."""
    return f"{n:,}" if known else "no local"

"""How the locals of a school overlap: a picture in numbers, by any of three measures."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import streamlit as st

from footprints.locals.card import Card, Local
from footprints.locals.contingency import NESTS
from footprints.locals.overlap import Overlap
from pages.components.address import change_params, read_params
from pages.components.links import OVERLAP
from pages.components.loaded import Loaded
from pages.components.school.locals import list_records, order_locals, shorten
from pages.components.templates import fill

KEY = "overlap-by"
DEFAULT = "o"


@dataclass(frozen=True)
class By:
    """A measure of overlap; `how` says what a cell is."""

    name: str
    how: str
    value: Callable[[Overlap], float]


BYS: Mapping[str, By] = MappingProxyType(
    {
        "o": By(
            "O, overlap",
            "O = |row ∩ column| / min(|row|, |column|): the share of the smaller local that lies "
            "in the other (Szymkiewicz-Simpson).",
            lambda pair: pair.overlap,
        ),
        "j": By(
            "J, Jaccard",
            "J = |row ∩ column| / |row or column|: the schools in both as a share of those in "
            "either.",
            lambda pair: pair.jaccard,
        ),
        "c": By(
            "C, containment",
            "C = |row ∩ column| / |row|: the share of the row's schools that are in the column.",
            lambda pair: pair.containment,
        ),
    }
)


def show_overlaps(card: Card, loaded: Loaded) -> None:
    """Show the overlap of each pair of locals by the measure chosen, which the address keeps."""
    if card.overlaps.empty:
        st.markdown("Overlap is told of two locals; this school has fewer.")
        return
    by = read_measure()
    if st.session_state.get(KEY) != by:
        st.session_state[KEY] = by
    st.radio(
        "Measure of overlap",
        list(BYS),
        format_func=lambda key: BYS[key].name,
        key=KEY,
        horizontal=True,
        on_change=_write_measure,
    )
    st.html(render_overlaps(card, loaded, by))


def read_measure() -> str:
    """Read by which measure; one that is not known is the usual one."""
    asked = read_params().get(OVERLAP, [DEFAULT])[0]
    return asked if asked in BYS else DEFAULT


def note_measure() -> tuple[str, ...]:
    """Say that the address asks for a measure that is not known, if it does."""
    asked = read_params().get(OVERLAP, [DEFAULT])[0]
    said = "The address asks for a measure of overlap that is not known; it is left out."
    return () if asked in BYS else (said,)


def render_overlaps(card: Card, loaded: Loaded, by: str) -> str:
    """
    Write the overlaps as an HTML table shaded by value, and each pair with its counts.

    Parameters
    ----------
    card
        From `footprints.locals.card.build_card`, with at least two locals.
    loaded
        The snapshot, a visitor's own systems included.
    by
        A key of `BYS`.

    Returns
    -------
    html
        Escaped; `shared` locals, of which the school may be in one only, are left out of the
        picture and kept in the list of pairs.
    """
    held = order_locals(card, loaded.systems)
    sure = held[held["certainty"] != "shared"]
    locals_ = [
        row | {"key": (row["system"], row["unit_id"]), "short": shorten(row["system"])}
        for row in list_records(sure)
    ]
    sizes = dict(
        zip(zip(held["system"], held["unit_id"], strict=True), held["n_schools"], strict=True)
    )
    pairs = measure_pairs(card, sizes)
    named = {
        (row["system"], row["unit_id"]): f"{row['unit_name'] or row['unit_id']}"
        f" ({row['system_name']})"
        for row in list_records(held)
    }
    return fill(
        "schooloverlaps.html",
        locals=locals_,
        rows=[
            {"of": row, "cells": [_cell(row["key"], other["key"], pairs, by) for other in locals_]}
            for row in locals_
        ],
        by=BYS[by],
        scope=card.scope,
        n_shared=int(held["certainty"].eq("shared").sum()),
        summary=_summarise(pairs, [row["key"] for row in locals_]),
        pairs=[
            {"a": named[a], "b": named[b], "pair": pair, "back": pairs[b, a].containment}
            for (a, b), pair in pairs.items()
            if list(named).index(a) < list(named).index(b)
        ],
    )


def measure_pairs(card: Card, sizes: Mapping[Local, int]) -> dict[tuple[Local, Local], Overlap]:
    """Give the overlap of each pair of locals, both ways round."""
    pairs = {}
    for row in card.overlaps.itertuples():
        a, b = (row.a, row.a_unit), (row.b, row.b_unit)
        pairs[a, b] = Overlap(int(sizes[a]), int(sizes[b]), int(row.n_shared))
        pairs[b, a] = Overlap(int(sizes[b]), int(sizes[a]), int(row.n_shared))
    return pairs


def _cell(
    row: Local, column: Local, pairs: Mapping[tuple[Local, Local], Overlap], by: str
) -> dict[str, Any] | None:
    """Show one overlap; none on the diagonal."""
    if row == column:
        return None
    pair = pairs[row, column]
    value = BYS[by].value(pair)
    return {"share": f"{value:.3f}", "text": f"{value:.0%}", "n": f"{pair.n_shared:,}"}


def _summarise(pairs: Mapping[tuple[Local, Local], Overlap], keys: list[Local]) -> str:
    """Say how many pairs nest."""
    asked = [(a, b) for a, b in pairs if a in keys and b in keys]
    nested = {frozenset(pair) for pair in asked if pairs[pair].containment >= NESTS}
    n_pairs = len(asked) // 2
    return (
        f"{len(nested)} of {n_pairs} pairs nest: at least {NESTS:.0%} of the schools of one are "
        "in the other."
    )


def _write_measure() -> None:
    """Write the measure chosen; the usual one needs no words."""
    chosen = st.session_state[KEY]
    change_params({OVERLAP: None if chosen == DEFAULT else chosen})

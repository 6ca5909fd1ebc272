"""The tables of a school's page as files."""

import pandas as pd
import streamlit as st

from footprints.locals.card import Card
from geodata.archive import zip_files
from geodata.exports.tables import describe_selection, render
from pages.components.loaded import Loaded
from pages.components.measured_locals import recall_measured
from pages.components.school.history import recall_history
from pages.components.school.overlaps import measure_pairs

LISTS = ("nearest", "twins", "near_twins", "strangers")


def show_school_files(card: Card, loaded: Loaded) -> None:
    """Offer every table of the page in one archive, with its sources."""
    st.download_button(
        "This school's tables (CSV)",
        data=lambda: write_school(card, loaded),
        file_name=f"school-{card.urn}-{loaded.snapshot.snapshot_id}.zip",
        mime="application/zip",
        on_click="ignore",
        help="Locals, overlaps, numbers, neighbours and history, in a zip with sources, dates "
        "and licence.",
    )


def write_school(card: Card, loaded: Loaded) -> bytes:
    """Write the tables of one school as CSV files in an archive."""
    tables = list_tables(card, loaded)
    rows = sum(len(table) for table in tables.values())
    about = describe_selection(loaded.snapshot, rows) | {"scope": card.scope, "school": card.urn}
    files = {f"{name}.csv": render(table, "csv", about) for name, table in tables.items()}
    return zip_files(files, "metadata.json", about)


def list_tables(card: Card, loaded: Loaded) -> dict[str, pd.DataFrame]:
    """
    List the tables of a school's page.

    Parameters
    ----------
    card
        From `footprints.locals.card.build_card`.
    loaded
        The snapshot, a visitor's own systems included.

    Returns
    -------
    tables
        By name: `locals`, `absent`, `overlaps`, `numbers`, `neighbours` (column `list` says
        which one), `history`.
    """
    lists = [getattr(card.neighbours, name).assign(list=name) for name in LISTS]
    neighbours = pd.concat([found for found in lists if len(found)] or lists[:1])
    return {
        "locals": card.locals,
        "absent": card.absent,
        "overlaps": _contain(card),
        "numbers": recall_measured(loaded).loc[[card.urn]].reset_index(),
        "neighbours": neighbours.reset_index(drop=True),
        "history": recall_history(card.urn, loaded),
    }


def _contain(card: Card) -> pd.DataFrame:
    """Add to each pair of locals the share of each that lies in the other."""
    keys = zip(card.locals["system"], card.locals["unit_id"], strict=True)
    pairs = measure_pairs(card, dict(zip(keys, card.locals["n_schools"], strict=True)))
    a = list(zip(card.overlaps["a"], card.overlaps["a_unit"], strict=True))
    b = list(zip(card.overlaps["b"], card.overlaps["b_unit"], strict=True))
    return card.overlaps.assign(
        a_in_b=[pairs[pair].containment for pair in zip(a, b, strict=True)],
        b_in_a=[pairs[pair].containment for pair in zip(b, a, strict=True)],
    )

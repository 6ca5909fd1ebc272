"""A system's table of units as files."""

import pandas as pd
import streamlit as st

from geodata.archive import zip_files
from geodata.exports.tables import describe_selection, render
from geodata.slugs import slug
from pages.components.loaded import Loaded
from pages.components.unit.measured import recall_spanners, recall_units


def show_system_files(system: str, loaded: Loaded) -> None:
    """Offer a system's units, all of them, in one archive with its sources."""
    st.download_button(
        "Units (CSV)",
        data=lambda: write_system(system, loaded),
        file_name=f"units-{slug(system)}-{loaded.snapshot.snapshot_id}.zip",
        mime="application/zip",
        on_click="ignore",
        help="Every unit with its figures, in a zip with sources, dates and licence.",
    )


def write_system(system: str, loaded: Loaded) -> bytes:
    """Write a system's units, and of trusts how they span others, as CSV in an archive."""
    tables: dict[str, pd.DataFrame] = {"units": recall_units(system, loaded).table}
    if system == "trust":
        tables["spanners"] = recall_spanners().reset_index()
    return zip_tables(tables, {"scope": loaded.index.scope, "system": system}, loaded)


def zip_tables(tables: dict[str, pd.DataFrame], told: dict[str, str], loaded: Loaded) -> bytes:
    """
    Write tables as CSV files in one archive with their sources.

    Parameters
    ----------
    tables
        By the name of the file.
    told
        What they are about, for the metadata.
    loaded
        The snapshot they were taken from.

    Returns
    -------
    archive
        A zip; equal inputs give equal bytes.
    """
    rows = sum(len(table) for table in tables.values())
    about = describe_selection(loaded.snapshot, rows) | told
    files = {f"{name}.csv": render(table, "csv", about) for name, table in tables.items()}
    return zip_files(files, "metadata.json", about)

"""Downloads of the schools selected, made only when asked for, each with its sources."""

import numpy as np
import pandas as pd
import streamlit as st

from footprints.schema import TABLES
from geodata.archive import zip_with_sources
from geodata.exports.tables import describe_selection, name_units, render
from pages.components.loaded import Loaded
from pages.components.selected import tell_cut
from pages.components.selection import Selection


def show_downloads(loaded: Loaded, selection: Selection, shown: np.ndarray) -> None:
    """Offer the schools selected and their memberships."""
    stem = f"-{loaded.snapshot.snapshot_id}"
    st.download_button(
        "Schools (GeoJSON)",
        data=lambda: write_schools(loaded, selection, shown),
        file_name=f"schools{stem}.geojson",
        mime="application/geo+json",
        on_click="ignore",
    )
    st.download_button(
        "Memberships (CSV)",
        data=lambda: write_memberships(loaded, selection, shown),
        file_name=f"memberships{stem}.zip",
        mime="application/zip",
        on_click="ignore",
        help="One row for each school and unit, in a zip with its sources, dates and licence.",
    )


def write_schools(loaded: Loaded, selection: Selection, shown: np.ndarray) -> bytes:
    """Write the schools selected as GeoJSON."""
    columns = [column for column in TABLES["schools"].columns if column in loaded.schools]
    schools = loaded.schools.loc[shown, columns].reset_index(drop=True)
    return render(schools, "geojson", _describe(loaded, selection, schools))


def write_memberships(loaded: Loaded, selection: Selection, shown: np.ndarray) -> bytes:
    """Write the memberships of the schools selected as CSV, zipped with what it is."""
    held = loaded.memberships
    rows = held[held["urn"].isin(loaded.schools.loc[shown, "urn"])]
    named = name_units(rows, loaded.units).reset_index(drop=True)
    metadata = _describe(loaded, selection, named)
    return zip_with_sources("memberships.csv", render(named, "csv", metadata), metadata)


def _describe(loaded: Loaded, selection: Selection, table: pd.DataFrame) -> dict[str, object]:
    """Say what a file holds and by what it was cut."""
    about = describe_selection(loaded.snapshot, len(table))
    return {**about, "filter": tell_cut(selection, loaded)}

"""Downloads of what is shown, made only when asked for."""

import numpy as np
import streamlit as st

from geodata.export import describe_selection, name_units, render
from pages.components.loaded import Loaded


def show_downloads(loaded: Loaded, shown: np.ndarray) -> None:
    """Offer the schools shown and their memberships."""
    urns = loaded.schools.loc[shown, "urn"]
    stem = f"-{loaded.snapshot.snapshot_id}"
    metadata = describe_selection(loaded.snapshot, len(urns))
    first, second, _ = st.columns([0.28, 0.28, 0.44])
    first.download_button(
        "Schools (GeoJSON)",
        data=lambda: render(loaded.schools[shown].reset_index(drop=True), "geojson", metadata),
        file_name=f"schools{stem}.geojson",
        mime="application/geo+json",
        on_click="ignore",
    )
    second.download_button(
        "Memberships (CSV)",
        data=lambda: render(
            name_units(
                loaded.memberships[loaded.memberships["urn"].isin(urns)], loaded.units
            ).reset_index(drop=True),
            "csv",
            metadata,
        ),
        file_name=f"memberships{stem}.csv",
        mime="text/csv",
        on_click="ignore",
    )

"""What the Compare page shows as files, each with what it was cut by and its sources."""

from collections.abc import Sequence
from functools import partial

import pandas as pd
import streamlit as st

from footprints.scope import SCOPES
from footprints.seams.seamlines import name_seams
from footprints.systems.comparison import Comparison
from geodata.archive import zip_files
from geodata.exports.tables import describe_selection, render
from geodata.slugs import slug
from pages.components.area import Area
from pages.components.compare.asked import Asked, How
from pages.components.compare.words import say_vintages
from pages.components.compare.work import (
    list_territorial,
    recall_bodies,
    recall_ranges,
    recall_seams,
)
from pages.components.loaded import Loaded


def show_files(asked: Asked, compared: Sequence[Comparison], loaded: Loaded) -> None:
    """Offer the tables of the page in one archive, and the seams of each area."""
    stem = "-".join(slug(area.name) for area in asked.areas)
    snapshot = loaded.snapshot.snapshot_id
    st.download_button(
        "Pairs and bodies (CSV)",
        data=lambda: write_tables(asked, compared, loaded),
        file_name=f"compare-{stem}-{snapshot}.zip",
        mime="application/zip",
        on_click="ignore",
        help="Every pair of systems with its range, what was left out, and the bodies, in a zip "
        "with sources, dates and licence.",
    )
    if not list_territorial(asked.how, loaded):
        return
    for area in asked.areas:
        st.download_button(
            f"Seams of {area.name} (GeoJSON)",
            data=partial(write_seams, area, asked.how, loaded),
            file_name=f"seams-{slug(area.name)}-{snapshot}.geojson",
            mime="application/geo+json",
            on_click="ignore",
        )


def write_tables(asked: Asked, compared: Sequence[Comparison], loaded: Loaded) -> bytes:
    """Write the tables of the page as CSV files in an archive."""
    tables = list_tables(asked, compared, loaded)
    rows = sum(len(table) for table in tables.values())
    about = _describe(asked.areas, asked.how, loaded, rows) | {
        "draws": compared[0].draws,
        "seed": compared[0].seed,
        "graph": compared[0].graph,
    }
    files = {f"{name}.csv": render(table, "csv", about) for name, table in tables.items()}
    return zip_files(files, "metadata.json", about)


def list_tables(
    asked: Asked, compared: Sequence[Comparison], loaded: Loaded
) -> dict[str, pd.DataFrame]:
    """
    List the tables of the page.

    Parameters
    ----------
    asked, compared
        What was asked for, and the answers.
    loaded
        The snapshot.

    Returns
    -------
    tables
        By name, each with `area` first: `pairs` (with the range of each index), `left_out`,
        `bodies`.
    """
    pairs, left_out = [], []
    for area, comparison in zip(asked.areas, compared, strict=True):
        ranges = recall_ranges(area, asked.how, loaded)
        ranged = comparison.pairs.merge(ranges, on=["a", "b"], how="left")
        pairs.append(_begin(ranged, area.name))
        left_out.append(_begin(comparison.left_out.reset_index(), area.name))
    measured, _, rarefied = recall_bodies(asked.areas, asked.how, loaded)
    if rarefied is not None:
        measured = measured.join(rarefied.drop(columns="n_schools").add_suffix("_rarefied"))
    names = {area.text: area.name for area in asked.areas}
    bodies = measured.rename(index=names).reset_index()
    return {"pairs": pd.concat(pairs), "left_out": pd.concat(left_out), "bodies": bodies}


def write_seams(area: Area, how: How, loaded: Loaded) -> bytes:
    """Write the seams of an area as GeoJSON, each with its name."""
    seams = recall_seams(area, how, loaded)
    names = name_seams(seams, loaded.systems, loaded.units)
    lines = seams.lines.assign(name=seams.lines["seam"].map(names))
    about = _describe([area], how, loaded, len(lines))
    told = {"seam_systems": list(seams.systems), "near_km": seams.near_km}
    return render(lines, "geojson", about | told)


def _describe(areas: Sequence[Area], how: How, loaded: Loaded, rows: int) -> dict[str, object]:
    """Say what a file holds, of which schools and systems, and of when these are."""
    return {
        **describe_selection(loaded.snapshot, rows),
        "area": [{"name": area.name, "address": area.text} for area in areas],
        "scope": SCOPES[how.scope],
        "compared": list(how.systems),
        "vintages": say_vintages(how, loaded),
        "weight": how.weight,
        "shared": how.shared,
        "single_trusts": how.single_trusts,
    }


def _begin(table: pd.DataFrame, area: str) -> pd.DataFrame:
    """Put the area first."""
    return table.assign(area=area)[["area", *table.columns]]

"""The tables of a unit's page as files."""

import pandas as pd
import streamlit as st

from footprints.units.unitprofile import UnitProfile
from geodata.slugs import slug
from pages.components.loaded import Loaded
from pages.components.system.files import zip_tables
from pages.components.unit.centres import recall_centres
from pages.components.unit.far import measure_areas
from pages.components.unit.words import name_unit


def show_unit_files(profile: UnitProfile, loaded: Loaded) -> None:
    """Offer every table of the page in one archive, with its sources."""
    stem = slug(f"{profile.system} {name_unit(profile.figures['name'], profile.unit_id)}")
    st.download_button(
        "Members (CSV)",
        data=lambda: write_unit(profile, loaded),
        file_name=f"{stem}-{loaded.snapshot.snapshot_id}.zip",
        mime="application/zip",
        on_click="ignore",
        help="Its schools, the units that share them, centres and remoteness, in a zip with "
        "sources, dates and licence.",
    )


def write_unit(profile: UnitProfile, loaded: Loaded) -> bytes:
    """Write the tables of one unit as CSV files in an archive."""
    told = {"scope": profile.scope, "system": profile.system, "unit_id": profile.unit_id}
    return zip_tables(list_tables(profile, loaded), told, loaded)


def list_tables(profile: UnitProfile, loaded: Loaded) -> dict[str, pd.DataFrame]:
    """
    List the tables of a unit's page.

    Parameters
    ----------
    profile
        From `footprints.units.unitprofile.profile_unit`.
    loaded
        The snapshot, a visitor's own systems included.

    Returns
    -------
    tables
        By name: `members`, `figures` (one row), `others`, `centres`, `remoteness`.
    """
    return {
        "members": profile.members,
        "figures": profile.figures.to_frame().T,
        "others": profile.others,
        "centres": recall_centres(profile, loaded).reset_index(),
        "remoteness": measure_areas(profile, loaded),
    }

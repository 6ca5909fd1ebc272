"""The basemap that was configured, if one was."""

import streamlit as st

from geodata.basemap import Tiles, read_tiles
from geodata.errors import SettingError
from pages.components.markdown import plain


def find_tiles() -> Tiles | None:
    """Give the basemap; a setting that is wrong is said, and the map does without."""
    try:
        return read_tiles()
    except SettingError as error:
        st.warning(f"No basemap: {plain(error)}")
        return None

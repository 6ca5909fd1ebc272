"""What stands on every page: the demonstration banner, navigation, the last line."""

from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from pages.components.address import come_back, go_away
from pages.components.loaded import Loaded, get_loaded
from pages.components.templates import fill

if TYPE_CHECKING:
    from streamlit.navigation.page import StreamlitPage

STYLES = Path(__file__).parent / "styles.css"
ICON = Path(__file__).parent / "icon.svg"
DEMO = (
    "**Demonstration data.** The schools and trusts on this map are invented and the boundaries "
    "are schematic; district names and hub registers are real. To load real data: put the "
    "official files in a folder, run `python -m geodata build --from FOLDER`, and reload."
)


def show_frame(*pages: "StreamlitPage") -> None:
    """Show the banner, run the chosen page (the map is the first), end with sources."""
    chosen = st.navigation(list(pages), position="top")
    if chosen is pages[0]:
        come_back()
    else:
        go_away()
    st.html(STYLES)
    st.logo(ICON, size="large")
    loaded = get_loaded()
    st.html(fill("title.html", as_of=loaded.as_of, snapshot=loaded.snapshot.snapshot_id))
    if loaded.snapshot.is_demo:
        st.warning(DEMO, icon=":material/science:")
    chosen.run()
    show_sources(loaded)


def show_sources(loaded: Loaded) -> None:
    """Say where everything on the page comes from."""
    manifest = loaded.snapshot.manifest
    st.caption(
        f"Snapshot {loaded.snapshot.snapshot_id}; school records of {loaded.as_of}; code "
        f"{manifest['code_version']}. {manifest['attribution']}"
    )

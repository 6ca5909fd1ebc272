"""What is done with the page as it is: copy its link, print it."""

from pathlib import Path

import streamlit as st

from pages.components.loaded import Loaded

FOLDER = Path(__file__).parent / "pageactions"


def show_page_actions(loaded: Loaded) -> None:
    """Offer to copy the link to this view, its snapshot named, and to print."""
    html, css, js = (_read(kind) for kind in ("html", "css", "js"))
    mount = st.components.v2.component("page_actions", html=html, css=css, js=js)
    mount(key="page-actions", data={"snapshot": loaded.snapshot.snapshot_id})


@st.cache_data
def _read(kind: str) -> str:
    """Read one part of the component."""
    return (FOLDER / f"pageactions.{kind}").read_text(encoding="utf-8")

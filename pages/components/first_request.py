"""The first request after a start, which Streamlit answers by the file names in `pages/`."""

from html import escape
from pathlib import Path
from urllib.parse import urlencode

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.scriptrunner import get_script_run_ctx

from pages.components.address import read_params

RELOAD = Path(__file__).parent / "reload.js"


def ask_again_for_lost_page() -> None:
    """
    Reload the page where Streamlit has looked for `/data` among files and found none.

    Until `st.navigation` has run once in a process, a folder called `pages` makes Streamlit take
    its files for the pages: `/data` is none of them, so it says "Page not found" over ours.
    """
    context = get_script_run_ctx()
    asked = context.pages_manager.intended_page_name if context else None
    if not (PagesManager.uses_pages_directory and asked):
        return
    PagesManager.uses_pages_directory = False
    script = RELOAD.read_text(encoding="utf-8")
    query = urlencode(read_params(), doseq=True)
    lost = f'<span id="lost-page" data-page="{escape(asked)}" data-query="{escape(query)}"></span>'
    st.html(f"{lost}<script>{script}</script>", unsafe_allow_javascript=True)
    st.stop()

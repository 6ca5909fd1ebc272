"""The frame of the app: page settings, the banner, navigation."""

import streamlit as st

from pages.components.first_request import ask_again_for_lost_page

ask_again_for_lost_page()

from pages.components.frame import ICON, show_frame  # noqa: E402  slow, and not needed above

st.set_page_config(page_title="Multiple Locals", page_icon=str(ICON), layout="wide")
show_frame(
    st.Page("pages/map_page.py", title="Map", url_path="map", default=True),
    st.Page("pages/school_page.py", title="School", url_path="school"),
    st.Page("pages/systems_page.py", title="Systems", url_path="systems"),
    st.Page("pages/compare_page.py", title="Compare", url_path="compare"),
    st.Page("pages/access_page.py", title="Access", url_path="access"),
    st.Page("pages/data_page.py", title="Data", url_path="data"),
    st.Page("pages/method_page.py", title="Method", url_path="method"),
)

"""Streamlit pages: read the selection, call one function, show the answer."""

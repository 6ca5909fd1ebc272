"""Method: what each number means, with its worked example, source and caveat."""

import streamlit as st

from footprints.scope import SCOPES
from pages.components.loaded import get_loaded
from pages.components.method.sections import MEASURES, TRAVEL, show_sections
from pages.components.method.text import (
    ACCESSIBILITY,
    CLASSES,
    GLOSSARY,
    LOCALS,
    PLACEMENT,
)
from pages.components.metric_colour import describe_measures

loaded = get_loaded()
manifest = loaded.snapshot.manifest

st.title("Method")
st.markdown(LOCALS)
st.markdown("**Schools in scope in this snapshot**")
for scope, words in SCOPES.items():
    st.markdown(f"- {words}: {manifest['scopes'][scope]:,}")

show_sections(MEASURES, loaded)

st.header("Which district a school stands in")
st.markdown(PLACEMENT)
routes = ", ".join(f"{n:,} by {route}" for route, n in manifest["routes"].items())
st.markdown(f"In this snapshot: {routes}.")

show_sections(TRAVEL, loaded)

st.header("Measures of a school")
for name, how in describe_measures(loaded).items():
    st.markdown(f"- **{name}**: {how}")
st.markdown(CLASSES)

st.header("Words")
st.markdown(GLOSSARY)

st.header("Accessibility")
st.markdown(ACCESSIBILITY)

st.header("Licence and attribution")
st.markdown(f"{manifest['licence']}. {manifest['attribution']}")

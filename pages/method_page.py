"""Method: what each number means, with its worked example, source and caveat."""

import streamlit as st

from footprints.scope import SCOPES
from pages.components.loaded import get_loaded
from pages.components.method.sections import MEASURES
from pages.components.method.text import (
    ACCESSIBILITY,
    CLASSES,
    DISTANCE,
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

for section in MEASURES:
    st.header(section.title)
    st.markdown(section.words)
    if section.example is not None:
        st.markdown(f"*Worked example*, computed now: {section.example()}")

st.header("Which district a school stands in")
st.markdown(PLACEMENT)
routes = ", ".join(f"{n:,} by {route}" for route, n in manifest["routes"].items())
st.markdown(f"In this snapshot: {routes}.")

st.header("Distance")
st.markdown(DISTANCE)

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

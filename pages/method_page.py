"""Method: what each number means, with its worked example, source and caveat."""

import streamlit as st

from footprints.overlap import measure_overlap
from footprints.scope import SCOPES
from pages.components.loaded import get_loaded
from pages.components.methodtext import (
    ACCESSIBILITY,
    CERTAINTY,
    CLASSES,
    DISTANCE,
    GLOSSARY,
    LOCALS,
    OVERLAP,
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

st.header("Overlap of two locals")
st.markdown(OVERLAP)
example = measure_overlap(list("abcdef"), list("defghijk"))
st.markdown(
    f"*Worked example*, computed now: A = {{a to f}}, B = {{d to k}} share {example.n_shared}; "
    f"J = {example.jaccard:.6f}, O = {example.overlap:.6f}, C(A in B) = "
    f"{example.containment:.6f} (published vector: 0.272727, 0.5, 0.5)."
)

st.header("How certain a membership is")
st.markdown(CERTAINTY)

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

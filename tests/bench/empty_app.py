"""The widgets of the map's test app and no map: what Streamlit itself costs."""

import streamlit as st

st.set_page_config(page_title="Empty", layout="wide")
with st.sidebar:
    st.radio("Colour by", ["maths", "region"])
    st.checkbox("Odd URNs only")
    st.button("Go to a corner")
    st.write("clicked: []")
st.html("<style>.block-container{padding-top:4rem}</style>")
st.write("empty")

"""The kinds of widget the app has, and no map: what Streamlit itself costs a browser."""

import streamlit as st

st.set_page_config(page_title="Empty", layout="wide")
with st.sidebar:
    st.radio("By", ["a", "b"])
    st.selectbox("System", ["a", "b"])
    st.multiselect("Phase", ["a", "b"])
    st.toggle("Table")
st.html("<style>.block-container{padding-top:4rem}</style>")
st.components.v2.component("search", html="<input aria-label='Search'>")(data={"found": []})
left, right = st.columns(2)
left.button("Go")
right.download_button("Download", data=b"")
st.caption("empty")

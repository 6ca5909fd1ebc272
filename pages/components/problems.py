"""The report of rows refused, values blanked and warnings."""

import streamlit as st

from geodata.exports.tables import neutralise_formulas
from geodata.store import Snapshot

SHOWN = 500


def show_problems(snapshot: Snapshot) -> None:
    """Show the problems by reason, the rows, and the whole report to download."""
    problems = snapshot.table("problems")
    if problems.empty:
        st.info("Every row of every file was taken as it was.")
        return
    counts = problems.groupby(["severity", "file", "reason", "remedy"], dropna=False).size()
    table = counts.rename("rows").reset_index().sort_values("rows", ascending=False)
    st.dataframe(table, hide_index=True)
    chosen = st.selectbox("Show the rows with", ["none", *table["reason"].unique()])
    if chosen != "none":
        rows = problems[problems["reason"] == chosen]
        st.dataframe(rows.head(SHOWN), hide_index=True)
        if len(rows) > SHOWN:
            st.caption(f"The first {SHOWN} of {len(rows):,}; the download has all.")
    text = problems.select_dtypes("str").columns
    safe = problems.assign(**{column: neutralise_formulas(problems[column]) for column in text})
    st.download_button(
        "Download the report (CSV)",
        data=lambda: safe.to_csv(index=False),
        file_name=f"problems-{snapshot.snapshot_id}.csv",
        mime="text/csv",
    )

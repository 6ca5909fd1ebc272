"""A visitor's own list of schools as an area: read, checked row by row, kept in the session."""

import numpy as np
import pandas as pd
import streamlit as st

from footprints.errors import FootprintsError
from geodata.errors import GeodataError
from geodata.rawfiles import open_upload
from geodata.readers.urnlists import read_urns
from pages.components.address import change_params
from pages.components.area import LISTED, keep_list
from pages.components.compare.asked import AREA
from pages.components.loaded import Loaded
from pages.components.markdown import plain

SAID = "compare-upload-said"
SHOWN = {"row": "Row", "key": "URN", "reason": "Why", "remedy": "What to do"}


def show_upload(loaded: Loaded) -> None:
    """Ask for a list of schools; say which of its rows are refused."""
    st.markdown(
        "A CSV with the column `urn`: one school a row. It is seen in this browser tab only, and "
        "forgotten when you close it."
    )
    with st.form("compare-list-form", clear_on_submit=True):
        file = st.file_uploader("List of schools (CSV)", type=["csv"])
        if st.form_submit_button("Compare this list") and file is not None:
            take_list(file.name, file.getvalue(), loaded)
            st.rerun()
    said = st.session_state.get(SAID)
    if said is None:
        return
    message, problems = said
    (st.success if message.startswith("Read") else st.error)(message)
    if len(problems):
        st.dataframe(problems[list(SHOWN)].rename(columns=SHOWN), hide_index=True)


def take_list(name: str, content: bytes, loaded: Loaded) -> None:
    """
    Read an uploaded list and make it the area, or say what is wrong and leave all as it was.

    Parameters
    ----------
    name, content
        The file as it came.
    loaded
        Knows which schools there are, and which followed those that have closed.
    """
    try:
        urns, problems = check_list(name, content, loaded)
    except (GeodataError, FootprintsError) as error:
        said = f"Not read: {plain(error)}. Nothing else is affected."
        st.session_state[SAID] = (said, pd.DataFrame(columns=list(SHOWN)))
        return
    refused = f"{len(problems):,} row{'' if len(problems) == 1 else 's'} refused"
    st.session_state[SAID] = (f"Read {len(urns):,} schools of {plain(name)}; {refused}.", problems)
    keep_list(urns)
    change_params({AREA: LISTED})


def check_list(name: str, content: bytes, loaded: Loaded) -> tuple[np.ndarray, pd.DataFrame]:
    """
    Read a list of schools and check it against the snapshot.

    Parameters
    ----------
    name, content
        The file as it came.
    loaded
        As for `take_list`.

    Returns
    -------
    urns
        int64: open schools of the snapshot, each once.
    problems
        Rows refused, with row, reason and remedy, as in the `problems` table.

    Raises
    ------
    GeodataError
        If the file cannot be read, has no column `urn`, or names no school of the snapshot.
    """
    raw = open_upload(name, content)
    listed = read_urns(raw, known=loaded.schools["urn"], successors=loaded.successors)
    if not len(listed.urns):
        raise GeodataError(
            f"{name}: `urn` must name open schools of this snapshot, got none in "
            f"{len(raw.table):,} rows; check that the column holds URNs of today"
        )
    return listed.urns, listed.problems

"""A visitor's own venues as what access is to: read, checked row by row, kept in the session."""

import pandas as pd
import streamlit as st

from footprints.access.supply import Supply
from footprints.errors import FootprintsError
from geodata.errors import GeodataError
from geodata.rawfiles import open_upload
from geodata.readers.venues import read_venues
from pages.components.address import change_params
from pages.components.addressreader import AddressReader
from pages.components.compare.upload import SHOWN
from pages.components.markdown import plain

SUPPLY, OWN = "supply", "venues"
KEPT, SAID = "access-venues", "access-venues-said"
NO_VENUES = (
    "The address asks for access to uploaded venues. Such a list stays in the browser tab where "
    "it was uploaded: upload it again; until then access is to the bases."
)


def read_venue_choice(reader: AddressReader) -> Supply | None:
    """
    Read whether access is to a visitor's venues.

    Parameters
    ----------
    reader
        Of the address; `SUPPLY` must be among its words.

    Returns
    -------
    supply
        The venues of this session; None for the bases of the system.
    """
    if not reader.one(SUPPLY, {OWN: True}, default=False):
        return None
    supply: Supply | None = st.session_state.get(KEPT)
    if supply is None:
        reader.note(NO_VENUES)
    return supply


def show_venues(supply: Supply | None) -> None:
    """Ask for venues, say which rows are refused, and offer the way back to the bases."""
    with st.expander("Your own venues instead of the bases", expanded=SAID in st.session_state):
        st.markdown(
            "A CSV with the columns `name`, `easting`, `northing` (metres, British National Grid) "
            "and `capacity`, the places each offers. It is seen in this browser tab only, and "
            "forgotten when you close it."
        )
        with st.form("access-venues-form", clear_on_submit=True):
            file = st.file_uploader("List of venues (CSV)", type=["csv"])
            if st.form_submit_button("Use these venues") and file is not None:
                take_venues(file.name, file.getvalue())
                st.rerun()
        if supply is not None:
            st.button("Back to the bases", on_click=change_params, args=({SUPPLY: None},))
        said = st.session_state.get(SAID)
        if said is not None:
            message, problems = said
            (st.success if message.startswith("Read") else st.error)(message)
            if len(problems):
                shown = problems[list(SHOWN)].rename(columns=SHOWN | {"key": "Venue"})
                st.dataframe(shown, hide_index=True)


def take_venues(name: str, content: bytes) -> None:
    """
    Read an uploaded list and measure access to it, or say what is wrong and leave all as it was.

    Parameters
    ----------
    name, content
        The file as it came.
    """
    try:
        venues = read_venues(open_upload(name, content))
    except (GeodataError, FootprintsError) as error:
        said = f"Not read: {plain(error)}. Nothing else is affected."
        st.session_state[SAID] = (said, pd.DataFrame(columns=list(SHOWN)))
        return
    n = len(venues.supply.sites)
    if not n:
        said = (
            f"None of the rows of {plain(name)} is a venue that can be used. Nothing is changed."
        )
        st.session_state[SAID] = (said, venues.problems)
        return
    refused = f"{len(venues.problems):,} row{'' if len(venues.problems) == 1 else 's'} refused"
    read = f"{n:,} venue{'' if n == 1 else 's'}"
    st.session_state[SAID] = (f"Read {read} of {plain(name)}; {refused}.", venues.problems)
    st.session_state[KEPT] = venues.supply
    change_params({SUPPLY: OWN})

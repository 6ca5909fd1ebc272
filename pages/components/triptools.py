"""What the trips of a school are told by: factors, water, speeds and a network, read once."""

import pandas as pd
import streamlit as st

from footprints.roads.snapping import index_main
from footprints.travel.trips import RoadBook, TripTools
from geodata.config import find_data_dir
from geodata.roads.speeds import read_speeds
from geodata.roads.store import NetworkStore
from geodata.travel.tools import choose_tools
from pages.components.networks import list_networks


def recall_tools(school: pd.Series) -> TripTools:
    """
    Give what the trips of a school are told by.

    Parameters
    ----------
    school
        Its row of `schools`.

    Returns
    -------
    tools
        See `geodata.travel.tools.choose_tools`; saved networks in order of name, each open once
        for all sessions.
    """
    return choose_tools(
        float(school["easting"]),
        float(school["northing"]),
        list_networks(),
        folder=find_data_dir(),
        open_book=_open_book,
    )


@st.cache_resource(show_spinner="Opening the road network…", max_entries=4)
def _open_book(network_id: str) -> RoadBook:
    """Open a network, one copy for all sessions; its id is that of its content."""
    network = NetworkStore.find().open(network_id).network
    return RoadBook(network, read_speeds().speeds, index_main(network))

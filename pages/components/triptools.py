"""What the trips of a school are told by: factors, water, speeds and a network, read once."""

import pandas as pd
import streamlit as st

from footprints.roads.snapping import index_main, snap_points
from footprints.travel.speeds import AverageSpeed
from footprints.travel.trips import RoadBook, TripTools
from footprints.travel.water import Water
from geodata.config import find_data_dir
from geodata.roads.speeds import read_speeds
from geodata.roads.store import NetworkStore
from geodata.travel.measured import choose_factors
from geodata.travel.rates import load_speed
from geodata.travel.water import load_water
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
        With the first saved network, in order of name, that has a road near the school, and its
        factors where they have been measured. Where none has, any of them: it says that it does
        not reach so far.
    """
    water, speed = _load_stated()
    place = school[["easting", "northing"]].to_numpy(dtype="float64")[None]
    book = None
    for network_id in list_networks():
        book = _open_book(network_id)
        if snap_points(book.network, place, main=book.main).is_placed[0]:
            factors = choose_factors(find_data_dir(), network_id)
            return TripTools(factors, water, speed, book)
    return TripTools(choose_factors(find_data_dir()), water, speed, book)


@st.cache_resource(show_spinner=False)
def _load_stated() -> tuple[Water, AverageSpeed]:
    """Load what the project states."""
    return load_water(), load_speed()


@st.cache_resource(show_spinner="Opening the road network…", max_entries=4)
def _open_book(network_id: str) -> RoadBook:
    """Open a network, one copy for all sessions; its id is that of its content."""
    network = NetworkStore.find().open(network_id).network
    return RoadBook(network, read_speeds().speeds, index_main(network))

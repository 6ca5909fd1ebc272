"""What the trips of one school are told by: factors, water, a speed, and a network near it."""

from pathlib import Path

import numpy as np

from footprints.roads.snapping import index_main, snap_points
from footprints.travel.trips import RoadBook, TripTools
from geodata.config import find_data_dir
from geodata.roads.speeds import read_speeds
from geodata.roads.store import NetworkStore
from geodata.travel.measured import choose_factors
from geodata.travel.rates import load_speed
from geodata.travel.water import load_water


def open_tools(
    easting: float,
    northing: float,
    *,
    network_id: str | None = None,
    data_dir: Path | None = None,
) -> TripTools:
    """
    Open what the trips of a school are told by.

    Parameters
    ----------
    easting, northing
        Of the school, EPSG:27700 metres; NaN where unknown.
    network_id
        A saved network. Without it, the first in order of name that has a road near the school
        and can be used, or none.
    data_dir
        The data folder; that of the configuration if not given.

    Returns
    -------
    tools
        With the factors of that network where they have been measured.

    Raises
    ------
    NoNetworkError, UnreadableFileError
        If the network named is not saved, or its file or that of its factors is damaged.
    """
    folder = data_dir or find_data_dir()
    store, place = NetworkStore(folder / "networks"), np.array([[easting, northing]])
    if network_id is not None:
        book = _open_book(store, network_id)
        return TripTools(choose_factors(folder, network_id), load_water(), load_speed(), book)
    for saved in store.list_saved():
        if saved.problem:
            continue
        book = _open_book(store, saved.network_id)
        if snap_points(book.network, place, main=book.main).is_placed[0]:
            factors = choose_factors(folder, saved.network_id)
            return TripTools(factors, load_water(), load_speed(), book)
    return TripTools(choose_factors(folder), load_water(), load_speed())


def _open_book(store: NetworkStore, network_id: str) -> RoadBook:
    """Open a saved network for single trips."""
    network = store.open(network_id).network
    return RoadBook(network, read_speeds().speeds, index_main(network))

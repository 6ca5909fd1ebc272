"""What the trips of one school are told by: factors, water, a speed, and a network near it."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np

from footprints.roads.snapping import index_main, snap_points
from footprints.travel.trips import RoadBook, TripTools
from geodata.config import find_data_dir
from geodata.errors import GeodataError
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
    store = NetworkStore(folder / "networks")
    if network_id is not None:
        book = _open_book(store, network_id)
        return TripTools(choose_factors(folder, network_id), load_water(), load_speed(), book)
    usable = [saved.network_id for saved in store.list_saved() if not saved.problem]
    tools = choose_tools(
        easting, northing, usable, folder=folder, open_book=partial(_open_book, store)
    )
    place = np.array([[easting, northing]])
    if tools.book and snap_points(tools.book.network, place, main=tools.book.main).is_placed[0]:
        return tools
    return replace(tools, book=None)


def choose_tools(
    easting: float,
    northing: float,
    network_ids: Iterable[str],
    *,
    folder: Path,
    open_book: Callable[[str], RoadBook],
) -> TripTools:
    """
    Choose what the trips of a school are told by: of several networks one with a road near it.

    Parameters
    ----------
    easting, northing
        Of the school, EPSG:27700 metres; NaN where unknown.
    network_ids
        Saved networks, in the order in which they are tried. One whose file, or that of its
        factors, is damaged is passed over: the Data page and `roads list` name it.
    folder
        The data folder.
    open_book
        Opens a network; may keep it open.

    Returns
    -------
    tools
        With the first network that has a road near the school and its factors where they have
        been measured. Where none has, any of them: it says that it does not reach so far.
    """
    place, water, speed = np.array([[easting, northing]]), load_water(), load_speed()
    elsewhere = None
    for network_id in network_ids:
        with suppress(GeodataError):
            book = open_book(network_id)
            if snap_points(book.network, place, main=book.main).is_placed[0]:
                return TripTools(choose_factors(folder, network_id), water, speed, book)
            elsewhere = elsewhere or book
    return TripTools(choose_factors(folder), water, speed, elsewhere)


def _open_book(store: NetworkStore, network_id: str) -> RoadBook:
    """Open a saved network for single trips."""
    network = store.open(network_id).network
    return RoadBook(network, read_speeds().speeds, index_main(network))

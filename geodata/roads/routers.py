"""Who searches a road network: scipy, or a contraction hierarchy where that is configured."""

import os
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from footprints.roads.contraction import route_pairs_contracted
from footprints.roads.network import RoadNetwork
from footprints.roads.routing import route_pairs
from footprints.travel.byroad import Router
from geodata.errors import SettingError
from geodata.roads.hierarchies import open_hierarchy

RoadEngine = Literal["dijkstra", "contraction"]
ROAD_ENGINE_VARIABLE = "LOCALS_ROAD_ENGINE"
ROAD_ENGINES: Mapping[RoadEngine, str] = MappingProxyType(
    {
        "dijkstra": "Dijkstra's search, by scipy",
        "contraction": "customisable contraction hierarchies, by RoutingKit",
    }
)


def read_road_engine() -> RoadEngine:
    """
    Read by which engine a network is searched: `LOCALS_ROAD_ENGINE`, a key of `ROAD_ENGINES`.

    Returns
    -------
    engine
        scipy's where nothing is set: the optional one is only used where it was asked for.

    Raises
    ------
    SettingError
        If another is named.

    Examples
    --------
    >>> read_road_engine()
    'dijkstra'
    """
    named = os.environ.get(ROAD_ENGINE_VARIABLE, "").strip().lower() or "dijkstra"
    for engine in ROAD_ENGINES:
        if engine == named:
            return engine
    raise SettingError(f"{ROAD_ENGINE_VARIABLE} must be one of {list(ROAD_ENGINES)}")


def choose_router(folder: Path, network: RoadNetwork) -> Router:
    """
    Choose who searches a network, by `read_road_engine`.

    Parameters
    ----------
    folder
        Where networks are kept: a hierarchy is ordered once and kept beside its network.
    network
        The network.

    Returns
    -------
    router
        With the parameters of `footprints.roads.routing.route_pairs`.

    Raises
    ------
    SettingError
        If an engine is named that is not known.
    ExtraMissingError
        If contraction hierarchies are configured and their package is not installed.
    """
    if read_road_engine() == "dijkstra":
        return route_pairs
    return partial(route_pairs_contracted, hierarchy=open_hierarchy(folder, network))

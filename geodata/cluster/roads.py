"""Road matrices shared out over a cluster, some of the nodes to search from at a time."""

from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from footprints.roads.network import RoadNetwork, Rows, Speeds
from footprints.roads.routing import Routes, Search, route
from footprints.roads.snapping import Snapped
from geodata.cluster.shards import Progress, Sharing, count_shards

_SEARCH = Search()


@dataclass(frozen=True)
class Roads:
    """What every search is on; as in `route`."""

    network: RoadNetwork
    origins: Snapped
    destinations: Snapped
    speeds: Speeds
    search: Search


@dataclass(frozen=True)
class Part:
    """Some rows of the origins or of the destinations, with all of the others."""

    rows: Rows
    of_origins: bool


def route_on_cluster(
    client: Any,  # noqa: ANN401  of an optional package
    network: RoadNetwork,
    origins: Snapped,
    destinations: Snapped,
    speeds: Speeds,
    *,
    search: Search = _SEARCH,
    on_progress: Progress | None = None,
) -> Routes:
    """
    Measure every origin to every destination by road, and back, on a cluster.

    Parameters
    ----------
    client
        From `geodata.cluster.connection.connect`.
    network, origins, destinations, speeds, search
        As for `footprints.roads.routing.route`.
    on_progress
        Called as `on_progress(points searched from, in all)` whenever a shard is done; to stop,
        raise from it.

    Returns
    -------
    routes
        What `route` gives, to the last digit.

    Raises
    ------
    ClusterError
        If no worker is left, or shards were lost again and again.
    SpeedError
        If a class of road has no speed.
    """
    n_origins, n_destinations = (
        len(np.unique(part.node[part.is_placed])) for part in (origins, destinations)
    )
    # sharded as it is searched, so that the sums are made in the same order
    of_origins = n_origins < n_destinations
    side = origins if of_origins else destinations
    if not len(side.node):
        return route(network, origins, destinations, speeds, search=search)
    # neighbouring rows of one node stay together
    order = np.argsort(side.node, kind="stable")
    rows = [part for part in np.array_split(order, count_shards(client, len(order))) if len(part)]
    roads = Roads(network, origins, destinations, speeds, search)
    shards = [Part(part, of_origins) for part in rows]
    sizes = [len(part) for part in rows]
    parts = Sharing(client, route_shard, roads, shards, sizes, on_progress).gather()
    shape = (len(origins.node), len(destinations.node))
    costs = {field.name: np.empty(shape) for field in fields(Routes)}
    for own, part in zip(rows, parts, strict=True):
        place = (own, slice(None)) if of_origins else (slice(None), own)
        for name, whole in costs.items():
            whole[place] = getattr(part, name)
    return Routes(**costs)


def route_shard(roads: Roads, part: Part) -> Routes:
    """
    Measure some of the rows.

    Parameters
    ----------
    roads
        See `Roads`.
    part
        See `Part`.

    Returns
    -------
    routes
        Of those rows and all of the others.
    """
    side = roads.origins if part.of_origins else roads.destinations
    own = Snapped(
        **{field.name: getattr(side, field.name)[part.rows] for field in fields(Snapped)}
    )
    origins, destinations = (own, roads.destinations) if part.of_origins else (roads.origins, own)
    return route(roads.network, origins, destinations, roads.speeds, search=roads.search)

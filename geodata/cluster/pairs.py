"""Pairs of places by road on a cluster: what the travel table asks of a network."""

from dataclasses import fields
from typing import Any

import numpy as np

from footprints.roads.network import RoadNetwork, Rows, Speeds
from footprints.roads.routing import Routes
from footprints.roads.snapping import Snapped
from geodata.cluster.roads import route_on_cluster
from geodata.cluster.shards import Progress


def route_pairs_on_cluster(  # noqa: PLR0917  as `route_pairs`, after the client
    client: Any,  # noqa: ANN401  of an optional package
    network: RoadNetwork,
    origins: Snapped,
    destinations: Snapped,
    pairs: tuple[Rows, Rows],
    speeds: Speeds,
    *,
    on_progress: Progress | None = None,
) -> Routes:
    """
    Measure some pairs of origins and destinations by road, and back, on a cluster.

    Parameters
    ----------
    client
        From `geodata.cluster.connection.connect`.
    network, origins, destinations, pairs, speeds
        As for `footprints.roads.routing.route_pairs`. Every origin of a pair is measured to every
        destination of one, which takes no more searches.
    on_progress
        Called as `on_progress(points searched from, in all)` whenever a shard is done.

    Returns
    -------
    routes
        What `route_pairs` gives, to the last digit.

    Raises
    ------
    ClusterError
        If no worker is left, or shards were lost again and again.
    SpeedError
        If a class of road has no speed.
    """
    # only those asked about, so that the search begins from the same side
    placed = (origins.node[pairs[0]] >= 0) & (destinations.node[pairs[1]] >= 0)
    rows, row = np.unique(pairs[0][placed], return_inverse=True)
    columns, column = np.unique(pairs[1][placed], return_inverse=True)
    whole = route_on_cluster(
        client,
        network,
        _pick(origins, rows),
        _pick(destinations, columns),
        speeds,
        on_progress=on_progress,
    )
    costs = {field.name: np.full(len(placed), np.nan) for field in fields(Routes)}
    for name, cost in costs.items():
        cost[placed] = getattr(whole, name)[row.reshape(-1), column.reshape(-1)]
    return Routes(**costs)


def _pick(points: Snapped, rows: Rows) -> Snapped:
    """Keep some of the points."""
    return Snapped(**{field.name: getattr(points, field.name)[rows] for field in fields(Snapped)})

"""The nearest base of every school by road, in one search of the whole network."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from footprints.roads.ends import weigh_between, weigh_ends
from footprints.roads.graph import Direction, Measure, build_search_graph
from footprints.roads.network import Floats, RoadNetwork, Rows, Speeds
from footprints.roads.snapping import Snapped


@dataclass(frozen=True)
class NearestByRoad:
    """
    The nearest destination of n origins.

    `row` (n) is a row of the destinations, -1 where none can be reached; `cost` (n) what it
    takes to get there, in the unit of the measure, NaN likewise.
    """

    row: Rows
    cost: Floats


def find_nearest(
    network: RoadNetwork,
    origins: Snapped,
    destinations: Snapped,
    speeds: Speeds,
    *,
    by: Measure = "km",
    direction: Direction = "there",
    limit: float | None = None,
    ferries: bool = False,
    graph: csr_array | None = None,
) -> NearestByRoad:
    """
    Find the nearest destination of every origin, all searched from at once.

    Parameters
    ----------
    network
        N nodes.
    origins, destinations
        From `footprints.roads.snapping.snap_points` on this network; n and m points.
    speeds
        km/h for every class the edges have.
    by
        What nearest means.
    direction
        `there`, to the destination, or `back`, from it.
    limit
        In the unit of `by`; what is beyond it is not found.
    ferries
        Whether ferries are part of the network.
    graph
        From `footprints.roads.graph.build_search_graph` with the same options, where several
        systems are asked about; built here where not given.

    Returns
    -------
    nearest
        See `NearestByRoad`: of the costs by the rules of `footprints.roads.routing`, the least.
        Of destinations in one place, the first.

    Raises
    ------
    SpeedError
        If a class of road has no speed.

    Examples
    --------
    >>> from footprints.roads.snapping import snap_points
    >>> east, rows = np.array([0.0, 4000.0, 6000.0]), np.array([0, 1, 1, 2])
    >>> lane = RoadNetwork(east, 0 * east, rows, np.array([1, 0, 2, 1]), east[[1, 1, 2, 2]] / 2,
    ...     np.zeros(4, "int16"), ("primary",), "Lane", "drawn by hand", None, "", "0" * 16)
    >>> points = snap_points(lane, np.column_stack([east, 0 * east]))
    >>> bases = snap_points(lane, np.array([[0.0, 0.0], [6000.0, 200.0]]))
    >>> nearest = find_nearest(lane, points, bases, Speeds({}, {}))
    >>> nearest.row.tolist(), nearest.cost.tolist()
    ([0, 0, 1], [0.0, 2.0, 0.2])
    """
    if graph is None:
        graph = build_search_graph(network, speeds, by=by, direction=direction, ferries=ferries)
    bound = np.inf if limit is None else limit
    ends = weigh_ends(network, destinations, by, speeds)
    row, cost = search_from_all(graph, destinations.node, ends, bound)
    # -1 picks the last node for an origin on none, whose own end is NaN
    row, cost = row[origins.node], cost[origins.node] + weigh_ends(network, origins, by, speeds)
    _put_neighbours(network, origins, destinations, (by, speeds), (row, cost))
    beyond = ~(cost <= bound)
    return NearestByRoad(np.where(beyond, -1, row), np.where(beyond, np.nan, cost))


def search_from_all(
    graph: csr_array, nodes: Rows, ends: Floats, limit: float = np.inf
) -> tuple[Rows, Floats]:
    """
    Search from many points at once: an extra node for each, joined to its own by its end.

    Parameters
    ----------
    graph
        N by N, in the direction to search.
    nodes
        int64, length m: the node of each point, -1 where it is on none.
    ends
        float64, length m: the cost between a point and its node.
    limit
        Beyond which not to search.

    Returns
    -------
    row
        int64, length N: the point nearest to each node, the first of those that share a node and
        are as near; -1 where none reaches it.
    cost
        float64, length N: what it takes, NaN likewise.

    Examples
    --------
    >>> graph = csr_array(np.array([[0, 7.0, 0], [0, 0, 1.0], [0, 0, 0]]))
    >>> row, cost = search_from_all(graph, np.array([0, 2]), np.array([0.5, 9.0]))
    >>> row.tolist(), cost.tolist()
    ([0, 0, 0], [0.5, 7.5, 8.5])
    """
    n = graph.shape[0]
    row, cost = np.full(n, -1, dtype="int64"), np.full(n, np.nan)
    placed = np.flatnonzero(nodes >= 0)
    # where several share a node only the one nearest to it can be nearest to another
    placed = placed[np.lexsort((placed, ends[placed], nodes[placed]))]
    placed = placed[np.flatnonzero(np.diff(nodes[placed], prepend=-1))]
    m = len(placed)
    if not m:
        return row, cost
    starts = np.concatenate([graph.indptr, graph.indptr[-1] + np.arange(1, m + 1)])
    heads = np.concatenate([graph.indices, nodes[placed]]).astype("int32")
    weights = np.concatenate([graph.data, ends[placed]])
    joined = csr_array((weights, heads, starts.astype("int32")), shape=(n + m, n + m))
    found, _, source = dijkstra(
        joined,
        indices=np.arange(n, n + m),
        min_only=True,
        return_predecessors=True,
        limit=limit,
    )
    reached = np.isfinite(found[:n])
    row[reached] = placed[source[:n][reached] - n]
    cost[reached] = found[:n][reached]
    return row, cost


def _put_neighbours(
    network: RoadNetwork,
    origins: Snapped,
    destinations: Snapped,
    measured: tuple[Measure, Speeds],
    answer: tuple[Rows, Floats],
) -> None:
    """Put in, for an origin, the destination on its own node where the straight line is less."""
    row, cost = answer
    met, there = (
        pd.DataFrame({"node": part.node, name: range(len(part.node))})[part.is_placed]
        for name, part in (("origin", origins), ("at", destinations))
    )
    met = met.merge(there, on="node")
    origin, at = met["origin"].to_numpy(), met["at"].to_numpy()
    met["cost"] = weigh_between(network, (origins, origin), (destinations, at), *measured)
    least = met.sort_values(["origin", "cost", "at"]).drop_duplicates("origin")
    rows = least["origin"].to_numpy()
    less = ~(least["cost"].to_numpy() > cost[rows])
    row[rows[less]] = least["at"].to_numpy()[less]
    cost[rows[less]] = least["cost"].to_numpy()[less]

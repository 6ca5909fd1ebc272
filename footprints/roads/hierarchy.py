"""
A network ordered for a customisable contraction hierarchy, once for all measures.

Ordering takes minutes for a whole country (see `geodata.roads.hierarchies` for keeping it);
weighing it for a measure takes seconds. The method is that of Dibbelt, Strasser & Wagner (2016),
by RoutingKit, through the optional package `pyroutingkit`.
"""

import importlib
import threading
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from footprints.errors import FootprintsError
from footprints.roads.graph import Measure, build_matrix, weigh_edges
from footprints.roads.network import NetworkError, RoadNetwork, Rows, Speeds

Whole = npt.NDArray[np.uint32]

# what RoutingKit answers where there is no way
NO_WAY = 2_147_483_647
PER_UNIT: dict[Measure, float] = {"km": 1e6, "minutes_fast": 6e4, "minutes_slow": 6e4}


class ExtraMissingError(FootprintsError, ImportError):
    """An optional package that was asked for and is not installed."""


@dataclass(frozen=True)
class Hierarchy:
    """
    A network's nodes in the order in which they are contracted, ready to be weighed.

    `start` and `end` are its a arcs as `list_arcs` gives them, `turned` (a) the row of each one's
    reverse; `topology` is RoutingKit's. `network_id`, `n_nodes` and `n_edges` say of which
    network. One call at a time uses it: two threads on it would crash the process.
    """

    topology: Any
    start: Rows
    end: Rows
    turned: Rows
    network_id: str
    n_nodes: int
    n_edges: int
    lock: AbstractContextManager[bool] = field(default_factory=threading.Lock, repr=False)


def list_arcs(network: RoadNetwork) -> tuple[Rows, Rows]:
    """
    List the arcs of a network: each pair of nodes that an edge joins, and its reverse.

    Each is there once, in order. With the reverses the same order of nodes serves searches
    against the traffic.

    Parameters
    ----------
    network
        n nodes, e edges; ferries count, for they may be asked for later.

    Returns
    -------
    start, end
        int64, length a.

    Examples
    --------
    >>> east, rows = np.array([0.0, 9.0]), np.array([1, 0, 0, 0])
    >>> lane = RoadNetwork(east, east, rows, np.array([0, 1, 1, 0]), np.ones(4),
    ...     np.zeros(4, "int16"), ("primary",), "Lane", "drawn by hand", None, "", "0" * 16)
    >>> [part.tolist() for part in list_arcs(lane)]
    [[0, 1], [1, 0]]
    """
    n, joins = network.n_nodes, network.start != network.end
    start, end = network.start[joins], network.end[joins]
    key = np.unique(np.concatenate([start * n + end, end * n + start]))
    return key // max(network.n_nodes, 1), key % max(network.n_nodes, 1)


def load_kit() -> Any:  # noqa: ANN401  the package has no types
    """
    Load `pyroutingkit`, or say what is missing.

    Raises
    ------
    ExtraMissingError
        If it is not installed.
    """
    try:
        return importlib.import_module("pyroutingkit")
    except ImportError as error:
        raise ExtraMissingError(
            '`engine="contraction"` needs the package pyroutingkit, which is not installed; '
            "install it with `pip install -r requirements-optional.txt`, or ask for "
            '`engine="dijkstra"`'
        ) from error


def build_hierarchy(network: RoadNetwork) -> Hierarchy:
    """
    Order the nodes of a network.

    Parameters
    ----------
    network
        n nodes; 3 million take minutes, a county less than a second.

    Returns
    -------
    hierarchy
        See `Hierarchy`.

    Raises
    ------
    ExtraMissingError
        If `pyroutingkit` is not installed.
    NetworkError
        If no edge joins two nodes.
    """
    kit = load_kit()
    start, end = list_arcs(network)
    if not len(start):
        raise NetworkError("`network` must have an edge between two nodes, got none")
    topology = kit.CCHTopology()
    topology.build(
        start.astype("uint32"),
        end.astype("uint32"),
        network.northing.astype("float32"),
        network.easting.astype("float32"),
        network.n_nodes,
    )
    return describe_hierarchy(network, topology, (start, end))


def describe_hierarchy(network: RoadNetwork, topology: Any, arcs: tuple[Rows, Rows]) -> Hierarchy:  # noqa: ANN401
    """
    Put a topology with what is known of its network.

    Parameters
    ----------
    network
        n nodes.
    topology
        RoutingKit's, of these arcs.
    arcs
        From `list_arcs`.

    Returns
    -------
    hierarchy
        See `Hierarchy`.
    """
    start, end = arcs
    n = network.n_nodes
    turned = np.searchsorted(start * n + end, end * n + start)
    about = (network.network_id, n, network.n_edges)
    return Hierarchy(topology, start, end, turned, *about)


def weigh_arcs(
    network: RoadNetwork, arcs: tuple[Rows, Rows], measure: Measure, speeds: Speeds, *,
    ferries: bool = False,
) -> Whole:  # fmt: skip
    """
    Weigh the arcs of a network in whole millimetres or milliseconds.

    Parameters
    ----------
    network, measure, speeds
        As for `footprints.roads.graph.weigh_edges`.
    arcs
        From `list_arcs`; a of them.
    ferries
        Whether ferries are part of it.

    Returns
    -------
    weights
        uint32, length a: the least of parallel edges; `NO_WAY` where none may be used.

    Raises
    ------
    NetworkError
        If the arcs are of another network.
    SpeedError
        If a class of road has no speed.
    """
    exact = build_matrix(network, weigh_edges(network, measure, speeds), ferries=ferries)
    n = network.n_nodes
    key = np.repeat(np.arange(n, dtype="int64") * n, np.diff(exact.indptr)) + exact.indices
    weights = np.full(len(arcs[0]), NO_WAY, dtype="uint32")
    whole = np.minimum(np.rint(exact.data * PER_UNIT[measure]), NO_WAY)
    known = arcs[0] * n + arcs[1]
    at = np.minimum(np.searchsorted(known, key), len(known) - 1)
    if not np.array_equal(known[at], key):
        raise NetworkError("`arcs` must be of this network, got those of another")
    weights[at] = whole.astype("uint32")
    return weights

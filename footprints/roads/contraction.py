"""
The same ways by road, found with a contraction hierarchy: a second engine.

What to measure and how are the rules of `footprints.roads.routing`; only the search differs.
Of the nodes to ask between the fewer are searched from, with or against the traffic. Edges weigh
whole millimetres or milliseconds, so a way of k edges is right to k/2 of those. A sum
of 2,147 km or 596 hours or more reads as no way. Nothing here is chosen silently: a caller says
`engine="contraction"`.
"""

from collections.abc import Callable
from dataclasses import fields
from typing import Any, Literal

import numpy as np

from footprints.roads import routing
from footprints.roads.ends import weigh_between, weigh_ends
from footprints.roads.graph import MEASURES
from footprints.roads.hierarchy import (
    NO_WAY,
    PER_UNIT,
    Hierarchy,
    Whole,
    build_hierarchy,
    load_kit,
    weigh_arcs,
)
from footprints.roads.network import Floats, NetworkError, RoadNetwork, Rows, Speeds
from footprints.roads.nodeblocks import Block, plan_blocks
from footprints.roads.routing import Progress, Routes, Search
from footprints.roads.snapping import Snapped

Engine = Literal["dijkstra", "contraction"]

_BATCH = 2000
_STRIP_M = 20_000.0
_SEARCH = Search()


def route_contracted(
    network: RoadNetwork,
    origins: Snapped,
    destinations: Snapped,
    speeds: Speeds,
    *,
    hierarchy: Hierarchy | None = None,
    search: Search = _SEARCH,
    on_progress: Progress | None = None,
) -> Routes:
    """
    Measure every origin to every destination by road, and back.

    Parameters
    ----------
    network, origins, destinations, speeds, search
        As for `footprints.roads.routing.route`. A limit does not make this quicker.
    hierarchy
        Of this network; built here where not given.
    on_progress
        Called as `on_progress(nodes searched from, in all)`; raise from it to stop early.

    Returns
    -------
    routes
        As `footprints.roads.routing.route` gives, to the rounding stated in the module.

    Raises
    ------
    ExtraMissingError
        If `pyroutingkit` is not installed.
    NetworkError
        If the hierarchy is of another network, or a point lies on none of its nodes.
    SpeedError
        If a class of road has no speed.
    """
    n, m = len(origins.node), len(destinations.node)
    pairs = np.repeat(np.arange(n), m), np.tile(np.arange(m), n)
    flat = route_pairs_contracted(
        network, origins, destinations, pairs, speeds,
        hierarchy=hierarchy, search=search, on_progress=on_progress,
    )  # fmt: skip
    return Routes(**{part.name: getattr(flat, part.name).reshape(n, m) for part in fields(flat)})


def route_pairs_contracted(
    network: RoadNetwork,
    origins: Snapped,
    destinations: Snapped,
    pairs: tuple[Rows, Rows],
    speeds: Speeds,
    *,
    hierarchy: Hierarchy | None = None,
    search: Search = _SEARCH,
    on_progress: Progress | None = None,
) -> Routes:
    """
    Measure some pairs of origins and destinations by road, and back.

    Parameters
    ----------
    network, origins, destinations, speeds, hierarchy, search, on_progress
        As for `route_contracted`.
    pairs
        Rows of `origins` and rows of `destinations`, int64, both of length p.

    Returns
    -------
    routes
        As `footprints.roads.routing.route_pairs` gives, to the rounding stated in the module.

    Raises
    ------
    ExtraMissingError, NetworkError, SpeedError
        As `route_contracted`.
    """
    hierarchy = hierarchy or build_hierarchy(network)
    _check_same(network, hierarchy, origins, destinations)
    blocks = list(plan_blocks(origins.node[pairs[0]], destinations.node[pairs[1]]))
    n_all = 2 * len(MEASURES) * sum(max(map(len, block[:2])) for block in blocks)
    tell = _count_up(on_progress, n_all)
    costs: dict[str, Floats] = {}
    with hierarchy.lock:
        for measure in MEASURES:
            arcs = hierarchy.start, hierarchy.end
            weights = weigh_arcs(network, arcs, measure, speeds, ferries=search.ferries)
            metrics = [
                _make_metric(hierarchy, own) for own in (weights, weights[hierarchy.turned])
            ]
            first, last = (
                weigh_ends(network, points, measure, speeds)[rows]
                for points, rows in zip((origins, destinations), pairs, strict=True)
            )
            beside = weigh_between(
                network, (origins, pairs[0]), (destinations, pairs[1]), measure, speeds
            )
            for name in (measure, f"{measure}_back"):
                on_road = np.full(len(pairs[0]), np.nan)
                for block in blocks:
                    back = name.endswith("_back")
                    whole = _ask_block(network, metrics, block, tell, back=back)
                    on_road[block.pair] = whole[block.row, block.column] / PER_UNIT[measure]
                total = np.where(np.isnan(beside), first + on_road + last, beside)
                costs[name] = np.where(total <= search.limit_of(measure), total, np.nan)
    return Routes(**costs)


def route_by(
    engine: Engine,
    network: RoadNetwork,
    origins: Snapped,
    destinations: Snapped,
    speeds: Speeds,
    *,
    hierarchy: Hierarchy | None = None,
    search: Search = _SEARCH,
    on_progress: Progress | None = None,
) -> Routes:
    """
    Measure every origin to every destination by the engine that was chosen.

    Parameters
    ----------
    engine
        `dijkstra`, scipy's, always there; or `contraction`, which needs `pyroutingkit`.
    network, origins, destinations, speeds, hierarchy, search, on_progress
        As for `route_contracted`.

    Returns
    -------
    routes
        See `footprints.roads.routing.Routes`.

    Raises
    ------
    ExtraMissingError
        If `contraction` was chosen and its package is not installed.
    ValueError
        If the engine is none of the two.
    """
    if engine == "dijkstra":
        return routing.route(
            network, origins, destinations, speeds, search=search, on_progress=on_progress
        )
    if engine != "contraction":
        raise ValueError(f"`engine` must be 'dijkstra' or 'contraction', got {engine!r}")
    return route_contracted(
        network, origins, destinations, speeds,
        hierarchy=hierarchy, search=search, on_progress=on_progress,
    )  # fmt: skip


def _check_same(network: RoadNetwork, hierarchy: Hierarchy, *parts: Snapped) -> None:
    """Insist that rows are of this network; RoutingKit would read beyond its arrays."""
    about = (network.network_id, network.n_nodes, network.n_edges)
    if about != (hierarchy.network_id, hierarchy.n_nodes, hierarchy.n_edges):
        raise NetworkError("`hierarchy` must be of this network, got one of another")
    if any(len(part.node) and part.node.max() >= network.n_nodes for part in parts):
        raise NetworkError("points must be snapped to this network, got a node it does not have")


def _make_metric(hierarchy: Hierarchy, weights: Whole) -> Any:  # noqa: ANN401  it has no types
    """Weigh a hierarchy."""
    metric = load_kit().CCHMetric(hierarchy.topology)
    metric.customize(weights, 1)
    return metric


def _ask_block(
    network: RoadNetwork,
    metrics: list[Any],
    block: Block,
    tell: Callable[[int], None],
    *,
    back: bool,
) -> Floats:
    """Ask between all origins of a block and all its destinations, from the fewer of them."""
    few, many = block.origins, block.destinations
    turned = len(few) > len(many)
    if turned:
        few, many = many, few
    # with the traffic: there from origins, or back from destinations
    metric = metrics[int(back != turned)]
    # those near each other share most of their search
    near = np.lexsort((network.northing[many], network.easting[many] // _STRIP_M))
    found = np.empty((len(few), len(many)))
    for begin in range(0, len(many), _BATCH):
        own = near[begin : begin + _BATCH]
        whole = metric.distances_many_to_many(few.astype("uint32"), many[own].astype("uint32"))
        found[:, own] = np.where(whole < NO_WAY, whole, np.nan)
        tell(len(own))
    return found.T if turned else found


def _count_up(on_progress: Progress | None, n_all: int) -> Callable[[int], None]:
    """Make a counter that reports how many searches are done."""
    n_done = 0

    def tell(n: int) -> None:
        nonlocal n_done
        n_done += n
        if on_progress:
            on_progress(n_done, n_all)

    return tell

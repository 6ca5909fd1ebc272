"""
The same ways by road, found with a contraction hierarchy: a second engine.

What to measure and how are the rules of `footprints.roads.routing`; only the search differs.
Edges weigh whole millimetres or milliseconds, so a way of k edges is right to k/2 of those. A sum
of 2,147 km or 596 hours or more reads as no way. Nothing here is chosen silently: a caller says
`engine="contraction"`.
"""

from collections.abc import Callable, Iterator
from dataclasses import fields
from typing import Any, Literal, NamedTuple

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from footprints.roads import routing
from footprints.roads.ends import weigh_between, weigh_ends
from footprints.roads.graph import MEASURES
from footprints.roads.hierarchy import (
    NO_WAY,
    PER_UNIT,
    Hierarchy,
    build_hierarchy,
    list_arcs,
    load_kit,
    weigh_arcs,
)
from footprints.roads.network import Floats, NetworkError, RoadNetwork, Rows, Speeds
from footprints.roads.routing import Progress, Routes, Search
from footprints.roads.snapping import Snapped

Engine = Literal["dijkstra", "contraction"]

_BATCH = 2000
# a block of all with all is asked even where only one cell in so many is wanted
_WASTE = 8
_SEARCH = Search()


class Block(NamedTuple):
    """
    Nodes to ask between, all with all, and the pairs that this answers.

    `pair` are their numbers, `row` and `column` where in the block each one's answer is.
    """

    origins: Rows
    destinations: Rows
    pair: Rows
    row: Rows
    column: Rows


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
    n_all = len(MEASURES) * sum(len(b.origins) + len(b.destinations) for b in blocks)
    tell = _count_up(on_progress, n_all)
    costs: dict[str, Floats] = {}
    with hierarchy.lock:
        for measure in MEASURES:
            arcs = hierarchy.start, hierarchy.end
            metric = load_kit().CCHMetric(hierarchy.topology)
            metric.customize(weigh_arcs(network, arcs, measure, speeds, ferries=search.ferries), 1)
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
                    whole = _ask_block(metric, block, tell, back=name.endswith("_back"))
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


def plan_blocks(origin: Rows, destination: Rows) -> Iterator[Block]:
    """
    Gather pairs of nodes into blocks that are answered all with all.

    Pairs that share nodes directly or by others (all schools with all bases, or the schools of
    one trust) make one block, unless most of its cells would go to waste: then each origin
    makes its own.

    Parameters
    ----------
    origin, destination
        int64, length p: nodes, below 0 where there is none.

    Yields
    ------
    block
        See `Block`; a pair without a node is in none.

    Examples
    --------
    >>> origin, destination = np.array([5, 5, 9, -1]), np.array([7, 6, 2, 6])
    >>> [(b.origins.tolist(), b.destinations.tolist()) for b in plan_blocks(origin, destination)]
    [([5], [6, 7]), ([9], [2])]
    """
    pair = np.flatnonzero((origin >= 0) & (destination >= 0))
    sources, row = np.unique(origin[pair], return_inverse=True)
    targets, column = np.unique(destination[pair], return_inverse=True)
    n, m = len(sources), len(targets)
    shared = coo_array((np.ones(len(pair), "bool"), (row, n + column)), shape=(n + m, n + m))
    group = row
    if len(pair):
        group = connected_components(shared, directed=False)[1][row].astype("int64")
    n_cells = _count_each(group, row) * _count_each(group, column)
    wasteful = n_cells > _WASTE * np.bincount(group, minlength=len(n_cells))
    key = np.where(wasteful[group], len(n_cells) + row, group)
    order = np.argsort(key, kind="stable")
    for part in np.split(order, np.flatnonzero(np.diff(key[order])) + 1):
        if len(part):
            own_rows, at_row = np.unique(row[part], return_inverse=True)
            own_columns, at_column = np.unique(column[part], return_inverse=True)
            yield Block(sources[own_rows], targets[own_columns], pair[part], at_row, at_column)


def _count_each(group: Rows, item: Rows) -> Rows:
    """Count the distinct items of every group."""
    n_items = item.max(initial=0) + 1
    return np.bincount(np.unique(group * n_items + item) // n_items)


def _check_same(network: RoadNetwork, hierarchy: Hierarchy, *parts: Snapped) -> None:
    """Insist that rows are of this network; RoutingKit would read beyond its arrays."""
    start, end = list_arcs(network)
    same = hierarchy.n_nodes == network.n_nodes
    same &= np.array_equal(start, hierarchy.start) and np.array_equal(end, hierarchy.end)
    if not same:
        raise NetworkError("`hierarchy` must be of this network, got one of another")
    if any(len(part.node) and part.node.max() >= network.n_nodes for part in parts):
        raise NetworkError("points must be snapped to this network, got a node it does not have")


def _ask_block(
    metric: Any,  # noqa: ANN401  the package has no types
    block: Block,
    tell: Callable[[int], None],
    *,
    back: bool,
) -> Floats:
    """Ask from all origins of a block to all its destinations, or back, in batches."""
    ends = (block.destinations, block.origins) if back else (block.origins, block.destinations)
    sources, targets = (part.astype("uint32") for part in ends)
    found = np.empty((len(sources), len(targets)))
    for begin in range(0, len(sources), _BATCH):
        own = sources[begin : begin + _BATCH]
        whole = metric.distances_many_to_many(own, targets)
        found[begin : begin + len(own)] = np.where(whole < NO_WAY, whole, np.nan)
        tell(len(own))
    return found.T if back else found


def _count_up(on_progress: Progress | None, n_all: int) -> Callable[[int], None]:
    """Make a counter that reports how many searches are done."""
    n_done = 0

    def tell(n: int) -> None:
        nonlocal n_done
        n_done += n
        if on_progress:
            on_progress(n_done, n_all)

    return tell

"""
How far it is by road, there and back: many schools, many bases, one search for each base.

Rules, the same wherever a cost by road is given:

- *there* is from an origin (a school) to a destination (a base), *back* the other way round; a
  one-way street makes them differ. *There* is searched from the base against the traffic.
- km are those of the shortest way, minutes those of the quickest one with a set of speeds: the
  three may be three different ways.
- A point is joined to its node by a straight line, counted in the km at either end and driven at
  the slowest speed of the set. Between two points on one node it is the straight line between
  them, so that a school is 0 km from itself.
- Not to be reached, on no node, or beyond a limit asked for: NaN.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from footprints.roads.ends import weigh_between, weigh_ends
from footprints.roads.graph import MEASURES, Direction, Measure, build_matrix, weigh_edges
from footprints.roads.network import Floats, RoadNetwork, Rows, Speeds
from footprints.roads.snapping import Snapped

__all__ = ["Direction", "Progress", "Routes", "Search", "route", "route_pairs"]

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Search:
    """
    How to search: what a school would not travel beyond, by what, and in how much memory.

    `limit_km` and `limit_minutes` are None to look as far as it goes; the less, the quicker.
    `ferries` are crossed only where asked for. `batch_bytes` holds the costs of one batch.
    """

    limit_km: float | None = None
    limit_minutes: float | None = None
    ferries: bool = False
    batch_bytes: int = 256 * 2**20

    def limit_of(self, measure: Measure) -> float:
        """Give the limit of a measure, infinite where there is none."""
        limit = self.limit_km if measure == "km" else self.limit_minutes
        return np.inf if limit is None else limit


_SEARCH = Search()


@dataclass(frozen=True)
class Routes:
    """
    Costs there and back: n by m from `route`, one for each pair from `route_pairs`.

    float64, NaN where there is no way. Each is over its own best way; see the module.
    """

    km: Floats
    minutes_fast: Floats
    minutes_slow: Floats
    km_back: Floats
    minutes_fast_back: Floats
    minutes_slow_back: Floats


class _Plan(NamedTuple):
    """
    Which searches answer which pairs.

    `sources` are the s nodes to search from. `pair` lists the pairs that can be answered, in
    order of their source, and `target` the node to read off for each; those of source i are
    from `first[i]` to below `first[i + 1]`. `batch` searches are held at once.
    """

    sources: Rows
    first: Rows
    pair: Rows
    target: Rows
    batch: int


def route(
    network: RoadNetwork,
    origins: Snapped,
    destinations: Snapped,
    speeds: Speeds,
    *,
    search: Search = _SEARCH,
    on_progress: Progress | None = None,
) -> Routes:
    """
    Measure every origin to every destination by road, and back.

    Parameters
    ----------
    network
        N nodes.
    origins, destinations
        From `footprints.roads.snapping.snap_points` on this network; n and m points.
    speeds
        km/h for every class the edges have.
    search
        See `Search`.
    on_progress
        Called as `on_progress(searches done, searches in all)`; raise from it to stop early.

    Returns
    -------
    routes
        See `Routes`; n by m.

    Raises
    ------
    SpeedError
        If a class of road has no speed.

    Examples
    --------
    >>> from footprints.roads.snapping import snap_points
    >>> east, rows = np.array([0.0, 4000.0]), np.array([0, 1])
    >>> lane = RoadNetwork(east, 0 * east, rows, rows[::-1], east[[1, 1]], np.zeros(2, "int16"),
    ...     ("unclassified",), "Lane", "drawn by hand", None, "", "0" * 16)
    >>> ends = snap_points(lane, np.array([[0.0, 500.0], [4000.0, 0.0]]))
    >>> speeds = Speeds({"unclassified": 60}, {"unclassified": 40})
    >>> routes = route(lane, ends, ends, speeds)
    >>> routes.km.tolist(), routes.minutes_slow[0].tolist()
    ([[0.0, 4.5], [4.5, 0.0]], [0.0, 6.75])
    """
    n, m = len(origins.node), len(destinations.node)
    pairs = np.repeat(np.arange(n), m), np.tile(np.arange(m), n)
    flat = route_pairs(
        network, origins, destinations, pairs, speeds, search=search, on_progress=on_progress
    )
    return Routes(
        **{field.name: getattr(flat, field.name).reshape(n, m) for field in fields(flat)}
    )


def route_pairs(
    network: RoadNetwork,
    origins: Snapped,
    destinations: Snapped,
    pairs: tuple[Rows, Rows],
    speeds: Speeds,
    *,
    search: Search = _SEARCH,
    on_progress: Progress | None = None,
) -> Routes:
    """
    Measure some pairs of origins and destinations by road, and back.

    As many nodes are searched from as hold a destination of a pair, or an origin where those
    are fewer: six times each, for three measures there and back.

    Parameters
    ----------
    network, origins, destinations, speeds, search, on_progress
        As for `route`.
    pairs
        Rows of `origins` and rows of `destinations`, int64, both of length p.

    Returns
    -------
    routes
        See `Routes`; length p.

    Raises
    ------
    SpeedError
        If a class of road has no speed.

    Examples
    --------
    >>> from footprints.roads.snapping import snap_points
    >>> east, one = np.array([0.0, 4000.0]), np.array([0])
    >>> street = RoadNetwork(east, 0 * east, one, one + 1, east[1:], np.zeros(1, "int16"),
    ...     ("primary",), "One-way street", "drawn by hand", None, "", "0" * 16)
    >>> ends = Snapped(east, 0 * east, np.array([0, 1]), 0 * east, np.array(["", ""], "object"))
    >>> routes = route_pairs(street, ends, ends, (one, one + 1), Speeds(*[{"primary": 60}] * 2))
    >>> routes.km.tolist(), routes.km_back.tolist()
    ([4.0], [nan])
    """
    origin, destination = pairs
    asked = (origins.node[origin] >= 0) & (destinations.node[destination] >= 0)
    n_there = len(np.unique(destinations.node[destination[asked]]))
    if len(np.unique(origins.node[origin[asked]])) < n_there:
        turned = (destination, origin)
        return _turn_round(
            route_pairs(
                network, destinations, origins, turned, speeds,
                search=search, on_progress=on_progress,
            )
        )  # fmt: skip
    batch = _fit_batch(search, network.n_nodes, len(origin) // max(1, n_there))
    plan = _plan_searches(origins, destinations, pairs, batch)
    n_searches = 2 * len(MEASURES) * n_there
    costs: dict[str, Floats] = {}
    for measure in MEASURES:
        weights = weigh_edges(network, measure, speeds)
        matrix = build_matrix(network, weights, ferries=search.ferries)
        first, last = (weigh_ends(network, p, measure, speeds) for p in (origins, destinations))
        limit = search.limit_of(measure)
        for name in (measure, f"{measure}_back"):
            graph = matrix if name.endswith("_back") else matrix.T.tocsr()
            cost = np.full(len(origin), np.nan)
            for n_done, part, on_road in _search_all(graph, plan, limit):
                here, there = origin[part], destination[part]
                straight = weigh_between(
                    network, (origins, here), (destinations, there), measure, speeds
                )
                total = np.where(np.isnan(straight), first[here] + on_road + last[there], straight)
                cost[part] = np.where(total <= limit, total, np.nan)
                if on_progress:
                    on_progress(len(costs) * n_there + n_done, n_searches)
            costs[name] = cost
    return Routes(**costs)


def _fit_batch(search: Search, n_nodes: int, n_pairs: int) -> int:
    """Say how many searches fit in memory at once, each with so many nodes and pairs."""
    # 8 bytes for a node's cost, and a dozen columns of 8 while pairs are put together
    return max(1, search.batch_bytes // (8 * max(1, n_nodes + 12 * n_pairs)))


def _plan_searches(
    origins: Snapped, destinations: Snapped, pairs: tuple[Rows, Rows], batch: int
) -> _Plan:
    """Sort the pairs that can be answered by the node to search from."""
    target, source = origins.node[pairs[0]], destinations.node[pairs[1]]
    pair = np.flatnonzero((target >= 0) & (source >= 0))
    pair = pair[np.argsort(source[pair], kind="stable")]
    sources, first = np.unique(source[pair], return_index=True)
    return _Plan(sources, np.append(first, len(pair)), pair, target[pair], batch)


def _search_all(graph: csr_array, plan: _Plan, limit: float) -> Iterator[tuple[int, Rows, Floats]]:
    """Search from the sources, batch by batch: how many are done, which pairs, their costs."""
    for begin in range(0, len(plan.sources), plan.batch):
        stop = min(begin + plan.batch, len(plan.sources))
        found = dijkstra(graph, indices=plan.sources[begin:stop], limit=limit)
        part = slice(plan.first[begin], plan.first[stop])
        row = np.repeat(np.arange(stop - begin), np.diff(plan.first[begin : stop + 1]))
        reached = found[row, plan.target[part]]
        yield stop, plan.pair[part], np.where(np.isfinite(reached), reached, np.nan)


def _turn_round(routes: Routes) -> Routes:
    """Swap there and back."""
    return Routes(
        km=routes.km_back,
        minutes_fast=routes.minutes_fast_back,
        minutes_slow=routes.minutes_slow_back,
        km_back=routes.km,
        minutes_fast_back=routes.minutes_fast,
        minutes_slow_back=routes.minutes_slow,
    )

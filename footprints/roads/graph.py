"""A network as a weighted graph: what edges cost, the least of parallel ones, its main part."""

from typing import Literal, cast, get_args

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from footprints.distance import METRES_PER_KM
from footprints.roads.network import FERRY, Floats, RoadNetwork, Rows, SpeedError, Speeds

Measure = Literal["km", "minutes_fast", "minutes_slow"]
Direction = Literal["there", "back"]
MEASURES: tuple[Measure, ...] = get_args(Measure)
MINUTES_PER_HOUR = 60.0

Mask = npt.NDArray[np.bool_]


def weigh_edges(network: RoadNetwork, measure: Measure, speeds: Speeds) -> Floats:
    """
    Weigh every edge by its length or by the time it takes.

    Parameters
    ----------
    network
        e edges.
    measure
        `km`, or minutes at the fast or slow set of speeds.
    speeds
        km/h for every class the edges have; a ferry's is needed only where it has one.

    Returns
    -------
    weights
        float64, length e: km or minutes. NaN on the edges of a ferry without a speed.

    Raises
    ------
    SpeedError
        If a class has no speed above 0.

    Examples
    --------
    >>> east, rows = np.array([0.0, 1500.0]), np.array([0, 1])
    >>> lane = RoadNetwork(east, 0 * east, rows, rows[::-1], east[[1, 1]], np.zeros(2, "int16"),
    ...     ("unclassified",), "Lane", "drawn by hand", None, "", "0" * 16)
    >>> weigh_edges(lane, "minutes_slow", Speeds({}, {"unclassified": 30})).tolist()
    [3.0, 3.0]
    """
    km = network.length_m / METRES_PER_KM
    if measure == "km":
        return km
    speed_set = speeds.fast if measure == "minutes_fast" else speeds.slow
    used = np.bincount(network.road_class, minlength=len(network.classes)) > 0
    kmh = np.array([speed_set.get(name, np.nan) for name in network.classes], dtype="float64")
    silent = [
        name
        for name, value, has_edges in zip(network.classes, kmh, used, strict=True)
        if has_edges and not value > 0 and name != FERRY
    ]
    if silent:
        word = measure.removeprefix("minutes_")
        raise SpeedError(
            f"`speeds` must give km/h above 0 for every class of road; the {word} set has none "
            f"for {', '.join(silent)}"
        )
    kmh[~(kmh > 0)] = np.nan
    return cast("Floats", km / kmh[network.road_class] * MINUTES_PER_HOUR)


def find_slowest_kmh(network: RoadNetwork, measure: Measure, speeds: Speeds) -> float:
    """
    Find the slowest speed of a set among the roads of a network: that of the way to the road.

    Parameters
    ----------
    network
        Its classes count, whether or not they have edges; a ferry's does not.
    measure
        `minutes_fast` or `minutes_slow`.
    speeds
        km/h by class.

    Returns
    -------
    kmh
        NaN where no class has a speed.

    Examples
    --------
    >>> none = np.zeros(0)
    >>> empty = RoadNetwork(none, none, none.astype(int), none.astype(int), none,
    ...     none.astype("int16"), ("primary", "service"), "None", "", None, "", "0" * 16)
    >>> find_slowest_kmh(empty, "minutes_fast", Speeds({"primary": 80, "service": 20}, {}))
    20.0
    """
    speed_set = speeds.fast if measure == "minutes_fast" else speeds.slow
    known = [speed_set[name] for name in network.classes if name in speed_set and name != FERRY]
    return float(min(known, default=np.nan))


def build_matrix(network: RoadNetwork, weights: Floats, *, ferries: bool = False) -> csr_array:
    """
    Build the sparse matrix of a network: row is where an edge starts, column where it ends.

    Of parallel edges the lightest counts (`csr_matrix` would add them up). Edges that start
    where they end are left out, and so are edges without a weight.

    Parameters
    ----------
    network
        n nodes, e edges; quickest where edges are in order of start, then end.
    weights
        float64, length e, 0 or more, NaN where an edge cannot be used.
    ferries
        Whether ferries are part of it.

    Returns
    -------
    matrix
        n by n; an edge of weight 0 is stored as such.

    Examples
    --------
    >>> east, rows = np.array([0.0, 9.0]), np.array([0, 0])
    >>> twin = RoadNetwork(east, east, rows, rows + 1, np.array([20.0, 13.0]),
    ...     np.zeros(2, "int16"), ("primary",), "Twin", "drawn by hand", None, "", "0" * 16)
    >>> build_matrix(twin, twin.length_m).toarray().tolist()
    [[0.0, 13.0], [0.0, 0.0]]
    """
    n = network.n_nodes
    start, end, kept = network.start, network.end, weights
    used = mask_drivable(network, ferries=ferries) & ~np.isnan(weights) & (start != end)
    if not used.all():
        start, end, kept = start[used], end[used], kept[used]
    if (_compare_edges(start, end, np.less)).any():
        order = np.lexsort((end, start))
        start, end, kept = start[order], end[order], kept[order]
    first = np.append(True, _compare_edges(start, end, np.not_equal))[: len(start)]
    if not first.all():
        kept = np.minimum.reduceat(kept, np.flatnonzero(first))
        start, end = start[first], end[first]
    # 32 bits are enough for n and e below 2,147,483,647, and what scipy searches on
    starts = np.append(0, np.cumsum(np.bincount(start, minlength=n))).astype("int32")
    return csr_array((kept, end.astype("int32"), starts), shape=(n, n))


def _compare_edges(start: Rows, end: Rows, compare: np.ufunc) -> Mask:
    """Compare each edge but the first with the one before it, by start and then by end."""
    same = start[1:] == start[:-1]
    result = np.where(same, compare(end[1:], end[:-1]), compare(start[1:], start[:-1]))
    return np.asarray(result, dtype="bool")


def build_search_graph(
    network: RoadNetwork,
    speeds: Speeds,
    *,
    by: Measure = "km",
    direction: Direction = "there",
    ferries: bool = False,
) -> csr_array:
    """
    Build the graph to search from bases on, once for many searches.

    Parameters
    ----------
    network
        n nodes.
    speeds
        km/h for every class the edges have.
    by
        What an edge costs.
    direction
        `there`, to the base: every edge is turned round, the search goes against the traffic;
        or `back`, from it.
    ferries
        Whether ferries are part of it.

    Returns
    -------
    graph
        n by n, as from `build_matrix`.

    Raises
    ------
    SpeedError
        If a class has no speed above 0.

    Examples
    --------
    >>> east, one = np.array([0.0, 9.0]), np.array([0])
    >>> street = RoadNetwork(east, 0 * east, one, one + 1, east[1:] * 1000,
    ...     np.zeros(1, "int16"), ("primary",), "Street", "drawn by hand", None, "", "0" * 16)
    >>> build_search_graph(street, Speeds({}, {})).toarray().tolist()
    [[0.0, 0.0], [9.0, 0.0]]
    """
    matrix = build_matrix(network, weigh_edges(network, by, speeds), ferries=ferries)
    return matrix if direction == "back" else matrix.T.tocsr()


def mask_drivable(network: RoadNetwork, *, ferries: bool = False) -> Mask:
    """
    Tell which edges may be driven: all, but ferries only where asked for.

    Parameters
    ----------
    network
        e edges.
    ferries
        Whether ferries are part of it.

    Returns
    -------
    drivable
        bool, length e.
    """
    if ferries or FERRY not in network.classes:
        return np.ones(network.n_edges, dtype="bool")
    return np.asarray(network.road_class != network.classes.index(FERRY), dtype="bool")


def find_main(network: RoadNetwork, *, ferries: bool = False) -> Mask:
    """
    Find the main part: the largest set of nodes that all reach each other both ways.

    Dead fragments, islands and one-way traps are outside it. Of two equal parts, it is the one
    with the first node.

    Parameters
    ----------
    network
        n nodes.
    ferries
        Whether ferries connect.

    Returns
    -------
    main
        bool, length n; none of the nodes where no edge joins two.
    """
    matrix = build_matrix(network, network.length_m, ferries=ferries)
    if not matrix.nnz:
        return np.zeros(network.n_nodes, dtype="bool")
    labels: Rows = connected_components(matrix, directed=True, connection="strong")[1]
    sizes = np.bincount(labels)
    largest = np.flatnonzero(sizes == sizes.max())
    first = labels[np.isin(labels, largest)][0]
    return np.asarray(labels == first, dtype="bool")

"""
What is within reach of a base by road, drawn: rings like isochrones.

A ring is what lies within about 150 m of road that is reached in time, drawn in cells of 43 m and
smoothed; where it is wider than 130 km, cells and width grow. Road is drawn straight between
nodes, which lie about 200 m apart. It is a picture: whether a school is within reach is for
`footprints.roads.routing` to say.
"""

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from scipy.ndimage import distance_transform_edt

from footprints.roads.ends import weigh_ends
from footprints.roads.graph import (
    Direction,
    Measure,
    build_search_graph,
    mask_drivable,
    weigh_edges,
)
from footprints.roads.nearest import search_from_all
from footprints.roads.network import Floats, NetworkError, RoadNetwork, Speeds
from footprints.roads.snapping import Snapped
from footprints.schema import CRS

WIDTH_M = 150.0
_CELLS_ASIDE = 3
_SMOOTHING = 0.75  # of a cell: enough for stairs to become slopes
_MOST_CELLS = 3000  # along a side; beyond, cells and width grow


def draw_rings(
    network: RoadNetwork,
    bases: Snapped,
    speeds: Speeds,
    *,
    limits: Sequence[float],
    by: Measure = "minutes_slow",
    direction: Direction = "there",
    ferries: bool = False,
) -> gpd.GeoDataFrame:
    """
    Draw what lies within some minutes or km of a base, or of the nearest of several.

    Parameters
    ----------
    network
        N nodes.
    bases
        From `footprints.roads.snapping.snap_points` on this network.
    speeds
        km/h for every class the edges have.
    limits
        In the unit of `by`, each above 0; any order.
    by
        What the limits are.
    direction
        `there`, from where one comes to the base in time, or `back`, where one gets from it.
    ferries
        Whether they are crossed; the crossing itself is not drawn.

    Returns
    -------
    rings
        Columns `within` (ascending) and `geometry`, EPSG:27700: each ring holds those before it.
        Empty polygons where no base is on the network.

    Raises
    ------
    SpeedError
        If a class of road has no speed.
    NetworkError
        If a limit is not above 0.

    Examples
    --------
    >>> from footprints.roads.snapping import snap_points
    >>> east, rows = np.array([0.0, 4000.0]), np.array([0, 1])
    >>> lane = RoadNetwork(east, 0 * east, rows, rows[::-1], east[[1, 1]], np.zeros(2, "int16"),
    ...     ("unclassified",), "Lane", "drawn by hand", None, "", "0" * 16)
    >>> base = snap_points(lane, np.array([[0.0, 0.0]]))
    >>> rings = draw_rings(lane, base, Speeds({}, {}), limits=[3, 1], by="km")
    >>> rings["within"].tolist(), rings.contains(shapely.Point(2500, 100)).tolist()
    ([1.0, 3.0], [False, True])
    """
    within = sorted({float(limit) for limit in limits})
    if not all(limit > 0 for limit in within):
        raise NetworkError(f"`limits` must be above 0, got {list(limits)}")
    weights = weigh_edges(network, by, speeds)
    graph = build_search_graph(network, speeds, by=by, direction=direction, ferries=ferries)
    ends = weigh_ends(network, bases, by, speeds)
    _, cost = search_from_all(graph, bases.node, ends, max(within, default=0.0))
    lines = [
        np.concatenate(
            [
                _cut_edges(network, weights, cost, limit, direction),
                _cut_ends(network, bases, ends, limit),
            ]
        )
        for limit in within
    ]
    shapes = _draw_around(lines) if any(map(len, lines)) else [shapely.Polygon()] * len(lines)
    return gpd.GeoDataFrame({"within": within}, geometry=shapes, crs=CRS)


def _cut_edges(
    network: RoadNetwork, weights: Floats, cost: Floats, limit: float, direction: Direction
) -> Floats:
    """Give the reached part of every edge that is reached, k by 2 (from, to) by 2."""
    near, far = (network.end, network.start) if direction == "there" else (
        network.start, network.end,
    )  # fmt: skip
    left = limit - cost[near]
    # a ferry is no land
    reached = np.flatnonzero(mask_drivable(network) & (left >= 0))
    near, far, left = near[reached], far[reached], left[reached]
    share = _share(left, weights[reached])
    return _draw_lines(
        np.column_stack([network.easting[near], network.northing[near]]),
        np.column_stack([network.easting[far], network.northing[far]]),
        share,
    )


def _cut_ends(network: RoadNetwork, bases: Snapped, ends: Floats, limit: float) -> Floats:
    """Give the reached part of the straight lines from bases to their nodes, likewise."""
    placed = np.flatnonzero(bases.is_placed)
    node = bases.node[placed]
    share = _share(np.full(len(placed), limit), ends[placed])
    return _draw_lines(
        np.column_stack([bases.easting[placed], bases.northing[placed]]),
        np.column_stack([network.easting[node], network.northing[node]]),
        share,
    )


def _share(left: Floats, whole: Floats) -> Floats:
    """Give how much of a cost is covered by what is left: all, where it costs less."""
    share = np.ones(len(whole))
    return np.divide(left, whole, out=share, where=whole > left)


def _draw_lines(start: Floats, end: Floats, share: Floats) -> Floats:
    """Draw a share of each line from its start."""
    return np.stack([start, start + share[:, None] * (end - start)], axis=1)


def _draw_around(lines: Sequence[Floats]) -> list[shapely.Geometry]:
    """Draw what is around lines: on one set of cells, so that a ring holds those before it."""
    everything = np.concatenate(lines).reshape(-1, 2)
    low, high = everything.min(axis=0), everything.max(axis=0)
    # the cell of the line itself, and so many on either side of it
    cell = max(WIDTH_M / (_CELLS_ASIDE + 0.5), float((high - low).max()) / _MOST_CELLS)
    origin = low - (_CELLS_ASIDE + 2) * cell
    shape = np.ceil((high - origin) / cell).astype("int64") + _CELLS_ASIDE + 2
    shapes: list[shapely.Geometry] = []
    for part in lines:
        marked = np.zeros(shape, dtype="bool")
        marked[tuple(((_step_along(part, cell / 2) - origin) / cell).astype("int64").T)] = True
        filled = distance_transform_edt(~marked) <= _CELLS_ASIDE
        drawn = shapely.simplify(_outline_cells(filled, origin, cell), _SMOOTHING * cell)
        shapes.append(shapely.union(drawn, shapes[-1]) if shapes else drawn)
    return shapes


def _step_along(lines: Floats, step_m: float) -> Floats:
    """List points along lines, both ends and one at least every step."""
    length = np.hypot(*(lines[:, 1] - lines[:, 0]).T)
    n = np.ceil(length / step_m).astype("int64") + 1
    line = np.repeat(np.arange(len(lines)), n)
    nth = np.arange(n.sum()) - np.repeat(np.cumsum(n) - n, n)
    share = nth / np.maximum(n[line] - 1, 1)
    points: Floats = lines[line, 0] + share[:, None] * (lines[line, 1] - lines[line, 0])
    return points


def _outline_cells(filled: npt.NDArray[np.bool_], origin: Floats, cell: float) -> shapely.Geometry:
    """Outline filled cells, run by run from west to east."""
    edges = np.diff(filled.astype("int8"), axis=0, prepend=0, append=0).T
    row, opens = np.nonzero(edges == 1)
    closes = np.nonzero(edges == -1)[1]
    west, east = origin[0] + opens * cell, origin[0] + closes * cell
    south = origin[1] + row * cell
    return shapely.union_all(shapely.box(west, south, east, south + cell))

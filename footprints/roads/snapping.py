"""Schools and bases put on the road: on the nearest node of the network's main part."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from footprints.roads.graph import find_main
from footprints.roads.network import Floats, RoadNetwork, Rows

LIMIT_M = 1000.0
NO_PLACE = "no coordinates"
NO_ROAD = "the network has no roads that lead both ways"


@dataclass(frozen=True)
class Snapped:
    """
    n points on a network.

    `easting` and `northing` (n) are the points as given, metres. `node` (n) is a row of the
    network's nodes, -1 where a point is on none; `snapped_m` (n) is the straight distance to the
    nearest node of the main part, stated also where it is beyond the limit, NaN where there is
    none. `reason` (n) says why a point is on no node, and is empty where it is on one.
    """

    easting: Floats
    northing: Floats
    node: Rows
    snapped_m: Floats
    reason: npt.NDArray[np.object_]

    @property
    def is_placed(self) -> npt.NDArray[np.bool_]:
        """Which points are on a node."""
        return np.asarray(self.node >= 0, dtype="bool")


@dataclass(frozen=True)
class MainPart:
    """The nodes of a network's main part, ready to be searched: `rows` of nodes, and a tree."""

    rows: Rows
    tree: cKDTree | None


def index_main(network: RoadNetwork, *, ferries: bool = False) -> MainPart:
    """
    Make the main part of a network ready to snap to, once for many calls.

    Parameters
    ----------
    network
        n nodes.
    ferries
        Whether ferries connect; as in the routing that follows.

    Returns
    -------
    main
        See `MainPart`.
    """
    rows = np.flatnonzero(find_main(network, ferries=ferries)).astype("int64")
    places = np.column_stack([network.easting[rows], network.northing[rows]])
    return MainPart(rows, cKDTree(places) if len(rows) else None)


def snap_points(
    network: RoadNetwork,
    points: Floats,
    *,
    limit_m: float = LIMIT_M,
    ferries: bool = False,
    main: MainPart | None = None,
) -> Snapped:
    """
    Put points on the nearest node of the main part of a network.

    Only the main part counts, where every node reaches every other: a point next to a dead
    fragment is put on the road beyond it, and one on an island without a bridge on none, unless
    the mainland is within the limit.

    Parameters
    ----------
    network
        n nodes.
    points
        float64, k by 2: easting and northing in EPSG:27700 metres, NaN where unknown.
    limit_m
        How far a point may be from its node, metres.
    ferries
        Whether ferries connect; as in the routing that follows.
    main
        From `index_main` with the same `ferries`; made here where not given.

    Returns
    -------
    snapped
        See `Snapped`; k points.

    Examples
    --------
    >>> east, rows = np.array([0.0, 500.0]), np.array([0, 1])
    >>> lane = RoadNetwork(east, 0 * east, rows, rows[::-1], east[[1, 1]], np.zeros(2, "int16"),
    ...     ("unclassified",), "Lane", "drawn by hand", None, "", "0" * 16)
    >>> snapped = snap_points(lane, np.array([[450.0, 20.0], [500.0, 20000.0]]))
    >>> snapped.node.tolist(), snapped.snapped_m.round().tolist(), snapped.reason[1]
    ([1, -1], [54.0, 20000.0], 'no road within 1 km')
    """
    places = np.asarray(points, dtype="float64").reshape(-1, 2)
    main = main or index_main(network, ferries=ferries)
    node = np.full(len(places), -1, dtype="int64")
    metres = np.full(len(places), np.nan)
    reason = np.full(len(places), "", dtype="object")
    known = np.isfinite(places).all(axis=1)
    reason[~known] = NO_PLACE
    if main.tree is None:
        reason[known] = NO_ROAD
    else:
        metres[known], at = main.tree.query(places[known])
        node[known] = main.rows[at]
        far = metres > limit_m
        node[far] = -1
        reason[far] = f"no road within {limit_m / 1000:g} km"
    return Snapped(places[:, 0].copy(), places[:, 1].copy(), node, metres, reason)

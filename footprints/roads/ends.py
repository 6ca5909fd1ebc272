"""The straight pieces of a way by road: from a point to its node, and between two on one node."""

import numpy as np

from footprints.distance import METRES_PER_KM, straight_km
from footprints.roads.graph import MINUTES_PER_HOUR, Measure, find_slowest_kmh
from footprints.roads.network import Floats, RoadNetwork, Rows, Speeds
from footprints.roads.snapping import Snapped


def weigh_ends(network: RoadNetwork, snapped: Snapped, measure: Measure, speeds: Speeds) -> Floats:
    """
    Weigh the straight line from each point to its node.

    Parameters
    ----------
    network
        Its slowest class of road gives the speed.
    snapped
        n points.
    measure, speeds
        As for `footprints.roads.graph.weigh_edges`.

    Returns
    -------
    weights
        float64, length n: km or minutes; NaN for a point on no node.
    """
    metres = np.where(snapped.is_placed, snapped.snapped_m, np.nan)
    return _weigh_straight(network, metres / METRES_PER_KM, measure, speeds)


def weigh_between(
    network: RoadNetwork,
    points: tuple[Snapped, Rows],
    others: tuple[Snapped, Rows],
    measure: Measure,
    speeds: Speeds,
) -> Floats:
    """
    Weigh the straight line between points on one node.

    Parameters
    ----------
    network
        Its slowest class of road gives the speed.
    points, others
        Points on the network, and the p rows of them that make the pairs.
    measure, speeds
        As for `footprints.roads.graph.weigh_edges`.

    Returns
    -------
    weights
        float64, length p: km or minutes; NaN for a pair that is not on one node.
    """
    (a, row_a), (b, row_b) = points, others
    together = (a.node[row_a] == b.node[row_b]) & (a.node[row_a] >= 0)
    km = straight_km(a.easting[row_a], a.northing[row_a], b.easting[row_b], b.northing[row_b])
    return _weigh_straight(network, np.where(together, km, np.nan), measure, speeds)


def _weigh_straight(network: RoadNetwork, km: Floats, measure: Measure, speeds: Speeds) -> Floats:
    """Turn straight km into the unit of a measure, at the slowest speed of the set."""
    if measure == "km":
        return km
    return km / find_slowest_kmh(network, measure, speeds) * MINUTES_PER_HOUR

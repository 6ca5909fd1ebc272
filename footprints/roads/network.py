"""A road network as plain arrays, and the speeds that turn its lengths into minutes."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from footprints.errors import FootprintsError

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int16]

# a ferry has a timetable, which no speed stands for: a class of its own
FERRY = "ferry"


class NetworkError(FootprintsError, ValueError):
    """Arrays that make no road network."""


class SpeedError(FootprintsError, ValueError):
    """A class of road without a usable speed."""


@dataclass(frozen=True)
class RoadNetwork:
    """
    n nodes and e directed edges (a two-way road is two), EPSG:27700 metres.

    `easting` and `northing` (n) place the nodes. `start` and `end` (e) are rows of nodes,
    `length_m` (e) is measured along the road, `road_class` (e) gives positions in `classes`. An
    edge is of one class throughout. Two edges may join the same nodes. `network_id` is the first
    16 hexadecimal digits of the SHA-256 of the file it was read from.
    """

    easting: Floats
    northing: Floats
    start: Rows
    end: Rows
    length_m: Floats
    road_class: Codes
    classes: tuple[str, ...]
    name: str
    source: str
    as_of: str | None
    attribution: str
    network_id: str

    @property
    def n_nodes(self) -> int:
        """How many nodes there are."""
        return len(self.easting)

    @property
    def n_edges(self) -> int:
        """How many directed edges there are."""
        return len(self.start)


@dataclass(frozen=True)
class Speeds:
    """
    Two sets of speeds, km/h by class of road: a fast and a slow one.

    There is no agreed set, so minutes are a range: those of the fast set and those of the slow.
    """

    fast: Mapping[str, float]
    slow: Mapping[str, float]


def check_network(network: RoadNetwork) -> RoadNetwork:
    """
    Insist that the arrays of a network fit together.

    Parameters
    ----------
    network
        n nodes, e edges.

    Returns
    -------
    network
        As given.

    Raises
    ------
    NetworkError
        If lengths of arrays differ, a row points to no node or class, a coordinate is not
        finite, or a length is negative or not finite.

    Examples
    --------
    >>> east, none = np.array([0.0, 3.0]), np.zeros(1, "int64")
    >>> lane = RoadNetwork(east, east, none, none + 1, np.array([5.0]), np.zeros(1, "int16"),
    ...     ("residential",), "Lane", "drawn by hand", None, "", "0" * 16)
    >>> check_network(lane).n_edges
    1
    """
    nodes = {len(network.easting), len(network.northing)}
    edges = {len(part) for part in (network.start, network.end, network.road_class)}
    if len(nodes) > 1 or edges != {len(network.length_m)}:
        raise NetworkError(
            f"`network` must have arrays of equal length for nodes and for edges, got {nodes} "
            f"and {edges | {len(network.length_m)}}"
        )
    _check_rows("start", network.start, network.n_nodes)
    _check_rows("end", network.end, network.n_nodes)
    _check_rows("road_class", network.road_class, len(network.classes))
    for name, values in (("easting", network.easting), ("northing", network.northing)):
        if not np.isfinite(values).all():
            raise NetworkError(f"`{name}` must be metres at every node, got a missing one")
    if not (np.isfinite(network.length_m) & (network.length_m >= 0)).all():
        raise NetworkError("`length_m` must be 0 or more on every edge, got one that is not")
    return network


def _check_rows(name: str, rows: Rows | Codes, n: int) -> None:
    """Insist that rows point into a table of n."""
    if len(rows) and not 0 <= rows.min() <= rows.max() < n:
        raise NetworkError(
            f"`{name}` must be rows from 0 to below {n}, got {rows.min()} to {rows.max()}"
        )

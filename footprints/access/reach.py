"""Costs of travel as a list of pairs: only those within reach, and none lost at a cost of 0.

A matrix of all schools by all schools has 600 million cells; those within 10 km are a hundredth of
it. scipy's sparse arrays would drop a school's cost of 0 to the base that stands on its own site.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from footprints.distance import METRES_PER_KM
from footprints.locals.signatures import Codes
from footprints.membership.members import Floats


@dataclass(frozen=True)
class Reach:
    """
    The pairs of n origins and m destinations that have a cost, p of them.

    `origin` and `destination` are positions, by origin and then destination; `cost` is in km or
    minutes, 0 or more. `known_origins` (n) and `known_destinations` (m) tell of which any cost
    could be told at all, within reach or not. `within` is the cost beyond which pairs were left
    out, None where none were.
    """

    origin: Codes
    destination: Codes
    cost: Floats
    known_origins: npt.NDArray[np.bool_]
    known_destinations: npt.NDArray[np.bool_]
    within: float | None

    def limit(self, threshold: float | None) -> "Reach":
        """
        Keep the pairs that cost at most a threshold.

        Parameters
        ----------
        threshold
            In the unit of the costs; None keeps all.

        Returns
        -------
        reach
            As cut.

        Raises
        ------
        ValueError
            If pairs that the threshold asks for had been left out already.
        """
        if self.within is not None and (threshold is None or threshold > self.within):
            raise ValueError(
                f"`threshold` must be at most {self.within}, where the costs were cut, "
                f"got {threshold}"
            )
        if threshold is None or threshold == self.within:
            return self
        return self.pick(self.cost <= threshold, within=threshold)

    @property
    def shape(self) -> tuple[int, int]:
        """How many origins and destinations there are."""
        return len(self.known_origins), len(self.known_destinations)

    def keep_origins(self, kept: npt.NDArray[np.bool_]) -> "Reach":
        """Keep some origins, a mask of length n, and renumber them."""
        number = np.cumsum(kept) - 1
        held = kept[self.origin]
        return Reach(
            number[self.origin[held]],
            self.destination[held],
            self.cost[held],
            self.known_origins[kept],
            self.known_destinations,
            self.within,
        )

    def pick(self, kept: npt.NDArray[np.bool_], *, within: float | None) -> "Reach":
        """Keep some pairs, a mask of length p."""
        return Reach(
            self.origin[kept],
            self.destination[kept],
            self.cost[kept],
            self.known_origins,
            self.known_destinations,
            within,
        )


Costs = Floats | Reach


def list_reach(costs: Costs, *, threshold: float | None = None) -> Reach:
    """
    List the pairs of a cost matrix that have a value and are within reach.

    Parameters
    ----------
    costs
        n origins by m destinations, km or minutes, NaN where there is none; or pairs already.
    threshold
        Pairs of a higher cost are left out; None keeps all.

    Returns
    -------
    reach
        See `Reach`.

    Raises
    ------
    ValueError
        If `costs` is not a matrix, a cost is negative or infinite, or pairs that the threshold
        asks for had been left out already.

    Examples
    --------
    >>> reach = list_reach(np.array([[0.0, 7.0], [np.nan, np.nan]]), threshold=5)
    >>> reach.cost.tolist(), reach.known_origins.tolist(), reach.known_destinations.tolist()
    ([0.0], [True, False], [True, True])
    """
    if isinstance(costs, Reach):
        return costs.limit(threshold)
    matrix = np.asarray(costs, dtype="float64")
    if matrix.ndim != 2:
        raise ValueError(f"`costs` must be origins by destinations, got shape {matrix.shape}")
    wrong = matrix[(matrix < 0) | np.isinf(matrix)]
    if len(wrong):
        raise ValueError(f"`costs` must be from 0 up and finite, got {wrong[0]}")
    known = ~np.isnan(matrix)
    origin, destination = np.nonzero(known if threshold is None else matrix <= threshold)
    return Reach(
        origin,
        destination,
        matrix[origin, destination],
        known.any(axis=1),
        known.any(axis=0),
        threshold,
    )


def find_reach(origins: npt.ArrayLike, destinations: npt.ArrayLike, *, within_km: float) -> Reach:
    """
    Find the pairs of points within a straight-line distance, without a matrix of all pairs.

    Parameters
    ----------
    origins, destinations
        Metres, EPSG:27700, n by 2 and m by 2; NaN where unknown.
    within_km
        Pairs farther apart are left out.

    Returns
    -------
    reach
        See `Reach`; costs in km. A point without coordinates is not known and in no pair.

    Examples
    --------
    >>> reach = find_reach([(0, 0), (9000, 0)], [(0, 0), (3000, 4000)], within_km=5)
    >>> list(zip(reach.origin.tolist(), reach.destination.tolist(), reach.cost.tolist()))
    [(0, 0, 0.0), (0, 1, 5.0)]
    """
    sides = [np.asarray(side, dtype="float64").reshape(-1, 2) for side in (origins, destinations)]
    placed = [np.isfinite(points).all(axis=1) for points in sides]
    rows, columns = (np.flatnonzero(known) for known in placed)
    trees = [cKDTree(points[known]) for points, known in zip(sides, placed, strict=True)]
    # an array and not a matrix: coincident points are pairs too
    pairs = trees[0].sparse_distance_matrix(
        trees[1], within_km * METRES_PER_KM, output_type="ndarray"
    )
    pairs = pairs[np.argsort(pairs["i"] * len(columns) + pairs["j"])]
    return Reach(
        rows[pairs["i"]],
        columns[pairs["j"]],
        pairs["v"] / METRES_PER_KM,
        placed[0] & bool(len(columns)),
        placed[1] & bool(len(rows)),
        within_km,
    )

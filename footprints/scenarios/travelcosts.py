"""What it costs schools to reach the bases there are and the satellites there could be."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from footprints.locals.signatures import Codes
from footprints.membership.members import Floats
from footprints.scenarios.errors import SitingError
from footprints.travel.matrix import measure_straight
from footprints.travel.methods import Method

Measure = Literal["km", "minutes"]
CostFunction = Callable[[Floats, Floats], Floats]
NAME_OF_SATELLITE = "satellite-{}"


@dataclass(frozen=True)
class TravelCosts:
    """
    Costs from n schools to b open bases and m candidates, all by one method in one measure.

    `urns` (n) are the schools, `unit_ids` (b) the units whose bases are open, `candidates` (m)
    the urns of schools that could be satellites. `to_bases` is n by b, `to_candidates` n by m:
    0 or more, NaN where there is no cost (unreachable, across water, no coordinates).
    """

    urns: Codes
    unit_ids: tuple[str, ...]
    to_bases: Floats
    candidates: Codes
    to_candidates: Floats
    method: Method
    measure: Measure

    def __post_init__(self) -> None:
        """Refuse matrices of other shapes, repeated keys, and costs that are none."""
        n = len(self.urns)
        for name, key, matrix in (
            ("to_bases", self.unit_ids, self.to_bases),
            ("to_candidates", self.candidates, self.to_candidates),
        ):
            if matrix.shape != (n, len(key)):
                raise SitingError(f"`{name}` must be {n} by {len(key)}, got {matrix.shape}")
            if (matrix < 0).any() or np.isinf(matrix).any():
                raise SitingError(f"`{name}` must hold costs from 0 up, NaN where there is none")
        for name, keys in (
            ("urns", self.urns),
            ("unit_ids", self.unit_ids),
            ("candidates", self.candidates),
        ):
            if len(set(keys)) < len(keys):
                raise SitingError(f"`{name}` must name each once")

    def arrange(self, urns: Codes) -> "TravelCosts":
        """Put the schools in this order, and candidates by urn, bases by unit."""
        row = pd.Index(self.urns).get_indexer(urns)
        if (row < 0).any():
            missing = int(np.asarray(urns)[row < 0][0])
            raise SitingError(f"`costs` must have a row for each school, {missing} has none")
        base, candidate = np.argsort(np.array(self.unit_ids)), np.argsort(self.candidates)
        return TravelCosts(
            urns,
            tuple(self.unit_ids[at] for at in base),
            self.to_bases[row][:, base],
            self.candidates[candidate],
            self.to_candidates[row][:, candidate],
            self.method,
            self.measure,
        )


def measure_costs(
    schools: pd.DataFrame,
    bases: pd.DataFrame,
    candidates: pd.DataFrame,
    cost: CostFunction = measure_straight,
    *,
    method: Method = "straight",
    measure: Measure = "km",
) -> TravelCosts:
    """
    Measure costs between places by any method.

    Parameters
    ----------
    schools
        Columns `urn`, `easting`, `northing`, EPSG:27700 metres, NaN where unknown; n rows.
    bases
        Columns `unit_id`, `base_easting`, `base_northing`: units of one system. Those without a
        known base are left out.
    candidates
        Columns as `schools`; m rows.
    cost
        Takes n places and m places, metres by 2, and gives n by m costs, NaN where there is none.
        Places keep the order of rows, so that it may know more of them than where they are.
    method, measure
        What `cost` gives.

    Returns
    -------
    costs
        See `TravelCosts`.

    Examples
    --------
    >>> at = {"urn": [1, 2], "easting": [0.0, 3000.0], "northing": [0.0, 4000.0]}
    >>> schools = pd.DataFrame(at)
    >>> bases = pd.DataFrame({"unit_id": ["A"], "base_easting": [0.0], "base_northing": [0.0]})
    >>> costs = measure_costs(schools, bases, schools)
    >>> costs.to_bases.tolist(), costs.to_candidates.tolist()
    ([[0.0], [5.0]], [[0.0, 5.0], [5.0, 0.0]])
    """
    known = bases.dropna(subset=["base_easting", "base_northing"])
    own, bases_at, candidates_at = (
        table[columns].to_numpy(dtype="float64")
        for table, columns in (
            (schools, ["easting", "northing"]),
            (known, ["base_easting", "base_northing"]),
            (candidates, ["easting", "northing"]),
        )
    )
    return TravelCosts(
        urns=schools["urn"].to_numpy(dtype="int64"),
        unit_ids=tuple(known["unit_id"]),
        to_bases=cost(own, bases_at),
        candidates=candidates["urn"].to_numpy(dtype="int64"),
        to_candidates=cost(own, candidates_at),
        method=method,
        measure=measure,
    )

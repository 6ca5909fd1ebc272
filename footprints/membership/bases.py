"""The bases of units as an index that changes while a visitor works."""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import pandas as pd
from rtree.index import Index


class BaseIndex:
    """
    Bases by place; one can be opened or closed without building the index anew.

    A static tree (shapely's) must be rebuilt at each change; see `tests/bench/bench_bases.py`
    for the measured difference. Coordinates are EPSG:27700.
    """

    def __init__(self, bases: pd.DataFrame | None = None) -> None:
        self._index = Index(interleaved=True)
        self._places: dict[int, tuple[float, float]] = {}
        self._names: list[str] = []
        self._numbers: dict[str, int] = {}
        if bases is not None:
            located = bases.dropna(subset=["base_easting", "base_northing"])
            self.open(
                zip(
                    located["unit_id"],
                    located["base_easting"],
                    located["base_northing"],
                    strict=True,
                )
            )

    def __len__(self) -> int:
        """Count the open bases."""
        return len(self._places)

    def open(self, bases: Iterable[tuple[str, float, float]]) -> None:
        """Add bases: unit, easting, northing in metres; one that is open moves."""
        for unit_id, easting, northing in bases:
            self.close([unit_id])
            number = self._numbers.setdefault(unit_id, len(self._names))
            if number == len(self._names):
                self._names.append(unit_id)
            self._places[number] = (float(easting), float(northing))
            self._index.insert(number, (easting, northing, easting, northing))

    def close(self, unit_ids: Iterable[str]) -> None:
        """Remove bases; one that is not open is passed over."""
        for unit_id in unit_ids:
            number = self._numbers.get(unit_id)
            if number is not None and number in self._places:
                easting, northing = self._places.pop(number)
                self._index.delete(number, (easting, northing, easting, northing))

    def find_nearest(
        self, easting: npt.NDArray[np.float64], northing: npt.NDArray[np.float64]
    ) -> npt.NDArray[np.object_]:
        """
        Name the nearest open base of each point.

        Parameters
        ----------
        easting, northing
            Metres, EPSG:27700, length n; NaN where unknown.

        Returns
        -------
        unit_id
            Length n; None where the point is unknown or no base is open. Of bases equally
            near, any.
        """
        nearest = np.full(len(easting), None, dtype=object)
        known = ~(np.isnan(easting) | np.isnan(northing))
        if not self._places or not known.any():
            return nearest
        points = np.column_stack([easting[known], northing[known]])
        numbers, counts = self._index.nearest_v(points, points, num_results=1, strict=True)
        names = np.array(self._names, dtype=object)
        nearest[known] = names[numbers[np.cumsum(counts) - counts]]
        return nearest


def infer_memberships(schools: pd.DataFrame, system: str, bases: BaseIndex) -> pd.DataFrame:
    """
    Give each school the unit whose base is nearest; only ever at a user's request.

    Parameters
    ----------
    schools
        The `schools` table; n rows.
    system
        The system the bases belong to.
    bases
        Its open bases.

    Returns
    -------
    memberships
        n rows, columns of the `memberships` table; certainty `inferred` or `none`.
    """
    unit = pd.Series(
        bases.find_nearest(schools["easting"].to_numpy(), schools["northing"].to_numpy()),
        index=schools.index,
        dtype="str",
    )
    found = unit.notna()
    return pd.DataFrame(
        {
            "urn": schools["urn"],
            "system": system,
            "unit_id": unit,
            "certainty": found.map({True: "inferred", False: "none"}),
            "reason": found.map(
                {
                    True: "the nearest base in a straight line; nobody has published this",
                    False: "the school has no usable coordinates, or no base is known",
                }
            ),
        }
    )

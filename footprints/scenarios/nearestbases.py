"""The nearest base of every school, kept up to date while bases open and close."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from footprints.distance import straight_km
from footprints.membership.bases import BaseIndex
from footprints.membership.members import Floats
from footprints.scenarios.errors import ScenarioError


class NearestBases:
    """
    Each school's nearest open base in a straight line, and how far it is.

    A base that opens is measured from every school; one that closes is looked for anew only by
    the schools it was nearest to. Bases at one place count as one, named after the first of their
    units that is open; of others equally near, any.
    """

    def __init__(self, schools: pd.DataFrame, bases: pd.DataFrame) -> None:
        """Take columns `urn`, `easting`, `northing` and `unit_id`, `base_easting` and so on."""
        self.urns = schools["urn"].to_numpy(dtype="int64")
        self._east, self._north = (
            schools[axis].to_numpy(dtype="float64") for axis in ("easting", "northing")
        )
        self._places: dict[str, tuple[float, float]] = {}
        self._units_at: dict[tuple[float, float], list[str]] = {}
        self._index = BaseIndex()
        self._number: dict[tuple[float, float], int] = {}
        self._site = np.full(len(self.urns), -1)
        self._km = np.full(len(self.urns), np.inf)
        known = bases.dropna(subset=["base_easting", "base_northing"])
        columns = ("unit_id", "base_easting", "base_northing")
        for unit_id, east, north in zip(*(known[c] for c in columns), strict=True):
            self.open(str(unit_id), float(east), float(north))

    @property
    def km(self) -> Floats:
        """How far each school's nearest base is, in row order; NaN where there is none."""
        return np.where(np.isinf(self._km), np.nan, self._km)

    @property
    def unit_id(self) -> npt.NDArray[np.object_]:
        """Whose base that is, in row order; None where there is none."""
        first = np.full(len(self._number) + 1, None, dtype=object)
        for place, units in self._units_at.items():
            first[self._number[place]] = units[0]
        return np.asarray(first[self._site], dtype=object)

    def open(self, unit_id: str, easting: float, northing: float) -> None:
        """Open a unit's base at a place, EPSG:27700 metres; one that is open moves."""
        if unit_id in self._places:
            self.close(unit_id)
        place = (easting, northing)
        self._places[unit_id] = place
        units = self._units_at.setdefault(place, [])
        units.append(unit_id)
        units.sort()
        if len(units) > 1:
            return
        number = self._number.setdefault(place, len(self._number))
        self._index.open([(str(number), *place)])
        km = straight_km(self._east, self._north, *place)
        nearer = km < self._km
        self._km[nearer], self._site[nearer] = km[nearer], number

    def close(self, unit_id: str) -> None:
        """Close a unit's base; raises `ScenarioError` where it is not open."""
        if unit_id not in self._places:
            raise ScenarioError(f"`unit_id` must have an open base, {unit_id!r} has none")
        place = self._places.pop(unit_id)
        units = self._units_at[place]
        units.remove(unit_id)
        if units:
            return
        del self._units_at[place]
        number = self._number[place]
        self._index.close([str(number)])
        left = np.flatnonzero(self._site == number)
        found = self._index.find_nearest(self._east[left], self._north[left])
        self._site[left], self._km[left] = -1, np.inf
        if not self._places or not len(left):
            return
        sites = np.array(list(self._number))
        self._site[left] = found.astype("int64")
        to = sites[self._site[left]]
        self._km[left] = straight_km(self._east[left], self._north[left], *to.T)

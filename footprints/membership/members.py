"""Who is in each unit, arranged once so that all units can be measured together."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from footprints.distance import straight_km
from footprints.errors import UnknownKeyError
from footprints.locals.signatures import Codes
from footprints.membership.memberships import CERTAINTIES
from footprints.scope import in_scope

Floats = npt.NDArray[np.float64]
HELD = CERTAINTIES[:-1]
KEY = ["system", "unit_id"]


@dataclass(frozen=True)
class Members:
    """
    The schools in scope of every unit of a snapshot, one entry for each school and unit.

    `schools` (n rows, by urn) are those in scope, `units` (k rows, by system and unit_id) all
    units, also those without a school, both numbered from 0. The entries are m positions in
    `school` and `unit`, by unit and urn, with the `certainty` of each (a position in
    `HELD`) and `straight_km`, the distance to the unit's base (NaN where unknown). `starts`
    (k + 1) tells where the entries of each unit begin. A `shared` school is in each of its units.
    """

    scope: str
    schools: pd.DataFrame
    units: pd.DataFrame
    school: Codes
    unit: Codes
    certainty: Codes
    straight_km: Floats
    starts: Codes

    def find_unit(self, system: str, unit_id: str) -> int:
        """Give the row of a unit; raises `UnknownKeyError` where there is none."""
        first, last = self.find_system(system)
        at = first + int(self.units["unit_id"].iloc[first:last].searchsorted(unit_id))
        if at == last or self.units["unit_id"].iloc[at] != unit_id:
            raise UnknownKeyError(f"`unit_id` must be a unit of {system!r}, got {unit_id!r}")
        return at

    def find_system(self, system: str) -> tuple[int, int]:
        """Give the rows of a system's units, first and past the last; they stand together."""
        column = self.units["system"]
        first = int(column.searchsorted(system))
        last = int(column.searchsorted(system, side="right"))
        if first == last:
            known = list(column.unique())
            raise UnknownKeyError(f"`system` must be one of {known}, got {system!r}")
        return first, last

    def keep_units(self, first: int, last: int) -> "Members":
        """Keep the units from row `first` up to, not including, row `last`, renumbered from 0."""
        held = slice(self.starts[first], self.starts[last])
        return replace(
            self,
            units=self.units.iloc[first:last].reset_index(drop=True),
            school=self.school[held],
            unit=self.unit[held] - first,
            certainty=self.certainty[held],
            straight_km=self.straight_km[held],
            starts=self.starts[first : last + 1] - self.starts[first],
        )


def index_members(
    schools: pd.DataFrame,
    memberships: pd.DataFrame,
    units: pd.DataFrame,
    *,
    scope: str = "state_funded",
) -> Members:
    """
    Arrange the members of all units; once per snapshot and scope.

    Parameters
    ----------
    schools, memberships, units
        The tables of those names.
    scope
        Which schools count as members: a key of `footprints.scope.SCOPES`.

    Returns
    -------
    members
        See `Members`. A unit that has members and no row in `units` is there without a name.

    Raises
    ------
    UnknownKeyError
        If no such scope is defined.
    """
    inside = schools[in_scope(schools, scope).to_numpy()].sort_values("urn", ignore_index=True)
    held = memberships.loc[memberships["certainty"] != "none", [*KEY, "urn", "certainty"]]
    school = pd.Index(inside["urn"]).get_indexer(held["urn"])
    held, school = held[school >= 0], school[school >= 0]
    listed = pd.concat([units[KEY], held[KEY].drop_duplicates()]).drop_duplicates()
    ordered = listed.merge(units, on=KEY, how="left").sort_values(KEY, ignore_index=True)
    unit = pd.MultiIndex.from_frame(ordered[KEY]).get_indexer(pd.MultiIndex.from_frame(held[KEY]))
    order = np.lexsort((school, unit))
    school, unit = school[order].astype("int64"), unit[order].astype("int64")
    own = inside[["easting", "northing"]].to_numpy()[school]
    base = ordered[["base_easting", "base_northing"]].to_numpy()[unit]
    return Members(
        scope=scope,
        schools=inside,
        units=ordered,
        school=school,
        unit=unit,
        certainty=pd.Index(HELD).get_indexer(held["certainty"])[order].astype("int64"),
        straight_km=straight_km(*own.T, *base.T),
        starts=unit.searchsorted(np.arange(len(ordered) + 1)).astype("int64"),
    )

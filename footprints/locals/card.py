"""A school's "my locals" card: each local it belongs to, and how they overlap."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import combinations
from types import MappingProxyType

import numpy as np
import numpy.typing as npt
import pandas as pd

from footprints.distance import straight_km
from footprints.errors import UnknownKeyError
from footprints.locals.neighbours import (
    NeighbourIndex,
    Neighbours,
    find_neighbours,
    index_neighbours,
)
from footprints.locals.overlap import Overlap, count_shared
from footprints.scope import SCOPES, in_scope

Local = tuple[str, str]


@dataclass(frozen=True)
class LocalsIndex:
    """
    The memberships of one snapshot arranged so that a card costs milliseconds.

    `members` gives the schools in scope of each local, `(system, unit_id)` to sorted urns;
    `scope` is a key of `footprints.scope.SCOPES`, `n_scope` how many schools that is;
    `order` puts `memberships` in order of urn, `urns` is that column so ordered; `unit_rows`
    gives the row of each local in `units`.
    """

    scope: str
    n_scope: int
    members: Mapping[Local, npt.NDArray[np.int64]]
    memberships: pd.DataFrame
    order: npt.NDArray[np.int64]
    urns: npt.NDArray[np.int64]
    units: pd.DataFrame
    unit_rows: Mapping[Local, int]
    neighbours: NeighbourIndex

    def rows_of(self, urn: int) -> pd.DataFrame:
        """Give the memberships of one school, those of certainty `none` included."""
        first, last = self.urns.searchsorted([urn, urn + 1])
        rows = self.order[first:last]
        if len(rows) and rows[-1] - rows[0] + 1 == len(rows):  # side by side: a slice is quicker
            return self.memberships.iloc[rows[0] : rows[-1] + 1]
        return self.memberships.iloc[rows]


@dataclass(frozen=True)
class Card:
    """
    What one school belongs to.

    `locals` has `system`, `unit_id`, `unit_name`, `certainty`, `reason`, `n_schools`,
    `base_urn`, `base_name`, `straight_km`, `n_near`, `alignment`; `absent` has `system` and
    `reason` for systems in which the school has no local; `overlaps` has `a`, `a_unit`, `b`,
    `b_unit`, `n_shared`, `jaccard`, `overlap`.

    `n_near` counts the school's nearest schools that are in the unit. `alignment` is the share
    of them that share its local in the system: the same count as a share, but where an area is
    `shared` a neighbour in any of its units shares it.
    """

    urn: int
    name: str
    scope: str
    locals: pd.DataFrame
    absent: pd.DataFrame
    overlaps: pd.DataFrame
    neighbours: Neighbours


def index_locals(
    schools: pd.DataFrame,
    memberships: pd.DataFrame,
    units: pd.DataFrame,
    *,
    scope: str = "state_funded",
    counted: Collection[str] | None = None,
) -> LocalsIndex:
    """
    Arrange memberships for cards; once per snapshot and scope.

    Parameters
    ----------
    schools, memberships, units
        The tables of those names.
    scope
        Which schools count as members: a key of `footprints.scope.SCOPES`.
    counted
        The systems by which schools count as twins or strangers; see `index_neighbours`.

    Returns
    -------
    index
        See `LocalsIndex`.

    Raises
    ------
    UnknownKeyError
        If no such scope is defined.
    """
    inside = in_scope(schools, scope)
    of_scope = memberships["urn"].isin(schools.loc[inside, "urn"])
    held = of_scope & memberships["certainty"].ne("none")
    sized = memberships.loc[held, ["urn", "system", "unit_id"]].sort_values("urn")
    rows = sized.groupby(["system", "unit_id"]).indices
    urns = sized["urn"].to_numpy()
    members = {(str(s), str(u)): urns[at] for (s, u), at in rows.items()}
    # the table itself is shared by all who add to it, so it is neither copied nor sorted
    order = memberships["urn"].to_numpy().argsort(kind="stable")
    locals_ = zip(units["system"], units["unit_id"], strict=True)
    return LocalsIndex(
        scope=scope,
        n_scope=int(inside.sum()),
        members=MappingProxyType(members),
        memberships=memberships,
        order=order,
        urns=memberships["urn"].to_numpy()[order],
        units=units.reset_index(drop=True),
        unit_rows=MappingProxyType({local: at for at, local in enumerate(locals_)}),
        neighbours=index_neighbours(schools, memberships, scope=scope, counted=counted),
    )


def build_card(urn: int, schools: pd.DataFrame, index: LocalsIndex) -> Card:
    """
    Gather a school's locals and the overlap of each pair of them.

    A local is the set of schools in scope in the unit, this school included whether it is in
    scope or not. Distances are straight lines to the unit's base.

    Parameters
    ----------
    urn
        A key of `schools`.
    schools
        The `schools` table.
    index
        From `index_locals` on the same snapshot.

    Returns
    -------
    card
        See `Card`.

    Raises
    ------
    UnknownKeyError
        If no school has this urn.
    """
    at = np.flatnonzero(schools["urn"].to_numpy() == urn)
    if not len(at):
        raise UnknownKeyError(f"`urn` must be a school of the snapshot, got {urn}")
    school = schools.iloc[at[0]]
    rows = index.rows_of(urn)
    if rows.empty:
        raise UnknownKeyError(f"`index` must be of the same snapshot as `schools`: it lacks {urn}")
    held = rows[rows["certainty"] != "none"]
    sets = {
        (s, u): np.union1d(index.members.get((s, u), np.array([], dtype="int64")), [urn])
        for s, u in zip(held["system"], held["unit_id"], strict=True)
    }
    absent = rows.loc[rows["certainty"] == "none", ["system", "reason"]]
    neighbours = find_neighbours(urn, index.neighbours)
    return Card(
        urn=urn,
        name=str(school["name"]),
        scope=f"{SCOPES[index.scope]} ({index.n_scope:,})",
        locals=_describe(held, sets, school, neighbours, index),
        absent=absent.reset_index(drop=True),
        overlaps=_compare(sets),
        neighbours=neighbours,
    )


def _describe(
    held: pd.DataFrame,
    sets: Mapping[Local, npt.NDArray[np.int64]],
    school: pd.Series,
    neighbours: Neighbours,
    index: LocalsIndex,
) -> pd.DataFrame:
    """Tabulate the locals with their size, base, distance and share of the neighbours."""
    table = held[["system", "unit_id", "certainty", "reason"]].reset_index(drop=True)
    # a unit nobody listed has no row, and so no name and no base
    unit = index.units.reindex([index.unit_rows.get(local, -1) for local in sets])
    unit = unit.reset_index(drop=True)
    table["unit_name"] = unit["name"]
    sizes = [len(members) for members in sets.values()]
    table["n_schools"] = pd.Series(sizes, dtype="int64")
    table["base_urn"] = unit["base_urn"]
    table["base_name"] = unit["base_name"]
    table["straight_km"] = straight_km(
        school["easting"], school["northing"], unit["base_easting"], unit["base_northing"]
    )
    near = [np.isin(neighbours.nearest["urn"], members).sum() for members in sets.values()]
    table["n_near"] = pd.Series(near, dtype="int64")
    table["alignment"] = table["system"].map(neighbours.alignment)
    return table


def _compare(sets: Mapping[Local, npt.NDArray[np.int64]]) -> pd.DataFrame:
    """Measure each pair of locals once."""
    keys = list(sets)
    shared = count_shared(list(sets.values()))
    rows = []
    for a, b in combinations(range(len(keys)), 2):
        pair = Overlap(int(shared[a, a]), int(shared[b, b]), int(shared[a, b]))
        rows.append((*keys[a], *keys[b], pair.n_shared, pair.jaccard, pair.overlap))
    columns = ["a", "a_unit", "b", "b_unit", "n_shared", "jaccard", "overlap"]
    return pd.DataFrame(rows, columns=columns)

"""A school's "my locals" card: each local it belongs to, and how they overlap."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from types import MappingProxyType

import numpy as np
import numpy.typing as npt
import pandas as pd

from footprints.distance import straight_km
from footprints.errors import UnknownKeyError
from footprints.overlap import measure_overlap
from footprints.scope import SCOPES, in_scope

Local = tuple[str, str]


@dataclass(frozen=True)
class LocalsIndex:
    """
    The memberships of one snapshot arranged so that a card costs milliseconds.

    `members` gives the schools in scope of each local, `(system, unit_id)` to sorted urns;
    `scope` is a key of `footprints.scope.SCOPES`, `n_scope` how many schools that is.
    """

    scope: str
    n_scope: int
    members: Mapping[Local, npt.NDArray[np.int64]]
    by_urn: pd.DataFrame
    units: pd.DataFrame


@dataclass(frozen=True)
class Card:
    """
    What one school belongs to.

    `locals` has `system`, `unit_id`, `unit_name`, `certainty`, `reason`, `n_schools`,
    `base_urn`, `base_name`, `straight_km`; `absent` has `system` and `reason` for systems in
    which the school has no local; `overlaps` has `a`, `a_unit`, `b`, `b_unit`, `n_shared`,
    `jaccard`, `overlap`.
    """

    urn: int
    name: str
    scope: str
    locals: pd.DataFrame
    absent: pd.DataFrame
    overlaps: pd.DataFrame


def index_locals(
    schools: pd.DataFrame,
    memberships: pd.DataFrame,
    units: pd.DataFrame,
    *,
    scope: str = "state_funded",
) -> LocalsIndex:
    """
    Arrange memberships for cards; once per snapshot and scope.

    Parameters
    ----------
    schools, memberships, units
        The tables of those names.
    scope
        Which schools count as members: a key of `footprints.scope.SCOPES`.

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
    held = memberships[memberships["certainty"] != "none"]
    counted = held[held["urn"].isin(schools.loc[inside, "urn"])].sort_values("urn")
    rows = counted.groupby(["system", "unit_id"]).indices
    urns = counted["urn"].to_numpy()
    members = {(str(s), str(u)): urns[at] for (s, u), at in rows.items()}
    return LocalsIndex(
        scope=scope,
        n_scope=int(inside.sum()),
        members=MappingProxyType(members),
        by_urn=memberships.set_index("urn").sort_index(kind="stable"),
        units=units.set_index(["system", "unit_id"]).sort_index(),
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
    at = int(schools["urn"].searchsorted(urn))
    if at >= len(schools) or schools["urn"].iloc[at] != urn:
        raise UnknownKeyError(f"`urn` must be a school of the snapshot, got {urn}")
    school = schools.iloc[at]
    rows = index.by_urn.loc[[urn]]
    held = rows[rows["certainty"] != "none"]
    sets = {
        (s, u): np.union1d(index.members.get((s, u), np.array([], dtype="int64")), [urn])
        for s, u in zip(held["system"], held["unit_id"], strict=True)
    }
    absent = rows.loc[rows["certainty"] == "none", ["system", "reason"]]
    return Card(
        urn=urn,
        name=str(school["name"]),
        scope=f"{SCOPES[index.scope]} ({index.n_scope:,})",
        locals=_describe(held, sets, school, index.units),
        absent=absent.reset_index(drop=True),
        overlaps=_compare(sets),
    )


def _describe(
    held: pd.DataFrame,
    sets: Mapping[Local, npt.NDArray[np.int64]],
    school: pd.Series,
    units: pd.DataFrame,
) -> pd.DataFrame:
    """Tabulate the locals with their size, base and distance."""
    table = held[["system", "unit_id", "certainty", "reason"]].reset_index(drop=True)
    unit = units.reindex(pd.MultiIndex.from_frame(table[["system", "unit_id"]])).reset_index()
    table["unit_name"] = unit["name"]
    table["n_schools"] = [len(members) for members in sets.values()]
    table["base_urn"] = unit["base_urn"]
    table["base_name"] = unit["base_name"]
    table["straight_km"] = straight_km(
        school["easting"], school["northing"], unit["base_easting"], unit["base_northing"]
    )
    return table


def _compare(sets: Mapping[Local, npt.NDArray[np.int64]]) -> pd.DataFrame:
    """Measure each pair of locals once."""
    rows = []
    for a, b in combinations(sets, 2):
        measured = measure_overlap(sets[a], sets[b])
        rows.append((*a, *b, measured.n_shared, measured.jaccard, measured.overlap))
    columns = ["a", "a_unit", "b", "b_unit", "n_shared", "jaccard", "overlap"]
    return pd.DataFrame(rows, columns=columns)

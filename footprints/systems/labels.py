"""Which unit each school of an area is in, system by system, where that is one unit and known."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from footprints.errors import UnknownKeyError
from footprints.locals.contingency import Weight
from footprints.scope import in_scope

Codes = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
Shared = Literal["left out", "nearest base"]

NO_LOCAL, SHARED, ALONE = -1, -2, -3
TRUST = "trust"


@dataclass(frozen=True)
class Labels:
    """
    The unit of each of n schools in each system.

    `codes` gives n whole numbers for each system: a position in its `unit_ids`, or below 0 where
    the school counts in no unit: `NO_LOCAL`, `SHARED` between several units, or `ALONE` in its
    trust when such trusts are left out. `urns` ascend.
    """

    urns: Codes
    codes: Mapping[str, Codes]
    unit_ids: Mapping[str, tuple[str, ...]]

    def keep(self, kept: Mask) -> "Labels":
        """Restrict to some of the schools: a mask of length n."""
        codes = {system: own[kept] for system, own in self.codes.items()}
        return replace(self, urns=self.urns[kept], codes=MappingProxyType(codes))

    def leave_alone_out(self, alone: Iterable[str]) -> "Labels":
        """Take the named trusts out: their schools count as having no local in a trust."""
        if TRUST not in self.codes:
            return self
        own, named = self.codes[TRUST], np.isin(self.unit_ids[TRUST], list(alone))
        left_out = np.isin(own, np.flatnonzero(named))
        codes = {**self.codes, TRUST: np.where(left_out, ALONE, own)}
        return replace(self, codes=MappingProxyType(codes))

    def count_left_out(self) -> pd.DataFrame:
        """Count schools by system: `n_labelled`, `n_shared`, `n_alone`, `n_without`; int64."""
        reasons = {"n_shared": SHARED, "n_alone": ALONE, "n_without": NO_LOCAL}
        return pd.DataFrame(
            {
                "n_labelled": {s: int((own >= 0).sum()) for s, own in self.codes.items()},
                **{
                    name: {s: int((own == reason).sum()) for s, own in self.codes.items()}
                    for name, reason in reasons.items()
                },
            }
        ).rename_axis("system")


def label_schools(
    schools: pd.DataFrame,
    memberships: pd.DataFrame,
    units: pd.DataFrame,
    *,
    systems: Sequence[str],
    inside: Mask | None = None,
    scope: str = "state_funded",
    shared: Shared = "left out",
) -> Labels:
    """
    Give each school of an area its one unit in each system.

    A school is `shared` in a system when its membership says so or it has several units. It is
    left out of that system, or put into the one whose base is nearest in a straight line: among
    the units that share it, and only where the school and all of their bases have a known place.
    Of bases equally near, that of the unit first in order of `unit_id` is taken.

    Parameters
    ----------
    schools, memberships, units
        The tables of those names; n schools.
    systems
        Keys of systems, each at most once; their order is kept.
    inside
        bool, length n: the area. None for all of England.
    scope
        A key of `footprints.scope.SCOPES`: which schools of the area count.
    shared
        What to do with a school of several units.

    Returns
    -------
    labels
        See `Labels`; the schools of the area in scope, those without any local included.

    Raises
    ------
    UnknownKeyError
        If the memberships know nothing of a system, or no such scope is defined.
    """
    unknown = sorted(set(systems) - set(memberships["system"].unique()))
    if unknown:
        raise UnknownKeyError(f"`systems` must be in the memberships, got {unknown}")
    chosen = in_scope(schools, scope).to_numpy()
    chosen = chosen if inside is None else chosen & inside
    placed = schools.loc[chosen, ["urn", "easting", "northing"]].sort_values("urn")
    held = memberships.loc[memberships["certainty"] != "none", ["urn", "system", "unit_id"]]
    held = held.assign(shared=memberships["certainty"].eq("shared"))
    held = held[held["urn"].isin(placed["urn"]) & held["system"].isin(systems)]
    codes, unit_ids = {}, {}
    for system in systems:
        own = held[held["system"] == system]
        bases = units[units["system"] == system] if shared == "nearest base" else None
        codes[system], unit_ids[system] = _label(own, placed, bases)
    urns = placed["urn"].to_numpy()
    return Labels(urns, MappingProxyType(codes), MappingProxyType(unit_ids))


def find_lone_trusts(memberships: pd.DataFrame) -> list[str]:
    """
    Name the trusts that have one open school in all of England.

    Parameters
    ----------
    memberships
        The table of that name, of all open schools.

    Returns
    -------
    unit_ids
        Of the system `trust`, in order.
    """
    held = memberships[memberships["system"].eq(TRUST) & memberships["certainty"].ne("none")]
    sizes = held["unit_id"].value_counts()
    return sorted(sizes[sizes == 1].index)


def weigh_schools(
    schools: pd.DataFrame, labels: Labels, weight: Weight
) -> npt.NDArray[np.float64] | None:
    """Give each labelled school its pupils, NaN where unknown; None when schools are counted."""
    if weight == "schools":
        return None
    return np.asarray(schools.set_index("urn")["pupils"].reindex(labels.urns), dtype="float64")


def _label(
    held: pd.DataFrame, placed: pd.DataFrame, bases: pd.DataFrame | None
) -> tuple[Codes, tuple[str, ...]]:
    """Give the units of one system numbers, and each school that of its own."""
    code, unit_ids = pd.factorize(held["unit_id"], sort=True)
    contested = held["shared"].to_numpy() | held["urn"].duplicated(keep=False).to_numpy()
    at = placed["urn"].to_numpy().searchsorted(held["urn"])
    codes = np.full(len(placed), NO_LOCAL, dtype="int64")
    codes[at] = np.where(contested, SHARED, code)
    if bases is not None and contested.any():
        rows, nearest = _find_nearest_base(at[contested], code[contested], unit_ids, placed, bases)
        codes[rows] = nearest
    return codes, tuple(map(str, unit_ids))


def _find_nearest_base(
    at: Codes, code: Codes, unit_ids: pd.Index, placed: pd.DataFrame, bases: pd.DataFrame
) -> tuple[Codes, Codes]:
    """Choose among the units of each contested school; none where a place is not known."""
    columns = ["base_easting", "base_northing"]
    base = bases.set_index("unit_id")[columns].reindex(unit_ids).to_numpy()[code]
    away = np.hypot(*(placed[["easting", "northing"]].to_numpy()[at] - base).T)
    rows = pd.DataFrame({"at": at, "code": code, "away": away})
    known = rows[rows["away"].notna().groupby(rows["at"]).transform("all")]
    first = known.sort_values(["at", "away", "code"]).drop_duplicates("at")
    return first["at"].to_numpy(), first["code"].to_numpy()

"""Who is next door, and who shares a school's locals; METRICS section 2."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import numpy.typing as npt
import pandas as pd

from footprints.distance import straight_km
from footprints.errors import UnknownKeyError
from footprints.locals.nearest import Nearest, find_nearest, group_peers
from footprints.locals.signatures import NO_UNIT, Codes, code_units, count_twins, have_common, sign
from footprints.scope import in_scope

# Neighbours nearly always share their region, so it would tell nobody apart.
WIDE = frozenset({"region"})
# How many of a list of schools are named where there is no room for all.
N_LISTED = 5


@dataclass(frozen=True)
class NeighbourIndex:
    """
    What one snapshot says about neighbours, arranged so that a school costs milliseconds.

    `schools` has `urn` (ascending), `name`, `easting`, `northing`, `peers`, and is the table
    that all positions refer to; `inside` tells which schools are of the scope; `units` has the
    codes of `footprints.locals.signatures.code_units` for every system, `signatures` one column
    for each system of `counted`.
    """

    schools: pd.DataFrame
    inside: npt.NDArray[np.bool_]
    nearest: Nearest
    units: Mapping[str, Codes]
    counted: tuple[str, ...]
    signatures: Codes

    def share_units(self, rows: Codes, system: str) -> npt.NDArray[np.bool_]:
        """Tell which of their nearest share a unit with the schools at `rows`: r by k."""
        codes, near = self.units[system], self.nearest.rows[rows]
        return have_common(codes[near], codes[rows][:, None]) & (near >= 0)


@dataclass(frozen=True)
class Neighbours:
    """
    The neighbours of one school, and those who share its locals.

    `nearest`, `twins`, `near_twins` and `strangers` have `urn`, `name`, `straight_km`, nearest
    first (those without coordinates last); `nearest` also `n_common`, in how many of the
    `counted` systems it shares a unit with the school, and `near_twins` also `differs`, the one
    system that sets it apart, and `lacks`, whether it has no local there. `alignment` is by
    system, as in `measure_alignment`.
    """

    peers: str | None
    counted: tuple[str, ...]
    alignment: Mapping[str, float]
    nearest: pd.DataFrame
    twins: pd.DataFrame
    near_twins: pd.DataFrame
    strangers: pd.DataFrame


def choose_counted(systems: pd.DataFrame) -> tuple[str, ...]:
    """
    Choose the systems by which schools count as twins or strangers.

    All but the region, which neighbours nearly always share, and but systems that have ended:
    nobody meets in them any more, and one that London's schools "share" among five units would
    leave no two of them strangers.

    Parameters
    ----------
    systems
        The table of that name.

    Returns
    -------
    counted
        Keys of systems, in order of name.
    """
    current = systems.loc[systems["valid_to"].isna(), "system"]
    return tuple(sorted(set(current) - WIDE))


def index_neighbours(
    schools: pd.DataFrame,
    memberships: pd.DataFrame,
    *,
    scope: str = "state_funded",
    counted: Collection[str] | None = None,
) -> NeighbourIndex:
    """
    Find the nearest schools and write the signatures of all schools; once per snapshot and scope.

    Parameters
    ----------
    schools, memberships
        The tables of those names.
    scope
        Who may be a neighbour, a twin or a stranger: a key of `footprints.scope.SCOPES`. A school
        outside it has neighbours in it and is nobody's neighbour.
    counted
        The systems that make a signature; all but the region if not given. One in which no
        school has a local tells nobody apart and is left out.

    Returns
    -------
    index
        See `NeighbourIndex`.

    Raises
    ------
    UnknownKeyError
        If no such scope is defined.
    """
    ordered = schools.sort_values("urn", ignore_index=True)
    inside = in_scope(ordered, scope).to_numpy()
    urns = ordered["urn"].to_numpy()
    units = code_units(memberships, urns)
    wanted = set(units) - WIDE if counted is None else set(counted)
    chosen = tuple(s for s in units if s in wanted and (units[s] != NO_UNIT).any())
    columns = ["urn", "name", "easting", "northing"]
    return NeighbourIndex(
        schools=pd.DataFrame(ordered[columns]).assign(peers=group_peers(ordered)),
        inside=inside,
        nearest=find_nearest(ordered, inside),
        units=MappingProxyType(units),
        counted=chosen,
        signatures=sign(units, chosen, len(urns)),
    )


def measure_alignment(index: NeighbourIndex) -> pd.DataFrame:
    """
    Measure the share of each school's nearest schools that share its unit, in every system.

    A school whose membership is `shared` is in each of its units: a neighbour counts as soon as
    it is in one of them. A neighbour without a local in the system does not share it.

    Parameters
    ----------
    index
        From `index_neighbours`.

    Returns
    -------
    alignment
        float64 from 0 to 1, index `urn` ascending, one column for each system in order of name;
        NaN where the school has no local in the system, or no neighbours.
    """
    rows = np.arange(len(index.schools))
    shares = {system: _align(index, rows, system) for system in index.units}
    return pd.DataFrame(shares, index=pd.Index(index.schools["urn"], name="urn"))


def count_company(index: NeighbourIndex) -> pd.DataFrame:
    """
    Count the twins, near twins and strangers of every school; see `find_neighbours`.

    Parameters
    ----------
    index
        From `index_neighbours`.

    Returns
    -------
    counts
        int64 columns `twins`, `near_twins`, `strangers`; index `urn` ascending.
    """
    twins, near_twins = count_twins(index.signatures, index.inside)
    apart = _count_common(index, np.arange(len(index.schools))) == 0
    strangers = (apart & (index.nearest.rows >= 0)).sum(axis=1)
    return pd.DataFrame(
        {"twins": twins, "near_twins": near_twins, "strangers": strangers},
        index=pd.Index(index.schools["urn"], name="urn"),
    )


def find_neighbours(urn: int, index: NeighbourIndex) -> Neighbours:
    """
    Find the neighbours of a school, its twins and the strangers next door.

    Twins have the same signature: the same unit in every counted system, or none where the
    school has none, and a `shared` area shared by the same units. Near twins differ in one
    system. Strangers are among the nearest and share no unit in any counted system; who is in
    one of several units that share an area shares it.

    Parameters
    ----------
    urn
        A school of the snapshot.
    index
        From `index_neighbours`.

    Returns
    -------
    neighbours
        See `Neighbours`.

    Raises
    ------
    UnknownKeyError
        If no school has this urn.
    """
    here = int(index.schools["urn"].searchsorted(urn))
    if here == len(index.schools) or index.schools["urn"].iloc[here] != urn:
        raise UnknownKeyError(f"`urn` must be a school of the snapshot, got {urn}")
    row = np.array([here])
    known = index.nearest.rows[here] >= 0
    common = _count_common(index, row)[0][known]
    nearest = _list(index, here, index.nearest.rows[here][known], n_common=common)
    apart = nearest.loc[nearest["n_common"] == 0, ["urn", "name", "straight_km"]]
    peers = index.schools["peers"].iloc[here]
    twins, near_twins = _find_twins(index, here)
    return Neighbours(
        peers=None if pd.isna(peers) else str(peers),
        counted=index.counted,
        alignment={system: float(_align(index, row, system)[0]) for system in index.units},
        nearest=nearest,
        twins=twins,
        near_twins=near_twins,
        strangers=apart.reset_index(drop=True),
    )


def _align(index: NeighbourIndex, rows: Codes, system: str) -> npt.NDArray[np.float64]:
    """Share of the nearest that share the unit, for the schools at `rows`."""
    n_near = (index.nearest.rows[rows] >= 0).sum(axis=1)
    has_both = (index.units[system][rows, 0] != NO_UNIT) & (n_near > 0)
    n_sharing = index.share_units(rows, system).sum(axis=1)
    return np.where(has_both, n_sharing / np.maximum(n_near, 1), np.nan)


def _count_common(index: NeighbourIndex, rows: Codes) -> Codes:
    """Count the counted systems in which each of the nearest shares a unit: r by k."""
    common = np.zeros((len(rows), index.nearest.rows.shape[1]), dtype="int64")
    for system in index.counted:
        common += index.share_units(rows, system)
    return common


def _find_twins(index: NeighbourIndex, here: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """List the schools with the same signature, and those with all of it but one entry."""
    own = index.signatures[here]
    same = index.signatures == own
    # two schools that lack a local in the same systems have nothing in common by that
    able = index.inside & (same & (own != NO_UNIT)).any(axis=1)
    able[here] = False
    n_same = same.sum(axis=1)
    twins = np.flatnonzero(able & (n_same == len(own)))
    near = np.flatnonzero(able & (n_same == len(own) - 1))
    _, differs = np.nonzero(~same[near])
    return _list(index, here, twins), _list(
        index,
        here,
        near,
        differs=np.array(index.counted, dtype="object")[differs],
        lacks=index.signatures[near, differs] == NO_UNIT,
    )


def _list(index: NeighbourIndex, here: int, rows: Codes, **more: npt.NDArray) -> pd.DataFrame:
    """Name the schools at `rows` with their distance from `here`, nearest first, ties by urn."""
    origin, found = index.schools.iloc[here], index.schools.iloc[rows]
    km = straight_km(origin["easting"], origin["northing"], found["easting"], found["northing"])
    table = found[["urn", "name"]].assign(straight_km=km, **more)
    return table.sort_values(["straight_km", "urn"], ignore_index=True)

"""The schools nearest to each school, among those of its own kind."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.spatial import cKDTree

from footprints.distance import METRES_PER_KM
from footprints.scope import PHASELESS

N_NEAREST = 10
SPECIAL = ("special",)
ALTERNATIVE = ("alternative provision", "pupil referral unit")
# DfE statistics count middle schools as deemed and all-through schools with the secondaries.
MERGED = {
    "middle deemed primary": "primary",
    "middle deemed secondary": "secondary",
    "all-through": "secondary",
}
SIXTH_FORM_AGE, LAST_PRIMARY_AGE = 16, 13

Rows = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Nearest:
    """
    The nearest schools of n schools, nearest first.

    `rows` is n by k: positions in the table that was searched, -1 where there are fewer than k;
    `km` likewise, NaN there.
    """

    rows: Rows
    km: npt.NDArray[np.float64]


def group_peers(schools: pd.DataFrame) -> pd.Series:
    """
    Tell which phase a school is compared within.

    The phase GIAS gives, middle schools as deemed and all-through schools as secondary. Special
    schools, and pupil referral units with the rest of alternative provision, make two groups of
    their own whatever their ages: GIAS gives most of them no phase. Any other school without a
    phase (independents above all) goes by age range: `16 plus` from 16 up, `secondary` if it
    teaches beyond 13, else `primary`.

    Parameters
    ----------
    schools
        Columns `phase`, `type`, `low_age`, `high_age`; n rows, any index.

    Returns
    -------
    peers
        Text, index of `schools`, length n; missing where neither phase nor age is known.

    Examples
    --------
    >>> ages = {"low_age": [4.0, 3.0], "high_age": [18.0, 19.0]}
    >>> kinds = {"phase": ["All-through", "Not applicable"], "type": ["Academy", "Free special"]}
    >>> group_peers(pd.DataFrame(kinds | ages)).tolist()
    ['secondary', 'special']
    """
    phase, kind = schools["phase"].str.lower(), schools["type"].str.lower().fillna("")
    by_age = pd.Series("primary", index=schools.index, dtype="str")
    by_age = by_age.mask(schools["high_age"] > LAST_PRIMARY_AGE, "secondary")
    by_age = by_age.mask(schools["low_age"] >= SIXTH_FORM_AGE, "16 plus")
    by_age = by_age.mask(schools["low_age"].isna() | schools["high_age"].isna())
    peers = phase.replace(MERGED).mask(phase.isna() | phase.isin(PHASELESS), by_age)
    special = phase.eq("special") | kind.str.contains("|".join(SPECIAL), regex=True)
    alternative = phase.eq("pru") | kind.str.contains("|".join(ALTERNATIVE), regex=True)
    return peers.mask(special, "special").mask(alternative, "alternative provision")


def find_nearest(
    schools: pd.DataFrame, inside: npt.NDArray[np.bool_], *, k: int = N_NEAREST
) -> Nearest:
    """
    Find the k nearest schools of the same phase for every school, in a straight line.

    A school is not its own neighbour; coincident schools are neighbours at 0 km. Equal distances
    are settled by urn, so the order of rows never decides.

    Parameters
    ----------
    schools
        Columns of `group_peers`, `urn` and `easting`, `northing` in EPSG:27700 metres, NaN where
        unknown; n rows.
    inside
        bool, length n: who may be a neighbour. A school outside still has neighbours.
    k
        How many, at least 1.

    Returns
    -------
    nearest
        See `Nearest`; nothing for a school without coordinates or without a known phase.
    """
    urns = schools["urn"].to_numpy()
    points = schools[["easting", "northing"]].to_numpy(dtype="float64")
    rows = np.full((len(schools), k), -1, dtype="int64")
    metres = np.full((len(schools), k), np.inf)
    placed = np.isfinite(points).all(axis=1)
    for _, group in pd.Series(range(len(schools))).groupby(group_peers(schools).to_numpy()):
        asked = group.to_numpy()[placed[group]]
        pool = asked[inside[asked]]
        if len(pool):
            rows[asked], metres[asked] = _search(points, urns, asked, pool, k)
    km = np.where(rows < 0, np.nan, metres / METRES_PER_KM)
    return Nearest(rows, km)


def _search(
    points: npt.NDArray[np.float64], urns: Rows, asked: Rows, pool: Rows, k: int
) -> tuple[Rows, npt.NDArray[np.float64]]:
    """Find the nearest of the pool, looking further wherever a tie reaches the last one seen."""
    tree = cKDTree(points[pool])
    rows = np.full((len(asked), k), -1, dtype="int64")
    metres = np.full((len(asked), k), np.inf)
    unsettled, width = np.arange(len(asked)), k + 2  # the school itself, and one to compare with
    while len(unsettled):
        me = asked[unsettled]
        away, at = tree.query(points[me], k=width)
        last = away[:, -1].copy()
        found = np.append(pool, -1)[at]
        away[found == me[:, None]] = np.inf
        order = np.lexsort((urns[found], away), axis=-1)[:, :k]
        away, found = (np.take_along_axis(part, order, axis=1) for part in (away, found))
        rows[unsettled] = np.where(np.isfinite(away), found, -1)
        metres[unsettled] = away
        unsettled = unsettled[np.isfinite(last) & (away[:, -1] >= last)]
        width *= 2
    return rows, metres

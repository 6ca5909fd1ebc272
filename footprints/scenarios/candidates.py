"""Which schools are looked at as satellites, when all of them would be too many."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from footprints.distance import METRES_PER_KM
from footprints.membership.members import Floats
from footprints.scenarios.errors import SitingError

MOST_CANDIDATES = 300
# two steps double the area of a square
_GROWTH = 2.0**0.25
_FIRST_SIDE_KM = 1.0


@dataclass(frozen=True)
class Candidates:
    """
    The schools looked at, out of `n_schools` with coordinates; `n_unplaced` have none.

    `urns` ascend. Each school left out has a candidate within `within_km` of it in a straight
    line, 0 where only schools that share a site were left out. `rule` says all this in words.
    """

    urns: tuple[int, ...]
    n_schools: int
    n_unplaced: int
    within_km: float
    rule: str


def thin_candidates(schools: pd.DataFrame, *, at_most: int = MOST_CANDIDATES) -> Candidates:
    """
    Choose candidates among schools, evenly over the ground.

    One for each site. Where that is too many, one for each square of a grid on British National
    Grid, with the shortest side, from 1 km by factors of the fourth root of 2, that leaves few
    enough: the school nearest to the mean of those in its square. Of equals the lowest urn.

    Parameters
    ----------
    schools
        Columns `urn`, `easting`, `northing` (EPSG:27700 metres, NaN where unknown).
    at_most
        How many, 1 or more.

    Returns
    -------
    candidates
        See `Candidates`; the order of rows does not matter.

    Raises
    ------
    SitingError
        If `at_most` is below 1.

    Examples
    --------
    >>> at = {"urn": [3, 1, 2], "easting": [0.0, 0.0, 90_000.0], "northing": 0.0}
    >>> thin_candidates(pd.DataFrame(at)).urns, thin_candidates(pd.DataFrame(at), at_most=1).urns
    ((1, 2), (1,))
    """
    if at_most < 1:
        raise SitingError(f"`at_most` must be 1 or more, got {at_most}")
    placed = schools[["urn", "easting", "northing"]].dropna()
    sites = placed.sort_values("urn").drop_duplicates(["easting", "northing"])
    n_placed, n_unplaced = len(placed), len(schools) - len(placed)
    if len(sites) <= at_most:
        rule = f"all {n_placed:,} schools with coordinates, one for each site"
        return Candidates(_list_urns(sites), n_placed, n_unplaced, 0.0, rule)
    places, side_km = sites[["easting", "northing"]].to_numpy(dtype="float64"), _FIRST_SIDE_KM
    while len(np.unique(square := _number_squares(places, side_km))) > at_most:
        side_km *= _GROWTH
    middle = pd.DataFrame(places).groupby(square).transform("mean").to_numpy()
    away = np.hypot(*(places - middle).T)
    # to the millimetre, so that rounding does not decide between equals
    order = np.lexsort((sites["urn"], away.round(3), square))
    first = np.unique(square[order], return_index=True)[1]
    urns = _list_urns(sites.iloc[order[first]])
    within_km = float(side_km * np.sqrt(2))
    rule = (
        f"{len(urns):,} of {n_placed:,} schools with coordinates, one for each square of "
        f"{side_km:.1f} km; each school left out is within {within_km:.1f} km of one of them"
    )
    return Candidates(urns, n_placed, n_unplaced, within_km, rule)


def _number_squares(places: Floats, side_km: float) -> Floats:
    """Give each place the number of its square."""
    cell = np.floor(places / (side_km * METRES_PER_KM))
    return np.asarray(cell[:, 0] * 1e6 + cell[:, 1], dtype="float64")


def _list_urns(sites: pd.DataFrame) -> tuple[int, ...]:
    """Give the urns in order."""
    return tuple(sorted(int(urn) for urn in sites["urn"]))

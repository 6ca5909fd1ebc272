"""Geographic isolation: the mean way to the five nearest mainstream schools of the same phase.

After Odell (2017), Educational Research 59(3), 257-272, doi 10.1080/00131881.2017.1339285, who
took minutes by car and secondary schools. Here it is km, in a straight line and by estimate, and
every phase. Pupils are not asked: it says how near a school's peers are, not who they are.
"""

import numpy as np
import numpy.typing as npt
import pandas as pd

from footprints.distance import straight_km
from footprints.locals.nearest import Nearest, find_nearest, group_peers
from footprints.roads.placepairs import classify_places
from footprints.scope import is_state_funded
from footprints.travel.detour import DetourFactors, estimate_road_km
from footprints.travel.water import NO_WATER, Floats, Water, find_water

N_PEERS = 5
# how many more peers are looked at in one step where too few are on this side of the water
BLOCK = 200
# how many of the nearest are looked at where water is among the first
WIDER = 40
NOT_MAINSTREAM = ("special", "alternative provision")


def is_mainstream(schools: pd.DataFrame) -> pd.Series:
    """
    Tell the state-funded mainstream schools from special schools, units and independents.

    Parameters
    ----------
    schools
        The columns of `footprints.locals.nearest.group_peers`, `type_group` and `type`.

    Returns
    -------
    mainstream
        bool, index of `schools`.

    Examples
    --------
    >>> kinds = {"phase": ["Primary", "Special"], "type": ["Community school", "Special school"]}
    >>> ages = {"low_age": [4.0, 4.0], "high_age": [11.0, 11.0]}
    >>> groups = {"type_group": ["Local authority maintained schools", "Special schools"]}
    >>> is_mainstream(pd.DataFrame(kinds | ages | groups)).tolist()
    [True, False]
    """
    return is_state_funded(schools) & ~group_peers(schools).isin(NOT_MAINSTREAM)


def measure_isolation(
    schools: pd.DataFrame, factors: DetourFactors, water: Water, *, n_peers: int = N_PEERS
) -> pd.DataFrame:
    """
    Measure how isolated each school is.

    Parameters
    ----------
    schools
        The `schools` table.
    factors, water
        For the estimates, and what no factor crosses.
    n_peers
        How many of the nearest.

    Returns
    -------
    isolation
        Index `urn`, in the order of `schools`. `straight_km`, the mean of the nearest peers in a
        straight line, whatever water is between; `detour_km`, `detour_low_km`,
        `detour_high_km`, the mean of the estimates to the nearest peers, in a straight line,
        with no water between: these may be other schools. `n_straight` and `n_detour`, how many
        peers were found; with fewer than `n_peers` the mean is missing, as it is for schools
        that are not mainstream, without coordinates or a phase. Peers are state-funded,
        mainstream and of the same phase.

    Examples
    --------
    >>> from footprints.travel.detour import DetourBand
    >>> row = {"phase": "Primary", "type": "Community school", "low_age": 4.0, "high_age": 11.0}
    >>> row |= {"type_group": "Local authority maintained schools", "urban_rural": None}
    >>> schools = pd.DataFrame([row] * 3).assign(urn=[1, 2, 3], northing=0.0)
    >>> schools["easting"] = [0.0, 1000.0, 3000.0]
    >>> factors = DetourFactors((DetourBand("all", 0, np.inf, 1.4, 1.2, 1.6, "me"),), "me")
    >>> measure_isolation(schools, factors, Water(), n_peers=2)["straight_km"].tolist()
    [2.0, 1.5, 2.5]
    """
    mainstream = is_mainstream(schools).to_numpy(dtype="bool")
    nearest = find_nearest(schools, mainstream, k=n_peers)
    km = np.where(mainstream[:, None], nearest.km, np.nan)
    dry_km = _find_dry(schools, mainstream, nearest, water)
    kind = classify_places(schools["urban_rural"])
    estimate = estimate_road_km(dry_km, factors, kind[:, None])
    return pd.DataFrame(
        {
            "straight_km": _average(km),
            "detour_km": _average(estimate.value),
            "detour_low_km": _average(estimate.low),
            "detour_high_km": _average(estimate.high),
            "n_straight": np.isfinite(km).sum(axis=1),
            "n_detour": np.isfinite(estimate.value).sum(axis=1),
        },
        index=pd.Index(schools["urn"]),
    )


def _average(km: Floats) -> Floats:
    """Take the mean of each row; NaN where any is."""
    return np.asarray(km.mean(axis=1), dtype="float64")


def _find_dry(
    schools: pd.DataFrame, mainstream: npt.NDArray[np.bool_], nearest: Nearest, water: Water
) -> Floats:
    """Measure the nearest peers with no water between: those found, else others further on."""
    km = np.where(mainstream[:, None] & (nearest.rows >= 0), nearest.km, np.nan)
    places = schools[["easting", "northing"]].to_numpy(dtype="float64")
    rows = np.flatnonzero(_find_wet(nearest.rows, km, places, water).any(axis=1))
    if not len(rows):
        return km
    n_peers = km.shape[1]
    # most find enough of their peers a little further on: all of these at once
    wider = find_nearest(schools, mainstream, k=max(WIDER, n_peers))
    away = wider.km[rows]
    away[_find_wet(wider.rows[rows], away, places, water, rows)] = np.nan
    km[rows] = np.sort(away, axis=1)[:, :n_peers]
    peers = group_peers(schools).to_numpy(dtype="object")
    for row in rows[np.isnan(km[rows, -1])]:
        pool = np.flatnonzero(mainstream & (peers == peers[row]))
        km[row] = _search_further(row, pool[pool != row], places, water, n_peers)
    return km


def _find_wet(
    peers: npt.NDArray[np.int64],
    km: Floats,
    places: Floats,
    water: Water,
    rows: npt.NDArray[np.int64] | None = None,
) -> npt.NDArray[np.bool_]:
    """Tell which peers of schools, of these `rows` if not of all, have water between."""
    wet = np.zeros(km.shape, dtype="bool")
    at, peer = np.nonzero(np.isfinite(km))
    own = at if rows is None else rows[at]
    wet[at, peer] = find_water(places[own], places[peers[at, peer]], water) != NO_WATER
    return wet


def _search_further(
    row: np.int64, pool: npt.NDArray[np.int64], places: Floats, water: Water, n_peers: int
) -> Floats:
    """Measure the nearest of a pool with no water between, a school's peers one by one."""
    away = straight_km(*places[row], *places[pool].T)
    order = np.argsort(away, kind="stable")[: np.isfinite(away).sum()]
    found = np.empty(0)
    for first in range(0, len(order), BLOCK):
        block = order[first : first + BLOCK]
        start = np.broadcast_to(places[row], (len(block), 2))
        dry = find_water(start, places[pool[block]], water) == NO_WATER
        found = np.append(found, away[block[dry]])
        if len(found) >= n_peers:
            break
    return np.append(found, np.full(n_peers, np.nan))[:n_peers]

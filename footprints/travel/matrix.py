"""Distances from every place to every other, by the methods that need nothing but coordinates."""

import numpy as np
import numpy.typing as npt

from footprints.distance import straight_km
from footprints.travel.detour import DetourFactors, Kind, RoadEstimate, estimate_road_km
from footprints.travel.water import NO_WATER, Floats, Water, find_water_matrix


def measure_straight(origins: Floats, destinations: Floats) -> Floats:
    """
    Measure the straight line from every origin to every destination.

    Parameters
    ----------
    origins, destinations
        EPSG:27700 metres, n by 2 and m by 2; NaN where unknown.

    Returns
    -------
    straight_km
        float64, n by m; NaN where a place is unknown.

    Examples
    --------
    >>> measure_straight(np.array([[0.0, 0.0]]), np.array([[3000.0, 4000.0], [0, 1000]])).tolist()
    [[5.0, 1.0]]
    """
    return straight_km(
        origins[:, :1], origins[:, 1:], destinations[None, :, 0], destinations[None, :, 1]
    )


def estimate_roads(
    origins: Floats,
    destinations: Floats,
    factors: DetourFactors,
    water: Water,
    *,
    kind: npt.ArrayLike | Kind = "all",
) -> RoadEstimate:
    """
    Estimate the distance by road from every origin to every destination, across no water.

    Parameters
    ----------
    origins, destinations
        EPSG:27700 metres, n by 2 and m by 2; NaN where unknown.
    factors
        By band and kind of place.
    water
        What no factor crosses.
    kind
        Of the origins, length n, or one for all: `all`, `rural` or `urban`.

    Returns
    -------
    estimate
        Arrays n by m; NaN where a place is unknown, water is between, or no band holds the
        distance.

    Raises
    ------
    FactorError
        If a kind is not one of `footprints.travel.detour.KINDS`.

    Examples
    --------
    >>> from footprints.travel.detour import DetourBand
    >>> factors = DetourFactors((DetourBand("all", 0, np.inf, 1.4, 1.2, 1.6, "me"),), "me")
    >>> here, there = np.array([[0.0, 0.0]]), np.array([[3000.0, 4000.0]])
    >>> estimate_roads(here, there, factors, Water()).high.tolist()
    [[8.0]]
    """
    straight = measure_straight(origins, destinations)
    dry = find_water_matrix(origins, destinations, water) == NO_WATER
    of_origin = np.asarray(kind, dtype="str").reshape(-1, 1)
    estimate = estimate_road_km(np.where(dry, straight, np.nan), factors, of_origin)
    return RoadEstimate(
        *(
            np.broadcast_to(part, straight.shape)
            for part in (estimate.value, estimate.low, estimate.high)
        )
    )

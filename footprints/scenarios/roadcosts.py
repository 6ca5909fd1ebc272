"""What it costs schools to reach bases and satellites by road: estimated, or on a network."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from footprints.membership.members import Floats
from footprints.roads.network import RoadNetwork, Speeds
from footprints.roads.placepairs import classify_places
from footprints.roads.routing import Progress, route
from footprints.roads.snapping import index_main, snap_points
from footprints.scenarios.travelcosts import TravelCosts
from footprints.travel.detour import DetourFactors
from footprints.travel.matrix import estimate_roads
from footprints.travel.methods import Method
from footprints.travel.water import Water

PLACE, BASE = ("easting", "northing"), ("base_easting", "base_northing")


def estimate_costs(
    schools: pd.DataFrame,
    bases: pd.DataFrame,
    candidates: pd.DataFrame,
    factors: DetourFactors,
    water: Water,
) -> TravelCosts:
    """
    Estimate costs by detour factors, none across water.

    Parameters
    ----------
    schools, bases, candidates
        As in `footprints.scenarios.travelcosts.measure_straight`; schools with `urban_rural`.
    factors, water
        As everywhere in `footprints.travel`.

    Returns
    -------
    costs
        In km, the value of the estimate; by the method `detour`.

    Examples
    --------
    >>> from footprints.travel.detour import DetourBand
    >>> factors = DetourFactors((DetourBand("all", 0, np.inf, 1.4, 1.2, 1.6, "me"),), "Mine.")
    >>> places = pd.DataFrame({"urn": [1], "easting": 3e3, "northing": 4e3, "urban_rural": None})
    >>> bases = pd.DataFrame({"unit_id": ["A"], "base_easting": 0.0, "base_northing": 0.0})
    >>> estimate_costs(places, bases, places, factors, Water()).to_bases.tolist()
    [[7.0]]
    """
    kind = classify_places(schools["urban_rural"])

    def measure(to: Floats) -> Floats:
        return estimate_roads(_points(schools), to, factors, water, kind=kind).value

    known = bases.dropna(subset=list(BASE))
    to_bases, to_candidates = measure(_points(known, BASE)), measure(_points(candidates))
    return _make(schools, known, candidates, (to_bases, to_candidates), "detour")


def route_costs(
    schools: pd.DataFrame,
    bases: pd.DataFrame,
    candidates: pd.DataFrame,
    network: RoadNetwork,
    speeds: Speeds,
    *,
    on_progress: Progress | None = None,
) -> TravelCosts:
    """
    Measure costs on a road network.

    Parameters
    ----------
    schools, bases, candidates
        As in `footprints.scenarios.travelcosts.measure_straight`.
    network, speeds, on_progress
        As in `footprints.roads.routing.route`.

    Returns
    -------
    costs
        In km, the shortest way there; NaN where the network has none. By the method `road`.

    Raises
    ------
    SpeedError
        If a class of road has no speed.
    """
    main, known = index_main(network), bases.dropna(subset=list(BASE))
    ends = np.vstack([_points(known, BASE), _points(candidates)])
    origins = snap_points(network, _points(schools), main=main)
    there = snap_points(network, ends, main=main)
    km = route(network, origins, there, speeds, on_progress=on_progress).km
    matrices = km[:, : len(known)], km[:, len(known) :]
    return _make(schools, known, candidates, matrices, "road")


def _points(table: pd.DataFrame, columns: Sequence[str] = PLACE) -> Floats:
    """Take coordinates, n by 2."""
    return np.asarray(table[list(columns)], dtype="float64")


def _make(
    schools: pd.DataFrame,
    bases: pd.DataFrame,
    candidates: pd.DataFrame,
    matrices: tuple[Floats, Floats],
    method: Method,
) -> TravelCosts:
    """Put matrices and names together."""
    return TravelCosts(
        urns=schools["urn"].to_numpy(dtype="int64"),
        unit_ids=tuple(bases["unit_id"]),
        to_bases=np.array(matrices[0], dtype="float64"),
        candidates=candidates["urn"].to_numpy(dtype="int64"),
        to_candidates=np.array(matrices[1], dtype="float64"),
        method=method,
        measure="km",
    )

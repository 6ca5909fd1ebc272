"""What it costs schools to reach bases and satellites by road: estimated, or on a network."""

import pandas as pd

from footprints.membership.members import Floats
from footprints.roads.network import RoadNetwork, Speeds
from footprints.roads.placepairs import classify_places
from footprints.roads.routing import Progress, route
from footprints.roads.snapping import index_main, snap_points
from footprints.scenarios.travelcosts import TravelCosts, measure_costs
from footprints.travel.detour import DetourFactors
from footprints.travel.matrix import estimate_roads
from footprints.travel.water import Water


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
        As in `footprints.scenarios.travelcosts.measure_costs`; schools with `urban_rural`.
    factors, water
        As everywhere in `footprints.travel`.

    Returns
    -------
    costs
        In km, the value of the estimate; by the method `detour`.

    Examples
    --------
    >>> from footprints.travel.detour import DetourBand
    >>> factors = DetourFactors((DetourBand("all", 0, 99, 1.4, 1.2, 1.6, "me"),), "Mine.")
    >>> places = pd.DataFrame({"urn": [1], "easting": 3e3, "northing": 4e3, "urban_rural": None})
    >>> bases = pd.DataFrame({"unit_id": ["A"], "base_easting": 0.0, "base_northing": 0.0})
    >>> estimate_costs(places, bases, places, factors, Water()).to_bases.tolist()
    [[7.0]]
    """
    kind = classify_places(schools["urban_rural"])

    def estimate(own: Floats, to: Floats) -> Floats:
        return estimate_roads(own, to, factors, water, kind=kind).value

    return measure_costs(schools, bases, candidates, estimate, method="detour")


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
        As in `footprints.scenarios.travelcosts.measure_costs`.
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
    main = index_main(network)

    def measure(own: Floats, to: Floats) -> Floats:
        origins, there = (snap_points(network, points, main=main) for points in (own, to))
        return route(network, origins, there, speeds, on_progress=on_progress).km

    return measure_costs(schools, bases, candidates, measure, method="road")

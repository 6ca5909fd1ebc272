"""What it costs schools to reach bases and possible satellites, by whichever method is asked."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from footprints.roads.network import RoadNetwork
from footprints.scenarios.roadcosts import estimate_costs, route_costs
from footprints.scenarios.travelcosts import TravelCosts, measure_costs
from footprints.travel.detour import DetourFactors
from footprints.travel.methods import METHODS, Method
from geodata.config import find_data_dir
from geodata.errors import SettingError
from geodata.roads.speeds import read_speeds
from geodata.roads.store import NetworkStore
from geodata.travel.measured import Progress, Told, choose_factors, describe_network
from geodata.travel.water import load_water


@dataclass(frozen=True)
class SitingCosts:
    """
    Costs, and what they rest on.

    `factors` by `detour`; `network` by `road`, and by `detour` where one was named; None else.
    """

    costs: TravelCosts
    factors: DetourFactors | None
    network: RoadNetwork | None
    told: Told


def measure_siting_costs(
    schools: pd.DataFrame,
    bases: pd.DataFrame,
    candidates: pd.DataFrame,
    *,
    method: Method = "straight",
    network_id: str | None = None,
    data_dir: Path | None = None,
    on_progress: Progress | None = None,
) -> SitingCosts:
    """
    Measure from every school to every base and every candidate.

    Parameters
    ----------
    schools, bases, candidates
        As for `footprints.scenarios.travelcosts.measure_costs`; schools with `urban_rural`.
    method
        Not `remote`: these are more pairs than a service may be asked about.
    network_id
        A saved network: needed by `road`; by `detour` its factors are used where measured.
    data_dir
        The data folder; that of the configuration if not given.
    on_progress
        Called as searches of the network are done, with how many of how many.

    Returns
    -------
    measured
        In km.

    Raises
    ------
    SettingError
        If the method is `remote`, or is `road` and no network is named.
    NoNetworkError, UnreadableFileError
        If the network is not saved, or its file damaged.
    """
    if method == "remote":
        raise SettingError(
            "`method` must be straight, detour or road for satellites, got remote: a service "
            "would be asked about every school and every place there could be"
        )
    if method == "road" and network_id is None:
        raise SettingError(
            "the method `road` needs a road network: add one with `python -m geodata roads add "
            "FILE` and name it with `--network`"
        )
    folder = data_dir or find_data_dir()
    network = None if network_id is None else NetworkStore(folder / "networks").open(network_id)
    roads = None if network is None else network.network
    told: dict[str, object] = {"method": method, "method_is": METHODS[method]}
    places = schools, bases, candidates
    if method == "detour":
        factors = choose_factors(folder, network_id)
        told |= {"detour_factors": factors.source}
        costs = estimate_costs(*places, factors, load_water())
        return SitingCosts(costs, factors, roads, told)
    if method == "straight" or roads is None:
        return SitingCosts(measure_costs(*places), None, None, told)
    about = describe_network(roads)
    del about["asked_about"], about["minutes_are"]
    costs = route_costs(*places, roads, read_speeds().speeds, on_progress=on_progress)
    return SitingCosts(costs, None, roads, told | about)

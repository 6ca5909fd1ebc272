"""The travel of schools as screens and exports show it: measured once, described with its method.

What it rests on is loaded here: detour factors (of the project, or measured on the network that is
asked for), water, speeds, a saved network, a routing service.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from pyproj import Transformer

from footprints.roads.network import RoadNetwork
from footprints.travel.byroad import (
    BASES,
    N_NEAREST,
    PLACES,
    Router,
    ask_network,
    list_trips,
)
from footprints.travel.detour import DetourFactors, complete_factors
from footprints.travel.methods import METHODS, Method
from footprints.travel.table import PAIR, ROAD_COLUMNS, tabulate_travel
from geodata.config import find_data_dir
from geodata.engines.settings import ENGINE_VARIABLE, URL_VARIABLE, read_engine
from geodata.errors import SettingError
from geodata.roads.calibrated import read_calibration
from geodata.roads.routers import choose_router
from geodata.roads.speeds import read_speeds
from geodata.roads.store import NetworkStore
from geodata.travel.detour import load_detour_factors
from geodata.travel.water import load_water

Progress = Callable[[int, int], None]
Told = Mapping[str, object]

ASKED = f"the base of each school's own unit and the {N_NEAREST} nearest in a straight line"


@dataclass(frozen=True)
class TravelTables:
    """The tables that travel is measured from, of the names that `footprints.schema` has."""

    schools: pd.DataFrame
    memberships: pd.DataFrame
    units: pd.DataFrame
    systems: pd.DataFrame


@dataclass(frozen=True)
class MeasuredTravel:
    """
    The `travel` table and what it rests on.

    `road` has what a network or a service answered, as `footprints.travel.byroad.ask_network`
    gives it; None where neither was asked. `told` says in plain values by which method, factors,
    network or service, for files and screens.
    """

    travel: pd.DataFrame
    road: pd.DataFrame | None
    factors: DetourFactors
    network: RoadNetwork | None
    told: Told


def measure_travel(
    tables: TravelTables,
    *,
    method: Method = "straight",
    network_id: str | None = None,
    data_dir: Path | None = None,
    router: Router | None = None,
    on_progress: Progress | None = None,
) -> MeasuredTravel:
    """
    Measure the way from every school to its base and to the nearest, in every system.

    Parameters
    ----------
    tables
        Of one snapshot; fewer schools or systems ask less.
    method
        By which the nearest base and the penalty are told; one for the whole table.
    network_id
        A saved network, which fills the columns of the road whatever the method.
    data_dir
        The data folder; that of the configuration if not given.
    router
        Who searches the network, as in `footprints.travel.byroad.ask_network`; the engine that
        `geodata.roads.routers.read_road_engine` names if not given.
    on_progress
        Called as searches of the network or cells of a service are done, with how many of how
        many.

    Returns
    -------
    measured
        See `MeasuredTravel`.

    Raises
    ------
    SettingError
        If the method is `road` and no network is named, or `remote` and no service configured,
        or an engine for roads that is not known.
    ExtraMissingError
        If contraction hierarchies are configured and their package is not installed.
    NoNetworkError, UnreadableFileError
        If the network is not saved, or its file damaged.
    EngineError
        If a service could not be asked at all.
    """
    if method == "road" and network_id is None:
        raise SettingError(
            "the method `road` needs a road network: add one with `python -m geodata roads add "
            "FILE` and name it with `--network`"
        )
    folder = data_dir or find_data_dir()
    networks = NetworkStore(folder / "networks")
    network = None if network_id is None else networks.open(network_id).network
    factors = choose_factors(folder, network_id)
    road, told = None, dict[str, object]()
    if method == "remote":
        road, told = _ask_service(tables, on_progress)
    elif network is not None:
        searcher = router or choose_router(networks.folder, network)
        trips, speeds = _list_trips(tables), read_speeds().speeds
        road = ask_network(network, trips, speeds, router=searcher, on_progress=on_progress)
        told = describe_network(network)
    travel = tabulate_travel(
        tables.schools,
        tables.memberships,
        tables.units,
        systems=tables.systems,
        factors=factors,
        water=load_water(),
        method=method,
        road=road,
    )
    return MeasuredTravel(
        travel=travel,
        road=road,
        factors=factors,
        network=network,
        told={
            "method": method,
            "method_is": METHODS[method],
            "detour_factors": factors.source,
            "detour_factors_calibrated": factors.is_calibrated,
            **told,
        },
    )


def choose_factors(data_dir: Path, network_id: str | None = None) -> DetourFactors:
    """
    Choose the detour factors: those measured on a network, completed by the project's own.

    Parameters
    ----------
    data_dir
        The data folder.
    network_id
        A saved network; its factors are used where they have been measured.

    Returns
    -------
    factors
        Their `source` says which they are.

    Raises
    ------
    UnreadableFileError
        If the file of the factors is damaged.
    """
    default = load_detour_factors()
    measured = None if network_id is None else read_calibration(data_dir, network_id)
    return default if measured is None else complete_factors(measured.factors, default)


def describe_network(network: RoadNetwork) -> dict[str, object]:
    """
    Say which network was asked, about what, and whom to name for it.

    Parameters
    ----------
    network
        Any.

    Returns
    -------
    told
        Plain values by name, all beginning with what they are about.
    """
    return {
        "network": network.name,
        "network_id": network.network_id,
        "network_source": network.source,
        "network_as_of": network.as_of,
        "network_attribution": network.attribution,
        "asked_about": ASKED,
        "minutes_are": "by the slow set of speeds, the quickest way there",
    }


def _list_trips(tables: TravelTables) -> pd.DataFrame:
    """List the trips worth asking about."""
    return list_trips(tables.schools, tables.memberships, tables.units, systems=tables.systems)


def _ask_service(
    tables: TravelTables, on_progress: Progress | None
) -> tuple[pd.DataFrame, dict[str, object]]:
    """Ask the configured service, base by base."""
    engine = read_engine()
    if engine is None:
        raise SettingError(
            "the method `remote` needs a routing service: set "
            f"{ENGINE_VARIABLE} and {URL_VARIABLE}"
        )
    trips = _list_trips(tables)
    degrees = Transformer.from_crs("EPSG:27700", "EPSG:4326", always_xy=True)
    starts = np.column_stack(degrees.transform(*trips[PLACES].to_numpy(dtype="float64").T))
    ends = np.column_stack(degrees.transform(*trips[BASES].to_numpy(dtype="float64").T))
    answers = np.full((2, len(trips)), np.nan)
    notes, done = dict[str, None](), 0
    for rows in trips.groupby(BASES, sort=False).indices.values():
        found = engine.measure(starts[rows], ends[rows[:1]])
        answers[0, rows], answers[1, rows] = found.km[:, 0], found.minutes[:, 0]
        notes |= dict.fromkeys(failure.message for failure in found.failures)
        done += len(rows)
        if on_progress:
            on_progress(done, len(trips))
    road = trips[PAIR].assign(**dict(zip(ROAD_COLUMNS[3:], answers, strict=True)))
    told = {"service": engine.how, "service_host": engine.host, "asked_about": ASKED}
    return road, told | {"service_failures": list(notes), "pairs_asked": len(trips)}

"""Which trips are worth asking the roads about, and what a network says of them.

Of all schools and bases few pairs matter: a school's own base, and those that can be nearest. A
base that was not asked about is not lost: `footprints.travel.nearest.prove_nearest` names a
nearest base only where no other can be nearer.
"""

from collections.abc import Callable

import numpy as np
import pandas as pd

from footprints.roads.network import RoadNetwork, Speeds
from footprints.roads.routing import Progress, Routes, route_pairs
from footprints.roads.snapping import index_main, snap_points
from footprints.travel.systemtravel import set_up_system
from footprints.travel.table import PAIR, ROAD_COLUMNS
from footprints.travel.water import Floats

# does what `route_pairs` does, here or elsewhere
Router = Callable[..., Routes]
# the nearest base by road is hardly ever beyond the sixth in a straight line
N_NEAREST = 6
PLACES = ["easting", "northing"]
BASES = ["base_easting", "base_northing"]
TRIPS = [*PAIR, *PLACES, *BASES]


def list_trips(
    schools: pd.DataFrame,
    memberships: pd.DataFrame,
    units: pd.DataFrame,
    *,
    systems: pd.DataFrame,
    n_nearest: int = N_NEAREST,
) -> pd.DataFrame:
    """
    List the trips of each school: to its own base and to the nearest in a straight line.

    Parameters
    ----------
    schools, memberships, units, systems
        The tables of those names; each system asks the schools in its scope.
    n_nearest
        How many of the nearest bases, the own one among them or not.

    Returns
    -------
    trips
        Columns `TRIPS`: a row for each urn, system and unit_id whose places are both known, in
        that order; metres, EPSG:27700.
    """
    nothing = pd.DataFrame({name: pd.Series(dtype="object") for name in ROAD_COLUMNS})
    parts = []
    for system in systems.itertuples():
        task = set_up_system(
            system.system, schools, memberships, units, scope=system.scope, road=nothing
        )
        n = min(n_nearest, len(task.bases))
        near = np.argsort(task.straight_km, axis=1, kind="stable")[:, :n]
        school = np.concatenate([task.school, np.repeat(np.arange(len(near)), n)])
        base = np.concatenate([task.base, near.ravel()])
        known = (base >= 0) & np.isfinite(task.places[school]).all(axis=1)
        school, base = np.unique(np.stack([school[known], base[known]]), axis=1)
        part = pd.DataFrame(
            {
                "urn": task.schools["urn"].to_numpy()[school],
                "system": task.system,
                "unit_id": task.bases["unit_id"].to_numpy()[base],
            }
        )
        part[PLACES], part[BASES] = task.places[school], task.base_places[base]
        parts.append(part)
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=TRIPS)


def ask_network(
    network: RoadNetwork,
    trips: pd.DataFrame,
    speeds: Speeds,
    *,
    router: Router = route_pairs,
    on_progress: Progress | None = None,
) -> pd.DataFrame:
    """
    Measure trips by road, there and back.

    Parameters
    ----------
    network
        From a reader.
    trips
        From `list_trips`.
    speeds
        km/h for every class of the network's roads.
    router
        Who searches, with the parameters of `footprints.roads.routing.route_pairs`.
    on_progress
        Called as `on_progress(searches done, searches in all)`.

    Returns
    -------
    road
        The trips with both ends on the network: `urn`, `system`, `unit_id`; `road_km`, the
        shortest way there; `minutes` and `minutes_fast`, the quickest with the slow and with the
        fast set of speeds; the same with `_back`. NaN where there is no way.

    Raises
    ------
    SpeedError
        If a class of road has no speed.
    """
    main = index_main(network)
    start, schools = _number(trips[PLACES].to_numpy(dtype="float64"))
    end, bases = _number(trips[BASES].to_numpy(dtype="float64"))
    origins = snap_points(network, schools, main=main)
    destinations = snap_points(network, bases, main=main)
    kept = origins.is_placed[start] & destinations.is_placed[end]
    routes = router(
        network,
        origins,
        destinations,
        (start[kept], end[kept]),
        speeds,
        on_progress=on_progress,
    )
    return trips.loc[kept, PAIR].assign(
        road_km=routes.km,
        minutes=routes.minutes_slow,
        minutes_fast=routes.minutes_fast,
        road_km_back=routes.km_back,
        minutes_back=routes.minutes_slow_back,
        minutes_fast_back=routes.minutes_fast_back,
    )


def _number(points: Floats) -> tuple[np.ndarray, Floats]:
    """Give each point the number of its distinct place, and those places."""
    distinct, number = np.unique(points, axis=0, return_inverse=True)
    return number.reshape(-1).astype("int64"), distinct

"""Floating catchments against PySAL's `access`, and cold spots against `esda`'s own draws.

Both sides are given the pairs within reach, in the form each asks for; finding them is timed
apart. The answers are the same: the tests compare them, and here the largest difference is told.
"""

import time
import warnings

import numpy as np
import pandas as pd
from access.fca import two_stage_fca
from access.weights import gaussian
from esda.getisord import G_Local
from libpysal.graph import Graph
from scipy.spatial import cKDTree

from footprints.access.catchments import measure_catchments
from footprints.access.coldspots import SpotQuestion, find_spots
from footprints.access.decay import Gaussian
from footprints.access.permutation import find_nearest_places
from footprints.access.places import place_schools
from footprints.access.reach import Reach, find_reach
from footprints.access.supply import list_bases
from footprints.scope import in_scope
from tests.bench.snapshot import open_real
from tests.bench.timing import compare

BASES_KM, SCHOOLS_KM = 60.0, 10.0
K, DRAWS = 10, 999


def main() -> None:
    """Print the ratios."""
    snapshot = open_real()
    schools = snapshot.table("schools")
    placed = schools[schools["easting"].notna()].reset_index(drop=True)
    points = placed[["easting", "northing"]].to_numpy()
    demand = placed["pupils"].fillna(0).to_numpy() + 1
    bases = list_bases(snapshot.table("units"), "tsh")
    _share_out("all schools and tsh bases", points, bases.points, demand, BASES_KM)
    _share_out("all schools and all schools", points, points, demand, SCHOOLS_KM)
    _look_for_spots(schools[in_scope(schools, "state_funded").to_numpy()], bases.points)


def _share_out(
    name: str, origins: np.ndarray, sites: np.ndarray, demand: np.ndarray, within_km: float
) -> None:
    """Compare E2SFCA, Gaussian with half the threshold as its scale."""
    start = time.perf_counter()
    reach = find_reach(origins, sites, within_km=within_km)
    found_s = time.perf_counter() - start
    supply, scale = np.ones(len(sites)), within_km / 2
    print(f"{name} within {within_km:g} km: {len(reach.cost):,} pairs found in {found_s:.2f} s")

    def ours() -> np.ndarray:
        found = measure_catchments(
            reach, demand, supply, threshold=within_km, decay=Gaussian(scale)
        )
        return found.access

    pairs = pd.DataFrame(
        {"origin": reach.origin, "dest": reach.destination, "cost": reach.cost}, copy=False
    )
    heads = pd.DataFrame({"geoid": range(len(demand)), "demand": demand})

    def theirs() -> np.ndarray:
        found = two_stage_fca(
            heads,
            pd.DataFrame({"supply": supply}),
            pairs,
            max_cost=within_km,
            demand_name="demand",
            supply_name="supply",
            weight_fn=gaussian(scale),
        )
        return found.reindex(range(len(demand))).fillna(0).to_numpy()

    print(compare(f"E2SFCA, {name}", ours, theirs, against="PySAL access", repeats=1))
    print(f"  largest difference: {_differ(ours(), theirs(), reach):.1e} of the largest value")


def _differ(ours: np.ndarray, theirs: np.ndarray, reach: Reach) -> float:
    """Give the largest difference where anything is known."""
    known = reach.known_origins
    return float(np.abs(ours - theirs)[known].max() / theirs[known].max())


def _look_for_spots(schools: pd.DataFrame, bases: np.ndarray) -> None:
    """Compare the search for spots of km to the nearest base; draws by us and by `esda`."""
    placed = schools[schools["easting"].notna()]
    points = placed[["easting", "northing"]].to_numpy()
    metres = cKDTree(bases[np.isfinite(bases).all(axis=1)]).query(points)[0]
    places = place_schools(pd.Series(metres / 1000, index=placed["urn"]), placed)
    question = SpotQuestion(k=K, n_permutations=DRAWS, better="less")
    near = find_nearest_places(points, K)
    graph = Graph.from_arrays(near.place, near.neighbour, np.ones(len(near.place)))
    values = places["value"].to_numpy()
    draws = {"permutations": DRAWS, "n_jobs": 1, "seed": 1, "keep_simulations": False}

    def theirs() -> None:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "The alternative hypothesis", DeprecationWarning)
            G_Local(values, graph, transform="B", star=True, **draws)

    name = f"spots among {len(places):,} schools, {DRAWS} draws"
    asked = compare(
        name, lambda: find_spots(places, question), theirs, against="esda's own", repeats=1
    )
    print(asked)


if __name__ == "__main__":
    main()

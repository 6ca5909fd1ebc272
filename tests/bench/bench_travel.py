"""Distances of all schools to all bases: against loops, a geodesic, and testing every line."""

import math
import time

import numpy as np
import pyproj
from scipy.spatial import cKDTree

from footprints.travel.matrix import estimate_roads, measure_straight
from footprints.travel.nearest import choose_across_no_water, choose_nearest
from footprints.travel.table import tabulate_travel
from footprints.travel.water import Water
from geodata.travel.detour import load_detour_factors
from geodata.travel.water import load_water
from tests.bench.snapshot import open_real
from tests.bench.timing import compare

PLACES, BASES = ["easting", "northing"], ["base_easting", "base_northing"]
N_LOOPED = 1_000


def main() -> None:
    """Print the ratios, how wrong the plane is, and how long the whole table takes."""
    snapshot = open_real()
    schools, units = snapshot.table("schools"), snapshot.table("units")
    places = schools[PLACES].dropna().to_numpy(dtype="float64")
    bases = units.dropna(subset=BASES).drop_duplicates(BASES)[BASES].to_numpy(dtype="float64")
    size = f"{len(places):,} schools x {len(bases)} bases"
    _compare_straight(places, bases, size)
    _compare_nearest(places, bases, size)
    _compare_water(places, bases, size)
    factors, water = load_detour_factors(), load_water()
    for method in ("straight", "detour"):
        start = time.perf_counter()
        travel = tabulate_travel(
            schools,
            snapshot.table("memberships"),
            units,
            systems=snapshot.table("systems"),
            factors=factors,
            water=water,
            method=method,
        )
        print(
            f"travel table by {method}, {len(travel):,} rows: {time.perf_counter() - start:.2f} s"
        )


def _compare_straight(places: np.ndarray, bases: np.ndarray, size: str) -> None:
    """The whole matrix, against a loop over some schools and against the ellipsoid."""
    some = places[:N_LOOPED]
    pairs = [tuple(base) for base in bases]

    def loop() -> list[list[float]]:
        return [[math.dist(place, base) / 1000 for base in pairs] for place in some]

    to_degrees = pyproj.Transformer.from_crs(27700, 4326, always_xy=True)
    here, there = (np.column_stack(to_degrees.transform(*at.T)) for at in (places, bases))
    geod = pyproj.Geod(ellps="WGS84")

    def measure_geodesics() -> np.ndarray:
        east, north = (np.repeat(axis, len(there)) for axis in here.T)
        to_east, to_north = (np.tile(axis, len(here)) for axis in there.T)
        metres = geod.inv(east, north, to_east, to_north)[2]
        return metres.reshape(len(here), len(there)) / 1000

    print(
        compare(
            f"straight-line matrix of {N_LOOPED:,} schools x {len(bases)} bases",
            lambda: measure_straight(some, bases),
            loop,
            against="a loop over every pair",
        )
    )
    print(
        compare(
            f"straight-line matrix of {size}",
            lambda: measure_straight(places, bases),
            measure_geodesics,
            against="pyproj Geod",
            repeats=3,
        )
    )
    plane, ellipsoid = measure_straight(places, bases), measure_geodesics()
    far = ellipsoid > 1
    error = 100 * (plane[far] / ellipsoid[far] - 1)
    print(f"plane against ellipsoid beyond 1 km: {error.min():+.3f} % to {error.max():+.3f} %")


def _compare_nearest(places: np.ndarray, bases: np.ndarray, size: str) -> None:
    """The nearest base in a straight line, against a tree."""
    print(
        compare(
            f"nearest base, {size}",
            lambda: choose_nearest(measure_straight(places, bases)),
            lambda: cKDTree(bases).query(places),
            against="cKDTree, which has no distances to the others",
        )
    )


def _compare_water(places: np.ndarray, bases: np.ndarray, size: str) -> None:
    """The nearest base by estimate across no water, against testing every line first."""
    factors, water = load_detour_factors(), load_water()
    dry = estimate_roads(places, bases, factors, Water()).value
    print(
        compare(
            f"nearest base across no water, {size}",
            lambda: choose_across_no_water(dry, places, bases, water),
            lambda: choose_nearest(estimate_roads(places, bases, factors, water).value),
            against="every line tested",
            repeats=1,
        )
    )


if __name__ == "__main__":
    main()

"""Where invented schools stand: how many per district, in which town, and how rural that is."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata.demo.areas import measure_spacing_m

# Schools per district: a base by the kind of district (first three signs of its ONS code), and
# more where there is more land, since the countryside has many small schools.
_BASE = {"E06": 90.0, "E07": 42.0, "E08": 125.0, "E09": 92.0}
_PER_KM2 = 0.03
_SINGLE = ("E06000053", "E09000001")  # Isles of Scilly, City of London: one school each
_TOWNS = 6
_TOWN_SHARE = (0.42, 0.15, 0.08, 0.05, 0.03, 0.02)  # the rest stand scattered
_TRIES = 10
_CONURBATION_M, _REMOTE_M = 13_000.0, 25_000.0


@dataclass(frozen=True)
class Places:
    """Points of n schools: metres in EPSG:27700, the town's number (6 is none), rurality."""

    easting: np.ndarray
    northing: np.ndarray
    town: np.ndarray
    urban_rural: np.ndarray


def count_schools(current: pd.DataFrame, cells: gpd.GeoSeries, total: int) -> np.ndarray:
    """
    Share a number of schools among districts by a simple rule.

    90 for a unitary district, 42 for a county's, 125 for a metropolitan one, 92 for a London
    borough, and 3 for each 100 km2; all scaled to the total, rounded by largest remainder.
    The Isles of Scilly and the City of London have one school each.

    Parameters
    ----------
    current
        `lad_code` of n districts.
    cells
        Their polygons in EPSG:27700, in the same order.
    total
        How many schools in all, at least n.

    Returns
    -------
    counts
        int64, length n, each at least 1, sum `total`.
    """
    base = current["lad_code"].str[:3].map(_BASE).fillna(_BASE["E07"]).to_numpy()
    weight = base + _PER_KM2 * cells.area.to_numpy() / 1e6
    weight[current["lad_code"].isin(_SINGLE).to_numpy()] = 0.0
    exact = 1.0 + (total - len(current)) * weight / weight.sum()
    counts = np.floor(exact).astype("int64")
    short = total - int(counts.sum())
    counts[np.argsort(counts - exact, kind="stable")[:short]] += 1
    return np.asarray(counts)


def place_points(
    current: pd.DataFrame, cells: gpd.GeoSeries, district: np.ndarray, rng: np.random.Generator
) -> Places:
    """
    Place schools in and around invented towns, each inside its own district.

    Parameters
    ----------
    current
        `easting` and `northing` of the districts' centres.
    cells
        Their polygons in EPSG:27700, in the same order.
    district
        Row of the district of each school; n schools.
    rng
        Source of chance.

    Returns
    -------
    places
        Whole metres; every point lies in its cell.
    """
    centres = current[["easting", "northing"]].to_numpy(dtype="float64")
    radius = np.sqrt(cells.area.to_numpy() / np.pi)
    towns = _scatter(rng, (len(current), _TOWNS)) * 0.9 * radius[:, None, None]
    towns[:, 0] = 0.0
    town = np.searchsorted(np.cumsum(_TOWN_SHARE), rng.random(len(district)), side="right")
    offset = np.zeros((len(district), 2))
    outside = np.arange(len(district))
    polygons = cells.to_numpy()[district]
    for _ in range(_TRIES):
        here = district[outside]
        near = towns[here, np.minimum(town[outside], _TOWNS - 1)]
        near = near + rng.normal(size=near.shape) * 0.09 * radius[here, None]
        wide = _scatter(rng, (len(here),)) * 1.2 * radius[here, None]
        offset[outside] = np.where((town[outside] < _TOWNS)[:, None], near, wide)
        outside = outside[_are_outside(polygons, centres[district] + offset, outside)]
    while len(outside):  # the centre is inside, so going halfway there ends
        offset[outside] /= 2.0
        outside = outside[_are_outside(polygons, centres[district] + offset, outside)]
    points = np.round(centres[district] + offset)
    rurality = _tell_rurality(measure_spacing_m(centres)[district], town, rng)
    return Places(points[:, 0], points[:, 1], town, rurality)


def _scatter(rng: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    """Draw points evenly from the unit disc; `shape` by 2."""
    angle, reach = rng.random(shape) * 2 * np.pi, np.sqrt(rng.random(shape))
    return np.stack([reach * np.cos(angle), reach * np.sin(angle)], axis=-1)


def _are_outside(polygons: np.ndarray, points: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Tell which of the given rows' points, on whole metres, are not inside their polygon."""
    grid = np.round(points[rows])
    return np.asarray(~shapely.contains_xy(polygons[rows], grid[:, 0], grid[:, 1]))


def _tell_rurality(
    spacing_m: np.ndarray, town: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    """Tell from the density of districts and the town how urban a school's place is."""
    remote = rng.random(len(town)) < 0.3
    tests = {
        "(England/Wales) Urban major conurbation": spacing_m < _CONURBATION_M,
        "(England/Wales) Urban city and town": (town < 2) | (spacing_m < 1.4 * _CONURBATION_M),
        "(England/Wales) Rural town and fringe": town < _TOWNS,
        "(England/Wales) Rural village in a sparse setting": remote & (spacing_m > _REMOTE_M),
        "(England/Wales) Rural hamlet and isolated dwellings": remote,
    }
    return np.select(list(tests.values()), list(tests), "(England/Wales) Rural village")

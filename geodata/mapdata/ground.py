"""The ground behind the map, in few bytes: land, borders of districts, names of towns."""

from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata.mapdata.shapes import simplify_together

STEPS_PER_DEGREE = 2_000  # at most 28 m off: a pixel where a town fills the map
TOLERANCE_M = 400.0
SPECK_M2 = 200_000.0  # smaller islands are under a pixel until far into the map
MOST_TOWNS = 170
LEAST_SCHOOLS = 5  # fewer are a village, or a slip of the pen
MOST_SPREAD_M = 10_000.0  # half the schools farther off: a county, or two towns of one name
APART_M = 12_000.0  # nearer to a larger town, a name could not be read before far into the map


def pack_ground(tables: Mapping[str, pd.DataFrame]) -> dict[str, Any] | None:
    """
    Draw the ground from the finest areas known: districts, else authorities, else regions.

    Parameters
    ----------
    tables
        `schools`, `footprints` and, where loaded, `areas`, as in `footprints.schema`.

    Returns
    -------
    ground
        `land`: rings, to be filled by the even-odd rule; `borders`: the lines inside the land;
        both as `pack_lines` writes them, in `steps_per_degree`. `towns`: `name`, `lon` and `lat`,
        the largest first. None where there is no area at all.
    """
    areas = _find_areas(tables)
    if areas is None:
        return None
    light = simplify_together(areas, TOLERANCE_M).to_numpy()
    land = shapely.union_all(light)
    parts = shapely.get_parts(land)
    kept = shapely.normalize(shapely.multipolygons(parts[shapely.area(parts) >= SPECK_M2]))
    inside = shapely.difference(shapely.union_all(shapely.boundary(light)), land.boundary)
    borders = shapely.get_parts(shapely.normalize(shapely.line_merge(inside)))
    towns = find_towns(tables["schools"])
    places = gpd.GeoSeries.from_xy(towns["easting"], towns["northing"], crs=27700).to_crs(4326)
    return {
        "steps_per_degree": STEPS_PER_DEGREE,
        "land": pack_lines(shapely.get_rings(shapely.get_parts(kept))),
        "borders": pack_lines(borders[shapely.length(borders) > 0]),
        "towns": {
            "name": towns["name"].tolist(),
            "lon": places.x.round(4).tolist(),
            "lat": places.y.round(4).tolist(),
        },
    }


def find_towns(schools: gpd.GeoDataFrame) -> pd.DataFrame:
    """
    Find the larger towns and where they are, from the addresses of schools.

    A town is at the median of its schools, so a few that bear its name elsewhere do not move it.

    Parameters
    ----------
    schools
        `town` and points in EPSG:27700; a missing town or point is passed over.

    Returns
    -------
    towns
        `name`, `easting`, `northing` and `schools`, at most 170, the one with most schools
        first. Left out: those with fewer than 5 schools, those whose schools mostly lie more
        than 10 km off, and those within 12 km of a larger one.

    Examples
    --------
    >>> find_towns(gpd.GeoDataFrame({"town": []}, geometry=[], crs=27700)).columns.tolist()
    ['name', 'easting', 'northing', 'schools']
    """
    known = schools[schools["town"].notna() & schools.geometry.notna()]
    name = known["town"].astype("str").str.split().str.join(" ")
    sites = pd.DataFrame(
        {"name": name, "key": name.str.casefold(), "x": known.geometry.x, "y": known.geometry.y}
    )
    by_town = sites.groupby("key")
    centre = by_town[["x", "y"]].transform("median")
    sites["off"] = np.hypot(sites["x"] - centre["x"], sites["y"] - centre["y"])
    towns = by_town.agg(
        name=("name", _most_common), easting=("x", "median"), northing=("y", "median"),
        schools=("x", "size"), spread=("off", "median"),
    )  # fmt: skip
    likely = towns[(towns["schools"] >= LEAST_SCHOOLS) & (towns["spread"] <= MOST_SPREAD_M)]
    ranked = likely.sort_values(["schools", "name"], ascending=[False, True], ignore_index=True)
    return _space_out(ranked).drop(columns="spread")


def pack_lines(lines: np.ndarray) -> list[list[int]]:
    """
    Write lines as whole steps: where each begins, then the way to each next point.

    Parameters
    ----------
    lines
        Lines or rings in EPSG:27700; n of them.

    Returns
    -------
    packed
        n lists of longitude and latitude by turns, in `STEPS_PER_DEGREE`.

    Examples
    --------
    >>> pack_lines(np.array([shapely.LineString([(400_000, 500_000), (400_000, 511_128)])]))
    [[-4003, 108791, 0, 200]]
    """
    degrees = gpd.GeoSeries(lines, crs=27700).to_crs("EPSG:4326").to_numpy()
    points, line = shapely.get_coordinates(degrees, return_index=True)
    steps = np.round(points * STEPS_PER_DEGREE).astype("int64")
    each = np.split(steps, np.flatnonzero(np.diff(line)) + 1) if len(lines) else []
    return [np.diff(own, axis=0, prepend=0).ravel().tolist() for own in each]


def _find_areas(tables: Mapping[str, pd.DataFrame]) -> gpd.GeoSeries | None:
    """Find the finest areas that cover the country, in the order of their codes."""
    footprints = tables["footprints"].sort_values("unit_id", kind="stable")
    areas = tables.get("areas", pd.DataFrame({"kind": [], "vintage": [], "area_code": []}))
    for kind in ("lad", "la", "region"):
        own = footprints[footprints["system"].eq(kind)]
        if len(own):
            return own.geometry
        of_kind = areas[areas["kind"].eq(kind)]
        if len(of_kind):
            latest = of_kind[of_kind["vintage"].eq(of_kind["vintage"].max())]
            return latest.sort_values("area_code", kind="stable").geometry
    return None


def _most_common(names: pd.Series) -> str:
    """Choose the usual spelling; the first by alphabet of those equally common."""
    return str(names.mode().iloc[0])


def _space_out(towns: pd.DataFrame) -> pd.DataFrame:
    """Keep the first towns that lie apart from all kept before them."""
    places = towns[["easting", "northing"]].to_numpy()
    kept: list[int] = []
    for row, place in enumerate(places):
        away = np.hypot(*(places[kept] - place).T)
        if (away >= APART_M).all():
            kept.append(row)
    return towns.iloc[kept[:MOST_TOWNS]].reset_index(drop=True)

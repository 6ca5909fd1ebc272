"""Which district a school stands in: by its stated code, then by polygon, then the nearest."""

from typing import Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from footprints.schema import check_grid

Route = Literal["code", "recoded", "polygon", "nearest", "none"]
NEAREST_LIMIT_M = 500.0
FAR_LIMIT_M = 1000.0


def place_schools(
    points: gpd.GeoSeries,
    stated: pd.Series,
    areas: gpd.GeoDataFrame,
    districts: pd.DataFrame,
    *,
    nearest_limit_m: float = NEAREST_LIMIT_M,
) -> pd.DataFrame:
    """
    Place each school in one area of one layer.

    Routes, first that answers: `code` (the stated code is in the layer), `recoded` (its
    successor, or its only predecessor, is), `polygon` (the point lies in it), `nearest` (the
    nearest area within the limit: generalised outlines cut off coasts), `none`.

    Parameters
    ----------
    points
        School points in EPSG:27700, index `urn`; n rows, missing where unknown.
    stated
        District code the source states, of any vintage, index of `points`, NaN where none.
    areas
        `area_code` and polygons in EPSG:27700; codes unique.
    districts
        `lad_code` and `successor_code`: which code followed which.
    nearest_limit_m
        How far outside every polygon a point may lie and still be placed, metres.

    Returns
    -------
    placed
        Index of `points`; `area_code` (NaN where none) and `route`.

    Raises
    ------
    CrsError
        If either layer is not in EPSG:27700.
    """
    check_grid(points=points, areas=areas)
    known = pd.Index(areas["area_code"])
    stated = stated.reindex(points.index).astype("str")
    code = stated.where(stated.isin(known))
    route = pd.Series(np.where(code.notna(), "code", "none"), index=points.index, dtype="str")

    recoded = stated.map(_recodes(districts, known))
    code, route = _fill(code, route, recoded, "recoded")
    code, route = _fill(code, route, _locate(points[code.isna()], areas), "polygon")
    near = _locate_nearest(points[code.isna()], areas, nearest_limit_m)
    code, route = _fill(code, route, near, "nearest")
    return pd.DataFrame({"area_code": code.astype("str"), "route": route})


def distance_outside_m(
    points: gpd.GeoSeries, area_code: pd.Series, areas: gpd.GeoDataFrame
) -> pd.Series:
    """
    Measure how far each school's point lies outside the area it is said to be in.

    Parameters
    ----------
    points
        School points in EPSG:27700, index `urn`; n rows, missing where unknown.
    area_code
        The area of each school, index of `points`, NaN where none.
    areas
        `area_code` and polygons in EPSG:27700; codes unique.

    Returns
    -------
    distance_m
        float64, index of `points`; 0 inside, NaN where the point or the area is missing.

    Raises
    ------
    CrsError
        If either layer is not in EPSG:27700.
    """
    check_grid(points=points, areas=areas)
    codes = area_code.reindex(points.index)
    polygons = areas.set_index("area_code").geometry.reindex(codes).to_numpy()
    return pd.Series(shapely.distance(points.to_numpy(), polygons), index=points.index)


def _sited(points: gpd.GeoSeries) -> gpd.GeoSeries:
    """Keep the points that are somewhere: neither missing, nor empty, nor at NaN."""
    return points[np.isfinite(shapely.bounds(points.to_numpy())).all(axis=-1)]


def _fill(
    code: pd.Series, route: pd.Series, found: pd.Series, name: Route
) -> tuple[pd.Series, pd.Series]:
    """Take `found` where no earlier route answered."""
    new = found.reindex(code.index).astype("str").where(code.isna())
    return code.fillna(new), route.mask(new.notna(), name)


def _recodes(districts: pd.DataFrame, known: pd.Index) -> dict[str, str]:
    """Map codes outside the layer to the code inside it that followed or alone preceded them."""
    changes = districts.dropna(subset=["successor_code"])
    forward = dict(zip(changes["lad_code"], changes["successor_code"], strict=True))
    only = changes[~changes.duplicated("successor_code", keep=False)]
    backward = dict(zip(only["successor_code"], only["lad_code"], strict=True))
    mapping: dict[str, str] = {}
    for step in (forward, backward):
        for start in step:
            code = start
            for _ in range(len(step)):
                if code in known or code not in step:
                    break
                code = step[code]
            if start not in known and code in known:
                mapping.setdefault(start, code)
    return mapping


def _locate(points: gpd.GeoSeries, areas: gpd.GeoDataFrame) -> pd.Series:
    """Find the polygon each point lies in; on a border, the first code."""
    here = _sited(points)
    ordered = areas.sort_values("area_code")
    at, area = ordered.sindex.query(here.to_numpy(), predicate="intersects")
    found = pd.Series(ordered["area_code"].to_numpy()[area], index=here.index[at], dtype="str")
    found = found.sort_values(kind="stable")
    return found[~found.index.duplicated()]


def _locate_nearest(points: gpd.GeoSeries, areas: gpd.GeoDataFrame, limit_m: float) -> pd.Series:
    """Find the nearest polygon within the limit; ties by first code."""
    # geopandas refuses a limit of 0; the outlines themselves were tried before
    here = _sited(points if limit_m > 0 else points.iloc[:0])
    limit_m = limit_m or np.inf
    ordered = areas.sort_values("area_code")
    at, area = ordered.sindex.nearest(here.to_numpy(), return_all=True, max_distance=limit_m)
    found = pd.Series(ordered["area_code"].to_numpy()[area], index=here.index[at], dtype="str")
    found = found.sort_values(kind="stable")
    return found[~found.index.duplicated()]

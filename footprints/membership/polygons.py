"""Footprints: the polygon of each unit, always made from what it covers or whom it lists."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from footprints.schema import CRS, check_grid, check_table

# Holes smaller than this come from outlines that miss each other by metres, not from geography.
SLIVER_M2 = 10_000.0


def dissolve_footprints(
    held: pd.DataFrame, pieces: gpd.GeoDataFrame, members: pd.DataFrame
) -> gpd.GeoDataFrame:
    """
    Join the pieces each unit holds into one polygon for each certainty.

    Parameters
    ----------
    held
        `system`, `unit_id`, `certainty`, `area_code`, `as_of`: who holds which piece.
    pieces
        `area_code`, `lad_code` and polygons in EPSG:27700 that do not overlap.
    members
        `system`, `unit_id`, `certainty`, one row per school; for the counts.

    Returns
    -------
    footprints
        The `footprints` table with method `dissolve`: one row per unit and certainty; `n_areas`
        counts districts, held whole or in part.

    Raises
    ------
    CrsError
        If `pieces` are not in EPSG:27700.
    """
    check_grid(pieces=pieces)
    key = ["system", "unit_id", "certainty"]
    joined = held.merge(pieces[["area_code", "lad_code", "geometry"]], on="area_code")
    groups = joined.groupby(key, sort=True)
    table = groups.agg(n_areas=("lad_code", "nunique"), as_of=("as_of", "max")).reset_index()
    geometry = [_dissolve(part.to_numpy()) for _, part in groups["geometry"]]
    table["method"] = "dissolve"
    return _finish(table, geometry, members)


def wrap_members(
    schools: gpd.GeoDataFrame, members: pd.DataFrame, *, counted: pd.DataFrame | None = None
) -> gpd.GeoDataFrame:
    """
    Draw the convex hull of each unit's member sites; a picture of spread, not of territory.

    Parameters
    ----------
    schools
        `urn` and points in EPSG:27700.
    members
        `urn`, `system`, `unit_id`, `certainty`; n rows.
    counted
        The members that `n_schools` counts, where it is not all of them.

    Returns
    -------
    footprints
        The `footprints` table with method `hull`: one row per unit with three or more sites
        that are not on one line.

    Raises
    ------
    CrsError
        If `schools` are not in EPSG:27700.
    """
    check_grid(schools=schools)
    key = ["system", "unit_id", "certainty"]
    points = schools[["urn", "geometry"]]
    # missing, empty and NaN points alike have no bounds
    points = points[np.isfinite(shapely.bounds(points.geometry.to_numpy())).all(axis=-1)]
    held = members.dropna(subset=["unit_id"])
    sited = held.merge(points, on="urn").sort_values(key, kind="stable")
    group = sited.groupby(key, sort=True).ngroup().to_numpy()
    table = sited[key].drop_duplicates().reset_index(drop=True)
    sites = shapely.multipoints(sited["geometry"].to_numpy(), indices=group)
    hulls = shapely.convex_hull(sites)
    table["n_areas"] = 0
    table["method"] = "hull"
    table["as_of"] = np.nan
    area = shapely.get_type_id(hulls) == shapely.GeometryType.POLYGON
    return _finish(table[area], list(hulls[area]), members if counted is None else counted)


def _dissolve(polygons: np.ndarray) -> shapely.Geometry:
    """Join polygons and close the slivers between them."""
    joined = shapely.union_all(polygons)
    rings = [
        shapely.Polygon(
            part.exterior,
            [hole for hole in part.interiors if shapely.Polygon(hole).area >= SLIVER_M2],
        )
        for part in shapely.get_parts(joined)
        if part.geom_type == "Polygon"
    ]
    return shapely.normalize(shapely.union_all(rings))


def _finish(
    table: pd.DataFrame, geometry: list[shapely.Geometry], members: pd.DataFrame
) -> gpd.GeoDataFrame:
    """Add the counts of schools and pass the gate."""
    key = ["system", "unit_id", "certainty"]
    counts = members.groupby(key).size().rename("n_schools").reset_index()
    counted = table.reset_index(drop=True).merge(counts, on=key, how="left")
    counted["n_schools"] = counted["n_schools"].fillna(0)
    frame = gpd.GeoDataFrame(counted, geometry=geometry, crs=CRS)
    checked: gpd.GeoDataFrame = check_table("footprints", frame)
    return checked

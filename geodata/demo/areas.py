"""Schematic districts for the demonstration: cells around centre points, no real boundary."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.spatial import cKDTree

from footprints.schema import CRS, check_table

VINTAGE = "demo"
FORMER_VINTAGE = "demo-former"
SOURCE = "Schematic cells around district centre points; not a boundary"

# Coast: discs around the centres, joined across triangles of near centres. All in metres.
_DISC_SHARE = 0.8
_DISC_MIN_M, _DISC_MAX_M = 4_000.0, 28_000.0
_JOIN_MAX_M, _JOIN_MARGIN_M = 70_000.0, 8_000.0
_ISLES_OF_SCILLY, _ISLES_RADIUS_M = "E06000053", 5_000.0


def make_cells(districts: pd.DataFrame, coverage: pd.DataFrame) -> gpd.GeoDataFrame:
    """
    Draw each district as the land nearer to its centre than to any other.

    A district that was merged from former ones is drawn as those: around each of their centres.

    Parameters
    ----------
    districts
        The `districts` table; current ones have no `valid_to`.
    coverage
        The `coverage` table; the former districts it names are given too, with their siblings.

    Returns
    -------
    areas
        The `areas` table, kind `lad`: current districts of vintage `demo`, and the former ones
        that divide some of them exactly, of vintage `demo-former`; EPSG:27700, corners on
        whole metres.
    """
    current = districts[districts["valid_to"].isna()].sort_values("lad_code", ignore_index=True)
    merged = _find_merged(districts, current["lad_code"])
    whole = current[~current["lad_code"].isin(merged["successor_code"])]
    seeds = pd.concat([whole.assign(successor_code=whole["lad_code"]), merged], ignore_index=True)
    cells = _draw_seeds(seeds)
    joined = cells.groupby(seeds.set_index("lad_code")["successor_code"]).agg(shapely.union_all)
    divided = merged[merged["successor_code"].isin(_list_divided(merged, coverage))]
    areas = pd.concat(
        [
            _as_areas(current, joined.reindex(current["lad_code"]), VINTAGE),
            _as_areas(divided, cells.reindex(divided["lad_code"]), FORMER_VINTAGE),
        ],
        ignore_index=True,
    )
    checked = check_table("areas", gpd.GeoDataFrame(areas, geometry="geometry", crs=CRS))
    return gpd.GeoDataFrame(checked, geometry="geometry", crs=CRS)


def measure_spacing_m(centres: np.ndarray) -> np.ndarray:
    """
    Measure how far each centre is from its third nearest, a stand-in for how urban it is.

    Parameters
    ----------
    centres
        n x 2, EPSG:27700; n at least 4.

    Returns
    -------
    spacing_m
        float64, length n.

    Examples
    --------
    >>> float(measure_spacing_m(np.array([[0, 0], [3, 4], [6, 8], [9, 12.0]]))[0])
    15.0
    """
    distance, _ = cKDTree(centres).query(centres, k=4)
    return np.asarray(distance[:, 3], dtype="float64")


def _find_merged(districts: pd.DataFrame, current: pd.Series) -> pd.DataFrame:
    """Find the parts of current districts that were merged, where each part has a centre."""
    former = districts[districts["valid_to"].notna() & districts["successor_code"].isin(current)]
    merged = former.duplicated("successor_code", keep=False)  # a mere renumbering has one part
    lost = former.loc[former["easting"].isna(), "successor_code"]
    parts = former[merged & ~former["successor_code"].isin(lost)]
    return parts.drop_duplicates(["easting", "northing"]).sort_values("lad_code")


def _list_divided(merged: pd.DataFrame, coverage: pd.DataFrame) -> pd.Series:
    """List the current districts that some hub list divides along former ones."""
    return merged.loc[merged["lad_code"].isin(coverage["area_code"]), "successor_code"]


def _draw_seeds(seeds: pd.DataFrame) -> gpd.GeoSeries:
    """Divide the land among centre points; index `lad_code`."""
    centres = seeds[["easting", "northing"]].to_numpy(dtype="float64")
    around = shapely.box(-200_000, -200_000, 1_000_000, 1_000_000)
    plane = shapely.voronoi_polygons(shapely.multipoints(centres), extend_to=around, ordered=True)
    cells = shapely.intersection(shapely.get_parts(plane), _draw_land(seeds, centres))
    return gpd.GeoSeries(shapely.set_precision(cells, 1.0), index=seeds["lad_code"], crs=CRS)


def _draw_land(seeds: pd.DataFrame, centres: np.ndarray) -> shapely.Geometry:
    """Draw a schematic England around the centres."""
    radius = np.clip(_DISC_SHARE * measure_spacing_m(centres), _DISC_MIN_M, _DISC_MAX_M)
    radius[seeds["lad_code"].eq(_ISLES_OF_SCILLY)] = _ISLES_RADIUS_M
    discs = shapely.buffer(shapely.points(centres), radius)
    triangles = shapely.get_parts(shapely.delaunay_triangles(shapely.multipoints(centres)))
    corners = shapely.get_coordinates(triangles).reshape(-1, 4, 2)
    longest = np.linalg.norm(np.diff(corners, axis=1), axis=2).max(axis=1)
    joined = shapely.buffer(shapely.union_all(triangles[longest < _JOIN_MAX_M]), _JOIN_MARGIN_M)
    land = shapely.union_all([*discs, joined])
    rounded = shapely.buffer(shapely.buffer(land, _JOIN_MARGIN_M), -_JOIN_MARGIN_M)
    rings = shapely.get_exterior_ring(shapely.get_parts(rounded))
    return shapely.simplify(shapely.union_all(shapely.polygons(rings)), 400.0)


def _as_areas(districts: pd.DataFrame, cells: gpd.GeoSeries, vintage: str) -> gpd.GeoDataFrame:
    """Label cells as areas."""
    labels = pd.DataFrame(
        {
            "kind": "lad",
            "area_code": districts["lad_code"].to_numpy(),
            "vintage": vintage,
            "name": districts["lad_name"].to_numpy(),
            "source": SOURCE,
        }
    )
    return gpd.GeoDataFrame(labels, geometry=cells.to_numpy(), crs=CRS)

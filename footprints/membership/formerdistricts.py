"""Former districts that hub lists still use, as exact parts of the district that followed them."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from footprints.errors import SchemaError
from footprints.membership.placement import place_schools
from footprints.schema import CRS, check_grid


def split_districts(
    current: gpd.GeoDataFrame, former: gpd.GeoDataFrame, districts: pd.DataFrame
) -> gpd.GeoDataFrame:
    """
    Cut each district that replaced former ones into exactly those parts.

    Two layers never share an outline to the metre. So a part is the former polygon within the
    district; what no part covers goes to the part nearest to it; nothing overlaps and nothing
    is left over.

    Parameters
    ----------
    current
        `area_code` and polygons in EPSG:27700 of the districts in force; codes unique.
    former
        The same for former districts, codes unique; all of those that one district replaced,
        or none: what a missing part covered would go to the others.
    districts
        `lad_code` and `successor_code`.

    Returns
    -------
    pieces
        `area_code` (former where cut, else current), `lad_code` (current) and polygons in
        EPSG:27700; together exactly `current`.

    Raises
    ------
    CrsError
        If either layer is not in EPSG:27700.
    SchemaError
        If no former district lies in the one said to have followed it.
    """
    check_grid(current=current, former=former)
    successor = districts.set_index("lad_code")["successor_code"]
    parts = former.assign(lad_code=former["area_code"].map(successor))
    parts = parts[parts["lad_code"].isin(current["area_code"])].sort_values("area_code")
    cut = current[current["area_code"].isin(parts["lad_code"])]
    pieces = [current[~current["area_code"].isin(cut["area_code"])].assign(lad_code=None)]
    for row in cut.itertuples():
        own = parts[parts["lad_code"] == row.area_code]
        if not own.intersects(row.geometry).any():
            raise SchemaError(
                f"`former` must lie in the district that followed, got {list(own['area_code'])} "
                f"outside {row.area_code}; check the successor codes"
            )
        pieces.append(_cut_one(row.geometry, own))
    joined = pd.concat(
        [piece[["area_code", "lad_code", "geometry"]] for piece in pieces], ignore_index=True
    )
    joined["lad_code"] = joined["lad_code"].fillna(joined["area_code"]).astype("str")
    return gpd.GeoDataFrame(joined, geometry="geometry", crs=CRS).sort_values(
        "area_code", ignore_index=True
    )


def place_in_former(
    schools: gpd.GeoDataFrame, pieces: gpd.GeoDataFrame, districts: pd.DataFrame
) -> pd.Series:
    """
    Tell which former district each school of a cut district stands in.

    Parameters
    ----------
    schools
        `urn`, `lad_code`, `district_code` (as the source states it) and points in EPSG:27700.
    pieces
        From `split_districts`.
    districts
        `lad_code` and `successor_code`.

    Returns
    -------
    former_code
        text, index `urn`, only schools of cut districts; NaN where neither code nor point tells.
    """
    cut = pieces[pieces["area_code"] != pieces["lad_code"]]
    found = []
    for lad_code, own in cut.groupby("lad_code"):
        here = schools[schools["lad_code"] == lad_code].set_index("urn")
        placed = place_schools(
            here.geometry, here["district_code"], own, districts, nearest_limit_m=float("inf")
        )
        found.append(placed["area_code"])
    if not found:
        return pd.Series(dtype="str", index=pd.Index([], dtype="int64", name="urn"))
    return pd.concat(found).sort_index()


def pair_renumbered(districts: pd.DataFrame) -> dict[str, str]:
    """
    Pair the codes of districts that were only renumbered, never merged.

    Parameters
    ----------
    districts
        `lad_code` and `successor_code`.

    Returns
    -------
    other
        From the old code to the new and from the new to the old.

    Examples
    --------
    >>> table = pd.DataFrame({"lad_code": ["A", "B", "C"], "successor_code": ["X", "Y", "Y"]})
    >>> pair_renumbered(table)
    {'A': 'X', 'X': 'A'}
    """
    followed = districts.dropna(subset=["successor_code"])
    only = followed[~followed.duplicated("successor_code", keep=False)]
    old, new = only["lad_code"], only["successor_code"]
    return dict(zip(old, new, strict=True)) | dict(zip(new, old, strict=True))


def _cut_one(district: shapely.Geometry, parts: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Cut one district; see `split_districts`."""
    remaining = district
    pieces: list[shapely.Geometry] = []
    for polygon in parts.geometry:
        pieces.append(shapely.intersection(remaining, polygon))
        remaining = shapely.difference(remaining, polygon)
    leftovers = [g for g in shapely.get_parts(remaining) if g.area > 0]
    for left in leftovers:
        # NaN is the distance to a part that covers nothing
        nearest = int(np.nanargmin(shapely.distance(left, pieces)))
        pieces[nearest] = shapely.union(pieces[nearest], left)
    polygons = [_polygonal(piece) for piece in pieces]
    cut = parts.assign(geometry=polygons)
    return cut[~cut.geometry.is_empty]


def _polygonal(geometry: shapely.Geometry) -> shapely.Geometry:
    """Drop the points and lines that cutting leaves behind."""
    kept = [g for g in shapely.get_parts(geometry) if g.geom_type == "Polygon"]
    return shapely.union_all(kept)

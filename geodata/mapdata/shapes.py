"""Footprints made light for the browser: simplified together, in degrees, as GeoJSON."""

import json
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

DECIMALS = 5  # of a degree: about a metre
TOLERANCE_M = 150.0


def draw_outlines(footprints: gpd.GeoDataFrame, names: pd.Series) -> dict[str, Any]:
    """
    Make the GeoJSON of one system's footprints.

    Parameters
    ----------
    footprints
        Rows of the `footprints` table of one system, EPSG:27700.
    names
        Name of each unit, index `unit_id`.

    Returns
    -------
    collection
        GeoJSON (RFC 7946) with `unit_id`, `name`, `certainty`, `n_schools` and `method` on each
        feature; footprints that share an edge still do.
    """
    hull = footprints["method"].eq("hull")
    territory = footprints[~hull]
    light = pd.concat(
        [
            territory.set_geometry(simplify_together(territory.geometry, TOLERANCE_M)),
            footprints[hull],
        ]
    ).sort_index()
    shapes = _to_degrees(light.geometry)
    known = names.dropna().to_dict()
    properties = pd.DataFrame(
        {
            "unit_id": light["unit_id"],
            "name": [known.get(unit) or unit for unit in light["unit_id"]],
            "certainty": light["certainty"],
            "n_schools": light["n_schools"],
            "method": light["method"],
        }
    ).to_dict("records")
    return _collect(shapes, properties)


def simplify_together(shapes: gpd.GeoSeries, tolerance_m: float) -> gpd.GeoSeries:
    """
    Drop vertices from polygons without opening gaps between neighbours.

    Polygons that overlap (two units that share an area) are first cut into the pieces that do
    not, for `shapely.coverage_simplify` needs a coverage.

    Parameters
    ----------
    shapes
        Valid polygons in metres; n of them.
    tolerance_m
        As in `shapely.coverage_simplify`.

    Returns
    -------
    light
        Polygons, index and CRS as `shapes`.
    """
    polygons = shapes.to_numpy()
    if not len(polygons):
        return shapes
    if shapely.coverage_is_valid(polygons):
        light = shapely.coverage_simplify(polygons, tolerance_m)
    else:
        pieces, piece_of, shape_of = _cut(polygons)
        light_pieces = shapely.coverage_simplify(pieces, tolerance_m)
        light = np.array(
            [
                shapely.union_all(light_pieces[piece_of[shape_of == i]])
                for i in range(len(polygons))
            ],
            dtype=object,
        )
    return gpd.GeoSeries(light, index=shapes.index, crs=shapes.crs)


def _cut(polygons: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Cut overlapping polygons into pieces; say which piece lies in which polygon."""
    lines = shapely.union_all(shapely.boundary(polygons))
    pieces = shapely.get_parts(shapely.polygonize([lines]))
    inside = shapely.point_on_surface(pieces)
    piece_of, shape_of = shapely.STRtree(polygons).query(inside, predicate="within")
    used = np.unique(piece_of)
    return pieces[used], np.searchsorted(used, piece_of), shape_of


def _to_degrees(shapes: gpd.GeoSeries) -> np.ndarray:
    """Round to five decimals of a degree, rings as RFC 7946 wants them."""
    degrees = shapes.to_crs("EPSG:4326").to_numpy()
    rounded = shapely.transform(degrees, lambda xy: np.round(xy, DECIMALS))
    return np.asarray(shapely.orient_polygons(rounded))


def _collect(shapes: np.ndarray, properties: list[dict[str, Any]]) -> dict[str, Any]:
    """Put geometries and their properties into a FeatureCollection."""
    return {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": about, "geometry": json.loads(text)}
            for about, text in zip(properties, shapely.to_geojson(shapes), strict=True)
        ],
    }

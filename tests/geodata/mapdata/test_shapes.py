"""Light outlines: fewer vertices, no gaps, and GeoJSON as its standard wants it."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from footprints.schema import CRS
from geodata.mapdata.shapes import draw_outlines, simplify_together


def wiggle(length: int = 200, step_m: float = 100.0) -> np.ndarray:
    """A border that runs north with bends of 40 m."""
    y = np.arange(length + 1) * step_m
    return np.column_stack([40.0 * np.sin(np.arange(length + 1)), y])


def neighbours() -> gpd.GeoSeries:
    """Two areas on either side of a border of 201 vertices."""
    border = wiggle()
    west = shapely.Polygon([*border, (-20_000, 20_000), (-20_000, 0)])
    east = shapely.Polygon([*border, (20_000, 20_000), (20_000, 0)])
    return gpd.GeoSeries([west, east], index=[7, 3], crs=CRS).translate(450_000, 300_000)


def test_neighbours_stay_neighbours_with_fewer_vertices() -> None:
    before = neighbours()
    light = simplify_together(before, 150.0)
    assert list(light.index) == [7, 3]
    assert shapely.get_num_coordinates(light.to_numpy()).sum() < 150  # of 410
    assert shapely.coverage_is_valid(light.to_numpy())
    assert light.union_all().area == pytest.approx(before.union_all().area)
    assert light.crs == before.crs


def test_areas_that_two_units_share_are_simplified_the_same_way() -> None:
    west, east = neighbours()
    both = gpd.GeoSeries([west, east, shapely.union(west, east), east], crs=CRS)
    light = simplify_together(both, 150.0)
    assert light[1].equals(light[3])
    assert light[2].area == pytest.approx(light[0].area + light[1].area)
    assert light[0].intersection(light[1]).area == 0
    assert light.is_valid.all()


def test_nothing_gives_nothing() -> None:
    empty = gpd.GeoSeries([], crs=CRS)
    assert len(simplify_together(empty, 100.0)) == 0


def footprints() -> gpd.GeoDataFrame:
    west, east = neighbours()
    hull = shapely.Polygon([(430_000, 300_000), (460_000, 300_000), (450_000, 320_000)])
    return gpd.GeoDataFrame(
        {
            "unit_id": ["w", "e", "h"],
            "certainty": ["designated", "partial", "listed"],
            "n_schools": [3, 4, 5],
            "method": ["dissolve", "dissolve", "hull"],
        },
        geometry=[west, east, hull],
        crs=CRS,
    )


def test_outlines_are_geojson_in_degrees_with_five_decimals() -> None:
    drawn = draw_outlines(footprints(), pd.Series({"w": "West", "h": "Hull"}))
    names = [feature["properties"]["name"] for feature in drawn["features"]]
    assert names == ["West", "e", "Hull"]
    for feature in drawn["features"]:
        ring = shapely.geometry.shape(feature["geometry"]).exterior
        assert ring.is_ccw
        xy = shapely.get_coordinates(ring)
        assert np.array_equal(np.round(xy, 5), xy)
        assert (np.abs(xy - [-1.26, 52.6]) < 0.4).all()


def test_a_hull_keeps_its_corners() -> None:
    drawn = draw_outlines(footprints(), pd.Series(dtype="str"))
    assert len(drawn["features"][2]["geometry"]["coordinates"][0]) == 4

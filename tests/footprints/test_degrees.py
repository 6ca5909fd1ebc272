"""Between degrees and the National Grid: as geopandas projects, and back to where one was."""

import geopandas as gpd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from footprints.degrees import to_degrees, to_grid

PLACES = ((-0.1278, 51.5074), (-5.7, 50.07), (-2.0, 55.8))


def test_points_land_where_geopandas_puts_them() -> None:
    other = gpd.GeoSeries.from_xy(*zip(*PLACES, strict=True), crs=4326).to_crs(27700)
    for (x, y), place in zip(to_grid(PLACES), other, strict=True):
        assert (x, y) == pytest.approx((place.x, place.y), abs=0.01)


# each call makes a projection, which takes longer than to project many places
@settings(max_examples=50)
@given(
    st.lists(
        st.tuples(st.floats(90_000, 650_000), st.floats(10_000, 500_000)), min_size=1, max_size=9
    )
)
def test_there_and_back_are_the_same_places(places: list[tuple[float, float]]) -> None:
    again = to_grid(to_degrees(tuple(places)))
    assert len(again) == len(places)
    for came, went in zip(again, places, strict=True):
        assert came == pytest.approx(went, abs=0.01)

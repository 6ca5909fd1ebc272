"""Where invented schools stand."""

import geopandas as gpd
import pandas as pd
import shapely

from footprints.schema import CRS
from geodata.demo.places import count_schools


def test_schools_are_shared_by_the_documented_rule() -> None:
    current = pd.DataFrame({"lad_code": ["E06000001", "E07000001", "E08000001", "E06000053"]})
    square = shapely.box(0, 0, 10_000, 10_000)  # 100 km2: 3 schools' weight
    counts = count_schools(current, gpd.GeoSeries([square] * 4, crs=CRS), 270)
    # weights 93, 45, 128 of 266; one school each first, 266 left to share
    assert counts.tolist() == [94, 46, 129, 1]

"""Schematic districts."""

import numpy as np
import pandas as pd

from footprints.schema import CRS
from geodata.demo.areas import make_cells, measure_spacing_m


def test_cells_are_nearest_to_their_own_centre() -> None:
    districts = pd.DataFrame(
        {
            "lad_code": ["E07000001", "E07000002", "E07000003", "E07000004"],
            "lad_name": ["A", "B", "C", "D"],
            "valid_to": pd.Series([None] * 4, dtype="str"),
            "successor_code": pd.Series([None] * 4, dtype="str"),
            "easting": [400_000.0, 420_000.0, 400_000.0, 420_000.0],
            "northing": [300_000.0, 300_000.0, 320_000.0, 320_000.0],
        }
    )
    coverage = pd.DataFrame({"area_code": pd.Series([], dtype="str")})
    areas = make_cells(districts, coverage).set_index("area_code")
    assert areas.crs == CRS
    assert set(areas["kind"]) == {"lad"}
    assert list(areas["name"]) == ["A", "B", "C", "D"]
    # the square of four is cut along its middle lines
    assert areas.geometry["E07000001"].bounds[2:] == (410_000.0, 310_000.0)
    assert areas.geometry["E07000004"].bounds[:2] == (410_000.0, 310_000.0)


def test_spacing_is_the_distance_to_the_third_nearest() -> None:
    line = np.array([[0.0, 0.0], [1_000.0, 0.0], [3_000.0, 0.0], [7_000.0, 0.0]])
    assert measure_spacing_m(line).tolist() == [7_000.0, 6_000.0, 4_000.0, 7_000.0]

"""Some schools out of the map's files: what is left reads as it did."""

import base64
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.mapdata.columns import pack_names, pack_points
from geodata.mapdata.subset import find_bounds, keep_members, keep_names, keep_points

NAMES = ["Ash Primary School", "Elm Primary School", "Oak", "", "St </script> School", "École 🏫"]


def invent_schools(count: int, seed: int) -> gpd.GeoDataFrame:
    random = np.random.default_rng(seed)
    urn = np.sort(random.choice(np.arange(100_000, 150_000), count, replace=False))
    place = gpd.points_from_xy(*random.uniform(100_000, 600_000, (2, count)), crs=27700)
    place = gpd.GeoSeries(place).mask(random.random(count) < 0.2, None)
    names = random.choice(NAMES, count)
    return gpd.GeoDataFrame({"urn": urn, "name": names}, geometry=place, crs=27700)


def read_points(packed: dict[str, Any]) -> list[tuple[int, float | None, float | None]]:
    """Read each school's place school by school, as the browser does."""
    count, urn, rows = len(packed["urn"]), 0, []
    planes = [base64.b64decode(packed[axis]["planes"]) for axis in ("lon", "lat")]
    for i in range(count):
        urn += packed["urn"][i]
        steps = [
            packed[axis]["origin"] + sum(held[i + k * count] * 256**k for k in range(3))
            for axis, held in zip(("lon", "lat"), planes, strict=True)
        ]
        rows.append((urn, *(steps if i not in packed["missing"] else (None, None))))
    return rows


def read_names(packed: dict[str, Any]) -> list[str]:
    tail = base64.b64decode(packed["tail"])
    return [head + packed["tails"][tail[i]] for i, head in enumerate(packed["head"])]


@given(st.lists(st.booleans(), min_size=1, max_size=40), st.integers(0, 1000))
def test_the_schools_kept_are_named_and_placed_as_before(kept: list[bool], seed: int) -> None:
    schools = invent_schools(len(kept), seed)
    points, names = pack_points(schools), pack_names(schools["name"])
    fewer = keep_points(points, np.array(kept))
    assert read_points(fewer) == [
        row for row, stays in zip(read_points(points), kept, strict=True) if stays
    ]
    assert read_names(keep_names(names, np.array(kept))) == schools["name"][kept].tolist()


@given(st.lists(st.tuples(st.integers(-1, 400), st.integers(0, 5), st.booleans()), max_size=40))
def test_the_schools_kept_are_in_their_units(rows: list[tuple[int, int, bool]]) -> None:
    system = {
        "system": "maths",
        "unit": [unit for unit, _, _ in rows],
        "certainty": "".join(str(digit) for _, digit, _ in rows),
    }
    fewer = keep_members(system, np.array([stays for *_, stays in rows], dtype=bool))
    assert fewer == {
        "system": "maths",
        "unit": [unit for unit, _, stays in rows if stays],
        "certainty": "".join(str(digit) for _, digit, stays in rows if stays),
    }


def test_what_is_given_stays_as_it_is() -> None:
    points = pack_points(invent_schools(5, 1))
    before = str(points)
    keep_points(points, np.array([True, False, True, False, False]))
    assert str(points) == before


@pytest.mark.parametrize("keep", [keep_points, keep_names, keep_members])
def test_a_mask_of_other_schools_is_refused(keep: Any) -> None:
    schools = invent_schools(3, 1)
    members = {"unit": [0, 0, 0], "certainty": "000"}
    packed = {**pack_points(schools), **pack_names(schools["name"]), **members}
    with pytest.raises(ValueError, match="a value for each of 3 schools, got 2"):
        keep(packed, np.array([True, False]))


def test_the_bounds_are_those_of_the_places() -> None:
    schools = invent_schools(30, 3)
    west, south, east, north = schools.to_crs(4326).total_bounds
    assert find_bounds(pack_points(schools)) == pytest.approx((west, south, east, north), abs=1e-5)


def test_schools_without_a_place_have_no_bounds() -> None:
    lost = gpd.GeoDataFrame({"urn": [1, 2]}, geometry=gpd.GeoSeries([None, None]), crs=27700)
    assert find_bounds(pack_points(lost)) is None
    nobody = keep_points(pack_points(invent_schools(4, 1)), np.zeros(4, dtype=bool))
    assert find_bounds(nobody) is None


def test_a_name_left_out_is_not_in_the_file() -> None:
    names = pack_names(pd.Series(["Secret", "Plain"]))
    assert "Secret" not in str(keep_names(names, np.array([False, True])))

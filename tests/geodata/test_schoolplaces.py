"""Where schools stand, and points that contradict the record; on the small hand-made England."""

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from geodata.districtlayers import DistrictLayers
from geodata.schoolplaces import locate_schools
from tests.footprints.smallengland import (
    ALDMOOR,
    CARROW,
    CORNER,
    HALLAM,
    HALLAM_OLD,
    NORTH,
    SOUTH,
    England,
    make_england,
    make_point,
    make_table,
)


@pytest.fixture
def england() -> England:
    england = make_england()
    england.districts["region_name"] = england.districts["region_code"].map(
        {NORTH: "North", SOUTH: "South"}
    )
    return england


def locate(england: England, *rows: dict[str, Any]) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    named = england.areas.assign(name=england.areas["area_code"])
    layers = DistrictLayers("2025", named, named, "2025", named)
    numbered = [{"urn": 1 + number} | row for number, row in enumerate(rows)]
    schools, problems = locate_schools(
        make_table("establishments", numbered), layers, england.districts
    )
    return schools.set_index("urn"), problems


def at(east_km: float, north_km: float, **more: Any) -> dict[str, Any]:
    point = make_point(east_km, north_km)
    assert point is not None
    return {"easting": point.x, "northing": point.y, **more}


def test_schools_are_placed_and_given_their_region(england: England) -> None:
    schools, problems = locate(
        england,
        at(5, 5, district_code=ALDMOOR, region="As stated"),
        at(25, 15, district_code=HALLAM_OLD),
        at(25, 5),
        at(-0.3, 5),
        {"district_code": CARROW, "region": "As stated"},
        {"region": "As stated"},
    )
    assert schools["lad_code"].tolist()[:5] == [ALDMOOR, HALLAM, CARROW, ALDMOOR, CARROW]
    routes = ["code", "recoded", "polygon", "nearest", "code", "none"]
    assert schools["lad_route"].tolist() == routes
    assert schools["region_code"].tolist()[:5] == [SOUTH, NORTH, SOUTH, SOUTH, SOUTH]
    assert schools["region"].tolist() == ["South", "North", "South", "South", "South", "As stated"]
    assert pd.isna(schools["lad_code"][6])
    assert pd.isna(schools["region_code"][6])
    assert schools["coord_flag"].isna().all()
    assert problems.empty


def test_points_are_where_the_coordinates_say(england: England) -> None:
    schools, _ = locate(england, at(5, 5), {"easting": 400_000.0}, {})
    assert schools.geometry[1] == make_point(5, 5)
    assert schools.geometry[2:].isna().all()
    assert schools.crs.to_epsg() == 27700


def test_point_a_little_outside_its_district_is_believed(england: England) -> None:
    schools, problems = locate(england, at(10.9, 5, district_code=ALDMOOR))
    assert schools["lad_code"].tolist() == [ALDMOOR]
    assert schools["coord_flag"].isna().all()
    assert problems.empty


def test_point_far_from_its_district_is_flagged_and_kept(england: England) -> None:
    schools, problems = locate(england, at(11.1, 5, district_code=ALDMOOR))
    assert schools["coord_flag"].tolist() == ["far_from_district"]
    assert schools["lad_code"].tolist() == [ALDMOOR]
    assert schools.geometry[1] == make_point(11.1, 5)
    (problem,) = problems.to_dict("records")
    assert problem["severity"] == "warning"
    assert problem["key"] == "1"
    assert problem["value"] == "411100.0, 305000.0"


def test_exchanged_coordinates_are_blanked_not_guessed(england: England) -> None:
    east, north = CORNER[0] + 5000, CORNER[1] + 5000
    row = {"easting": north, "northing": east, "district_code": ALDMOOR}
    schools, problems = locate(england, row)
    assert schools["coord_flag"].tolist() == ["swapped"]
    assert np.isnan(schools["easting"][1])
    assert schools.geometry[1] is None
    assert schools["lad_code"].tolist() == [ALDMOOR]
    assert problems["severity"].tolist() == ["blanked"]


@pytest.mark.parametrize("stated", [ALDMOOR, None])
def test_point_in_no_district_is_blanked(england: England, stated: str | None) -> None:
    schools, problems = locate(
        england, at(5, -0.6 if stated is None else -2, district_code=stated)
    )
    assert schools["coord_flag"].tolist() == ["outside_england"]
    assert schools.geometry[1] is None
    assert (schools["lad_code"].tolist() == [stated]) is (stated is not None)
    assert problems["severity"].tolist() == ["blanked"]


def test_flag_of_the_reader_is_kept(england: England) -> None:
    schools, problems = locate(england, {"coord_flag": "zero", "district_code": ALDMOOR})
    assert schools["coord_flag"].tolist() == ["zero"]
    assert problems.empty


def test_each_school_is_flagged_once(england: England) -> None:
    rows = [at(11.1, 5, district_code=ALDMOOR), at(5, -9, district_code=ALDMOOR)]
    schools, problems = locate(england, *rows)
    assert schools["coord_flag"].tolist() == ["far_from_district", "outside_england"]
    assert sorted(problems["key"]) == ["1", "2"]
    assert problems["row"].isna().all()
    assert set(problems["file"]) == {"establishments"}

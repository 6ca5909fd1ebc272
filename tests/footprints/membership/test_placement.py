"""Which district a school stands in."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from footprints.errors import CrsError
from footprints.membership.placement import distance_outside_m, place_schools
from footprints.schema import CRS
from tests.footprints.smallengland import (
    ALDMOOR,
    BRACKLEY,
    CARROW,
    EASTMERE,
    FENSIDE,
    HALLAM,
    HALLAM_OLD,
    England,
    make_layer,
    make_point,
    make_square,
    make_texts,
)

Point = shapely.Geometry | None


def make_points(points: list[Point]) -> gpd.GeoSeries:
    urns = pd.Index(np.arange(1, len(points) + 1), name="urn")
    return gpd.GeoSeries(points, index=urns, crs=CRS)


def place(
    england: England, point: Point, stated: str | None, limit_m: float = 500.0
) -> tuple[object, object]:
    points = make_points([point])
    codes = pd.Series([stated], index=points.index, dtype="str")
    placed = place_schools(
        points, codes, england.areas, england.districts, nearest_limit_m=limit_m
    )
    assert placed["area_code"].dtype == placed["route"].dtype == "str"
    area = placed["area_code"].iloc[0]
    return (area if isinstance(area, str) else None), placed["route"].iloc[0]


@pytest.mark.parametrize(
    ("at", "stated", "placed"),
    [
        ((5, 5), ALDMOOR, (ALDMOOR, "code")),
        ((25, 5), ALDMOOR, (ALDMOOR, "code")),
        ((None, None), ALDMOOR, (ALDMOOR, "code")),
        ((25, 15), HALLAM_OLD, (HALLAM, "recoded")),
        ((None, None), FENSIDE, (EASTMERE, "recoded")),
        ((15, 5), None, (BRACKLEY, "polygon")),
        ((15, 5), "W06000001", (BRACKLEY, "polygon")),
        ((-0.3, 5), None, (ALDMOOR, "nearest")),
        ((-0.5, 5), None, (ALDMOOR, "nearest")),
        ((-0.5001, 5), None, (None, "none")),
        ((35, 5), None, (None, "none")),
        ((None, None), None, (None, "none")),
        ((None, None), "W06000001", (None, "none")),
    ],
)
def test_the_first_route_that_answers(
    england: England,
    at: tuple[float | None, float | None],
    stated: str | None,
    placed: tuple[str | None, str],
) -> None:
    assert place(england, make_point(*at), stated) == placed


@pytest.mark.parametrize(
    ("east", "north", "area", "route"),
    [
        (10, 5, ALDMOOR, "polygon"),
        (20, 10, EASTMERE, "polygon"),
        (30.2, 10, CARROW, "nearest"),
    ],
)
def test_on_a_border_the_first_code_wins(
    england: England, east: float, north: float, area: str, route: str
) -> None:
    assert place(england, make_point(east, north), None) == (area, route)


def test_a_layer_older_than_the_record_is_met_by_the_only_predecessor(england: England) -> None:
    england.areas = england.areas.replace({"area_code": {HALLAM: HALLAM_OLD}})
    assert place(england, None, HALLAM) == (HALLAM_OLD, "recoded")


def test_a_merger_has_no_way_back_to_one_of_its_parts(england: England) -> None:
    england.areas = england.former
    assert place(england, None, EASTMERE) == (None, "none")
    assert place(england, make_point(15, 15), EASTMERE) == ("E07000906", "polygon")


def test_a_chain_of_recodes_is_followed_and_a_circle_ends(england: England) -> None:
    england.districts = make_texts(
        lad_code=["first", "second", "left", "right"],
        successor_code=["second", ALDMOOR, "right", "left"],
    )
    assert place(england, None, "first") == (ALDMOOR, "recoded")
    assert place(england, None, "left") == (None, "none")


@pytest.mark.parametrize(
    "point", [shapely.Point(), shapely.Point(np.nan, np.nan), shapely.Point(1, np.nan), None]
)
@pytest.mark.parametrize("limit_m", [500.0, np.inf])
def test_a_point_that_is_nowhere_is_in_no_district(
    england: England, point: Point, limit_m: float
) -> None:
    assert place(england, point, None, limit_m) == (None, "none")


def test_any_distance_is_near_without_a_limit_and_none_within_nothing(england: England) -> None:
    far = make_point(1_000, 5)
    assert place(england, far, None, np.inf) == (CARROW, "nearest")
    assert place(england, make_point(-0.1, 5), None, 0.0) == (None, "none")


def test_no_schools_no_areas_or_no_districts_are_no_error(england: England) -> None:
    points = make_points([make_point(5, 5)])
    nothing = pd.Series([None], index=points.index, dtype="str")
    assert place_schools(points[:0], nothing[:0], england.areas, england.districts).empty
    empty = england.areas.iloc[:0]
    assert place_schools(points, nothing, empty, england.districts)["route"].tolist() == ["none"]
    rootless = england.districts.iloc[:0]
    assert place_schools(points, nothing, england.areas, rootless)["route"].tolist() == ["polygon"]


def test_row_order_does_not_matter_and_nothing_is_changed(england: England) -> None:
    schools = england.establishments.set_index("urn")
    tables = (schools.geometry, schools["district_code"], england.areas, england.districts)
    before = [table.copy() for table in tables]
    placed = place_schools(*tables)
    points, stated, areas, districts = (table.iloc[::-1] for table in tables)
    again = place_schools(points, stated, areas, districts)
    pd.testing.assert_frame_equal(again.sort_index(), placed)
    mixed = place_schools(schools.geometry, stated, areas, districts)
    pd.testing.assert_frame_equal(mixed, placed)
    for table, copy in zip(tables, before, strict=True):
        assert table.equals(copy)


def test_both_layers_must_be_on_the_national_grid(england: England) -> None:
    points = make_points([make_point(5, 5)])
    stated = pd.Series([None], index=points.index, dtype="str")
    with pytest.raises(CrsError, match="`points` must be in EPSG:27700, got EPSG:4326"):
        place_schools(points.to_crs(4326), stated, england.areas, england.districts)
    with pytest.raises(CrsError, match="`areas` must be in EPSG:27700, got"):
        place_schools(points, stated, england.areas.set_crs(None, allow_override=True),
                      england.districts)  # fmt: skip
    with pytest.raises(CrsError, match="`areas` must be in EPSG:27700, got EPSG:3857"):
        distance_outside_m(points, stated, england.areas.to_crs(3857))


def test_distance_outside_an_area(england: England) -> None:
    at = [(5, 5), (-0.3, 5), (13, 14), (10, 5), (None, None), (5, 5), (5, 5)]
    points = make_points([make_point(*km) for km in at])
    said = [ALDMOOR, ALDMOOR, ALDMOOR, BRACKLEY, ALDMOOR, None, "unknown"]
    codes = pd.Series(said, index=points.index, dtype="str")
    distance = distance_outside_m(points, codes, england.areas)
    assert distance.tolist()[:4] == pytest.approx([0, 300, 5000, 0])
    assert distance.isna().tolist() == [False] * 4 + [True] * 3
    shuffled = distance_outside_m(points, codes.iloc[::-1], england.areas)
    pd.testing.assert_series_equal(shuffled, distance)
    assert distance_outside_m(points[:0], codes[:0], england.areas).empty


squares = st.tuples(st.integers(0, 6), st.integers(0, 6), st.integers(1, 3), st.integers(1, 3))


@settings(max_examples=60)
@given(
    outlines=st.lists(squares, min_size=1, max_size=6),
    sites=st.lists(st.tuples(st.integers(-4, 12), st.integers(-4, 12)), max_size=8),
    limit=st.sampled_from([1.0, 2.0, 5.0]),
)
def test_placement_equals_loops_over_polygons(
    outlines: list[tuple[int, int, int, int]], sites: list[tuple[int, int]], limit: float
) -> None:
    areas = make_layer(
        {f"A{i}": shapely.box(x, y, x + w, y + h) for i, (x, y, w, h) in enumerate(outlines)}
    )
    points = make_points([shapely.Point(x / 2, y / 2) for x, y in sites])
    nothing = pd.Series([None] * len(points), index=points.index, dtype="str")
    districts = make_texts(lad_code=[], successor_code=[])
    placed = place_schools(points, nothing, areas, districts, nearest_limit_m=limit)
    outline = dict(zip(areas["area_code"], areas.geometry, strict=True))
    for urn, point in points.items():
        far = {code: polygon.distance(point) for code, polygon in outline.items()}
        code = min(far, key=lambda name: (far[name], name))
        route = "polygon" if far[code] == 0 else "nearest" if far[code] <= limit else "none"
        assert placed.loc[urn, "route"] == route
        assert (placed.loc[urn, "area_code"] == code) == (route != "none")


def test_an_island_belongs_to_its_district(england: England) -> None:
    island = make_square(40, 0, 41, 1)
    england.areas.loc[england.areas["area_code"] == CARROW, "geometry"] = shapely.union(
        make_square(20, 0, 30, 10), island
    )
    assert place(england, make_point(40.5, 0.5), None) == (CARROW, "polygon")

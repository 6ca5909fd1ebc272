"""The ground behind the map: land and borders that fit each other, towns where they are."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from footprints.schema import CRS
from geodata.mapdata.ground import (
    APART_M,
    LEAST_SCHOOLS,
    MOST_TOWNS,
    STEPS_PER_DEGREE,
    find_towns,
    pack_ground,
    pack_lines,
)

HALF_STEP = 0.5 / STEPS_PER_DEGREE
WEST = shapely.box(400_000, 300_000, 420_000, 320_000)
EAST = shapely.box(420_000, 300_000, 440_000, 320_000)


def unpack(line: list[int]) -> np.ndarray:
    """Read a packed line back, the plain way."""
    lon = lat = 0
    points = []
    for at in range(0, len(line), 2):
        lon, lat = lon + line[at], lat + line[at + 1]
        points.append((lon / STEPS_PER_DEGREE, lat / STEPS_PER_DEGREE))
    return np.array(points)


def make_schools(*towns: tuple[str | None, float, float, int]) -> gpd.GeoDataFrame:
    """Put schools in a row, a hundred metres apart, around the place of each town."""
    rows = [(name, x + 100 * (i - (n - 1) / 2), y) for name, x, y, n in towns for i in range(n)]
    names, x, y = zip(*rows, strict=True)
    places = gpd.points_from_xy(x, y, crs=CRS)
    return gpd.GeoDataFrame({"town": pd.Series(names, dtype="str")}, geometry=places)


def make_areas(kind: str, vintage: str, *shapes: shapely.Polygon) -> gpd.GeoDataFrame:
    codes = [f"{kind}{at}" for at in range(len(shapes))]
    return gpd.GeoDataFrame(
        {"kind": kind, "area_code": codes, "vintage": vintage}, geometry=list(shapes), crs=CRS
    )


def make_footprints(system: str, *shapes: shapely.Polygon) -> gpd.GeoDataFrame:
    ids = [f"{system}{at}" for at in range(len(shapes))]
    return gpd.GeoDataFrame({"system": system, "unit_id": ids}, geometry=list(shapes), crs=CRS)


def make_tables(footprints: gpd.GeoDataFrame, **others: pd.DataFrame) -> dict[str, pd.DataFrame]:
    return {"schools": make_schools(("Ash", 410_000, 310_000, 6)), "footprints": footprints} | (
        others
    )


def test_the_land_is_all_districts_and_the_border_lies_between_them() -> None:
    ground = pack_ground(make_tables(make_footprints("lad", WEST, EAST)))
    assert ground is not None
    (ring,) = ground["land"]
    (border,) = ground["borders"]
    corners = gpd.GeoSeries([WEST.union(EAST)], crs=CRS).to_crs(4326).total_bounds
    drawn = unpack(ring)
    assert [*drawn.min(axis=0), *drawn.max(axis=0)] == pytest.approx(corners, abs=HALF_STEP)
    ends = gpd.GeoSeries.from_xy([420_000] * 2, [300_000, 320_000], crs=CRS).to_crs(4326)
    expected = sorted(zip(ends.x, ends.y, strict=True))
    assert np.array(sorted(unpack(border).tolist())) == pytest.approx(
        np.array(expected), abs=HALF_STEP
    )


def test_a_border_ends_on_the_coast_of_the_same_ground() -> None:
    ground = pack_ground(make_tables(make_footprints("lad", WEST, EAST)))
    assert ground is not None
    coast = {tuple(point) for point in unpack(ground["land"][0])}
    ends = unpack(ground["borders"][0])
    line = shapely.LinearRing(sorted(coast, key=lambda p: np.arctan2(p[1] - 52.6, p[0] + 1.85)))
    assert (shapely.distance(line, shapely.points(ends)) < 2 * HALF_STEP).all()


def test_specks_are_left_out_and_islands_kept() -> None:
    speck = shapely.box(450_000, 300_000, 450_100, 300_100)
    island = shapely.box(450_000, 310_000, 451_000, 311_000)
    parts = shapely.multipolygons([WEST, speck, island])
    ground = pack_ground(make_tables(make_footprints("lad", parts)))
    assert ground is not None
    assert len(ground["land"]) == 2
    assert ground["borders"] == []


def test_the_finest_areas_known_make_the_ground() -> None:
    coarse = make_footprints("region", WEST.union(EAST))
    fine = make_footprints("la", WEST, EAST)
    both = gpd.GeoDataFrame(pd.concat([coarse, fine], ignore_index=True))
    for footprints, n_borders in ((coarse, 0), (fine, 1), (both, 1)):
        ground = pack_ground(make_tables(footprints))
        assert ground is not None
        assert len(ground["borders"]) == n_borders


def test_where_no_district_has_a_footprint_the_latest_areas_do() -> None:
    areas = pd.concat(
        [make_areas("lad", "2019", WEST, EAST), make_areas("lad", "2024", WEST.union(EAST))]
    )
    ground = pack_ground(make_tables(make_footprints("lad"), areas=gpd.GeoDataFrame(areas)))
    assert ground is not None
    assert len(ground["land"]) == 1
    assert ground["borders"] == []


def test_without_any_area_there_is_no_ground() -> None:
    assert pack_ground(make_tables(make_footprints("trust", WEST))) is None


@given(
    st.lists(
        st.tuples(st.floats(100_000, 650_000), st.floats(10_000, 650_000)), min_size=2, max_size=9
    )
)
def test_a_packed_line_comes_back_within_half_a_step(points: list[tuple[float, float]]) -> None:
    line = shapely.LineString(points)
    degrees = gpd.GeoSeries([line], crs=CRS).to_crs(4326).get_coordinates().to_numpy()
    (packed,) = pack_lines(np.array([line]))
    # each point on its own: steps do not add up their roundings
    assert np.abs(unpack(packed) - degrees).max() <= HALF_STEP + 1e-9


def test_no_lines_pack_to_none() -> None:
    assert pack_lines(np.array([])) == []


def test_towns_are_ranked_and_stand_at_the_median_of_their_schools() -> None:
    towns = find_towns(
        make_schools(("Little", 300_000, 300_000, 5), ("Great", 400_000, 400_000, 9))
    )
    assert towns["name"].tolist() == ["Great", "Little"]
    assert towns["schools"].tolist() == [9, 5]
    assert towns[["easting", "northing"]].to_numpy().tolist() == [
        [400_000, 400_000],
        [300_000, 300_000],
    ]


def test_a_few_of_the_same_name_elsewhere_do_not_move_a_town() -> None:
    (town,) = find_towns(
        make_schools(("Ash", 400_000, 300_000, 9), ("Ash", 500_000, 100_000, 2))
    ).to_dict("records")
    assert np.hypot(town["easting"] - 400_000, town["northing"] - 300_000) < 1_000


def test_a_name_spread_over_a_county_is_no_town() -> None:
    wide = [("Kentshire", 400_000 + 30_000 * i, 300_000, 2) for i in range(6)]
    assert find_towns(make_schools(*wide)).empty


def test_a_village_is_no_town() -> None:
    n = LEAST_SCHOOLS
    towns = find_towns(make_schools(("A", 4e5, 3e5, n), ("B", 5e5, 3e5, n - 1)))
    assert towns["name"].tolist() == ["A"]


def test_spellings_of_one_name_are_one_town_under_the_usual_one() -> None:
    towns = find_towns(make_schools(("KING'S  LYNN ", 4e5, 3e5, 2), ("King's Lynn", 4e5, 3e5, 4)))
    assert towns["name"].tolist() == ["King's Lynn"]
    assert towns["schools"].tolist() == [6]


def test_beside_a_larger_town_a_smaller_one_leaves_its_place() -> None:
    near, far = 400_000 + APART_M - 1, 400_000 + APART_M
    larger = ("Larger", 400_000, 300_000, 9)
    assert len(find_towns(make_schools(larger, ("Near", near, 300_000, 7)))) == 1
    assert len(find_towns(make_schools(larger, ("Far", far, 300_000, 7)))) == 2


def test_schools_without_a_town_or_a_place_are_passed_over() -> None:
    schools = make_schools((None, 4e5, 3e5, 9), ("Lost", 5e5, 3e5, 9))
    lost = schools.set_geometry(schools.geometry.where(schools["town"].isna()))
    assert find_towns(lost).empty


def test_no_more_towns_than_can_be_read() -> None:
    rows = [(f"Town {i}", 20_000.0 * (i % 20), 20_000.0 * (i // 20), 5) for i in range(200)]
    assert len(find_towns(make_schools(*rows))) == MOST_TOWNS


@pytest.mark.realdata
def test_england_s_towns_are_where_they_should_be(shared_data: Path) -> None:
    raw = pd.read_parquet(
        shared_data / "schools" / "schools_england_merged_2025.parquet",
        columns=["Town", "Easting", "Northing"],
    ).dropna()
    places = gpd.points_from_xy(raw["Easting"].astype("f8"), raw["Northing"].astype("f8"), crs=CRS)
    towns = find_towns(gpd.GeoDataFrame({"town": raw["Town"].to_numpy()}, geometry=places))
    assert len(towns) == MOST_TOWNS
    assert towns["name"].tolist()[:4] == ["London", "Birmingham", "Manchester", "Bristol"]
    assert not towns["name"].duplicated().any()
    found = towns.set_index("name")
    # market crosses, town halls and the like, read off the National Grid
    landmarks = {
        "London": (530_000, 180_400),
        "Leeds": (429_800, 433_900),
        "Norwich": (623_000, 308_500),
        "Truro": (182_700, 44_900),
        "Carlisle": (340_100, 555_900),
        "Newcastle-upon-Tyne": (424_800, 564_400),
        "Penzance": (147_300, 30_300),
        "Hull": (509_600, 428_700),
    }
    for name, (easting, northing) in landmarks.items():
        east, north = found.loc[name, ["easting", "northing"]]
        assert np.hypot(east - easting, north - northing) < 5_000, name

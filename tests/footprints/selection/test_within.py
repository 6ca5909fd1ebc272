"""Areas of a selection: read, written, matched and traced."""

import math

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from footprints.selection.within import (
    Circle,
    Members,
    Nearest,
    Polygon,
    Within,
    match_within,
    parse_within,
    place_nearest,
    trace_within,
    write_within,
)

# five schools 3 km apart along a line of northing 300 km; the last has no point
EAST = [400_000.0, 403_000.0, 406_000.0, 409_000.0]
SCHOOLS = gpd.GeoDataFrame(
    {"urn": [14, 13, 12, 11, 10]},
    geometry=[*(shapely.Point(x, 300_000) for x in EAST), None],
    crs=27700,
)
HELD = pd.DataFrame(
    [
        (14, "tsh", "EE1", "designated"),
        (13, "tsh", "EE1", "none"),
        (12, "tsh", "EE2", "shared"),
        (12, "maths", "EE1", "designated"),
        (10, "tsh", "EE1", "partial"),
    ],
    columns=["urn", "system", "unit_id", "certainty"],
)
ALL = np.ones(len(SCHOOLS), dtype=bool)


def inside(within: Within, among: np.ndarray = ALL) -> list[int]:
    marked = match_within(within, SCHOOLS, HELD, among=among)
    return SCHOOLS.loc[marked, "urn"].tolist()


def at(easting: float, northing: float = 300_000.0) -> tuple[float, float]:
    """Give a place of the grid in degrees."""
    nearest = place_nearest(1, easting, northing)
    return nearest.lon, nearest.lat


def test_a_circle_reaches_as_far_as_it_says() -> None:
    assert inside(Circle(*at(400_000), 3.01)) == [14, 13]
    assert inside(Circle(*at(400_000), 2.99)) == [14]


def test_a_polygon_holds_what_lies_in_it_whichever_way_it_is_drawn() -> None:
    ring = (at(401_000, 299_000), at(407_000, 299_000), at(407_000, 301_000), at(401_000, 301_000))
    assert inside(Polygon(ring)) == inside(Polygon(ring[::-1])) == [13, 12]


def test_a_polygon_that_crosses_itself_holds_both_its_wings() -> None:
    bow = (at(399_000, 299_000), at(410_000, 301_000), at(410_000, 299_000), at(399_000, 301_000))
    assert inside(Polygon(bow)) == [14, 13, 12, 11]


def test_the_nearest_are_counted_among_those_that_pass_the_filter() -> None:
    assert inside(Nearest(2, *at(400_100))) == [14, 13]
    assert inside(Nearest(2, *at(400_100)), among=SCHOOLS["urn"].lt(14).to_numpy()) == [13, 12]
    assert inside(Nearest(99, *at(400_100))) == [14, 13, 12, 11]


def test_of_two_equally_near_the_lower_urn_is_taken() -> None:
    twins = gpd.GeoDataFrame({"urn": [9, 3]}, geometry=[shapely.Point(4e5, 3e5)] * 2, crs=27700)
    marked = match_within(Nearest(1, *at(4e5)), twins, HELD, among=np.array([True, True]))
    assert twins.loc[marked, "urn"].tolist() == [3]


def test_a_unit_holds_whoever_has_it_with_any_certainty_but_none() -> None:
    assert inside(Members("tsh", "EE1")) == [14, 10]
    assert inside(Members("tsh", "EE2")) == [12]
    assert inside(Members("tsh", "EE9")) == []


@pytest.mark.parametrize(
    "text",
    [
        "polygon:-1.50000,53.80000;-1.40000,53.80000;-1.40000,53.90000",
        "circle:-1.50000,53.80000,12.5",
        "nearest:10,-0.10000,51.50000",
        "nearest:10,-0.10000,51.50000,N1 9GU",
        "unit:la:202",
        "unit:mine:Ælfric & Sons: a",
    ],
)
def test_what_is_written_is_what_was_read(text: str) -> None:
    within = parse_within(text)
    assert within is not None
    assert write_within(within) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "polygon:",
        "polygon:-1,53;-1,54",
        "polygon:0,0;1,1;2,2",
        "polygon:" + ";".join(["-1,53"] * 61),
        "circle:-1,53",
        "circle:-1,53,0",
        "circle:-1,53,999",
        "circle:-1,53,1e3",
        "circle:nan,53,1",
        "nearest:0,-1,53",
        "nearest:501,-1,53",
        "nearest:5,-1,53,<b>",
        "nearest:5,999,53",
        "unit:la",
        "unit::202",
        "unit:la:" + "9" * 61,
        "circle:-1,53,5\n",
        "__import__('os')",
    ],
)
def test_anything_else_is_not_an_area(text: str) -> None:
    assert parse_within(text) is None


@given(text=st.text())
def test_no_text_breaks_the_reader(text: str) -> None:
    within = parse_within(text)
    assert within is None or parse_within(write_within(within)) == within


def test_a_circle_is_traced_at_its_radius() -> None:
    circle = Circle(-1.5, 53.8, 10.0)
    ring = trace_within(circle)
    assert ring is not None
    lon, lat = zip(*ring, strict=True)
    n = len(ring)
    _, _, metres = Geod(ellps="GRS80").inv([-1.5] * n, [53.8] * n, lon, lat)
    # the grid's scale is within 0.04 % of the ground's all over England
    assert all(math.isclose(m, 10_000, rel_tol=1e-3) for m in metres)


def test_only_what_was_drawn_is_traced() -> None:
    ring = ((-1.0, 53.0), (-1.1, 53.0), (-1.1, 53.1))
    assert trace_within(Polygon(ring)) == ring
    assert trace_within(Nearest(5, -1.0, 53.0)) is None
    assert trace_within(Members("la", "202")) is None
    assert trace_within(None) is None


def test_a_long_label_is_left_out_of_the_address() -> None:
    assert place_nearest(5, 530_000, 180_000, "N1 9GU").label == "N1 9GU"
    assert place_nearest(5, 530_000, 180_000, "somewhere, <b>else</b>").label == ""

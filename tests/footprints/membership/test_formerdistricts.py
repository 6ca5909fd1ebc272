"""Former districts as exact parts of the district that followed them."""

from itertools import combinations
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from footprints.errors import CrsError, SchemaError
from footprints.membership.formerdistricts import place_in_former, split_districts
from footprints.schema import CRS
from tests.footprints.smallengland import (
    ALDMOOR,
    CARROW,
    EASTMERE,
    FENSIDE,
    GLAVEN,
    HALLAM,
    Built,
    England,
    make_layer,
    make_point,
    make_schools,
    make_square,
    make_texts,
)


def areas_km2(pieces: gpd.GeoDataFrame) -> dict[str, float]:
    return dict(zip(pieces["area_code"], pieces.area / 1e6, strict=True))


def assert_partition(pieces: gpd.GeoDataFrame, current: gpd.GeoDataFrame) -> None:
    """Pieces fill their district exactly: the same ground, none of it twice."""
    for row in current.itertuples():
        own = pieces.loc[pieces["lad_code"] == row.area_code, "geometry"].to_numpy()
        assert shapely.area(own).sum() == pytest.approx(row.geometry.area, rel=1e-9, abs=1e-9)
        gap = shapely.symmetric_difference(shapely.union_all(own), row.geometry)
        assert gap.area == pytest.approx(0, abs=1e-6 * row.geometry.area)
        for one, other in combinations(own, 2):
            overlap = shapely.intersection(one, other)
            assert overlap.area == pytest.approx(0, abs=1e-6 * row.geometry.area)


def test_a_merged_district_is_cut_and_the_others_are_left(built: Built) -> None:
    # 400 m of overlap go to the first code, 200 m that nobody covers to the nearest part
    assert areas_km2(built.pieces) == pytest.approx(
        {ALDMOOR: 100, "E07000902": 100, CARROW: 100, FENSIDE: 102, GLAVEN: 98, HALLAM: 100}
    )
    cut = built.pieces.set_index("area_code")["lad_code"]
    assert cut[[FENSIDE, GLAVEN]].tolist() == [EASTMERE, EASTMERE]
    assert built.pieces.crs.to_epsg() == 27700


def test_pieces_partition_england(built: Built, england: England) -> None:
    assert_partition(built.pieces, england.areas)


def test_row_order_does_not_matter_and_nothing_is_changed(england: England, built: Built) -> None:
    tables = (england.areas, england.former, england.districts)
    before = [table.copy() for table in tables]
    again = split_districts(*(table.iloc[::-1] for table in tables))
    pd.testing.assert_frame_equal(again, built.pieces)
    for table, copy in zip(tables, before, strict=True):
        assert table.equals(copy)


def test_without_former_districts_nothing_is_cut(england: England) -> None:
    pieces = split_districts(england.areas, england.former.iloc[:0], england.districts)
    assert pieces["area_code"].tolist() == sorted(england.areas["area_code"])
    assert pieces["lad_code"].equals(pieces["area_code"])
    assert split_districts(england.areas.iloc[:0], england.former, england.districts).empty


def test_land_that_no_part_covers_never_goes_to_a_part_that_covers_nothing(
    england: England,
) -> None:
    for west in (FENSIDE, GLAVEN):
        (elsewhere,) = {FENSIDE, GLAVEN} - {west}
        former = make_layer(
            {west: make_square(0, 10, 8, 20), elsewhere: make_square(50, 50, 60, 60)}
        )
        pieces = split_districts(england.areas, former, england.districts)
        assert areas_km2(pieces)[west] == pytest.approx(200)
        assert elsewhere not in areas_km2(pieces)


def test_parts_that_all_lie_elsewhere_are_refused(england: England) -> None:
    former = make_layer({FENSIDE: make_square(50, 50, 60, 60)})
    with pytest.raises(SchemaError, match=rf"\['{FENSIDE}'\] outside {EASTMERE}"):
        split_districts(england.areas, former, england.districts)


def test_both_layers_must_be_on_the_national_grid(england: England) -> None:
    with pytest.raises(CrsError, match="`current` must be in EPSG:27700, got EPSG:4326"):
        split_districts(england.areas.to_crs(4326), england.former, england.districts)
    with pytest.raises(CrsError, match="`former` must be in EPSG:27700, got EPSG:4326"):
        split_districts(england.areas, england.former.to_crs(4326), england.districts)


def test_schools_of_a_cut_district_stand_in_one_of_its_parts(
    england: England, built: Built
) -> None:
    former = place_in_former(built.schools, built.pieces, england.districts)
    told = former.where(former.notna(), "unknown").to_dict()
    assert told == {105: FENSIDE, 106: GLAVEN, 113: GLAVEN, 114: "unknown"}


@pytest.mark.parametrize(
    ("stated", "at", "former"),
    [
        (FENSIDE, (15, 15), FENSIDE),
        (EASTMERE, (10.1, 15), FENSIDE),
        (EASTMERE, (10.3, 15), GLAVEN),
        (EASTMERE, (19.9, 15), GLAVEN),
        (EASTMERE, (90, 15), GLAVEN),
        (HALLAM, (-5, 15), FENSIDE),
        (None, (10.2, 15), FENSIDE),
    ],
)
def test_a_former_code_tells_the_part_else_the_point_else_the_nearest(
    england: England, built: Built, stated: str | None, at: tuple[float, float], former: str
) -> None:
    point = make_point(*at)
    row = {"urn": 1, "lad_code": EASTMERE, "district_code": stated, "geometry": point}
    schools = make_schools([row])
    found = place_in_former(schools, built.pieces, england.districts)
    assert found.to_dict() == {1: former}


def test_without_cut_districts_nobody_stands_in_one(england: England, built: Built) -> None:
    whole = built.pieces[built.pieces["area_code"] == built.pieces["lad_code"]]
    assert place_in_former(built.schools, whole, england.districts).empty
    assert place_in_former(built.schools.iloc[:0], built.pieces, england.districts).empty


corners = st.tuples(*[st.integers(0, 11)] * 2, *[st.integers(1, 12)] * 2).map(
    lambda box: (box[0], box[1], box[0] + box[2], box[1] + box[3])
)


@settings(max_examples=60)
@given(parts=st.lists(corners, min_size=1, max_size=5))
def test_any_overlapping_or_gappy_parts_become_a_partition(
    parts: list[tuple[int, int, int, int]],
) -> None:
    district = shapely.box(2, 2, 10, 10)
    former = make_layer({f"F{i}": shapely.box(*corner) for i, corner in enumerate(parts)})
    current = make_layer({"N": district})
    districts = make_texts(
        lad_code=[*former["area_code"], "N"], successor_code=["N"] * len(parts) + [None]
    )
    if former.intersection(district).area.sum() == 0:
        return
    pieces = split_districts(current, former, districts)
    assert_partition(pieces, current)
    assert set(pieces["area_code"]) <= set(former["area_code"])
    # a part never loses ground that only it covers
    for row in pieces.itertuples():
        others = shapely.union_all(former[former["area_code"] != row.area_code].geometry)
        mine = former.set_index("area_code").geometry[row.area_code]
        alone = shapely.intersection(district, mine).difference(others)
        assert alone.difference(row.geometry).area == pytest.approx(0, abs=1e-9)


@pytest.mark.realdata
def test_east_suffolk_is_exactly_its_two_former_districts(shared_data: Path) -> None:
    folder = shared_data / "boundaries"
    current = gpd.read_file(folder / "lad_2024_may_england_buc.gpkg").to_crs(CRS)
    former = gpd.read_file(folder / "lad_2013_suffolk_coastal_waveney.gpkg").to_crs(CRS)
    current = current.rename(columns={"lad_code": "area_code"})
    former = former.rename(columns={"lad_code": "area_code"})
    districts = make_texts(
        lad_code=["E07000205", "E07000206"], successor_code=["E07000244", "E07000244"]
    )
    east = current[current["area_code"].isin(["E07000244"])]
    pieces = split_districts(current, former, districts)
    assert len(pieces) == len(current) + 1
    assert_partition(pieces[pieces["lad_code"] == "E07000244"], east)

"""Which of several boundary layers names, places and divides; on the small hand-made England."""

import geopandas as gpd
import pandas as pd
import pytest

from footprints.schema import CRS, check_table
from geodata.districtlayers import choose_layers, soften_lost_districts
from geodata.errors import BuildError
from tests.footprints.smallengland import (
    ALDMOOR,
    BRACKLEY,
    CARROW,
    EASTMERE,
    FENSIDE,
    GLAVEN,
    HALLAM,
    HALLAM_OLD,
    England,
    make_england,
    make_square,
    make_table,
)

TODAY = {ALDMOOR, BRACKLEY, CARROW, EASTMERE, HALLAM}


@pytest.fixture
def england() -> England:
    return make_england()


def label(layer: gpd.GeoDataFrame, vintage: str) -> gpd.GeoDataFrame:
    return layer.assign(kind="lad", vintage=vintage, name=layer["area_code"], source=vintage)


def stack(*layers: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    table = gpd.GeoDataFrame(pd.concat(layers, ignore_index=True), crs=CRS)
    return gpd.GeoDataFrame(check_table("areas", table))


def refine(layer: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Draw the same outlines with a vertex every kilometre."""
    return layer.assign(geometry=layer.geometry.segmentize(1000.0))


def recode(layer: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Write the code that Hallam had until 2025."""
    return layer.assign(area_code=layer["area_code"].replace({HALLAM: HALLAM_OLD}))


def use(*codes: str) -> pd.Series:
    return pd.Series(codes, dtype="str")


def test_one_layer_names_places_and_is_cut(england: England) -> None:
    areas = stack(label(england.areas, "2025"), label(england.former, "2022"))
    layers = choose_layers(areas, england.districts, use(ALDMOOR), england.coverage)
    assert (layers.vintage, layers.detailed_vintage) == ("2025", "2025")
    assert set(layers.named["area_code"]) == TODAY
    pieces = layers.pieces.set_index("area_code")
    assert set(pieces.index) == (TODAY - {EASTMERE}) | {FENSIDE, GLAVEN}
    assert pieces.loc[FENSIDE, "lad_code"] == EASTMERE
    assert pieces.geometry.area.sum() == pytest.approx(600e6)


def test_codes_the_records_use_decide_which_layer_names(england: England) -> None:
    old = label(recode(england.areas), "2024")
    areas = stack(old, label(england.areas, "2025"))
    of_2024 = choose_layers(
        areas, england.districts, use(HALLAM_OLD, HALLAM_OLD, HALLAM), england.coverage
    )
    assert of_2024.vintage == "2024"
    of_2025 = choose_layers(areas, england.districts, use(HALLAM_OLD, HALLAM), england.coverage)
    assert of_2025.vintage == "2025"  # of equals the newest


def test_finest_layer_places_under_the_codes_of_the_layer_that_names(england: England) -> None:
    areas = stack(label(recode(england.areas), "2024"), label(refine(england.areas), "2025"))
    layers = choose_layers(areas, england.districts, use(HALLAM_OLD), england.coverage)
    assert (layers.vintage, layers.detailed_vintage) == ("2024", "2025")
    assert set(layers.detailed["area_code"]) == set(layers.named["area_code"])
    assert HALLAM_OLD in set(layers.detailed["area_code"])
    corners = layers.detailed.set_index("area_code").geometry[HALLAM_OLD].exterior.coords
    assert len(corners) == 41


def test_finer_layer_of_some_districts_does_not_place(england: England) -> None:
    some = refine(england.areas[england.areas["area_code"] != CARROW])
    areas = stack(label(england.areas, "2024"), label(some, "2025"))
    layers = choose_layers(areas, england.districts, use(CARROW), england.coverage)
    assert (layers.vintage, layers.detailed_vintage) == ("2024", "2024")


def test_layer_with_merged_districts_is_no_layer_of_today(england: England) -> None:
    areas = label(england.former, "2022")
    with pytest.raises(BuildError, match=r"present district boundaries .* add a boundary file"):
        choose_layers(stack(areas), england.districts, use(ALDMOOR), england.coverage)


def test_district_stays_whole_where_one_part_has_no_outline(england: England) -> None:
    fenside = england.former[england.former["area_code"] == FENSIDE]
    areas = stack(label(england.areas, "2025"), label(fenside, "2022"))
    layers = choose_layers(areas, england.districts, use(ALDMOOR), england.coverage)
    assert set(layers.pieces["area_code"]) == TODAY


def test_district_that_no_list_divides_stays_whole(england: England) -> None:
    undivided = england.coverage[~england.coverage["area_code"].isin([FENSIDE, GLAVEN])]
    areas = stack(label(england.areas, "2025"), label(england.former, "2022"))
    layers = choose_layers(areas, england.districts, use(ALDMOOR), undivided)
    assert set(layers.pieces["area_code"]) == TODAY


def test_newest_outline_of_a_former_district_is_taken(england: England) -> None:
    moved = england.former.assign(geometry=[make_square(0, 10, 5, 20), make_square(5, 10, 20, 20)])
    areas = stack(
        label(england.areas, "2025"), label(england.former, "2018"), label(moved, "2022")
    )
    layers = choose_layers(areas, england.districts, use(ALDMOOR), england.coverage)
    assert layers.pieces.set_index("area_code").geometry[FENSIDE].area == pytest.approx(50e6)


# ---- former districts that cannot be located


def test_lost_former_district_becomes_part_of_its_successor(england: England) -> None:
    pieces = england.areas.assign(lad_code=england.areas["area_code"])
    softened, lost = soften_lost_districts(england.coverage, pieces, england.districts)
    rows = softened.set_index(["system", "unit_id"])
    for unit in ("M5", "M6"):
        assert rows.loc[("maths", unit), "area_code"] == EASTMERE
        assert rows.loc[("maths", unit), "part"] == "part"
    assert set(lost["area_code"]) == {FENSIDE, GLAVEN}
    assert len(softened) == len(england.coverage)
    assert set(england.coverage["area_code"]) >= {FENSIDE, GLAVEN}  # the input is as it was


def test_renumbered_and_located_districts_are_left_alone(england: England) -> None:
    pieces = gpd.GeoDataFrame({"area_code": [FENSIDE, GLAVEN, *TODAY - {EASTMERE}]})
    pieces["lad_code"] = pieces["area_code"].replace([FENSIDE, GLAVEN], EASTMERE)
    softened, lost = soften_lost_districts(england.coverage, pieces, england.districts)
    assert lost.empty
    pd.testing.assert_frame_equal(softened, england.coverage)


def test_two_lost_parts_of_one_unit_become_one_row(england: England) -> None:
    both = england.coverage.assign(unit_id=england.coverage["unit_id"].replace({"M6": "M5"}))
    pieces = england.areas.assign(lad_code=england.areas["area_code"])
    softened, lost = soften_lost_districts(both, pieces, england.districts)
    assert len(lost) == 2
    assert len(softened[softened["unit_id"] == "M5"]) == 1


def test_district_that_was_replaced_twice_is_followed_to_the_end(england: England) -> None:
    old = "E07000909"
    former = [{"lad_code": code, "successor_code": FENSIDE} for code in (old, "E07000910")]
    districts = pd.concat([england.districts, pd.DataFrame(former)])
    row = {"system": "maths", "unit_id": "M9", "area_kind": "lad", "area_code": old}
    coverage = make_table("coverage", [row | {"part": "whole", "list_status": "full"}])
    whole = england.areas.assign(lad_code=england.areas["area_code"])
    softened, lost = soften_lost_districts(coverage, whole, districts)
    assert softened[["area_code", "part"]].to_numpy().tolist() == [[EASTMERE, "part"]]
    assert lost["area_code"].tolist() == [old]
    cut = gpd.GeoDataFrame({"area_code": [FENSIDE, GLAVEN], "lad_code": [EASTMERE, EASTMERE]})
    softened, _ = soften_lost_districts(coverage, cut, districts)
    assert softened["area_code"].tolist() == [FENSIDE]


def test_district_without_a_present_successor_is_left_for_the_error(england: England) -> None:
    row = {"system": "maths", "unit_id": "M9", "area_kind": "lad", "area_code": "E07000999"}
    coverage = make_table("coverage", [row])
    pieces = england.areas.assign(lad_code=england.areas["area_code"])
    softened, lost = soften_lost_districts(coverage, pieces, england.districts)
    assert lost.empty
    assert softened["area_code"].tolist() == ["E07000999"]

"""OS Open Roads and other files of lines: what is read, what is left out, what is refused."""

import json
import sqlite3
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyogrio
import pytest
import shapely

from footprints.roads.ways import Ways, list_segments
from geodata.errors import MissingCrsError, UnreadableFileError
from geodata.roads.britain import WrongPlaceError
from geodata.roads.lineclasses import OS_CLASSES, RESTRICTED, UNKNOWN, find_columns
from geodata.roads.lines import NO_LINE, read_lines
from geodata.roads.osm import ABROAD
from geodata.roads.osmtags import NOT_FOR_CARS
from tests.geodata.roads.roadfiles import (
    DUAL,
    EAST,
    LINKS,
    NORTH,
    SINGLE,
    make_links,
    write_links,
)


def list_kinds(ways: Ways) -> list[str]:
    return [ways.classes[code] for code in ways.road_class]


def test_links_of_open_roads_are_read_with_their_class(tmp_path: Path) -> None:
    drawn = read_lines(write_links(tmp_path / "oproad_gb.gpkg"))
    assert list_kinds(drawn.ways) == [
        "os a road dual", "os local road", "os minor road", "os b road", "os slip road",
    ]  # fmt: skip
    assert drawn.left_out == {RESTRICTED: 1, NOT_FOR_CARS: 1}
    assert drawn.n_read == len(LINKS)
    assert drawn.source == "OS Open Roads"
    assert "Contains OS data © Crown copyright" in drawn.attribution
    assert list_segments(drawn.ways).length_m.sum() == pytest.approx(5000)


def test_open_roads_says_that_it_knows_no_one_way_streets(tmp_path: Path) -> None:
    drawn = read_lines(write_links(tmp_path / "oproad_gb.gpkg"))
    assert drawn.ways.forward.all()
    assert drawn.ways.backward.all()
    assert any("does not say which roads are one-way" in note for note in drawn.notes)


def test_links_meet_at_the_nodes_they_name_and_nowhere_else(tmp_path: Path) -> None:
    crossing = (
        ("A Road", "A Road", SINGLE, [(0, 0), (1, 1), (2, 2)]),  # a bridge over
        ("B Road", "B Road", SINGLE, [(0, 2), (1, 1), (2, 0)]),
        ("B Road", "B Road", SINGLE, [(2, 0), (3, 0)]),
    )
    named = read_lines(write_links(tmp_path / "a.gpkg", make_links(crossing))).ways
    assert np.bincount(named.point).max() == 2  # at (2, 0) only
    plain = make_links(crossing).drop(columns=["start_node", "end_node"])
    by_place = read_lines(write_links(tmp_path / "b.gpkg", plain)).ways
    assert (np.bincount(by_place.point) == 2).sum() == 2  # and where the lines share a point


def test_a_link_that_names_no_node_meets_nothing_there(tmp_path: Path) -> None:
    links = make_links(LINKS[:4])
    links.loc[1, "end_node"] = None
    links.loc[2, "start_node"] = None
    ways = read_lines(write_links(tmp_path / "a.gpkg", links)).ways
    # the corner (1, 1) falls apart in two ends
    assert sorted(np.bincount(ways.point).tolist()) == [1, 1, 1, 2, 2, 2]


@pytest.mark.parametrize("layer", ["RoadLink", "ROAD_LINK", "SK_RoadLink", "road_link"])
@pytest.mark.parametrize("style", [str.upper, str.title, lambda name: name.replace("_", "")])
def test_names_of_layers_and_columns_count_whatever_their_capitals(
    tmp_path: Path, layer: str, style: object
) -> None:
    assert callable(style)
    renamed = {name: style(name) for name in make_links(LINKS).columns if name != "geometry"}
    table = make_links(LINKS).rename(columns=renamed)
    drawn = read_lines(write_links(tmp_path / "roads.gpkg", table, layer=layer))
    assert list_kinds(drawn.ways)[0] == "os a road dual"
    assert drawn.left_out[RESTRICTED] == 1


def test_without_a_function_the_classification_decides(tmp_path: Path) -> None:
    table = make_links(LINKS).drop(columns="road_function")
    kinds = list_kinds(read_lines(write_links(tmp_path / "roads.gpkg", table)).ways)
    assert kinds == [
        "os a road dual", "os local road", "os minor road", "os b road",
        "os local access road", "os slip road",
    ]  # fmt: skip


def test_a_function_not_known_is_told_and_has_a_class_of_its_own(tmp_path: Path) -> None:
    rows = (*LINKS, ("?", "Hover Road", SINGLE, [(0, 0), (0, -1)]))
    drawn = read_lines(write_links(tmp_path / "roads.gpkg", make_links(rows)))
    assert list_kinds(drawn.ways)[-1] == "os unknown"
    assert "1 roads are of a function not known (hover road)." in drawn.notes


def test_roads_without_any_class_are_of_one_class_and_told_so(tmp_path: Path) -> None:
    plain = make_links(LINKS)[["id", "geometry"]]
    drawn = read_lines(write_links(tmp_path / "roads.gpkg", plain))
    assert set(list_kinds(drawn.ways)) == {UNKNOWN}
    assert drawn.ways.n_ways == len(LINKS)
    assert any("no column of road classes" in note for note in drawn.notes)


def test_other_names_of_layers_are_told_and_the_only_lines_are_taken(tmp_path: Path) -> None:
    path = write_links(tmp_path / "roads.gpkg", layer="highways")
    drawn = read_lines(path)
    assert drawn.ways.n_ways == 5
    assert "The layer 'highways' was taken, as it is the only one of lines." in drawn.notes
    pyogrio.write_dataframe(make_links(LINKS), path, layer="rivers", append=True)
    told = r"roads.gpkg: must hold one layer of lines, `road_link`, got the layers highways .*"
    with pytest.raises(UnreadableFileError, match=told + r"road_node \(Point\), rivers"):
        read_lines(path)
    assert read_lines(path, layer="Highways").ways.n_ways == 5


def test_a_layer_that_is_not_there_is_told_with_those_that_are(tmp_path: Path) -> None:
    path = write_links(tmp_path / "roads.gpkg")
    with pytest.raises(UnreadableFileError, match=r"a layer named 'roads', got .*road_link"):
        read_lines(path, layer="roads")


def test_a_file_of_points_only_is_refused(tmp_path: Path) -> None:
    points = gpd.GeoDataFrame(geometry=[shapely.Point(EAST, NORTH)], crs="EPSG:27700")
    path = tmp_path / "stops.gpkg"
    pyogrio.write_dataframe(points, path, layer="stops")
    with pytest.raises(UnreadableFileError, match=r"got the layers stops \(Point\); name"):
        read_lines(path)
    with pytest.raises(UnreadableFileError, match="got none among the 1 rows of layer 'stops'"):
        read_lines(path, layer="stops")


def test_lines_in_degrees_come_to_the_national_grid(tmp_path: Path) -> None:
    path = tmp_path / "roads.geojson"
    path.write_text(make_links(LINKS).to_crs("EPSG:4326").to_json(to_wgs84=True))
    drawn = read_lines(path)
    lengths = list_segments(drawn.ways).length_m
    assert lengths.sum() == pytest.approx(5000, abs=0.1)
    assert drawn.ways.easting.min() == pytest.approx(EAST, abs=0.02)


def test_a_shapefile_of_openstreetmap_keeps_its_one_way_streets(tmp_path: Path) -> None:
    table = make_links(LINKS)[["geometry"]].assign(
        fclass=["primary", "residential", "motorway", "motorway", "footway", "track", "primary"],
        oneway=["B", "F", "B", "", "B", "B", "T"],
    )
    path = tmp_path / "gis_osm_roads_free_1.shp"
    pyogrio.write_dataframe(table.set_crs("EPSG:27700"), path)
    drawn = read_lines(path)
    assert list_kinds(drawn.ways) == ["primary", "residential", "motorway", "motorway", "primary"]
    assert drawn.ways.forward.tolist() == [True, True, True, True, False]
    assert drawn.ways.backward.tolist() == [True, False, True, False, True]
    assert drawn.left_out == {NOT_FOR_CARS: 2}
    assert "OpenStreetMap contributors" in drawn.attribution


def test_rows_without_a_line_are_counted_and_many_lines_in_one_row_are_all_read(
    tmp_path: Path,
) -> None:
    table = make_links(LINKS[:4])
    shapes = table.geometry.tolist()
    two = shapely.MultiLineString([shapes[2], shapes[3]])
    table["geometry"] = [shapes[0], None, two, shapely.LineString()]
    drawn = read_lines(write_links(tmp_path / "roads.gpkg", table))
    assert drawn.left_out == {NO_LINE: 2}
    assert drawn.ways.n_ways == 3
    assert list_segments(drawn.ways).length_m.sum() == pytest.approx(3000)


def test_heights_are_left_aside(tmp_path: Path) -> None:
    table = make_links(LINKS[:4])
    table["geometry"] = shapely.force_3d(table.geometry.to_numpy(), 120.0)
    drawn = read_lines(write_links(tmp_path / "roads.gpkg", table))
    assert list_segments(drawn.ways).length_m.sum() == pytest.approx(4000)


def test_links_of_another_country_are_refused_with_their_place(tmp_path: Path) -> None:
    table = make_links(LINKS).to_crs("EPSG:4326")
    table["geometry"] = shapely.transform(
        table.geometry.to_numpy(), lambda at: at + np.array([3.0, -3.8])
    )
    path = write_links(tmp_path / "roads.gpkg", table)
    with pytest.raises(WrongPlaceError, match=r"roads.gpkg: .* about 48\.8\d° N, 2\.2\d° E"):
        read_lines(path)


def test_degrees_said_to_be_metres_are_refused(tmp_path: Path) -> None:
    table = make_links(LINKS).to_crs("EPSG:4326").set_crs("EPSG:27700", allow_override=True)
    with pytest.raises(WrongPlaceError, match="in its own coordinates"):
        read_lines(write_links(tmp_path / "roads.gpkg", table))


def test_a_few_links_abroad_are_left_out_and_counted(tmp_path: Path) -> None:
    rows = (*LINKS, ("A Road", "A Road", DUAL, [(400, 0), (401, 0)]))
    drawn = read_lines(write_links(tmp_path / "roads.gpkg", make_links(rows)))
    assert drawn.left_out[ABROAD] == 1
    assert drawn.ways.n_ways == 5


def test_a_layer_without_coordinates_of_its_own_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "roads.shp"
    make_links(LINKS)[["id", "geometry"]].to_file(path)
    path.with_suffix(".prj").unlink()
    with pytest.raises(MissingCrsError, match=r"roads.shp: layer 'roads' must say which coord"):
        read_lines(path)


def test_a_truncated_geopackage_is_refused_with_a_remedy(tmp_path: Path) -> None:
    many = make_links(LINKS * 3000)
    whole = write_links(tmp_path / "whole.gpkg", many).read_bytes()
    path = tmp_path / "roads.gpkg"
    for share in (0.0, 0.0005, 0.2, 0.6):
        path.write_bytes(whole[: int(len(whole) * share)])
        with pytest.raises(UnreadableFileError, match=r"^roads.gpkg: .*download or save it again"):
            read_lines(path)


def test_what_is_no_file_of_lines_is_refused_by_name_only(tmp_path: Path) -> None:
    path = tmp_path / "roads.gpkg"
    path.write_text("<html>404</html>")
    with pytest.raises(UnreadableFileError, match=r"^roads.gpkg: cannot be read as lines") as told:
        read_lines(path)
    assert str(tmp_path) not in str(told.value)
    with pytest.raises(UnreadableFileError, match=r"^none.gpkg: there is no such file"):
        read_lines(tmp_path / "none.gpkg")


def test_a_file_is_dated_by_its_name_or_by_what_the_geopackage_says(tmp_path: Path) -> None:
    assert read_lines(write_links(tmp_path / "oproad_2025-04.gpkg")).as_of == "2025-04"
    path = write_links(tmp_path / "oproad.gpkg")
    with sqlite3.connect(path) as content:
        content.execute("UPDATE gpkg_contents SET last_change = '2024-10-09T12:00:00.000Z'")
    content.close()
    assert read_lines(path).as_of == "2024-10-09"
    other = tmp_path / "roads.geojson"
    other.write_text(json.dumps(json.loads(make_links(LINKS).to_crs("EPSG:4326").to_json())))
    assert read_lines(other).as_of is None


def test_columns_are_found_by_meaning_the_first_of_equals() -> None:
    assert find_columns(("class", "roadClassification", "x")) == {
        "classification": "roadClassification"
    }
    assert find_columns(()) == {}
    assert len(set(OS_CLASSES)) == len(OS_CLASSES)

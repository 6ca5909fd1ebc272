"""Extracts of OpenStreetMap: what is read, what is left out, and what is refused."""

from pathlib import Path

import numpy as np
import pytest

from footprints.roads.ways import list_segments
from geodata.errors import GeodataError, UnreadableFileError
from geodata.roads.britain import WrongPlaceError
from geodata.roads.osm import ABROAD, CUT, read_osm
from geodata.roads.osmtags import CLASSES, NOT_FOR_CARS, NOT_FOR_CARS_AT_SEA, NOT_OPEN
from tests.geodata.roads.roadfiles import EAST, NORTH, SQUARE, STREETS, write_osm


def test_the_ways_of_cars_are_read_and_the_others_counted_by_reason(tmp_path: Path) -> None:
    drawn = read_osm(write_osm(tmp_path / "square.osm.pbf", stamp="2025-03-01T04:05:06Z"))
    kinds = [CLASSES[code] for code in drawn.ways.road_class]
    assert kinds == ["primary", "residential", "residential", "tertiary", "ferry"]
    assert drawn.ways.backward.tolist() == [True, False, True, True, True]
    assert drawn.left_out == {NOT_FOR_CARS: 1, NOT_OPEN: 1, NOT_FOR_CARS_AT_SEA: 1}
    assert drawn.n_read == len(STREETS) == 5 + sum(drawn.left_out.values())
    assert drawn.as_of == "2025-03-01"
    assert "OpenStreetMap contributors" in drawn.attribution


def test_places_come_to_the_national_grid(tmp_path: Path) -> None:
    ways = read_osm(write_osm(tmp_path / "square.osm.pbf")).ways
    assert list_segments(ways).length_m == pytest.approx([1000] * 5, abs=0.02)
    assert ways.easting[ways.point[0]] == pytest.approx(EAST, abs=0.02)
    assert ways.northing[ways.point[0]] == pytest.approx(NORTH, abs=0.02)


def test_ways_meet_where_they_share_a_node(tmp_path: Path) -> None:
    ways = read_osm(write_osm(tmp_path / "square.osm.pbf")).ways
    assert np.bincount(ways.point).tolist() == [2, 2, 2, 2, 1, 1]


def test_a_large_file_is_read_with_a_filter_and_gives_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_osm(tmp_path / "square.osm.pbf", places=SQUARE | {99: (5, 5)})
    plain = read_osm(path).ways
    monkeypatch.setattr("geodata.roads.osm._FILTER_BYTES", 0)
    filtered = read_osm(path).ways
    assert filtered.point.tolist() == plain.point.tolist()
    assert filtered.easting.tolist() == plain.easting.tolist()


def test_a_road_cut_at_the_border_keeps_what_is_there_and_is_counted(tmp_path: Path) -> None:
    places = {at: (at / 10, 0.0) for at in range(1, 9)}
    ways = [([1, 2, 3, 4, 5, 6], {"highway": "primary"}), ([7, 8], {"highway": "primary"})]
    path = write_osm(tmp_path / "cut.osm.pbf", places, ways, without=[3, 8])
    drawn = read_osm(path)
    assert list_segments(drawn.ways).length_m == pytest.approx([100, 100, 100], abs=0.02)
    assert drawn.left_out == {CUT: 1}
    assert drawn.n_read == 2
    assert drawn.notes == ("1 roads are cut at the border of the extract.",)


def test_roads_of_another_country_are_refused_with_their_place(tmp_path: Path) -> None:
    # the square, carried to Munich
    path = write_osm(tmp_path / "leeds.osm.pbf", shift=(12.29, -4.49))
    with pytest.raises(WrongPlaceError, match=r"leeds.osm.pbf: .* 48\.1\d° N, 11\.5\d° E"):
        read_osm(path)


def test_a_few_roads_abroad_are_left_out_and_counted(tmp_path: Path) -> None:
    far = {7: (450.0, -200.0), 8: (451.0, -200.0)}
    ways = [*STREETS, ([7, 8], {"highway": "primary"})]
    drawn = read_osm(write_osm(tmp_path / "most.osm.pbf", {**SQUARE, **far}, ways))
    assert drawn.left_out[ABROAD] == 1
    assert drawn.ways.n_ways == 5
    assert drawn.n_read == 9


def test_a_file_without_roads_is_refused_with_a_remedy(tmp_path: Path) -> None:
    ways = [([1, 2], {"building": "school"}), ([1, 3], {"highway": "footway"})]
    path = write_osm(tmp_path / "paths.osm.pbf", ways=ways)
    with pytest.raises(UnreadableFileError, match=r"paths.osm.pbf: must hold roads for cars"):
        read_osm(path)


def test_a_file_without_the_nodes_of_its_roads_is_refused(tmp_path: Path) -> None:
    path = write_osm(tmp_path / "bare.osm.pbf", without=list(SQUARE))
    with pytest.raises(UnreadableFileError, match="must hold the nodes of its roads, got none"):
        read_osm(path)


@pytest.mark.parametrize(
    "content", [b"", b"<!DOCTYPE html><p>404</p>" * 40, b"PK\x03\x04" + bytes(200)]
)
def test_what_is_no_extract_is_refused_with_a_remedy(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "roads.osm.pbf"
    path.write_bytes(content)
    with pytest.raises(UnreadableFileError, match=r"^roads.osm.pbf: .* download it again"):
        read_osm(path)


def test_a_file_that_is_not_there_is_told_by_name_only(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match=r"^none.osm.pbf: there is no such file"):
        read_osm(tmp_path / "none.osm.pbf")


@pytest.mark.realdata
def test_a_truncated_extract_is_refused_wherever_it_was_cut(
    tmp_path: Path, shared_data: Path
) -> None:
    whole = (shared_data / "network" / "rutland-england.osm.pbf").read_bytes()
    path = tmp_path / "rutland.osm.pbf"
    for share in (0.0001, 0.3, 0.77, 0.999):
        path.write_bytes(whole[: int(len(whole) * share)])
        with pytest.raises(GeodataError, match=r"^rutland.osm.pbf: .* again"):
            read_osm(path)

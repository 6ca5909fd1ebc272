from pathlib import Path

import geopandas as gpd
import pytest
from shapely.geometry import Point, box

from geodata.errors import UnreadableFileError
from geodata.layers import list_layers


def make_areas() -> gpd.GeoDataFrame:
    shapes = [box(530000, 180000, 531000, 181000), box(531000, 180000, 532000, 181000)]
    return gpd.GeoDataFrame({"LAD24CD": ["E09000001", "E09000007"]}, geometry=shapes, crs=27700)


def test_layers_are_listed_with_their_columns_and_count(tmp_path: Path) -> None:
    path = tmp_path / "areas.gpkg"
    make_areas().to_file(path, layer="lad")
    points = gpd.GeoDataFrame({"n": [1]}, geometry=[Point(530000, 180000)], crs=27700)
    points.to_file(path, layer="bases")
    lad, bases = list_layers(path)
    assert (lad.name, lad.fields, lad.n_features, lad.is_polygons) == (
        "lad",
        ("LAD24CD",),
        2,
        True,
    )
    assert (bases.name, bases.is_polygons) == ("bases", False)


@pytest.mark.parametrize("name", ["a.gpkg", "a.geojson"])
def test_a_damaged_boundary_file_is_named_with_what_to_do(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    make_areas().to_file(path)
    path.write_bytes(path.read_bytes()[:80])
    with pytest.raises(
        UnreadableFileError, match=rf"{name}: cannot be read as boundaries.*download or save"
    ):
        list_layers(path)


def test_an_empty_boundary_file_is_named_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    path.write_bytes(b"")
    with pytest.raises(UnreadableFileError, match=r"a\.gpkg: is empty; download or save it again"):
        list_layers(path)


def test_a_json_of_something_else_has_no_layers(tmp_path: Path) -> None:
    path = tmp_path / "package.json"
    path.write_text('{"name": "x"}')
    assert list_layers(path) == []

"""Exports: right in a spreadsheet, right on a map, and never without their sources."""

import csv
import io
import json
from itertools import pairwise
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
import shapely

from footprints.errors import UnknownKeyError
from footprints.schema import CRS
from geodata.exports.formats import DECIMALS, neutralise_formulas, render
from geodata.exports.tables import Filter, describe_export, select_rows
from geodata.store import Snapshot
from tests.geodata.conftest import Built
from tests.geodata.sourcefolder import ACCENTED_NAME, FORMULA_NAME, N_OPEN

ENGLAND = (-6.6, 49.7, 2.1, 56.0)  # the schematic coast is a little wider than the real


@pytest.fixture
def snapshot(built: Built) -> Snapshot:
    return built.snapshot


def export(snapshot: Snapshot, name: str, form: Any, wanted: Filter | None = None) -> bytes:
    chosen = Filter() if wanted is None else wanted
    table = select_rows(snapshot, name, chosen)
    return render(table, form, describe_export(snapshot, name, chosen, len(table)))


def read_geojson(snapshot: Snapshot, name: str, wanted: Filter | None = None) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        export(snapshot, name, "geojson", wanted), parse_constant=pytest.fail
    )
    return found


def list_positions(coordinates: list[Any]) -> list[list[float]]:
    if isinstance(coordinates[0], int | float):
        return [coordinates]
    return [position for part in coordinates for position in list_positions(part)]


def list_rings(geometry: dict[str, Any]) -> list[list[list[list[float]]]]:
    """Give each polygon as its list of rings."""
    if geometry["type"] == "Polygon":
        return [geometry["coordinates"]]
    return geometry["coordinates"]


def measure_turn(ring: list[list[float]]) -> float:
    """Give twice the signed area: above zero where the ring runs against the clock."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring))


# ---- CSV


def test_csv_is_utf8_with_unix_ends_and_reads_back(snapshot: Snapshot) -> None:
    content = export(snapshot, "schools", "csv")
    assert b"\r" not in content
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8"), newline="")))
    assert len(rows) == N_OPEN
    assert rows[3]["name"] == ACCENTED_NAME
    assert rows[15]["easting"] == ""
    assert rows[15]["longitude"] == ""
    assert "geometry" not in rows[0]


def test_csv_gives_degrees_beside_metres(snapshot: Snapshot) -> None:
    table = pd.read_csv(io.BytesIO(export(snapshot, "schools", "csv"))).set_index("urn")
    # Camden: about 51.54 N, 0.16 W
    assert table["latitude"][100001] == pytest.approx(51.545, abs=0.03)
    assert table["longitude"][100001] == pytest.approx(-0.165, abs=0.05)
    points = gpd.GeoSeries.from_xy(table["longitude"], table["latitude"], crs=4326).to_crs(CRS)
    known = table["easting"].notna()
    assert np.hypot(points.x - table["easting"], points.y - table["northing"])[known].max() < 0.2


def test_csv_of_footprints_gives_areas(snapshot: Snapshot) -> None:
    table = pd.read_csv(io.BytesIO(export(snapshot, "footprints", "csv")), dtype={"unit_id": str})
    prints = snapshot.table("footprints")
    expected = (prints.geometry.area / 1e6).round(3)
    assert table["area_km2"].tolist() == expected.tolist()
    assert "geometry" not in table


def test_csv_keeps_a_spreadsheet_from_running_a_name(snapshot: Snapshot) -> None:
    content = export(snapshot, "schools", "csv").decode()
    rows = {row["urn"]: row for row in csv.DictReader(io.StringIO(content, newline=""))}
    assert rows["100013"]["name"] == "'" + FORMULA_NAME
    assert float(rows["100001"]["longitude"]) < 0  # a number is no formula


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_every_formula_start_is_neutralised(start: str) -> None:
    text = pd.Series([f"{start}SUM(A1)", f"A{start}1", None], dtype="str")
    safe = neutralise_formulas(text)
    assert safe[0] == f"'{start}SUM(A1)"
    assert safe[1] == f"A{start}1"
    assert pd.isna(safe[2])
    assert text[0] == f"{start}SUM(A1)"


# ---- GeoJSON


@pytest.mark.parametrize("name", ["schools", "footprints"])
def test_geojson_is_in_england_in_degrees_of_at_most_7_decimals(
    snapshot: Snapshot, name: str
) -> None:
    collection = read_geojson(snapshot, name)
    assert collection["type"] == "FeatureCollection"
    assert "crs" not in collection
    positions = [
        position
        for feature in collection["features"]
        if feature["geometry"] is not None
        for position in list_positions(feature["geometry"]["coordinates"])
    ]
    longitudes, latitudes = np.array(positions).T
    assert longitudes.min() > ENGLAND[0]
    assert latitudes.min() > ENGLAND[1]
    assert longitudes.max() < ENGLAND[2]
    assert latitudes.max() < ENGLAND[3]
    assert DECIMALS <= 7
    assert all(len(p) == 2 for p in positions)
    assert all(len(repr(float(value)).partition(".")[2]) <= 7 for p in positions for value in p)
    box = [longitudes.min(), latitudes.min(), longitudes.max(), latitudes.max()]
    assert collection["bbox"] == pytest.approx(box, abs=1e-9)


def test_geojson_rings_follow_the_right_hand_rule(snapshot: Snapshot) -> None:
    features = read_geojson(snapshot, "footprints")["features"]
    polygons = [rings for f in features for rings in list_rings(f["geometry"])]
    assert polygons
    holes = 0
    for outer, *inner in polygons:
        assert outer[0] == outer[-1]
        assert measure_turn(outer) > 0
        assert all(measure_turn(hole) < 0 for hole in inner)
        holes += len(inner)
    assert holes > 0  # else the rule for holes was not put to the test


def test_geojson_shapes_are_valid(snapshot: Snapshot) -> None:
    features = read_geojson(snapshot, "footprints")["features"]
    shapes = [shapely.geometry.shape(feature["geometry"]) for feature in features]
    assert all(shapely.is_valid(shapes))


def test_geojson_carries_values_and_null_for_what_is_missing(snapshot: Snapshot) -> None:
    features = {f["properties"]["urn"]: f for f in read_geojson(snapshot, "schools")["features"]}
    school = features[100013]
    assert school["properties"]["name"] == FORMULA_NAME  # only a spreadsheet runs formulas
    assert school["properties"]["district_code"] is None
    assert school["geometry"]["type"] == "Point"
    assert features[100016]["geometry"] is None
    assert features[100004]["properties"]["name"] == ACCENTED_NAME


def test_geojson_without_any_location_has_no_box(snapshot: Snapshot) -> None:
    lost = select_rows(snapshot, "schools", Filter())
    lost = lost[lost["geometry"].isna()]
    assert len(lost) == 1
    collection = json.loads(render(lost, "geojson", {}), parse_constant=pytest.fail)
    assert "bbox" not in collection
    assert collection["features"][0]["geometry"] is None
    empty = json.loads(render(lost.iloc[:0], "geojson", {}), parse_constant=pytest.fail)
    assert empty["features"] == []


@pytest.mark.parametrize("name", ["memberships", "units"])
def test_geojson_of_a_table_without_shapes_is_refused(snapshot: Snapshot, name: str) -> None:
    with pytest.raises(UnknownKeyError, match=r"geojson needs a table with geometry: use csv"):
        export(snapshot, name, "geojson")


def test_unknown_format_is_refused(snapshot: Snapshot) -> None:
    with pytest.raises(UnknownKeyError, match=r"must be csv, geojson or parquet, got 'xlsx'"):
        export(snapshot, "schools", "xlsx")


# ---- Parquet and metadata


def test_parquet_reads_back_with_its_crs_and_sources(snapshot: Snapshot) -> None:
    content = io.BytesIO(export(snapshot, "schools", "parquet"))
    table = gpd.read_parquet(content)
    assert table.crs == CRS
    assert table["name"].tolist() == snapshot.table("schools")["name"].tolist()
    metadata = json.loads(pq.read_schema(content).metadata[b"multiple_locals"])
    assert metadata["snapshot"] == snapshot.snapshot_id


def test_parquet_without_geometry_carries_its_sources_too(snapshot: Snapshot) -> None:
    content = io.BytesIO(export(snapshot, "memberships", "parquet"))
    assert len(pd.read_parquet(content)) == len(snapshot.table("memberships"))
    metadata = json.loads(pq.read_schema(content).metadata[b"multiple_locals"])
    assert metadata["table"] == "memberships"


def test_metadata_names_sources_dates_licence_and_filter(snapshot: Snapshot) -> None:
    wanted = Filter(la="202")
    metadata = read_geojson(snapshot, "schools", wanted)["metadata"]
    assert metadata["rows"] == 3
    assert metadata["filter"] == {"la": "202"}
    assert metadata["as_of"] == "2025-08-31"
    assert metadata["demonstration"] is False
    assert metadata["dc:license"] == "Open Government Licence v3.0"
    assert "Contains OS data © Crown copyright" in metadata["dc:rights"]
    files = {source["file"]: source for source in metadata["sources"]}
    assert files["lad_2024.gpkg"]["date"] == "2024"
    assert metadata["systems"]["tsh"]["as_of"] == "2025-10"

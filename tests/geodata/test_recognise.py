import zipfile
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
from shapely.geometry import Point, box

from geodata.errors import EncodingError, UnreadableFileError
from geodata.readers import establishments
from geodata.recognise import Recognised, match_header, recognise, scan_folder
from geodata.roads.signs import HOW_TO_ADD
from tests.geodata.giasfiles import make_school, write_packed, write_schools
from tests.geodata.roads.roadfiles import LINKS, make_links, write_links


def make_areas() -> gpd.GeoDataFrame:
    shape = [box(530000, 180000, 531000, 181000)]
    return gpd.GeoDataFrame({"LAD24CD": ["E09000001"]}, geometry=shape, crs=27700)


def recognise_one(path: Path) -> Recognised:
    (found,) = recognise(path)
    return found


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("URN,EstablishmentName,EstablishmentStatus (name),X", "establishments"),
        ("URN,LinkURN,LinkName,LinkType,LinkEstablishedDate", "links"),
        (
            "URN,Linked UID,Group Type,EstablishmentName,PhaseOfEducation (name),LA (name)",
            "group_links",
        ),
        ("Group UID,URN,Group Name,Group Type", "group_links"),
        ("urn,% of pupils known to be eligible for free school meals", "census"),
        ("URN,Ofsted phase,Overall effectiveness,Inspection start date", "inspections"),
        ("LAD24CD,LAD24NM,UTLA24CD,UTLA24NM", "area_lookup"),
        ("lad_code,lad_name,dfe_la_code", "area_lookup"),
        ("unit_id,name,base_urn", "units"),
        ("system,unit_id,name", "units"),
        ("unit_id,area_kind,area_name,part", "coverage"),
        ("system,name,unit_name,family", "systems"),
        ("urn,network", "network"),
        ("Network,URN,Head", "network"),
        ("postcode,easting,northing,lad_code", "postcodes"),
    ],
)
def test_a_table_is_told_by_its_columns_in_any_order(header: str, kind: str) -> None:
    columns = header.split(",")
    assert match_header(columns)[0] == kind
    assert match_header(columns[::-1])[0] == kind


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        ("urn,name,open_date,town,postcode", "has URNs but lacks .*: EstablishmentName"),
        ("URN,LATITUDE,LONGITUDE,READPROG", "has URNs but lacks .*: EstablishmentName"),
        ("urn,name,postcode,easting,northing,lad_code", "has URNs but lacks"),
        ("urn,system,unit_id,unit_name,certainty,reason", "has URNs but lacks"),
        ("hub_id,hub_name,lead_school,lead_urn", "hubs in another form: .*unit_id and name"),
        ("peia_name,lad_code,lad_name,la_code,la_name", "those of no kind of source"),
        ("eia_name,utla_code,dfe_la_code,region_name", "those of no kind of source"),
        ("unit_id;name;base_urn", "not separated by commas: save it as CSV UTF-8"),
    ],
)
def test_a_table_of_no_kind_is_left_aside_with_the_reason(header: str, reason: str) -> None:
    kind, said = match_header(header.split(","))
    assert kind is None
    assert pd.Series([said]).str.contains(reason).all(), said


def test_the_name_of_a_file_never_decides(tmp_path: Path) -> None:
    path = write_packed(tmp_path / "network.csv", b"URN,LinkURN,LinkType\n")
    assert recognise_one(path).kind == "links"
    path = write_packed(tmp_path / "edubasealldata20250422.csv", b"a,b\n")
    found = recognise_one(path)
    assert (found.kind, found.as_of) == (None, "2025-04-22")


@pytest.mark.parametrize("name", ["x.csv", "x.csv.gz", "x.zip"])
def test_each_packing_is_looked_into(tmp_path: Path, name: str) -> None:
    found = recognise_one(write_schools(tmp_path, make_school(), name=name))
    assert found.kind == "establishments"
    assert found.member == ("extract.csv" if name == "x.zip" else None)


def test_a_zip_of_several_csvs_is_several_sources(tmp_path: Path) -> None:
    path = tmp_path / "extract.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("links_edubasealldata20250422.csv", "URN,LinkURN,LinkType\n")
        archive.writestr("other.csv", "a,b\n")
    links, other = recognise(path)
    assert (links.kind, links.as_of) == ("links", "2025-04-22")
    assert links.name == "extract.zip/links_edubasealldata20250422.csv"
    assert (other.kind, other.member) == (None, "other.csv")


def test_a_zip_without_tables_or_layers_is_left_aside(tmp_path: Path) -> None:
    path = tmp_path / "photos.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.jpg", b"x")
    found = recognise_one(path)
    assert found.kind is None
    assert found.reason == "holds no layer of polygons: no layer"


@pytest.mark.parametrize("name", ["a.gpkg", "a.geojson", "a.json", "a.shp", "a.parquet"])
def test_polygons_in_any_format_are_boundaries(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    areas = make_areas()
    if name.endswith("parquet"):
        areas.to_parquet(path)
    else:
        areas.to_file(path, driver="GeoJSON" if name.endswith("json") else None)
    found = recognise_one(path)
    assert (found.kind, found.member, found.as_of) == ("boundaries", None, "2024")


def test_a_zipped_shapefile_is_boundaries(tmp_path: Path) -> None:
    make_areas().to_file(tmp_path / "lad.shp")
    path = tmp_path / "lad.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for part in tmp_path.glob("lad.*"):
            if part != path:
                archive.write(part, part.name)
    assert recognise_one(path).kind == "boundaries"


def test_each_layer_of_polygons_is_a_source(tmp_path: Path) -> None:
    path = tmp_path / "areas.gpkg"
    make_areas().to_file(path, layer="lad")
    make_areas().to_file(path, layer="utla")
    points = gpd.GeoDataFrame({"n": [1]}, geometry=[Point(530000, 180000)], crs=27700)
    points.to_file(path, layer="bases")
    assert [(one.kind, one.member) for one in recognise(path)] == [
        ("boundaries", "lad"),
        ("boundaries", "utla"),
    ]


@pytest.mark.parametrize("name", ["a.gpkg", "a.parquet"])
def test_points_are_no_boundaries(tmp_path: Path, name: str) -> None:
    points = gpd.GeoDataFrame({"n": [1]}, geometry=[Point(530000, 180000)], crs=27700)
    path = tmp_path / name
    points.to_parquet(path) if name.endswith("parquet") else points.to_file(path)
    found = recognise_one(path)
    assert found.kind is None
    assert "Point" in found.reason


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("notes.md", "a note, not data"),
        ("roads.osm.pbf", HOW_TO_ADD),
        ("roads.OSM.BZ2", HOW_TO_ADD),
        ("roads.osm.gz", HOW_TO_ADD),
        ("hubs.xlsx", "a spreadsheet: save the sheet as CSV UTF-8 to have it read"),
        ("lad.DBF", "part of a Shapefile"),
        ("photo.jpg", "no reader for .jpg files"),
        ("LICENCE", "no reader for such files"),
    ],
)
def test_other_files_are_left_aside_with_the_reason(
    tmp_path: Path, name: str, reason: str
) -> None:
    (tmp_path / name).write_bytes(b"x")
    found = recognise_one(tmp_path / name)
    assert (found.kind, found.reason) == (None, reason)


@pytest.mark.parametrize("layer", ["road_link", "RoadLink", "Strassen"])
def test_roads_are_left_aside_and_it_is_said_how_to_add_them(tmp_path: Path, layer: str) -> None:
    found = recognise_one(write_links(tmp_path / "oproad_gb.gpkg", layer=layer))
    assert (found.kind, found.name) == (None, f"oproad_gb.gpkg/{layer}")
    assert found.reason == HOW_TO_ADD
    assert "python -m geodata roads add" in HOW_TO_ADD


def test_roads_beside_areas_are_left_aside_alone(tmp_path: Path) -> None:
    path = write_links(tmp_path / "both.gpkg")
    pyogrio.write_dataframe(make_areas(), path, layer="lad", append=True)
    kinds = {one.member: one.kind for one in recognise(path)}
    assert kinds == {None: "boundaries", "road_link": None}


def test_lines_that_are_no_roads_are_not_said_to_be(tmp_path: Path) -> None:
    rivers = make_links(LINKS)[["id", "geometry"]]
    pyogrio.write_dataframe(rivers, tmp_path / "rivers.gpkg", layer="rivers")
    found = recognise_one(tmp_path / "rivers.gpkg")
    assert found.reason == "holds no layer of polygons: rivers (LineString)"


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.csv", b"", r"a\.csv: is empty"),
        ("a.csv", b"<html>", r"a\.csv: is a web page"),
        ("a.csv.gz", b"\x1f\x8b\x08", r"a\.csv\.gz: truncated or corrupt"),
        ("a.parquet", b"PAR1", r"a\.parquet: truncated or corrupt Parquet"),
        ("a.zip", b"PK\x03\x04", r"a\.zip: truncated or corrupt zip"),
        ("a.gpkg", b"SQLite", r"a\.gpkg: cannot be read as boundaries"),
        ("a.json", b'{"type": "FeatureCollection", "fea', r"a\.json: cannot be read as bound"),
    ],
)
def test_a_damaged_data_file_is_never_passed_over(
    tmp_path: Path, name: str, data: bytes, message: str
) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(UnreadableFileError, match=message):
        scan_folder(tmp_path)


def test_a_header_in_no_encoding_is_never_passed_over(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"URN,caf\x81\n")
    with pytest.raises(EncodingError, match=r"a\.csv, row 1: .*save as CSV UTF-8"):
        scan_folder(tmp_path)


def test_a_folder_is_walked_in_order_without_hidden_files(tmp_path: Path) -> None:
    for folder in ("b/deep", "a", ".hidden"):
        (tmp_path / folder).mkdir(parents=True)
        write_packed(tmp_path / folder / "network.csv", b"urn,network\n")
    (tmp_path / ".secret.csv").write_bytes(b"")
    found = scan_folder(tmp_path)
    assert [one.path.relative_to(tmp_path).as_posix() for one in found] == [
        "a/network.csv",
        "b/deep/network.csv",
    ]


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match=r"gone: is not a folder; name the folder"):
        scan_folder(tmp_path / "gone")


def test_a_file_that_lacks_a_key_column_is_still_an_establishments_file() -> None:
    for lost in establishments.REQUIRED:
        header = [column for column in establishments.REQUIRED if column != lost]
        assert match_header(header)[0] == "establishments"


@pytest.mark.realdata
def test_the_real_folder_is_told_apart(shared_data: Path) -> None:
    found = scan_folder(shared_data)
    kinds = {one.path.name: one.kind for one in found if one.kind is not None}
    assert kinds == {
        "lad_2013_suffolk_coastal_waveney.gpkg": "boundaries",
        "lad_2022_dec_england_buc.gpkg": "boundaries",
        "lad_2024_may_england_buc.gpkg": "boundaries",
        "lad_2025_england_bsc200m.gpkg": "boundaries",
        "region_england_buc_dissolved.gpkg": "boundaries",
        "utla_2023_england_buc_dissolved.gpkg": "boundaries",
        "lookup_lad_utla_region_dfe.csv": "area_lookup",
        "postcodes_england_codepoint_2025.parquet": "postcodes",
        "gias_academy_grouplinks_2019-06-01.csv.gz": "group_links",
        "gias_links_2025-04-22.csv.gz": "links",
        "ofsted_state_funded_schools_mi_2025-08-31.parquet": "inspections",
        "school_census_school_level_2022-23.parquet": "census",
        "schools_england_merged_2025.parquet": "establishments",
    }
    assert all(one.reason for one in found)

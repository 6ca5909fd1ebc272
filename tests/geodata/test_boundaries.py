"""Boundary files of any format, CRS and year become areas; what is wrong with them is said."""

import json
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from geodata.boundaryfields import CodeField, find_code_field
from geodata.errors import (
    DuplicateKeyError,
    MissingColumnError,
    MissingCrsError,
    UnreadableFileError,
)
from geodata.readers.boundaries import read_boundaries
from geodata.readers.registers import load_registers

BOWTIE = shapely.Polygon([(0, 0), (1000, 1000), (1000, 0), (0, 1000)])


@pytest.fixture(scope="module")
def districts() -> pd.DataFrame:
    return load_registers().districts


def square(easting: float, northing: float = 200_000) -> shapely.Polygon:
    """A square kilometre."""
    return shapely.box(easting, northing, easting + 1000, northing + 1000)


def make_layer(
    codes: list[str | None], *, code: str = "LAD24CD", **columns: list
) -> gpd.GeoDataFrame:
    """Squares in a row, one for each code."""
    shapes = columns.pop("geometry", [square(400_000 + 2000 * i) for i in range(len(codes))])
    return gpd.GeoDataFrame({code: codes, **columns}, geometry=shapes, crs="EPSG:27700")


def write_geojson(layer: gpd.GeoDataFrame, path: Path) -> None:
    """Write GeoJSON as RFC 7946 has it: WGS 84, no `crs` member."""
    path.write_text(layer.to_crs(4326).to_json(drop_id=True, to_wgs84=True))


def write_zipped_shapefile(layer: gpd.GeoDataFrame, path: Path) -> None:
    layer.to_file(path, driver="ESRI Shapefile")


WRITERS: dict[str, Callable[[gpd.GeoDataFrame, Path], object]] = {
    "a.gpkg": lambda layer, path: layer.to_file(path),
    "a.geojson": write_geojson,
    "a.shz": write_zipped_shapefile,
    "a.parquet": lambda layer, path: layer.to_parquet(path),
}


@pytest.mark.parametrize("name", WRITERS)
def test_each_format_gives_the_same_areas(
    tmp_path: Path, districts: pd.DataFrame, name: str
) -> None:
    layer = make_layer(["E07000008", "E06000031"], LAD24NM=["Cambridge", "Peterborough"])
    path = tmp_path / name
    WRITERS[name](layer, path)
    if name == "a.shz":
        path = path.rename(tmp_path / "a.zip")
    read = read_boundaries(path, districts=districts)
    table = read.table
    assert isinstance(table, gpd.GeoDataFrame)
    assert table.crs.to_epsg() == 27700
    assert table[["kind", "area_code", "vintage", "name"]].to_numpy().tolist() == [
        ["lad", "E06000031", "2024", "Peterborough"],
        ["lad", "E07000008", "2024", "Cambridge"],
    ]
    assert set(table["source"]) == {path.name}
    # WGS 84 and back moves a point by less than a centimetre
    for shape, easting in zip(table.geometry, (402_000, 400_000), strict=True):
        assert shapely.equals_exact(shape.normalize(), square(easting).normalize(), 0.01)
    assert (read.report.rows_in, read.report.rows_out, len(read.report.problems)) == (2, 2, 0)
    assert read.report.as_of == "2024"


def test_coordinates_are_not_rounded(tmp_path: Path, districts: pd.DataFrame) -> None:
    shape = shapely.Polygon([(400_000.123456, 1), (400_900, 2.000001), (400_500, 900.7)])
    layer = make_layer(["E07000008"], geometry=[shape])
    layer.to_file(tmp_path / "a.gpkg")
    read = read_boundaries(tmp_path / "a.gpkg", districts=districts)
    assert shapely.equals_exact(read.table.geometry[0].normalize(), shape.normalize())


def test_three_dimensions_become_two(tmp_path: Path, districts: pd.DataFrame) -> None:
    layer = make_layer(["E07000008"], geometry=[shapely.force_3d(square(400_000), 5.0)])
    layer.to_parquet(tmp_path / "a.parquet")
    read = read_boundaries(tmp_path / "a.parquet", districts=districts)
    assert not read.table.geometry.has_z.any()


def test_layers_of_several_vintages_stand_side_by_side(
    tmp_path: Path, districts: pd.DataFrame
) -> None:
    path = tmp_path / "all.gpkg"
    make_layer(["E07000163"], code="LAD22CD").to_file(path, layer="old")
    make_layer(["E06000065"], code="LAD24CD").to_file(path, layer="new")
    make_layer(["x"], code="ward").to_file(path, layer="wards")
    read = read_boundaries(path, districts=districts)
    assert read.table[["area_code", "vintage", "name", "source"]].to_numpy().tolist() == [
        ["E06000065", "2024", "North Yorkshire", "all.gpkg/new"],
        ["E07000163", "2022", "Craven", "all.gpkg/old"],
    ]
    assert read.report.problems["reason"].tolist() == [
        "a layer without a field of area codes was left aside"
    ]
    one = read_boundaries(path, districts=districts, layer="old")
    assert one.table["area_code"].tolist() == ["E07000163"]
    with pytest.raises(UnreadableFileError, match="a layer of areas named 'nowhere', got none"):
        read_boundaries(path, districts=districts, layer="nowhere")


# ---- kinds and vintages


@pytest.mark.parametrize(
    ("columns", "field"),
    [
        ({"LAD24CD": ["E07000008"], "LAD24NM": ["a"]},
         CodeField("lad", "LAD24CD", "LAD24NM", 2024)),
        ({"ltla22cd": ["E07000008"], "ltla22nm": ["a"]},
         CodeField("lad", "ltla22cd", "ltla22nm", 2022)),
        ({"CTYUA23CD": ["E10000003"], "CTYUA23NM": ["a"]},
         CodeField("utla", "CTYUA23CD", "CTYUA23NM", 2023)),
        ({"RGN22CD": ["E12000001"]}, CodeField("region", "RGN22CD", None, 2022)),
        ({"lad_code": ["E07000008"], "lad_name": ["a"]}, CodeField("lad", "lad_code", "lad_name")),
        ({"utla_code": ["E10000003"]}, CodeField("utla", "utla_code", None)),
        ({"code": ["E07000008"], "name": ["a"]}, CodeField("lad", "code", "name")),
        ({"code": ["E10000003", "E06000001"]}, CodeField("utla", "code", None)),
        ({"code": ["E12000003", "E12000001"]}, CodeField("region", "code", None)),
        # the newest of two years, and the finest kind of which each row has its own
        ({"LAD13CD": ["E07000008"], "LAD24CD": ["E07000008"]},
         CodeField("lad", "LAD24CD", None, 2024)),
        ({"lad_code": ["E07000008", "E07000009"], "utla_code": ["E10000003", "E10000003"]},
         CodeField("lad", "lad_code", None)),
        ({"lad_code": ["E07000008", "E07000008"], "region_code": ["E12000001", "E12000002"]},
         CodeField("region", "region_code", None)),
        ({"ward": ["x"]}, None),
    ],
)  # fmt: skip
def test_the_field_of_codes_is_found(columns: dict[str, list], field: CodeField | None) -> None:
    assert find_code_field(pd.DataFrame(columns)) == field


def test_upper_tiers_become_authorities_of_the_dfe(
    tmp_path: Path, districts: pd.DataFrame
) -> None:
    codes = ["E10000003", "E06000063", "E10000006", "E10000099"]
    make_layer(codes, code="UTLA23CD").to_file(tmp_path / "a.gpkg")
    read = read_boundaries(tmp_path / "a.gpkg", districts=districts)
    # Cambridgeshire 873, Cumbria 909 until 2023 and Cumberland 942 since
    assert read.table["area_code"].tolist() == ["873", "909", "942"]
    assert set(read.table["kind"]) == {"la"}
    assert read.table["name"].tolist() == ["Cambridgeshire", "Cumbria", "Cumberland"]
    assert read.report.rejected[["row", "key", "reason"]].to_numpy().tolist() == [
        [5, "E10000099", "no local authority of the DfE is known for this code"]
    ]


def test_regions_keep_their_codes(tmp_path: Path, districts: pd.DataFrame) -> None:
    make_layer(["E12000001"], code="RGN22CD").to_file(tmp_path / "a.gpkg")
    table = read_boundaries(tmp_path / "a.gpkg", districts=districts).table
    assert table[["kind", "area_code", "name", "vintage"]].to_numpy().tolist() == [
        ["region", "E12000001", "North East", "2022"]
    ]


@pytest.mark.parametrize(
    ("name", "codes", "expected"),
    [
        ("districts_2019", ["E07000163"], ("2019", None)),
        # the name wins over nothing: these codes were not in force in 2021
        ("districts_2021", ["E06000065"], ("2025", "its name says 2021, when not all")),
        ("districts", ["E07000163"], ("2022", None)),
        ("districts", ["E08000016"], ("2024", None)),
        ("districts", ["E08000038"], ("2025", None)),
        ("lad_200m", ["E07000206"], ("2018", None)),
        ("districts", ["E07000163", "E06000065"], ("2025", "no year is known")),
    ],
)
def test_a_layer_without_a_year_is_dated_by_name_or_codes(
    tmp_path: Path,
    districts: pd.DataFrame,
    name: str,
    codes: list[str],
    expected: tuple[str, str | None],
) -> None:
    vintage, doubt = expected
    path = tmp_path / f"{name}.parquet"
    make_layer(codes, code="lad_code").to_parquet(path)
    read = read_boundaries(path, districts=districts)
    assert set(read.table["vintage"]) == {vintage}
    warned = read.report.problems["reason"]
    assert len(warned) == (doubt is not None)
    assert warned.str.startswith(doubt or "").all()


def test_a_stated_vintage_wins(tmp_path: Path, districts: pd.DataFrame) -> None:
    make_layer(["E07000163"]).to_file(tmp_path / "a.gpkg")
    read = read_boundaries(tmp_path / "a.gpkg", districts=districts, vintage="2020")
    assert read.table["vintage"].tolist() == ["2020"]


# ---- bad input


def test_rows_that_are_no_area_of_england_are_rejected_and_counted(
    tmp_path: Path, districts: pd.DataFrame
) -> None:
    codes = ["E07000008", "W06000001", "S12000033", "Cambridge", None, "E07000009", "E07000010"]
    shapes = [square(400_000 + 2000 * i) for i in range(5)]
    shapes += [None, shapely.Point(500_000, 200_000)]
    make_layer(codes, geometry=shapes).to_parquet(tmp_path / "a.parquet")
    read = read_boundaries(tmp_path / "a.parquet", districts=districts)
    assert read.table["area_code"].tolist() == ["E07000008"]
    assert read.report.rejected[["row", "reason"]].to_numpy().tolist() == [
        [3, "not in England"],
        [4, "not in England"],
        [5, "not the code of a district of England"],
        [6, "not the code of a district of England"],
        [7, "no geometry, or a ring with too few points"],
        [8, "not a polygon"],
    ]
    assert read.report.rows_in == read.report.rows_out + len(read.report.rejected) == 7
    assert read.report.rejected["file"].unique().tolist() == ["a.parquet"]


def test_invalid_rings_are_repaired_and_counted(tmp_path: Path, districts: pd.DataFrame) -> None:
    layer = make_layer(["E07000008", "E07000009"], geometry=[square(400_000), BOWTIE])
    layer.to_file(tmp_path / "a.gpkg")
    read = read_boundaries(tmp_path / "a.gpkg", districts=districts)
    assert read.table.geometry.is_valid.all()
    # two triangles, each a quarter of the square
    assert read.table.geometry[1].area == pytest.approx(500_000)
    assert read.report.problems[["row", "key", "severity", "reason"]].to_numpy().tolist() == [
        [3, "E07000009", "warning", "an invalid ring was repaired: self-intersection"]
    ]
    assert (read.report.rows_in, read.report.rows_out) == (2, 2)


def test_a_repair_keeps_only_polygons(tmp_path: Path, districts: pd.DataFrame) -> None:
    spike = shapely.Polygon(
        [(0, 0), (1000, 0), (1000, 1000), (1000, 2000), (1000, 1000), (0, 1000)]
    )
    flat = shapely.Polygon([(0, 0), (1000, 0), (500, 0)])
    layer = make_layer(["E07000008", "E07000009"], geometry=[spike, flat])
    layer.to_parquet(tmp_path / "a.parquet")
    read = read_boundaries(tmp_path / "a.parquet", districts=districts)
    assert read.table.geometry.area.tolist() == [1_000_000.0]
    assert read.report.rejected[["row", "reason"]].to_numpy().tolist() == [
        [3, "its rings enclose nothing"]
    ]


def test_a_ring_with_too_few_points_is_rejected(tmp_path: Path, districts: pd.DataFrame) -> None:
    ring = [[[-1.0, 52.0], [-1.1, 52.0]]]
    feature = {
        "type": "Feature",
        "properties": {"LAD24CD": "E07000008"},
        "geometry": {"type": "Polygon", "coordinates": ring},
    }
    path = tmp_path / "a.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    read = read_boundaries(path, districts=districts)
    assert len(read.table) == 0
    assert read.report.rejected["row"].tolist() == [2]
    assert read.report.as_of is None


@pytest.mark.parametrize(
    "shape",
    [
        shapely.box(52.0, 0.1, 52.1, 0.2),  # latitude and longitude in the wrong order
        shapely.box(400_000, 200_000, 401_000, 201_000),  # metres in a file of degrees
    ],
)
def test_areas_outside_great_britain_are_rejected(
    tmp_path: Path, districts: pd.DataFrame, shape: shapely.Polygon
) -> None:
    layer = make_layer(["E07000008"], geometry=[shape]).set_crs(4326, allow_override=True)
    layer.to_parquet(tmp_path / "a.parquet")
    read = read_boundaries(tmp_path / "a.parquet", districts=districts)
    assert read.report.rejected["reason"].tolist() == ["lies outside Great Britain"]
    assert "axis order" in read.report.rejected["remedy"].iloc[0]


@pytest.mark.parametrize("name", ["a.parquet", "a.gpkg", "a.zip"])
def test_a_file_without_crs_is_refused(tmp_path: Path, districts: pd.DataFrame, name: str) -> None:
    layer = make_layer(["E07000008"]).set_crs(None, allow_override=True)
    path = tmp_path / name
    if name == "a.parquet":
        layer.to_parquet(path)
    elif name == "a.gpkg":
        with pytest.warns(UserWarning, match="'crs' was not provided"):
            layer.to_file(path)
    else:
        with pytest.warns(UserWarning, match="'crs' was not provided"):
            write_zipped_shapefile(layer, tmp_path / "a.shz")
        (tmp_path / "a.shz").rename(path)
    with pytest.raises(MissingCrsError, match=rf"{name}: must say which coordinates .* \.prj"):
        read_boundaries(path, districts=districts)


def test_two_areas_of_one_code_are_refused(tmp_path: Path, districts: pd.DataFrame) -> None:
    make_layer(["E07000008", "E07000009", "E07000008"]).to_file(tmp_path / "a.gpkg")
    with pytest.raises(DuplicateKeyError, match=r"a\.gpkg, rows 2 and 4: .* two for E07000008"):
        read_boundaries(tmp_path / "a.gpkg", districts=districts)


def test_two_layers_of_one_area_and_year_are_refused(
    tmp_path: Path, districts: pd.DataFrame
) -> None:
    path = tmp_path / "a.gpkg"
    make_layer(["E07000008"]).to_file(path, layer="coarse")
    make_layer(["E07000008"]).to_file(path, layer="fine")
    with pytest.raises(DuplicateKeyError, match=r"a\.gpkg, .* two for lad E07000008 2024"):
        read_boundaries(path, districts=districts)


def test_a_file_without_codes_is_refused(tmp_path: Path, districts: pd.DataFrame) -> None:
    make_layer(["x"], code="ward").to_file(tmp_path / "a.gpkg")
    with pytest.raises(
        MissingColumnError, match=r"a\.gpkg: must have a field of area codes .*'ward'"
    ):
        read_boundaries(tmp_path / "a.gpkg", districts=districts)


@pytest.mark.parametrize("name", ["a.gpkg", "a.geojson", "a.parquet"])
def test_truncated_and_empty_files_are_refused(
    tmp_path: Path, districts: pd.DataFrame, name: str
) -> None:
    path = tmp_path / name
    WRITERS[name](make_layer(["E07000008", "E07000009"]), path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(UnreadableFileError, match=rf"{name}: .*truncated"):
        read_boundaries(path, districts=districts)
    path.write_bytes(b"")
    with pytest.raises(UnreadableFileError, match=name):
        read_boundaries(path, districts=districts)


def test_a_plain_parquet_is_no_boundary_file(tmp_path: Path, districts: pd.DataFrame) -> None:
    pd.DataFrame({"LAD24CD": ["E07000008"]}).to_parquet(tmp_path / "a.parquet")
    with pytest.raises(UnreadableFileError, match="cannot be read as GeoParquet"):
        read_boundaries(tmp_path / "a.parquet", districts=districts)


# ---- real files


@pytest.mark.realdata
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("lad_2024_may_england_buc.gpkg", ("lad", 296, "2024", 130_611)),
        ("lad_2022_dec_england_buc.gpkg", ("lad", 309, "2022", 130_608)),
        ("lad_2013_suffolk_coastal_waveney.gpkg", ("lad", 2, "2013", None)),
        ("lad_2025_england_bsc200m.gpkg", ("lad", 296, "2025", 130_481)),
        ("utla_2023_england_buc_dissolved.gpkg", ("la", 153, "2023", 130_611)),
        ("region_england_buc_dissolved.gpkg", ("region", 9, "2025", 130_611)),
    ],
)
def test_real_boundaries_are_read_whole(
    shared_data: Path,
    districts: pd.DataFrame,
    name: str,
    expected: tuple[str, int, str, int | None],
) -> None:
    kind, rows, vintage, area_km2 = expected
    read = read_boundaries(shared_data / "boundaries" / name, districts=districts)
    table = read.table
    assert (len(table), set(table["kind"]), set(table["vintage"])) == (rows, {kind}, {vintage})
    assert read.report.rows_in == rows
    assert read.report.rejected.empty
    assert table["name"].notna().all()
    assert table.geometry.is_valid.all()
    assert set(table.geometry.geom_type) <= {"Polygon", "MultiPolygon"}
    if area_km2:
        assert table.geometry.area.sum() / 1e6 == pytest.approx(area_km2, abs=1)
    known = {"lad": "lad_code", "la": "la_code", "region": "region_code"}[kind]
    assert set(table["area_code"]) <= set(districts[known])

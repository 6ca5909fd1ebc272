"""The map's files: what is in them, and how they come to lie in a folder."""

import base64
import gzip
import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from footprints.membership.memberships import CERTAINTIES
from footprints.schema import CRS, check_table, empty_table
from geodata.mapdata.columns import pack_names, pack_planes
from geodata.mapdata.files import MapFiles, write_map_files

BUDGET_KB = 600
BOROUGH = shapely.box(530_000, 170_000, 540_000, 180_000)


def read(folder: Path, name: str | None) -> Any:
    """Read one of the files back."""
    assert name is not None
    return json.loads(gzip.decompress((folder / name).read_bytes()))


def make_row(table: str, **values: Any) -> dict[str, Any]:
    """Make a row of a table with the rest missing."""
    return dict.fromkeys(empty_table(table).columns) | values


def make_rows(table: str, rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Make a checked table; missing values as the schema has them."""
    frame = pd.DataFrame([make_row(table, **row) for row in rows]).replace({None: np.nan})
    if "geometry" in frame:
        frame = gpd.GeoDataFrame(frame, geometry="geometry", crs=CRS)
    return check_table(table, frame)


@pytest.fixture
def tables() -> dict[str, pd.DataFrame]:
    """Two hubs, one of them without an area; a trust of two schools; four schools."""
    schools = make_rows(
        "schools",
        [
            # Greenwich, near 0 degrees east, 51.48 north
            {"urn": 100001, "name": "Fierté", "geometry": shapely.Point(538_885, 177_322)},
            {"urn": 100004, "name": "</script>", "geometry": shapely.Point(538_985, 177_322)},
            {"urn": 100000, "name": "North", "geometry": shapely.Point(400_000, 500_000)},
            {"urn": 100009, "name": "Nowhere", "geometry": None},
        ],
    )
    systems = [
        {"system": "maths", "name": "Maths Hubs", "unit_name": "Maths Hub", "family": "hub"},
        {"system": "trust", "name": "Trusts", "unit_name": "Trust", "family": "trust"},
    ]
    units = [
        {"system": "maths", "unit_id": "m1", "name": "One", "base_name": "Base",
         "base_easting": 538_885, "base_northing": 177_322},
        {"system": "maths", "unit_id": "m2", "name": "Two"},
        {"system": "trust", "unit_id": "t1", "name": "Ash"},
    ]  # fmt: skip
    memberships = [
        (100000, "maths", None, "none"),
        (100001, "maths", "m1", "shared"),
        (100001, "maths", "m2", "shared"),
        (100004, "maths", "m2", "partial"),
        (100009, "maths", None, "none"),
        (100001, "trust", "t1", "listed"),
        (100004, "trust", "t1", "listed"),
    ]
    keys = ("urn", "system", "unit_id", "certainty")
    footprints = [
        {"system": "maths", "unit_id": "m1", "certainty": "designated", "method": "dissolve",
         "n_areas": 1, "n_schools": 1, "geometry": BOROUGH},
    ]  # fmt: skip
    return {
        "schools": schools,
        "systems": make_rows("systems", systems),
        "units": make_rows("units", units),
        "memberships": make_rows(
            "memberships", [dict(zip(keys, row, strict=True)) for row in memberships]
        ),
        "footprints": make_rows("footprints", footprints),
        "areas": make_rows(
            "areas",
            [
                {"kind": "lad", "area_code": "E1", "vintage": vintage, "name": vintage,
                 "geometry": BOROUGH}
                for vintage in ("2019", "2024")
            ],
        ),
    }  # fmt: skip


def unpack(axis: dict[str, Any]) -> list[int]:
    """Read planes back, the plain way."""
    data = base64.b64decode(axis["planes"])
    n = len(data) // 3
    return [
        axis["origin"] + data[i] + 256 * data[n + i] + 65_536 * data[2 * n + i] for i in range(n)
    ]


def test_points_are_in_order_of_urn(tables: Mapping, tmp_path: Path) -> None:
    points = read(tmp_path, write_map_files(tables, tmp_path).points)
    assert np.cumsum(points["urn"]).tolist() == [100000, 100001, 100004, 100009]
    lon, lat = unpack(points["lon"]), unpack(points["lat"])
    # 400000, 500000 lies on the grid's central meridian, 2 degrees west, but for the datum
    assert lon[0] / 100_000 == pytest.approx(-2.0016, abs=2e-3)
    assert lat[1] / 100_000 == pytest.approx(51.4778, abs=2e-3)
    assert lon[1] / 100_000 == pytest.approx(0.0, abs=2e-3)
    # 100 m east at this latitude is 0.00144 degrees
    assert lon[2] - lon[1] == pytest.approx(144, abs=2)


def test_a_school_without_a_place_is_flagged(tables: Mapping, tmp_path: Path) -> None:
    points = read(tmp_path, write_map_files(tables, tmp_path).points)
    assert points["missing"] == [3]
    assert len(unpack(points["lon"])) == len(unpack(points["lat"])) == 4


def test_schools_that_all_lack_a_place_are_no_trouble(
    tables: dict[str, pd.DataFrame], tmp_path: Path
) -> None:
    lost = gpd.GeoSeries([None] * 4, crs=CRS)
    tables["schools"] = tables["schools"].set_geometry(lost)
    points = read(tmp_path, write_map_files(tables, tmp_path).points)
    assert points["missing"] == [0, 1, 2, 3]


def test_names_keep_every_character(tables: Mapping, tmp_path: Path) -> None:
    packed = read(tmp_path, write_map_files(tables, tmp_path).names)
    assert join_names(packed) == ["North", "Fierté", "</script>", "Nowhere"]


def join_names(packed: dict[str, Any]) -> list[str]:
    """Put heads and endings together, the plain way."""
    tail = base64.b64decode(packed["tail"])
    return [
        head + packed["tails"][place] for head, place in zip(packed["head"], tail, strict=True)
    ]


@given(st.lists(st.text(alphabet="Ab é</ ", max_size=12), max_size=30))
def test_packed_names_come_back(names: list[str]) -> None:
    assert join_names(pack_names(pd.Series(names, dtype="str"))) == names


def test_common_endings_are_written_once() -> None:
    names = [f"School number {i} Church of England Primary School" for i in range(500)]
    packed = pack_names(pd.Series(names))
    assert packed["head"][7] == "School number 7"
    assert join_names(packed) == names


@pytest.mark.parametrize("number", [-1, 1 << 24])
def test_a_number_too_great_for_its_planes_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match="must be from 0 to 16777215"):
        pack_planes(np.array([0, number]))


def test_a_system_says_unit_and_certainty_of_each_school(tables: Mapping, tmp_path: Path) -> None:
    maths = read(tmp_path, write_map_files(tables, tmp_path).systems["maths"])
    assert maths["units"]["id"] == ["m1", "m2"]
    assert maths["unit"] == [-1, 0, 1, -1]
    assert [maths["certainties"][int(code)] for code in maths["certainty"]] == [
        "none",
        "shared",
        "partial",
        "none",
    ]
    assert maths["certainties"] == list(CERTAINTIES)
    assert all(0 <= colour < len(maths["palette"]) for colour in maths["units"]["colour"])


def test_bases_leave_out_units_without_one(tables: Mapping, tmp_path: Path) -> None:
    files = write_map_files(tables, tmp_path)
    bases = read(tmp_path, files.bases["maths"])
    assert bases["unit_id"] == ["m1"]
    assert bases["base_name"] == ["Base"]
    assert bases["lat"] == [pytest.approx(51.4778, abs=2e-3)]
    assert "trust" not in files.bases


def test_outlines_name_unit_certainty_and_count(tables: Mapping, tmp_path: Path) -> None:
    files = write_map_files(tables, tmp_path)
    (feature,) = read(tmp_path, files.outlines["maths"])["features"]
    assert feature["properties"] == {
        "unit_id": "m1",
        "name": "One",
        "certainty": "designated",
        "n_schools": 1,
        "method": "dissolve",
    }
    assert "trust" not in files.outlines


def test_without_any_area_there_is_no_ground(
    tables: dict[str, pd.DataFrame], tmp_path: Path
) -> None:
    del tables["areas"]
    assert write_map_files(tables, tmp_path).context is None


def test_names_survive_a_manifest(tables: Mapping, tmp_path: Path) -> None:
    files = write_map_files(tables, tmp_path)
    record = json.loads(json.dumps(asdict(files)))
    assert MapFiles(**record) == files
    assert sorted(file.name for file in tmp_path.iterdir()) == files.list_names()


def test_files_of_an_older_layout_are_known_as_such(tables: Mapping, tmp_path: Path) -> None:
    files = write_map_files(tables, tmp_path)
    record = asdict(files)
    del record["layout"]
    assert files.is_current
    assert not MapFiles(**record).is_current


def test_the_same_tables_give_the_same_bytes_whatever_their_order(
    tables: Mapping, tmp_path: Path
) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    shuffled = {name: table.iloc[::-1] for name, table in tables.items()}
    assert write_map_files(tables, one) == write_map_files(shuffled, other)
    for file in one.iterdir():
        assert file.read_bytes() == (other / file.name).read_bytes()


def test_what_is_there_is_not_written_again(tables: Mapping, tmp_path: Path) -> None:
    files = write_map_files(tables, tmp_path)
    before = {name: (tmp_path / name).stat().st_mtime_ns for name in files.list_names()}
    assert write_map_files(tables, tmp_path) == files
    assert {name: (tmp_path / name).stat().st_mtime_ns for name in before} == before


def test_a_changed_table_changes_only_its_file(
    tables: dict[str, pd.DataFrame], tmp_path: Path
) -> None:
    before = write_map_files(tables, tmp_path)
    tables["schools"] = tables["schools"].assign(name="Renamed")
    after = write_map_files(tables, tmp_path)
    assert after.names != before.names
    assert after.points == before.points
    assert after.systems == before.systems


def test_a_write_that_fails_leaves_nothing_behind(
    tables: Mapping, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("geodata.mapdata.hashedfiles.os.fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_map_files(tables, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_visitors_name_for_a_system_cannot_leave_the_folder(
    tables: dict[str, pd.DataFrame], tmp_path: Path
) -> None:
    for name in ("systems", "units", "memberships", "footprints"):
        tables[name] = tables[name].replace({"system": {"maths": "../../Maths & more"}})
    files = write_map_files(tables, tmp_path / "web")
    assert sorted(file.name for file in (tmp_path / "web").iterdir()) == files.list_names()
    assert files.systems["../../Maths & more"].startswith("system-maths-more-")


def test_inputs_are_left_as_they_were(tables: Mapping, tmp_path: Path) -> None:
    before = {name: table.copy() for name, table in tables.items()}
    write_map_files(tables, tmp_path)
    assert all(table.equals(before[name]) for name, table in tables.items())


@pytest.mark.realdata
def test_england_fits_its_budget(shared_data: Path, tmp_path: Path) -> None:
    from tests.bench.england import read_england  # noqa: PLC0415  slow to import, seldom run

    files = write_map_files(read_england(shared_data), tmp_path)
    first = [files.points, files.names, files.context, files.systems["la"], files.outlines["la"]]
    size = sum((tmp_path / str(name)).stat().st_size for name in first)
    # Leaflet with its styles and our own scripts take 60 kB of the budget
    assert size < (BUDGET_KB - 60) * 1000

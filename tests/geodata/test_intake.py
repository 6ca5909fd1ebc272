"""From a folder of files to checked sources: which file counts, and what each adds."""

import shutil
import zipfile
from pathlib import Path

import geopandas as gpd
import pytest

from footprints.schema import check_table
from geodata.build import say_nothing
from geodata.errors import BuildError, DuplicateKeyError
from geodata.intake import read_folder
from geodata.readers.census import EAL, FSM
from geodata.sources import Sources
from tests.geodata.sourcefolder import (
    ACCENTED_NAME,
    CAMDEN,
    LEEDS,
    N_OPEN,
    NETWORK,
    read_csv,
    write_areas,
    write_csv,
)

GIAS = "edubasealldata20250831.csv"
LAD = Path("boundaries") / "lad_2024.gpkg"


def read(folder: Path) -> Sources:
    return read_folder(folder, progress=say_nothing)


def list_files(sources: Sources, kind: str) -> list[str]:
    return [str(file["file"]) for file in sources.files if file["kind"] == kind]


def find_reason(sources: Sources, file: str) -> str:
    (reason,) = [left["reason"] for left in sources.left_aside if left["file"] == file]
    return reason


def write_refined(folder: Path, name: str, stem: str = "LAD24") -> None:
    """Write the districts of 2024 again, with twice the vertices."""
    areas = gpd.read_file(folder / LAD).rename(columns={"LAD24CD": "area_code", "LAD24NM": "name"})
    fine = areas.assign(geometry=areas.geometry.segmentize(2000.0))
    write_areas(fine, folder / name, stem)


def test_every_kind_is_read_into_its_table(source_folder: Path) -> None:
    sources = read(source_folder)
    assert len(sources.establishments) == N_OPEN
    assert len(sources.links) == 2
    assert len(sources.group_links) == 3
    assert len(sources.listings) == len(NETWORK)
    assert sources.census.empty
    assert sources.postcodes.empty
    assert sources.as_of == "2025-08-31"
    assert not sources.demo
    for name in ("establishments", "areas", "links", "group_links", "listings", "census"):
        check_table(name, getattr(sources, name))


def test_progress_names_each_file_as_it_is_read(source_folder: Path) -> None:
    said: list[str] = []
    read_folder(source_folder, progress=said.append)
    assert said == [
        "looking through 'england'",
        "reading lad_2018.gpkg as boundaries",
        "reading lad_2024.gpkg as boundaries",
        f"reading {GIAS} as establishments",
        "reading links_edubasealldata20250831.csv as links",
        "reading academiesmatmembership.csv as group_links",
        "reading partnerships.csv as network",
    ]


def test_files_carry_publisher_address_licence_and_why(source_folder: Path) -> None:
    files = {file["file"]: file for file in read(source_folder).files}
    schools = files[GIAS]
    assert schools["publisher"].startswith("Department for Education")
    assert schools["address"].startswith("https://")
    assert schools["licence"] == "Open Government Licence v3.0"
    assert schools["date"] == "2025-08-31"
    assert schools["why"].startswith("has the columns URN")
    assert files["partnerships.csv"]["publisher"] is None
    assert files["lad_2024.gpkg"]["date"] == "2024"


def test_note_of_sources_toml_is_carried(folder: Path) -> None:
    text = '[[file]]\nname = "partnerships.csv"\npublisher = "A diocese"\nlicence = "none"\n'
    (folder / "sources.toml").write_text(text, encoding="utf-8")
    (file,) = [f for f in read(folder).files if f["kind"] == "network"]
    assert (file["publisher"], file["licence"]) == ("A diocese", "none")


def test_newest_establishments_win(folder: Path) -> None:
    rows = read_csv(folder / GIAS, "cp1252")
    write_csv(folder / "edubasealldata20250901.csv", rows[:3], "cp1252")
    sources = read(folder)
    assert list_files(sources, "establishments") == ["edubasealldata20250901.csv"]
    assert len(sources.establishments) == 3
    assert sources.as_of == "2025-09-01"
    assert "edubasealldata20250901.csv is newer" in find_reason(sources, GIAS)


def test_zipped_establishments_are_read(folder: Path) -> None:
    with zipfile.ZipFile(folder / "extract.zip", "w") as archive:
        archive.write(folder / GIAS, GIAS)
    (folder / GIAS).unlink()
    sources = read(folder)
    assert list_files(sources, "establishments") == [f"extract.zip/{GIAS}"]
    assert ACCENTED_NAME in set(sources.establishments["name"])


def test_records_without_a_date_are_dated_by_the_last_opening(folder: Path) -> None:
    rows = read_csv(folder / GIAS, "cp1252")
    rows[2]["OpenDate"] = "01-09-2024"
    (folder / GIAS).unlink()
    write_csv(folder / "schools.csv", rows, "cp1252")
    assert read(folder).as_of == "2024-09-01"


def test_finer_outlines_of_a_year_win(folder: Path) -> None:
    write_refined(folder, "districts.gpkg")
    sources = read(folder)
    assert list_files(sources, "boundaries") == ["lad_2018.gpkg", "districts.gpkg"]
    reason = "districts.gpkg has finer districts of 2024, or is preferred"
    assert find_reason(sources, "lad_2024.gpkg") == reason
    assert len(sources.areas) == 296 + 13


def test_preferred_outlines_win_over_finer_ones(folder: Path) -> None:
    write_refined(folder, "districts.gpkg")
    text = '[[file]]\nname = "lad_2024.gpkg"\nprefer = true\n'
    (folder / "sources.toml").write_text(text, encoding="utf-8")
    sources = read(folder)
    assert sorted(list_files(sources, "boundaries")) == ["lad_2018.gpkg", "lad_2024.gpkg"]
    assert "lad_2024.gpkg has finer" in find_reason(sources, "districts.gpkg")


def test_outlines_of_another_year_stand_beside(folder: Path) -> None:
    write_refined(folder, "districts.gpkg", "LAD23")
    sources = read(folder)
    vintages = sources.areas["vintage"].value_counts().to_dict()
    assert vintages == {"2024": 296, "2023": 296, "2018": 13}


def test_stated_vintage_is_that_of_the_areas(folder: Path) -> None:
    text = '[[file]]\nname = "lad_2024.gpkg"\nvintage = "2025"\n'
    (folder / "sources.toml").write_text(text, encoding="utf-8")
    assert set(read(folder).areas["vintage"]) == {"2018", "2025"}


def test_outlines_of_regions_are_left_aside(folder: Path) -> None:
    areas = gpd.read_file(folder / LAD).iloc[:1].assign(area_code="E12000007", name="London")
    write_areas(areas[["area_code", "name", "geometry"]], folder / "regions.gpkg", "RGN24")
    sources = read(folder)
    assert "dissolved from districts" in find_reason(sources, "regions.gpkg")
    assert set(sources.areas["kind"]) == {"lad"}


def test_folder_with_outlines_of_regions_only_is_an_error(folder: Path) -> None:
    areas = gpd.read_file(folder / LAD).iloc[:1].assign(area_code="E12000007", name="London")
    shutil.rmtree(folder / "boundaries")
    write_areas(areas[["area_code", "name", "geometry"]], folder / "regions.gpkg", "RGN24")
    with pytest.raises(BuildError, match=r"no boundary file holds districts"):
        read(folder)


def test_lookup_corrects_the_projects_districts(folder: Path) -> None:
    write_csv(
        folder / "lookup.csv",
        [
            {
                "LAD24CD": CAMDEN,
                "LAD24NM": "Camden Town",
                "UTLA24CD": CAMDEN,
                "UTLA24NM": "Camden",
            },
            {
                "LAD24CD": "W06000015",
                "LAD24NM": "Cardiff",
                "UTLA24CD": "W06000015",
                "UTLA24NM": "",
            },
        ],
    )
    sources = read(folder)
    districts = sources.registers.districts.set_index("lad_code")
    assert districts.loc[CAMDEN, "lad_name"] == "Camden Town"
    assert districts.loc[CAMDEN, "la_code"] == "202"  # what the lookup does not say stays
    assert districts.loc[CAMDEN, "easting"] > 500_000
    assert districts.loc[LEEDS, "lad_name"] == "Leeds"
    assert "W06000015" not in districts.index
    (report,) = [r for r in sources.reports if r.kind == "area_lookup"]
    assert (report.rows_in, report.rows_out, len(report.rejected)) == (2, 1, 1)


def test_networks_of_several_files_are_stacked(folder: Path) -> None:
    write_csv(folder / "dioceses.csv", [{"URN": "100001", "Network": "Diocese of Nowhere"}])
    listings = read(folder).listings
    assert set(listings["system"]) == {"partnerships", "dioceses"}
    assert len(listings) == len(NETWORK) + 1


def test_two_files_that_list_the_same_are_named(folder: Path) -> None:
    rows = [{"urn": "100001", "network": "North", "system": "ours"}]
    write_csv(folder / "first.csv", rows)
    write_csv(folder / "second.csv", rows)
    with pytest.raises(
        DuplicateKeyError, match=r"first.csv, partnerships.csv, second.csv: .*100001.*use = false"
    ):
        read(folder)


def test_census_is_read_beside_the_establishments(folder: Path) -> None:
    rows = [{"time_period": "202223", "urn": "100001", FSM: "12.5", EAL: "c"}]
    write_csv(folder / "school level.csv", rows)
    sources = read(folder)
    assert list_files(sources, "census") == ["school level.csv"]
    assert sources.census["fsm_percent"].tolist() == [12.5]


def test_a_census_is_dated_by_its_school_year_not_by_the_first_year_of_its_name(
    folder: Path,
) -> None:
    rows = [{"time_period": "202223", "urn": "100001", FSM: "12.5", EAL: "c"}]
    write_csv(folder / "census_2022-23.csv", rows)
    (file,) = [file for file in read(folder).files if file["kind"] == "census"]
    assert file["date"] == "2023-01"

"""The demonstration: national, honest, the same every time."""

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from footprints.schema import check_table
from geodata.demo import make_demo, make_demo_tables
from geodata.readers.registers import load_registers
from geodata.sources import Registers

Tables = dict[str, pd.DataFrame]


@pytest.fixture(scope="module")
def registers() -> Registers:
    return load_registers()


@pytest.fixture(scope="module")
def tables(registers: Registers) -> Tables:
    return make_demo_tables(registers.districts, registers.coverage)


@pytest.fixture(scope="module")
def schools(tables: Tables) -> pd.DataFrame:
    return tables["establishments"]


@pytest.fixture(scope="module")
def cells(tables: Tables) -> gpd.GeoSeries:
    areas = tables["areas"]
    return areas[areas["vintage"] == "demo"].set_index("area_code").geometry


@pytest.fixture(scope="module")
def current(registers: Registers) -> pd.DataFrame:
    districts = registers.districts
    return districts[districts["valid_to"].isna()].set_index("lad_code")


# All tables


def test_every_table_passes_the_gate(tables: Tables) -> None:
    assert set(tables) == {"establishments", "areas", "links", "group_links"}
    for name, table in tables.items():
        pd.testing.assert_frame_equal(check_table(name, table), table)


def test_the_same_seed_gives_the_same_bytes(
    registers: Registers, tables: Tables, tmp_path: Path
) -> None:
    again = make_demo_tables(registers.districts, registers.coverage)
    for name, table in tables.items():
        for number, made in enumerate((table, again[name])):
            made.to_parquet(tmp_path / f"{name}{number}.parquet")
        first, second = (tmp_path / f"{name}{number}.parquet" for number in (0, 1))
        assert first.read_bytes() == second.read_bytes(), name


def test_the_order_of_districts_does_not_matter(registers: Registers, tables: Tables) -> None:
    shuffled = registers.districts.sample(frac=1, random_state=1)
    again = make_demo_tables(shuffled, registers.coverage)
    pd.testing.assert_frame_equal(again["establishments"], tables["establishments"])


def test_another_seed_gives_other_schools(registers: Registers, tables: Tables) -> None:
    other = make_demo_tables(registers.districts, registers.coverage, seed=1)
    east = tables["establishments"]["easting"]
    assert (other["establishments"]["easting"] != east).mean() > 0.9
    pd.testing.assert_frame_equal(pd.DataFrame(other["areas"]), pd.DataFrame(tables["areas"]))


def test_the_registers_are_not_changed(registers: Registers) -> None:
    before = registers.districts.copy(), registers.coverage.copy()
    make_demo_tables(registers.districts, registers.coverage)
    pd.testing.assert_frame_equal(registers.districts, before[0])
    pd.testing.assert_frame_equal(registers.coverage, before[1])


def test_sources_say_that_they_are_invented(registers: Registers, schools: pd.DataFrame) -> None:
    sources = make_demo(registers)
    assert sources.demo
    assert sources.registers is registers
    pd.testing.assert_frame_equal(sources.establishments, schools)
    assert isinstance(sources.areas, gpd.GeoDataFrame)
    assert {row["kind"]: row["rows_out"] for row in sources.files}["establishments"] == 24_000
    assert all("invented" in row["file"] for row in sources.files)


# Schools


def test_totals_are_national(schools: pd.DataFrame) -> None:
    assert len(schools) == 24_000
    assert schools["phase"].value_counts().to_dict() == {
        "Primary": 16_400,
        "Not applicable": 3_660,
        "Secondary": 3_080,
        "Nursery": 375,
        "16 plus": 235,
        "All-through": 155,
        "Middle deemed secondary": 95,
    }
    assert schools["trust_kind"].value_counts().to_dict() == {
        "MAT": 10_600,
        "SAT": 870,
        "foundation": 340,
    }
    assert set(schools["type_group"]) == {
        "Academies",
        "Free Schools",
        "Local authority maintained schools",
        "Special schools",
        "Independent schools",
        "Colleges",
    }
    pupils = schools["pupils"].sum()
    assert 7_500_000 < pupils < 10_500_000  # England has about 9 million
    assert 0.75 < schools["urban_rural"].str.contains("Urban").mean() < 0.85


def test_every_current_district_has_a_school(schools: pd.DataFrame, current: pd.DataFrame) -> None:
    counts = schools.groupby("district_code").size()
    assert set(counts.index) == set(current.index)
    assert counts[["E06000053", "E09000001"]].tolist() == [1, 1]
    assert counts["E06000052"] > 150  # Cornwall
    primary = schools[schools["phase"].isin(["Primary", "All-through"])]
    assert set(primary["district_code"]) == set(current.index)
    assert schools.loc[schools["district_code"] == "E06000053", "phase"].item() == "All-through"
    assert schools.loc[schools["district_code"] == "E09000001", "phase"].item() == "Primary"


def test_administration_is_that_of_the_district(
    schools: pd.DataFrame, current: pd.DataFrame
) -> None:
    known = current.loc[schools["district_code"]].reset_index(drop=True)
    assert schools["la_code"].equals(known["la_code"])
    assert schools["la_name"].equals(known["la_name"])
    assert schools["region"].equals(known["region_name"])
    assert schools["la_code"].nunique() == 153
    assert schools["region"].nunique() == 9


def test_each_school_stands_in_its_own_cell(schools: pd.DataFrame, cells: gpd.GeoSeries) -> None:
    placed = schools.dropna(subset=["easting"])
    own = cells.loc[placed["district_code"]].to_numpy()
    assert shapely.contains_xy(own, placed["easting"], placed["northing"]).all()
    assert (placed["coord_source"] == "invented").all()


def test_a_few_schools_have_no_point(schools: pd.DataFrame) -> None:
    lost = schools["easting"].isna()
    assert lost.sum() == 12
    assert schools["northing"].isna().equals(lost)
    assert schools["coord_source"].isna().equals(lost)


def test_only_infant_and_junior_schools_share_points(schools: pd.DataFrame) -> None:
    placed = schools.dropna(subset=["easting"])
    shared = placed[placed.duplicated(["easting", "northing"], keep=False)]
    label = shared["name"].str.extract(r"Demo (\w+)")[0]
    sites = label.groupby([shared["easting"], shared["northing"]]).agg(
        lambda names: "+".join(sorted(names))
    )
    assert (sites == "Infant+Junior").sum() > 200
    assert (sites != "Infant+Junior").sum() < 30


def test_no_name_can_be_taken_for_a_real_one(schools: pd.DataFrame) -> None:
    assert schools["name"].str.fullmatch(r"Demo .+ \d{5}, .+ \(invented\)").all()
    assert schools["name"].is_unique
    trusts = schools["trust_name"].dropna()
    assert trusts.str.fullmatch(r"Demo (Single )?Trust \d{4}, .+ \(invented\)").all()
    assert schools["urn"].between(900_001, 949_999).all()
    assert schools["postcode"].isna().all()


@pytest.mark.realdata
def test_no_name_or_number_is_a_real_one(shared_data: Path, tables: Tables) -> None:
    folder = shared_data / "schools"
    real = pd.read_parquet(folder / "schools_england_merged_2025.parquet")
    every = pd.read_csv(folder / "gias_all_establishments_minimal_2024-06.csv.gz")
    schools, links = tables["establishments"], tables["links"]
    assert not schools["name"].isin([*real["EstablishmentName"], *every["name"]]).any()
    urns = {*schools["urn"], *links["urn"], *links["linked_urn"]}
    assert not urns & {*real["URN"], *every["urn"]}
    assert not schools["trust_name"].dropna().isin(real["Trusts (name)"]).any()
    uids = real["Trusts (code)"].dropna().astype("int64").astype("str")
    assert not schools["trust_id"].dropna().isin(uids).any()


def test_figures_are_missing_with_a_reason(schools: pd.DataFrame) -> None:
    for measure in ("fsm", "eal"):
        known = schools[f"{measure}_percent"].notna()
        assert schools[f"{measure}_reason"].isna().equals(known)
        assert schools.loc[known, f"{measure}_percent"].between(0, 100).all()
    late = schools["ofsted_date"] >= "2024-09-01"
    assert set(schools.loc[late, "ofsted"]) == {"Not judged"}
    assert schools["ofsted"].isna().equals(schools["ofsted_phase"].isna())
    assert schools["open_date"].dropna().between("1950-09-01", "2025-08-31").all()
    assert schools["open_date"].nunique() > 5_000


# Trusts


def test_trusts_have_one_name_and_one_kind(schools: pd.DataFrame) -> None:
    academies = schools[schools["trust_kind"].isin(["MAT", "SAT"])]
    assert schools["trust_id"].notna().equals(schools["trust_kind"].isin(["MAT", "SAT"]))
    per_trust = academies.groupby("trust_id")[["trust_name", "trust_kind"]].nunique()
    assert (per_trust == 1).to_numpy().all()
    assert academies.groupby("trust_kind")["trust_id"].nunique().to_dict() == {
        "MAT": 1_250,
        "SAT": 870,
    }
    assert academies[academies["trust_kind"] == "SAT"]["trust_id"].is_unique
    assert set(academies["type_group"]) == {"Academies", "Free Schools"}


def test_most_trusts_are_local_and_some_span_regions(schools: pd.DataFrame) -> None:
    mats = schools[schools["trust_kind"] == "MAT"].groupby("trust_id")
    regions = mats["region"].nunique()
    assert 0.75 < (regions == 1).mean() < 0.95
    assert (regions > 1).sum() > 50
    assert mats.size().max() > 40
    assert (mats.size() == 1).sum() > 50


def test_group_links_repeat_the_schools_own_record(tables: Tables) -> None:
    schools, links = tables["establishments"], tables["group_links"]
    inside = schools[schools["trust_id"].notna()].reset_index(drop=True)
    for column in ("urn", "trust_id", "trust_name"):
        assert links[column].equals(inside[column])
    assert links["joined_date"].notna().all()


def test_predecessors_lead_to_their_school_and_back(tables: Tables) -> None:
    links, schools = tables["links"], tables["establishments"]
    back = links[links["kind"] == "Predecessor"]
    forth = links[links["kind"] == "Successor"]
    assert len(back) == len(forth) > 2_000
    pairs = set(zip(back["urn"], back["linked_urn"], strict=True))
    assert pairs == set(zip(forth["linked_urn"], forth["urn"], strict=True))
    assert set(back["urn"]) <= set(schools["urn"])
    assert not set(back["linked_urn"]) & set(schools["urn"])
    assert back["linked_name"].str.endswith("(invented, closed)").all()


# Cells


def test_cells_are_valid_and_cover_their_centres(
    cells: gpd.GeoSeries, current: pd.DataFrame
) -> None:
    assert set(cells.index) == set(current.index)
    assert cells.is_valid.all()
    assert (cells.area > 1e6).all()
    centres = current.loc[cells.index]
    inside = shapely.contains_xy(cells.to_numpy(), centres["easting"], centres["northing"])
    assert inside.all()
    assert 125e9 < cells.area.sum() < 170e9  # England: 130,000 km2


def test_cells_do_not_overlap(cells: gpd.GeoSeries) -> None:
    assert shapely.coverage_is_valid(cells.to_numpy())
    assert cells.union_all().area == pytest.approx(cells.area.sum(), rel=1e-9)


def test_former_districts_divide_their_successor_exactly(
    registers: Registers, tables: Tables, cells: gpd.GeoSeries
) -> None:
    areas = tables["areas"]
    former = areas[areas["vintage"] == "demo-former"].set_index("area_code").geometry
    assert {"E07000205", "E07000206", "E07000163", "E07000169"} <= set(former.index)
    successor = registers.districts.set_index("lad_code")["successor_code"]
    assert shapely.coverage_is_valid(former.to_numpy())
    for code, parts in former.groupby(successor.reindex(former.index)):
        together = parts.union_all()
        assert shapely.symmetric_difference(together, cells[code]).area < 1.0
        assert parts.area.sum() == pytest.approx(cells[code].area, rel=1e-9)

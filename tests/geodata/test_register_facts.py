"""The project's own registers say what their sources say, and no more."""

from pathlib import Path

import pandas as pd
import pytest

from geodata.areanames import REGISTERS_FOLDER
from geodata.rawfiles import open_table
from geodata.readers.registers import load_registers, read_area_lookup
from geodata.sources import Registers
from geodata.vintages import list_areas

HUBS = ["behaviour", "computing", "english", "maths", "research", "tsh"]
FILES = {"research": "research_schools"}
STATUSES = {
    "full": "full list as published",
    "partial": "partial",
    "prose": "named in prose",
    "title": "named in the hub title: not a published coverage list",
}


@pytest.fixture(scope="module")
def registers() -> Registers:
    return load_registers()


@pytest.fixture(scope="module")
def covered(registers: Registers) -> pd.DataFrame:
    """Each coverage row with the districts of 2024 it touches, one row each."""
    return expand(registers)


def expand(registers: Registers) -> pd.DataFrame:
    """Spell out coverage with plain loops: an independent route to the districts."""
    districts = registers.districts.set_index("lad_code")
    successor = districts["successor_code"].dropna().to_dict()
    in_2024 = set(list_2024(registers.districts))
    rows = []
    for row in registers.coverage.to_dict("records"):
        if row["area_kind"] == "lad":
            code = row["area_code"]
            while code not in in_2024:
                code = successor[code]
            found = [code]
        else:
            column = districts[row["area_kind"] + "_code"]
            found = [code for code in column.index[column == row["area_code"]] if code in in_2024]
        assert found, row
        rows += [row | {"lad_code": code} for code in found]
    return pd.DataFrame(rows)


def list_2024(districts: pd.DataFrame) -> list[str]:
    """List the districts in force in May 2024."""
    begun = districts["valid_from"].fillna("0000") <= "2024-05-01"
    lasting = districts["valid_to"].fillna("9999") >= "2024-05-01"
    return districts.loc[begun & lasting, "lad_code"].tolist()


# ---- districts


def test_there_are_296_districts_at_any_date_since_2023(registers: Registers) -> None:
    districts = registers.districts
    assert len(list_2024(districts)) == 296
    now = districts[districts["valid_to"].isna()]
    assert len(now) == 296
    assert now["la_code"].nunique() == 153
    assert now["utla_code"].nunique() == 153
    assert now["region_code"].nunique() == 9
    assert {"E08000038", "E08000039"} <= set(now["lad_code"])
    assert not {"E08000016", "E08000019"} & set(now["lad_code"])


def test_each_ended_district_has_one_present_successor(registers: Registers) -> None:
    districts = registers.districts.set_index("lad_code")
    ended = districts[districts["valid_to"].notna()]
    assert ended["successor_code"].notna().all()
    assert districts.loc[districts["valid_to"].isna(), "successor_code"].isna().all()
    for code, row in ended.iterrows():
        after = districts.loc[row["successor_code"]]
        # the successor began the day after, in the same region
        began = pd.Timestamp(row["valid_to"]) + pd.Timedelta(days=1)
        assert after["valid_from"] == began.date().isoformat(), code
        assert after["region_code"] == row["region_code"], code


@pytest.mark.parametrize(
    ("former", "successor", "until"),
    [
        ("E07000206", "E07000244", "2019-03-31"),
        ("E07000163", "E06000065", "2023-03-31"),
        ("E07000169", "E06000065", "2023-03-31"),
        ("E07000027", "E06000064", "2023-03-31"),
        ("E07000246", "E06000066", "2023-03-31"),
        ("E08000016", "E08000038", "2025-04-30"),
        ("E08000019", "E08000039", "2025-04-30"),
    ],
)
def test_known_changes_of_districts(
    registers: Registers, former: str, successor: str, until: str
) -> None:
    row = registers.districts.set_index("lad_code").loc[former]
    assert [row["successor_code"], row["valid_to"]] == [successor, until]


def test_centres_are_rounded_points_in_england(registers: Registers) -> None:
    centres = registers.districts[["easting", "northing"]]
    assert centres.notna().to_numpy().all()
    assert (centres % 100 == 0).to_numpy().all()
    assert centres["easting"].between(80_000, 660_000).all()
    assert centres["northing"].between(5_000, 660_000).all()
    assert registers.districts["source"].str.contains("rounded").all()


def test_registers_are_sorted_text_without_repeats() -> None:
    for path in REGISTERS_FOLDER.glob("*.csv"):
        text = path.read_bytes()
        assert b"\r" not in text, path.name
        assert text.decode("utf-8").endswith("\n"), path.name
        assert not open_table(path).table.duplicated().any(), path.name


# ---- systems


def test_systems_know_their_official_totals(registers: Registers) -> None:
    totals = registers.systems.set_index("system")["official_total"]
    assert totals.drop("trust").to_dict() == {
        "region": 9, "la": 153, "lad": 296, "maths": 40, "english": 34, "computing": 34,
        "behaviour": 58, "tsh": 87, "research": 33,
    }  # fmt: skip
    assert pd.isna(totals["trust"])


def test_systems_state_scope_end_and_colour(registers: Registers) -> None:
    systems = registers.systems.set_index("system")
    assert systems.index[systems["scope"] == "primary_age"].tolist() == ["english"]
    assert systems.loc["computing", "valid_to"] == "2025-03-31"
    # no source gives the day the behaviour hubs ended
    assert pd.isna(systems.loc["behaviour", "valid_to"])
    assert systems.loc["behaviour", "note"].startswith("Ended")
    assert systems["colour"].is_unique
    assert systems["family"].to_dict() == dict.fromkeys(HUBS, "hub") | {
        "trust": "trust", "la": "area", "lad": "area", "region": "area",
    }  # fmt: skip


# ---- units and coverage


def test_each_register_has_its_units_and_known_bases(registers: Registers) -> None:
    units = registers.units.groupby("system")
    assert units.size().to_dict() == {
        "behaviour": 15, "computing": 35, "english": 19, "maths": 40, "research": 43, "tsh": 87,
    }  # fmt: skip
    assert units["base_urn"].count().to_dict() == {
        "behaviour": 15, "computing": 34, "english": 15, "maths": 35, "research": 36, "tsh": 87,
    }  # fmt: skip
    assert units["base_easting"].count().to_dict() == {
        "behaviour": 15, "computing": 34, "english": 15, "maths": 35, "research": 36, "tsh": 86,
    }  # fmt: skip


def test_every_row_is_dated_and_sourced(registers: Registers) -> None:
    for table in (registers.systems, registers.units, registers.coverage):
        assert table["as_of"].str.fullmatch(r"20\d\d(-\d\d){0,2}").all()
        assert table["source"].notna().all()
        dates = pd.concat(
            [table.get(c, pd.Series(dtype="str")) for c in ("valid_from", "valid_to")]
        )
        assert dates.dropna().str.fullmatch(r"20\d\d(-\d\d){0,2}").all()


def test_every_coverage_code_is_of_its_kind_and_vintage(registers: Registers) -> None:
    for kind, rows in registers.coverage.groupby("area_kind"):
        areas = list_areas(registers.districts, kind).loc[rows["area_code"]]
        assert areas["name"].tolist() == rows["area_name"].tolist()
        begun = areas["valid_from"].fillna("0000").str[:4].to_numpy() <= rows["vintage"].to_numpy()
        lasting = areas["valid_to"].fillna("9999").str[:4].to_numpy() >= rows["vintage"].to_numpy()
        assert begun.all()
        assert lasting.all()


def test_teaching_school_hubs_cover_every_district(
    registers: Registers, covered: pd.DataFrame
) -> None:
    tsh = covered[covered["system"] == "tsh"]
    assert set(tsh["lad_code"]) == set(list_2024(registers.districts))
    assert tsh["unit_id"].nunique() == 87
    hubs = tsh.groupby("lad_code")["unit_id"].apply(set)
    assert hubs[hubs.str.len() > 1].to_dict() == {
        "E06000052": {"SW8", "SW11"},
        "E06000065": {"YH3", "YH8", "YH10"},
        "E07000244": {"EE6", "EE10"},
        "E08000025": {"WM9", "WM10"},
    }


def test_split_districts_follow_former_ones_where_a_line_exists(registers: Registers) -> None:
    tsh = registers.coverage[registers.coverage["system"] == "tsh"]
    former = tsh[tsh["vintage"] != "2024"]
    assert {
        unit: (set(rows["area_name"]), set(rows["vintage"]), set(rows["part"]))
        for unit, rows in former.groupby("unit_id")
    } == {
        "EE10": ({"Waveney"}, {"2018"}, {"whole"}),
        "EE6": ({"Suffolk Coastal"}, {"2018"}, {"whole"}),
        "YH3": ({"Ryedale", "Scarborough"}, {"2022"}, {"whole"}),
        "YH8": ({"Selby"}, {"2022"}, {"whole"}),
        "YH10": ({"Craven", "Hambleton", "Harrogate", "Richmondshire"}, {"2022"}, {"whole"}),
    }
    part = tsh[tsh["part"] == "part"]
    assert part[["unit_id", "area_name"]].to_numpy().tolist() == [
        ["SW11", "Cornwall"],
        ["SW8", "Cornwall"],
        ["WM10", "Birmingham"],
        ["WM9", "Birmingham"],
    ]
    assert set(tsh["list_status"]) == {"full"}


def test_full_lists_of_maths_hubs_touch_115_districts_once(covered: pd.DataFrame) -> None:
    full = covered[(covered["system"] == "maths") & (covered["list_status"] == "full")]
    assert set(full["part"]) == {"whole"}
    assert full["lad_code"].is_unique
    assert len(full) == 115
    assert full["unit_id"].nunique() == 19


def test_coverage_claims_no_more_than_was_published(registers: Registers) -> None:
    coverage = registers.coverage
    assert "behaviour" not in set(coverage["system"])
    hubs = coverage.groupby("system")["unit_id"].nunique().to_dict()
    assert hubs == {"computing": 35, "english": 9, "maths": 37, "research": 12, "tsh": 87}
    status = coverage.groupby("system")["list_status"].agg(set).to_dict()
    assert status["computing"] == {"title"}
    assert status["research"] == {"prose"}
    # whole regions are never claimed whole
    assert set(coverage.loc[coverage["area_kind"] == "region", "part"]) == {"part"}


# ---- against the facts they were compiled from


def read_facts(folder: Path, name: str) -> pd.DataFrame:
    return pd.read_csv(folder / "hubs" / f"{name}.csv", dtype="str").fillna("")


@pytest.mark.realdata
@pytest.mark.parametrize("system", HUBS)
def test_units_agree_with_the_facts(shared_data: Path, registers: Registers, system: str) -> None:
    facts = read_facts(shared_data, f"hubs_{FILES.get(system, system)}").set_index("hub_id")
    units = registers.units[registers.units["system"] == system].set_index("unit_id")
    assert set(units.index) == set(facts.index)
    for unit_id, unit in units.iterrows():
        fact = facts.loc[unit_id]
        stated = [fact["lead_urn"], fact["lead_school"], fact["lead_easting"]]
        urn = "" if pd.isna(unit["base_urn"]) else str(unit["base_urn"])
        name = "" if pd.isna(unit["base_name"]) else unit["base_name"]
        easting = "" if pd.isna(unit["base_easting"]) else f"{unit['base_easting']:.0f}"
        assert [urn, name, easting] == stated, unit_id
        assert pd.isna(unit["base_easting"]) == pd.isna(unit["base_northing"])
        if "as_of" in facts.columns and "undated" not in fact["as_of"]:
            assert fact["as_of"].startswith(unit["as_of"]), unit_id
        if "(name not" not in fact["hub_name"]:
            assert unit["name"] == fact["hub_name"]


@pytest.mark.realdata
@pytest.mark.parametrize("system", ["computing", "english", "maths", "research", "tsh"])
def test_expanded_coverage_agrees_with_the_facts(
    shared_data: Path, covered: pd.DataFrame, system: str
) -> None:
    facts = read_facts(shared_data, f"coverage_{FILES.get(system, system)}")
    if "list_status" not in facts:
        facts["list_status"] = STATUSES["full"]
    if "lad_codes" in facts:
        facts["lad_code"] = facts["lad_codes"].str.split(";")
        stated = facts.explode("lad_code")
    else:
        stated = expand_facts(shared_data, facts)
    ours = covered[covered["system"] == system]
    status = ours["list_status"].map(STATUSES)
    claims = set(zip(ours["unit_id"], ours["lad_code"], status, strict=True))
    assert claims == set(
        zip(stated["hub_id"], stated["lad_code"], stated["list_status"], strict=True)
    )
    # what the facts call whole is whole here
    stated_whole = stated[stated["part"] == "whole"]
    whole = set(zip(stated_whole["hub_id"], stated_whole["lad_code"], strict=True))
    ours_whole = ours[ours["part"].eq("whole") & ours["vintage"].eq("2024")]
    assert set(zip(ours_whole["unit_id"], ours_whole["lad_code"], strict=True)) == whole


def expand_facts(folder: Path, facts: pd.DataFrame) -> pd.DataFrame:
    """Spell out areas of the facts by the lookup of the facts."""
    lookup = pd.read_csv(folder / "boundaries" / "lookup_lad_utla_region_dfe.csv", dtype="str")
    pairs = pd.concat(
        lookup[[column, "lad_code"]].set_axis(["area_code", "lad"], axis=1)
        for column in ("lad_code", "utla_code", "region_code")
    ).drop_duplicates()
    return facts.merge(pairs, on="area_code", how="left").rename(columns={"lad": "lad_code"})


@pytest.mark.realdata
def test_districts_agree_with_the_lookup(shared_data: Path, registers: Registers) -> None:
    path = shared_data / "boundaries" / "lookup_lad_utla_region_dfe.csv"
    lookup = read_area_lookup(open_table(path)).table.set_index("lad_code")
    columns = ["lad_name", "la_code", "la_name", "utla_code", "utla_name", "region_code"]
    ours = registers.districts.set_index("lad_code").loc[list_2024(registers.districts)]
    pd.testing.assert_frame_equal(ours[columns].sort_index(), lookup[columns].sort_index())
    raw = pd.read_csv(path, dtype="str")
    changed = raw[raw["lad_code"] != raw["lad_code_2025"]]
    assert ours.loc[changed["lad_code"], "successor_code"].tolist() == (
        changed["lad_code_2025"].tolist()
    )

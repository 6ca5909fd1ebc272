"""Register files: what is read, what is refused, and how a system is added."""

import shutil
from pathlib import Path

import pandas as pd
import pytest

from footprints.schema import empty_table
from geodata.areanames import REGISTERS_FOLDER
from geodata.errors import (
    DuplicateKeyError,
    MissingColumnError,
    UnreadableFileError,
    UnresolvedNameError,
)
from geodata.rawfiles import RawTable, open_table, open_upload
from geodata.readers.registers import (
    load_registers,
    read_area_lookup,
    read_coverage,
    read_districts,
    read_systems,
    read_units,
    replace_systems,
)
from geodata.registercells import CellValueError
from geodata.sources import Registers

COVERAGE = "unit_id,area_kind,area_code,area_name,part,list_status,as_of,source\n"
UNITS = "unit_id,name,base_urn,base_easting,base_northing,as_of,source\n"
SYSTEMS = "system,name,unit_name,family,scope,colour,official_total,as_of,source\n"


@pytest.fixture(scope="module")
def registers() -> Registers:
    return load_registers()


def raw(text: str, name: str = "mine.csv") -> RawTable:
    return open_upload(name, text.encode())


def cover(line: str, registers: Registers, *, system: str | None = "maths") -> pd.DataFrame:
    header = COVERAGE if system else "system," + COVERAGE
    return read_coverage(
        raw(header + line + "\n"), system, districts=registers.districts, units=registers.units
    ).table


# ---- units


def test_units_are_read_with_unknowns_left_blank() -> None:
    read = read_units(
        raw(UNITS + "M1,North Hub,100000,530000,180000,2025,a page\nM2,South Hub,,,,2025,a page"),
        "maths",
    )
    assert read.table["unit_id"].tolist() == ["M1", "M2"]
    assert read.table["system"].tolist() == ["maths", "maths"]
    assert read.table["base_urn"].isna().tolist() == [False, True]
    assert read.table["base_easting"].iloc[0] == 530000.0
    assert read.table["website"].isna().all()
    assert (read.report.rows_in, read.report.rows_out, read.report.as_of) == (2, 2, "2025")


def test_units_of_several_systems_name_theirs() -> None:
    text = "system,unit_id,name,as_of,source\nred,1,A,2025,s\nblue,1,B,2025,s\n"
    assert read_units(raw(text)).table["system"].tolist() == ["blue", "red"]


def test_csv_and_parquet_units_are_read_alike(tmp_path: Path) -> None:
    table = pd.DataFrame(
        {
            "unit_id": ["M1", "M2"],
            "name": ["A", "B"],
            "base_urn": pd.array([100000, None], dtype="Int64"),
            "base_easting": [530000.0, None],
            "as_of": ["2025", "2025"],
            "source": ["s", "s"],
        }
    )
    table.to_parquet(tmp_path / "u.parquet")
    table.to_csv(tmp_path / "u.csv", index=False)
    parts = [
        read_units(open_table(tmp_path / f"u.{end}"), "x").table for end in ("parquet", "csv")
    ]
    pd.testing.assert_frame_equal(parts[0], parts[1])


@pytest.mark.parametrize(
    ("text", "error", "message"),
    [
        ("unit_id,name,source\nM1,A,s\n", MissingColumnError, r"mine\.csv.*\['as_of'\]"),
        (
            UNITS + "M1,A,,,,2025,s\nM1,B,,,,2025,s\n",
            DuplicateKeyError,
            "rows 2 and 3: .* maths M1",
        ),
        (UNITS + "M1,A,,,,,s\n", CellValueError, "row 2: `as_of` must be filled in .* a blank"),
        (UNITS + "M1,A,abc,,,2025,s\n", CellValueError, "row 2: `base_urn` .* number .* 'abc'"),
        (UNITS + "M1,A,,x,,2025,s\n", CellValueError, "row 2: `base_easting` .* 'x'"),
    ],
)
def test_bad_units_are_refused(text: str, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        read_units(raw(text), "maths")


def test_units_without_a_system_are_refused() -> None:
    with pytest.raises(MissingColumnError, match=r"several systems must have .*\['system'\]"):
        read_units(raw(UNITS + "M1,A,,,,2025,s\n"))


# ---- coverage


def test_coverage_takes_codes_or_names(registers: Registers) -> None:
    by_code = cover("MH01,lad,E06000023,,whole,full,2025,s", registers)
    by_name = cover("MH01,lad,,Bristol,whole,full,2025,s", registers)
    pd.testing.assert_frame_equal(by_code, by_name)
    assert by_code.loc[0, ["area_name", "vintage"]].tolist() == ["Bristol, City of", "2025"]


def test_a_blank_vintage_becomes_the_last_year_of_the_code(registers: Registers) -> None:
    assert cover("MH01,lad,,Craven,whole,full,2025,s", registers)["vintage"].tolist() == ["2022"]
    assert cover("MH01,lad,,Waveney,whole,full,2025,s", registers)["vintage"].tolist() == ["2018"]


def test_a_name_for_several_areas_gives_a_row_for_each(registers: Registers) -> None:
    table = cover("MH01,lad,,North Yorkshire East,whole,full,2025,s", registers)
    assert table["area_name"].tolist() == ["Ryedale", "Scarborough"]
    assert table["part"].tolist() == ["whole", "whole"]


def test_coverage_of_several_systems_names_theirs(registers: Registers) -> None:
    table = cover("tsh,EE1,lad,E07000067,,whole,full,2025,s", registers, system=None)
    assert table.loc[0, ["system", "unit_id", "area_name"]].tolist() == ["tsh", "EE1", "Braintree"]


@pytest.mark.parametrize(
    ("line", "error", "message"),
    [
        ("MH01,lad,,Brisol,whole,full,2025,s", UnresolvedNameError,
         r"mine\.csv, row 2: .* got 'Brisol'; near matches: 'Bristol"),
        ("MH01,lad,E06009923,,whole,full,2025,s", UnresolvedNameError,
         r"mine\.csv, row 2: `area_code` must be the code of a district, got 'E06009923'; near"),
        ("MH01,utla,E07000163,,whole,full,2025,s", UnresolvedNameError, "of an upper-tier"),
        ("MH01,lad,,,whole,full,2025,s", UnresolvedNameError, "row 2: .* got a blank"),
        ("MH99,lad,,Bristol,whole,full,2025,s", UnresolvedNameError,
         r"mine\.csv, row 2: `unit_id` must be a unit of maths, got 'MH99'; near matches"),
        ("MH01,lad,,Bristol,most,full,2025,s", CellValueError,
         r"row 2: `part` must be one of \['part', 'whole'\], got 'most'"),
        ("MH01,lad,,Bristol,whole,complete,2025,s", CellValueError,
         "row 2: `list_status` must be one of .*'title'.* got 'complete'"),
        ("MH01,ward,,Bristol,whole,full,2025,s", CellValueError, "`area_kind` .* got 'ward'"),
        ("MH01,lad,,Bristol,whole,full,2025,", CellValueError, "`source` must be filled in"),
        ("MH01,lad,,Bristol,whole,full,2025,s\nMH01,lad,E06000023,,part,full,2025,s",
         DuplicateKeyError, "rows 2 and 3: .* maths MH01 lad E06000023"),
    ],
)  # fmt: skip
def test_bad_coverage_is_refused(
    registers: Registers, line: str, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        cover(line, registers)


@pytest.mark.parametrize("column", ["unit_id", "area_kind", "part", "list_status", "as_of"])
def test_coverage_without_a_column_is_refused(registers: Registers, column: str) -> None:
    text = COVERAGE.replace(f"{column},", "") + "a,b,c,d,e,f,g\n"
    with pytest.raises(MissingColumnError, match=rf"mine\.csv.*\['{column}'\]"):
        read_coverage(raw(text), "maths", districts=registers.districts, units=registers.units)


def test_coverage_needs_a_code_or_a_name(registers: Registers) -> None:
    text = COVERAGE.replace("area_code,area_name,", "") + "a,b,c,d,e,f\n"
    with pytest.raises(MissingColumnError, match=r"\['area_code'\]"):
        read_coverage(raw(text), "maths", districts=registers.districts, units=registers.units)


def test_a_header_alone_is_a_register_without_coverage(registers: Registers) -> None:
    read = read_coverage(
        raw(COVERAGE), "maths", districts=registers.districts, units=registers.units
    )
    assert (len(read.table), read.report.rows_in, read.report.as_of) == (0, 0, None)


# ---- systems and districts


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("x,X,hub,hubs,all,#000000,1,2025,s", r"row 2: `family` must be one of .* got 'hubs'"),
        ("x,X,hub,hub,everyone,#000000,1,2025,s", "`scope` must be one of .* got 'everyone'"),
        ("x,X,hub,hub,all,blue,1,2025,s", "`colour` must be a colour like .* got 'blue'"),
        ("x,X,hub,hub,all,#000000,many,2025,s", "`official_total` must be a number"),
        ("x,X,hub,hub,all,#000000,1,,s", "`as_of` must be filled in on every row, got a blank"),
    ],
)
def test_bad_systems_are_refused(line: str, message: str) -> None:
    with pytest.raises(CellValueError, match=message):
        read_systems(raw(SYSTEMS + line + "\n"))


def test_an_unknown_total_stays_unknown() -> None:
    table = read_systems(raw(SYSTEMS + "x,X,hub,hub,all,#000000,,2025,s\n")).table
    assert table["official_total"].isna().tolist() == [True]


def test_a_table_of_districts_with_a_repeated_or_lost_code_is_refused() -> None:
    header = (
        "lad_code,lad_name,la_code,la_name,utla_code,utla_name,region_code,region_name,"
        "successor_code\n"
    )
    tail = "300,Q,E10000001,Q,E12000001,North,"
    good = f"E07000001,A,{tail}E07000002\nE07000002,B,{tail}\n"
    assert read_districts(raw(header + good)).table["lad_name"].tolist() == ["A", "B"]
    with pytest.raises(DuplicateKeyError, match=r"rows 3 and 4: .* E07000002"):
        read_districts(raw(header + good + f"E07000002,C,{tail}\n"))
    with pytest.raises(UnresolvedNameError, match=r"row 2: `successor_code` .* 'E07000009'"):
        read_districts(raw(header + f"E07000001,A,{tail}E07000009\n"))
    with pytest.raises(CellValueError, match="row 2: `lad_code` must be a code like"):
        read_districts(raw(header + f"W06000001,A,{tail}\n"))
    with pytest.raises(MissingColumnError, match="region_code"):
        read_districts(raw("lad_code,lad_name\nE07000001,A\n"))


def test_a_lookup_is_read_under_ons_or_plain_names() -> None:
    ons = "LAD24CD,LAD24NM,UTLA24CD,UTLA24NM,RGN24CD,RGN24NM\n"
    rows = "E07000067,Braintree,E10000012,Essex,E12000006,East of England\n"
    wales = "W06000001,Isle of Anglesey,W06000001,Isle of Anglesey,W92000004,Wales\n"
    read = read_area_lookup(raw(ons + rows + wales))
    assert read.table.loc[0, ["lad_code", "utla_name", "region_code"]].tolist() == [
        "E07000067",
        "Essex",
        "E12000006",
    ]
    assert read.report.rejected[["row", "value"]].to_numpy().tolist() == [[3, "W06000001"]]
    assert read.report.rows_in == read.report.rows_out + len(read.report.rejected)
    plain = "lad_code,lad_name,dfe_la_code\nE07000067,Braintree,881\n"
    assert read_area_lookup(raw(plain)).table["la_code"].tolist() == ["881"]
    with pytest.raises(MissingColumnError, match="one of what they belong to"):
        read_area_lookup(raw("LAD24CD,LAD24NM\nE07000067,Braintree\n"))
    with pytest.raises(DuplicateKeyError, match="rows 2 and 3"):
        read_area_lookup(raw(ons + rows + rows))


# ---- a whole folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(REGISTERS_FOLDER, tmp_path / "registers"))


def test_two_files_and_one_line_add_a_system(folder: Path, registers: Registers) -> None:
    (folder / "units_music.csv").write_text(
        "unit_id,name,as_of,source\nMU1,Leeds Music Hub,2024-09,a page\n"
    )
    (folder / "coverage_music.csv").write_text(
        "unit_id,area_kind,area_name,part,list_status,as_of,source\n"
        "MU1,lad,Leeds,whole,full,2024-09,a page\n"
    )
    header = (folder / "systems.csv").read_text().splitlines()[0].split(",")
    line = {
        "system": "music", "name": "Music Hubs", "unit_name": "Music Hub", "family": "hub",
        "scope": "state_funded", "colour": "#123456", "as_of": "2024-09", "source": "a page",
        "official_total": "43",
    }  # fmt: skip
    with (folder / "systems.csv").open("a") as systems:
        systems.write(",".join(line.get(column, "") for column in header) + "\n")
    more = load_registers(folder)
    assert set(more.systems["system"]) - set(registers.systems["system"]) == {"music"}
    assert len(more.units) == len(registers.units) + 1
    added = more.coverage[more.coverage["system"] == "music"]
    assert added[["unit_id", "area_code", "vintage"]].to_numpy().tolist() == [
        ["MU1", "E08000035", "2025"]
    ]
    assert len(more.coverage) == len(registers.coverage) + 1


def test_files_without_a_line_are_an_error(folder: Path) -> None:
    shutil.copy(folder / "units_english.csv", folder / "units_music.csv")
    with pytest.raises(UnresolvedNameError, match=r"units_music\.csv: .* line .* 'music'"):
        load_registers(folder)


def test_a_line_without_files_is_an_error(folder: Path) -> None:
    (folder / "coverage_english.csv").unlink()
    with pytest.raises(UnreadableFileError, match=r"coverage_english\.csv: cannot be opened"):
        load_registers(folder)


def test_aliases_of_the_folder_count(folder: Path) -> None:
    with (folder / "aliases.csv").open("a") as aliases:
        aliases.write("Avalon,lad,E06000066,Somerset,a legend\n")
    with (folder / "coverage_behaviour.csv").open("a") as coverage:
        coverage.write("BH02,lad,,,Avalon,whole,prose,2025,s,\n")
    table = load_registers(folder).coverage
    assert table.loc[table["system"] == "behaviour", "area_code"].tolist() == ["E06000066"]


def test_a_users_register_takes_the_place_of_ours(registers: Registers) -> None:
    units = read_units(raw(UNITS + "N1,New Hub,,,,2027,s\n"), "english").table
    coverage = read_coverage(
        raw(COVERAGE + "N1,lad,,Leeds,whole,full,2027,s\n"),
        "english",
        districts=registers.districts,
        units=units,
    ).table
    now = replace_systems(
        registers, systems=empty_table("systems"), units=units, coverage=coverage
    )
    assert now.units.loc[now.units["system"] == "english", "unit_id"].tolist() == ["N1"]
    assert now.coverage.loc[now.coverage["system"] == "english", "unit_id"].tolist() == ["N1"]
    assert (now.units["system"] == "maths").sum() == 40
    pd.testing.assert_frame_equal(now.systems, registers.systems)


def test_a_users_units_drop_the_coverage_of_units_that_are_gone(registers: Registers) -> None:
    units = read_units(raw(UNITS + "N1,New Hub,,,,2027,s\n"), "english").table
    now = replace_systems(
        registers,
        systems=empty_table("systems"),
        units=units,
        coverage=empty_table("coverage"),
    )
    assert "english" not in set(now.coverage["system"])


def test_a_users_register_needs_a_line(registers: Registers) -> None:
    units = read_units(raw(UNITS + "N1,New Hub,,,,2027,s\n"), "music").table
    with pytest.raises(UnresolvedNameError, match=r"line for each system, got none for \['music'"):
        replace_systems(
            registers,
            systems=empty_table("systems"),
            units=units,
            coverage=empty_table("coverage"),
        )

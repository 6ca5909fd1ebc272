import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from geodata.errors import DuplicateKeyError, MissingColumnError
from geodata.rawfiles import open_table
from geodata.readers.establishments import COLUMNS, REQUIRED, read_establishments
from geodata.report import Read
from tests.geodata.giasfiles import as_csv, make_school, write_packed, write_schools


def read(path: Path) -> Read:
    return read_establishments(open_table(path, columns=COLUMNS))


def read_one(folder: Path, **changes: str) -> pd.Series:
    return read(write_schools(folder, make_school(**changes))).table.iloc[0]


def only_problem(result: Read) -> pd.Series:
    assert len(result.report.problems) == 1, result.report.problems
    return result.report.problems.iloc[0]


def test_a_school_is_read_as_gias_states_it(tmp_path: Path) -> None:
    school = read_one(tmp_path)
    stated = {
        "urn": 100001,
        "name": "École Primary School",
        "phase": "Primary",
        "type": "Community school",
        "type_group": "Local authority maintained schools",
        "status": "Open",
        "open_date": "1999-09-01",
        "postcode": "EC3A 5DE",
        "la_code": "201",
        "district_code": "E09000001",
        "region": "London",
        "easting": 533502.0,
        "northing": 181167.0,
        "coord_source": "GIAS",
        "pupils": 249.0,
        "fsm_percent": 18.1,
        "eal_reason": "not in this file",
    }
    assert {name: school[name] for name in stated} == stated
    for name in ("coord_flag", "trust_id", "trust_kind", "ofsted", "eal_percent", "fsm_reason"):
        assert pd.isna(school[name]), name


def test_columns_that_are_not_needed_may_be_absent(tmp_path: Path) -> None:
    row = {column: make_school()[column] for column in REQUIRED}
    school = read(write_schools(tmp_path, row)).table.iloc[0]
    assert school["urn"] == 100001
    assert school["coord_flag"] == "missing"
    assert pd.isna(school["coord_source"])


@pytest.mark.parametrize(
    ("flag", "kind", "trust_id", "name"),
    [
        ("Supported by a multi-academy trust", "MAT", "17729", "FIERTÉ MULTI-ACADEMY TRUST"),
        ("Supported by a single-academy trust", "SAT", "17729", "FIERTÉ MULTI-ACADEMY TRUST"),
        ("Supported by a trust", "foundation", "", "FIERTÉ MULTI-ACADEMY TRUST"),
        ("Not applicable", "", "", ""),
    ],
)
def test_only_academy_trusts_have_an_id(
    tmp_path: Path, flag: str, kind: str, trust_id: str, name: str
) -> None:
    school = read_one(
        tmp_path, trust_flag=flag, trust_code="17729.0", trust_name="FIERTÉ MULTI-ACADEMY TRUST"
    )
    got = school[["trust_kind", "trust_id", "trust_name"]].fillna("")
    assert got.tolist() == [kind, trust_id, name]


def test_a_two_digit_authority_code_gets_its_zero_back(tmp_path: Path) -> None:
    assert read_one(tmp_path, la_code="1")["la_code"] == "001"


def test_the_stated_district_is_kept_and_a_dated_column_fills_its_gaps(tmp_path: Path) -> None:
    craven = make_school(1, district="E07000163") | {"lad23_code": "E06000065"}
    blank = make_school(2, district="") | {"lad23_code": "E06000065"}
    table = read(write_schools(tmp_path, craven, blank)).table
    assert table["district_code"].tolist() == ["E07000163", "E06000065"]


@pytest.mark.parametrize("status", ["Open", "Open, but proposed to close"])
def test_open_schools_are_kept_also_when_proposed_to_close(tmp_path: Path, status: str) -> None:
    assert read_one(tmp_path, status=status)["status"] == status


@pytest.mark.parametrize(
    ("changes", "reason", "value"),
    [
        ({"status": "Closed"}, "not open: Closed", "Closed"),
        ({"status": "Proposed to open"}, "not open: Proposed to open", "Proposed to open"),
        ({"status": "opne"}, "not open: the status is none that GIAS uses", "opne"),
        ({"kind": "Welsh establishment"}, "in Wales", "Welsh establishment"),
        ({"region": "Wales (pseudo)"}, "in Wales", "Community school"),
        ({"district": "W06000001"}, "in Wales", "Community school"),
        ({"country": "Jersey"}, "outside England", "Jersey"),
        ({"kind": "Children's centre"}, "a children's centre", "Children's centre"),
        ({"kind": "Children's Centre Linked Site"}, "a children's centre", "Children's Centre L"),
        ({"kind": "Offshore schools"}, "a school overseas or offshore", "Offshore schools"),
        ({"kind": "British schools overseas"}, "a school overseas or offshore", "British schoo"),
        ({"kind": "Online provider"}, "an online provider", "Online provider"),
        ({"kind": "Higher education institutions"}, "higher education", "Higher education"),
        ({"group": "Universities"}, "higher education", "Community school"),
        ({"kind": "Miscellaneous"}, "not a school", "Miscellaneous"),
        ({"URN": ""}, "no URN", None),
        ({"URN": "12A"}, "the URN is not a whole number", "12A"),
        ({"EstablishmentName": " "}, "no name", None),
    ],
)
def test_what_is_no_open_school_of_england_is_rejected_with_the_reason(
    tmp_path: Path, changes: dict[str, str], reason: str, value: str | None
) -> None:
    urn = changes.get("URN", "100009")
    others = {key: text for key, text in changes.items() if key != "URN"}
    result = read(write_schools(tmp_path, make_school(1), make_school(urn, **others)))
    assert result.table["urn"].tolist() == [1]
    problem = only_problem(result)
    assert (problem["file"], problem["row"], problem["severity"]) == ("gias.csv", 3, "rejected")
    assert problem["reason"] == reason
    assert problem["remedy"]
    assert pd.isna(problem["value"]) if value is None else problem["value"].startswith(value)
    assert result.report.rows_in == result.report.rows_out + len(result.report.rejected)


@pytest.mark.parametrize(
    "kind", ["University technical college", "Special post 16 institution", "Secure units"]
)
def test_schools_of_rare_types_are_kept(tmp_path: Path, kind: str) -> None:
    assert read_one(tmp_path, kind=kind)["type"] == kind


@pytest.mark.parametrize("lost", REQUIRED)
def test_a_missing_key_column_is_named_with_file_and_remedy(tmp_path: Path, lost: str) -> None:
    row = {column: text for column, text in make_school().items() if column != lost}
    path = write_schools(tmp_path, row)
    with pytest.raises(MissingColumnError) as caught:
        read(path)
    assert f"gias.csv, row 1: an establishments file must have the columns ['{lost}']" in str(
        caught.value
    )
    assert "download the file again with all columns" in str(caught.value)


def test_a_repeated_row_is_rejected_and_counted(tmp_path: Path) -> None:
    path = write_schools(tmp_path, make_school(1), make_school(2), make_school(1))
    result = read(path)
    assert result.table["urn"].tolist() == [1, 2]
    problem = only_problem(result)
    assert (problem["row"], problem["key"], problem["severity"]) == (4, "1", "rejected")
    assert problem["reason"] == "says again what an earlier row says"


def test_two_different_rows_of_one_urn_stop_the_read(tmp_path: Path) -> None:
    other = make_school("1.0", EstablishmentName="Another School")
    path = write_schools(tmp_path, make_school(1), make_school(2), other)
    with pytest.raises(
        DuplicateKeyError, match=r"gias\.csv, rows 2 and 4: URN 1 must have one row.*delete"
    ):
        read(path)


@pytest.mark.parametrize(
    ("easting", "northing", "flag", "reason"),
    [
        ("", "", "missing", "no coordinates"),
        ("533502", "", "missing", "no coordinates"),
        ("0", "0", "zero", "coordinates of 0"),
        ("51.5137", "-0.0775", "degrees", "coordinates in degrees"),
        ("350000", "700000", "outside_england", "coordinates outside England"),
        ("20000", "2000", "outside_england", "coordinates outside England"),
        ("181167.5", "5", "outside_england", "coordinates outside England"),
        ("20000", "181167", "swapped", "easting and northing look exchanged"),
        ("abc", "181167", "not_a_number", "coordinates that are not numbers"),
    ],
)
def test_a_coordinate_that_cannot_be_right_is_blanked_and_the_school_kept(
    tmp_path: Path, easting: str, northing: str, flag: str, reason: str
) -> None:
    result = read(write_schools(tmp_path, make_school(Easting=easting, Northing=northing)))
    school = result.table.iloc[0]
    assert school["coord_flag"] == flag
    assert np.isnan([school["easting"], school["northing"]]).all()
    assert pd.isna(school["coord_source"])
    problem = only_problem(result)
    assert (problem["file"], problem["row"], problem["key"]) == ("gias.csv", 2, "100001")
    assert problem["severity"] == "blanked"
    assert problem["reason"].startswith(reason)
    assert problem["value"] == f"{easting or 'blank'}, {northing or 'blank'}"
    assert "give Easting and Northing in metres" in problem["remedy"]


def test_latitude_and_longitude_stand_in_for_a_flagged_point(tmp_path: Path) -> None:
    degrees = {"Latitude": "51.513662", "Longitude": "-0.077486"}
    lost = make_school(1, Easting="0", Northing="0") | degrees
    fine = make_school(2, Easting="400000", Northing="300000") | degrees
    abroad = make_school(3, Easting="", Northing="") | {"Latitude": "48.85", "Longitude": "2.35"}
    result = read(write_schools(tmp_path, lost, fine, abroad))
    table = result.table.set_index("urn")
    assert np.hypot(table.loc[1, "easting"] - 533502, table.loc[1, "northing"] - 181167) < 10
    assert table.loc[1, "coord_source"] == "Latitude and longitude in the file"
    assert table.loc[2, "easting"] == 400000
    assert table.loc[2, "coord_source"] == "GIAS"
    assert table["coord_flag"].fillna("").tolist() == ["", "", "missing"]
    assert result.report.problems[["row", "severity"]].to_numpy().tolist() == [
        [2, "warning"],
        [4, "blanked"],
    ]


def test_a_stated_coordinate_source_is_kept(tmp_path: Path) -> None:
    path = write_schools(tmp_path, make_school() | {"coord_source": "Code-Point Open"})
    assert read(path).table["coord_source"].tolist() == ["Code-Point Open"]


@pytest.mark.parametrize(
    ("column", "name", "value", "reason"),
    [
        ("NumberOfPupils", "pupils", "abc", "not a number of 0 or more"),
        ("PercentageFSM", "fsm_percent", "many", "not a percentage from 0 to 100"),
        ("PercentageFSM", "fsm_percent", "181", "not a percentage from 0 to 100"),
        ("OpenDate", "open_date", "31-02-1999", "not a date"),
    ],
)
def test_text_in_a_number_column_is_blanked_and_reported(
    tmp_path: Path, column: str, name: str, value: str, reason: str
) -> None:
    result = read(write_schools(tmp_path, make_school(**{column: value})))
    assert pd.isna(result.table[name].iloc[0])
    problem = only_problem(result)
    assert problem[["file", "row", "key", "field", "value", "severity", "reason"]].tolist() == [
        "gias.csv",
        2,
        "100001",
        column,
        value,
        "blanked",
        reason,
    ]
    assert "write" in problem["remedy"]


def test_a_suppressed_percentage_has_its_reason_and_is_no_problem(tmp_path: Path) -> None:
    result = read(write_schools(tmp_path, make_school(PercentageFSM="SUPP")))
    assert result.table["fsm_reason"].tolist() == ["suppressed to protect privacy"]
    assert result.table["fsm_percent"].isna().all()
    assert len(result.report.problems) == 0


def test_the_raw_table_is_not_changed(tmp_path: Path) -> None:
    path = write_schools(tmp_path, make_school(1), make_school(2, status="Closed"))
    raw = open_table(path)
    before = raw.table.copy()
    read_establishments(raw)
    pd.testing.assert_frame_equal(raw.table, before)


def test_an_extract_without_schools_gives_an_empty_table(tmp_path: Path) -> None:
    path = write_packed(tmp_path / "gias.csv", as_csv([make_school()]).splitlines()[0].encode())
    result = read(path)
    assert len(result.table) == 0
    assert (result.report.rows_in, result.report.rows_out) == (0, 0)


def test_a_name_that_states_a_month_is_made_exact_by_the_last_opening(tmp_path: Path) -> None:
    for name, as_of in [
        ("gias_1999.csv", "1999-09-01"),
        ("gias20250422.csv", "2025-04-22"),
        ("gias.csv", "1999-09-01"),
    ]:
        assert read(write_schools(tmp_path, make_school(), name=name)).report.as_of == as_of


def test_fifty_thousand_rows_of_140_columns_are_read_in_seconds(tmp_path: Path) -> None:
    row = make_school() | {f"Extra{i}": "some text" for i in range(140)}
    header, line = as_csv([row]).splitlines()
    lines = [header, *(line.replace("100001", str(200000 + i), 1) for i in range(50_000))]
    path = write_packed(tmp_path / "gias.csv", "\r\n".join(lines).encode("cp1252"))
    start = time.perf_counter()
    result = read(path)
    assert len(result.table) == 50_000
    # about 3 s on an idle core; the limit only catches a loop over rows
    assert time.perf_counter() - start < 30


def as_gias_csv(path: Path) -> pd.DataFrame:
    """Take the real table as GIAS would write it: dd-mm-yyyy dates and cp1252 characters."""
    table = pd.read_parquet(path)
    for column in ("OpenDate", "OfstedLastInsp"):
        table[column] = table[column].dt.strftime("%d-%m-%Y")
    # one name holds a Latin-1 control character that cp1252 cannot write
    name = table["EstablishmentName"].str.replace("\x92", "\u2019")
    return table.assign(EstablishmentName=name)


@pytest.mark.realdata
def test_the_real_table_comes_back_whole(shared_data: Path) -> None:
    result = read(shared_data / "schools" / "schools_england_merged_2025.parquet")
    assert (result.report.rows_in, result.report.rows_out) == (24_572, 24_572)
    assert len(result.report.rejected) == 0
    table = result.table
    assert table["coord_flag"].value_counts().to_dict() == {"missing": 4}
    assert table.groupby("trust_kind")["trust_id"].nunique().to_dict() == {
        "MAT": 1257,
        "SAT": 859,
        "foundation": 0,
    }
    assert table["la_code"].nunique() == 153
    assert table["la_code"].str.fullmatch("[0-9]{3}").all()
    assert table["name"].str.contains("Française").sum() == 1
    assert result.report.as_of == "2025-08-22"


@pytest.fixture(scope="module")
def published(shared_data: Path) -> tuple[Read, str]:
    """Read the real table, and write it as GIAS does, with its columns in another order."""
    source = shared_data / "schools" / "schools_england_merged_2025.parquet"
    table = as_gias_csv(source)
    shuffled = table[sorted(table.columns, key=lambda column: column[::-1])]
    return read(source), shuffled.to_csv(index=False, lineterminator="\r\n")


@pytest.mark.realdata
@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        ("schools_2025.csv", "cp1252"),
        ("schools_2025.csv.gz", "cp1252"),
        ("schools_2025.zip", "cp1252"),
        ("schools_2025.csv", "utf-8-sig"),
        ("schools_2025.csv", "utf-8"),
    ],
)
def test_the_real_table_written_as_gias_csv_reads_to_the_same_result(
    published: tuple[Read, str], tmp_path: Path, name: str, encoding: str
) -> None:
    expected, text = published
    result = read(write_packed(tmp_path / name, text.encode(encoding)))
    pd.testing.assert_frame_equal(result.table, expected.table)
    same = ["row", "key", "field", "value", "severity", "reason", "remedy"]
    pd.testing.assert_frame_equal(result.report.problems[same], expected.report.problems[same])
    assert result.report.as_of == expected.report.as_of

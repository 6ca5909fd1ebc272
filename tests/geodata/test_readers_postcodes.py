from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from geodata.errors import DuplicateKeyError, MissingColumnError
from geodata.rawfiles import open_table, open_upload
from geodata.readers.postcodes import COLUMNS, read_postcodes, tidy_postcodes
from geodata.recognise import match_header, recognise
from geodata.report import Read

HEADER = "postcode,easting,northing,lad_code\n"


def read(*lines: str, header: str = HEADER) -> Read:
    return read_postcodes(open_upload("pc.csv", (header + "\n".join(lines)).encode()))


def test_postcodes_are_written_the_usual_way() -> None:
    given = ["ec3a5de", "M1  1AE", " W1A 0AX", "EC3A 5DE", "b33 8th", "nowhere", np.nan]
    expected = ["EC3A 5DE", "M1 1AE", "W1A 0AX", "EC3A 5DE", "B33 8TH", "nowhere", ""]
    text = pd.Series(given, dtype="str")
    assert tidy_postcodes(text).fillna("").tolist() == expected
    assert tidy_postcodes(text.iloc[:0]).tolist() == []


def test_a_postcode_has_its_point_and_district() -> None:
    table = read("ec3a5de,533502,181167,E09000001", "M1 1AE,384000,398000,").table
    assert table.fillna("").to_numpy().tolist() == [
        ["EC3A 5DE", "E09000001", 533502.0, 181167.0],
        ["M1 1AE", "", 384000.0, 398000.0],
    ]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("nowhere,384000,398000,", "not a postcode"),
        (",384000,398000,", "not a postcode"),
        ("M1 1AF,0,0,", "no grid reference"),
        ("M1 1AF,,398000,", "no grid reference"),
        ("M1 1AF,west,398000,", "no grid reference"),
        ("ZE1 0AA,447000,1141000,", "outside England"),
        ("M1 1AE,384000,398000,", "says again what an earlier row says"),
        ("m11ae,384000,398000,", None),
    ],
)
def test_a_row_that_is_no_postcode_in_england_is_rejected(line: str, reason: str | None) -> None:
    if reason is None:
        with pytest.raises(DuplicateKeyError, match=r"pc\.csv, rows 2 and 3: postcode M1 1AE"):
            read("M1 1AE,384000,398000,", line)
        return
    result = read("M1 1AE,384000,398000,", line)
    assert result.table["postcode"].tolist() == ["M1 1AE"]
    assert result.report.rejected[["row", "reason"]].to_numpy().tolist() == [[3, reason]]
    assert result.report.rejected["remedy"].notna().all()


@pytest.mark.parametrize(
    ("header", "line"),
    [
        (
            "Postcode,Positional_quality_indicator,Eastings,Northings,Country_code,Admin_district_code",
            "CA8 7JG,10,366033,564878,E92000001,E06000063",
        ),
        (
            "pcd,pcd2,pcds,dointr,doterm,oscty,ced,oslaua,osward,oseast1m,osnrth1m,osgrdind,ctry",
            "CA8 7JG,CA8  7JG,CA8 7JG,200006,,E1,E2,E06000063,E5,366033,0564878,1,E92000001",
        ),
        (
            "pcd7,pcd8,pcds,dointr,doterm,east1m,north1m,gridind,lad25cd,ctry25cd",
            '"CA87JG","CA8  7JG","CA8 7JG","","","366033","0564878","1","E06000063","E92000001"',
        ),
        ("PCDS,EAST1M,NORTH1M,LAD26CD,CTRY26CD", "CA8 7JG,366033,564878,E06000063,E92000001"),
        (
            "lad21cd,lad25cd,pcds,east1m,north1m",
            "E06000063,E07000028,CA8 7JG,366033,564878",
        ),
    ],
)
def test_the_columns_of_publishers_are_understood(tmp_path: Path, header: str, line: str) -> None:
    path = tmp_path / "pc.csv"
    path.write_text(f"{header}\n{line}\n")
    (found,) = recognise(path)
    assert found.kind == "postcodes"
    read = read_postcodes(open_table(path, columns=COLUMNS))
    assert read.table.to_numpy().tolist() == [["CA8 7JG", "E06000063", 366033.0, 564878.0]]


def test_postcodes_of_other_countries_are_rejected() -> None:
    header = "Postcode,Eastings,Northings,Country_code\n"
    result = read("TD15 1AA,399000,653000,E92000001", "SA1 1AA,265000,193000,W92000004",
                  header=header)  # fmt: skip
    assert result.table["postcode"].tolist() == ["TD15 1AA"]
    assert result.report.rejected[["row", "reason"]].to_numpy().tolist() == [[3, "not in England"]]


def test_the_rows_of_a_report_add_up() -> None:
    result = read("M1 1AE,384000,398000,", "M1 1AE,384000,398000,", "x,1,1,", "M1 1AF,0,0,")
    assert (result.report.rows_in, result.report.rows_out) == (4, 1)
    assert len(result.report.rejected) == 3


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("Postcode,Easting,Northing", "postcodes"),
        ("name,postcode,easting,northing", None),
        ("URN,Postcode,Easting,Northing", None),
        ("postcode,easting,northing1m", None),
    ],
)
def test_a_list_of_named_places_is_no_table_of_postcodes(header: str, kind: str | None) -> None:
    assert match_header(header.split(","))[0] == kind


def test_a_file_of_code_point_open_without_a_header_is_told() -> None:
    kind, reason = match_header(["AL1 1AG", "10", "515487", "206498", "E92000001"])
    assert kind is None
    assert reason.startswith("its first row is a postcode, not a header")


def test_a_missing_key_column_is_named() -> None:
    with pytest.raises(MissingColumnError, match=r"pc\.csv, row 1: .*\['easting', 'northing'\]"):
        read("M1 1AE", header="postcode\n")


@pytest.mark.realdata
def test_the_real_postcodes_are_read_whole(shared_data: Path) -> None:
    path = shared_data / "context" / "postcodes_england_codepoint_2025.parquet"
    result = read_postcodes(open_table(path, columns=COLUMNS))
    assert (result.report.rows_in, result.report.rows_out) == (1_491_107, 1_491_107)
    assert result.table["lad_code"].nunique() == 296

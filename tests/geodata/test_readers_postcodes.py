from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from geodata.errors import DuplicateKeyError, MissingColumnError
from geodata.rawfiles import open_table, open_upload
from geodata.readers.postcodes import COLUMNS, read_postcodes, tidy_postcodes
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
        ("M1 1AF,0,0,", "no point in England"),
        ("M1 1AF,,398000,", "no point in England"),
        ("M1 1AF,west,398000,", "no point in England"),
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


def test_a_missing_key_column_is_named() -> None:
    with pytest.raises(MissingColumnError, match=r"pc\.csv, row 1: .*\['easting', 'northing'\]"):
        read("M1 1AE", header="postcode\n")


@pytest.mark.realdata
def test_the_real_postcodes_are_read_whole(shared_data: Path) -> None:
    path = shared_data / "context" / "postcodes_england_codepoint_2025.parquet"
    result = read_postcodes(open_table(path, columns=COLUMNS))
    assert (result.report.rows_in, result.report.rows_out) == (1_491_107, 1_491_107)
    assert result.table["lad_code"].nunique() == 296

import csv
import io

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given, settings

from geodata.csvtext import read_header, read_rows, to_utf8
from geodata.errors import UnreadableFileError


def test_blank_lines_do_not_shift_the_row_numbers() -> None:
    table = read_rows(b'a,b\n1,2\n\n"x\ny",4\n,\n5,6\n', "f.csv")
    assert table.index.tolist() == [2, 4, 6]
    assert table["a"].tolist() == ["1", "x\ny", "5"]


def test_a_short_row_is_filled_with_blanks_in_its_place() -> None:
    table = read_rows(b"a,b,c\n1,2,3\n4\n5,6,7\n", "f.csv")
    assert table.index.tolist() == [2, 3, 4]
    assert table["a"].tolist() == ["1", "4", "5"]
    assert table["c"].isna().tolist() == [False, True, False]


def test_a_row_longer_than_the_header_is_an_error_naming_the_row() -> None:
    with pytest.raises(
        UnreadableFileError, match=r"f\.csv, row 4: must have 2 values .* got 3; .*double quotes"
    ):
        read_rows(b"a,b\n1,2\n\n3,4,5\n6,7\n", "f.csv")


def test_commas_after_the_last_value_are_harmless() -> None:
    table = read_rows(b"a,b\n1,2,,\n3,4\n", "f.csv", ["b"])
    assert table["b"].tolist() == ["2", "4"]


def test_a_quote_that_is_never_closed_is_an_error_naming_the_row() -> None:
    with pytest.raises(UnreadableFileError, match=r"f\.csv, row 3: a double quote is not closed"):
        read_rows(b'a,b\n1,2\n3,"four\n5,6\n', "f.csv")


def test_a_column_named_twice_is_an_error_only_where_it_is_wanted() -> None:
    data = b"a,b,b\n1,2,3\n"
    with pytest.raises(UnreadableFileError, match=r"f\.csv, row 1: .*\['b'\] more than once; re"):
        read_rows(data, "f.csv")
    assert read_rows(data, "f.csv", ["a"])["a"].tolist() == ["1"]


def test_a_header_alone_gives_no_rows() -> None:
    for data in (b"a,b", b"a,b\n", b"a,b\r\n"):
        table = read_rows(data, "f.csv")
        assert list(table.columns) == ["a", "b"]
        assert len(table) == 0


def test_a_blank_first_row_is_an_error() -> None:
    with pytest.raises(UnreadableFileError, match=r"f\.csv, row 1: must name the columns.*row 1"):
        read_header(b"\na,b\n1,2\n", "f.csv")


def test_old_macintosh_line_ends_are_read() -> None:
    table = read_rows(to_utf8(b"a,b\r1,2\r3,4\r", "f.csv"), "f.csv")
    assert table["b"].tolist() == ["2", "4"]


def test_unnamed_columns_are_left_out_and_none_wanted_gives_none() -> None:
    assert list(read_rows(b"a,,\n1,2,3\n", "f.csv").columns) == ["a"]
    assert list(read_rows(b"a,b\n1,2\n", "f.csv", ["z"]).columns) == []


VALUES = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\",'"))


@settings(deadline=None)
@given(st.lists(st.tuples(VALUES, VALUES.filter(lambda v: bool(v.strip()))), max_size=8))
def test_whatever_the_csv_module_writes_is_read_back(rows: list[tuple[str, str]]) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerows([("a", "b"), *rows])
    table = read_rows(to_utf8(text.getvalue().encode(), "f.csv"), "f.csv")
    # Arrow and Python agree on white space but for separators U+001C to U+001F, which are Cc
    expected = [[value.strip() or None for value in row] for row in rows]
    got = table.astype(object).where(table.notna(), None).to_numpy().tolist()
    assert got == expected
    assert table.index.tolist() == list(np.arange(2, len(rows) + 2))

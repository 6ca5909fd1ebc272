from pathlib import Path

import pytest

from geodata.errors import DuplicateKeyError, MissingColumnError
from geodata.rawfiles import open_table, open_upload
from geodata.readers.links import COLUMNS, read_links
from geodata.report import Read

HEADER = "URN,LinkURN,LinkName,LinkType,LinkEstablishedDate\n"


def read(*lines: str, header: str = HEADER) -> Read:
    return read_links(open_upload("links.csv", (header + "\n".join(lines)).encode("cp1252")))


def test_a_link_is_read_as_gias_states_it() -> None:
    table = read("100012,100021, École ,Successor - merged,31-08-2021").table
    assert table.to_numpy().tolist() == [
        [100012, 100021, "École", "Successor - merged", "2021-08-31"]
    ]


def test_one_school_may_have_many_links_of_many_kinds() -> None:
    result = read("2,1,A,Predecessor,", "2,3,B,Predecessor,", "2,1,A,Other,")
    assert len(result.table) == 3
    assert result.table["date"].isna().all()
    assert len(result.report.problems) == 0


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (",1,A,Predecessor,", "no URN"),
        ("x,1,A,Predecessor,", "the URN is not a whole number"),
        ("2,,A,Predecessor,", "no LinkURN"),
        ("2,old,A,Predecessor,", "the LinkURN is not a whole number"),
        ("2,1,A,,", "no kind of link"),
        ("9,1,A,Predecessor,", "says again what an earlier row says"),
    ],
)
def test_a_link_without_two_ends_or_kind_is_rejected(line: str, reason: str) -> None:
    result = read("9,1,A,Predecessor,", line)
    assert result.table["urn"].tolist() == [9]
    rejected = result.report.rejected
    assert rejected[["file", "row", "reason"]].to_numpy().tolist() == [["links.csv", 3, reason]]
    assert rejected["remedy"].notna().all()


def test_a_link_given_with_two_dates_stops_the_read() -> None:
    with pytest.raises(
        DuplicateKeyError,
        match=r"links\.csv, rows 2 and 3: URN 2, LinkURN 1, LinkType Predecessor must .*delete",
    ):
        read("2,1,A,Predecessor,01-01-2020", "2,1,A,Predecessor,02-01-2020")


def test_a_date_that_is_none_is_blanked_and_reported() -> None:
    problems = read("2,1,A,Predecessor,soon").report.problems
    assert problems[["row", "field", "value", "severity"]].to_numpy().tolist() == [
        [2, "LinkEstablishedDate", "soon", "blanked"]
    ]


def test_a_missing_key_column_is_named() -> None:
    with pytest.raises(
        MissingColumnError, match=r"links\.csv, row 1: .*\['LinkURN'\].*download the file again"
    ):
        read("1,Predecessor", header="URN,LinkType\n")


@pytest.mark.realdata
def test_the_real_links_are_read_whole(shared_data: Path) -> None:
    path = shared_data / "schools" / "gias_links_2025-04-22.csv.gz"
    result = read_links(open_table(path, columns=COLUMNS))
    assert (result.report.rows_in, result.report.rows_out) == (33_801, 33_801)
    assert len(result.report.problems) == 0
    assert result.report.as_of == "2025-04-22"

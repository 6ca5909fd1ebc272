from pathlib import Path

import pytest

from geodata.errors import DuplicateKeyError, MissingColumnError
from geodata.rawfiles import open_table, open_upload
from geodata.readers.group_links import COLUMNS, read_group_links
from geodata.report import Read

HEADER = "URN,Linked UID,Group Name,Companies House Number,Group Type,Group Status,Joined date\n"
MAT = "100001,2044,FIERTÉ MULTI-ACADEMY TRUST,5210075,Multi-academy trust,Open,01-09-2012"


def read(*lines: str, header: str = HEADER) -> Read:
    return read_group_links(
        open_upload("groups.csv", (header + "\n".join(lines)).encode("cp1252"))
    )


def test_a_trust_is_read_and_its_company_number_gets_its_zeros_back() -> None:
    table = read(MAT, "100002,7,A,,Single-academy trust,Open,").table
    assert table.fillna("").to_numpy().tolist() == [
        [100001, "2044", "FIERTÉ MULTI-ACADEMY TRUST", "MAT", "05210075", "2012-09-01"],
        [100002, "7", "A", "SAT", "", ""],
    ]


def test_the_other_name_of_the_uid_column_is_known() -> None:
    table = read(MAT, header=HEADER.replace("Linked UID", "Group UID")).table
    assert table["trust_id"].tolist() == ["2044"]


@pytest.mark.parametrize(
    ("kind", "status", "reason"),
    [
        ("School sponsor", "Open", "not an academy trust: School sponsor"),
        ("Federation", "Open", "not an academy trust: Federation"),
        ("Trust", "Open", "not an academy trust: Trust"),
        ("Something new", "Open", "not an academy trust"),
        ("", "Open", "not an academy trust"),
        ("Multi-academy trust", "Closed", "the trust has closed"),
    ],
)
def test_what_is_no_open_academy_trust_is_rejected(kind: str, status: str, reason: str) -> None:
    result = read(MAT, f"100001,99,B,,{kind},{status},")
    assert result.table["trust_id"].tolist() == ["2044"]
    rejected = result.report.rejected
    assert rejected[["file", "row", "key", "reason"]].to_numpy().tolist() == [
        ["groups.csv", 3, "100001", reason]
    ]


def test_a_school_that_is_in_one_trust_in_two_ways_stops_the_read() -> None:
    with pytest.raises(
        DuplicateKeyError, match=r"groups\.csv, rows 2 and 3: URN 100001, Linked UID 2044 must"
    ):
        read(MAT, MAT.replace("2012", "2013"))


@pytest.mark.parametrize(
    ("header", "missing"),
    [
        (HEADER.replace("Linked UID", "UID"), "'Linked UID' or 'Group UID'"),
        (HEADER.replace("Group Type", "Kind"), r"\['Group Type'\]"),
    ],
)
def test_a_missing_key_column_is_named(header: str, missing: str) -> None:
    with pytest.raises(MissingColumnError, match=rf"groups\.csv, row 1: .*{missing}.*download"):
        read(MAT, header=header)


@pytest.mark.realdata
def test_the_real_group_links_give_their_trusts(shared_data: Path) -> None:
    path = shared_data / "schools" / "gias_academy_grouplinks_2019-06-01.csv.gz"
    result = read_group_links(open_table(path, columns=COLUMNS))
    assert result.table["kind"].value_counts().to_dict() == {"MAT": 7259, "SAT": 1366}
    assert result.report.rejected["reason"].value_counts().to_dict() == {
        "not an academy trust: School sponsor": 5996
    }
    assert result.table["companies_house_number"].dropna().str.len().eq(8).all()

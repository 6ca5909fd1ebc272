import random

import pytest

from geodata.errors import MissingColumnError
from geodata.rawfiles import open_upload
from geodata.readers.networks import read_network
from geodata.report import Read


def read(*lines: str, header: str = "urn,network", name: str = "Dioceses 2024.csv") -> Read:
    return read_network(open_upload(name, "\n".join([header, *lines]).encode()))


def rows(result: Read) -> list[list[object]]:
    return result.table.to_numpy().tolist()


def test_a_network_is_a_system_named_after_the_file() -> None:
    assert rows(read("100001, St. Mary's  Federation ", "100002,North")) == [
        [100001, "dioceses-2024", "st-marys-federation", "St. Mary's Federation"],
        [100002, "dioceses-2024", "north", "North"],
    ]


def test_a_system_column_wins_over_the_file_name_where_it_is_filled() -> None:
    result = read("North,1,Teaching Alliance", "North,2,", header="Network,URN,System")
    assert [row[1] for row in rows(result)] == ["teaching-alliance", "dioceses-2024"]


def test_names_that_differ_in_capitals_only_are_one_unit() -> None:
    assert [row[2:] for row in rows(read("1,North Hub", "2,NORTH hub"))] == [
        ["north-hub", "North Hub"]
    ] * 2


def test_names_that_share_a_slug_are_units_of_their_own_whatever_the_order() -> None:
    lines = ["1,St Mary", "2,St. Mary", "3,St-Mary", "4,St Mary 2"]
    expected = rows(read(*lines))
    assert len({row[2] for row in expected}) == 4
    for seed in range(5):
        shuffled = random.Random(seed).sample(lines, len(lines))  # noqa: S311
        assert rows(read(*shuffled)) == expected


def test_a_school_may_be_in_several_networks_but_once_in_each() -> None:
    result = read("1,North", "1,South", "1,north")
    assert [row[2] for row in rows(result)] == ["north", "south"]
    rejected = result.report.rejected
    assert rejected[["file", "row", "key", "reason"]].to_numpy().tolist() == [
        ["Dioceses 2024.csv", 4, "1", "listed in this network already"]
    ]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (",North", "no urn"),
        ("Greenhill,North", "the urn is not a whole number"),
        ("1,", "no network"),
    ],
)
def test_a_row_without_urn_or_network_is_rejected(line: str, reason: str) -> None:
    result = read("9,North", line)
    assert [row[0] for row in rows(result)] == [9]
    rejected = result.report.rejected
    assert rejected[["row", "severity", "reason"]].to_numpy().tolist() == [[3, "rejected", reason]]
    assert rejected["remedy"].notna().all()
    assert result.report.rows_in == result.report.rows_out + len(rejected)


def test_a_long_name_is_cut_with_a_warning() -> None:
    result = read("1," + "A" * 300)
    assert result.table["unit_name"].tolist() == ["A" * 200]
    assert len(result.table["unit_id"].iloc[0]) == 60
    assert result.report.problems[["row", "severity"]].to_numpy().tolist() == [[2, "warning"]]


def test_a_name_with_markup_or_a_formula_stays_as_written_but_its_id_is_plain() -> None:
    result = read('1,"=cmd()<script>alert(1)</script>"')
    assert result.table["unit_name"].tolist() == ["=cmd()<script>alert(1)</script>"]
    assert result.table["unit_id"].tolist() == ["cmd-script-alert-1-script"]


def test_a_missing_key_column_is_named() -> None:
    with pytest.raises(
        MissingColumnError, match=r"Dioceses 2024\.csv, row 1: a network file must .*\['network'\]"
    ):
        read("1,x", header="urn,hub")


def test_a_network_without_rows_is_an_empty_system() -> None:
    result = read()
    assert len(result.table) == 0
    assert result.report.rows_in == 0

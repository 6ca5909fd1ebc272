"""A visitor's list of schools: what is taken, what is refused, row by row."""

import pandas as pd
import pytest

from geodata.errors import MissingColumnError
from geodata.rawfiles import open_upload
from geodata.readers.urnlists import UrnList, read_urns

KNOWN = pd.Series([100001, 100002, 100003])
SUCCESSORS = pd.Series([100001, 100002, 100003], index=[90, 91, 91])


def read(*lines: str, header: str = "urn") -> UrnList:
    raw = open_upload("mine.csv", "\n".join([header, *lines]).encode())
    return read_urns(raw, known=KNOWN, successors=SUCCESSORS)


def test_open_schools_are_taken_each_once_in_order() -> None:
    assert read("100003", "100001.0").urns.tolist() == [100001, 100003]


def test_the_column_may_be_in_capitals_and_others_are_left_aside() -> None:
    assert read("x,100002", header="Name,URN").urns.tolist() == [100002]


@pytest.mark.parametrize(
    ("value", "reason", "remedy"),
    [
        ("abc", "the urn is not a whole number", "six digits"),
        ("555", "no open school of this snapshot has this URN", "check the number"),
        ("90", "this school has closed", "write 100001, which followed it"),
        ("91", "this school has closed", "write 100002 and 100003, which followed it"),
        ("100001", "listed already", "delete the row"),
        ("=1+1", "the urn is not a whole number", "six digits"),
    ],
)
def test_a_bad_row_is_refused_with_its_number_and_remedy(
    value: str, reason: str, remedy: str
) -> None:
    listed = read("100001", value)
    assert listed.urns.tolist() == [100001]
    (problem,) = listed.problems.to_dict("records")
    assert (problem["row"], problem["reason"]) == (3, reason)
    assert remedy in problem["remedy"]


def test_a_file_without_the_column_is_refused() -> None:
    with pytest.raises(MissingColumnError, match=r"mine\.csv, row 1: .* \['urn'\]"):
        read("1", header="school")

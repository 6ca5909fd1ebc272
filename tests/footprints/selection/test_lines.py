"""Look into many lines at once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from footprints.selection.lines import join_lines

HELD = ["st mary", "", "mary", "all saints", "ma"]


@pytest.mark.parametrize(
    ("piece", "rows"),
    [
        ("mary", [0, 2]),
        ("\nma", [2, 4]),
        ("\nma\n", [4]),
        (" mary\n", [0]),
        ("a", [0, 2, 3, 4]),
        ("\n\n", [1]),
        ("zz", []),
        ("marystmary", []),
    ],
)
def test_a_piece_is_found_in_the_lines_that_hold_it(piece: str, rows: list[int]) -> None:
    assert list(join_lines(HELD).find(piece)) == rows


def test_all_pieces_must_be_in_one_line() -> None:
    lines = join_lines(HELD)
    assert list(lines.find_all(["ma", "st"])) == [0]
    assert list(lines.find_all(["ma"])) == [0, 2, 4]
    assert list(lines.find_all(["s", "a"])) == [0, 3]


def test_nothing_is_in_no_lines() -> None:
    assert list(join_lines([]).find("a")) == []
    assert list(join_lines([]).find_all(["a", "b"])) == []


@given(
    held=st.lists(st.text("ab ", max_size=5), max_size=8),
    pieces=st.lists(st.text("ab ", min_size=1, max_size=3), min_size=1, max_size=3),
)
def test_it_finds_what_looking_into_each_line_finds(held: list[str], pieces: list[str]) -> None:
    lines = join_lines(held)
    hoped = [row for row, line in enumerate(held) if all(piece in line for piece in pieces)]
    assert list(lines.find_all(pieces)) == hoped
    first = pieces[0]
    begin = [row for row, line in enumerate(held) if line.startswith(first)]
    assert list(lines.find(f"\n{first}")) == begin
    assert list(lines.find(f"\n{first}\n")) == [r for r, line in enumerate(held) if line == first]

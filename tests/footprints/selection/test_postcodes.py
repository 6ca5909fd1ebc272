"""Write postcodes, and find where they are."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from footprints.schema import check_table
from footprints.selection.postcodes import Place, find_place, index_postcodes, write_postcode

ROWS = [
    ("M1 1AE", "E08000003", 384_000.0, 398_000.0),
    ("M1 1AF", "E08000003", 384_200.0, 398_100.0),
    ("M1 2ZZ", None, 385_000.0, 398_900.0),
    ("M11 4SH", "E08000003", 388_001.0, 397_003.0),
    ("M1W 1AA", "E08000003", 300_000.0, 300_000.0),
    ("CA10 2AB", "E06000064", 357_052.0, 525_719.0),
]


@pytest.fixture
def postcodes() -> pd.DataFrame:
    columns = ["postcode", "lad_code", "easting", "northing"]
    return check_table("postcodes", pd.DataFrame(ROWS, columns=columns))


@pytest.mark.parametrize(
    ("text", "postcode"),
    [
        ("NW3 2NY", "NW3 2NY"),
        ("nw32ny", "NW3 2NY"),
        (" ec1a  1bb ", "EC1A 1BB"),
        ("M11AE", "M1 1AE"),
        ("w1a", "W1A"),
        ("ca10", "CA10"),
        ("ca1 0", None),
        ("ca 10", None),
        ("NW3 2", None),
        ("NW3 2NYX", None),
        ("100001", None),
        ("St Mary", None),
        ("M\u00b2", None),
        ("", None),
    ],
)
def test_a_postcode_is_told_from_other_text(text: str, postcode: str | None) -> None:
    assert write_postcode(text) == postcode


@given(text=st.text(max_size=12))
def test_writing_twice_is_writing_once(text: str) -> None:
    written = write_postcode(text)
    assert written is None or write_postcode(written) == written


def test_a_postcode_is_where_the_table_says(postcodes: pd.DataFrame) -> None:
    found = find_place(postcodes, "m1 1af")
    assert found == Place("M1 1AF", 384_200.0, 398_100.0, 1, "E08000003")
    assert found.is_whole


def test_a_postcode_without_a_district_has_none(postcodes: pd.DataFrame) -> None:
    assert find_place(postcodes, "M12ZZ") == Place("M1 2ZZ", 385_000.0, 398_900.0)


def test_a_district_is_the_median_of_its_postcodes_and_of_no_others(
    postcodes: pd.DataFrame,
) -> None:
    # M11 and M1W begin with the same letters
    assert find_place(postcodes, "M1") == Place("M1", 384_200.0, 398_100.0, 3)
    assert find_place(postcodes, "m11") == Place("M11", 388_001.0, 397_003.0, 1)
    assert find_place(postcodes, "CA10") == Place("CA10", 357_052.0, 525_719.0, 1)


@pytest.mark.parametrize("text", ["A1 1AA", "ZZ99 9ZZ", "M1 1AG", "CA1", "M", "school", ""])
def test_what_the_table_does_not_have_is_no_place(text: str, postcodes: pd.DataFrame) -> None:
    assert find_place(postcodes, text) is None
    assert find_place(postcodes.iloc[:0], text) is None


def test_the_index_answers_as_the_table_does(postcodes: pd.DataFrame) -> None:
    before = postcodes.copy()
    index = index_postcodes(postcodes)
    for text in ("M1", "M1 1AE", "M1 2ZZ", "M11", "CA10 2AB", "CA9"):
        assert find_place(index, text) == find_place(postcodes, text)
    pd.testing.assert_frame_equal(postcodes, before)


@given(
    rows=st.dictionaries(
        st.from_regex(r"[A-C]{1,2}[0-2][0-2]? [0-1][A-B]{2}", fullmatch=True),
        st.tuples(st.integers(0, 999), st.integers(0, 999)),
        max_size=40,
    ),
    asked=st.from_regex(r"[A-C]{1,2}[0-2][0-2]?( [0-1][A-B]{2})?", fullmatch=True),
)
def test_the_search_finds_what_comparing_every_row_finds(
    rows: dict[str, tuple[int, int]], asked: str
) -> None:
    table = pd.DataFrame(
        [
            {"postcode": p, "lad_code": None, "easting": e, "northing": n}
            for p, (e, n) in rows.items()
        ],
        columns=["postcode", "lad_code", "easting", "northing"],
    )
    own = table[[p == asked or p.split(" ")[0] == asked for p in table["postcode"]]]
    found = find_place(check_table("postcodes", table), asked)
    assert (found is None) == own.empty
    if found is not None:
        points = own[["easting", "northing"]].median().tolist()
        assert [found.easting, found.northing] == points
        assert found.n_postcodes == len(own)

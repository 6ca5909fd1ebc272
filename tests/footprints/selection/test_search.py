"""Find a school, unit or place by what people type."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from footprints.schema import empty_table
from footprints.selection.lines import join_lines
from footprints.selection.names import Names, fold, index_names
from footprints.selection.postcodes import Place
from footprints.selection.search import find
from tests.footprints.smallengland import make_schools, make_table

SCHOOLS = [
    {"urn": 100001, "name": "St. Mary's CofE Primary", "town": "Carrow", "postcode": "NW3 2NY"},
    {"urn": 100002, "name": "Mary Seacole Academy", "town": "Aldmoor", "postcode": "NW3 2NZ"},
    {"urn": 100003, "name": "FIERTÉ Hall", "town": "Maryport", "postcode": None},
    {"urn": 100004, "name": "Hall & Sons <b>School</b>", "phase": "Primary", "la_name": "Aldmoor"},
    {"urn": 100005, "name": None, "town": "Aldmoor", "postcode": "NW31 1AA"},
]
HERE = Place("NW3 2NY", 527_000.0, 185_000.0, 1, "E1")


@pytest.fixture(scope="module")
def names() -> Names:
    links = [(99, 100002, "Mary Seacole Academy", "Successor")]
    links += [(100002, 99, "Old Seacole Juniors", "Predecessor")]
    units = [("maths", "M1", "Aldmoor Maths Hub", "Mary Seacole Academy")]
    units += [("trust", "T1", "Fierté Trust", None), ("trust", "T2", "Mary Seacole Academy", None)]
    units += [("trust", "T-3", "Fierte Learning Partnership", None), ("lad", "E1", "Camden", None)]
    held = [(urn, "trust", "T-3", "listed") for urn in (100001, 100003, 100004)]
    held += [(100002, "trust", "T2", "listed"), (100005, "trust", None, "none")]
    return index_names(
        make_schools(SCHOOLS),
        make_rows("units", "system unit_id name base_name", units),
        make_rows("systems", "system unit_name", [("maths", "Maths Hub"), ("trust", "trust")]),
        make_rows("links", "urn linked_urn linked_name kind", links),
        make_rows("memberships", "urn system unit_id certainty", held),
    )


def make_rows(table: str, columns: str, rows: list[tuple]) -> pd.DataFrame:
    return make_table(table, [dict(zip(columns.split(), row, strict=True)) for row in rows])


def labels(names: Names, query: str) -> list[object]:
    return find(names, query)["label"].tolist()


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("100003", "FIERTÉ Hall"),
        ("fierte hall", "FIERTÉ Hall"),
        ("Fierté Hall", "FIERTÉ Hall"),
        ("st marys", "St. Mary's CofE Primary"),
        ("st mary\u2019s", "St. Mary's CofE Primary"),
        ("ST. MARY'S", "St. Mary's CofE Primary"),
        ("saint marys", "St. Mary's CofE Primary"),
        ("st marys ce primary", "St. Mary's CofE Primary"),
        ("st marys church of eng", "St. Mary's CofE Primary"),
        ("primary carrow", "St. Mary's CofE Primary"),
        ("NW3 2NY", "St. Mary's CofE Primary"),
        ("nw32ny", "St. Mary's CofE Primary"),
        ("nw3 2n", "Mary Seacole Academy"),
        ("hall & sons", "Hall & Sons <b>School</b>"),
        ("hall and sons", "Hall & Sons <b>School</b>"),
        ("aldmoor maths", "Aldmoor Maths Hub"),
        ("M1", "Aldmoor Maths Hub"),
        ("t3", "Fierte Learning Partnership"),
        ("T-3", "Fierte Learning Partnership"),
        ("seacole juniors", "Old Seacole Juniors"),
        ("99", "Old Seacole Juniors"),
        ("seacole mary", "Mary Seacole Academy"),
    ],
)
def test_what_people_type_comes_first(names: Names, query: str, first: str) -> None:
    assert labels(names, query)[0] == first


def test_the_better_it_fits_the_earlier_it_comes(names: Names) -> None:
    # begins with it (a trust of one school after the school); a word of the name does; a word of
    # the base or the town does
    assert labels(names, "mary") == [
        "Mary Seacole Academy",
        "Mary Seacole Academy",
        "St. Mary's CofE Primary",
        "Aldmoor Maths Hub",
        "FIERTÉ Hall",
    ]
    assert find(names, "mary")["kind"].tolist()[:2] == ["school", "unit"]


def test_units_come_before_schools_and_larger_units_first(names: Names) -> None:
    assert labels(names, "fierte") == [
        "Fierte Learning Partnership",
        "Fierté Trust",
        "FIERTÉ Hall",
    ]


def test_an_old_urn_leads_to_the_school_that_followed(names: Names) -> None:
    found = find(names, "99").query("kind == 'former'")
    assert found["key"].tolist() == ["100002"]
    assert found["label"].tolist() == ["Old Seacole Juniors"]
    assert found["detail"].tolist() == ["URN 99, closed; followed by Mary Seacole Academy"]


def test_an_open_school_comes_before_a_closed_one(names: Names) -> None:
    assert find(names, "seacole")["kind"].tolist() == ["school", "unit", "former", "unit"]
    schools = make_schools([{"urn": 100001, "name": "The Camden Hall"}])
    links = [(5, 100001, "x", "Successor"), (100001, 5, "Camden Juniors", "Predecessor")]
    nothing = [empty_table(name) for name in ("units", "systems", "memberships")]
    old = make_rows("links", "urn linked_urn linked_name kind", links)
    # though the closed one's name begins with it
    camden = index_names(schools, *nothing[:2], old, nothing[2])
    assert labels(camden, "camden") == ["The Camden Hall", "Camden Juniors"]


def test_a_school_without_a_name_is_found_by_urn_and_town(names: Names) -> None:
    assert find(names, "100005")["key"].tolist() == ["100005"]
    assert "100005" in find(names, "aldmoor")["key"].tolist()


def test_part_of_a_postcode_leads_to_its_schools_and_then_to_those_of_longer_ones(
    names: Names,
) -> None:
    assert find(names, "nw3")["key"].tolist() == ["100002", "100001", "100005"]
    assert find(names, "nw31")["key"].tolist() == ["100005"]


def test_a_place_follows_what_has_exactly_its_name(names: Names) -> None:
    found = find(names, "nw32ny", place=HERE)
    assert found["kind"].tolist() == ["school", "place"]
    assert found["label"].iloc[1] == "NW3 2NY: a place (postcode)"
    assert found["detail"].iloc[1] == "in Camden"
    assert found[["easting", "northing"]].iloc[1].tolist() == [527_000.0, 185_000.0]
    assert found[["easting", "northing"]].iloc[0].isna().all()


def test_a_place_that_no_school_has_is_found_alone(names: Names) -> None:
    found = find(names, "AB1 1AA", place=Place("AB1 1AA", 1.0, 2.0))
    assert found[["kind", "key", "detail"]].to_numpy().tolist() == [
        ["place", "AB1 1AA", "on the map"]
    ]
    assert found.dtypes.equals(find(names, "nw3").dtypes)


def test_the_place_of_a_district_comes_before_its_schools(names: Names) -> None:
    found = find(names, "NW3", place=Place("NW3", 527_000.0, 185_000.0, 1_204), limit=3)
    assert found["key"].tolist() == ["NW3", "100002", "100001"]
    assert found["label"].iloc[0] == "NW3: a place (postcode district)"
    assert found["detail"].iloc[0] == "the middle of its 1,204 postcodes"


@pytest.mark.parametrize("query", ["", "   ", "&", "'.", "—", "\n"])
def test_a_blank_query_finds_nothing(names: Names, query: str) -> None:
    assert find(names, query).empty


@pytest.mark.parametrize(
    "query", ["zzzz", "mary zzzz", "[", "(", "a.*x9\\", "<script>", "%", "🏫"]
)
def test_what_is_not_there_is_not_found_and_nothing_breaks(names: Names, query: str) -> None:
    assert find(names, query).empty


def test_the_answer_has_the_columns_of_the_index_and_at_most_the_limit(
    names: Names,
) -> None:
    for query in ("a", "", "zzzz"):
        assert find(names, query).columns.tolist() == [*names.table.columns, "easting", "northing"]
    assert len(find(names, "a", limit=2)) == 2
    assert find(names, "a", limit=2).equals(find(names, "a").head(2))


def test_nothing_is_changed(names: Names) -> None:
    before = names.table.copy()
    find(names, "nw32ny", place=HERE)
    pd.testing.assert_frame_equal(names.table, before)


TEXTS = ["st marys cofe primary", "mary seacole academy", "fierte hall"]


@settings(max_examples=50)
@given(query=st.text("amry1 .'É", max_size=6))
def test_an_answer_holds_every_word_of_the_query_and_no_other_row_does(query: str) -> None:
    padded = join_lines(f" {text} " for text in TEXTS)
    table = pd.DataFrame({"kind": "school", "key": list("abc"), "label": TEXTS})
    found = find(Names(table, 3, join_lines(TEXTS), padded, padded, padded), query)
    words = fold(pd.Series([query])).iloc[0].split()
    hoped = [text for text in TEXTS if words and all(word in text for word in words)]
    assert sorted(found["label"]) == sorted(hoped)


def test_an_empty_england_can_be_searched() -> None:
    tables = ("schools", "units", "systems", "links", "memberships")
    names = index_names(*[empty_table(name) for name in tables])
    assert names.table.empty
    assert find(names, "school").empty
    assert find(names, "NW3 2NY", place=HERE)["kind"].tolist() == ["place"]

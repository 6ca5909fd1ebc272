"""Find a school or unit by what people type."""

from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from footprints.schema import empty_table
from footprints.search import MAX_STEPS, find, fold, follow_successors, index_names, is_postcode
from tests.footprints.smallengland import England, make_schools, make_table

SCHOOLS = [
    {"urn": 100001, "name": "St. Mary's CofE Primary", "town": "Carrow", "postcode": "NW3 2NY"},
    {"urn": 100002, "name": "Mary Seacole Academy", "town": "Aldmoor", "postcode": "NW3 2NZ"},
    {"urn": 100003, "name": "FIERTÉ Hall", "town": "Maryport", "postcode": None},
    {"urn": 100004, "name": "Hall & Sons <b>School</b>", "phase": "Primary", "la_name": "Aldmoor"},
    {"urn": 100005, "name": None, "town": "Aldmoor"},
]


@pytest.fixture
def names() -> pd.DataFrame:
    links = [(99, 100002, "Mary Seacole Academy", "Successor")]
    links += [(100002, 99, "Old Seacole Juniors", "Predecessor")]
    units = [("maths", "M1", "Aldmoor Maths Hub", "Mary Seacole Academy")]
    units += [("trust", "T1", "Fierté Trust", None)]
    return index_names(
        make_schools(SCHOOLS),
        make_table(
            "units",
            [
                {"system": s, "unit_id": u, "name": name, "base_name": base}
                for s, u, name, base in units
            ],
        ),
        make_table(
            "systems",
            [
                {"system": "maths", "unit_name": "Maths Hub"},
                {"system": "trust", "unit_name": "trust"},
            ],
        ),
        make_links(links),
    )


def make_links(rows: list[tuple[int, int, str | None, str]]) -> pd.DataFrame:
    columns = ["urn", "linked_urn", "linked_name", "kind"]
    return make_table("links", [dict(zip(columns, row, strict=True)) for row in rows])


def labels(names: pd.DataFrame, query: str) -> list[object]:
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
        ("primary carrow", "St. Mary's CofE Primary"),
        ("NW3 2NY", "St. Mary's CofE Primary"),
        ("nw32ny", "St. Mary's CofE Primary"),
        ("hall & sons", "Hall & Sons <b>School</b>"),
        ("aldmoor maths", "Aldmoor Maths Hub"),
        ("M1", "Aldmoor Maths Hub"),
        ("seacole juniors", "Old Seacole Juniors"),
    ],
)
def test_what_people_type_comes_first(names: pd.DataFrame, query: str, first: str) -> None:
    assert labels(names, query)[0] == first


def test_a_name_that_begins_with_the_query_beats_one_that_holds_it(names: pd.DataFrame) -> None:
    # begins with it; then a word does; a unit (by its base) before schools of the same rank
    assert labels(names, "mary") == [
        "Mary Seacole Academy",
        "Aldmoor Maths Hub",
        "FIERTÉ Hall",
        "St. Mary's CofE Primary",
    ]


def test_units_come_before_schools_of_the_same_rank(names: pd.DataFrame) -> None:
    assert labels(names, "fierte") == ["Fierté Trust", "FIERTÉ Hall"]


def test_an_old_urn_leads_to_the_school_that_followed(names: pd.DataFrame) -> None:
    found = find(names, "99").query("kind == 'former'")
    assert found["key"].tolist() == ["100002"]
    assert found["label"].tolist() == ["Old Seacole Juniors"]
    assert found["detail"].tolist() == ["URN 99, closed; followed by Mary Seacole Academy"]


def test_a_school_without_a_name_is_found_by_urn_and_town(names: pd.DataFrame) -> None:
    assert find(names, "100005")["key"].tolist() == ["100005"]
    assert "100005" in find(names, "aldmoor")["key"].tolist()


def test_details_join_only_what_is_known(names: pd.DataFrame) -> None:
    detail = names.set_index("key")["detail"]
    assert detail["100004"] == "Primary · Aldmoor · 100004"
    assert detail["100005"] == "Aldmoor · 100005"
    assert detail["M1"] == "Maths Hub · M1 · Mary Seacole Academy"
    assert detail["T1"] == "trust · T1"


@pytest.mark.parametrize("query", ["", "   ", "&", "'.", "—", "\n"])
def test_a_blank_query_finds_nothing(names: pd.DataFrame, query: str) -> None:
    assert find(names, query).empty


@pytest.mark.parametrize(
    "query", ["zzzz", "mary zzzz", "[", "(", "a.*x9\\", "<script>", "%", "🏫"]
)
def test_what_is_not_there_is_not_found_and_nothing_breaks(
    names: pd.DataFrame, query: str
) -> None:
    assert find(names, query).empty


def test_the_answer_has_the_columns_of_the_index_and_at_most_the_limit(
    names: pd.DataFrame,
) -> None:
    assert find(names, "a").columns.equals(names.columns)
    assert len(find(names, "a", limit=2)) == 2
    assert find(names, "a", limit=2).equals(find(names, "a").head(2))


def test_row_order_does_not_matter_and_nothing_is_changed(names: pd.DataFrame) -> None:
    before = names.copy()
    found = find(names.iloc[::-1], "a")
    assert found["key"].tolist() == find(names, "a")["key"].tolist()
    pd.testing.assert_frame_equal(names, before)


TEXTS = ["st marys cofe primary 100001", "mary seacole academy 100002", "fierte hall 100003"]


@settings(max_examples=50)
@given(query=st.text("amry1 .'É", max_size=6))
def test_an_answer_holds_every_word_of_the_query_and_no_other_row_does(query: str) -> None:
    table = pd.DataFrame({"text": TEXTS, "label": TEXTS, "folded": TEXTS, "key": list("abc")})
    found = find(table.assign(kind="school"), query)
    words = fold(pd.Series([query])).iloc[0].split()
    hoped = [text for text in TEXTS if words and all(word in text for word in words)]
    assert sorted(found["text"]) == sorted(hoped)


def test_an_empty_england_can_be_searched() -> None:
    nothing = [empty_table(name) for name in ("schools", "units", "systems", "links")]
    names = index_names(*nothing)
    assert names.empty
    assert find(names, "school").empty


@pytest.mark.parametrize(
    ("query", "whole"),
    [
        ("NW3 2NY", True),
        ("nw32ny", True),
        (" EC1A 1BB ", True),
        ("M1 1AE", True),
        ("NW3", False),
        ("100001", False),
        ("NW3 2NYX", False),
        ("", False),
    ],
)
def test_a_whole_postcode_is_told_from_other_text(query: str, *, whole: bool) -> None:
    assert is_postcode(query) == whole


@given(text=st.text(max_size=30))
def test_folding_twice_is_folding_once(text: str) -> None:
    once = fold(pd.Series([text], dtype="str"))
    assert fold(once).equals(once)
    assert set(once.iloc[0]) <= set("abcdefghijklmnopqrstuvwxyz0123456789 ")


def test_folding_keeps_the_index_and_makes_missing_text_empty() -> None:
    folded = fold(pd.Series(["É!", None], index=[5, 3], dtype="str"))
    assert folded.to_dict() == {5: "e", 3: ""}
    assert fold(pd.Series([], dtype="str")).empty


def test_old_urns_are_followed_to_schools_of_today(england: England) -> None:
    current = follow_successors(england.establishments, england.links)
    pairs = list(zip(current.index, current, strict=True))
    # 13 split in two; 14 and 15 only lead to each other
    assert pairs == [(11, 101), (12, 101), (13, 102), (13, 105)]
    assert current.dtype == "int64"


def test_a_school_that_is_open_has_no_follower(england: England) -> None:
    links = make_links([(101, 102, "Other", "Successor"), (11, 101, "Here", "Successor")])
    current = follow_successors(england.establishments, links)
    assert current.to_dict() == {11: 101}


@pytest.mark.parametrize(
    ("steps", "found"), [(1, True), (MAX_STEPS, True), (MAX_STEPS + 1, False)]
)
def test_long_chains_are_followed_to_a_limit(england: England, steps: int, *, found: bool) -> None:
    chain = [*range(1, steps + 1), 101]
    links = make_links([(a, b, None, "Successor") for a, b in pairwise(chain)])
    current = follow_successors(england.establishments, links)
    assert (1 in current.index) == found
    assert current.eq(101).all()


def test_without_links_nothing_is_followed(england: England) -> None:
    assert follow_successors(england.establishments, empty_table("links")).empty
    other = make_links([(11, 101, "x", "Merged - change in age range")])
    assert follow_successors(england.establishments, other).empty


def test_the_old_name_is_taken_from_whichever_link_gives_it() -> None:
    schools = make_schools([{"urn": 100001, "name": "New"}])
    rows = [(5, 100001, "New", "Successor"), (4, 5, None, "Successor")]
    links = make_links([*rows, (100001, 5, "Old", "Predecessor")])
    names = index_names(schools, empty_table("units"), empty_table("systems"), links)
    former = names[names["kind"] == "former"].set_index("text")["label"]
    assert former.to_dict() == {"urn 4 4": "URN 4", "old 5": "Old"}

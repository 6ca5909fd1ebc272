"""List what can be found, and follow old urns to the schools of today."""

import dataclasses
from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from footprints.schema import empty_table
from footprints.selection.names import MAX_STEPS, Names, fold, follow_successors, index_names
from tests.footprints.smallengland import England, make_schools, make_table


def make_links(rows: list[tuple[int, int, str | None, str]]) -> pd.DataFrame:
    columns = ["urn", "linked_urn", "linked_name", "kind"]
    return make_table("links", [dict(zip(columns, row, strict=True)) for row in rows])


def index_alone(schools: pd.DataFrame, links: pd.DataFrame) -> Names:
    """Index schools and their links, where there are no units."""
    units, systems, memberships = map(empty_table, ("units", "systems", "memberships"))
    return index_names(schools, units, systems, links, memberships)


def test_everything_is_listed_once_in_an_order_of_its_own(england: England) -> None:
    tables = (england.establishments, england.units, england.systems, england.links)
    nobody = empty_table("memberships")
    names = index_names(*tables, nobody)
    counts = names.table["kind"].value_counts().to_dict()
    former = len(follow_successors(england.establishments, england.links))
    assert counts == {
        "unit": len(england.units),
        "school": len(england.establishments),
        "former": former,
    }
    reverse = [table.iloc[::-1] for table in tables]
    again = index_names(*reverse, nobody)
    pd.testing.assert_frame_equal(again.table, names.table)
    assert again == dataclasses.replace(names, table=again.table)


def test_details_join_only_what_is_known() -> None:
    schools = make_schools(
        [
            {"urn": 100004, "name": "A", "phase": "Primary", "la_name": "Aldmoor"},
            {"urn": 100005, "name": None, "town": "Aldmoor"},
        ]
    )
    units = make_table(
        "units",
        [
            {"system": "maths", "unit_id": "M1", "name": "B", "base_name": "Seacole"},
            {"system": "trust", "unit_id": "T1", "name": "C"},
            {"system": "trust", "unit_id": "T2", "name": "D"},
        ],
    )
    systems = [("maths", "Maths Hub"), ("trust", "trust")]
    held = [(100004, "T1"), (100004, "T2"), (100005, "T2")]
    names = index_names(
        schools,
        units,
        make_table("systems", [{"system": s, "unit_name": n} for s, n in systems]),
        empty_table("links"),
        make_table(
            "memberships",
            [{"urn": u, "system": "trust", "unit_id": t, "certainty": "listed"} for u, t in held],
        ),
    )
    assert names.table.set_index("key")["detail"].to_dict() == {
        "100004": "Primary · Aldmoor · 100004",
        "100005": "Aldmoor · 100005",
        "M1": "Maths Hub · M1 · Seacole",
        "T1": "trust · T1 · 1 school",
        "T2": "trust · T2 · 2 schools",
    }
    # larger units first; one with a single school comes after the schools
    assert names.table["key"].tolist() == ["T2", "M1", "100005", "100004", "T1"]


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
    names = index_alone(schools, links)
    assert names.table["label"].tolist() == ["New", "Old", "URN 4"]
    assert names.codes.text.split() == ["100001", "5", "4"]


def test_an_old_urn_of_the_same_name_is_found_by_the_urn_only() -> None:
    schools = make_schools([{"urn": 100001, "name": "St. Mary's"}])
    links = make_links([(5, 100001, None, "Successor"), (100001, 5, "ST MARYS", "Predecessor")])
    names = index_alone(schools, links)
    assert names.table["label"].tolist() == ["St. Mary's", "ST MARYS"]
    assert names.labels.text == "\nst marys\n\n"
    assert names.texts.text.split() == ["st", "marys", "saint", "100001", "5"]

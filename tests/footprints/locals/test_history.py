"""The history of a school by its links."""

import pandas as pd

from footprints.locals.history import trace_history
from footprints.selection.names import MAX_STEPS


def make_links(*rows: tuple[int, int, str, str | None]) -> pd.DataFrame:
    table = pd.DataFrame(list(rows), columns=["urn", "linked_urn", "kind", "date"])
    table["linked_name"] = "School " + table["linked_urn"].astype("str")
    return table.astype({"date": "str"}).replace({"date": {"None": None}})


def read(history: pd.DataFrame) -> list[tuple[int, str, int]]:
    return list(zip(history["urn"], history["turn"], history["step"], strict=True))


def test_a_link_told_from_both_ends_counts_once_with_its_date() -> None:
    links = make_links((2, 1, "Predecessor", None), (1, 2, "Successor", "2012-08-31"))
    history = trace_history(2, links)
    assert read(history) == [(1, "before", 1)]
    assert history["date"].tolist() == ["2012-08-31"]
    assert history["name"].tolist() == ["School 1"]


def test_a_link_told_only_by_the_other_end_counts() -> None:
    links = make_links((1, 2, "Successor", None))
    history = trace_history(2, links)
    assert read(history) == [(1, "before", 1)]
    # no link names the old school
    assert history["name"].isna().all()
    assert read(trace_history(1, links)) == [(2, "after", 1)]


def test_chains_are_followed_both_ways_and_end() -> None:
    links = make_links(*((n, n - 1, "Predecessor", None) for n in range(2, 6)))
    assert read(trace_history(3, links)) == [
        (2, "before", 1),
        (1, "before", 2),
        (4, "after", 1),
        (5, "after", 2),
    ]


def test_a_ring_of_links_ends() -> None:
    links = make_links((1, 2, "Successor", None), (2, 1, "Successor", None))
    assert read(trace_history(1, links)) == [(2, "before", 1)]


def test_very_long_chains_are_cut() -> None:
    links = make_links(*((n, n + 1, "Successor", None) for n in range(1, 60)))
    assert trace_history(1, links)["step"].max() == MAX_STEPS


def test_what_the_record_adds_is_kept() -> None:
    links = make_links(
        (3, 1, "Predecessor - merged", None),
        (3, 2, "Predecessor - merged", None),
        (3, 9, "Sixth Form Centre Link", None),
    )
    history = trace_history(3, links)
    assert read(history) == [(1, "before", 1), (2, "before", 1), (9, "beside", 1)]
    assert history["kind"].tolist() == ["merged", "merged", "Sixth Form Centre Link"]


def test_a_school_without_links_has_no_rows_and_the_links_stay_as_they_are() -> None:
    links = make_links((1, 2, "Successor", None))
    before = links.copy()
    assert trace_history(99, links).empty
    pd.testing.assert_frame_equal(links, before)
    assert trace_history(99, links.iloc[:0]).empty

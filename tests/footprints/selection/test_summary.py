"""A selection in words: counts that add up, shares with their counts, sense at 0 and 1."""

from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from footprints.membership.memberships import CERTAINTIES
from footprints.selection.summary import Summary, index_counts, say_summary, summarise
from tests.bench.england import read_england

SCHOOLS = pd.DataFrame(
    {
        "urn": [1, 2, 3],
        "phase": ["Primary", "Primary", "Not applicable"],
        "pupils": [100.0, np.nan, 40.0],
        "geometry": ["a point", "a point", None],
    }
)
HELD = pd.DataFrame(
    [
        (1, "maths", "M1", "designated"),
        (2, "maths", "M1", "shared"),
        (2, "maths", "M2", "shared"),
        (3, "maths", None, "none"),
        (3, "la", "202", "designated"),
    ],
    columns=["urn", "system", "unit_id", "certainty"],
)
UNITS = pd.DataFrame(
    {"system": ["maths"] * 2, "unit_id": ["M1", "M2"], "name": ["North", "South"]}
)


def summary_of(shown: list[bool]) -> Summary:
    return summarise(index_counts(SCHOOLS, HELD, UNITS, system="maths"), np.array(shown))


def test_everything_is_counted() -> None:
    assert summary_of([True, True, True]) == Summary(
        n=3,
        of=3,
        unplaced=1,
        pupils=140,
        unstated=1,
        phases=(("Primary", 2), ("of no stated phase", 1)),
        n_units=2,
        units=(("North", 2), ("South", 1)),
        certainties=(("designated", 1), ("shared", 1), ("none", 1)),
    )


@pytest.mark.parametrize(
    ("shown", "said"),
    [
        (
            [True, True, True],
            (
                "3 of 3 open schools (independents and colleges included), with 140 pupils: "
                "2 primary, 1 of no stated phase; 1 without a number of pupils; 1 without usable "
                "coordinates, so not on the map. They are in 2 Maths Hubs: North, 67% (2 of 3); "
                "South, 33% (1 of 3). How certain: 1 designated, 1 shared (counted in each of "
                "its units), 1 in no published unit."
            ),
        ),
        (
            [False, False, False],
            "None of the 3 open schools (independents and colleges included).",
        ),
        (
            [False, False, True],
            (
                "1 of 3 open schools (independents and colleges included), with 40 pupils: "
                "1 of no stated phase; 1 without usable coordinates, so not on the map. No unit "
                "of Maths Hubs is published for it. How certain: 1 in no published unit."
            ),
        ),
    ],
)
def test_it_is_said_plainly(shown: list[bool], said: str) -> None:
    assert say_summary(summary_of(shown), "Maths Hub", "Maths Hubs") == said


def test_row_order_changes_nothing() -> None:
    backwards = (SCHOOLS.iloc[::-1], HELD.iloc[::-1], UNITS.iloc[::-1])
    turned = summarise(index_counts(*backwards, system="maths"), np.ones(3, bool))
    assert turned == summary_of([True, True, True])


def test_certainties_are_told_firmest_first() -> None:
    told = [certainty for certainty, _ in summary_of([True] * 3).certainties]
    assert told == sorted(told, key=CERTAINTIES.index)


@pytest.mark.parametrize(
    ("n", "of", "said"), [(1, 1, "100%"), (1, 300, "under 1%"), (299, 300, "over 99%")]
)
def test_a_share_is_nothing_or_all_only_where_it_is(n: int, of: int, said: str) -> None:
    one = Summary(of, of, 0, 0, 0, (("Primary", of),), 1, (("North", n),), (("listed", of),))
    assert f"North, {said} ({n} of {of})" in say_summary(one, "Maths Hub", "Maths Hubs")


def test_phases_beyond_the_first_are_counted_together() -> None:
    phases = (("Primary", 5), ("Secondary", 2), ("Nursery", 1))
    said = say_summary(Summary(10, 10, 0, 9, 0, phases, 0, (), (("none", 10),)), "Hub", "Hubs")
    assert "5 primary, 2 secondary, 1 nursery, 2 of other phases." in said


@pytest.mark.realdata
def test_england_is_summed_up_as_counted_another_way(shared_data: Path) -> None:
    tables = read_england(shared_data)
    schools, held = tables["schools"], tables["memberships"]
    shown = schools["region"].eq("South West").to_numpy()
    told = summarise(index_counts(schools, held, tables["units"], system="tsh"), shown)
    units: dict[str, set[int]] = {}
    certain: dict[int, str] = {}
    inside = set(schools.loc[shown, "urn"])
    rows = held.loc[held["system"] == "tsh", ["urn", "unit_id", "certainty"]]
    for urn, unit, certainty in rows.itertuples(index=False):
        if urn in inside:
            certain[urn] = certainty
            if certainty != "none":
                units.setdefault(unit, set()).add(urn)
    assert told.n == len(inside)
    assert told.n_units == len(units)
    sizes = sorted((len(members) for members in units.values()), reverse=True)
    assert [n for _, n in told.units] == sizes[:3]
    assert dict(told.certainties) == Counter(certain.values())

"""The nearest schools of the same phase: never the school itself, ties by urn."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from footprints.locals.nearest import find_nearest, group_peers
from tests.footprints.slowneighbours import slow_peers


def make_points(*points: tuple[float, float], first: int = 1, **columns: Any) -> pd.DataFrame:
    """Make primary schools at these metres, urns from `first` up."""
    table = pd.DataFrame(points, columns=["easting", "northing"], dtype="float64")
    told = {"phase": "Primary", "type": "Academy", "low_age": 4.0, "high_age": 11.0} | columns
    return table.assign(urn=range(first, first + len(table)), **told)


def find(schools: pd.DataFrame, k: int = 10, inside: list[bool] | None = None) -> dict[int, list]:
    """Give the urns of the nearest of each school."""
    told = np.array(inside) if inside else np.ones(len(schools), dtype="bool")
    urns = schools["urn"].to_numpy()
    rows = find_nearest(schools, told, k=k).rows
    return {int(urn): urns[row[row >= 0]].tolist() for urn, row in zip(urns, rows, strict=True)}


def test_the_nearest_come_first_and_the_school_itself_never() -> None:
    schools = make_points((0, 0), (3000, 4000), (0, 1000), (0, 9000))
    assert find(schools, k=2) == {1: [3, 2], 2: [3, 1], 3: [1, 2], 4: [2, 3]}
    km = find_nearest(schools, np.ones(4, dtype="bool"), k=2).km
    assert km[0].tolist() == [1.0, 5.0]


def test_fewer_than_k_where_the_phase_has_fewer() -> None:
    schools = make_points((0, 0), (1, 0), (2, 0), (3, 0))
    schools["phase"] = ["Primary", "Primary", "Primary", "Nursery"]
    nearest = find_nearest(schools, np.ones(4, dtype="bool"))
    assert nearest.rows.shape == nearest.km.shape == (4, 10)
    assert find(schools) == {1: [2, 3], 2: [1, 3], 3: [2, 1], 4: []}
    assert np.isnan(nearest.km[nearest.rows < 0]).all()
    assert np.isnan(nearest.km).sum() == 3 * 8 + 10


def test_ties_go_by_urn_also_at_the_edge() -> None:
    ring = [(5, 0), (0, 5), (-5, 0), (0, -5), (3, 4), (4, 3), (-3, 4), (-4, 3), (3, -4), (4, -3)]
    schools = make_points((0, 0), *ring, first=100)
    assert find(schools, k=3)[100] == [101, 102, 103]
    assert find(schools.iloc[::-1], k=3)[100] == [101, 102, 103]


@pytest.mark.parametrize("n", [11, 12, 13, 40, 100])
def test_coincident_schools_are_neighbours_at_nothing(n: int) -> None:
    schools = make_points(*[(7.0, 7.0)] * n)
    found = find(schools)
    assert found[1] == list(range(2, 12))
    assert found[n] == list(range(1, 11))
    assert (find_nearest(schools, np.ones(n, dtype="bool")).km == 0).all()


def test_a_school_without_a_point_has_and_is_no_neighbour() -> None:
    schools = make_points((0, 0), (float("nan"), 5), (1, 1))
    assert find(schools) == {1: [3], 2: [], 3: [1]}


def test_a_school_outside_the_scope_has_neighbours_and_is_none() -> None:
    schools = make_points((0, 0), (1, 0), (2, 0))
    assert find(schools, inside=[True, False, True]) == {1: [3], 2: [1, 3], 3: [1]}
    assert find(schools, inside=[False, False, False]) == {1: [], 2: [], 3: []}


def test_no_schools_have_no_neighbours() -> None:
    assert find(make_points()) == {}


points = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=1, max_size=40)


@given(points=points, k=st.integers(1, 12), shuffled=st.randoms(use_true_random=False))
def test_equal_to_sorting_everybody_in_any_order(
    points: list[tuple[int, int]], k: int, shuffled: Any
) -> None:
    schools = make_points(*points)
    at = dict(zip(schools["urn"], points, strict=True))
    inside = {urn for urn in at if shuffled.random() < 0.8}
    expected = {}
    for urn, (x, y) in at.items():
        others = [((x - at[o][0]) ** 2 + (y - at[o][1]) ** 2, o) for o in inside - {urn}]
        expected[urn] = [o for _, o in sorted(others)[:k]]
    order = list(range(len(schools)))
    shuffled.shuffle(order)
    mixed = schools.iloc[order]
    assert find(mixed, k=k, inside=[urn in inside for urn in mixed["urn"]]) == expected


PEERS = [
    ("Primary", "Community school", 4, 11, "primary"),
    ("Middle deemed primary", "Academy converter", 8, 12, "primary"),
    ("Middle deemed secondary", "Community school", 9, 13, "secondary"),
    ("All-through", "Free Schools", 4, 18, "secondary"),
    ("Secondary", "Academy converter", 11, 18, "secondary"),
    ("Nursery", "Local authority nursery school", 2, 5, "nursery"),
    ("16 plus", "Further education", 16, 99, "16 plus"),
    ("Not applicable", "Community special school", 3, 19, "special"),
    ("Special", "Free School Special", 4, 11, "special"),
    ("Not applicable", "Other independent special school", 7, 18, "special"),
    ("Not applicable", "Pupil Referral Unit", 11, 16, "alternative provision"),
    ("PRU", "Academy Alternative Provision Converter", 5, 16, "alternative provision"),
    ("Not applicable", "City Technology College", 11, 18, "secondary"),
    ("Not applicable", "sixth form centres", 16, 19, "16 plus"),
    ("Not applicable", "Other independent school", 3, 11, "primary"),
    ("Not applicable", "Other independent school", 3, 13, "primary"),
    ("Not applicable", "Other independent school", 3, 18, "secondary"),
    (None, "Other independent school", 11, 16, "secondary"),
    ("Not applicable", "Other independent school", None, 16, None),
    ("Not applicable", None, None, None, None),
    ("Studio", "Studio school", 14, 19, "studio"),
]


@pytest.mark.parametrize(("phase", "kind", "low", "high", "expected"), PEERS)
def test_the_phase_a_school_is_compared_within(
    phase: str | None, kind: str | None, low: float, high: float, expected: str | None
) -> None:
    school = pd.DataFrame(
        {
            "phase": pd.Series([phase], dtype="str"),
            "type": pd.Series([kind], dtype="str"),
            "low_age": pd.Series([low], dtype="float64"),
            "high_age": pd.Series([high], dtype="float64"),
        }
    ).set_axis([7])
    found = group_peers(school)
    assert found.index.tolist() == [7]
    assert (None if found.isna()[7] else found[7]) == expected
    assert slow_peers(*school.iloc[0]) == expected

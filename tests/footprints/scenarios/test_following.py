"""Who goes where today, who follows a satellite, and who is served worst."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from footprints.scenarios.changes import CHANGES, SAME, count_changes, label_changes, rank_gains
from footprints.scenarios.errors import SitingError
from footprints.scenarios.following import find_least, find_today, follow_satellites
from footprints.scenarios.travelcosts import TravelCosts, measure_costs
from footprints.scenarios.worstserved import mark_worst_served

NAN = math.nan
cost = st.integers(0, 9).map(float) | st.just(NAN)
district = st.sampled_from(["D", "E"]) | st.none()
rows = st.lists(st.tuples(cost, cost, cost, district), min_size=1, max_size=12)


def make_costs(to_bases: list[list[float]], unit_ids: tuple[str, ...] = ("A", "B")) -> TravelCosts:
    urns = np.arange(1, len(to_bases) + 1)
    none = np.empty((len(urns), 0))
    return TravelCosts(urns, unit_ids, np.array(to_bases), urns[:0], none, "road", "minutes")


def hold(*members: tuple[int, str | None, str]) -> pd.DataFrame:
    return pd.DataFrame(members, columns=["urn", "unit_id", "certainty"])


def test_a_school_travels_to_its_unit_or_the_nearest_of_several() -> None:
    costs = make_costs([[1.0, 7.0], [9.0, 3.0], [2.0, NAN], [1.0, 1.0], [4.0, 4.0]])
    members = hold(
        (1, "B", "designated"),
        (2, "A", "shared"),
        (2, "B", "shared"),
        (3, "B", "listed"),
        (4, None, "none"),
        (5, "X", "shared"),
        (5, "W", "shared"),
        (99, "A", "listed"),
    )
    unit, cost_today = find_today(costs, members)
    assert unit.tolist() == ["B", "B", "B", None, "W"]
    np.testing.assert_array_equal(cost_today, [7, 3, NAN, NAN, NAN])


def test_without_memberships_a_school_travels_to_the_nearest_base() -> None:
    unit, cost_today = find_today(
        make_costs([[1.0, 7.0], [NAN, 3.0], [NAN, NAN], [2.0, 2.0]]), None
    )
    assert unit.tolist() == ["A", "B", None, "A"]
    np.testing.assert_array_equal(cost_today, [1, 3, NAN, 2])


def test_where_there_is_no_base_at_all_there_is_no_cost() -> None:
    column, least = find_least(np.empty((2, 0)))
    assert column.tolist() == [-1, -1]
    assert np.isnan(least).all()


@given(rows=rows)
def test_by_itself_no_school_gets_farther_and_none_is_lost(
    rows: list[tuple[float, float, float, str | None]],
) -> None:
    before, first, second = (np.array(v) for v in list(zip(*rows, strict=True))[:3])
    unit = np.where(np.isnan(before), None, "A")
    offers = np.column_stack([first, second])
    followed = follow_satellites((unit, before), offers, np.array([7, 8]))
    assert not followed["change"].isin(["farther", "lost"]).any()
    for row, (today, *to, _) in zip(followed.itertuples(), rows, strict=True):
        known = [c for c in (today, *to) if not math.isnan(c)]
        assert row.after == (min(known) if known else pytest.approx(NAN, nan_ok=True))
        if known and min(known) == today:
            assert row.unit_after == "A"


@given(rows=rows)
def test_a_district_moves_whole_to_where_its_schools_pay_least(
    rows: list[tuple[float, float, float, str | None]],
) -> None:
    before = np.array([row[0] for row in rows])
    offers = np.array([row[1:3] for row in rows])
    districts = np.array([row[3] for row in rows], dtype=object)
    unit = np.full(len(rows), "A", dtype=object)
    followed = follow_satellites((unit, before), offers, np.array([7, 8]), districts=districts)
    for name in ("D", "E"):
        own = [row for row in rows if row[3] == name and not math.isnan(row[0])]
        totals = [math.fsum(row[at] for row in own) for at in range(3)]
        best = min(t for t in totals if not math.isnan(t))
        there = followed[districts == name]["unit_after"]
        if not own or best == totals[0]:
            assert there.eq("A").all()
        else:
            assert set(there) == {f"satellite-{7 if totals[1] == best else 8}"}
    alone = np.array([name is None for name in districts])
    assert followed["unit_after"][alone].eq("A").all()
    counts = count_changes(followed["change"])
    assert sum(counts.values()) == len(rows)


def test_a_district_weighs_its_schools() -> None:
    today = np.array(["A", "A"], dtype=object), np.array([5.0, 5.0])
    offers, own = np.array([[1.0], [8.0]]), np.array(["D", "D"], dtype=object)
    for weight, moves in (([1.0, 1.0], True), ([1.0, 9.0], False), ([1.0, NAN], True)):
        followed = follow_satellites(
            today, offers, np.array([7]), districts=own, weight=np.array(weight)
        )
        assert followed["unit_after"].eq("satellite-7").all() == moves


def test_changes_are_told_apart_and_counted_and_ranked() -> None:
    before = np.array([5.0, 5.0, 5.0, 5.0, NAN, NAN, 5.0])
    after = np.array([4.0, 6.0, 5.0 + SAME / 2, NAN, 4.0, NAN, 1.0])
    changes = label_changes(before, after).tolist()
    assert changes == ["nearer", "farther", "same", "lost", "found", "unknown", "nearer"]
    counts = count_changes(pd.Series(changes))
    assert counts == {f"n_{name}": 1 for name in CHANGES} | {"n_nearer": 2}
    schools = pd.DataFrame({"urn": range(7), "gain": before - after, "change": changes})
    assert rank_gains(schools, "nearer")["urn"].tolist() == [6, 0]
    assert rank_gains(schools, "farther")["urn"].tolist() == [1]


@given(
    costs=st.lists(cost, min_size=1, max_size=30),
    share=st.sampled_from([0.1, 0.25, 0.5, 1.0]),
    data=st.data(),
)
def test_the_worst_served_hold_the_share_and_no_more_than_needed(
    costs: list[float], share: float, data: st.DataObject
) -> None:
    weights = data.draw(
        st.lists(st.sampled_from([0.0, 1.0, 3.0, NAN]), min_size=len(costs), max_size=len(costs))
    )
    worst = mark_worst_served(np.array(costs), np.array(weights), share=share)
    pairs = list(zip(costs, weights, strict=True))
    counts = [not math.isnan(c) and w > 0 for c, w in pairs]
    assert not any(w and not c for w, c in zip(worst, counts, strict=True))
    if not any(counts):
        return
    total = math.fsum(w for (_, w), c in zip(pairs, counts, strict=True) if c)
    marked = [pair for pair, w in zip(pairs, worst, strict=True) if w]
    left = [c for (c, _), w, k in zip(pairs, worst, counts, strict=True) if k and not w]
    assert math.fsum(w for _, w in marked) >= share * total - 1e-9
    lowest = min(c for c, _ in marked)
    assert all(c < lowest for c in left)
    assert math.fsum(w for c, w in marked if c > lowest) < share * total


def test_a_tenth_of_ten_is_one_and_of_eleven_two() -> None:
    for n, expected in ((10, 1), (11, 2), (30, 3), (100, 10)):
        assert mark_worst_served(np.arange(n, dtype="float64"), np.ones(n)).sum() == expected


def test_costs_of_other_shapes_or_that_are_none_are_refused() -> None:
    with pytest.raises(SitingError, match="`to_bases` must be 1 by 2, got \\(1, 1\\)"):
        make_costs([[1.0]])
    for wrong in (-1.0, math.inf):
        with pytest.raises(SitingError, match="`to_bases` must hold costs from 0 up"):
            make_costs([[1.0, wrong]])
    with pytest.raises(SitingError, match="`unit_ids` must name each once"):
        make_costs([[1.0, 2.0]], ("A", "A"))


def test_units_without_a_known_base_are_no_place_to_go() -> None:
    schools = pd.DataFrame({"urn": [1, 2], "easting": [0.0, NAN], "northing": [0.0, 0.0]})
    bases = pd.DataFrame(
        {"unit_id": ["A", "B"], "base_easting": [NAN, 3000.0], "base_northing": [0.0, 4000.0]}
    )
    costs = measure_costs(schools, bases, schools)
    assert costs.unit_ids == ("B",)
    np.testing.assert_allclose(costs.to_bases, [[5], [NAN]])
    np.testing.assert_allclose(costs.to_candidates, [[0, NAN], [NAN, NAN]])

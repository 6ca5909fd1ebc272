"""Groups compared: by hand, by loops, and the groups make up the whole."""

from math import isnan, nan
from statistics import mean, median

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from footprints.access.equity import EVERYONE, compare_groups, measure_equity
from footprints.access.groups import Groups
from footprints.access.inequality import (
    measure_concentration,
    measure_palma,
    measure_percentile_ratio,
)

URNS = [1, 2, 3, 4, 5, 6]
SCHOOLS = pd.DataFrame(
    {
        "urn": [*URNS[::-1], 99],
        "pupils": [400.0, 100, 200, nan, 300, 100, 5],
        "fsm_percent": [50.0, nan, 10, 20, 30, 40, 5],
    }
)
# 4 has no value, 6 no row
KM = pd.Series([50.0, 40, 41, nan, 10], index=[1, 2, 3, 4, 5])


def make_groups(labels: list[str], order: list[str]) -> Groups:
    category = pd.CategoricalDtype(order, ordered=True)
    made = pd.Series(labels, index=pd.Index(URNS[: len(labels)], name="urn"), dtype=category)
    return Groups("mine", made, "by hand")


GROUPS = make_groups(list("ababab"), ["b", "none", "a"])


def test_groups_by_hand() -> None:
    found = compare_groups(KM, GROUPS, SCHOOLS, threshold=40)
    assert found.index.tolist() == ["b", "none", "a", EVERYONE]
    assert found.index.name == "group"
    a = found.loc["a"]
    # 1, 3 and 5 at 50, 41 and 10 km; pupils 100, unstated, 100; FSM 40, 20 and unstated
    assert a[["n_schools", "n_measured", "n_unstated", "pupils"]].tolist() == [3, 3, 1, 200]
    assert a[["mean", "median", "pupil_mean"]].tolist() == pytest.approx([101 / 3, 41, 30])
    assert a[["p10", "p90"]].tolist() == pytest.approx([16.2, 48.2])
    assert a[["n_over", "share_over"]].tolist() == pytest.approx([2, 2 / 3])
    assert a[["n_fsm_unstated", "fsm_pupils", "fsm_pupils_over", "share_fsm_over"]].tolist() == [
        *[2, 40, 40, 1]
    ]
    # exactly at the threshold is not over it
    b = found.loc["b"]
    assert b[["n_schools", "n_measured", "n_over"]].tolist() == [3, 1, 0]
    assert b[["fsm_pupils", "fsm_pupils_over", "share_fsm_over"]].tolist() == [90, 0, 0]


def test_an_empty_group_is_there_and_says_nothing() -> None:
    row = compare_groups(KM, GROUPS, SCHOOLS, threshold=40).loc["none"]
    counts = ["n_schools", "n_measured", "n_unstated", "n_over", "n_fsm_unstated"]
    assert row[counts].tolist() == [0] * 5
    assert row.drop(counts).isna().all()


def test_without_a_threshold_nothing_is_over_it() -> None:
    found = compare_groups(KM, GROUPS, SCHOOLS)
    over = ["n_over", "share_over", "fsm_pupils_over", "share_fsm_over"]
    assert found[over].isna().all(axis=None)
    rest = compare_groups(KM, GROUPS, SCHOOLS, threshold=40)
    pd.testing.assert_frame_equal(found.drop(columns=over), rest.drop(columns=over))
    assert list(found.columns) == list(rest.columns)


rows = st.lists(
    st.tuples(
        st.sampled_from("xy"),
        st.one_of(st.integers(0, 9).map(float), st.just(nan)),
        st.one_of(st.integers(0, 9).map(float), st.just(nan)),
        st.one_of(st.integers(0, 9).map(lambda k: 10.0 * k), st.just(nan)),
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=40)
@given(rows, st.integers(0, 9))
def test_groups_equal_loops_and_make_up_the_whole(rows: list[tuple], threshold: int) -> None:
    urns = pd.Index(range(len(rows)), name="urn")
    labels, km, pupils, fsm = zip(*rows, strict=True)
    made = pd.Series(labels, index=urns, dtype=pd.CategoricalDtype(["x", "y"], ordered=True))
    schools = pd.DataFrame({"urn": urns, "pupils": pupils, "fsm_percent": fsm})
    values = pd.Series(km, index=urns)
    found = compare_groups(values, Groups("g", made, ""), schools, threshold=threshold)
    for group in ("x", "y", EVERYONE):
        own = [row for row in rows if group in (row[0], EVERYONE) and not isnan(row[1])]
        row = found.loc[group]
        assert row["n_measured"] == len(own)
        assert row["n_over"] == sum(r[1] > threshold for r in own)
        stated = [r for r in own if not isnan(r[2])]
        if own:
            assert row["mean"] == pytest.approx(mean(r[1] for r in own))
            assert row["median"] == pytest.approx(median(r[1] for r in own))
        if sum(r[2] for r in stated):
            total = sum(r[1] * r[2] for r in stated)
            assert row["pupil_mean"] == pytest.approx(total / sum(r[2] for r in stated))
        known = [(r[1], r[2] * r[3] / 100) for r in stated if not isnan(r[3])]
        assert row["n_fsm_unstated"] == len(own) - len(known)
        if known:
            assert row["fsm_pupils_over"] == pytest.approx(
                sum(n for k, n in known if k > threshold)
            )
    sums = ["n_schools", "n_measured", "n_over", "pupils", "fsm_pupils", "fsm_pupils_over"]
    parts = found.loc[["x", "y"], sums].sum()
    assert parts.tolist() == pytest.approx(found.loc[EVERYONE, sums].fillna(0).tolist())


def test_indices_are_those_of_what_is_known() -> None:
    schools = pd.DataFrame(
        {"urn": [1, 2, 3, 4], "pupils": [100.0, 300, nan, 100], "fsm_percent": [5.0, 9, 20, nan]}
    )
    km = pd.Series([2.0, 8, 4, 16, nan], index=[1, 2, 3, 4, 77])
    found = measure_equity(km, schools, kind="cost")
    assert (found.n_schools, found.n_measured, found.n_counted) == (5, 4, 2)
    assert found.p90_p10 == pytest.approx(measure_percentile_ratio([2, 8, 4, 16]))
    assert found.palma == pytest.approx(measure_palma([1 / 2, 1 / 8], [5, 9], [100, 300]))
    assert found.concentration == pytest.approx(measure_concentration([2, 8], [5, 9], [100, 300]))
    assert found.gini == pytest.approx(measure_concentration([2, 8], [2, 8], [100, 300]))


def test_costs_are_inverted_and_access_is_not() -> None:
    schools = pd.DataFrame({"urn": [1, 2], "pupils": 100.0, "fsm_percent": [10.0, 30]})
    values = pd.Series([4.0, 8.0], index=[1, 2])
    # the tenth is all of the first, the four tenths all of the second
    assert measure_equity(values, schools, kind="cost").palma == pytest.approx(2)
    assert measure_equity(values, schools, kind="access").palma == pytest.approx(0.5)
    assert measure_equity(values, schools, kind="cost", least_cost=8).palma == pytest.approx(1)
    cost, access = (measure_equity(values, schools, kind=kind) for kind in ("cost", "access"))
    assert cost.concentration == access.concentration == pytest.approx(1 / 6)
    assert "high-FSM schools travel farther" in cost.told["concentration"]
    assert "high-FSM schools have more access" in access.told["concentration"]
    assert "1 / cost, costs below 1 as 1" in cost.told["palma"]
    assert "1 / cost" not in access.told["palma"]


def test_nothing_measured_has_no_indices() -> None:
    found = measure_equity(pd.Series([nan], index=[1]), SCHOOLS, kind="cost")
    assert (found.n_schools, found.n_measured, found.n_counted) == (1, 0, 0)
    indices = [found.p90_p10, found.palma, found.concentration, found.gini]
    assert np.isnan(indices).all()


def test_distances_below_0_are_refused() -> None:
    with pytest.raises(ValueError, match=r"`costs` must be from 0 up, got -1\.0"):
        measure_equity(pd.Series([-1.0], index=[1]), SCHOOLS, kind="cost")

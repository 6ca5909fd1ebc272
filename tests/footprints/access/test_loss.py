"""Assigned against nearest: counted by hand and by loops, shared schools by each rule."""

from math import isnan, nan
from statistics import mean, median

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from footprints.access.loss import measure_area_losses, measure_unit_losses, rank_losses
from footprints.errors import UnknownKeyError

# urn, unit, nearest unit, km lost; 5 and 6 are shared, 4 and 6 not (wholly) measured
TRAVEL = pd.DataFrame(
    [
        (1, "A", "A", 0.0),
        (2, "A", "B", 8.0),
        (3, "A", "B", 0.0),  # both bases at one distance
        (4, "A", None, nan),
        (5, "A", "B", 5.0),
        (5, "B", "B", 0.0),
        (6, "A", "A", 0.0),
        (6, "C", "A", nan),
        (7, "B", "A", 2.0),
        (9, "B", "A", 90.0),  # in no table of schools
        (8, None, "A", nan),  # in no unit
    ],
    columns=["urn", "unit_id", "nearest_unit_id", "penalty_km"],
).assign(system="tsh")
SCHOOLS = pd.DataFrame(
    {"urn": [1, 2, 3, 4, 5, 6, 7, 8], "pupils": [100.0, 300, nan, 50, 200, 10, 40, 70]}
)
AREAS = pd.Series(["N", "N", "N", "S", "S", "S", None, "E"], index=SCHOOLS["urn"])


def units(**options: str) -> pd.DataFrame:
    return measure_unit_losses(TRAVEL, SCHOOLS, "tsh", scope="all", **options)


def areas(**options: str) -> pd.DataFrame:
    return measure_area_losses(TRAVEL, SCHOOLS, "tsh", AREAS, scope="all", **options)


def told(row: pd.Series, *names: str) -> list[float]:
    return row[list(names)].tolist()


COUNTS = ("n_schools", "n_shared", "n_measured", "n_elsewhere", "n_unstated")
AMOUNTS = ("mean_loss", "median_loss", "max_loss", "total_loss")


def test_a_unit_counts_the_schools_it_shares() -> None:
    row = units().loc["A"]
    # 1, 2, 3, 5 and 6 measured at 0, 8, 0, 5, 0
    assert told(row, *COUNTS) == [6, 2, 5, 2, 1]
    assert told(row, *AMOUNTS) == [2.6, 0, 8, 13]
    assert row["share_elsewhere"] == pytest.approx(0.4)
    # 8 x 300 + 5 x 200 over 610 pupils
    assert told(row, "pupils", "pupil_total_loss") == [610, 3400]
    assert row["pupil_mean_loss"] == pytest.approx(3400 / 610)


def test_a_base_that_is_just_as_near_is_no_loss() -> None:
    assert units().loc["B", "n_elsewhere"] == 1
    assert units(shared="left out").loc["A", "n_elsewhere"] == 1


def test_shared_schools_left_out_are_counted_and_not_measured() -> None:
    row = units(shared="left out").loc["A"]
    assert told(row, *COUNTS) == [6, 2, 3, 1, 1]
    assert told(row, *AMOUNTS) == pytest.approx([8 / 3, 0, 8, 8])


def test_a_shared_school_counts_where_it_loses_least_if_that_can_be_told() -> None:
    found = units(shared="nearest base")
    # 5 is in B now; 6 can't be told and is measured in neither
    assert told(found.loc["A"], *COUNTS) == [5, 1, 3, 1, 1]
    assert told(found.loc["B"], *COUNTS) == [2, 1, 2, 1, 0]
    assert told(found.loc["C"], *COUNTS) == [1, 1, 0, 0, 0]
    assert told(found.loc["B"], *AMOUNTS) == [1, 1, 2, 2]


def test_nothing_measured_is_missing_and_not_0() -> None:
    row = units().loc["C"]
    assert told(row, *COUNTS) == [1, 1, 0, 0, 0]
    amounts = told(row, *AMOUNTS, "share_elsewhere", "pupils", "pupil_mean_loss")
    assert all(map(isnan, amounts))


def test_an_area_counts_each_school_once() -> None:
    found = areas()
    assert told(found.loc["N"], *COUNTS, "n_without") == [3, 0, 3, 1, 1, 0]
    assert told(found.loc["S"], *COUNTS, "n_without") == [3, 2, 1, 0, 0, 0]
    assert told(found.loc["S"], *AMOUNTS) == [0, 0, 0, 0]
    assert told(found.loc["N"], "mean_loss", "pupil_mean_loss") == pytest.approx([8 / 3, 6])
    left_out = areas(shared="left out")
    assert told(left_out.loc["S"], *COUNTS) == [3, 2, 0, 0, 0]


def test_an_area_whose_schools_are_in_no_unit_is_there() -> None:
    row = areas().loc["E"]
    assert told(row, *COUNTS, "n_without") == [0, 0, 0, 0, 0, 1]
    assert isnan(row["mean_loss"])


def test_only_schools_in_scope_count() -> None:
    schools = SCHOOLS.assign(type="x", type_group=["Academies"] * 2 + ["Independent schools"] * 6)
    found = measure_unit_losses(TRAVEL, schools, "tsh")
    assert found["n_schools"].to_dict() == {"A": 2}


def test_a_system_whose_schools_are_in_no_unit_loses_nothing() -> None:
    travel = TRAVEL[TRAVEL["unit_id"].isna()]
    assert measure_unit_losses(travel, SCHOOLS, "tsh", scope="all").empty
    found = measure_area_losses(travel, SCHOOLS, "tsh", AREAS, scope="all")
    assert found["n_without"].to_dict() == {"E": 1, "N": 3, "S": 3}
    assert found["n_schools"].sum() == 0


def test_minutes_are_lost_as_km_are() -> None:
    travel = TRAVEL.rename(columns={"penalty_km": "penalty_minutes"})
    found = measure_unit_losses(travel, SCHOOLS, "tsh", loss="penalty_minutes", scope="all")
    pd.testing.assert_frame_equal(found, units())


losses = st.one_of(st.integers(0, 4).map(float), st.just(nan))
rows = st.lists(
    st.tuples(st.integers(1, 9), st.sampled_from("ABC"), st.sampled_from("ABC"), losses),
    unique_by=lambda row: row[:2],
    min_size=1,
    max_size=20,
)
pupils = st.lists(st.one_of(st.integers(0, 300).map(float), st.just(nan)), min_size=9, max_size=9)


@settings(max_examples=60)
@given(rows, pupils)
def test_units_equal_loops_over_rows(drawn: list[tuple], heads: list[float]) -> None:
    travel = pd.DataFrame(drawn, columns=["urn", "unit_id", "nearest_unit_id", "penalty_km"])
    schools = pd.DataFrame({"urn": range(1, 10), "pupils": heads})
    found = measure_unit_losses(travel.assign(system="x"), schools, "x", scope="all")
    assert set(found.index) == {unit for _, unit, _, _ in drawn}
    for unit in found.index:
        own = [row for row in drawn if row[1] == unit]
        known = [row for row in own if not isnan(row[3])]
        values = [row[3] for row in known]
        weighed = [(heads[row[0] - 1], row[3]) for row in known if not isnan(heads[row[0] - 1])]
        row = found.loc[unit]
        assert told(row, "n_schools", "n_measured") == [len(own), len(known)]
        assert row["n_elsewhere"] == sum(r[2] != unit and r[3] > 0 for r in known)
        if values:
            expected = [mean(values), median(values), max(values), sum(values)]
            assert told(row, *AMOUNTS) == pytest.approx(expected)
        if sum(head for head, _ in weighed):
            total = sum(head * lost for head, lost in weighed)
            assert row["pupil_total_loss"] == pytest.approx(total)
            expected_mean = total / sum(head for head, _ in weighed)
            assert row["pupil_mean_loss"] == pytest.approx(expected_mean)


@settings(max_examples=25)
@given(rows, pupils, st.sampled_from(["left out", "nearest base"]))
def test_areas_add_up_to_the_whole_and_order_changes_nothing(
    drawn: list[tuple], heads: list[float], rule: str
) -> None:
    travel = pd.DataFrame(drawn, columns=["urn", "unit_id", "nearest_unit_id", "penalty_km"])
    travel = travel.assign(system="x")
    schools = pd.DataFrame({"urn": range(1, 10), "pupils": heads})
    halves = pd.Series(list("NNNNNSSSS"), index=schools["urn"])
    options = {"scope": "all", "shared": rule}
    parts = measure_area_losses(travel, schools, "x", halves, **options)
    whole = measure_area_losses(travel, schools, "x", halves.replace("S", "N"), **options)
    for column in ("n_schools", "n_shared", "n_measured", "n_without", "n_elsewhere"):
        assert parts[column].sum() == whole.loc["N", column]
    assert parts["n_schools"].sum() + parts["n_without"].sum() == 9
    assert parts["total_loss"].sum() == pytest.approx(np.nan_to_num(whole.loc["N", "total_loss"]))
    turned = measure_area_losses(travel[::-1], schools[::-1], "x", halves[::-1], **options)
    pd.testing.assert_frame_equal(turned, parts)


LOSSES = pd.DataFrame(
    {
        "n_measured": [30, 2, 40, 12, 50, 10],
        "mean_loss": [4.0, 60, 9, 9, 1, nan],
        "total_loss": [120.0, 120, 360, 108, 50, nan],
    },
    index=pd.Index(list("BACDEF"), name="area"),
)


def test_areas_of_few_schools_are_not_ranked() -> None:
    found = rank_losses(LOSSES)
    assert found.table.index.tolist() == ["C", "D", "B", "E"]
    assert found.table["rank"].tolist() == [1, 1, 3, 4]
    assert (found.n_ranked, found.n_too_few, found.least_schools) == (4, 2, 10)
    assert list(found.table.columns) == ["rank", *LOSSES.columns]


def test_as_many_are_given_as_asked_for_and_those_equal_to_the_last() -> None:
    assert rank_losses(LOSSES, most=1).table.index.tolist() == ["C", "D"]
    by_total = rank_losses(LOSSES, by="total_loss", most=2, least_schools=1)
    assert by_total.table.index.tolist() == ["C", "A", "B"]


def test_nothing_to_rank_is_an_empty_table() -> None:
    found = rank_losses(LOSSES, least_schools=100)
    assert found.table.empty
    assert (found.n_ranked, found.n_too_few) == (0, 6)


def test_what_is_unknown_is_refused() -> None:
    with pytest.raises(UnknownKeyError, match=r"`system` must be one of \['tsh'\], got 'art'"):
        measure_unit_losses(TRAVEL, SCHOOLS, "art", scope="all")
    with pytest.raises(UnknownKeyError, match="`scope` must be one of"):
        measure_unit_losses(TRAVEL, SCHOOLS, "tsh", scope="mine")
    with pytest.raises(UnknownKeyError, match=r"`shared` must be one of .* got 'twice'"):
        units(shared="twice")
    with pytest.raises(UnknownKeyError, match=r"`shared` must be one of .* got 'in each'"):
        areas(shared="in each")
    doubled = pd.Series(["N", "S"], index=[1, 1])
    with pytest.raises(ValueError, match="`areas` must name each urn once, got 1 twice"):
        measure_area_losses(TRAVEL, SCHOOLS, "tsh", doubled, scope="all")

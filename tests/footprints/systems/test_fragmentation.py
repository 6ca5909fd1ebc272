"""How the schools of areas are divided among responsible bodies."""

from collections.abc import Callable
from math import exp, log

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from footprints.choices import Choice
from footprints.errors import UnknownKeyError
from footprints.systems.fragmentation import (
    measure_fragmentation,
    name_bodies,
    rarefy_bodies,
    vary_fragmentation,
)
from tests.footprints.smallengland import Built, make_schools

VECTOR = [28, 18, 12, 6, 1, 1, 1, 1, 1, 1]
DRAWN = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 4), st.integers(1, 9)), min_size=1)


def make_area(sizes: list[int], **columns: object) -> pd.DataFrame:
    """Make state-funded schools in trusts of these sizes, 100 pupils each."""
    trusts = [f"T{i}" for i, n in enumerate(sizes) for _ in range(n)]
    return make_schools(
        [
            {"urn": at, "type_group": "Academies", "trust_kind": "MAT", "la_code": "900"}
            | {"trust_id": trust, "pupils": 100.0, "phase": "Primary", "type": "Academy"}
            | columns
            for at, trust in enumerate(trusts, 1)
        ]
    )


def as_one(schools: pd.DataFrame) -> pd.Series:
    """Put all schools into one area."""
    return pd.Series("here", index=schools["urn"])


def test_the_vector_of_the_definitions() -> None:
    schools = make_area(VECTOR)
    row = measure_fragmentation(schools, as_one(schools)).loc["here"]
    assert row["n_schools"] == 70
    assert row["n_bodies"] == 10
    assert row["entropy"] == pytest.approx(1.592812, abs=5e-7)
    assert row["effective_bodies"] == pytest.approx(4.917556, abs=5e-7)
    assert row["hhi"] == pytest.approx(0.264082, abs=5e-7)
    assert row["inverse_hhi"] == pytest.approx(3.786708, abs=5e-7)
    assert row["largest_body"] == "trust:T0"
    assert row["largest_share"] == pytest.approx(0.4)
    assert row["n_big_trust"] == 64
    assert row["share_big_trust"] == pytest.approx(64 / 70)


def test_a_body_is_the_trust_else_the_authority(built: Built) -> None:
    bodies = name_bodies(built.schools)
    assert bodies[[102, 105, 106]].tolist() == ["trust:T1"] * 3
    assert bodies[[101, 103, 104]].tolist() == ["la:901", "la:902", "la:902"]
    assert bodies[110] == "trust:T2"
    # in a single-academy trust whose number nobody gives: not its authority's
    assert bodies[114] == "school:114"
    # supported by a foundation trust, with no authority on record
    assert pd.isna(bodies[112])


def test_a_trust_is_as_big_as_it_is_in_england() -> None:
    schools = make_area([6, 5])
    areas = pd.Series("here", index=[1, 7])
    row = measure_fragmentation(schools, areas).loc["here"]
    assert row[["n_schools", "n_big_trust", "share_big_trust"]].tolist() == [2, 1, 0.5]


def test_pupils_weigh_and_those_unstated_are_counted() -> None:
    schools = make_area([7, 1, 1]).assign(pupils=[10.0] * 7 + [30.0, np.nan])
    row = measure_fragmentation(schools, as_one(schools), weight="pupils").loc["here"]
    assert row[["n_schools", "n_unstated", "n_bodies"]].tolist() == [9, 1, 2]
    assert row["hhi"] == pytest.approx(0.7**2 + 0.3**2)
    assert row["entropy"] == pytest.approx(-0.7 * log(0.7) - 0.3 * log(0.3))
    assert row["share_big_trust"] == pytest.approx(0.7)


def test_without_any_pupils_nothing_is_known_of_shares() -> None:
    schools = make_area([2]).assign(pupils=np.nan)
    row = measure_fragmentation(schools, as_one(schools), weight="pupils").loc["here"]
    assert row[["n_schools", "n_unstated", "n_bodies"]].tolist() == [2, 2, 0]
    assert row.drop(["n_schools", "n_unstated", "n_bodies", "n_big_trust"]).isna().all()


def test_a_school_without_a_body_is_counted_as_unstated(built: Built) -> None:
    areas = pd.Series("here", index=[101, 112])
    row = measure_fragmentation(built.schools, areas).loc["here"]
    assert row[["n_schools", "n_unstated", "n_bodies", "effective_bodies"]].tolist() == [
        2,
        1,
        1,
        1,
    ]
    assert rarefy_bodies(built.schools, areas).loc["here", "n_schools"] == 1


def test_only_schools_in_scope_count(built: Built) -> None:
    areas = pd.Series("here", index=built.schools["urn"])
    state = measure_fragmentation(built.schools, areas).loc["here", "n_schools"]
    everyone = measure_fragmentation(built.schools, areas, scope="all").loc["here", "n_schools"]
    assert (state, everyone) == (13, 15)


def test_single_school_trusts_can_be_left_out(built: Built) -> None:
    areas = pd.Series("here", index=[101, 105, 110, 114])
    kept = measure_fragmentation(built.schools, areas).loc["here"]
    left = measure_fragmentation(built.schools, areas, leave_out_single=True).loc["here"]
    assert kept[["n_schools", "n_bodies"]].tolist() == [4, 4]
    assert left[["n_schools", "n_bodies"]].tolist() == [2, 2]


def test_the_range_has_every_alternative_once(built: Built) -> None:
    areas = pd.Series("here", index=built.schools["urn"])
    varied = vary_fragmentation(built.schools, areas, labels=["here"])
    assert varied.index.names == ["scope", "weight", "single_trusts", "area"]
    assert len(varied) == 8
    for scope, weight, single_trusts in {key[:3] for key in varied.index}:
        asked = measure_fragmentation(
            built.schools,
            areas,
            scope=scope,
            weight=weight,
            leave_out_single=single_trusts == "left out",
            labels=["here"],
        )
        pd.testing.assert_frame_equal(
            varied.xs((scope, weight, single_trusts), level=Choice._fields), asked
        )


@settings(max_examples=50)
@given(DRAWN)
def test_many_areas_at_once_are_each_as_counted_one_by_one(
    drawn: list[tuple[int, int, int]],
) -> None:
    schools = make_area([1] * len(drawn)).assign(
        trust_id=[f"T{body}" for _, body, _ in drawn], pupils=[float(p) for *_, p in drawn]
    )
    areas = pd.Series([f"A{area}" for area, *_ in drawn], index=schools["urn"])
    found = measure_fragmentation(schools, areas, weight="pupils")
    for area in {area for area, *_ in drawn}:
        own: dict[int, int] = {}
        for at, body, pupils in drawn:
            if at == area:
                own[body] = own.get(body, 0) + pupils
        shares = [n / sum(own.values()) for n in own.values()]
        entropy = -sum(p * log(p) for p in shares)
        row = found.loc[f"A{area}"]
        assert row["effective_bodies"] == pytest.approx(exp(entropy))
        assert row["inverse_hhi"] == pytest.approx(1 / sum(p * p for p in shares))
        assert row["largest_share"] == pytest.approx(max(shares))
        # Hill numbers fall with their order, from the number of bodies to 1
        assert row["n_bodies"] >= row["effective_bodies"] - 1e-9
        assert row["effective_bodies"] >= row["inverse_hhi"] - 1e-9
        assert row["inverse_hhi"] >= 1 - 1e-9


def test_relabelling_and_row_order_change_nothing_and_inputs_are_kept() -> None:
    schools = make_area(VECTOR)
    before = schools.copy(deep=True)
    plain = measure_fragmentation(schools, as_one(schools))
    renamed = schools.assign(trust_id=schools["trust_id"] + "x").sample(frac=1, random_state=3)
    other = measure_fragmentation(renamed, as_one(schools))
    numbers = plain.columns.drop("largest_body")
    pd.testing.assert_frame_equal(plain[numbers], other[numbers])
    pd.testing.assert_frame_equal(schools, before)


def test_a_school_may_be_in_two_areas() -> None:
    schools = make_area([1, 1])
    areas = pd.Series(["a", "b", "b"], index=[1, 1, 2])
    found = measure_fragmentation(schools, areas)
    assert found["n_bodies"].to_dict() == {"a": 1, "b": 2}


@pytest.mark.parametrize("measure", [measure_fragmentation, rarefy_bodies])
def test_an_empty_area_has_a_row_where_it_is_asked_for(
    measure: Callable[..., pd.DataFrame],
) -> None:
    schools = make_area([2])
    nobody = as_one(schools)[:0]
    assert measure(schools, nobody).empty
    row = measure(schools, nobody, labels=["here"]).loc["here"]
    assert row["n_schools"] == 0
    assert pd.isna(row["effective_bodies"])


def test_areas_are_compared_at_equal_size() -> None:
    # twenty bodies of one school each against two of two
    schools = make_area([1] * 20 + [2, 2])
    areas = pd.Series(["many"] * 20 + ["few"] * 4, index=schools["urn"])
    found = rarefy_bodies(schools, areas)
    assert found["n_drawn"].tolist() == [4, 4]
    assert found.loc["many", ["expected_bodies", "effective_bodies"]].tolist() == pytest.approx(
        [4, 4]
    )
    whole = measure_fragmentation(schools, areas).loc["few"]
    assert found.loc["few", "expected_bodies"] == pytest.approx(whole["n_bodies"])
    for name in ("effective_bodies", "inverse_hhi"):
        assert found.loc["few", name] == pytest.approx(whole[name])


def test_expected_numbers_are_what_draws_give() -> None:
    schools = make_area(VECTOR)
    found = rarefy_bodies(schools, as_one(schools), n_drawn=20).loc["here"]
    random, bodies = np.random.default_rng(4), schools["trust_id"].to_numpy()
    draws = [
        np.unique(random.choice(bodies, 20, replace=False), return_counts=True)[1] / 20
        for _ in range(4000)
    ]
    entropy = np.mean([-(p * np.log(p)).sum() for p in draws])
    assert found["expected_bodies"] == pytest.approx(np.mean([len(p) for p in draws]), rel=0.01)
    assert found["effective_bodies"] == pytest.approx(np.exp(entropy), rel=0.01)
    assert found["inverse_hhi"] == pytest.approx(
        1 / np.mean([(p**2).sum() for p in draws]), rel=0.01
    )


def test_an_area_smaller_than_the_draw_says_nothing() -> None:
    schools = make_area([3, 1])
    row = rarefy_bodies(schools, as_one(schools), n_drawn=5).loc["here"]
    assert row[["n_schools", "n_drawn"]].tolist() == [4, 5]
    assert row[["expected_bodies", "effective_bodies", "inverse_hhi"]].isna().all()


def test_bad_arguments_are_named() -> None:
    schools = make_area([2])
    with pytest.raises(UnknownKeyError, match=r"`weight` must be one of .* got 'desks'"):
        measure_fragmentation(schools, as_one(schools), weight="desks")  # type: ignore[arg-type]
    with pytest.raises(UnknownKeyError, match="`areas` must be of schools of the table, got 999"):
        measure_fragmentation(schools, pd.Series("here", index=[999]))
    with pytest.raises(UnknownKeyError, match="`scope` must be one of"):
        rarefy_bodies(schools, as_one(schools), scope="some")
    with pytest.raises(ValueError, match="`n_drawn` must be 1 or more, got 0"):
        rarefy_bodies(schools, as_one(schools), n_drawn=0)

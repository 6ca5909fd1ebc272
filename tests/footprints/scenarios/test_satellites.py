"""Satellites for an area: whom they help, and how sure the choice is."""

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from footprints.scenarios.application import apply_scenario
from footprints.scenarios.candidates import thin_candidates
from footprints.scenarios.comparison import compare_scenario
from footprints.scenarios.errors import SitingError
from footprints.scenarios.following import Follow
from footprints.scenarios.satellites import Question, Satellites, choose_satellites
from footprints.scenarios.scenario import MoveDistrict
from footprints.scenarios.scenariotext import read_scenario, write_scenario
from footprints.scenarios.siting import AIMS
from footprints.scenarios.travelcosts import TravelCosts, measure_costs
from footprints.scope import in_scope
from tests.footprints.scenarios.exhaustive import judge, try_all
from tests.footprints.scenarios.slowtravel import tabulate
from tests.footprints.smallengland import Built, England

NAN = math.nan
BASES = pd.DataFrame(
    {"unit_id": ["A", "B"], "base_easting": [0.0, 60e3], "base_northing": [0.0, 0.0]}
)
# urn, km east, km north, pupils, FSM %, district
PLACES = [
    (101, 1, 0, 200, 10, "D"),
    (102, 5, 0, 300, 20, "D"),
    (103, 30, 0, 100, 50, "D"),
    (104, 32, 0, 400, 5, "E"),
    (105, 33, 1, 50, 40, "E"),
    (106, 50, 0, 250, NAN, "E"),
    (107, 58, 0, NAN, 30, "E"),
    (108, NAN, NAN, 90, 30, "E"),
]


@pytest.fixture
def schools() -> pd.DataFrame:
    columns = ["urn", "easting", "northing", "pupils", "fsm_percent", "lad_code"]
    table = pd.DataFrame(PLACES, columns=columns)
    return table.assign(easting=table["easting"] * 1e3, northing=table["northing"] * 1e3)


@pytest.fixture
def memberships(schools: pd.DataFrame) -> pd.DataFrame:
    """All are in A, whose base is at the western end."""
    held = pd.DataFrame({"urn": schools["urn"], "system": "tsh", "unit_id": "A"})
    other = held.assign(system="maths", unit_id="B")
    return pd.concat([held, other]).assign(certainty="designated")


def choose(
    schools: pd.DataFrame, question: Question, memberships: pd.DataFrame | None = None
) -> Satellites:
    costs = measure_costs(schools, BASES, schools)
    return choose_satellites(schools, costs, question, memberships=memberships)


def test_one_satellite_goes_where_the_worst_served_are(
    schools: pd.DataFrame, memberships: pd.DataFrame
) -> None:
    before = schools.copy(), memberships.copy()
    # a third of seven is three: those 33, 50 and 58 km from their base
    found = choose(schools, Question("tsh", share=1 / 3, threshold=40), memberships)
    assert found.schools.loc[found.schools["counted"], "urn"].tolist() == [105, 106, 107]
    assert found.chosen == (106,)
    away = math.hypot(33, 1), math.hypot(17, 1)
    assert found.before == pytest.approx((away[0] + 50 + 58) / 3)
    assert found.after == pytest.approx((away[1] + 0 + 8) / 3)
    assert found.proven
    assert found.how == "each candidate looked at"
    assert found.winners["urn"].tolist() == [106, 107, 105, 104, 103]
    assert found.winners["gain"].tolist()[:2] == [50, 50]
    assert found.losers.empty
    worst = found.summary.loc["worst"]
    assert (worst["n_schools"], worst["n_nearer"], worst["n_over_before"]) == (3, 3, 2)
    assert (worst["max_after"], worst["n_over_after"]) == (pytest.approx(away[1]), 0)
    everyone = found.summary.loc["all"]
    assert (everyone["n_schools"], everyone["n_unknown"], everyone["n_same"]) == (8, 1, 2)
    assert found.n_unknown == 1
    pd.testing.assert_frame_equal(schools, before[0])
    pd.testing.assert_frame_equal(memberships, before[1])


def test_what_counts_is_schools_pupils_or_pupils_on_free_meals(schools: pd.DataFrame) -> None:
    found = {
        demand: choose(schools, Question("tsh", demand=demand, share=1))
        for demand in ("schools", "pupils", "fsm_pupils")
    }
    counted = {
        name: f.schools.loc[f.schools["counted"], "urn"].tolist() for name, f in found.items()
    }
    assert counted["schools"] == [101, 102, 103, 104, 105, 106, 107]
    assert counted["pupils"] == [101, 102, 103, 104, 105, 106]
    assert counted["fsm_pupils"] == [101, 102, 103, 104, 105]
    assert [f.n_unweighted for f in found.values()] == [0, 1, 2]
    # half of 100 pupils outweighs a twentieth of 400
    assert found["pupils"].chosen == (104,)
    assert found["fsm_pupils"].chosen == (103,)


def test_a_school_goes_to_its_own_unit_or_to_the_nearest_base(
    schools: pd.DataFrame, memberships: pd.DataFrame
) -> None:
    question = Question("tsh", share=1)
    assigned = choose(schools, question, memberships).schools.set_index("urn")
    nearest = choose(schools, question).schools.set_index("urn")
    assert set(assigned["unit_before"]) == {"A"}
    assert nearest["unit_before"].dropna().tolist() == ["A"] * 3 + ["B"] * 4
    assert assigned.loc[107, "before"] == 58
    assert nearest.loc[107, "before"] == 2
    other = choose(schools, replace(question, system="maths"), memberships)
    assert other.schools.set_index("urn").loc[107, "before"] == 2


def test_a_district_that_follows_whole_has_losers(
    schools: pd.DataFrame, memberships: pd.DataFrame
) -> None:
    question = Question("tsh", aim="cover", share=1, threshold=28, follow="district")
    whole = choose(schools, question, memberships)
    single = choose(schools, replace(question, follow="school"), memberships)
    assert whole.chosen == single.chosen == (105,)
    # a satellite in the east; district D would lose by moving there, E gains
    # E goes whole, also its school whose place nobody knows
    goes = whole.schools["unit_after"].eq("satellite-105")
    assert whole.schools.loc[goes, "urn"].tolist() == [104, 105, 106, 107, 108]
    assert single.winners["urn"].tolist() == [105, 107, 106, 104, 103]
    moved = choose(
        schools.assign(lad_code="D"), replace(question, share=0.3, aim="median"), memberships
    )
    assert moved.losers["urn"].tolist() == [101, 102]
    assert moved.summary.loc["all", "n_farther"] == 2
    assert moved.schools["gain"].sum() > 0


def test_a_school_beyond_reach_is_counted_and_found_by_a_satellite() -> None:
    schools = pd.DataFrame({"urn": [1, 2, 3]})
    costs = TravelCosts(
        urns=np.array([1, 2, 3]),
        unit_ids=("A",),
        to_bases=np.array([[30.0], [NAN], [NAN]]),
        candidates=np.array([2, 9]),
        to_candidates=np.array([[10.0, 12.0], [0.0, NAN], [NAN, NAN]]),
        method="road",
        measure="minutes",
    )
    found = choose_satellites(schools, costs, Question("tsh"))
    assert found.chosen == (2,)
    assert found.n_unknown == 2
    assert found.schools["change"].tolist() == ["nearer", "found", "unknown"]
    assert found.schools["after"].tolist()[:2] == [10, 0]
    assert (found.method, found.measure) == ("road", "minutes")


aims = st.sampled_from(sorted(AIMS))
spots = st.lists(
    st.tuples(st.integers(0, 60), st.integers(0, 9), st.integers(1, 4)), min_size=2, max_size=9
)


@settings(max_examples=60)
@given(
    spots=spots,
    aim=aims,
    k=st.integers(1, 3),
    share=st.sampled_from([0.1, 0.5, 1.0]),
    turn=st.randoms(use_true_random=False),
)
def test_choices_equal_trying_all_and_no_order_decides(
    spots: list[tuple[int, int, int]], aim: str, k: int, share: float, turn: object
) -> None:
    east, north, pupils = zip(*spots, strict=True)
    schools = pd.DataFrame({"urn": range(1, len(spots) + 1), "pupils": pupils}).assign(
        easting=np.array(east) * 1e3, northing=np.array(north) * 1e3
    )
    k = min(k, len(schools))
    question = Question(
        "tsh", n_satellites=k, aim=aim, demand="pupils", share=share, threshold=9.5
    )
    costs = measure_costs(schools, BASES, schools)
    found = choose_satellites(schools, costs, question)
    # the second route: the rows that count, every choice of k
    rows = found.schools["counted"].to_numpy()
    today = costs.to_bases.min(axis=1)[rows].tolist()
    offered, weight = costs.to_candidates[rows].tolist(), np.array(pupils)[rows].tolist()
    scores = try_all(aim, today, offered, weight, k=k, threshold=9.5)
    scale = sum(weight) if aim == "median" else 1
    assert found.after == pytest.approx(min(scores.values()) / scale, abs=1e-6)
    assert found.before == pytest.approx(
        judge(aim, today, [[] for _ in today], weight, 9.5) / scale
    )
    assert found.bound <= found.after <= found.before + 1e-9
    # nobody gets farther, and what is gained is what the tables say
    assert found.losers.empty
    assert (found.schools["gain"].dropna() >= 0).all()
    if k < len(schools):
        more = choose_satellites(schools, costs, replace(question, n_satellites=k + 1))
        assert more.after <= found.after + 1e-6
    order = list(range(len(schools)))
    turn.shuffle(order)  # type: ignore[attr-defined]
    turned = choose_satellites(
        schools.iloc[order],
        measure_costs(schools, BASES.iloc[::-1], schools.iloc[order]),
        question,
    )
    assert turned.chosen == found.chosen
    pd.testing.assert_frame_equal(turned.schools, found.schools)
    pd.testing.assert_frame_equal(turned.summary, found.summary)


def test_parameters_say_what_was_asked_and_how_sure_the_answer_is(schools: pd.DataFrame) -> None:
    found = choose(schools, Question("tsh", n_satellites=2, aim="centre", share=0.5))
    told = found.list_parameters()
    assert told["method"] == "straight"
    assert told["measure"] == "km"
    assert (told["n_schools"], told["n_counted"], told["n_candidates"]) == (8, 4, 8)
    assert told["proven"] == "yes"
    assert told["after"] == found.after


@pytest.mark.parametrize("follow", ["school", "district"])
def test_satellites_as_a_scenario_give_every_school_the_same_travel(
    england: England, built: Built, follow: Follow
) -> None:
    schools = built.schools[in_scope(built.schools, "state_funded")].reset_index(drop=True)
    units = england.units[england.units["system"].eq("maths")]
    costs = measure_costs(schools, units, schools)
    question = Question("maths", n_satellites=2, share=1, follow=follow)
    own = built.memberships if follow == "district" else None
    found = choose_satellites(schools, costs, question, memberships=own)
    scenario = found.as_scenario()
    tables = built.memberships, england.units
    applied = apply_scenario(built.schools, *tables, scenario, systems=england.systems)
    compared = compare_scenario(
        tabulate(schools, *tables),
        tabulate(schools, applied.memberships, applied.units),
        schools,
        system="maths",
        column="straight_km" if follow == "district" else "nearest_km",
    )
    there = compared.schools.set_index("urn")
    here = found.schools.set_index("urn").loc[there.index]
    for column in ("before", "after"):
        np.testing.assert_allclose(here[column], there[column], equal_nan=True)
    assert here["change"].eq("nearer").any()
    assert any(isinstance(change, MoveDistrict) for change in scenario.changes) == (
        follow == "district"
    )
    assert read_scenario(write_scenario(scenario)) == scenario


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"aim": "best"}, "`aim` must be one of .*, got 'best'"),
        ({"demand": "cats"}, "`demand` must be one of .*, got 'cats'"),
        ({"follow": "me"}, "`follow` must be one of .*, got 'me'"),
        ({"how": "magic"}, "`how` must be one of .*, got 'magic'"),
        ({"n_satellites": 0}, "`n_satellites` must be 1 or more, got 0"),
        ({"share": 0.0}, "`share` must be above 0 and at most 1, got 0.0"),
        ({"share": NAN}, "`share` must be above 0 and at most 1, got nan"),
        ({"threshold": NAN}, "`threshold` and `time_limit_s` must be above 0"),
        ({"time_limit_s": 0}, "`threshold` and `time_limit_s` must be above 0"),
    ],
)
def test_what_cannot_be_asked_is_refused(change: dict[str, object], message: str) -> None:
    with pytest.raises(SitingError, match=message):
        Question("tsh", **change)  # type: ignore[arg-type]


def test_a_question_without_an_answer_says_why(schools: pd.DataFrame) -> None:
    costs = measure_costs(schools, BASES, schools.iloc[:1])
    with pytest.raises(SitingError, match="at most the number of candidates, 1, got 2"):
        choose_satellites(schools, costs, Question("tsh", n_satellites=2))
    with pytest.raises(SitingError, match="some schools, got none among 1"):
        choose_satellites(schools.iloc[-1:], costs, Question("tsh"))
    with pytest.raises(SitingError, match="a row for each school, 999 has none"):
        choose_satellites(schools.assign(urn=range(999, 1007)), costs, Question("tsh"))
    with pytest.raises(SitingError, match="`schools` must have one row for each urn"):
        choose_satellites(pd.concat([schools, schools]), costs, Question("tsh"))


@pytest.fixture
def cumbria(shared_data: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give the schools of two districts, and all Teaching School Hubs."""
    raw = pd.read_parquet(shared_data / "schools" / "schools_england_merged_2025.parquet")
    own = raw[raw["lad23_code"].isin(["E06000063", "E06000064"])]
    columns = {"URN": "urn", "Easting": "easting", "Northing": "northing"}
    hubs = pd.read_csv(shared_data / "hubs" / "hubs_tsh.csv")
    bases = {"hub_id": "unit_id", "lead_easting": "base_easting", "lead_northing": "base_northing"}
    schools = own[list(columns)].astype("float64").rename(columns=columns)
    return schools.astype({"urn": "int64"}), hubs[list(bases)].rename(columns=bases)


@pytest.mark.realdata
@pytest.mark.parametrize("aim", sorted(AIMS))
def test_one_real_satellite_is_the_one_that_trying_all_finds(
    cumbria: tuple[pd.DataFrame, pd.DataFrame], aim: str
) -> None:
    schools, hubs = cumbria
    costs = measure_costs(schools, hubs, schools)
    found = choose_satellites(schools, costs, Question("tsh", aim=aim))
    rows = np.flatnonzero(np.isin(costs.urns, found.schools.loc[found.schools["counted"], "urn"]))
    today = np.nanmin(costs.to_bases, axis=1)[rows].tolist()
    scores = try_all(
        aim, today, costs.to_candidates[rows].tolist(), [1.0] * len(rows), k=1, threshold=40
    )
    scale = len(rows) if aim == "median" else 1
    assert found.after == pytest.approx(min(scores.values()) / scale)
    assert found.before > found.after
    assert found.proven


@pytest.mark.realdata
@pytest.mark.parametrize("aim", sorted(AIMS))
def test_three_real_satellites_by_looking_are_near_those_of_the_programme(
    cumbria: tuple[pd.DataFrame, pd.DataFrame], aim: str
) -> None:
    schools, hubs = cumbria
    candidates = schools[schools["urn"].isin(thin_candidates(schools, at_most=60).urns)]
    costs = measure_costs(schools, hubs, candidates)
    asked = Question("tsh", n_satellites=3, aim=aim, share=0.25, threshold=20)
    looked, exact = (
        choose_satellites(schools, costs, replace(asked, how=how)) for how in ("swaps", "exact")
    )
    assert exact.how.startswith("spopt")
    assert exact.proven
    assert looked.bound <= exact.after + 1e-6
    assert exact.after - 1e-6 <= looked.after <= 1.1 * exact.after

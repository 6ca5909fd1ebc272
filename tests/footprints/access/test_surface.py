"""Questions about access: what can't be asked, and that the answer says how it was found."""

import re

import numpy as np
import pandas as pd
import pytest

from footprints.access import surface
from footprints.access.catchments import measure_catchments, measure_gravity, sum_opportunities
from footprints.access.decay import Gaussian
from footprints.access.reach import list_reach
from footprints.access.supply import SITE_COLUMNS, Supply, list_bases, take_venues
from footprints.access.surface import (
    MEASURES,
    AccessQuestion,
    Measure,
    choose_decay,
    measure_surface,
)
from footprints.distance import straight_km
from footprints.errors import UnknownKeyError
from footprints.scope import in_scope
from tests.footprints.smallengland import Built, England


@pytest.fixture
def hubs(england: England) -> Supply:
    return list_bases(england.units, "maths")


@pytest.fixture
def schools(built: Built) -> pd.DataFrame:
    """Give the small England pupils: 100 and up by tens, one school stating none."""
    table = built.schools.assign(fsm_percent=20.0)
    pupils = 100 + 10.0 * np.arange(len(table))
    pupils[3] = np.nan
    return table.assign(pupils=pupils)


def measure_km(schools: pd.DataFrame, supply: Supply) -> np.ndarray:
    points = schools[["easting", "northing"]].to_numpy()
    return straight_km(points[:, :1], points[:, 1:], *supply.points.T)


QUESTIONS = [
    AccessQuestion("cumulative", system="maths", threshold=12.0),
    AccessQuestion("gravity", system="maths", decay=Gaussian(8.0)),
    AccessQuestion("gravity", system="maths", decay=Gaussian(8.0), threshold=12.0),
    AccessQuestion("2sfca", system="maths", threshold=12.0, demand="schools"),
    AccessQuestion("2sfca", system="maths", threshold=12.0, demand="pupils", scope="all"),
    AccessQuestion("e2sfca", system="maths", decay=Gaussian(8.0), demand="fsm_pupils"),
    AccessQuestion(
        "e2sfca", system="maths", decay=Gaussian(8.0), threshold=12.0, scope="primary_age"
    ),
]


@pytest.mark.parametrize("question", QUESTIONS)
def test_straight_lines_measured_here_equal_costs_given(
    schools: pd.DataFrame, hubs: Supply, question: AccessQuestion
) -> None:
    costs = measure_km(schools, hubs)
    here = measure_surface(question, schools, hubs)
    given = measure_surface(question, schools, hubs, costs)
    pairs = measure_surface(question, schools, hubs, list_reach(costs))
    pd.testing.assert_frame_equal(here.table, given.table)
    pd.testing.assert_frame_equal(here.table, pairs.table)
    assert here.told == given.told == pairs.told
    assert here.table["access"].notna().any()


def test_each_measure_is_the_one_it_names(schools: pd.DataFrame, hubs: Supply) -> None:
    inside = in_scope(schools, "state_funded").to_numpy()
    own, one = schools[inside], np.ones(len(hubs.sites))
    costs, heads = measure_km(own, hubs), np.ones(int(inside.sum()))
    expected = {
        "cumulative": sum_opportunities(costs, one, threshold=15),
        "gravity": measure_gravity(costs, one, Gaussian(5.0), threshold=15),
        "2sfca": measure_catchments(costs, heads, one, threshold=15).access,
        "e2sfca": measure_catchments(costs, heads, one, threshold=15, decay=Gaussian(5.0)).access,
    }
    assert expected.keys() == MEASURES.keys()
    for measure, values in expected.items():
        decay = Gaussian(5.0) if measure in surface.DECAYING else None
        question = AccessQuestion(
            measure, system="maths", threshold=15, decay=decay, demand="schools"
        )
        found = measure_surface(question, schools, hubs)
        assert found.table.index.tolist() == own["urn"].tolist()
        assert found.table["access"].tolist() == pytest.approx(values.tolist(), nan_ok=True)


def test_schools_out_of_scope_neither_ask_nor_are_answered(
    schools: pd.DataFrame, hubs: Supply
) -> None:
    question = AccessQuestion("2sfca", system="maths", threshold=40.0, demand="schools")
    found = measure_surface(question, schools, hubs)
    inside = in_scope(schools, "state_funded")
    assert found.table.index.tolist() == schools["urn"][inside].tolist()
    alone = measure_surface(question, schools[inside], hubs)
    pd.testing.assert_frame_equal(found.table, alone.table)


def test_the_answer_says_how_it_was_found() -> None:
    schools = pd.DataFrame(
        {
            "urn": [1, 2, 3],
            "easting": [0.0, 3000.0, np.nan],
            "northing": [0.0, 0.0, np.nan],
            "pupils": [100.0, np.nan, 50.0],
        }
    )
    rows = [("a", "Hall", 0, 0, 30), ("b", "Barn", 9000, 0, None), ("c", "Pub", np.nan, 0, 5)]
    venues = take_venues(pd.DataFrame(rows, columns=SITE_COLUMNS))
    question = AccessQuestion("e2sfca", threshold=4, decay=Gaussian(2.0), scope="all")
    found = measure_surface(question, schools, venues)
    assert found.table["access"].tolist() == pytest.approx(
        [0.3, 0.3 * np.exp(-9 / 8), np.nan], nan_ok=True
    )
    assert found.told == {
        "measure": "e2sfca",
        "meaning": MEASURES["e2sfca"],
        "threshold": 4,
        "decay": "Gaussian, exp(-d^2 / 2 s^2) with s = 2",
        "unit": "km",
        "method": "straight",
        "system": None,
        "supply": "venues, capacity as stated",
        "n_sites": 3,
        "n_sites_placed": 2,
        "n_capacity_unstated": 1,
        "demand": "pupils on roll",
        "scope": "open schools, independents and colleges included",
        "n_schools": 3,
        "n_measured": 2,
        "n_demand_unstated": 1,
        "supply_reached": 30,
        "supply_unreached": 5,
    }


def test_what_is_offered_is_not_said_to_be_for_anyone(schools: pd.DataFrame, hubs: Supply) -> None:
    found = measure_surface(
        AccessQuestion("cumulative", system="maths", threshold=5.0), schools, hubs
    )
    assert found.told["demand"] is None
    assert "n_demand_unstated" not in found.told


def test_minutes_by_road_are_taken_as_given(schools: pd.DataFrame, hubs: Supply) -> None:
    minutes = measure_km(schools, hubs) * 1.7
    minutes[0, 0] = np.nan
    question = AccessQuestion(
        "cumulative", system="maths", threshold=20.0, method="road", unit="minutes"
    )
    found = measure_surface(question, schools, hubs, minutes)
    inside = in_scope(schools, "state_funded").to_numpy()
    expected = np.nansum(minutes[inside] <= 20, axis=1)
    told = found.table["access"]
    assert told.dropna().tolist() == expected[told.notna()].tolist()
    assert (found.told["method"], found.told["unit"]) == ("road", "minutes")


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"measure": "best"}, "`measure` must be one of"),
        ({"demand": "teachers"}, "`demand` must be one of"),
        ({"scope": "mine"}, "`scope` must be one of"),
        ({"method": "bus"}, "`method` must be one of"),
    ],
)
def test_an_unknown_word_is_refused(wrong: dict, told: str) -> None:
    with pytest.raises(UnknownKeyError, match=told):
        AccessQuestion(**({"measure": "2sfca", "threshold": 5.0} | wrong))


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"measure": "2sfca"}, "`threshold` must be given with 2sfca, got None"),
        ({"measure": "cumulative"}, "`threshold` must be given with cumulative, got None"),
        ({"measure": "gravity"}, "`decay` must be given with gravity, got None"),
        (
            {"measure": "2sfca", "threshold": 1.0, "decay": Gaussian(1.0)},
            "`decay` must be None with 2sfca, got Gaussian",
        ),
        ({"measure": "2sfca", "threshold": -1.0}, "must be from 0 up and finite, got -1.0"),
        ({"measure": "2sfca", "threshold": np.inf}, "must be from 0 up and finite, got inf"),
        (
            {"measure": "2sfca", "threshold": 1.0, "unit": "minutes"},
            "`unit` must be km with the method straight, got minutes",
        ),
    ],
)
def test_what_does_not_go_together_is_refused(asked: dict, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        AccessQuestion(**asked)


def test_costs_are_never_made_up(
    schools: pd.DataFrame, hubs: Supply, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_road = AccessQuestion("2sfca", system="maths", threshold=5.0, method="road")
    with pytest.raises(ValueError, match="`costs` must be given with the method road, got None"):
        measure_surface(by_road, schools, hubs)
    shape = (len(schools), len(hubs.sites))
    with pytest.raises(ValueError, match=re.escape(f"schools by sites, {shape}, got (1, 2)")):
        measure_surface(by_road, schools, hubs, np.ones((1, 2)))
    monkeypatch.setattr(surface, "MOST_CELLS", 10)
    endless = AccessQuestion("gravity", system="maths", decay=Gaussian(5.0))
    with pytest.raises(ValueError, match=r"`threshold` must be given for .* schools and .* sites"):
        measure_surface(endless, schools, hubs)


def test_the_supply_of_another_system_is_no_answer(schools: pd.DataFrame, hubs: Supply) -> None:
    for system in (None, "english"):
        question = AccessQuestion("2sfca", threshold=5.0, system=system)
        with pytest.raises(ValueError, match=f"`supply` must be of {system!r}, got 'maths'"):
            measure_surface(question, schools, hubs)


@pytest.mark.parametrize("measure", MEASURES)
def test_the_usual_decay_fits_its_measure(measure: Measure) -> None:
    decay = choose_decay(measure, 30.0)
    assert AccessQuestion(measure, threshold=30.0, decay=decay).decay == decay
    if decay:
        # at twice its scale
        assert decay.weigh(np.array([30.0])) == pytest.approx([np.exp(-2)])


def test_a_question_can_be_a_key() -> None:
    asked = {AccessQuestion("gravity", system="maths", decay=Gaussian(5.0)): 1}
    assert asked[AccessQuestion("gravity", system="maths", decay=Gaussian(5.0))] == 1

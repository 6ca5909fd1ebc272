"""Cold spots: statistics by their formulas, spots that were planted, none where there is none."""

import threading
import warnings

import numpy as np
import pandas as pd
import pytest

from footprints.access import coldspots
from footprints.access.coldspots import (
    ALL_EQUAL,
    COLD,
    HOT,
    NO_NEIGHBOUR,
    NO_PLACE,
    NO_VALUE,
    NOT_SIGNIFICANT,
    NOT_TESTED,
    SPOTS,
    TOO_FEW,
    UNLIKE,
    SpotQuestion,
    find_spots,
)
from footprints.errors import DrawsError


def scatter(n: int = 300, seed: int = 1) -> pd.DataFrame:
    """Scatter places over 50 km, with values that have nothing to do with where they are."""
    rng = np.random.default_rng(seed)
    east, north = rng.uniform(0, 50_000, (2, n))
    values = rng.gamma(3.0, 2.0, n)
    index = pd.Index(rng.permutation(n) + 1000, name="urn")
    return pd.DataFrame({"easting": east, "northing": north, "value": values}, index=index)


@pytest.fixture
def planted() -> pd.DataFrame:
    """Plant a corner of high and one of low values."""
    places = scatter()
    corner = places["easting"] + places["northing"]
    high, low = corner > 75_000, corner < 25_000
    return places.assign(value=places["value"] + 20 * high + 8 * ~low, corner=corner)


def list_near(places: pd.DataFrame, question: SpotQuestion) -> np.ndarray:
    """Say who is whose neighbour: n by n, by brute force."""
    points = places[["easting", "northing"]].to_numpy()
    away = np.hypot(*(points[:, None] - points[None]).T)
    np.fill_diagonal(away, np.inf)
    if question.neighbours == "within":
        return away <= question.within_km * 1000
    return away <= np.sort(away, axis=1)[:, [question.k - 1]]


QUESTIONS = [SpotQuestion(k=6), SpotQuestion(neighbours="within", within_km=6)]


@pytest.mark.parametrize("question", QUESTIONS)
def test_gi_star_is_by_its_formula(planted: pd.DataFrame, question: SpotQuestion) -> None:
    found = find_spots(planted, question).table
    near, values = list_near(planted, question), planted["value"].to_numpy()
    assert found["n_neighbours"].tolist() == near.sum(axis=1).tolist()
    star = near | np.eye(len(near), dtype=bool)
    # Ord and Getis (1995), equation 14.3 of the book chapter: weights of 1, the place included
    n, w, mean, spread = len(near), star.sum(axis=1), values.mean(), values.std()
    expected = (star @ values - w * mean) / (spread * np.sqrt(w * (n - w) / (n - 1)))
    assert found["statistic"].to_numpy() == pytest.approx(expected)


@pytest.mark.parametrize("question", QUESTIONS)
def test_morans_i_is_by_its_formula(planted: pd.DataFrame, question: SpotQuestion) -> None:
    asked = SpotQuestion(statistic="moran", neighbours=question.neighbours, k=6, within_km=6)
    found = find_spots(planted, asked).table
    near, values = list_near(planted, asked), planted["value"].to_numpy()
    z = values - values.mean()
    expected = (len(z) - 1) * z * (near @ z / near.sum(axis=1)) / (z**2).sum()
    assert found["statistic"].to_numpy() == pytest.approx(expected)


def adjust(p: list[float]) -> list[float]:
    """Adjust p-values step by step, from the largest down (Benjamini & Hochberg 1995)."""
    order = sorted(range(len(p)), key=lambda at: p[at], reverse=True)
    adjusted, least = [0.0] * len(p), 1.0
    for passed, at in enumerate(order):
        least = min(least, p[at] * len(p) / (len(p) - passed))
        adjusted[at] = least
    return adjusted


def test_p_values_are_adjusted_for_all_that_were_tested(planted: pd.DataFrame) -> None:
    places = planted.assign(value=planted["value"].mask(planted.index < 1020))
    found = find_spots(places, SpotQuestion())
    tested = found.table[found.table["reason"].isna()]
    assert len(tested) == found.told["n_tested"] == 280
    assert tested["p_adjusted"].tolist() == pytest.approx(adjust(tested["p"].tolist()))
    assert (tested["p_adjusted"] >= tested["p"]).all()
    assert tested["p"].min() == found.told["least_p"] == 0.002
    significant = tested["spot"].ne(NOT_SIGNIFICANT)
    assert (significant == (tested["p_adjusted"] <= 0.05)).all()


def test_planted_spots_are_found_and_better_turns_them(planted: pd.DataFrame) -> None:
    found = find_spots(planted, SpotQuestion()).table["spot"]
    assert (found[planted["corner"] > 80_000] == HOT).all()
    assert (found[planted["corner"] < 18_000] == COLD).all()
    middle = planted["corner"].between(35_000, 65_000)
    assert (found[middle] == NOT_SIGNIFICANT).mean() > 0.7
    costs = find_spots(planted, SpotQuestion(better="less")).table["spot"]
    turned = found.astype("str").replace({HOT: COLD, COLD: HOT})
    assert costs.astype("str").tolist() == turned.tolist()
    assert found.cat.categories.tolist() == list(SPOTS)


def test_nothing_is_found_where_nothing_gathers() -> None:
    for seed in range(3):
        found = find_spots(scatter(500, seed), SpotQuestion())
        assert found.told[f"n {COLD}"] + found.told[f"n {HOT}"] <= 5
        assert (found.table["p"] <= 0.05).mean() < 0.12


def test_a_place_unlike_its_neighbours_is_told_apart_by_moran_alone(
    planted: pd.DataFrame,
) -> None:
    odd = planted["corner"].idxmax()
    places = planted.assign(value=planted["value"].mask(planted.index == odd, 0.0))
    moran = find_spots(places, SpotQuestion(statistic="moran")).table
    star = find_spots(places, SpotQuestion()).table
    assert (moran.loc[odd, "spot"], star.loc[odd, "spot"]) == (UNLIKE, HOT)
    assert moran.loc[odd, "statistic"] < 0
    assert UNLIKE not in star["spot"].tolist()
    assert moran["p"].tolist() == star["p"].tolist()


@pytest.mark.parametrize("question", [*QUESTIONS, SpotQuestion(statistic="moran")])
def test_the_order_of_rows_changes_nothing(planted: pd.DataFrame, question: SpotQuestion) -> None:
    found = find_spots(planted, question)
    turned = find_spots(planted[::-1], question)
    pd.testing.assert_frame_equal(turned.table[::-1], found.table)
    assert turned.told == found.told
    other = find_spots(planted, SpotQuestion(k=6, seed=2)).table
    assert other["p"].tolist() != found.table["p"].tolist()


def test_whoever_lacks_value_or_place_is_nobodys_neighbour(planted: pd.DataFrame) -> None:
    unknown = scatter(40, seed=9).set_axis(pd.RangeIndex(40, name="urn"))
    unknown.loc[:19, "value"] = np.nan
    unknown.loc[20:, "northing"] = np.nan
    found = find_spots(pd.concat([unknown, planted]), SpotQuestion())
    alone = find_spots(planted, SpotQuestion())
    pd.testing.assert_frame_equal(found.table.loc[planted.index], alone.table)
    rest = found.table.loc[:39]
    assert rest["spot"].eq(NOT_TESTED).all()
    assert rest["reason"].tolist() == [NO_VALUE] * 20 + [NO_PLACE] * 20
    assert rest[["n_neighbours", "statistic", "p", "p_adjusted"]].isna().all(axis=None)
    counts = [found.told[name] for name in ("n_places", f"n {NO_VALUE}", f"n {NO_PLACE}")]
    assert counts == [340, 20, 20]


def test_an_island_is_not_tested_and_touches_nobody(planted: pd.DataFrame) -> None:
    question = SpotQuestion(neighbours="within", within_km=6)
    index = pd.Index([1], name="urn")
    island = pd.DataFrame({"easting": 9e5, "northing": 0.0, "value": 500.0}, index=index)
    found = find_spots(pd.concat([planted, island]), question)
    assert found.table.loc[1, ["spot", "reason"]].tolist() == [NOT_TESTED, NO_NEIGHBOUR]
    assert found.table.loc[1, "value"] == 500
    pd.testing.assert_frame_equal(
        found.table.loc[planted.index], find_spots(planted, question).table
    )
    assert found.told[f"n {NO_NEIGHBOUR}"] == 1


@pytest.mark.parametrize(
    ("places", "question", "reason"),
    [
        (scatter(29), SpotQuestion(k=3), TOO_FEW),
        (scatter(40), SpotQuestion(k=39), TOO_FEW),
        (scatter(0), SpotQuestion(), TOO_FEW),
        (scatter(40).assign(value=3.0), SpotQuestion(k=3), ALL_EQUAL),
        (
            scatter(40).assign(value=0.0),
            SpotQuestion(neighbours="within", within_km=90),
            ALL_EQUAL,
        ),
        (scatter(40), SpotQuestion(neighbours="within", within_km=1e-3), NO_NEIGHBOUR),
    ],
)
def test_what_cannot_be_tested_says_why(
    places: pd.DataFrame, question: SpotQuestion, reason: str
) -> None:
    found = find_spots(places, question)
    assert found.table["reason"].eq(reason).all()
    assert found.table["spot"].eq(NOT_TESTED).all()
    assert found.told["n_tested"] == 0
    assert found.told[f"n {reason}"] == len(places)


def test_many_places_on_one_point_are_neighbours(planted: pd.DataFrame) -> None:
    places = planted.assign(
        easting=planted["easting"].where(planted.index >= 1030, 0.0),
        northing=planted["northing"].where(planted.index >= 1030, 0.0),
    )
    table = find_spots(places, SpotQuestion(k=5)).table
    assert table["n_neighbours"].eq(5).all()


def test_the_process_is_left_as_it_was(planted: pd.DataFrame) -> None:
    filters, state = list(warnings.filters), np.random.get_state()  # noqa: NPY002
    before = planted.copy()
    for statistic in coldspots.STATISTICS:
        find_spots(planted, SpotQuestion(statistic=statistic))
    assert list(warnings.filters) == filters
    assert (np.random.get_state()[1] == state[1]).all()  # noqa: NPY002
    pd.testing.assert_frame_equal(planted, before)


def test_two_visitors_at_once_get_what_each_would_get_alone(planted: pd.DataFrame) -> None:
    questions = [SpotQuestion(seed=seed) for seed in range(4)]
    found: dict[int, pd.DataFrame] = {}

    def ask(question: SpotQuestion) -> None:
        found[question.seed] = find_spots(planted, question).table

    threads = [threading.Thread(target=ask, args=[question]) for question in questions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for question in questions:
        pd.testing.assert_frame_equal(found[question.seed], find_spots(planted, question).table)


def test_the_answer_says_how_it_was_found(planted: pd.DataFrame) -> None:
    told = find_spots(planted, SpotQuestion(k=7, better="less", seed=5)).told
    assert told["neighbours"] == "the 7 nearest places"
    assert told["statistic"].startswith("Gi*")
    assert told["correction"] == (
        "false discovery rate over 300 tests (Benjamini & Hochberg 1995)"
    )
    # 0.002 x 300 / 0.05
    assert (told["n_least"], told["seed"], told["n_permutations"]) == (12, 5, 999)
    kinds = (COLD, HOT, UNLIKE, NOT_SIGNIFICANT)
    assert sum(told[f"n {kind}"] for kind in kinds) == told["n_tested"]
    within = find_spots(planted, SpotQuestion(neighbours="within", within_km=2.5)).told
    assert within["neighbours"] == "all places within 2.5 km"


def test_what_cannot_be_asked_is_refused() -> None:
    with pytest.raises(ValueError, match="`k` must be 1 or more and `within_km` above 0, got 0"):
        SpotQuestion(k=0)
    with pytest.raises(ValueError, match=r"above 0, got 10, 0$"):
        SpotQuestion(within_km=0)
    with pytest.raises(ValueError, match="`level` must be between 0 and 1, got 1"):
        SpotQuestion(level=1)
    with pytest.raises(DrawsError, match="`n_permutations` must be 99 or more, got 9"):
        SpotQuestion(n_permutations=9)
    told = "`places` must have a unique index and values from 0 up"
    with pytest.raises(ValueError, match=told):
        find_spots(scatter(40).set_axis([1] * 40), SpotQuestion())
    with pytest.raises(ValueError, match=told):
        find_spots(scatter(40).assign(value=-1.0), SpotQuestion())

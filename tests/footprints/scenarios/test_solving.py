"""Every way of siting satellites against trying every choice."""

import subprocess
import sys
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings

from footprints.scenarios.bounds import bound_siting
from footprints.scenarios.exact import solve_exactly
from footprints.scenarios.reduction import keep_whole, reduce_siting
from footprints.scenarios.siting import AIMS, Found, Score, Siting, pick_best
from footprints.scenarios.solving import MOST_CELLS, solve_siting
from footprints.scenarios.swaps import search_by_swaps, swap
from tests.footprints.scenarios.exhaustive import try_all
from tests.footprints.scenarios.problems import scatter, sitings

CLOSE = 1e-6


def try_every_choice(siting: Siting) -> dict[tuple[int, ...], float]:
    return try_all(
        siting.aim,
        siting.today.tolist(),
        siting.offered.tolist(),
        siting.weight.tolist(),
        k=siting.n_open,
        threshold=siting.threshold,
    )


def guess(siting: Siting) -> Found:
    """Answer with the first candidates, knowing nothing."""
    chosen = tuple(range(siting.n_open))
    return Found(chosen, siting.score(chosen), 0.0, "a guess")


@settings(max_examples=120)
@given(siting=sitings())
def test_a_score_is_that_of_a_loop(siting: Siting) -> None:
    for chosen, main in try_every_choice(siting).items():
        assert siting.score(chosen).main == pytest.approx(main)
        costs = np.minimum(siting.today, siting.offered[:, chosen].min(axis=1))
        assert siting.score(chosen).total == pytest.approx(float(siting.weight @ costs))
        further, _ = siting.judge_further(chosen[1:])
        assert further[chosen[0]] == pytest.approx(main)


@settings(max_examples=100)
@given(siting=sitings())
def test_solving_finds_the_best_of_all_choices(siting: Siting) -> None:
    best = min(try_every_choice(siting).values())
    for how in ("auto", "exact"):
        found = solve_siting(siting, how=how)
        assert len(set(found.chosen)) == siting.n_open
        assert found.score == siting.score(found.chosen)
        assert found.score.main == pytest.approx(best, abs=CLOSE)
        assert found.bound == pytest.approx(best, abs=CLOSE)
        assert found.proven
        assert found.in_time


@settings(max_examples=100)
@given(siting=sitings())
def test_the_programme_alone_finds_the_best_of_all_choices(siting: Siting) -> None:
    # with nothing left out beforehand and a poor guess to start from
    found = solve_exactly(siting, guess(siting), keep_whole(siting), time_limit_s=30)
    best = min(try_every_choice(siting).values())
    assert found.score.main == pytest.approx(best, abs=CLOSE)
    assert found.bound == pytest.approx(best, abs=CLOSE)


@settings(max_examples=120)
@given(siting=sitings())
def test_looking_is_never_below_its_bound_and_for_one_satellite_the_best(siting: Siting) -> None:
    best = min(try_every_choice(siting).values())
    looked = search_by_swaps(siting)
    bound = bound_siting(siting, looked)
    assert 0 <= bound.value <= best + CLOSE
    assert best - CLOSE <= looked.score.main
    if siting.n_open == 1:
        assert looked.proven
        assert looked.score.main == pytest.approx(best)


@settings(max_examples=120)
@given(siting=sitings())
def test_what_a_bound_rules_out_is_in_no_better_choice(siting: Siting) -> None:
    known = guess(siting)
    bound = bound_siting(siting, known)
    for chosen, main in try_every_choice(siting).items():
        if main < known.score.main - CLOSE:
            assert bound.useful[list(chosen)].all()
        assert main >= bound.value - CLOSE


@settings(max_examples=120)
@given(siting=sitings())
def test_a_reduced_siting_has_the_same_best_choices(siting: Siting) -> None:
    known = guess(siting)
    bound = bound_siting(siting, known)
    reduced = reduce_siting(siting, replace(known, bound=bound.value), bound)
    best = min(try_every_choice(siting).values())
    small = reduced.siting
    if best < known.score.main - CLOSE:
        scores = {
            chosen: small.score(chosen).main + reduced.constant
            for chosen in combinations(range(len(reduced.columns)), small.n_open)
        }
        chosen = min(scores, key=scores.__getitem__)
        assert scores[chosen] == pytest.approx(best)
        columns = reduced.columns[list(chosen)].tolist()
        assert siting.score(columns).main == pytest.approx(best)


@settings(max_examples=100)
@given(siting=sitings())
def test_one_more_satellite_is_never_worse(siting: Siting) -> None:
    if siting.n_open < siting.offered.shape[1]:
        fewer, more = solve_siting(siting), solve_siting(replace(siting, n_open=siting.n_open + 1))
        assert more.score.main <= fewer.score.main + CLOSE
        assert fewer.score.main <= siting.score([]).main + CLOSE


@pytest.mark.parametrize("aim", sorted(AIMS))
@pytest.mark.parametrize("k", [1, 2, 3])
def test_fifteen_candidates_on_the_plane_equal_trying_all(aim: str, k: int) -> None:
    siting = scatter(60, 15, k, aim=aim)
    best = min(try_every_choice(siting).values())
    for how in ("auto", "exact", "swaps"):
        found = solve_siting(siting, how=how)
        assert found.score.main == pytest.approx(best), how
    assert solve_siting(siting, how="exact").how.startswith("spopt")


@pytest.mark.parametrize("aim", ["centre", "cover"])
def test_where_looking_misses_the_best_its_bound_says_so_and_the_programme_finds_it(
    aim: str,
) -> None:
    siting = scatter(60, 30, 4, aim=aim, seed=4)
    looked, exact = (solve_siting(siting, how=how) for how in ("swaps", "exact"))
    assert not looked.proven
    assert exact.proven
    assert looked.bound - CLOSE <= exact.score.main < looked.score.main - CLOSE
    # a bound that says little would be 0
    assert looked.bound >= 0.9 * exact.score.main
    assert solve_siting(siting).chosen == exact.chosen


@pytest.mark.parametrize("aim", sorted(AIMS))
def test_looking_finds_and_proves_the_best_of_a_larger_area(aim: str) -> None:
    siting = scatter(120, 60, 4, aim=aim)
    looked, exact = (solve_siting(siting, how=how) for how in ("swaps", "exact"))
    assert looked.score.main == pytest.approx(exact.score.main)
    assert looked.bound == pytest.approx(exact.score.main)


def test_a_solver_out_of_time_gives_the_best_so_far_and_says_so() -> None:
    siting = scatter(120, 60, 4, aim="median")
    known = guess(siting)
    found = solve_exactly(siting, known, keep_whole(siting), time_limit_s=1e-3)
    assert not found.in_time
    assert not found.proven
    assert found.score.main <= known.score.main
    assert found.bound <= solve_siting(siting).score.main


def test_too_large_a_problem_is_bounded_and_not_solved(monkeypatch: pytest.MonkeyPatch) -> None:
    siting = scatter(60, 30, 4, aim="centre", seed=4)
    looked = solve_siting(siting, how="swaps")
    assert not looked.proven
    monkeypatch.setattr("footprints.scenarios.solving.MOST_CELLS", dict.fromkeys(MOST_CELLS, 0))
    assert solve_siting(siting) == looked
    monkeypatch.undo()
    assert solve_siting(siting).proven


def test_of_equal_choices_the_one_of_least_total_cost_then_the_first() -> None:
    # all three cover both schools; the last two are nearer
    offered = np.array([[5.0, 1.0, 1.0], [5.0, 2.0, 2.0]])
    siting = Siting(np.array([9.0, 9.0]), offered, np.ones(2), 1, "cover", threshold=6.0)
    for how in ("auto", "exact"):
        assert solve_siting(siting, how=how).chosen == (1,)
    assert pick_best(np.array([1.0, 1.0]), np.array([2.0, 2.0])) == 0
    assert Score(1.0, 2.0).beats(Score(1.0, 3.0))
    assert not Score(1.0, 2.0).beats(Score(1.0, 2.0))


def test_where_nobody_can_be_helped_the_first_candidates_are_named_and_gain_nothing() -> None:
    siting = Siting(
        np.array([1.0, 2.0]), np.array([[1.0] * 3, [2.0] * 3]), np.ones(2), 2, "median"
    )
    for how in ("auto", "exact", "swaps"):
        found = solve_siting(siting, how=how)
        assert found.chosen == (0, 1)
        assert found.score.main == siting.score([]).main
        assert found.proven


def test_swapping_escapes_a_greedy_choice() -> None:
    # the middle helps both sides by half; one on either side helps each fully
    today = np.array([10.0, 10.0, 10.0, 10.0])
    offered = np.array([[4.0, 0.0, 10.0], [4.0, 0.0, 10.0], [4.0, 10.0, 0.0], [4.0, 10.0, 0.0]])
    siting = Siting(today, offered, np.ones(4), 2, "median")
    greedy = pick_best(*siting.judge_further([]))
    assert greedy == 0
    assert sorted(swap(siting, [greedy, 1])) == [1, 2]


def test_spopt_is_imported_only_when_a_programme_is_solved() -> None:
    code = "import footprints.scenarios.satellites, sys; print('spopt' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "False"

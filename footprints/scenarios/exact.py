"""Satellites by integer programming: spopt builds the model, HiGHS solves it.

Importing spopt takes seconds, since it brings the rest of PySAL's spatial analysis and matplotlib;
so `footprints.scenarios.solving` imports this module when it is first needed.
"""

import warnings
from dataclasses import replace

import numpy as np
import pulp
from spopt.locate import MCLP, PCenter, PMedian
from spopt.locate.base import LocateSolver

from footprints.scenarios.reduction import Reduced
from footprints.scenarios.siting import Found, Siting
from footprints.scenarios.swaps import swap

_MODELS = {"median": "PMedian", "centre": "PCenter", "cover": "MCLP"}
# tighter than the solver's own, so that its best is ours to the metre
_TOLERANCE = 1e-9


def solve_exactly(siting: Siting, known: Found, reduced: Reduced, *, time_limit_s: float) -> Found:
    """
    Solve a siting, or get as far as time allows.

    Parameters
    ----------
    siting
        `n_open` from 1 to m.
    known
        An answer to start from, as from `footprints.scenarios.swaps.search_by_swaps`.
    reduced
        From `footprints.scenarios.reduction.reduce_siting`.
    time_limit_s
        For the solver; the model's building comes on top.

    Returns
    -------
    found
        No worse than `known`. Where the choice is proven the best it still is one of several
        where several are; of those found the one of least total cost.

    Examples
    --------
    >>> today, offered = np.array([9.0, 9.0]), np.array([[1.0, 4.0], [9.0, 4.0]])
    >>> siting = Siting(today, offered, np.ones(2), n_open=1, aim="median")
    >>> known = Found((0,), siting.score([0]), 0.0, "a guess")
    >>> from footprints.scenarios.reduction import keep_whole
    >>> found = solve_exactly(siting, known, keep_whole(siting), time_limit_s=10)
    >>> found.chosen, found.score.main, found.bound
    ((1,), 8.0, 8.0)
    """
    how = f"spopt {_MODELS[siting.aim]} solved by HiGHS"
    small = reduced.siting
    if not len(small.today) or not len(reduced.columns):
        return Found(known.chosen, known.score, known.score.main, how)
    with warnings.catch_warnings():
        # spopt makes variables in a way that PuLP 4 will not have
        warnings.filterwarnings(
            "ignore", r"Constructing LpVariable\(", DeprecationWarning, module=r"pulp|spopt"
        )
        model = _build_model(small)
        model.problem.solve(
            pulp.HiGHS(
                msg=False,
                timeLimit=time_limit_s,
                gapRel=0.0,
                mip_feasibility_tolerance=_TOLERANCE,
                primal_feasibility_tolerance=_TOLERANCE,
            )
        )
    answer = _read_answer(siting, model, reduced.columns.tolist()) or known
    best = known if known.score.beats(answer.score) else answer
    least = max(known.bound, _read_bound(model, small) + reduced.constant)
    in_time = model.problem.sol_status == pulp.constants.LpSolutionOptimal
    return replace(best, bound=min(least, best.score.main), how=how, in_time=in_time)


def _build_model(siting: Siting) -> LocateSolver:
    """Put a siting as spopt does; what is open today is facility 0, there in any case."""
    costs = np.column_stack([siting.today, siting.offered])
    given = np.zeros(costs.shape[1], dtype="int64")
    given[0] = 1
    options = {"p_facilities": 1 + siting.n_open, "predefined_facilities_arr": given}
    if siting.aim == "median":
        return PMedian.from_cost_matrix(costs, siting.weight, **options)
    if siting.aim == "centre":
        return PCenter.from_cost_matrix(costs, **options)
    return MCLP.from_cost_matrix(costs, siting.weight, siting.threshold, **options)


def _read_answer(siting: Siting, model: LocateSolver, columns: list[int]) -> Found | None:
    """Take the facilities the solver opened, or None where it found no solution in time."""
    if model.problem.sol_status == pulp.constants.LpSolutionNoSolutionFound:
        return None
    on = [at for at, made in enumerate(model.fac_vars) if at and made.value() > 0.5]
    chosen = [columns[at - 1] for at in on]
    # what the smaller siting had no use for, up to the number asked
    spare = [at for at in range(siting.offered.shape[1]) if at not in set(chosen)]
    chosen = swap(siting, chosen + spare[: siting.n_open - len(chosen)])
    return Found(tuple(sorted(chosen)), siting.score(chosen), -np.inf, "")


def _read_bound(model: LocateSolver, siting: Siting) -> float:
    """Take the solver's bound on the main score; PuLP has it minimise what is to be greatest."""
    bound = float(model.problem.solverModel.getInfo().mip_dual_bound)
    if not np.isfinite(bound):
        return -np.inf
    return bound + float(siting.weight.sum()) if siting.aim == "cover" else bound

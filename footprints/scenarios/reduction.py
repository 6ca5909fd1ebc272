"""A siting made smaller without changing which choices are best, before a solver sees it."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from footprints.locals.signatures import Codes
from footprints.membership.members import Floats
from footprints.scenarios.bounds import Bound
from footprints.scenarios.siting import Found, Siting

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Reduced:
    """
    A smaller siting with the same best choices.

    `columns` are the positions its candidates had. The main score of a choice there plus
    `constant` is that of the same choice before; for the p-centre this holds between the bound
    and the score of the answer that was known, and no choice outside them matters.
    """

    siting: Siting
    columns: Codes
    constant: float


def keep_whole(siting: Siting) -> Reduced:
    """Leave nothing out."""
    return Reduced(siting, np.arange(siting.offered.shape[1]), 0.0)


def reduce_siting(siting: Siting, known: Found, bound: Bound) -> Reduced:
    """
    Leave out what cannot matter.

    Candidates that no better choice has, and those that another one equals or betters for every
    school; schools that no candidate helps; schools alike, as one with their weights added (for
    the p-centre also those whose costs are nowhere above another's).

    Parameters
    ----------
    siting
        Any.
    known
        An answer to it. A choice may get lost here that is not better than this one.
    bound
        From `footprints.scenarios.bounds.bound_siting`.

    Returns
    -------
    reduced
        See `Reduced`; 0 schools where nothing can be bettered.

    Examples
    --------
    >>> today, offered = np.array([5.0, 9.0]), np.array([[5.0, 5.0], [4.0, 6.0]])
    >>> siting = Siting(today, offered, np.ones(2), n_open=1, aim="median")
    >>> known = Found((1,), siting.score([1]), 0.0, "looking")
    >>> reduced = reduce_siting(siting, known, Bound(0.0, np.array([True, True])))
    >>> reduced.columns.tolist(), reduced.siting.offered.tolist(), reduced.constant
    ([0], [[4.0]], 5.0)
    """
    useful = np.flatnonzero(bound.useful)
    today, offered = siting.price_costs()
    costs: Floats = np.column_stack([today, offered[:, useful]])
    weight, constant = siting.weight, 0.0
    if siting.aim == "centre":
        costs = np.clip(costs, bound.value, known.score.main)
    helped = costs[:, 1:].min(axis=1, initial=np.inf) < costs[:, 0]
    if siting.aim != "centre":
        constant = float(weight[~helped] @ costs[~helped, 0])
    alike, row = np.unique(costs[helped], axis=0, return_inverse=True)
    costs = alike.astype("float64")
    weight = np.bincount(row.ravel(), weight[helped], len(alike)).astype("float64")
    if siting.aim == "centre":
        kept = ~_find_beaten(-costs)
        costs, weight = costs[kept], weight[kept]
    columns = np.flatnonzero(~_find_beaten(costs[:, 1:].T))
    smaller = Siting(
        today=costs[:, 0],
        offered=costs[:, 1:][:, columns],
        weight=weight,
        n_open=min(siting.n_open, len(columns)),
        aim=siting.aim,
        threshold=0.5 if siting.aim == "cover" else siting.threshold,
    )
    return Reduced(smaller, useful[columns], constant)


def _find_beaten(rows: Floats) -> Mask:
    """Mark the rows that another one is nowhere above; of equal rows all but the first."""
    beaten = np.zeros(len(rows), dtype="bool")
    for at, row in enumerate(rows):
        # whoever beats this one beats all that it would
        if beaten[at]:
            continue
        others = np.flatnonzero(~beaten)
        beaten[others[(rows[others] >= row).all(axis=1)]] = True
        beaten[at] = False
    return beaten

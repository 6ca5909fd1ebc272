"""How good the best choice of satellites could be at most, and which candidates could be in it.

Lagrangian relaxation of the p-median (Cornuejols, Fisher and Nemhauser 1977): each school has a
price, and pays at most that; a candidate is worth what the schools it serves for less would save
on their prices. The prices that leave least to save give a bound that is mostly within a few
percent of the best. Cover is the p-median of costs 0 and 1; the p-centre is above a radius within
which no choice can cover all.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from footprints.membership.members import Floats
from footprints.scenarios.siting import ROUNDING, Found, Siting

MOST_ROUNDS = 400
PATIENCE = 15
_WHOLE = 1e-6


@dataclass(frozen=True)
class Bound:
    """
    No choice has a main score below `value`.

    `useful` (m) marks the candidates that a choice better than the known one could have.
    """

    value: float
    useful: npt.NDArray[np.bool_]


def bound_siting(siting: Siting, known: Found) -> Bound:
    """
    Bound the best main score from below.

    Parameters
    ----------
    siting
        `n_open` from 1 to m.
    known
        An answer to it.

    Returns
    -------
    bound
        At least `known.bound`, at most its score.

    Examples
    --------
    >>> today, offered = np.array([9.0, 9.0]), np.array([[1.0, 8.0], [9.0, 4.0]])
    >>> siting = Siting(today, offered, np.ones(2), n_open=1, aim="median")
    >>> bound = bound_siting(siting, Found((1,), siting.score([1]), 0.0, "looking"))
    >>> 9 <= bound.value <= 10, bound.useful.tolist()
    (True, [True, True])
    """
    if siting.aim == "centre":
        value = _bound_greatest(siting, known.score.main)
        useful = np.ones(siting.offered.shape[1], dtype="bool")
        return Bound(max(known.bound, value), useful)
    weight = siting.weight
    today, offered = siting.price_costs()
    relaxed = _relax(
        weight * today, weight[:, None] * offered, siting.n_open, upper=known.score.main
    )
    value = relaxed.value
    if siting.aim == "cover" and not (weight % 1).any():
        value = float(np.ceil(value - _WHOLE))
    return Bound(min(max(known.bound, value), known.score.main), relaxed.useful)


def _bound_greatest(siting: Siting, upper: float) -> float:
    """Find a radius within which no choice can have all schools, by halving."""
    floor = float(siting.offered.min(axis=1).max(initial=0.0))
    radii = np.unique(siting.offered[(siting.offered >= floor) & (siting.offered < upper)])
    out_of_reach, open_to_doubt = -1, len(radii)
    while open_to_doubt - out_of_reach > 1:
        middle = (out_of_reach + open_to_doubt) // 2
        if _leaves_some_out(siting, float(radii[middle])):
            out_of_reach = middle
        else:
            open_to_doubt = middle
    # beyond a radius out of reach, the next cost there is
    if out_of_reach < 0:
        return min(floor, upper)
    return float(np.append(radii, upper)[out_of_reach + 1])


def _leaves_some_out(siting: Siting, radius: float) -> bool:
    """Whether it can be shown that some school is beyond a radius whatever is chosen."""
    far: Floats = (siting.offered[siting.today > radius] > radius).astype("float64")
    relaxed = _relax(np.ones(len(far)), far, siting.n_open, upper=1.0, enough=_WHOLE)
    return relaxed.value > _WHOLE


def _relax(
    today: Floats, offered: Floats, n_open: int, *, upper: float, enough: float = np.inf
) -> Bound:
    """
    Bound the least sum of costs by prices, improved by subgradient steps (Held and Karp 1971).

    Starts from the prices paid today: there the bound is what is left when each of the best
    candidates saves all that it would save alone. Stops at `enough`.
    """
    price, best, worth = today.copy(), -np.inf, np.zeros(offered.shape[1])
    stride, stuck = 2.0, 0
    for _ in range(MOST_ROUNDS):
        saved = offered - price[:, None]
        worth_now = np.minimum(saved, 0.0).sum(axis=0)
        taken = np.argpartition(worth_now, n_open - 1)[:n_open]
        value = float(price.sum() + worth_now[taken].sum())
        stuck += 1
        if value > best:
            stuck = 0 if value > best + ROUNDING * max(1.0, abs(best)) else stuck
            best, worth = value, worth_now
        if stuck == PATIENCE:
            stride, stuck = stride / 2, 0
        unserved = 1.0 - (saved[:, taken] < 0).sum(axis=1)
        unserved[(price >= today) & (unserved > 0)] = 0.0
        norm = float(unserved @ unserved)
        if norm == 0 or best > enough or upper - best <= ROUNDING * max(1.0, abs(upper)):
            break
        # no school pays more than today, where facilities that are open serve it
        price = np.minimum(price + stride * (upper - value) / norm * unserved, today)
    last_taken = np.partition(worth, n_open - 1)[n_open - 1]
    slack = ROUNDING * max(1.0, abs(upper))
    return Bound(best, best + worth - last_taken <= upper + slack)

"""Every choice of satellites tried in turn, in plain Python: the second route to each answer."""

import math
from collections.abc import Sequence
from itertools import combinations

Matrix = Sequence[Sequence[float]]


def serve(today: float, offers: Sequence[float]) -> float:
    """Give what a school's travel costs with these offers there; NaN is no offer."""
    return min([today, *(offer for offer in offers if not math.isnan(offer))])


def judge(
    aim: str, today: Sequence[float], offered: Matrix, weight: Sequence[float], threshold: float
) -> float:
    """Score what is open: less is better."""
    costs = [serve(now, offers) for now, offers in zip(today, offered, strict=True)]
    if aim == "centre":
        return max(costs)
    if aim == "cover":
        return math.fsum(w for w, cost in zip(weight, costs, strict=True) if cost > threshold)
    return math.fsum(w * cost for w, cost in zip(weight, costs, strict=True))


def try_all(
    aim: str,
    today: Sequence[float],
    offered: Matrix,
    weight: Sequence[float],
    *,
    k: int,
    threshold: float = math.inf,
) -> dict[tuple[int, ...], float]:
    """Score every choice of k candidates."""
    m = len(offered[0])
    return {
        chosen: judge(
            aim, today, [[row[at] for at in chosen] for row in offered], weight, threshold
        )
        for chosen in combinations(range(m), k)
    }

"""Access measured the slow way: loops over schools and sites, one pair at a time."""

from collections.abc import Callable, Sequence
from math import isnan, nan

Matrix = Sequence[Sequence[float]]
Weigh = Callable[[float], float]


def within(threshold: float) -> Weigh:
    """Weigh all within a threshold 1 and all beyond it 0."""
    return lambda cost: float(cost <= threshold)


def add_up(costs: Matrix, supply: Sequence[float], weigh: Weigh) -> list[float]:
    """Add up weighted supply for each origin."""
    found = []
    for row in costs:
        known = [(c, s) for c, s in zip(row, supply, strict=True) if not isnan(c)]
        told = sum(weigh(c) * s for c, s in known if not isnan(s))
        found.append(told if known else nan)
    return found


def share_out(
    costs: Matrix, demand: Sequence[float], supply: Sequence[float], weigh: Weigh
) -> list[float]:
    """Share each supply among the demand in its reach, and add up what reaches each origin."""
    ratio = []
    for j, offered in enumerate(supply):
        heads = 0.0
        for row, own in zip(costs, demand, strict=True):
            if not isnan(row[j]) and not isnan(own):
                heads += weigh(row[j]) * own
        ratio.append(offered / heads if heads > 0 else nan)
    found = []
    for row in costs:
        total = nan if all(map(isnan, row)) else 0.0
        for cost, share, offered in zip(row, ratio, supply, strict=True):
            if not isnan(cost) and weigh(cost) > 0 and offered > 0:
                total += weigh(cost) * share
        found.append(total)
    return found

"""Equity measured the slow way: pupils laid out one by one, pairs compared one with another."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

School = tuple[int, int, int]  # value, FSM, pupils


def lay_out(schools: Sequence[School]) -> list[Fraction]:
    """
    Give each pupil a value, in ascending order of FSM.

    Pupils of schools with equal FSM each have what these schools have on average.
    """
    row: list[Fraction] = []
    for fsm in sorted({fsm for _, fsm, _ in schools}):
        own = [(value, pupils) for value, at, pupils in schools if at == fsm and pupils]
        heads = sum(pupils for _, pupils in own)
        if heads:
            mean = Fraction(sum(value * pupils for value, pupils in own), heads)
            row += [mean] * heads
    return row


def find_palma(schools: Sequence[School]) -> Fraction | None:
    """Divide the mean of the first tenth of pupils by that of the last four tenths."""
    # each pupil tenfold, so that a tenth is a whole number of them
    row = [value for value in lay_out(schools) for _ in range(10)]
    n = len(row) // 10
    last = sum(row[6 * n :], Fraction(0))
    if not n or not last:
        return None
    return sum(row[:n], Fraction(0)) / n / (last / (4 * n))


def find_concentration(schools: Sequence[School]) -> Fraction | None:
    """Add up over all ordered pairs of pupils who has more, by who stands higher in FSM."""
    whole = sum(value * pupils for value, _, pupils in schools)
    heads = sum(pupils for _, _, pupils in schools)
    if not whole:
        return None
    total = 0
    for value, fsm, pupils in schools:
        for _, other_fsm, others in schools:
            total += value * pupils * others * ((fsm > other_fsm) - (fsm < other_fsm))
    return Fraction(total, whole * heads)


def find_area(points: Sequence[tuple[float, float]]) -> float:
    """Measure the area under a curve through points."""
    area = 0.0
    for (x, y), (to_x, to_y) in pairwise(points):
        area += (to_x - x) * (y + to_y) / 2
    return area

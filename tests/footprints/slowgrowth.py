"""Random contiguous partitions grown one school at a time: a second route, and a baseline."""

import random


def grow_slowly(edges: list[list[int]], n: int, n_units: int, *, seed: int) -> list[int]:
    """Take in the school at the end of an open edge, each as likely, until every school is in."""
    chance = random.Random(seed)  # noqa: S311
    neighbours: list[list[int]] = [[] for _ in range(n)]
    for one, other in edges:
        neighbours[one].append(other)
        neighbours[other].append(one)
    unit = [-1] * n
    for code, first in enumerate(sorted(chance.sample(range(n), n_units))):
        unit[first] = code
    front = [(at, to) for at in range(n) if unit[at] >= 0 for to in neighbours[at]]
    while front:
        pick = chance.randrange(len(front))
        at, to = front[pick]
        front[pick] = front[-1]
        front.pop()
        # an edge into a unit is closed; passing it over leaves the others as likely as they were
        if unit[to] < 0:
            unit[to] = unit[at]
            front += [(to, after) for after in neighbours[to]]
    return unit

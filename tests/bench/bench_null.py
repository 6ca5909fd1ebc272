"""Chance for one region and for England, against partitions grown school by school in Python.

The slow way grows and aligns the same partitions with lists and dictionaries. It makes fewer draws
and its time is scaled to all, which favours it: its graphs are drawn before the clock starts.
"""

import math
import random
import time
from collections import Counter
from itertools import combinations

import numpy as np
import pandas as pd

from footprints.systems.labels import Labels, label_schools
from footprints.systems.nullmodel import draw_alignments
from footprints.systems.schoolgraph import connect_schools
from tests.bench.snapshot import open_real
from tests.bench.timing import compare
from tests.footprints.slowgrowth import grow_slowly

SYSTEMS = ("la", "lad", "trust", "maths", "tsh", "english", "computing")
REGION, TARGET_S = "North West", 10.0
DRAWS, FEW_DRAWS = 99, 3


def main() -> None:
    """Print the time of a region with its target, the ratio, and the time of England."""
    snapshot = open_real()
    schools, memberships = snapshot.table("schools"), snapshot.table("memberships")
    pairs = list(combinations(SYSTEMS, 2))

    def label(inside: np.ndarray | None) -> Labels:
        return label_schools(
            schools, memberships, snapshot.table("units"), systems=SYSTEMS, inside=inside
        )

    labels = label(schools["region"].eq(REGION).to_numpy())
    slow = SlowChance(labels, schools, pairs)
    measured = compare(
        f"{DRAWS} draws of {len(pairs)} pairs over {len(labels.urns):,} schools of the {REGION}",
        lambda: draw_alignments(labels, schools, pairs, draws=range(DRAWS)),
        lambda: slow.draw(FEW_DRAWS),
        against=f"{FEW_DRAWS} draws in plain Python",
        repeats=1,
    )
    print(measured)
    whole = measured.baseline_s * DRAWS / FEW_DRAWS
    print(f"  {DRAWS} draws that way: {whole:.1f} s, {whole / measured.ours_s:.0f} times as long")
    print(f"  target {TARGET_S:.0f} s: {'met' if measured.ours_s < TARGET_S else 'MISSED'}")
    england = label(None)
    start = time.perf_counter()
    draw_alignments(england, schools, pairs, draws=range(DRAWS))
    taken = time.perf_counter() - start
    print(f"{DRAWS} draws over {len(england.urns):,} schools of England: {taken:.1f} s")


class SlowChance:
    """The same question answered school by school."""

    def __init__(
        self, labels: Labels, schools: pd.DataFrame, pairs: list[tuple[str, str]]
    ) -> None:
        self.jobs = []
        for a, b in pairs:
            known = (labels.codes[a] >= 0) & (labels.codes[b] >= 0)
            n_units = [len(set(labels.codes[system][known])) for system in (a, b)]
            if min(n_units) > 1:
                graph = connect_schools(schools[schools["urn"].isin(labels.urns[known])])
                self.jobs.append((graph.edges.tolist(), len(graph.urns), n_units))

    def draw(self, draws: int) -> list[float]:
        """Grow two partitions for each pair and draw, and align them."""
        chance = random.Random(1)  # noqa: S311
        return [
            align_slowly(
                *(grow_slowly(edges, n, k, seed=chance.randrange(2**32)) for k in n_units)
            )
            for _ in range(draws)
            for edges, n, n_units in self.jobs
        ]


def align_slowly(a: list[int], b: list[int]) -> float:
    """Take mutual information over the smaller entropy, by counting."""
    h_a, h_b, h_ab = (
        -sum(size / len(a) * math.log(size / len(a)) for size in Counter(codes).values())
        for codes in (a, b, list(zip(a, b, strict=True)))
    )
    return (h_a + h_b - h_ab) / min(h_a, h_b)


if __name__ == "__main__":
    main()

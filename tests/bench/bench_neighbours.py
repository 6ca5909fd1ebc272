"""Neighbours, alignment and twins of all schools, against a loop over schools.

The loop takes a sample; its time is scaled to all schools, which favours it: what it looks up is
arranged once, before the clock starts.
"""

import random

from footprints.locals.neighbours import (
    choose_counted,
    count_company,
    find_neighbours,
    index_neighbours,
    measure_alignment,
)
from tests.bench.snapshot import open_real
from tests.bench.timing import compare
from tests.footprints.slowneighbours import SlowEngland

N_SAMPLE = 50
URN = 100005


def main() -> None:
    """Print the ratios; the loop's answers are checked against ours in the tests."""
    snapshot = open_real()
    schools, memberships = snapshot.table("schools"), snapshot.table("memberships")
    counted = choose_counted(snapshot.table("systems"))
    index = index_neighbours(schools, memberships, counted=counted)
    slow = SlowEngland(schools, memberships, index.counted)
    sample = random.Random(1).sample(sorted(slow.place), N_SAMPLE)  # noqa: S311

    def ask_all() -> None:
        asked = index_neighbours(schools, memberships, counted=counted)
        measure_alignment(asked)
        count_company(asked)

    def ask_each(urns: list[int]) -> None:
        slow.known.clear()
        for urn in urns:
            slow.alike(urn)
            slow.strangers(urn)
            for system in index.units:
                slow.alignment(urn, system)

    measured = compare(
        f"neighbours of all {len(schools):,} schools",
        ask_all,
        lambda: ask_each(sample),
        against=f"{N_SAMPLE} schools in a loop",
    )
    print(measured)
    whole = measured.baseline_s * len(schools) / N_SAMPLE
    print(f"  the loop for all: {whole:.0f} s, {whole / measured.ours_s:,.0f} times as long")
    print(
        compare(
            "neighbours of one school",
            lambda: find_neighbours(URN, index),
            lambda: ask_each([URN]),
            against="one school in a loop",
        )
    )


if __name__ == "__main__":
    main()

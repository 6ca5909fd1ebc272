"""The multiple locals of all schools and all pairs of 7 systems, against sets of schools.

The sets take samples of schools and of units, and their time is scaled to all, which favours them:
they are gathered from the memberships once, before the clock starts, and ours twice while it
runs. Both give the same figures. Then how the cost grows with ten times the schools, invented: in
as many units, and with trusts that stay as small.
"""

import random
import statistics
import time
from itertools import combinations

import numpy as np
import pandas as pd

from footprints.locals.contingency import tabulate_overlaps
from footprints.locals.multiplelocals import TAU, measure_locals
from tests.bench.snapshot import open_real
from tests.bench.timing import compare
from tests.footprints.slowlocals import Local, SlowLocals

SYSTEMS = ("english", "la", "lad", "maths", "region", "trust", "tsh")
N_SAMPLE, N_SCHOOLS, TIMES, REPEATS = 200, 24_000, 10, 5
# columns and rows of units over the country; districts nest in authorities, these in regions
GRIDS = {"region": (3, 3), "la": (12, 12), "lad": (24, 12), "maths": (8, 5), "english": (7, 5)}
GRIDS |= {"tsh": (10, 9)}
SCHOOLS_PER_TRUST, TRUSTS_PER_PLACE = 6, 5


def main() -> None:
    """Print the ratios; the sets' answers are checked against ours in the tests."""
    snapshot = open_real()
    tables = snapshot.table("schools"), snapshot.table("memberships")
    slow = SlowLocals(*tables, systems=SYSTEMS)
    shuffle = random.Random(1).sample  # noqa: S311
    urns, units = shuffle(sorted(slow.held), N_SAMPLE), shuffle(sorted(slow.members), N_SAMPLE)
    by_school = compare(
        f"locals of all {len(slow.held):,} schools in {len(SYSTEMS)} systems",
        lambda: measure_locals(*tables, systems=SYSTEMS),
        lambda: [measure_sets(urn, slow) for urn in urns],
        against=f"sets of {N_SAMPLE} schools",
    )
    by_unit = compare(
        f"all pairs of all {len(slow.members):,} units",
        lambda: tabulate_overlaps(*tables, systems=SYSTEMS),
        lambda: [compare_sets(unit, slow) for unit in units],
        against=f"sets of {N_SAMPLE} units",
    )
    print(by_school, by_unit, sep="\n")
    ours = by_school.ours_s + by_unit.ours_s
    # each pair of units is met from both sides
    sets = by_school.baseline_s * len(slow.held) + by_unit.baseline_s * len(slow.members) / 2
    sets /= N_SAMPLE
    print(f"  both: {ours:.3f} s; sets of all: {sets:.0f} s, {sets / ours:,.0f} times as long")
    for name, trusts_for in (("as many units", 1), ("as small trusts", TIMES)):
        few = invent_places(N_SCHOOLS, trusts_for=N_SCHOOLS)
        many = invent_places(TIMES * N_SCHOOLS, trusts_for=trusts_for * N_SCHOOLS)
        once, often = take_medians(few, many)
        print(
            f"{TIMES} times {N_SCHOOLS:,} invented schools in {name}: {once:.3f} s and "
            f"{often:.3f} s, {often / once:.1f} times as long"
        )


def measure_sets(urn: int, slow: SlowLocals) -> tuple[float, ...]:
    """Measure one school with Python sets."""
    sets = [slow.members[local] | {urn} for local in slow.held[urn]]
    overlaps, heap = [], list(range(len(sets)))
    for (a, one), (b, other) in combinations(enumerate(sets), 2):
        n_shared = len(one & other)
        overlaps.append(n_shared / min(len(one), len(other)))
        if n_shared / (len(one) + len(other) - n_shared) >= TAU:
            heap = [heap[a] if was == heap[b] else was for was in heap]
    core, reach = len(set.intersection(*sets)), len(set.union(*sets))
    n_distinct = len({frozenset(one) for one in sets})
    bricolage = 1 - statistics.fmean(overlaps or [1.0])
    return n_distinct, len(set(heap)), core, reach, core / reach, bricolage


def compare_sets(unit: Local, slow: SlowLocals) -> list[tuple[float, ...]]:
    """Compare one unit with all of other systems."""
    mine, found = slow.members[unit], []
    for (system, _), other in slow.members.items():
        n_shared = len(mine & other) if system != unit[0] else 0
        if n_shared:
            n_a, n_b = len(mine), len(other)
            shares = n_shared / (n_a + n_b - n_shared), n_shared / n_a, n_shared / n_b
            found.append((n_a, n_b, n_shared, *shares, max(shares)))
    return found


def ask_all(schools: pd.DataFrame, memberships: pd.DataFrame) -> None:
    """Measure every school and every pair of units."""
    tabulate_overlaps(schools, memberships, systems=SYSTEMS)
    measure_locals(schools, memberships, systems=SYSTEMS)


def take_medians(*places: tuple[pd.DataFrame, pd.DataFrame]) -> list[float]:
    """Time each place in turn, several times."""
    seconds: list[list[float]] = [[] for _ in places]
    for _ in range(REPEATS):
        for taken, tables in zip(seconds, places, strict=True):
            start = time.perf_counter()
            ask_all(*tables)
            taken.append(time.perf_counter() - start)
    return [statistics.median(taken) for taken in seconds]


def invent_places(n: int, *, trusts_for: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Throw schools on a square of units, half of them in trusts of the neighbourhood."""
    throw = np.random.default_rng(1)
    place = throw.random((n, 2))
    schools = pd.DataFrame({"urn": np.arange(n), "type": "Academy", "type_group": "Academies"})
    parts = []
    for system, (columns, rows) in GRIDS.items():
        cell = np.floor(place * [columns, rows]).astype("int64") @ [rows, 1]
        parts.append(pd.DataFrame({"urn": np.arange(n), "system": system, "unit_id": cell}))
    side = int(np.sqrt(trusts_for / 2 / SCHOOLS_PER_TRUST / TRUSTS_PER_PLACE))
    at = np.floor(place * side).astype("int64") @ [side, 1]
    trust = at * TRUSTS_PER_PLACE + throw.integers(0, TRUSTS_PER_PLACE, n)
    parts.append(pd.DataFrame({"urn": np.arange(n), "system": "trust", "unit_id": trust})[::2])
    held = pd.concat(parts, ignore_index=True)
    return schools, held.assign(unit_id=held["unit_id"].astype("str"), certainty="listed")


if __name__ == "__main__":
    main()

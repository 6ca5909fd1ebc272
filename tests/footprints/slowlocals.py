"""The locals of schools by Python sets, school by school and pair by pair: the second route."""

from collections.abc import Collection, Iterable
from itertools import combinations
from math import isclose, isnan, nan
from statistics import fmean
from typing import Any

import pandas as pd

from footprints.scope import in_scope

Local = tuple[str, str]


class SlowLocals:
    """Memberships as sets of urns."""

    def __init__(
        self,
        schools: pd.DataFrame,
        memberships: pd.DataFrame,
        scope: str = "state_funded",
        systems: Collection[str] | None = None,
        weight: str = "schools",
    ) -> None:
        known, inside = set(schools["urn"]), set(schools.loc[in_scope(schools, scope), "urn"])
        pupils = schools["pupils"].fillna(0) if weight == "pupils" else [1] * len(schools)
        self.counts = dict(zip(schools["urn"], (round(n) for n in pupils), strict=True))
        self.held: dict[int, list[Local]] = {urn: [] for urn in known}
        self.members: dict[Local, set[int]] = {}
        rows = memberships[["urn", "system", "unit_id", "certainty"]]
        for urn, system, unit, certainty in rows.itertuples(index=False, name=None):
            wanted = systems is None or system in systems
            if wanted and certainty != "none" and urn in known:
                self.held[urn].append((system, unit))
                members = self.members.setdefault((system, unit), set())
                members |= {urn} & inside

    def weigh(self, urns: Iterable[int]) -> int:
        """Add up what schools count for."""
        return sum(map(self.counts.__getitem__, urns))

    def compare(self, one: set[int], other: set[int]) -> dict[str, float]:
        """Measure two sets."""
        a, b, both = self.weigh(one), self.weigh(other), self.weigh(one & other)
        joint = self.weigh(one | other)
        return {
            "n_a": a,
            "n_b": b,
            "n_shared": both,
            "jaccard": both / joint if joint else nan,
            "overlap": both / min(a, b) if min(a, b) else nan,
            "containment_a": both / a if a else nan,
            "containment_b": both / b if b else nan,
        }

    def measure(self, urn: int, tau: float = 0.9) -> dict[str, Any]:
        """Measure the multiple locals of one school."""
        sets = [self.members[local] | {urn} for local in self.held[urn]]
        found: dict[str, Any] = {
            "n_locals": len({system for system, _ in self.held[urn]}),
            "n_sets": len(sets),
            "n_distinct": len({frozenset(one) for one in sets}),
            "n_distinct_tau": self._merge(sets, tau),
        }
        if not sets:
            return found | dict.fromkeys(("core", "reach", "core_reach", "bricolage"), nan)
        core, reach = self.weigh(set.intersection(*sets)), self.weigh(set.union(*sets))
        overlaps = [self.compare(*pair)["overlap"] for pair in combinations(sets, 2)]
        known = [overlap for overlap in overlaps if not isnan(overlap)]
        return found | {
            "core": core,
            "reach": reach,
            "core_reach": core / reach if reach else nan,
            "bricolage": 1 - fmean(known) if known else nan,
        }

    def _merge(self, sets: list[set[int]], tau: float) -> int:
        """Count heaps of sets, putting one set after the other on what it is like."""
        heaps: list[list[set[int]]] = []
        for one in sets:
            alike = [
                heap
                for heap in heaps
                if any(
                    one == other or self.compare(one, other)["jaccard"] >= tau for other in heap
                )
            ]
            heaps = [heap for heap in heaps if heap not in alike]
            heaps.append([one, *(other for heap in alike for other in heap)])
        return len(heaps)


def check_locals(found: pd.DataFrame, slow: SlowLocals, urns: Iterable[int], tau: float) -> None:
    """Compare the table with the sets."""
    records = found.loc[list(urns)].to_dict("index")
    for urn, told in records.items():
        for column, expected in slow.measure(urn, tau).items():
            value = told[column]
            same = isnan(value) if isnan(expected) else isclose(value, expected, abs_tol=1e-12)
            assert same, (urn, column, value, expected)


def check_overlaps(table: pd.DataFrame, slow: SlowLocals) -> None:
    """Compare every row of the table with the sets, and the rows with all pairs that share."""
    pairs = {
        tuple(sorted(pair))
        for pair in combinations(sorted(slow.members), 2)
        if pair[0][0] != pair[1][0] and slow.members[pair[0]] & slow.members[pair[1]]
    }
    told = {((r["a"], r["a_unit"]), (r["b"], r["b_unit"])): r for r in table.to_dict("records")}
    assert list(told) == sorted(pairs)
    for (one, other), row in told.items():
        expected = slow.compare(slow.members[one], slow.members[other])
        for column, value in expected.items():
            same = (
                isnan(row[column]) if isnan(value) else isclose(row[column], value, abs_tol=1e-12)
            )
            assert same, (one, other, column)

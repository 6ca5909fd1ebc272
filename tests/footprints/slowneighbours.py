"""Neighbours, twins and strangers by Python sets and loops over all schools: the second route."""

from collections.abc import Collection
from math import isnan

import pandas as pd

from footprints.scope import in_scope

AS_DEEMED = {
    "middle deemed primary": "primary",
    "middle deemed secondary": "secondary",
    "all-through": "secondary",
}


def slow_peers(phase: object, kind: object, low: float, high: float) -> str | None:
    """Tell one school's group by asking one question after the other."""
    phase, kind = str(phase).lower(), str(kind).lower()
    if "alternative provision" in kind or "pupil referral" in kind or phase == "pru":
        return "alternative provision"
    if "special" in kind or phase == "special":
        return "special"
    if phase not in ("nan", "not applicable"):
        return AS_DEEMED.get(phase, phase)
    if isnan(low) or isnan(high):
        return None
    if low >= 16:
        return "16 plus"
    return "secondary" if high > 13 else "primary"


class SlowEngland:
    """Schools and memberships as dictionaries and sets."""

    def __init__(
        self,
        schools: pd.DataFrame,
        memberships: pd.DataFrame,
        counted: Collection[str],
        scope: str = "state_funded",
    ) -> None:
        self.counted = list(counted)
        columns = ["urn", "easting", "northing", "phase", "type", "low_age", "high_age"]
        rows = list(schools[columns].itertuples(index=False, name=None))
        self.place = {urn: (east, north) for urn, east, north, *_ in rows}
        self.peers = {urn: slow_peers(*rest) for urn, _, _, *rest in rows}
        self.inside = set(schools.loc[in_scope(schools, scope), "urn"])
        self.placed: dict[str | None, list[tuple[int, float, float]]] = {}
        for urn in self.inside:
            x, y = self.place[urn]
            if not isnan(x + y):
                self.placed.setdefault(self.peers[urn], []).append((urn, x, y))
        self.held: dict[int, dict[str, set[str]]] = {urn: {} for urn in self.place}
        told = memberships[["urn", "system", "unit_id", "certainty"]]
        for urn, system, unit, certainty in told.itertuples(index=False, name=None):
            if certainty != "none":
                self.held[urn].setdefault(system, set()).add(unit)
        self.signed = {
            urn: tuple(frozenset(self.units(urn, s)) for s in counted) for urn in self.place
        }
        self.sharing: dict[tuple[frozenset[str], ...], set[int]] = {}
        for urn in self.inside:
            self.sharing.setdefault(self.signed[urn], set()).add(urn)
        self.known: dict[int, list[int]] = {}

    def nearest(self, urn: int, k: int = 10) -> list[int]:
        """Sort everybody else, once."""
        if urn not in self.known:
            peers, (x, y) = self.peers[urn], self.place[urn]
            others = self.placed.get(peers, []) if peers is not None and not isnan(x + y) else []
            by_square = sorted(
                ((x - a) ** 2 + (y - b) ** 2, other) for other, a, b in others if other != urn
            )
            self.known[urn] = [other for _, other in by_square[:k]]
        return self.known[urn]

    def units(self, urn: int, system: str) -> set[str]:
        """Give the units of one school in one system."""
        return self.held[urn].get(system, set())

    def alignment(self, urn: int, system: str) -> float | None:
        """Give the share of the nearest that share a unit."""
        near, own = self.nearest(urn), self.units(urn, system)
        if not near or not own:
            return None
        return sum(bool(own & self.units(other, system)) for other in near) / len(near)

    def strangers(self, urn: int) -> list[int]:
        """List the nearest that share nothing."""
        return [
            other
            for other in self.nearest(urn)
            if not any(self.units(urn, s) & self.units(other, s) for s in self.counted)
        ]

    def alike(self, urn: int) -> tuple[set[int], dict[int, str]]:
        """Give the twins, and the near twins with the system that sets them apart."""
        twins: set[int] = set()
        near: dict[int, str] = {}
        own = self.signed[urn]
        for signed, urns in self.sharing.items():
            same = [mine == theirs for mine, theirs in zip(own, signed, strict=True)]
            if same.count(False) > 1 or not any(a and b for a, b in zip(own, same, strict=True)):
                continue
            if all(same):
                twins |= urns - {urn}
            else:
                near |= dict.fromkeys(urns - {urn}, self.counted[same.index(False)])
        return twins, near

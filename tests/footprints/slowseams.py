"""Seams the slow way: a loop over pairs of neighbouring schools, with Python sets."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import shapely

from footprints.seams.seams import Seams
from footprints.systems.schoolgraph import SchoolGraph

Held = dict[tuple[int, str], set[str]]


@dataclass
class SlowSeams:
    """Pairs of schools by what parts them and what does not, and by pair of systems."""

    edges: Counter = field(default_factory=Counter)
    border: Counter = field(default_factory=Counter)
    known: Counter = field(default_factory=Counter)
    both: Counter = field(default_factory=Counter)


def hold_units(memberships: pd.DataFrame) -> Held:
    """Make a set of units for each school and system."""
    held: Held = defaultdict(set)
    for row in memberships.itertuples():
        if row.certainty != "none":
            held[int(row.urn), str(row.system)].add(str(row.unit_id))
    return held


def find_slowly(
    graph: SchoolGraph,
    held: Held,
    systems: Sequence[str],
    inside: Collection[int] | None = None,
) -> SlowSeams:
    """Look at one pair after another."""
    found = SlowSeams()
    urns, points = graph.urns.tolist(), graph.points.tolist()
    for i, j in graph.edges.tolist():
        if points[i] == points[j] or (inside is not None and not {urns[i], urns[j]} & set(inside)):
            continue
        ends = {s: (held.get((urns[i], s), set()), held.get((urns[j], s), set())) for s in systems}
        known = [s for s in systems if all(ends[s])]
        parted = [s for s in known if not ends[s][0] & ends[s][1]]
        through = [s for s in known if s not in parted]
        if parted:
            found.edges[", ".join(parted), ", ".join(through)] += 1
        for system in parted:
            found.border[system] += 1
            for other in set(known) - {system}:
                found.known[system, other] += 1
                found.both[system, other] += other in parted
    return found


def check_equal(seams: Seams, slow: SlowSeams) -> None:
    """Compare the counts of both ways."""
    summed = seams.lines.groupby(["systems", "through"])["n_edges"].sum()
    assert summed.to_dict() == dict(slow.edges)
    for row in seams.pairs.itertuples():
        key = (row.system, row.other)
        counts = (slow.border[row.system], slow.known[key], slow.both[key])
        assert (row.n_border, row.n_known, row.n_both) == counts
        if slow.known[key]:
            assert abs(row.coincidence - slow.both[key] / slow.known[key]) < 1e-12
        else:
            assert np.isnan(row.coincidence)


def count_near_slowly(seams: Seams, seam: int, graph: SchoolGraph, held: Held) -> dict[str, int]:
    """Measure from every school to one line, and look its units up."""
    sides = seams.sides[seams.sides["seam"] == seam]
    geometry = seams.lines.geometry[seam]
    near = {"a": 0, "b": 0}
    for side in near:
        units = sides[sides["side"] == side].groupby("system")["unit_id"].agg(set).to_dict()
        for urn, point in zip(graph.urns.tolist(), graph.points.tolist(), strict=True):
            close = geometry.distance(shapely.Point(point)) <= 1000 * seams.near_km
            near[side] += close and all(held.get((urn, s), set()) & units[s] for s in units)
    return near


def check_near(seams: Seams, graph: SchoolGraph, held: Held) -> None:
    """Compare the schools near every line, and the systems whose border it is."""
    for line in seams.lines.itertuples():
        near = count_near_slowly(seams, line.seam, graph, held)
        assert near == {"a": line.near_a, "b": line.near_b}
        parted = seams.sides[(seams.sides["seam"] == line.seam) & (seams.sides["side"] == "a")]
        assert ", ".join(parted["system"].unique()) == line.systems

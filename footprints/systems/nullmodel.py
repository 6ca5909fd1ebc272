"""How far compact partitions of the same schools agree by chance; METRICS section 3.

Any two partitions into compact units agree somewhat, since both keep neighbours together. The
measure of that: for a pair of systems both are replaced, independently of each other, by random
contiguous partitions of the pair's schools into as many units as each system has among them.

A random partition grows from as many schools, all equally likely to be one, along the edges of the
schools' graph: each time one of the edges that lead out of a unit to a school of none, all equally
likely, takes that school in (Eden 1961; Richardson 1973). With a waiting time for each edge from
one exponential distribution this is first-passage percolation (Hammersley and Welsh 1965), so that
a school is in the unit whose first school is the quickest to reach: one run of Dijkstra's method.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import nan
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from footprints.systems.labels import Codes, Labels
from footprints.systems.nesting import Weights, average, measure_nesting
from footprints.systems.schoolgraph import Kind, SchoolGraph, connect_schools

Drawn = npt.NDArray[np.float64]
Progress = Callable[[int, int], None]

INTERVAL = (2.5, 97.5)
ROUNDING = 1e-12


@dataclass(frozen=True)
class Ground:
    """
    A graph of n schools made ready for partitions to grow on.

    `starts` (n + 1) and `ends` (2 m) list the neighbours of each school, `edge` (2 m) the edge
    that leads there, one of `n_edges` (m).
    """

    starts: npt.NDArray[np.int32]
    ends: npt.NDArray[np.int32]
    edge: Codes
    n_edges: int


@dataclass(frozen=True)
class Chance:
    """
    An alignment beside those of random partitions.

    `expectation` is their mean, `low` and `high` hold 95 of 100 of them, `adjusted` is
    (A - E) / (1 - E), and `p_value` the share of draws that reach the alignment, itself counted.
    """

    expectation: float
    low: float
    high: float
    adjusted: float
    p_value: float


class _Side(NamedTuple):
    """What to draw for one system: over which schools, and how many units."""

    place: bytes
    system: str
    n_units: int


@dataclass(frozen=True)
class _Duel:
    """The two sides of a pair, and the weights of its schools."""

    sides: tuple[_Side, _Side]
    weights: Weights | None


def lay_ground(graph: SchoolGraph) -> Ground:
    """
    Make a graph ready for many partitions.

    Parameters
    ----------
    graph
        Connected; n schools, m edges.

    Returns
    -------
    ground
        See `Ground`.
    """
    n, m = len(graph.urns), len(graph.edges)
    first, second = graph.edges.T
    from_, to = np.concatenate([first, second]), np.concatenate([second, first])
    order = np.lexsort((to, from_))
    starts = np.concatenate([[0], np.cumsum(np.bincount(from_, minlength=n))])
    return Ground(
        starts.astype("int32"), to[order].astype("int32"), np.tile(np.arange(m), 2)[order], m
    )


def grow_partition(ground: Ground, n_units: int, rng: np.random.Generator) -> Codes:
    """
    Divide schools at random into contiguous units.

    Parameters
    ----------
    ground
        From `lay_ground`; n schools.
    n_units
        From 1 to n.
    rng
        Where chance comes from.

    Returns
    -------
    codes
        int64, length n: 0 up to below `n_units`. Each unit has a school, and is connected.

    Examples
    --------
    >>> at = {"urn": [1, 2, 3, 4], "easting": [0, 1, 2, 3], "northing": [0, 0, 0, 0]}
    >>> ground = lay_ground(connect_schools(pd.DataFrame(at)))
    >>> grow_partition(ground, 2, np.random.default_rng(1)).tolist()
    [0, 0, 1, 1]
    """
    n = len(ground.starts) - 1
    seeds = np.sort(rng.choice(n, n_units, replace=False))
    waits = rng.standard_exponential(ground.n_edges)[ground.edge]
    passages = csr_array((waits, ground.ends, ground.starts), shape=(n, n))
    _, _, source = dijkstra(passages, indices=seeds, min_only=True, return_predecessors=True)
    return np.asarray(seeds.searchsorted(source), dtype="int64")


def draw_alignments(
    labels: Labels,
    schools: pd.DataFrame,
    pairs: Sequence[tuple[str, str]],
    *,
    draws: range,
    seed: int = 1,
    weights: Weights | None = None,
    kind: Kind = "delaunay",
    on_progress: Progress | None = None,
) -> Drawn:
    """
    Align random contiguous partitions, as many times as asked, for each pair of systems.

    The schools of a pair are those with one unit in both, some weight, and coordinates; their
    graph is drawn anew from them alone, so it is connected whatever lies between. Draw i of a
    system takes its chance from `seed`, i and the system's name and nothing else: the same
    whatever else is drawn, in whichever order, in one run or in several. Pairs over the same
    schools share the draw of a system. To stop early, raise from `on_progress`.

    Parameters
    ----------
    labels
        From `footprints.systems.labels.label_schools`; n schools.
    schools
        Columns `urn`, `easting`, `northing` (EPSG:27700 metres, NaN where unknown).
    pairs
        Names of two systems each; q pairs.
    draws
        Which draws, by number; d of them.
    seed
        0 or more.
    weights
        float64, length n, as in `footprints.systems.nesting.measure_nesting`.
    kind
        The graph to grow on.
    on_progress
        Called after each draw with how many are done, and d.

    Returns
    -------
    drawn
        float64, d by q; NaN where a system has fewer than two units to tell apart.
    """
    duels, grounds = _prepare(labels, schools, pairs if draws else (), weights, kind)
    drawn = np.full((len(draws), len(pairs)), nan)
    for row, draw in enumerate(draws):
        grown: dict[_Side, Codes] = {}
        for column, duel in duels.items():
            for key in duel.sides:
                if key not in grown:
                    rng = np.random.default_rng([seed, draw, *key.system.encode()])
                    grown[key] = grow_partition(grounds[key.place], key.n_units, rng)
            a, b = (grown[key] for key in duel.sides)
            drawn[row, column] = measure_nesting(a, b, duel.weights).alignment
        if on_progress:
            on_progress(row + 1, len(draws))
    return drawn


def judge_alignment(alignment: float, drawn: Drawn) -> Chance:
    """
    Put an alignment beside those drawn at random.

    Parameters
    ----------
    alignment
        Of the two systems themselves.
    drawn
        float64, one for each draw.

    Returns
    -------
    chance
        See `Chance`; all NaN where the alignment is, or nothing could be drawn. `adjusted` is
        NaN too where chance alone nests perfectly.

    Examples
    --------
    >>> judge_alignment(0.75, np.array([0.25, 0.5, 0.75])).adjusted
    0.5
    """
    drawn = drawn[~np.isnan(drawn)]
    if np.isnan(alignment) or not len(drawn):
        return Chance(nan, nan, nan, nan, nan)
    expectation = average(drawn.tolist())
    low, high = np.percentile(drawn, INTERVAL)
    room = 1 - expectation
    n_reaching = int((drawn >= alignment - ROUNDING).sum())
    return Chance(
        expectation=expectation,
        low=float(low),
        high=float(high),
        adjusted=(alignment - expectation) / room if room > ROUNDING else nan,
        p_value=(1 + n_reaching) / (1 + len(drawn)),
    )


def _prepare(
    labels: Labels,
    schools: pd.DataFrame,
    pairs: Sequence[tuple[str, str]],
    weights: Weights | None,
    kind: Kind,
) -> tuple[dict[int, _Duel], dict[bytes, Ground]]:
    """Plan each pair that can be drawn, by its number, and lay the grounds they need."""
    places = schools.set_index("urn")[["easting", "northing"]].reindex(labels.urns)
    able = places.notna().all(axis=1).to_numpy()
    able = able if weights is None else able & (weights > 0)
    duels: dict[int, _Duel] = {}
    grounds: dict[bytes, Ground] = {}
    for number, (a, b) in enumerate(pairs):
        known = able & (labels.codes[a] >= 0) & (labels.codes[b] >= 0)
        n_a, n_b = (len(np.unique(labels.codes[system][known])) for system in (a, b))
        if min(n_a, n_b) < 2:
            continue
        place = np.packbits(known).tobytes()
        if place not in grounds:
            # labels and graph both go by urn
            graph = connect_schools(places[known].reset_index(), kind=kind)
            grounds[place] = lay_ground(graph)
        own = None if weights is None else weights[known]
        duels[number] = _Duel((_Side(place, a, n_a), _Side(place, b, n_b)), own)
    return duels, grounds

"""Units that span others: constraint and betweenness on the graph of units; METRICS section 12.

A unit that joins parts of the graph which have little else in common spans them. That is a matter
of which schools lie in which units. It says nothing of any person, nor of what a trust or hub
does with the position.
"""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse

from footprints.locals.contingency import arrange_incidence, count_contingency
from footprints.membership.members import Floats

# How many units are started from at once: few enough to stay in the cache of a processor.
BATCH = 256


@dataclass(frozen=True)
class UnitGraph:
    """
    Units joined where they share schools.

    `units` (k rows: `system`, `unit_id`, `n_schools`, by name) and `shared`, k by k, sparse,
    symmetric: how many schools two units of different systems share; nothing on the diagonal.
    `scope` and `systems` say what was counted.
    """

    scope: str
    systems: tuple[str, ...]
    units: pd.DataFrame
    shared: sparse.csr_array


def connect_units(
    schools: pd.DataFrame,
    memberships: pd.DataFrame,
    *,
    scope: str = "state_funded",
    systems: Collection[str] | None = None,
    smallest: int = 1,
) -> UnitGraph:
    """
    Join units of different systems that share a school in scope.

    Parameters
    ----------
    schools, memberships
        The tables of those names.
    scope
        Which schools count: a key of `footprints.scope.SCOPES`.
    systems
        Those whose units are in the graph; all if not given.
    smallest
        Units with fewer schools in scope are left out; 2 leaves out single-school trusts.

    Returns
    -------
    graph
        See `UnitGraph`. A school whose area is `shared` is in each of its units.

    Raises
    ------
    UnknownKeyError
        If no such scope is defined.
    """
    incidence = arrange_incidence(schools, memberships, scope=scope, systems=systems)
    counts = count_contingency(incidence)
    sizes = counts.diagonal()
    kept = np.flatnonzero(sizes >= max(smallest, 1))
    units = incidence.units.iloc[kept].reset_index(drop=True)
    pairs = counts[kept][:, kept].tocoo()
    system = pd.factorize(units["system"])[0]
    apart = system[pairs.row] != system[pairs.col]
    entries = (pairs.data[apart].astype("float64"), (pairs.row[apart], pairs.col[apart]))
    return UnitGraph(
        scope=scope,
        systems=tuple(sorted(set(units["system"]))),
        units=units.assign(n_schools=sizes[kept]),
        shared=sparse.csr_array(entries, shape=(len(units), len(units))),
    )


def find_spanners(graph: UnitGraph, *, system: str = "trust") -> pd.DataFrame:
    """
    Measure how far the units of a system span the others.

    Parameters
    ----------
    graph
        From `connect_units`. All its units count; those of `system` are reported.
    system
        Whose units are reported.

    Returns
    -------
    spanners
        Index `unit_id`: `n_schools`; `n_joined`, how many units it shares schools with;
        `constraint` and `betweenness` as `measure_constraint` and `measure_betweenness` define
        them; most between first, then by constraint from the least, then `unit_id`. 0 rows where
        the system has no unit in the graph.
    """
    table = graph.units.assign(
        n_joined=np.diff(graph.shared.indptr),
        constraint=measure_constraint(graph),
        betweenness=measure_betweenness(graph),
    )
    own = table[table["system"] == system].drop(columns="system")
    order = ["betweenness", "constraint", "unit_id"]
    return own.sort_values(order, ascending=[False, True, True]).set_index("unit_id")


def measure_constraint(graph: UnitGraph) -> Floats:
    """
    Measure how far each unit's neighbours in the graph also neighbour one another.

    Burt (1992), Structural Holes, chapter 2: the sum over neighbours j of
    (p_ij + sum over q of p_iq p_qj)^2, where p_ij is the share of i's shared schools that it
    shares with j. Low: it joins units that have little else in common.

    Parameters
    ----------
    graph
        From `connect_units`; k units.

    Returns
    -------
    constraint
        Length k, row order of `graph.units`; NaN for a unit that shares no school.

    Examples
    --------
    >>> units = pd.DataFrame({"system": ["a", "b", "c"], "unit_id": ["1", "2", "3"]})
    >>> line = sparse.csr_array([[0.0, 1, 0], [1, 0, 1], [0, 1, 0]])
    >>> measure_constraint(UnitGraph("all", (), units, line)).tolist()
    [1.0, 0.5, 1.0]
    """
    total = graph.shared.sum(axis=1)
    share = sparse.diags_array(1 / np.maximum(total, 1)) @ graph.shared
    direct = (share + share @ share).multiply(graph.shared > 0)
    return np.where(total > 0, direct.power(2).sum(axis=1), np.nan)


def measure_betweenness(graph: UnitGraph) -> Floats:
    """
    Measure the share of shortest ways between other units that lead through each unit.

    Freeman (1977) by the accumulation of Brandes (2001, J. Math. Sociol. 25(2), 163-177), from
    many units at once, level by level. A step between two units counts 1, however many schools
    they share. Normalised by the number of pairs of other units, (k - 1)(k - 2) / 2.

    Parameters
    ----------
    graph
        From `connect_units`; k units.

    Returns
    -------
    betweenness
        Length k, row order of `graph.units`, from 0 to 1; 0 where k is below 3.

    Examples
    --------
    >>> units = pd.DataFrame({"system": ["a", "b", "c"], "unit_id": ["1", "2", "3"]})
    >>> line = sparse.csr_array([[0.0, 1, 0], [1, 0, 1], [0, 1, 0]])
    >>> measure_betweenness(UnitGraph("all", (), units, line)).tolist()
    [0.0, 1.0, 0.0]
    """
    k = len(graph.units)
    joined = (graph.shared > 0).astype("float64")
    total = np.zeros(k)
    for first in range(0, k, BATCH):
        total += _add_up_ways(joined, np.arange(first, min(first + BATCH, k)))
    # each pair was walked from both ends
    return total / max((k - 1) * (k - 2), 1)


def _add_up_ways(joined: sparse.csr_array, sources: np.ndarray) -> Floats:
    """Add up what each unit carries of the shortest ways from each source to all others."""
    k, one = joined.shape[0], np.arange(len(sources))
    ways = np.zeros((k, len(sources)))
    ways[sources, one] = 1.0
    levels = [ways.copy()]
    while True:
        reached = np.where(ways == 0, joined @ levels[-1], 0.0)
        if not reached.any():
            break
        ways += reached
        levels.append(reached)
    carried = np.zeros_like(ways)
    for level in range(len(levels) - 1, 1, -1):
        inward = np.divide(1 + carried, ways, out=np.zeros_like(ways), where=levels[level] > 0)
        carried += np.where(levels[level - 1] > 0, ways * (joined @ inward), 0.0)
    return np.asarray(carried.sum(axis=1))

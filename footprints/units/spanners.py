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

from footprints.locals.contingency import (
    Weight,
    arrange_incidence,
    count_contingency,
    look_up,
)
from footprints.locals.signatures import Codes, find_first
from footprints.membership.members import Floats

# How many units are started from at once: few enough to stay in the cache of a processor.
BATCH = 128


@dataclass(frozen=True)
class UnitGraph:
    """
    Units joined where they share schools.

    `units` (k rows: `system`, `unit_id`, `n_schools`, by name) and `shared`, k by k, sparse,
    symmetric: how many schools, or pupils, two units of different systems share; nothing on the
    diagonal, nor where that is 0. `scope`, `systems` and `weight` say what was counted.
    """

    scope: str
    systems: tuple[str, ...]
    units: pd.DataFrame
    shared: sparse.csr_array
    weight: Weight = "schools"


def connect_units(
    schools: pd.DataFrame,
    memberships: pd.DataFrame,
    *,
    scope: str = "state_funded",
    systems: Collection[str] | None = None,
    smallest: int = 1,
    weight: Weight = "schools",
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
    weight
        What a shared school counts for: 1, or its pupils, 0 if it states none.

    Returns
    -------
    graph
        See `UnitGraph`. A school whose area is `shared` is in each of its units.

    Raises
    ------
    UnknownKeyError
        If no such scope or weight is defined.
    """
    incidence = arrange_incidence(
        schools, memberships, scope=scope, systems=systems, weight=weight
    )
    counts = count_contingency(incidence, np.ones_like(incidence.weights))
    sizes = counts.diagonal()
    kept = np.flatnonzero(sizes >= max(smallest, 1))
    units = incidence.units.iloc[kept].reset_index(drop=True)
    pairs = counts[kept][:, kept].tocoo()
    system = pd.factorize(units["system"])[0]
    apart = system[pairs.row] != system[pairs.col]
    row, column, n_shared = pairs.row[apart], pairs.col[apart], pairs.data[apart]
    if weight != "schools":
        n_shared = look_up(count_contingency(incidence), kept[row], kept[column])
    entries = (n_shared.astype("float64"), (row, column))
    shared = sparse.csr_array(entries, shape=(len(units), len(units)))
    shared.eliminate_zeros()
    return UnitGraph(
        scope=scope,
        systems=tuple(sorted(set(units["system"]))),
        units=units.assign(n_schools=sizes[kept]),
        shared=shared,
        weight=weight,
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
    (p_ij + sum over q of p_iq p_qj)^2, where p_ij is the share of i's shared schools, or pupils,
    that it shares with j. Low: it joins units that have little else in common.

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
    they share. Normalised by the number of pairs of other units, (k - 1)(k - 2) / 2. Units joined
    to the same others, as single-school trusts often are, carry the same and are walked as one.

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
    k, alike = len(graph.units), _group_alike(graph.shared)
    first, n_alike = find_first(alike), np.bincount(alike).astype("float64")
    joined = (graph.shared > 0).astype("float64")[first][:, first]
    to_all = joined @ sparse.diags_array(n_alike)
    # two units alike are two steps apart, by way of each unit they are joined to
    total = joined @ (n_alike * (n_alike - 1) / np.maximum(to_all.sum(axis=1), 1))
    for start in range(0, len(first), BATCH):
        sources = np.arange(start, min(start + BATCH, len(first)))
        total += _add_up_ways(to_all, n_alike, sources)
    # each pair was walked from both ends
    share: Floats = total[alike] / max((k - 1) * (k - 2), 1)
    return share


def _group_alike(shared: sparse.csr_array) -> Codes:
    """Give units that are joined to the same others the same number, from 0 by appearance."""
    joined = shared.sorted_indices()
    rows = zip(joined.indptr[:-1], joined.indptr[1:], strict=True)
    numbers: dict[bytes, int] = {}
    return np.array(
        [
            numbers.setdefault(joined.indices[start:end].tobytes(), len(numbers))
            for start, end in rows
        ],
        dtype="int64",
    )


def _add_up_ways(to_all: sparse.csr_array, n_alike: Floats, sources: Codes) -> Floats:
    """
    Add up what each unit carries of the shortest ways from the sources to all units not alike.

    A unit stands for `n_alike`, and an entry of `to_all` says how many units its column is.
    """
    one = np.arange(len(sources))
    ways = np.zeros((len(n_alike), len(sources)))
    # the first step is from one unit only
    ways[sources, one] = 1 / n_alike[sources]
    levels = [ways.copy()]
    while True:
        reached = np.where(ways == 0, to_all @ levels[-1], 0.0)
        if not reached.any():
            break
        ways += reached
        levels.append(reached)
    carried = np.zeros_like(ways)
    for level in range(len(levels) - 1, 1, -1):
        inward = np.divide(1 + carried, ways, out=np.zeros_like(ways), where=levels[level] > 0)
        carried += np.where(levels[level - 1] > 0, ways * (to_all @ inward), 0.0)
    return np.asarray(carried @ n_alike[sources])

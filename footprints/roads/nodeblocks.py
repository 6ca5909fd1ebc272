"""Pairs of nodes gathered into blocks that are asked for all with all."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from footprints.roads.network import Rows

# a block of all with all is asked even where only one cell in so many is wanted
_WASTE = 8


class Block(NamedTuple):
    """
    Nodes to ask between, all with all, and the pairs that this answers.

    `pair` are their numbers, `row` and `column` where in the block each one's answer is.
    """

    origins: Rows
    destinations: Rows
    pair: Rows
    row: Rows
    column: Rows


def plan_blocks(origin: Rows, destination: Rows) -> Iterator[Block]:
    """
    Gather pairs of nodes into blocks that are answered all with all.

    Pairs that share nodes directly or by others (all schools with all bases, or the schools of
    one trust) make one block, unless most of its cells would go to waste: then each origin
    makes its own.

    Parameters
    ----------
    origin, destination
        int64, length p: nodes, below 0 where there is none.

    Yields
    ------
    block
        See `Block`; a pair without a node is in none.

    Examples
    --------
    >>> origin, destination = np.array([5, 5, 9, -1]), np.array([7, 6, 2, 6])
    >>> [(b.origins.tolist(), b.destinations.tolist()) for b in plan_blocks(origin, destination)]
    [([5], [6, 7]), ([9], [2])]
    """
    pair = np.flatnonzero((origin >= 0) & (destination >= 0))
    sources, row = np.unique(origin[pair], return_inverse=True)
    targets, column = np.unique(destination[pair], return_inverse=True)
    n, m = len(sources), len(targets)
    shared = coo_array((np.ones(len(pair), "bool"), (row, n + column)), shape=(n + m, n + m))
    group = row
    if len(pair):
        group = connected_components(shared, directed=False)[1][row].astype("int64")
    n_cells = _count_each(group, row) * _count_each(group, column)
    wasteful = n_cells > _WASTE * np.bincount(group, minlength=len(n_cells))
    key = np.where(wasteful[group], len(n_cells) + row, group)
    order = np.argsort(key, kind="stable")
    for part in np.split(order, np.flatnonzero(np.diff(key[order])) + 1):
        if len(part):
            own_rows, at_row = np.unique(row[part], return_inverse=True)
            own_columns, at_column = np.unique(column[part], return_inverse=True)
            yield Block(sources[own_rows], targets[own_columns], pair[part], at_row, at_column)


def _count_each(group: Rows, item: Rows) -> Rows:
    """Count the distinct items of every group."""
    n_items = item.max(initial=0) + 1
    return np.bincount(np.unique(group * n_items + item) // n_items)

"""Which schools are next to each other: a connected graph of schools, drawn from their places."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import minimum_spanning_tree
from scipy.spatial import Delaunay, QhullError

Rows = npt.NDArray[np.int64]
Pairs = npt.NDArray[np.int64]
Kind = Literal["delaunay", "gabriel"]
# Places are told apart to the millimetre and counted in it, so that angles are exact.
MM_PER_METRE = 1000


@dataclass(frozen=True)
class SchoolGraph:
    """
    Schools and who is next to whom.

    `urns` is int64, ascending, length n; `points` float64, n by 2, EPSG:27700 metres; `edges`
    int64, m by 2: positions in `urns`, the first below the second, sorted, each once.
    """

    urns: Rows
    points: npt.NDArray[np.float64]
    edges: Pairs


@dataclass(frozen=True)
class Places:
    """
    Distinct places and their Delaunay triangulation.

    `mm` is int64, p by 2, millimetres, ascending by easting, then northing; `place` gives each
    point its place. `triangles` is int64, t by 3, rows of `mm`, none of them flat: t = 0 where
    all places are in one line. `tree` is p - 1 by 2, the shortest that joins all places: it is
    part of every Delaunay and Gabriel graph, and keeps them whole where rounding cut a triangle.
    """

    mm: Rows
    place: Rows
    triangles: Rows
    tree: Pairs


def connect_schools(schools: pd.DataFrame, *, kind: Kind = "delaunay") -> SchoolGraph:
    """
    Connect each school to those next to it.

    `delaunay`: places are neighbours when their cells touch, a cell being all ground nearer to
    its place than to any other (the Delaunay triangulation). `gabriel`: of those, the pairs with
    no other place in or on the circle that has them as its diameter (Gabriel & Sokal 1969), so
    none that look past a third school. Schools at one place are joined in a chain, by urn, and
    the lowest urn is joined to the other places. Fewer than 3 places, or places all in one line,
    are joined in order along the line. The graph is always connected.

    Parameters
    ----------
    schools
        Columns `urn` (unique), `easting`, `northing` in EPSG:27700 metres, NaN where unknown.
    kind
        Which of the two graphs.

    Returns
    -------
    graph
        See `SchoolGraph`; n is the number of schools that have coordinates.

    Examples
    --------
    >>> at = {"urn": [1, 2, 3, 4], "easting": [0, 9, 0, 9], "northing": [0, 0, 9, 9]}
    >>> connect_schools(pd.DataFrame(at), kind="gabriel").edges.tolist()
    [[0, 1], [0, 2], [1, 3], [2, 3]]
    """
    placed = schools.dropna(subset=["easting", "northing"]).sort_values("urn")
    points = placed[["easting", "northing"]].to_numpy(dtype="float64")
    places = triangulate(points)
    pairs = join_places(places)
    if kind == "gabriel":
        pairs = sort_pairs(np.concatenate([_keep_gabriel(places, pairs), places.tree]))
    order = np.argsort(places.place, kind="stable")
    lowest = np.diff(places.place[order], prepend=-1) > 0
    chain = np.column_stack([order[:-1], order[1:]])[~lowest[1:]]
    edges = sort_pairs(np.concatenate([order[lowest][pairs], chain]))
    return SchoolGraph(placed["urn"].to_numpy(dtype="int64"), points, edges)


def triangulate(points: npt.NDArray[np.float64]) -> Places:
    """
    Find the distinct places among points, and triangulate them.

    Parameters
    ----------
    points
        n by 2, EPSG:27700 metres, all finite.

    Returns
    -------
    places
        See `Places`; the order of the points changes nothing but `place`.
    """
    whole = np.rint(points * MM_PER_METRE).astype("int64")
    mm, place = np.unique(whole, axis=0, return_inverse=True)
    # in one line, the order of rows is the order along it
    chain = np.column_stack([np.arange(len(mm) - 1), np.arange(1, len(mm))])
    nothing = np.zeros((0, 3), dtype="int64")
    if len(mm) < 3:
        return Places(mm, place, nothing, chain)
    try:
        # about the middle, where floating point is finest
        found = Delaunay((mm - mm.mean(axis=0)) / MM_PER_METRE)
    except QhullError:  # flat
        return Places(mm, place, nothing, chain)
    triangles = found.simplices.astype("int64")
    left_out = found.coplanar[:, [0, 2]]  # by rounding, with the vertex nearest to each
    tree = _find_tree(mm, np.concatenate([_list_sides(triangles), left_out]))
    return Places(mm, place, triangles[find_turn(mm, *triangles.T) != 0], tree)


def join_places(places: Places) -> Pairs:
    """
    List the pairs of places that are neighbours in the triangulation.

    Parameters
    ----------
    places
        From `triangulate`.

    Returns
    -------
    pairs
        int64, m by 2: rows of `places.mm`, the first below the second, sorted, each once.
    """
    return sort_pairs(np.concatenate([_list_sides(places.triangles), places.tree]))


def sort_pairs(pairs: Pairs) -> Pairs:
    """Put the lower of each pair first, then the pairs in order, each once."""
    n = int(pairs.max(initial=0)) + 1
    numbers = np.sort(np.sort(pairs, axis=1) @ [n, 1])  # many times as fast as sorting rows
    once = numbers[np.diff(numbers, prepend=-1) > 0]
    return np.column_stack(np.divmod(once, n))


def find_turn(mm: Rows, a: Rows, b: Rows, c: Rows) -> Rows:
    """Tell whether the way from a by b to c turns left (above 0), right (below 0) or not (0)."""
    one, other = mm[b] - mm[a], mm[c] - mm[a]
    return np.asarray(one[:, 0] * other[:, 1] - one[:, 1] * other[:, 0])


def _list_sides(triangles: Rows) -> Pairs:
    """List the sides of triangles, three each."""
    return triangles[:, [0, 1, 1, 2, 2, 0]].reshape(-1, 2)


def _find_tree(mm: Rows, pairs: Pairs) -> Pairs:
    """Find the shortest tree among pairs that connect all places."""
    pairs = sort_pairs(pairs)
    metres = np.hypot(*(mm[pairs[:, 0]] - mm[pairs[:, 1]]).T) / MM_PER_METRE
    lengths = coo_array((metres, (pairs[:, 0], pairs[:, 1])), shape=(len(mm), len(mm)))
    tree = minimum_spanning_tree(lengths.tocsr()).tocoo()
    return np.column_stack([tree.row, tree.col]).astype("int64")


def _keep_gabriel(places: Places, pairs: Pairs) -> Pairs:
    """Drop the pairs whose circle holds the third corner of a triangle they are a side of."""
    mm, triangles = places.mm, places.triangles
    blocked = []
    for k in range(3):
        first, second, corner = (triangles[:, k - back] for back in (2, 1, 0))
        # the angle at the corner is a right one or wider
        wide = ((mm[first] - mm[corner]) * (mm[second] - mm[corner])).sum(axis=1) <= 0
        blocked.append(np.column_stack([first, second])[wide])
    low, high = np.sort(np.concatenate(blocked), axis=1).T
    return pairs[~np.isin(pairs @ [len(mm), 1], low * len(mm) + high)]

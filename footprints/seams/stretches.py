"""Stretches of border: pieces put together that have the same units on both sides."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from footprints.distance import METRES_PER_KM
from footprints.locals.signatures import NO_UNIT, Codes, have_common
from footprints.seams.borders import Borders, Flags, UnitCodes
from footprints.systems.schoolgraph import SchoolGraph

_TEXTS = ("system", "side", "unit_id")


@dataclass(frozen=True)
class Stretches:
    """
    Borders put together; g of them, those of most systems first, then the longest.

    `lines` are LineStrings or MultiLineStrings, `n_edges` the pairs of schools each parts, int64;
    `parted`, `known`, `a` and `b` as in `footprints.seams.borders.Borders`, where `a` is the side
    whose units come first in order of id.
    """

    lines: npt.NDArray
    n_edges: Codes
    parted: Flags
    known: Flags
    a: tuple[Codes, ...]
    b: tuple[Codes, ...]


def gather_stretches(borders: Borders) -> Stretches:
    """
    Put together the pieces of border between the same units of every system.

    Parameters
    ----------
    borders
        From `footprints.seams.borders.find_borders`.

    Returns
    -------
    stretches
        See `Stretches`; what no pair of the graph vouches for is left out.
    """
    a, b = _orient(borders)
    _, first, group = np.unique(np.hstack([a, b]), axis=0, return_index=True, return_inverse=True)
    n_edges = np.bincount(group, weights=borders.counted, minlength=len(first)).astype("int64")
    lines = _merge(borders.lines, group)
    n_parted = borders.parted[first].sum(axis=1)
    order = np.lexsort((np.arange(len(first)), -shapely.length(lines), -n_parted))
    order = order[n_edges[order] > 0]
    at = first[order]
    starts = np.cumsum([0, *(codes.shape[1] for codes in borders.a)])
    return Stretches(
        lines[order],
        n_edges[order],
        borders.parted[at],
        borders.known[at],
        tuple(a[at, i:j] for i, j in pairwise(starts)),
        tuple(b[at, i:j] for i, j in pairwise(starts)),
    )


def count_near(
    graph: SchoolGraph,
    coded: Mapping[str, UnitCodes],
    stretches: Stretches,
    near_km: float,
) -> tuple[Codes, Codes]:
    """
    Count the schools near each stretch, on either side.

    Parameters
    ----------
    graph
        Whose schools count.
    coded
        From `footprints.seams.borders.code_systems`.
    stretches
        From `gather_stretches`.
    near_km
        How far is near, in a straight line.

    Returns
    -------
    near_a, near_b
        int64, length g each: those that are, in every system whose border it is, in a unit of
        that side.
    """
    tree = shapely.STRtree(shapely.points(graph.points))
    at, school = tree.query(stretches.lines, predicate="dwithin", distance=near_km * METRES_PER_KM)
    counts = []
    for side in (stretches.a, stretches.b):
        among = np.ones(len(at), dtype="bool")
        for unit, codes, parted in zip(coded.values(), side, stretches.parted.T, strict=True):
            among &= have_common(unit.codes[school], codes[at]) | ~parted[at]
        counts.append(np.bincount(at[among], minlength=len(stretches.lines)))
    return counts[0], counts[1]


def list_sides(coded: Mapping[str, UnitCodes], stretches: Stretches) -> pd.DataFrame:
    """
    List the units on the sides of each stretch.

    Parameters
    ----------
    coded
        From `footprints.seams.borders.code_systems`.
    stretches
        From `gather_stretches`.

    Returns
    -------
    sides
        Columns as in `footprints.seams.seams.Seams`, in order of stretch, system, side and unit.
    """
    empty = pd.DataFrame(
        {"seam": np.zeros(0, "int64")} | dict.fromkeys(_TEXTS, pd.Series(dtype="str"))
    )
    parts = [empty]
    for k, (system, unit) in enumerate(coded.items()):
        parted, known = stretches.parted[:, k], stretches.known[:, k]
        for side, codes, rows in (
            ("a", stretches.a[k], parted),
            ("b", stretches.b[k], parted),
            ("both", stretches.a[k], known & ~parted),
        ):
            at, column = np.nonzero((codes != NO_UNIT) & rows[:, None])
            held = pd.DataFrame({"seam": at, "system": system, "side": side})
            parts.append(held.assign(unit_id=unit.names[codes[at, column]]))
    whole = pd.concat(parts, ignore_index=True).astype(dict.fromkeys(_TEXTS, "str"))
    return whole.sort_values("seam", kind="stable", ignore_index=True)


def _orient(borders: Borders) -> tuple[Codes, Codes]:
    """Write the units of each side as one row, the side with the lower units first."""
    nothing = np.empty((len(borders.lines), 0), dtype="int64")
    one, other = np.hstack([nothing, *borders.a]), np.hstack([nothing, *borders.b])
    column = (one != other).argmax(axis=1) if one.size else np.zeros(len(one), dtype="int64")
    at = np.arange(len(one))
    turned = (one[at, column] > other[at, column])[:, None]
    return np.where(turned, other, one), np.where(turned, one, other)


def _merge(lines: npt.NDArray, group: Codes) -> npt.NDArray:
    """Put the lines of each group together."""
    order = np.argsort(group, kind="stable")
    parts, of = shapely.get_parts(lines[order], return_index=True)
    return np.asarray(
        shapely.line_merge(shapely.multilinestrings(parts, indices=group[order][of]))
    )

"""
Ways made a network: as few nodes as keep every junction, every class and every length.

A node is kept where ways meet, end, or change class or direction. Of the points between, one is
kept about every 200 m, so that a school is put on the road where it stands and not at the next
junction; stretches of road shorter than that are joined across what only looks like a junction
(a way cut in two at a bridge or where its name changes).
"""

from dataclasses import asdict, dataclass
from typing import NamedTuple, cast

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from footprints.roads.network import (
    Codes,
    Floats,
    NetworkError,
    RoadNetwork,
    Rows,
    check_network,
)
from footprints.roads.ways import Flags, Ways, divide_segments, list_segments

SPACING_M = 200.0
_CELL_BITS = 21  # cells of 1 m, more than 2,000 km


@dataclass(frozen=True)
class Label:
    """What a network is and where it is from, as in `RoadNetwork`."""

    name: str
    source: str
    as_of: str | None
    attribution: str
    network_id: str


class Pieces(NamedTuple):
    """
    Stretches of road of one class, from `start` to `end` (points), all of one length.

    What may be driven one way only goes from start to end; `both` tells the others.
    """

    start: Rows
    end: Rows
    length_m: Floats
    road_class: Codes
    both: Flags


def compact_ways(ways: Ways, label: Label, *, spacing_m: float = SPACING_M) -> RoadNetwork:
    """
    Make a network of ways.

    Parameters
    ----------
    ways
        Drivable ways and ferries.
    label
        What to call it.
    spacing_m
        A point is kept about this often where there is no junction, metres, and never more than
        twice that apart; infinite to keep junctions only.

    Returns
    -------
    network
        Every shortest way between nodes is as long, and takes as long, as along the ways. Nodes
        are in order along a curve that keeps near ones together, edges in order of start, then
        end. Of edges of one class between the same nodes the shortest is kept; one that ends
        where it starts is left out.

    Raises
    ------
    NetworkError
        If there is no way.

    Examples
    --------
    >>> yes = np.ones(2, "bool")
    >>> ways = Ways(np.array([0, 1, 1, 2]), np.array([0, 2, 4]), np.array([0.0, 30.0, 60.0]),
    ...     np.zeros(3), np.zeros(2, "int16"), ("primary",), yes, yes)
    >>> compact_ways(ways, Label("Two", "drawn by hand", None, "", "0" * 16)).length_m.tolist()
    [60.0, 60.0]
    """
    if not ways.n_ways:
        raise NetworkError("`ways` must be one at least, got none")
    divided = divide_segments(ways, spacing_m) if np.isfinite(spacing_m) else ways
    pieces = join_pieces(cut_pieces(divided, spacing_m), spacing_m)
    start, end, length, road_class = _list_edges(pieces)
    order = _order_points(divided, np.unique(np.concatenate([start, end])))
    row = np.full(len(divided.easting), -1, dtype="int64")
    row[order] = np.arange(len(order))
    start, end = row[start], row[end]
    kept = _find_shortest(start, end, road_class, length)
    return check_network(
        RoadNetwork(
            easting=divided.easting[order],
            northing=divided.northing[order],
            start=start[kept],
            end=end[kept],
            length_m=length[kept],
            road_class=road_class[kept],
            classes=ways.classes,
            **asdict(label),
        )
    )


def cut_pieces(ways: Ways, spacing_m: float) -> Pieces:
    """
    Cut ways into pieces where they meet, end or cross themselves, and about every so often.

    Parameters
    ----------
    ways
        w ways.
    spacing_m
        Metres, or infinite.

    Returns
    -------
    pieces
        In order of the ways.
    """
    segments = list_segments(ways)
    uses = np.bincount(ways.point, minlength=len(ways.easting))
    is_cut = uses[ways.point] > 1
    is_cut[ways.first[:-1]] = True
    is_cut[ways.first[1:] - 1] = True
    position, way, length = segments
    # how far each segment's end is from the last junction of its way
    along = np.cumsum(length)
    opens = np.flatnonzero(is_cut[position])
    stretch = np.repeat(np.arange(len(opens)), np.diff(np.append(opens, len(position))))
    before = np.append(0.0, along)[opens]
    if np.isfinite(spacing_m):
        band = ((along - before[stretch]) // spacing_m).astype("int64")
        passed = np.flatnonzero((stretch[1:] == stretch[:-1]) & (band[1:] > band[:-1])) + 1
        is_cut[position[passed]] = True
        opens = np.flatnonzero(is_cut[position])
    closes = np.append(opens[1:], len(position)) - 1
    own = way[opens]
    start, end = ways.point[position[opens]], ways.point[position[closes] + 1]
    turned = ~ways.forward[own]
    total = np.add.reduceat(length, opens) if len(opens) else length
    return Pieces(
        start=np.where(turned, end, start),
        end=np.where(turned, start, end),
        length_m=total,
        road_class=ways.road_class[own],
        both=ways.forward[own] & ways.backward[own],
    )


def join_pieces(pieces: Pieces, longest_m: float) -> Pieces:
    """
    Join pieces of one class end to end where nothing else meets them.

    Parameters
    ----------
    pieces
        From `cut_pieces`.
    longest_m
        A chain longer than this stays in its pieces.

    Returns
    -------
    pieces
        Chains, and what could not be joined.
    """
    n = len(pieces.start)
    joints = _find_joints(pieces)
    n_chains, chain = _chain_pieces(joints, n)
    total = np.bincount(chain, weights=pieces.length_m, minlength=n_chains)
    # a ring of pieces that meets nothing has no end to be joined towards
    of_joint = chain[joints[:, 0] % n]
    is_ring = np.bincount(of_joint, minlength=n_chains) == np.bincount(chain, minlength=n_chains)
    joints = joints[~((total > longest_m) | is_ring)[of_joint]]
    return _merge_chains(pieces, joints)


def _find_joints(pieces: Pieces) -> Rows:
    """
    Find the points where just two pieces meet that are driven as one.

    Gives j by 2 ends: below n the start of that piece, from n up the end of piece `end - n`.
    """
    n = len(pieces.start)
    points = np.concatenate([pieces.start, pieces.end])
    order = np.argsort(points, kind="stable")
    at = points[order]
    opens = np.flatnonzero(np.diff(at, prepend=-1))
    pairs = opens[np.diff(np.append(opens, len(at))) == 2]
    joints = np.column_stack([order[pairs], order[pairs + 1]]).astype("int64")
    (a, b), (side_a, side_b) = joints.T % n, joints.T // n
    alike = (pieces.road_class[a] == pieces.road_class[b]) & (pieces.both[a] == pieces.both[b])
    onward = pieces.both[a] | (side_a != side_b)
    return cast("Rows", joints[(a != b) & alike & onward])


def _chain_pieces(joints: Rows, n: int) -> tuple[int, Rows]:
    """Give n pieces the number of the chain that joints make of them."""
    a, b = joints.T % n
    joined = coo_array((np.ones(len(a), "int8"), (a, b)), shape=(n, n))
    n_chains, chain = connected_components(joined, directed=False)
    return int(n_chains), chain


def _merge_chains(pieces: Pieces, joints: Rows) -> Pieces:
    """Make each chain one piece, between the two ends that are not joined."""
    n = len(pieces.start)
    n_chains, chain = _chain_pieces(joints, n)
    is_outer = np.ones(2 * n, dtype="bool")
    is_outer[joints.ravel()] = False
    outer = np.flatnonzero(is_outer)
    # starts come before ends, so that a one-way chain keeps its direction
    outer = outer[np.argsort(chain[outer % n], kind="stable")]
    points = np.concatenate([pieces.start, pieces.end])[outer].reshape(-1, 2)
    length = np.zeros(n_chains)
    np.add.at(length, chain, pieces.length_m)
    some = np.unique(chain, return_index=True)[1]
    return Pieces(
        start=points[:, 0],
        end=points[:, 1],
        length_m=length,
        road_class=pieces.road_class[some],
        both=pieces.both[some],
    )


def _list_edges(pieces: Pieces) -> tuple[Rows, Rows, Floats, Codes]:
    """List directed edges: start, end, length, class; none that ends where it starts."""
    onward = np.flatnonzero(pieces.start != pieces.end)
    back = onward[pieces.both[onward]]
    both = np.concatenate([onward, back])
    return (
        np.concatenate([pieces.start[onward], pieces.end[back]]),
        np.concatenate([pieces.end[onward], pieces.start[back]]),
        pieces.length_m[both],
        pieces.road_class[both],
    )


def _find_shortest(start: Rows, end: Rows, road_class: Codes, length: Floats) -> Rows:
    """Find the shortest edge of each class between the same nodes, in order of start and end."""
    order = np.lexsort((length, road_class, end, start))
    keys = np.column_stack([start, end, road_class])[order]
    is_first = np.append(True, (keys[1:] != keys[:-1]).any(axis=1))[: len(order)]
    kept: Rows = order[is_first].astype("int64")
    return kept


def _order_points(ways: Ways, points: Rows) -> Rows:
    """Put points in order along a Z curve (Morton 1966), where neighbours stay near."""
    key = np.zeros(len(points), dtype="int64")
    for shift, values in enumerate((ways.easting[points], ways.northing[points])):
        west = values.min(initial=np.inf)
        cell = np.clip(values - west, 0, 2**_CELL_BITS - 1).astype("int64")
        for bit in range(_CELL_BITS):
            key |= ((cell >> bit) & 1) << (2 * bit + shift)
    return points[np.argsort(key, kind="stable")]

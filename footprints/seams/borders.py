"""Borders between neighbouring schools: where they have different units, system by system."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from footprints.errors import UnknownKeyError
from footprints.locals.signatures import NO_UNIT, Codes, code_units
from footprints.schema import check_grid
from footprints.seams.borderpieces import REACH_KM, BorderPieces, trace_borders
from footprints.systems.schoolgraph import SchoolGraph

# Water less than twice as wide has two banks, not two shores: a border in it stays.
BANK_M = 500.0
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class UnitCodes:
    """
    The units of the n schools of a graph, in one system.

    `codes` is n by w, as from `footprints.locals.signatures.code_units`; `names` gives the unit of
    each code, ascending.
    """

    codes: Codes
    names: npt.NDArray


@dataclass(frozen=True)
class Borders:
    """
    Pairs of neighbouring schools that at least one of k systems parts; m of them.

    `lines` run halfway between them, in EPSG:27700, at times cut into several parts by the shore;
    `counted` marks the pairs of the graph. `parted` and `known` are bool, m by k: whether a
    system parts the two, and whether both have a unit in it. `a` and `b` hold for each system m
    by w codes: the units of the one school and of the other where the system parts them, the
    units they share where not.
    """

    lines: npt.NDArray
    counted: Flags
    parted: Flags
    known: Flags
    a: tuple[Codes, ...]
    b: tuple[Codes, ...]


def code_systems(
    graph: SchoolGraph, memberships: pd.DataFrame, systems: Sequence[str]
) -> Mapping[str, UnitCodes]:
    """
    Give the units of some systems numbers in the order of their ids.

    Parameters
    ----------
    graph
        Whose schools count.
    memberships
        The table of that name, in any order; other schools are left out.
    systems
        Which ones.

    Returns
    -------
    coded
        One for each of `systems`, in their order.

    Raises
    ------
    UnknownKeyError
        If no membership is of one of the systems.
    """
    unknown = sorted(set(systems) - set(memberships["system"].unique()))
    if unknown:
        raise UnknownKeyError(f"`systems` must be systems of `memberships`, got {unknown}")
    rows = memberships[memberships["system"].isin(systems)]
    rows = rows[rows["urn"].isin(graph.urns)].sort_values(["system", "unit_id"])
    nobody = np.full((len(graph.urns), 1), NO_UNIT)
    units = code_units(rows, graph.urns)
    held = rows[rows["certainty"] != "none"]
    names = {key: part.unique() for key, part in held.groupby("system")["unit_id"]}
    return {k: UnitCodes(units.get(k, nobody), np.asarray(names.get(k, []))) for k in systems}


def find_borders(
    graph: SchoolGraph,
    coded: Mapping[str, UnitCodes],
    *,
    inside: npt.ArrayLike | None = None,
    land: gpd.GeoSeries | None = None,
    reach_km: float = REACH_KM,
) -> Borders:
    """
    Find the pairs of neighbouring schools that some system parts, and the line between them.

    Two schools are parted when each has a unit and they share none.

    Parameters
    ----------
    graph
        From `footprints.systems.schoolgraph.connect_schools`.
    coded
        From `code_systems`.
    inside, land, reach_km
        As in `footprints.seams.seams.find_seams`.

    Returns
    -------
    borders
        See `Borders`.

    Raises
    ------
    CrsError
        If `land` is not in EPSG:27700.
    """
    pieces = trace_borders(graph, reach_km=reach_km)
    some = _touch(graph, pieces, inside)
    one, other = pieces.pairs[some].T
    ends = [(unit.codes[one], unit.codes[other]) for unit in coded.values()]
    shared = [_keep_common(a, b) for a, b in ends]
    known = _stack([(a[:, 0] != NO_UNIT) & (b[:, 0] != NO_UNIT) for a, b in ends], len(one))
    parted = known & _stack([common[:, 0] == NO_UNIT for common in shared], len(one))
    keep: Flags = np.asarray(parted.any(axis=1))
    lines = shapely.linestrings(pieces.ends[some][keep])
    if land is not None:
        lines = _clip(lines, land)
        ashore = shapely.length(lines) > 0
        keep[keep] = ashore
        lines = lines[ashore]
    sides = [
        [np.where(apart[:, None], part, common)[keep] for part in parts]
        for apart, parts, common in zip(parted.T, ends, shared, strict=True)
    ]
    return Borders(
        lines,
        pieces.counted[some][keep],
        parted[keep],
        known[keep],
        tuple(a for a, _ in sides),
        tuple(b for _, b in sides),
    )


def count_coincidence(borders: Borders, systems: Sequence[str]) -> pd.DataFrame:
    """
    Count how often the border of one system is also that of another.

    Parameters
    ----------
    borders
        From `find_borders`.
    systems
        Keys of its systems, in order.

    Returns
    -------
    pairs
        One row for each ordered pair of systems; columns as in `footprints.seams.seams.Seams`.
    """
    parted, known = (
        flags[borders.counted].astype("int64") for flags in (borders.parted, borders.known)
    )
    one, other = np.nonzero(~np.eye(len(systems), dtype="bool"))
    names = np.array(systems, dtype="object")
    table = pd.DataFrame(
        {
            "system": pd.Series(names[one], dtype="str"),
            "other": pd.Series(names[other], dtype="str"),
            "n_border": parted.sum(axis=0)[one],
            "n_known": (parted.T @ known)[one, other],
            "n_both": (parted.T @ parted)[one, other],
        }
    )
    return table.assign(coincidence=table["n_both"] / table["n_known"].where(table["n_known"] > 0))


def _touch(graph: SchoolGraph, pieces: BorderPieces, inside: npt.ArrayLike | None) -> Flags:
    """Mark the pieces with a school of the area at one end or both."""
    if inside is None:
        return np.ones(len(pieces.pairs), dtype="bool")
    return np.asarray(np.isin(graph.urns, inside)[pieces.pairs].any(axis=1))


def _keep_common(a: Codes, b: Codes) -> Codes:
    """Keep the units that both have, those with the lowest codes first."""
    common = (a[:, :, None] == b[:, None, :]).any(axis=2) & (a != NO_UNIT)
    first = np.argsort(~common, axis=1, kind="stable")
    return np.asarray(np.take_along_axis(np.where(common, a, NO_UNIT), first, axis=1))


def _stack(columns: list[Flags], n: int) -> Flags:
    """Put flags of length n side by side, of which there may be none."""
    return np.column_stack([np.empty((n, 0), dtype="bool"), *columns])


def _clip(lines: npt.NDArray, land: gpd.GeoSeries) -> npt.NDArray:
    """Cut off what is neither on land nor on narrow water."""
    check_grid(land=land)
    whole = shapely.buffer(shapely.buffer(land.union_all(), BANK_M), -BANK_M)
    shapely.prepare(whole)
    cut = ~shapely.contains_properly(whole, lines)
    clipped = lines.copy()
    clipped[cut] = shapely.intersection(lines[cut], whole)
    return clipped

"""Colours for the units of a system, so that neighbours on the map can be told apart."""

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely import STRtree

from footprints.errors import CrsError, SchemaError

# Okabe and Ito (2008), without their yellow and black: yellow does not show on pale land and
# black is the visitor's own system.
NEIGHBOUR_COLOURS = ("#0072B2", "#E69F00", "#009E73", "#D55E00", "#56B4E9", "#CC79A7")

# The larger set adds what stays at least CIE76 17 away from all others, also under simulated
# deuteranopia and protanopia (Machado, Oliveira and Fernandes 2009).
PALETTE = (*NEIGHBOUR_COLOURS, "#DDCC77", "#B2182B", "#882255", "#3B0A45", "#332288")


def colour_units(
    sizes: pd.Series,
    footprints: gpd.GeoDataFrame,
    *,
    n_colours: int = len(PALETTE),
    n_first: int = len(NEIGHBOUR_COLOURS),
) -> pd.Series:
    """
    Give each unit of one system a colour unlike its neighbours'.

    Units whose footprints meet are coloured in the order of most differently coloured
    neighbours first (Brelaz's DSATUR, 1979), each with the least used colour that no neighbour
    has. Units without a territory (a hull is not one) take the colours in turn by size.

    Parameters
    ----------
    sizes
        Number of schools, unique index `unit_id`; every unit to colour is in it.
    footprints
        Rows of the `footprints` table of this system, EPSG:27700; may be empty.
    n_colours
        How many colours there are.
    n_first
        How many of them to try first; the others are used only where those run out.

    Returns
    -------
    colour
        int64 in 0 to `n_colours` - 1, index as `sizes`. The order of the rows of either input
        does not change it.

    Raises
    ------
    SchemaError
        If `sizes` names a unit twice.
    CrsError
        If `footprints` are not in EPSG:27700.

    Examples
    --------
    >>> from footprints.schema import empty_table
    >>> colour_units(pd.Series({"b": 5, "a": 9}), empty_table("footprints")).to_dict()
    {'b': 1, 'a': 0}
    """
    if not sizes.index.is_unique:
        raise SchemaError("`sizes` must name each unit once, got a unit twice")
    if footprints.crs is None or footprints.crs.to_epsg() != 27700:
        raise CrsError(f"`footprints` must be in EPSG:27700, got {footprints.crs}")
    units = sizes.index.sort_values()
    territory = footprints[footprints["method"].ne("hull") & footprints["unit_id"].isin(units)]
    neighbours = _find_neighbours(units, territory)
    placed = np.isin(np.arange(len(units)), units.get_indexer(territory["unit_id"]))
    colour = pd.Series(
        _colour_graph(neighbours, placed, n_colours, n_first), index=units, dtype="int64"
    )
    rest = sizes.sort_index()[~placed].sort_values(ascending=False, kind="stable").index
    colour.loc[rest] = np.arange(len(rest)) % n_colours
    return colour.reindex(sizes.index)


def _find_neighbours(units: pd.Index, territory: gpd.GeoDataFrame) -> list[set[int]]:
    """List, for each unit by position, the units whose territory it meets."""
    neighbours: list[set[int]] = [set() for _ in units]
    shapes = territory.geometry.to_numpy()
    owner = units.get_indexer(territory["unit_id"])
    left, right = STRtree(shapes).query(shapes, predicate="intersects")
    pairs = np.unique(np.stack([owner[left], owner[right]], axis=1), axis=0)
    for one, other in pairs[pairs[:, 0] != pairs[:, 1]].tolist():
        neighbours[one].add(other)
    return neighbours


def _colour_graph(
    neighbours: list[set[int]], placed: np.ndarray, n_colours: int, n_first: int
) -> np.ndarray:
    """Colour by DSATUR; ties go to more neighbours, then to the earlier unit."""
    colour = np.full(len(neighbours), -1, dtype="int64")
    waiting = set(np.flatnonzero(placed).tolist())
    near: list[set[int]] = [set() for _ in neighbours]
    used = np.zeros(n_colours, dtype="int64")
    while waiting:
        unit = min(waiting, key=lambda u: (-len(near[u]), -len(neighbours[u]), u))
        waiting.remove(unit)
        free = [c for c in range(n_colours) if c not in near[unit]] or list(range(n_colours))
        first = [c for c in free if c < n_first] or free
        chosen = min(first, key=lambda c: (used[c], c))
        colour[unit] = chosen
        used[chosen] += 1
        for other in neighbours[unit]:
            near[other].add(chosen)
    return colour

"""
Seams: lines where the borders of several systems run together, and where one cuts a unit.

Borders are found between neighbouring schools, so systems without outlines have them too. Who is
next to whom is for the graph to say: in a Gabriel graph no third school stands between the two,
so what parts them is a border that neighbours see; a Delaunay graph also joins schools past
others, and far apart along the coast.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from footprints.distance import METRES_PER_KM
from footprints.schema import CRS
from footprints.seams.borderpieces import REACH_KM
from footprints.seams.borders import Flags, code_systems, count_coincidence, find_borders
from footprints.seams.stretches import Stretches, count_near, gather_stretches, list_sides
from footprints.systems.schoolgraph import SchoolGraph

NEAR_KM = 5.0
SEPARATOR = ", "
# Next-door schools nearly always differ in trust, and a network is joined school by school:
# neither divides the ground.
NOT_TERRITORIAL = frozenset({"trust", "network"})


@dataclass(frozen=True)
class Seams:
    """
    The borders of `systems`; schools within `near_km` are near.

    `lines` has one row for each stretch that has the same units of every system on its sides, in
    EPSG:27700: `seam` (its number, from 0), `kind`, `systems` (whose border it is), `through`
    (which have the same unit on both sides; keys, joined by ", "), `n_edges` (pairs of
    neighbouring schools it parts), `near_a`, `near_b` (schools near it on either side) and
    `length_km`. The kind is `seam` where two or more borders run together, `cut` where one goes
    alone through a unit of another system, `alone` where no other system is known on both sides.
    Borders of most systems come first, then the longest.

    `sides` says between which units: `seam`, `system`, `side`, `unit_id`. The side is `a`, `b`,
    or `both` for a unit that the line goes through; schools whose membership is `shared` give a
    side several units.

    `pairs` has `system`, `other`, and counts of pairs of neighbouring schools: `n_border` parted
    by the one, `n_known` of them with a unit of the other at both ends, `n_both` parted by both;
    `coincidence` is `n_both / n_known`, NaN where that is 0.
    """

    systems: tuple[str, ...]
    near_km: float
    lines: gpd.GeoDataFrame
    sides: pd.DataFrame
    pairs: pd.DataFrame


def choose_territorial(systems: pd.DataFrame) -> tuple[str, ...]:
    """
    Choose the systems that divide the ground: those in force, without trusts and networks.

    Parameters
    ----------
    systems
        The table of that name.

    Returns
    -------
    territorial
        Keys of systems, in order of name.
    """
    current = systems["valid_to"].isna() & ~systems["family"].isin(NOT_TERRITORIAL)
    return tuple(sorted(systems.loc[current, "system"]))


def find_seams(
    graph: SchoolGraph,
    memberships: pd.DataFrame,
    systems: Sequence[str],
    *,
    inside: npt.ArrayLike | None = None,
    land: gpd.GeoSeries | None = None,
    near_km: float = NEAR_KM,
    reach_km: float = REACH_KM,
) -> Seams:
    """
    Find where the borders of systems run together, and where one cuts another's units.

    Two neighbouring schools are parted by a system when each has a unit in it and they share
    none; who is `shared` by several units shares each of them. The border runs halfway between
    the two. Counts are of pairs that the graph joins; pairs it leaves out only close the gaps of
    a line. Schools of one site have no line between them: the lowest urn stands for the site.

    Parameters
    ----------
    graph
        From `footprints.systems.schoolgraph.connect_schools`: the schools in scope of all England,
        even where `inside` is an area; a Gabriel graph unless there is a reason.
    memberships
        The table of that name; schools outside the graph are left out.
    systems
        Keys, each once; `choose_territorial` leaves out those without borders worth the name.
    inside
        Urns: pairs with none of these schools are left out. All schools if not given.
    land
        Polygons in EPSG:27700: a border outside them is neither drawn nor counted, unless it is
        in water less than a kilometre wide.
    near_km
        How far from the line, straight, a school still counts as near. Its side is that of its
        units; it must be in one of that side's units in every system whose border it is.
    reach_km
        As in `footprints.seams.borderpieces.trace_borders`.

    Returns
    -------
    seams
        See `Seams`; empty tables where there is no border.

    Raises
    ------
    UnknownKeyError
        If no membership is of one of the systems.
    CrsError
        If `land` is not in EPSG:27700.

    Examples
    --------
    >>> rows = [(1, "P"), (1, "Q"), (2, "R")]
    >>> held = pd.DataFrame(rows, columns=["urn", "unit_id"])
    >>> held = held.assign(system="hub", certainty="designated")
    >>> points = np.array([[0.0, 0.0], [4000.0, 0.0]])
    >>> graph = SchoolGraph(np.array([1, 2]), points, np.array([[0, 1]]))
    >>> find_seams(graph, held, ["hub"]).sides.to_numpy().tolist()
    [[0, 'hub', 'a', 'P'], [0, 'hub', 'a', 'Q'], [0, 'hub', 'b', 'R']]
    """
    coded = code_systems(graph, memberships, systems)
    borders = find_borders(graph, coded, inside=inside, land=land, reach_km=reach_km)
    stretches = gather_stretches(borders)
    near_a, near_b = count_near(graph, coded, stretches, near_km)
    lines, parted = stretches.lines, stretches.parted
    found = pd.DataFrame(
        {
            "seam": np.arange(len(lines)),
            "kind": _name_kinds(stretches),
            "systems": _join_keys(parted, systems),
            "through": _join_keys(stretches.known & ~parted, systems),
            "n_edges": stretches.n_edges,
            "near_a": near_a,
            "near_b": near_b,
            "length_km": shapely.length(lines) / METRES_PER_KM,
        }
    )
    return Seams(
        tuple(systems),
        near_km,
        gpd.GeoDataFrame(found, geometry=lines, crs=CRS),
        list_sides(coded, stretches),
        count_coincidence(borders, systems),
    )


def _name_kinds(stretches: Stretches) -> pd.Series:
    """Tell seams from cuts."""
    parted = stretches.parted.sum(axis=1)
    cuts = (stretches.known & ~stretches.parted).any(axis=1)
    return pd.Series(np.select([parted > 1, cuts], ["seam", "cut"], "alone"), dtype="str")


def _join_keys(flags: Flags, systems: Sequence[str]) -> pd.Series:
    """Write the systems of each row's flags."""
    keys = np.array(systems, dtype="object")
    return pd.Series([SEPARATOR.join(keys[row]) for row in flags], dtype="str")

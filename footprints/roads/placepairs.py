"""
Places of a network two by two: how far by road over how far in a straight line.

The straight line is METRICS section 8's plane, the road the shortest way from one place to the
other by the rules of `footprints.roads.routing`, with the straight pieces at either end. Ways
that would leave the network are longer on it than in truth, which cannot be seen here: take an
extract larger than the places.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple, cast

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse.csgraph import dijkstra

from footprints.distance import METRES_PER_KM, straight_km
from footprints.errors import SchemaError
from footprints.roads.graph import build_matrix
from footprints.roads.network import Floats, RoadNetwork, Rows
from footprints.roads.snapping import Snapped, snap_points

Kinds = npt.NDArray[np.object_]
Progress = Callable[[int, int], None]

SHORTEST_KM, LONGEST_KM = 1.0, 80.0
SQUARE_KM = 10.0
_BATCH_BYTES = 256 * 2**20


@dataclass(frozen=True)
class Sampling:
    """
    How much to measure, and from how little not to conclude.

    `n_origins` places are searched from (all if there are fewer), `n_resamples` times areas are
    drawn again; both by `seed`. A band with fewer than `least_pairs` is not used, and has no
    interval with fewer than `least_areas`.
    """

    n_origins: int = 200
    n_resamples: int = 500
    seed: int = 1
    least_pairs: int = 100
    least_areas: int = 5


class Pairs(NamedTuple):
    """p pairs of places: straight km, road over straight, kind of trip, and row of area."""

    straight_km: Floats
    factor: Floats
    kind: Kinds
    area: Rows


def measure_pairs(
    network: RoadNetwork,
    places: pd.DataFrame,
    *,
    sampling: Sampling | None = None,
    on_progress: Progress | None = None,
) -> Pairs:
    """
    Measure road over straight line from sampled places to all others, 1 to 80 km away.

    Parameters
    ----------
    network
        n nodes.
    places
        Columns `easting`, `northing` (EPSG:27700 metres, NaN where unknown); `urban_rural` as
        the establishment register words it and `area`, a label, where there are such. Without
        `area` the squares of 10 km of the National Grid are the areas.
    sampling
        See `Sampling`; None is its defaults.
    on_progress
        Called as `on_progress(searches done, searches in all)`; to stop, raise from it.

    Returns
    -------
    pairs
        Those with a way between two nodes; of places on one node nothing was measured.

    Raises
    ------
    SchemaError
        If a column is missing.

    Examples
    --------
    >>> east, rows = np.array([0.0, 3000.0]), np.array([0, 1])
    >>> lane = RoadNetwork(east, 0 * east, rows, rows[::-1], np.array([3900.0, 4500.0]),
    ...     np.zeros(2, "int16"), ("primary",), "Lane", "drawn by hand", None, "", "0" * 16)
    >>> pairs = measure_pairs(lane, pd.DataFrame({"easting": east, "northing": 0.0}))
    >>> pairs.straight_km.tolist(), pairs.factor.tolist()
    ([3.0, 3.0], [1.3, 1.5])
    """
    sampling = sampling or Sampling()
    lacking = {"easting", "northing"} - set(places.columns)
    if lacking:
        raise SchemaError(f"`places` must have {sorted(lacking)}, got {list(places.columns)}")
    where = places[["easting", "northing"]].to_numpy("float64")
    snapped = snap_points(network, where)
    area = pd.factorize(_name_areas(places, where), sort=True)[0]
    kind = classify_places(places.get("urban_rural", pd.Series("", index=places.index)))
    origins = _sample_origins(snapped, sampling)
    parts = [Pairs(*(np.empty(0, dtype) for dtype in ("float64", "float64", "object", "int64")))]
    parts += [
        _pick_pairs(snapped, km, own, kind, area)
        for own, km in _search(network, snapped, origins, on_progress)
    ]
    return Pairs(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def classify_places(urban_rural: pd.Series) -> Kinds:
    """
    Tell rural from urban places by the words of the 2011 rural-urban classification.

    Parameters
    ----------
    urban_rural
        Text, length n.

    Returns
    -------
    kind
        `rural`, `urban`, or `all` where neither is stated.

    Examples
    --------
    >>> words = ["(England/Wales) Rural village", "(England/Wales) Urban city and town", None]
    >>> classify_places(pd.Series(words)).tolist()
    ['rural', 'urban', 'all']
    """
    words = urban_rural.astype("str").str.replace(r"^\([^)]*\)\s*", "", regex=True).str.lower()
    choices = [words.str.startswith("rural"), words.str.startswith("urban")]
    return cast("Kinds", np.select(choices, ["rural", "urban"], "all").astype("object"))


def _name_areas(places: pd.DataFrame, where: Floats) -> pd.Series:
    """Give each place its area: as stated, else its square of the grid."""
    if "area" in places.columns:
        return places["area"].astype("str")
    squares = pd.DataFrame(np.floor(where / (SQUARE_KM * METRES_PER_KM)), index=places.index)
    return squares[0].astype("str") + " " + squares[1].astype("str")


def _sample_origins(snapped: Snapped, sampling: Sampling) -> Rows:
    """Choose the places to search from, each as likely as any other."""
    # by place, so that the order of rows is irrelevant
    ordered = np.lexsort((snapped.northing, snapped.easting))
    placed = ordered[snapped.is_placed[ordered]]
    if len(placed) <= sampling.n_origins:
        return placed
    rng = np.random.default_rng(sampling.seed)
    return rng.choice(placed, sampling.n_origins, replace=False)


def _search(
    network: RoadNetwork, snapped: Snapped, origins: Rows, on_progress: Progress | None
) -> Iterator[tuple[Rows, Floats]]:
    """Search from the nodes of some places; give batches of them with the km to all places."""
    matrix = build_matrix(network, network.length_m / METRES_PER_KM)
    batch = max(1, _BATCH_BYTES // (8 * max(1, network.n_nodes)))
    for begin in range(0, len(origins), batch):
        own = origins[begin : begin + batch]
        found = dijkstra(matrix, indices=snapped.node[own])[:, snapped.node]
        ends = snapped.snapped_m / METRES_PER_KM
        yield own, found + ends[own][:, None] + ends
        if on_progress:
            on_progress(begin + len(own), len(origins))


def _pick_pairs(snapped: Snapped, km: Floats, own: Rows, kind: Kinds, area: Rows) -> Pairs:
    """Keep the pairs within the bands that have a way between two nodes."""
    straight = straight_km(
        snapped.easting[own][:, None],
        snapped.northing[own][:, None],
        snapped.easting,
        snapped.northing,
    )
    kept = np.isfinite(km) & (straight >= SHORTEST_KM) & (straight < LONGEST_KM)
    kept &= snapped.is_placed & (snapped.node[own][:, None] != snapped.node)
    row = own[np.nonzero(kept)[0]]
    factor = np.maximum(km[kept] / straight[kept], 1.0)
    return Pairs(straight[kept], factor, kind[row], area[row].astype("int64"))

"""Where good or poor access gathers: local statistics, judged by chance, for many places at once.

The statistics are those of PySAL's `esda`: Gi* (Getis & Ord 1992; Ord & Getis 1995) and local
Moran's I (Anselin 1995). Whether they are significant is told by draws of chance of our own, for
the reason given in `footprints.access.permutation`; both statistics have the same p-value then.
"""

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from types import MappingProxyType
from typing import Literal

import numpy as np
import pandas as pd
from esda.getisord import G_Local
from esda.moran import Moran_Local
from libpysal.graph import Graph
from scipy.stats import false_discovery_control

from footprints.access.permutation import (
    Neighbours,
    count_tails,
    find_nearest_places,
    find_places_within,
)
from footprints.access.places import POINT
from footprints.errors import DrawsError
from footprints.membership.members import Floats

COLD, HOT, UNLIKE = "cold", "hot", "unlike its neighbours"
NOT_SIGNIFICANT, NOT_TESTED = "not significant", "not tested"
SPOTS = (COLD, HOT, UNLIKE, NOT_SIGNIFICANT, NOT_TESTED)
NO_VALUE, NO_PLACE, NO_NEIGHBOUR = "no value", "place not known", "no neighbour"
TOO_FEW, ALL_EQUAL = "too few places", "all values are equal"
REASONS = (NO_VALUE, NO_PLACE, NO_NEIGHBOUR, TOO_FEW, ALL_EQUAL)
_JUDGED = ("n_neighbours", "statistic", "p", "p_adjusted", "spot")
LEAST_PLACES = 30
LEAST_DRAWS = 99


Statistic = Literal["gi_star", "moran"]
Told = dict[str, str | int | float]

STATISTICS: Mapping[Statistic, str] = MappingProxyType(
    {
        "gi_star": "Gi*: the place and its neighbours, in standard deviations from the mean",
        "moran": "local Moran's I: the place times its neighbours, both from the mean",
    }
)


@dataclass(frozen=True)
class SpotQuestion:
    """
    How to look for spots.

    Neighbours are the `k` nearest places or all `within` `within_km`. A spot is cold where few
    have what is measured, if `more` is better, and where costs are high if `less` is.
    `level` is the share of false discoveries put up with.
    """

    statistic: Statistic = "gi_star"
    neighbours: Literal["nearest", "within"] = "nearest"
    k: int = 10
    within_km: float = 10.0
    better: Literal["more", "less"] = "more"
    n_permutations: int = 999
    seed: int = 1
    level: float = 0.05

    def __post_init__(self) -> None:
        """Refuse what can't be asked."""
        if self.k < 1 or self.within_km <= 0:
            raise ValueError(
                f"`k` must be 1 or more and `within_km` above 0, got {self.k}, {self.within_km}"
            )
        if not 0 < self.level < 1:
            raise ValueError(f"`level` must be between 0 and 1, got {self.level}")
        if self.n_permutations < LEAST_DRAWS:
            raise DrawsError(
                f"`n_permutations` must be {LEAST_DRAWS} or more, got {self.n_permutations}"
            )


@dataclass(frozen=True)
class Spots:
    """
    Places judged.

    `table` has the index of the places in order: `value`, `n_neighbours`, `statistic` (Gi* in
    standard deviations, or local Moran's I), `p` (two-sided, for the place alone), `p_adjusted`
    for all that were tested, `spot` (an ordered category of `SPOTS`), `reason` where not tested.
    `told` says how it was found, with how many places of each kind.
    """

    table: pd.DataFrame
    told: Told


def find_spots(places: pd.DataFrame, question: SpotQuestion) -> Spots:
    """
    Find the places around which values are lower or higher than chance would have them.

    Only places with value and position are neighbours of each other: none is looked for across
    a place that lacks either. A place without a neighbour in reach is left out, not only of the
    tests but of what chance deals out.

    Parameters
    ----------
    places
        Unique index; `easting`, `northing` (EPSG:27700 metres), `value` (0 or more); NaN where
        unknown. See `footprints.access.places`.
    question
        See `SpotQuestion`.

    Returns
    -------
    spots
        See `Spots`; the same for any order of rows. Gi* is hot or cold by the values around a
        place; Moran's I only where its own value agrees, else `UNLIKE`.

    Raises
    ------
    ValueError
        If a value is below 0, or the index is not unique.

    Examples
    --------
    >>> at = np.arange(60.0)
    >>> places = pd.DataFrame({"easting": at, "northing": 0.0, "value": at // 20})
    >>> spots = find_spots(places, SpotQuestion(k=4)).table["spot"]
    >>> spots[5], spots[30], spots[55]
    ('cold', 'not significant', 'hot')
    """
    if not places.index.is_unique or (places["value"] < 0).any():
        raise ValueError("`places` must have a unique index and values from 0 up")
    ordered = places.sort_index()
    reason, neighbours = _connect(ordered, question)
    tested = ordered.loc[reason.isna(), "value"]
    table = _judge(tested, neighbours, question).reindex(ordered.index)
    table.insert(0, "value", ordered["value"])
    table["spot"] = pd.Categorical(table["spot"].fillna(NOT_TESTED), SPOTS, ordered=True)
    table = table.assign(reason=reason).loc[places.index]
    return Spots(table, _tell(table, question))


def _connect(ordered: pd.DataFrame, question: SpotQuestion) -> tuple[pd.Series, Neighbours]:
    """Find the neighbours of the places that can be tested, and say why others can't be."""
    reason = pd.Series(np.nan, index=ordered.index, dtype="str", name="reason")
    reason = reason.mask(ordered["value"].isna(), NO_VALUE)
    reason = reason.mask(ordered[POINT].isna().any(axis=1), NO_PLACE)
    placed = ordered[reason.isna()]
    fewest = max(LEAST_PLACES, question.k + 2 if question.neighbours == "nearest" else 0)
    neighbours = Neighbours(0, *np.empty((2, 0), "int64"))
    if len(placed) >= fewest:
        neighbours = _find_neighbours(placed[POINT].to_numpy(dtype="float64"), question)
        lone = neighbours.sizes == 0
        reason[placed.index[lone]] = NO_NEIGHBOUR
        neighbours = neighbours.keep(~lone)
    able = ordered.loc[reason.isna(), "value"]
    if len(able) < fewest:
        reason[able.index] = TOO_FEW
    elif able.min() == able.max():
        reason[able.index] = ALL_EQUAL
    return reason, neighbours


def _find_neighbours(points: Floats, question: SpotQuestion) -> Neighbours:
    """Find the neighbours that the question asks for."""
    if question.neighbours == "nearest":
        return find_nearest_places(points, question.k)
    return find_places_within(points, question.within_km)


def _judge(tested: pd.Series, neighbours: Neighbours, question: SpotQuestion) -> pd.DataFrame:
    """Judge the places that can be tested; see `Spots.table`."""
    if tested.empty:
        nobody = pd.DataFrame(index=tested.index, columns=_JUDGED, dtype="float64")
        return nobody.astype({"spot": "str"})
    values = tested.to_numpy(dtype="float64")
    high, low = count_tails(
        values, neighbours, n_permutations=question.n_permutations, seed=question.seed
    )
    # twice the smaller tail, the place itself counted among the draws
    p = np.minimum(2 * (np.minimum(high, low) + 1) / (question.n_permutations + 1), 1)
    adjusted = false_discovery_control(p, method="bh")
    above = high < low
    good = above == (question.better == "more")
    agrees = (values > values.mean()) == above
    unlike = ~agrees & (question.statistic == "moran")
    kinds = [adjusted > question.level, unlike, good]
    spot = np.select(kinds, [NOT_SIGNIFICANT, UNLIKE, HOT], COLD)
    statistic = _measure(values, neighbours, question.statistic)
    columns = (neighbours.sizes.astype("float64"), statistic, p, adjusted, spot)
    return pd.DataFrame(dict(zip(_JUDGED, columns, strict=True)), index=tested.index)


def _measure(values: Floats, neighbours: Neighbours, statistic: Statistic) -> Floats:
    """Measure the local statistic of each place with `esda`."""
    place, neighbour = neighbours.place, neighbours.neighbour
    if statistic == "gi_star":
        # Gi* counts the place among its neighbours; esda sees that it does
        place, neighbour = (
            np.append(side, np.arange(neighbours.n)) for side in (place, neighbour)
        )
        graph = Graph.from_arrays(place, neighbour, np.ones(len(place)))
        return np.asarray(G_Local(values, graph, transform="B", star=None, permutations=0).Zs)
    graph = Graph.from_arrays(place, neighbour, np.ones(len(place)))
    with warnings.catch_warnings():  # it changes the filters of the whole process
        return np.asarray(Moran_Local(values, graph, permutations=0).Is)


def _tell(table: pd.DataFrame, question: SpotQuestion) -> Told:
    """Say how it was found, with how many places of each kind."""
    n_tested = int(table["reason"].isna().sum())
    least_p = 2 / (question.n_permutations + 1)
    near = {
        "nearest": f"the {question.k} nearest places",
        "within": f"all places within {question.within_km:g} km",
    }
    spots, reasons = table["spot"].value_counts(), table["reason"].value_counts()
    return {
        "statistic": STATISTICS[question.statistic],
        "neighbours": near[question.neighbours],
        "better": question.better,
        "null": "a place keeps its value, those of all others are dealt out anew; two-sided",
        "n_permutations": question.n_permutations,
        "seed": question.seed,
        "least_p": least_p,
        "level": question.level,
        "correction": f"false discovery rate over {n_tested:,} tests (Benjamini & Hochberg 1995)",
        # with fewer places at the least p there is, none can be significant
        "n_least": ceil(least_p * n_tested / question.level),
        "n_places": len(table),
        "n_tested": n_tested,
        **{f"n {name}": int(spots[name]) for name in SPOTS[:-1]},
        **{f"n {name}": int(reasons.get(name, 0)) for name in REASONS},
    }

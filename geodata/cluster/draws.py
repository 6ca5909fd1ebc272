"""Random partitions of the null model, shared out over a cluster draw by draw."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from footprints.systems.labels import Labels
from footprints.systems.nesting import Weights
from footprints.systems.nullmodel import Drawn, draw_alignments
from footprints.systems.schoolgraph import Kind
from geodata.cluster.shards import Progress, Sharing, count_shards


@dataclass(frozen=True)
class Deck:
    """What every draw is from; as in `draw_alignments`."""

    labels: Labels
    schools: pd.DataFrame
    pairs: tuple[tuple[str, str], ...]
    seed: int
    weights: Weights | None
    kind: Kind


def draw_on_cluster(
    client: Any,  # noqa: ANN401  of an optional package
    labels: Labels,
    schools: pd.DataFrame,
    pairs: Sequence[tuple[str, str]],
    *,
    draws: range,
    seed: int = 1,
    weights: Weights | None = None,
    kind: Kind = "delaunay",
    on_progress: Progress | None = None,
) -> Drawn:
    """
    Align random contiguous partitions on a cluster.

    Parameters
    ----------
    client
        From `geodata.cluster.connection.connect`.
    labels, schools, pairs, draws, seed, weights, kind
        As for `footprints.systems.nullmodel.draw_alignments`.
    on_progress
        Called as `on_progress(draws done, draws in all)` whenever a shard is; to stop, raise
        from it.

    Returns
    -------
    drawn
        What `draw_alignments` gives, to the last digit: a draw takes its chance from its number.

    Raises
    ------
    ClusterError
        If no worker is left, or shards were lost again and again.
    """
    if not len(draws):
        return draw_alignments(labels, schools, pairs, draws=draws, seed=seed)
    places = pd.DataFrame(schools[["urn", "easting", "northing"]])
    deck = Deck(labels, places, tuple(pairs), seed, weights, kind)
    shards = [
        tuple(part.tolist()) for part in np.array_split(draws, count_shards(client, len(draws)))
    ]
    sizes = [len(shard) for shard in shards]
    sharing = Sharing(client, draw_shard, deck, shards, sizes, on_progress)
    return np.concatenate(sharing.gather())


def draw_shard(deck: Deck, numbers: tuple[int, ...]) -> Drawn:
    """
    Make some of the draws.

    Parameters
    ----------
    deck
        See `Deck`.
    numbers
        Which draws: consecutive whole numbers, at least one.

    Returns
    -------
    drawn
        A row for each.
    """
    return draw_alignments(
        deck.labels,
        deck.schools,
        deck.pairs,
        draws=range(numbers[0], numbers[-1] + 1),
        seed=deck.seed,
        weights=deck.weights,
        kind=deck.kind,
    )

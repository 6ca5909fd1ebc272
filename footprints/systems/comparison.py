"""Compare systems over an area: how every pair nests, beside chance.

The page, the exports and the sentences all read the one `Comparison`.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

import pandas as pd

from footprints.errors import DrawsError
from footprints.locals.contingency import Weight
from footprints.systems.labels import Mask, Shared, find_lone_trusts, label_schools, weigh_schools
from footprints.systems.nesting import average, measure_pairs
from footprints.systems.nullmodel import Drawn, Progress, draw_alignments, judge_alignment
from footprints.systems.schoolgraph import Kind

# does what `draw_alignments` does, here or elsewhere
Draw = Callable[..., Drawn]
FEWEST_DRAWS = 99
CHANCE = ["expectation", "low", "high", "adjusted", "p_value"]


@dataclass(frozen=True)
class Comparison:
    """
    How the systems of an area nest, two by two.

    `pairs` has the columns of `footprints.systems.nesting.measure_pairs` and those of
    `footprints.systems.nullmodel.Chance`, NaN without draws. `left_out` counts schools by system,
    see `footprints.systems.labels.Labels.count_left_out`; `n_schools` are all of the area in
    scope, of which `n_weightless` have no known pupils to count by and `n_unplaced` no
    coordinates, so that they count in the alignment but not in the draws. The means are over the
    pairs that define them, NaN where none does.
    """

    pairs: pd.DataFrame
    left_out: pd.DataFrame
    n_schools: int
    n_weightless: int
    n_unplaced: int
    scope: str
    weight: Weight
    shared: Shared
    single_trusts: bool
    draws: int
    seed: int
    graph: Kind

    @property
    def n_defined(self) -> int:
        """How many pairs have an alignment."""
        return int(self.pairs["alignment"].notna().sum())

    @property
    def mean_alignment(self) -> float:
        """Mean over pairs of A."""
        return average(self.pairs["alignment"])

    @property
    def mean_expectation(self) -> float:
        """Mean over pairs of E, what chance makes of A."""
        return average(self.pairs["expectation"])

    @property
    def mean_adjusted(self) -> float:
        """Mean over pairs of (A - E) / (1 - E)."""
        return average(self.pairs["adjusted"])


def compare_systems(
    schools: pd.DataFrame,
    memberships: pd.DataFrame,
    units: pd.DataFrame,
    *,
    systems: Sequence[str],
    inside: Mask | None = None,
    scope: str = "state_funded",
    weight: Weight = "schools",
    shared: Shared = "left out",
    single_trusts: bool = True,
    draws: int = FEWEST_DRAWS,
    seed: int = 1,
    graph: Kind = "delaunay",
    draw: Draw = draw_alignments,
    on_progress: Progress | None = None,
) -> Comparison:
    """
    Compare every pair of systems over an area, beside random compact partitions.

    Parameters
    ----------
    schools, memberships, units
        The tables of those names; n schools.
    systems
        Keys of systems, each at most once; their order is that of the pairs.
    inside
        bool, length n: the area. None for all of England.
    scope
        A key of `footprints.scope.SCOPES`.
    weight
        What a school counts: 1, or its pupils; one without a known number is then left out.
    shared
        What to do with a school of several units; see `footprints.systems.labels.label_schools`.
    single_trusts
        Whether a trust with one open school in all of England is a local.
    draws
        0 for none, or at least 99.
    seed
        Of the draws; 0 or more.
    graph
        What the random partitions grow on.
    draw
        Who draws, with the parameters of `footprints.systems.nullmodel.draw_alignments`.
    on_progress
        Called after each draw with how many are done, and of how many; to stop, raise from it.

    Returns
    -------
    comparison
        See `Comparison`.

    Raises
    ------
    DrawsError
        If there are too few draws to judge by.
    UnknownKeyError
        If a system or the scope is not known.
    """
    if draws != 0 and draws < FEWEST_DRAWS:
        raise DrawsError(f"`draws` must be 0 or at least {FEWEST_DRAWS}, got {draws}")
    labels = label_schools(
        schools, memberships, units, systems=systems, inside=inside, scope=scope, shared=shared
    )
    if not single_trusts:
        labels = labels.leave_alone_out(find_lone_trusts(memberships))
    weights = weigh_schools(schools, labels, weight)
    pairs = measure_pairs(labels, weights)
    drawn = draw(
        labels,
        schools,
        list(zip(pairs["a"], pairs["b"], strict=True)),
        draws=range(draws),
        seed=seed,
        weights=weights,
        kind=graph,
        on_progress=on_progress,
    )
    return Comparison(
        pairs=_judge(pairs, drawn),
        left_out=labels.count_left_out(),
        n_schools=len(labels.urns),
        n_weightless=0 if weights is None else int((~(weights > 0)).sum()),
        n_unplaced=int(schools["easting"].isna()[schools["urn"].isin(labels.urns)].sum()),
        scope=scope,
        weight=weight,
        shared=shared,
        single_trusts=single_trusts,
        draws=draws,
        seed=seed,
        graph=graph,
    )


def _judge(pairs: pd.DataFrame, drawn: Drawn) -> pd.DataFrame:
    """Put the columns of chance beside the pairs."""
    measured = zip(pairs["alignment"], drawn.T, strict=True)
    chances = [asdict(judge_alignment(alignment, draws)) for alignment, draws in measured]
    return pairs.join(pd.DataFrame(chances, columns=CHANCE, index=pairs.index, dtype="float64"))

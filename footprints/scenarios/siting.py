"""Where to open k satellites: the question as numbers, and how good an answer is.

Three aims of location theory. The p-median (Hakimi 1964) makes the mean cost least, the p-centre
(Hakimi 1964) the greatest cost, maximal cover (Church and ReVelle 1974) the weight of those beyond
a threshold. What is open today stays open, so it comes down to one number for each school: its
cost today. A candidate can only better that.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, NamedTuple

import numpy as np

from footprints.locals.signatures import Codes
from footprints.membership.members import Floats

Aim = Literal["median", "centre", "cover"]
AIMS: Mapping[Aim, str] = MappingProxyType(
    {
        "median": "p-median: the least mean cost",
        "centre": "p-centre: the least cost of whoever has the greatest",
        "cover": "maximal cover: the least weight beyond a threshold",
    }
)
ROUNDING = 1e-9
_CELLS_AT_ONCE = 2_000_000


@dataclass(frozen=True)
class Siting:
    """
    Choose `n_open` of m candidates for t schools.

    `today` (t) is what each school's travel costs now, `offered` (t by m) what it would cost if
    the candidate opened too: never above `today`. `weight` (t) is above 0. `threshold` is needed
    to cover. All costs are known.
    """

    today: Floats
    offered: Floats
    weight: Floats
    n_open: int
    aim: Aim
    threshold: float = np.inf

    def reach(self, chosen: Sequence[int]) -> Floats:
        """Give what each school's travel costs with these candidates open, length t."""
        best: Floats = self.offered[:, chosen].min(axis=1, initial=np.inf)
        return np.minimum(self.today, best)

    def score(self, chosen: Sequence[int]) -> "Score":
        """Say how good a choice is."""
        main, total = self.judge(self.reach(chosen)[:, None])
        return Score(float(main[0]), float(total[0]))

    def price_costs(self) -> tuple[Floats, Floats]:
        """Give `today` and `offered` with 1 for what is beyond the threshold if that is all."""
        if self.aim != "cover":
            return self.today, self.offered
        far, offered_far = self.today > self.threshold, self.offered > self.threshold
        return far.astype("float64"), offered_far.astype("float64")

    def judge(self, costs: Floats) -> tuple[Floats, Floats]:
        """
        Score several outcomes at once.

        Parameters
        ----------
        costs
            t by q: what each school's travel costs, in each of q outcomes.

        Returns
        -------
        main, total
            Length q; see `Score`.
        """
        total = self.weight @ costs
        if self.aim == "centre":
            return costs.max(axis=0, initial=0.0), total
        if self.aim == "cover":
            return self.weight @ (costs > self.threshold), total
        return total, total

    def judge_further(self, chosen: Sequence[int]) -> tuple[Floats, Floats]:
        """
        Score this choice with each of the candidates added to it.

        Parameters
        ----------
        chosen
            Positions of candidates.

        Returns
        -------
        main, total
            Length m; see `Score`.
        """
        now = self.reach(chosen)[:, None]
        parts = [self.judge(np.minimum(now, part)) for part in self._cut()]
        main, total = zip(*parts, strict=True)
        return np.concatenate(main), np.concatenate(total)

    def _cut(self) -> Iterator[Floats]:
        """Cut `offered` into slices of columns that fit in memory several times."""
        width = max(_CELLS_AT_ONCE // max(len(self.today), 1), 1)
        for first in range(0, max(self.offered.shape[1], 1), width):
            yield self.offered[:, first : first + width]


class Score(NamedTuple):
    """
    How good a choice is, less is better: first `main`, where that is equal `total`.

    `total` is the sum of weight x cost. `main` is the same for the p-median, the greatest cost
    for the p-centre, the weight beyond the threshold for cover.
    """

    main: float
    total: float

    def beats(self, other: "Score") -> bool:
        """Whether this is better by more than rounding."""
        slack = ROUNDING * max(1.0, abs(other.main))
        if self.main < other.main - slack:
            return True
        level = self.main <= other.main + slack
        return level and self.total < other.total - ROUNDING * max(1.0, other.total)


@dataclass(frozen=True)
class Found:
    """
    An answer to a `Siting`: which candidates, and how much better any answer could be.

    `chosen` are positions, ascending. No choice has a `main` score below `bound`. `how` says in
    words how it was found. `in_time` is False where a solver was stopped by its time limit.
    """

    chosen: tuple[int, ...]
    score: Score
    bound: float
    how: str
    in_time: bool = True

    @property
    def proven(self) -> bool:
        """Whether no choice of these candidates is better."""
        return self.score.main - self.bound <= 1e-6 * max(1.0, abs(self.score.main))


def pick_best(main: Floats, total: Floats, barred: Sequence[int] | Codes = ()) -> int:
    """
    Pick the candidate with the best score, of equal ones the first.

    Parameters
    ----------
    main, total
        As in `Score`, length m, from `Siting.judge_further`.
    barred
        Positions that may not be picked.

    Returns
    -------
    candidate
        A position.

    Examples
    --------
    >>> pick_best(np.array([2.0, 1.0, 1.0]), np.array([0.0, 9.0, 8.0])), pick_best(
    ...     np.array([2.0, 1.0]), np.array([0.0, 9.0]), barred=[1]
    ... )
    (2, 0)
    """
    free = np.ones(len(main), dtype="bool")
    free[list(barred)] = False
    best = main[free].min()
    level = free & (main <= best + ROUNDING * max(1.0, abs(best)))
    least = total[level].min()
    return int(np.flatnonzero(level & (total <= least + ROUNDING * max(1.0, least)))[0])

"""Who is served worst: the share of all demand whose travel costs most."""

import numpy as np
import numpy.typing as npt

from footprints.membership.members import Floats
from footprints.scenarios.changes import SAME

WORST_SHARE = 0.1


def mark_worst_served(
    cost: Floats, weight: Floats, *, share: float = WORST_SHARE
) -> npt.NDArray[np.bool_]:
    """
    Mark the worst-served share.

    The fewest schools, those of the highest cost, that hold at least the share of the weight of
    all whose cost is known; and those whose cost is as high as the lowest among them.

    Parameters
    ----------
    cost
        In km or minutes, length n; NaN where not known.
    weight
        Length n; NaN or 0 for a school that does not count.
    share
        Above 0, at most 1.

    Returns
    -------
    worst
        Length n. No school is marked that has no known cost or does not count.

    Examples
    --------
    >>> cost = np.array([1.0, 9.0, np.nan, 9.0, 5.0])
    >>> mark_worst_served(cost, np.ones(5), share=0.25).tolist()
    [False, True, False, True, False]
    """
    counts = ~np.isnan(cost) & (weight > 0)
    if not counts.any():
        return counts
    order = np.flatnonzero(counts)[np.argsort(-cost[counts], kind="stable")]
    held = np.cumsum(weight[order])
    # rounding of a sum of weights must not call for one school more
    enough = share * held[-1] * (1 - 1e-12)
    lowest = cost[order[np.searchsorted(held, enough)]]
    return np.asarray(counts & (np.nan_to_num(cost, nan=-np.inf) >= lowest - SAME))

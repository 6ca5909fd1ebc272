"""How unevenly something is spread over schools: each index as METRICS section 7 has it.

Schools are put in order by free school meals (FSM), lowest first, and each is as wide as its
pupils. A school counts where value, FSM and pupils are all known; equals in FSM share one rank.

The sign of the concentration index, here: above 0, the thing measured gathers where FSM is high;
below 0, where it is low. For a cost (km, minutes) above 0 means that high-FSM schools travel
farther; for access, that they are better served. Health economics ranks from the poorest up, which
turns the sign.
"""

import numpy as np
import numpy.typing as npt
import pandas as pd

from footprints.access.ranks import Ranks, rank_schools
from footprints.membership.members import Floats

TENTH, FOUR_TENTHS = 0.1, 0.4
# A cost of 0 has no inverse: what is nearer than this, in km or minutes, counts as this.
LEAST_COST = 1.0
MOST_POINTS = 200


def invert_costs(costs: npt.ArrayLike, *, least: float = LEAST_COST) -> Floats:
    """
    Turn costs into access: 1 / cost, the nearest all alike.

    Parameters
    ----------
    costs
        Length n, 0 or more; NaN where missing.
    least
        Lower costs count as this one, above 0.

    Returns
    -------
    access
        float64, length n.

    Raises
    ------
    ValueError
        If `least` is not above 0, or a cost is below 0.

    Examples
    --------
    >>> invert_costs([0, 0.5, 4], least=1).tolist()
    [1.0, 1.0, 0.25]
    """
    if least <= 0:
        raise ValueError(f"`least` must be above 0, got {least}")
    return np.asarray(1 / np.maximum(_take("costs", costs), least), dtype="float64")


def measure_percentile_ratio(values: npt.ArrayLike) -> float:
    """
    Divide the 90th percentile of schools by the 10th: P90/P10.

    Parameters
    ----------
    values
        Length n, 0 or more; NaN where missing. Schools count 1 each.

    Returns
    -------
    ratio
        NaN where there is no value or the 10th percentile is 0. Percentiles lie between two
        schools in proportion.

    Raises
    ------
    ValueError
        If a value is below 0.

    Examples
    --------
    >>> measure_percentile_ratio(range(0, 11))
    9.0
    """
    known = _take("values", values)
    known = known[~np.isnan(known)]
    if not len(known):
        return np.nan
    low, high = np.percentile(known, [10, 90])
    return float(high / low) if low > 0 else np.nan


def measure_palma(access: npt.ArrayLike, fsm: npt.ArrayLike, pupils: npt.ArrayLike) -> float:
    """
    Divide the mean access of the tenth of pupils in the lowest-FSM schools by that of four tenths.

    The four tenths of pupils are those in the highest-FSM schools. A school that straddles a
    border counts with the part of its pupils on either side; of schools of equal FSM there, each
    with the same part. 1 is even; above 1, the low-FSM schools are better served.

    Parameters
    ----------
    access
        More is better; costs must be inverted first, see `invert_costs`. Length n, 0 or more.
    fsm
        What orders the schools; length n.
    pupils
        What each counts for; length n.

    Returns
    -------
    palma
        NaN where nothing counts or the four tenths have no access at all.

    Raises
    ------
    ValueError
        If access or pupils are below 0.

    Examples
    --------
    >>> measure_palma([6, 3, 2, 2], [5, 10, 20, 30], [100, 500, 200, 200])
    3.0
    """
    value, weight, ranks = _order(access, fsm, pupils)
    lowest = weight * ranks.share_below(TENTH)
    highest = weight * (1 - ranks.share_below(1 - FOUR_TENTHS))
    if not weight.sum() or not value @ highest:
        return np.nan
    return float((value @ lowest / lowest.sum()) / (value @ highest / highest.sum()))


def measure_concentration(
    values: npt.ArrayLike, order_by: npt.ArrayLike, weights: npt.ArrayLike
) -> float:
    """
    Measure the concentration index of a value by a rank: 2 cov(value, rank) / mean value.

    Weighted throughout (Kakwani, Wagstaff & van Doorslaer 1997), the rank being the middle of a
    school's stretch; the same as 1 less twice the area under the concentration curve. Ordered by
    the value itself it is the Gini coefficient. For the sign see the head of this module.

    Parameters
    ----------
    values
        What is spread, 0 or more; length n.
    order_by
        What orders the schools, ascending: FSM; length n.
    weights
        What each counts for: pupils; length n.

    Returns
    -------
    index
        From -1 to 1; NaN where nothing counts or all values are 0.

    Raises
    ------
    ValueError
        If values or weights are below 0.

    Examples
    --------
    >>> measure_concentration([0, 0, 0, 8], [5, 10, 20, 30], [1, 1, 1, 1])
    0.75
    >>> measure_concentration([8, 0, 0, 0], [5, 10, 20, 30], [1, 1, 1, 1])
    -0.75
    """
    value, weight, ranks = _order(values, order_by, weights)
    total = weight @ value
    if not total:
        return np.nan
    # the weighted mean of the rank is a half, whatever the ties
    return float(2 * (weight @ (value * (ranks.middle - 0.5))) / total)


def trace_concentration(
    values: npt.ArrayLike,
    order_by: npt.ArrayLike,
    weights: npt.ArrayLike,
    *,
    most: int = MOST_POINTS,
) -> pd.DataFrame:
    """
    Trace the concentration curve: which share of the value the first share of pupils has.

    Ordered by the value itself it is the Lorenz curve. The diagonal is an even spread.

    Parameters
    ----------
    values, order_by, weights
        As in `measure_concentration`.
    most
        At most so many points, 2 or more, about evenly along; each is a point of the curve.

    Returns
    -------
    curve
        `share_weight` and `share_value`, ascending from 0 to 1; no rows where nothing counts or
        all values are 0.

    Raises
    ------
    ValueError
        If values or weights are below 0, or `most` below 2.

    Examples
    --------
    >>> trace_concentration([1, 3], [5, 10], [1, 1])["share_value"].tolist()
    [0.0, 0.25, 1.0]
    """
    if most < 2:
        raise ValueError(f"`most` must be 2 or more, got {most}")
    value, weight, ranks = _order(values, order_by, weights)
    if not weight @ value:
        return pd.DataFrame({"share_weight": [], "share_value": []}, dtype="float64")
    share, stretch = np.unique(ranks.high, return_inverse=True)
    total = np.cumsum(np.bincount(stretch, weight * value))
    along, up = np.append(0, share), np.append(0, total / total[-1])
    # equals make one straight piece, so nothing lies between two points
    at = np.arange(len(along))
    if len(along) > most:
        at = np.unique(along.searchsorted(np.linspace(0, 1, most)).clip(max=len(along) - 1))
    return pd.DataFrame({"share_weight": along[at], "share_value": up[at]})


def _order(
    values: npt.ArrayLike, order_by: npt.ArrayLike, weights: npt.ArrayLike
) -> tuple[Floats, Floats, Ranks]:
    """Keep the schools of which all is known, with their ranks among these."""
    value, weight = _take("values", values), _take("weights", weights)
    place = np.asarray(order_by, dtype="float64")
    known = ~(np.isnan(value) | np.isnan(place) | np.isnan(weight)) & (weight > 0)
    return value[known], weight[known], rank_schools(place[known], weight[known])


def _take(name: str, amounts: npt.ArrayLike) -> Floats:
    """Check amounts at the door."""
    taken = np.asarray(amounts, dtype="float64")
    if (taken < 0).any():
        raise ValueError(f"`{name}` must be from 0 up, got {np.nanmin(taken)}")
    return taken

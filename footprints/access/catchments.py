"""How much is offered within reach of each school, and for how many others; METRICS section 7.

All measures take costs in km or minutes, by whatever method, as a matrix or as pairs within reach.
A school without any cost has no value, since nothing is known of its way; one whose costs are all
beyond the threshold has 0. Pairs that a decay weighs below 1e-12 count as out of reach.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from footprints.access.decay import Decay
from footprints.access.reach import Costs, Reach, list_reach
from footprints.membership.members import Floats

NEGLIGIBLE = 1e-12


@dataclass(frozen=True)
class Catchments:
    """
    Supply per head of demand, as n origins find it at m destinations.

    `access` (n) is A, supply in reach per head; `ratio` (m) is R, a destination's supply over
    the `demand` (m, weighted) in its catchment: NaN where there is no demand or the supply is not
    stated. `reached` is the supply that demand is in reach of, `unreached` the rest.
    `n_demand_unstated` origins are no part of any demand and `n_supply_unstated` destinations of
    any access, since nobody states how much.
    """

    access: Floats
    ratio: Floats
    demand: Floats
    reached: float
    unreached: float
    n_demand_unstated: int
    n_supply_unstated: int


def sum_opportunities(costs: Costs, supply: npt.ArrayLike, *, threshold: float | None) -> Floats:
    """
    Add up the supply within a threshold of each origin: cumulative opportunities.

    Parameters
    ----------
    costs
        n origins by m destinations, NaN where there is none; or pairs within reach.
    supply
        Length m, 0 or more; NaN where not stated, which adds nothing.
    threshold
        The highest cost that counts, in the unit of `costs`; None for all.

    Returns
    -------
    access
        float64, length n; NaN for an origin without any cost.

    Raises
    ------
    ValueError
        If lengths differ, a cost or supply is negative, or `costs` were cut below the threshold.

    Examples
    --------
    >>> sum_opportunities(np.array([[0.0, 2.0], [1.0, 1.0]]), [10, 5], threshold=1).tolist()
    [10.0, 15.0]
    """
    reach = list_reach(costs, threshold=threshold)
    return _add_up(reach, np.ones(len(reach.cost)), _take("supply", supply, reach.shape[1]))


def measure_gravity(
    costs: Costs, supply: npt.ArrayLike, decay: Decay, *, threshold: float | None = None
) -> Floats:
    """
    Add up the supply, each weighed by a decay of its cost: gravity access (Hansen 1959).

    Parameters
    ----------
    costs, supply
        As in `sum_opportunities`.
    decay
        From `footprints.access.decay`.
    threshold
        As in `sum_opportunities`.

    Returns
    -------
    access
        float64, length n; NaN for an origin without any cost.

    Raises
    ------
    ValueError
        As in `sum_opportunities`.

    Examples
    --------
    >>> from footprints.access.decay import Exponential
    >>> measure_gravity(np.array([[0.0, 1.0]]), [10, 5], Exponential(1.0)).round(6).tolist()
    [11.839397]
    """
    reach = list_reach(costs, threshold=threshold)
    return _add_up(reach, decay.weigh(reach.cost), _take("supply", supply, reach.shape[1]))


def measure_catchments(
    costs: Costs,
    demand: npt.ArrayLike,
    supply: npt.ArrayLike,
    *,
    threshold: float | None = None,
    decay: Decay | None = None,
) -> Catchments:
    """
    Share each supply among the demand in its reach, and add up what reaches each origin.

    2SFCA with a threshold alone (Luo & Wang 2003): R = S / sum P over the catchment, A = sum R.
    E2SFCA with a decay (Luo & Qi 2009), which weighs in both steps. What is shared out is what
    there is: sum P A over the origins is the supply reached.

    Parameters
    ----------
    costs, supply
        As in `sum_opportunities`.
    demand
        Length n, 0 or more; NaN where not stated, which is then no part of any demand.
    threshold
        As in `sum_opportunities`.
    decay
        From `footprints.access.decay`; None weighs all within the threshold the same.

    Returns
    -------
    catchments
        See `Catchments`. `access` is NaN for an origin without any cost, and for one in reach of
        a supply that no demand reaches: there is nobody to share it with.

    Raises
    ------
    ValueError
        If there is neither threshold nor decay, lengths differ, a cost, demand or supply is
        negative, or `costs` were cut below the threshold.

    Examples
    --------
    >>> costs = np.array([[0.0, 2.0], [1.0, 1.0], [2.0, 0.0]])
    >>> found = measure_catchments(costs, [100, 100, 100], [10, 10], threshold=1)
    >>> found.access.tolist(), found.reached
    ([0.05, 0.1, 0.05], 20.0)
    """
    if threshold is None and decay is None:
        raise ValueError("`threshold` or `decay` must be given, got neither")
    reach = list_reach(costs, threshold=threshold)
    n, m = reach.shape
    heads, offered = _take("demand", demand, n), _take("supply", supply, m)
    weight = np.ones(len(reach.cost)) if decay is None else decay.weigh(reach.cost)
    weight = np.where(weight < NEGLIGIBLE, 0, weight)
    shared = np.bincount(reach.destination, weight * np.nan_to_num(heads)[reach.origin], m).astype(
        "float64"
    )
    ratio = np.divide(offered, shared, out=np.full(m, np.nan), where=shared > 0)
    there = (weight > 0) & (offered[reach.destination] > 0)
    # the ratio of a supply without demand is missing, and so is the access it would be part of
    access = _add_up(reach.pick(there, within=reach.within), weight[there], ratio, unstated=np.nan)
    in_use = shared > 0
    return Catchments(
        access=access,
        ratio=ratio,
        demand=shared,
        reached=float(np.nansum(offered[in_use])),
        unreached=float(np.nansum(offered[~in_use])),
        n_demand_unstated=int(np.isnan(heads).sum()),
        n_supply_unstated=int(np.isnan(offered).sum()),
    )


def _take(name: str, values: npt.ArrayLike, length: int) -> Floats:
    """Check amounts at the door."""
    amounts = np.asarray(values, dtype="float64")
    if amounts.shape != (length,):
        raise ValueError(f"`{name}` must have length {length}, got shape {amounts.shape}")
    wrong = amounts[(amounts < 0) | np.isinf(amounts)]
    if len(wrong):
        raise ValueError(f"`{name}` must be from 0 up and finite, got {wrong[0]}")
    return amounts


def _add_up(reach: Reach, weight: Floats, amount: Floats, *, unstated: float = 0.0) -> Floats:
    """Add up weighted amounts at the origins; NaN where nothing is known of the way."""
    stated = np.where(np.isnan(amount), unstated, amount)
    total = np.bincount(reach.origin, weight * stated[reach.destination], reach.shape[0])
    return np.where(reach.known_origins, total, np.nan)

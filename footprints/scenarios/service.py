"""How well schools are served before and after, the worst served apart."""

import numpy as np
import pandas as pd

from footprints.membership.members import Floats
from footprints.scenarios.changes import SAME, count_changes
from footprints.scenarios.worstserved import mark_worst_served


def summarise_service(schools: pd.DataFrame, *, share: float, threshold: float) -> pd.DataFrame:
    """
    Sum up the travel of the worst served, and of all, before and after.

    Parameters
    ----------
    schools
        `before` and `after`, costs of one measure, NaN where not known; `change`, a key of
        `footprints.scenarios.changes.CHANGES`; `weight`, NaN or 0 for a school that does not
        count; `counted`, whether it is one of the worst served before. n rows.
    share
        What share of the weight is the worst served.
    threshold
        Costs beyond it are counted.

    Returns
    -------
    summary
        Index `worst` (those `counted`), `worst after` (the worst-served share after, perhaps
        others), `all`. `n_schools`, `weight`; `mean_before`, `mean_after` (weighted, of those
        whose cost is known), `max_before`, `max_after`; `n_over_before`, `n_over_after` (schools
        beyond the threshold); the counts of `footprints.scenarios.changes.count_changes`.

    Examples
    --------
    >>> costs = {"before": [9.0, 5.0], "after": [1.0, 5.0], "change": ["nearer", "same"]}
    >>> schools = pd.DataFrame(costs).assign(weight=1.0, counted=[True, False])
    >>> found = summarise_service(schools, share=0.5, threshold=4)
    >>> found["mean_after"].to_dict(), found["n_over_after"].tolist()
    ({'worst': 1.0, 'worst after': 5.0, 'all': 3.0}, [0, 1, 1])
    """
    after, weight = schools["after"].to_numpy(), schools["weight"].to_numpy()
    groups = {
        "worst": schools["counted"].to_numpy(),
        "worst after": mark_worst_served(after, weight, share=share),
        "all": np.ones(len(schools), dtype="bool"),
    }
    rows = {name: _describe(schools[rows], threshold) for name, rows in groups.items()}
    return pd.DataFrame.from_dict(rows, orient="index")


def _describe(schools: pd.DataFrame, threshold: float) -> dict[str, float]:
    """Describe the travel of some schools before and after."""
    row: dict[str, float] = {"n_schools": len(schools), "weight": schools["weight"].sum()}
    for when in ("before", "after"):
        cost, weight = schools[when].to_numpy(), schools["weight"].to_numpy()
        counts = ~np.isnan(cost) & (weight > 0)
        row[f"mean_{when}"] = _average(cost[counts], weight[counts])
        row[f"max_{when}"] = schools[when].max()
        row[f"n_over_{when}"] = int((cost > threshold + SAME).sum())
    return row | count_changes(schools["change"])


def _average(cost: Floats, weight: Floats) -> float:
    """Take a weighted mean; NaN of nothing."""
    return float(np.average(cost, weights=weight)) if len(cost) else np.nan

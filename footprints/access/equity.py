"""Access or travel compared between groups of schools, and by free school meals (FSM)."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from footprints.access.demand import count_demand
from footprints.access.groups import Groups
from footprints.access.inequality import (
    LEAST_COST,
    invert_costs,
    measure_concentration,
    measure_palma,
    measure_percentile_ratio,
)
from footprints.locals.contingency import divide

Kind = Literal["cost", "access"]
EVERYONE = "all"
PERCENTILES = {"p10": 0.1, "p25": 0.25, "median": 0.5, "p75": 0.75, "p90": 0.9}


@dataclass(frozen=True)
class Equity:
    """
    How evenly something is spread over schools.

    `p90_p10` is over the `n_measured` of `n_schools`. `palma`, `concentration` and `gini` are by
    pupils over the `n_counted` of which FSM and pupils are known too. `told` says for each index
    how it was found and what its sign means.
    """

    n_schools: int
    n_measured: int
    n_counted: int
    p90_p10: float
    palma: float
    concentration: float
    gini: float
    told: dict[str, str]


def compare_groups(
    values: pd.Series, groups: Groups, schools: pd.DataFrame, *, threshold: float | None = None
) -> pd.DataFrame:
    """
    Describe a value in each group of schools, and in all.

    Parameters
    ----------
    values
        km, minutes or access of each school, index `urn`, each once; NaN, or no row, where
        missing.
    groups
        From `footprints.access.groups.group_schools`; who is not in them is not counted.
    schools
        Columns `urn`, `pupils`, `fsm_percent`.
    threshold
        Schools over it, and not those at it, are counted; None counts none.

    Returns
    -------
    compared
        Index `group` in order, and last `EVERYONE`. `n_schools`; `n_measured` of them, that the
        rest is about; `n_unstated` of these, which state no pupils, and the `pupils` of the
        others. `mean`, `p10`, `p25`, `median`, `p75`, `p90`, schools counting 1 each;
        `pupil_mean` by pupils. `n_over` schools and `share_over` of those measured;
        `fsm_pupils`, `n_fsm_unstated` schools that do not state them, `fsm_pupils_over` and
        `share_fsm_over`. NaN where there is nothing to describe.

    Examples
    --------
    >>> schools = pd.DataFrame({"urn": [1, 2, 3], "pupils": 100.0, "fsm_percent": [10, 20, 30]})
    >>> labels = pd.Series(["a", "b", "b"], index=schools["urn"], dtype="category")
    >>> km = pd.Series([5.0, 45.0, 15.0], index=schools["urn"])
    >>> found = compare_groups(km, Groups("mine", labels, "by hand"), schools, threshold=40)
    >>> found[["n_schools", "median", "n_over", "share_fsm_over"]].loc["b"].tolist()
    [2.0, 30.0, 1.0, 0.4]
    """
    own = schools.set_index("urn")
    fsm = count_demand(schools, "fsm_pupils")
    table = pd.DataFrame({"group": groups.labels})
    table["value"] = values.reindex(table.index)
    known = table["value"].notna()
    over = table["value"] > (np.inf if threshold is None else threshold)
    pupils = own["pupils"].reindex(table.index).where(known)
    fsm_pupils = fsm.reindex(table.index).where(known)
    table = table.assign(
        measured=known,
        unstated=known & pupils.isna(),
        pupils=pupils,
        weighed=table["value"] * pupils,
        over=over,
        fsm_unstated=known & fsm_pupils.isna(),
        fsm_pupils=fsm_pupils,
        fsm_pupils_over=fsm_pupils.where(over, fsm_pupils * 0),
    )
    everyone = table.assign(group=EVERYONE)
    found = pd.concat([_describe(table), _describe(everyone)]).rename_axis("group")
    if threshold is None:
        return found.assign(
            **dict.fromkeys(["n_over", "share_over", "fsm_pupils_over", "share_fsm_over"], np.nan)
        )
    return found


def measure_equity(
    values: pd.Series, schools: pd.DataFrame, *, kind: Kind, least_cost: float = LEAST_COST
) -> Equity:
    """
    Measure how evenly a cost or access is spread over schools, and by their FSM.

    Parameters
    ----------
    values
        km, minutes or access of each school, index `urn`, each once; those not there are not
        counted. 0 or more.
    schools
        Columns `urn`, `pupils`, `fsm_percent`.
    kind
        Whether less is better (`cost`) or more (`access`).
    least_cost
        Costs below this count as this where they are inverted.

    Returns
    -------
    equity
        See `Equity`.

    Raises
    ------
    ValueError
        If a value is below 0, or `least_cost` is not above 0.

    Examples
    --------
    >>> schools = pd.DataFrame({"urn": [1, 2], "pupils": 100.0, "fsm_percent": [10, 30]})
    >>> km = pd.Series([5.0, 15.0], index=schools["urn"])
    >>> found = measure_equity(km, schools, kind="cost")
    >>> round(found.palma, 6), found.concentration
    (3.0, 0.25)
    """
    own = schools.set_index("urn").reindex(values.index)
    fsm, pupils = own["fsm_percent"].to_numpy(), own["pupils"].to_numpy()
    amount = values.to_numpy(dtype="float64")
    access = invert_costs(amount, least=least_cost) if kind == "cost" else amount
    counted = ~np.isnan(amount) & ~np.isnan(fsm) & (pupils > 0)
    return Equity(
        n_schools=len(values),
        n_measured=int((~np.isnan(amount)).sum()),
        n_counted=int(counted.sum()),
        p90_p10=measure_percentile_ratio(amount),
        palma=measure_palma(access, fsm, pupils),
        concentration=measure_concentration(amount, fsm, pupils),
        gini=measure_concentration(amount[counted], amount[counted], pupils[counted]),
        told=_tell(kind, least_cost),
    )


def _describe(table: pd.DataFrame) -> pd.DataFrame:
    """Describe the schools of each group; see `compare_groups`."""
    groups = table.groupby("group", observed=False)
    flags = groups[["measured", "unstated", "over", "fsm_unstated"]].sum().add_prefix("n_")
    sums = groups[["pupils", "weighed", "fsm_pupils", "fsm_pupils_over"]].sum(min_count=1)
    return pd.DataFrame(
        {
            "n_schools": groups.size(),
            "n_measured": flags["n_measured"],
            "n_unstated": flags["n_unstated"],
            "pupils": sums["pupils"],
            "mean": groups["value"].mean(),
            "pupil_mean": divide(sums["weighed"], sums["pupils"]),
            **{name: groups["value"].quantile(part) for name, part in PERCENTILES.items()},
            "n_over": flags["n_over"],
            "share_over": divide(flags["n_over"], flags["n_measured"]),
            "n_fsm_unstated": flags["n_fsm_unstated"],
            "fsm_pupils": sums["fsm_pupils"],
            "fsm_pupils_over": sums["fsm_pupils_over"],
            "share_fsm_over": divide(sums["fsm_pupils_over"], sums["fsm_pupils"]),
        }
    )


def _tell(kind: Kind, least_cost: float) -> dict[str, str]:
    """Say how each index is found, and what its sign means."""
    inverted = f" (1 / cost, costs below {least_cost:g} as {least_cost:g})"
    farther = "travel farther" if kind == "cost" else "have more access"
    return {
        "p90_p10": "the 90th percentile of schools over the 10th",
        "palma": "mean access"
        + (inverted if kind == "cost" else "")
        + " of the tenth of pupils in the lowest-FSM schools over that of the four tenths in the "
        "highest-FSM schools; above 1, low-FSM schools are better served",
        "concentration": "by pupils in ascending order of FSM, from -1 to 1; above 0, high-FSM "
        f"schools {farther}; below 0, low-FSM schools do",
        "gini": "by pupils, in order of the value itself; 0 is even",
    }

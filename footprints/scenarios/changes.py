"""What a change means for whoever travels: nearer, farther, the same, or not known."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from footprints.membership.members import Floats

Change = Literal["nearer", "farther", "same", "found", "lost", "unknown"]
CHANGES: Mapping[Change, str] = MappingProxyType(
    {
        "nearer": "travel costs less than before",
        "farther": "travel costs more than before",
        "same": "travel costs what it did",
        "found": "there was no known cost before, now there is",
        "lost": "there was a known cost before, now there is none",
        "unknown": "no cost is known, before or after",
    }
)
# a metre, or 0.06 seconds: what lies within is the same
SAME = 1e-3


def label_changes(before: Floats, after: Floats) -> npt.NDArray[np.object_]:
    """
    Name what becomes of each school.

    Parameters
    ----------
    before, after
        Costs in km or minutes, length n; NaN where not known.

    Returns
    -------
    changes
        Keys of `CHANGES`, length n.

    Examples
    --------
    >>> label_changes(np.array([5.0, 5.0, np.nan]), np.array([4.0, np.nan, 4.0])).tolist()
    ['nearer', 'lost', 'found']
    """
    known_before, known_after = ~np.isnan(before), ~np.isnan(after)
    conditions = [
        known_before & known_after & (after < before - SAME),
        known_before & known_after & (after > before + SAME),
        known_before & known_after,
        known_after,
        known_before,
    ]
    named = np.select(conditions, ["nearer", "farther", "same", "found", "lost"], "unknown")
    return np.asarray(named, dtype=object)


def count_changes(changes: pd.Series) -> dict[str, int]:
    """Count each change as `n_nearer`, `n_farther` and so on; they add up to all."""
    counts = changes.value_counts()
    return {f"n_{change}": int(counts.get(change, 0)) for change in CHANGES}


def rank_gains(schools: pd.DataFrame, change: Change) -> pd.DataFrame:
    """
    List the schools a change befalls, those it befalls most first.

    Parameters
    ----------
    schools
        Columns `urn`, `gain` and `change`.
    change
        Which.

    Returns
    -------
    ranked
        The rows, by the size of `gain`, of equals by urn, with a fresh index.

    Examples
    --------
    >>> rows = {"urn": [1, 2, 3], "gain": [2.0, -1.0, 4.0], "change": "nearer"}
    >>> schools = pd.DataFrame(rows).assign(change=["nearer", "farther", "nearer"])
    >>> rank_gains(schools, "nearer")["urn"].tolist()
    [3, 1]
    """
    rows = schools[schools["change"] == change]
    size = rows["gain"].abs()
    order = np.lexsort((rows["urn"], -size))
    return rows.iloc[order].reset_index(drop=True)

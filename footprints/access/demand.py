"""Who access is for: what each school counts for as demand."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

import pandas as pd

from footprints.errors import UnknownKeyError

Demand = Literal["schools", "pupils", "fsm_pupils"]

DEMANDS: Mapping[Demand, str] = MappingProxyType(
    {
        "schools": "schools, 1 each",
        "pupils": "pupils on roll",
        "fsm_pupils": "pupils known to be eligible for free school meals: pupils x share / 100",
    }
)


def count_demand(schools: pd.DataFrame, demand: Demand) -> pd.Series:
    """
    Count what each school asks for.

    Parameters
    ----------
    schools
        Columns `urn`, and `pupils` and `fsm_percent` where they are asked for; n rows.
    demand
        A key of `DEMANDS`.

    Returns
    -------
    counted
        float64, index `urn`, in row order; NaN where the school does not state what it takes.

    Raises
    ------
    UnknownKeyError
        If no such demand is defined.

    Examples
    --------
    >>> rows = [(1, 200.0, 25.0), (2, 100.0, None), (3, 0.0, 10.0)]
    >>> schools = pd.DataFrame(rows, columns=["urn", "pupils", "fsm_percent"])
    >>> count_demand(schools, "fsm_pupils").tolist()
    [50.0, nan, 0.0]
    """
    if demand not in DEMANDS:
        raise UnknownKeyError(f"`demand` must be one of {sorted(DEMANDS)}, got {demand!r}")
    index = pd.Index(schools["urn"], name="urn")
    if demand == "schools":
        return pd.Series(1.0, index=index, name=demand)
    counted = schools["pupils"].astype("float64")
    if demand == "fsm_pupils":
        counted = counted * schools["fsm_percent"] / 100
    return counted.set_axis(index).rename(demand)

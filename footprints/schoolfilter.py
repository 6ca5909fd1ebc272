"""Which schools a person asked to see."""

from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt
import pandas as pd


@dataclass(frozen=True)
class SchoolFilter:
    """Values to keep in columns of `schools`; an empty tuple keeps every school."""

    phase: tuple[str, ...] = ()
    type_group: tuple[str, ...] = ()
    region: tuple[str, ...] = ()
    la_code: tuple[str, ...] = ()
    trust_id: tuple[str, ...] = ()


def match_schools(schools: pd.DataFrame, wanted: SchoolFilter) -> npt.NDArray[np.bool_]:
    """
    Mark the schools that satisfy every part of a filter.

    Parameters
    ----------
    schools
        The `schools` table; n rows.
    wanted
        See `SchoolFilter`.

    Returns
    -------
    shown
        bool, length n, in row order.

    Examples
    --------
    >>> schools = pd.DataFrame({"phase": ["Primary", "Secondary"]})
    >>> match_schools(schools, SchoolFilter(phase=("Primary",))).tolist()
    [True, False]
    """
    shown = np.ones(len(schools), dtype=bool)
    for field in fields(wanted):
        values = getattr(wanted, field.name)
        if values:
            shown &= schools[field.name].isin(values).to_numpy()
    return shown

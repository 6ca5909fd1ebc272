"""What a measure of schools is, whatever it measures."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import pandas as pd

Values = Callable[[pd.DataFrame, pd.DataFrame, pd.DataFrame], pd.Series]


@dataclass(frozen=True)
class Measure:
    """
    A number for each school.

    `values(schools, memberships, units)` gives float64 in row order of `schools`, missing where
    unknown. `unit` stands after a number, `separator` between its thousands; `classes` says how
    a map groups it and `decimals` how edges are rounded; `scope` is a key of
    `footprints.scope.SCOPES`: the schools it is asked of. `kinds` are the kinds of source that
    it comes from, the first one first, and `system` the one whose register it rests on; `how`
    is one line on what it is.
    """

    name: str
    values: Values
    how: str
    unit: str = ""
    decimals: int = 0
    separator: str = ","
    classes: Literal["quantiles", "each"] = "quantiles"
    scope: str = "all"
    kinds: tuple[str, ...] = ("establishments",)
    system: str | None = None

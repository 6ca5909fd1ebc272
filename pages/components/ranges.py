"""The range of a number over the choices it could as well have been made by, as people read it."""

from collections.abc import Callable

import pandas as pd

SAME = "the same by every choice"


def say_range(
    held: pd.Series,
    number: str,
    n_choices: int,
    write: Callable[[float], str],
    *,
    unit: str = "",
) -> str:
    """
    Write the range of a number.

    Parameters
    ----------
    held
        With `<number>_low`, `<number>_high` and, if not every choice defines it,
        `<number>_defined`; see `footprints.choices.range_indices`.
    number
        Which one.
    n_choices
        Of how many choices.
    write
        Writes one value.
    unit
        Written once, after the values.

    Returns
    -------
    text
        Plain; empty where no choice defines the number.

    Examples
    --------
    >>> held = pd.Series({"core_low": 2, "core_high": 5, "core_defined": 4})
    >>> say_range(held, "core", 4, str), say_range(held, "core", 6, str)
    ('2 to 5', '2 to 5 by 4 of 6 choices')
    """
    n = int(held.get(f"{number}_defined", n_choices))
    if not n:
        return ""
    low, high = write(held[f"{number}_low"]), write(held[f"{number}_high"])
    text = (low if low == high else f"{low} to {high}") + unit
    if n < n_choices:
        return f"{text} by {n} of {n_choices} choices"
    return SAME if low == high else text

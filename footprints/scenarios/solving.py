"""Ways to answer a siting, from looking to proof."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Literal

from footprints.scenarios.bounds import bound_siting
from footprints.scenarios.reduction import reduce_siting
from footprints.scenarios.siting import Aim, Found, Siting
from footprints.scenarios.swaps import search_by_swaps

How = Literal["auto", "exact", "swaps"]
HOWS: Mapping[How, str] = MappingProxyType(
    {
        "auto": "look and bound, then solve exactly where that proves nothing and size allows",
        "exact": "solve exactly, whatever the size",
        "swaps": "look and bound only",
    }
)
# Schools times candidates once what cannot matter is left out. A median or centre of 50,000 takes
# the solver some 20 s, twice that found nothing in a minute; cover has far fewer unknowns.
MOST_CELLS: Mapping[Aim, int] = MappingProxyType(
    {"median": 50_000, "centre": 50_000, "cover": 500_000}
)


def solve_siting(siting: Siting, *, how: How = "auto", time_limit_s: float = 60.0) -> Found:
    """
    Find where to open, and how much better any choice could be.

    Parameters
    ----------
    siting
        `n_open` from 1 to m, at least one school.
    how
        A key of `HOWS`.
    time_limit_s
        For the solver.

    Returns
    -------
    found
        See `Found`; says how it was found.

    Examples
    --------
    >>> import numpy as np
    >>> today, offered = np.array([9.0, 9.0]), np.array([[1.0, 4.0], [9.0, 4.0]])
    >>> found = solve_siting(Siting(today, offered, np.ones(2), n_open=1, aim="median"))
    >>> found.chosen, found.proven, found.how
    ((1,), True, 'each candidate looked at')
    """
    looked = search_by_swaps(siting)
    if looked.proven and how != "exact":
        return looked
    bound = bound_siting(siting, looked)
    known = replace(looked, bound=bound.value, how=f"{looked.how}; bounded by Lagrange prices")
    if how == "swaps" or (how == "auto" and known.proven):
        return known
    reduced = reduce_siting(siting, known, bound)
    n_schools, n_candidates = reduced.siting.offered.shape
    if how == "auto" and n_schools * (n_candidates + 1) > MOST_CELLS[siting.aim]:
        return known
    # brings spopt, which takes seconds to import
    from footprints.scenarios.exact import solve_exactly  # noqa: PLC0415

    return solve_exactly(siting, known, reduced, time_limit_s=time_limit_s)

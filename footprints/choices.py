"""The choices by which an index could as well have been made, and its range over them."""

from collections.abc import Iterable, Sequence
from itertools import product
from types import MappingProxyType
from typing import NamedTuple, get_args

import pandas as pd

from footprints.locals.contingency import Weight
from footprints.scope import SCOPES
from footprints.systems.labels import TRUST, find_lone_trusts

WEIGHTS: tuple[Weight, ...] = get_args(Weight)
# Scopes in a list of them, where the whole of `SCOPES` would be too long.
SHORT_SCOPES = MappingProxyType(
    {
        "all": "all open schools",
        "state_funded": "the state-funded ones",
        "primary_age": "those of primary age",
    }
)


class Choice(NamedTuple):
    """Which schools count, as what, and whether trusts of one school are locals."""

    scope: str
    weight: Weight
    single_trusts: bool


def list_choices(
    *,
    scopes: Iterable[str] = tuple(SCOPES),
    weights: Iterable[Weight] = WEIGHTS,
    single_trusts: Iterable[bool] = (True, False),
) -> tuple[Choice, ...]:
    """
    List every combination of choices.

    Parameters
    ----------
    scopes
        Keys of `footprints.scope.SCOPES`.
    weights
        What a school counts for.
    single_trusts
        Whether trusts with one open school in all of England are locals.

    Returns
    -------
    choices
        In the order given, the last of the three changing first.

    Examples
    --------
    >>> [tuple(choice) for choice in list_choices(scopes=["all"], single_trusts=[True])]
    [('all', 'schools', True), ('all', 'pupils', True)]
    """
    return tuple(Choice(*one) for one in product(scopes, weights, single_trusts))


def say_choices(choices: Sequence[Choice]) -> str:
    """
    Name what choices differ in.

    Parameters
    ----------
    choices
        From `list_choices`.

    Returns
    -------
    text
        Plain, to follow "its range over"; how many there are, then in which respects.

    Examples
    --------
    >>> say_choices(list_choices(scopes=["all", "state_funded"], single_trusts=[True]))
    '4 choices: all open schools or the state-funded ones; counting schools or pupils'
    """
    scopes, weights, single_trusts = (
        list(dict.fromkeys(one)) for one in zip(*choices, strict=True)
    )
    said = [
        _list_words([SHORT_SCOPES[scope] for scope in scopes]) if len(scopes) > 1 else "",
        f"counting {_list_words(weights)}" if len(weights) > 1 else "",
        "with and without trusts of one school" if len(single_trusts) > 1 else "",
    ]
    return f"{len(choices)} choices: {'; '.join(filter(None, said))}"


def leave_lone_trusts_out(memberships: pd.DataFrame) -> pd.DataFrame:
    """
    Take the trusts out that have one open school in all of England.

    Parameters
    ----------
    memberships
        The table of that name, of all open schools.

    Returns
    -------
    memberships
        Without the rows of those trusts.

    Examples
    --------
    >>> rows = [(1, "trust", "T"), (2, "trust", "U"), (3, "trust", "U"), (1, "la", "A")]
    >>> held = pd.DataFrame(rows, columns=["urn", "system", "unit_id"]).assign(certainty="listed")
    >>> leave_lone_trusts_out(held)[["urn", "unit_id"]].values.tolist()
    [[2, 'U'], [3, 'U'], [1, 'A']]
    """
    alone = memberships["unit_id"].isin(find_lone_trusts(memberships))
    return memberships[~(memberships["system"].eq(TRUST) & alone)]


def range_indices(
    varied: pd.DataFrame, by: str | Sequence[str], indices: Sequence[str]
) -> pd.DataFrame:
    """
    Give indices their range over the choices that define them.

    Parameters
    ----------
    varied
        The indices under each choice, a row for each choice and thing measured.
    by
        What tells the things apart: columns or levels of the index.
    indices
        Columns.

    Returns
    -------
    ranges
        Index `by`, in order of first appearance: for each index `<index>_low` and `<index>_high`,
        missing where no choice defines it, and `<index>_defined`, how many choices do.

    Examples
    --------
    >>> varied = pd.DataFrame({"urn": [1, 1, 2], "core": [3.0, None, 5.0]})
    >>> range_indices(varied, "urn", ["core"]).loc[1].tolist()
    [3.0, 3.0, 1.0]
    """
    groups = varied.groupby(by, sort=False, dropna=False)[list(indices)]
    ends = {"low": groups.min(), "high": groups.max(), "defined": groups.count()}
    columns = {f"{index}_{end}": found[index] for index in indices for end, found in ends.items()}
    return pd.DataFrame(columns, index=ends["defined"].index)


def _list_words(words: Sequence[str]) -> str:
    """Write words as a list of alternatives."""
    *most, last = words
    return f"{', '.join(most)} or {last}" if most else last

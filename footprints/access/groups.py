"""Schools in the groups that access is compared between; each says how it is made."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import get_args

import numpy as np
import numpy.typing as npt
import pandas as pd

from footprints.access.ranks import rank_schools
from footprints.errors import UnknownKeyError
from footprints.locals.contingency import Weight
from footprints.scope import SCOPES, in_scope
from footprints.trustbands import BANDS, NO_TRUST, band_trusts

NOT_STATED = "not stated"
FIFTHS = ("1 (lowest FSM)", "2", "3", "4", "5 (highest FSM)")
# The 2011 rural-urban classification of England and Wales, from town to country.
RURAL_URBAN = (
    "Urban major conurbation",
    "Urban minor conurbation",
    "Urban city and town",
    "Urban city and town in a sparse setting",
    "Rural town and fringe",
    "Rural town and fringe in a sparse setting",
    "Rural village",
    "Rural village in a sparse setting",
    "Rural hamlet and isolated dwellings",
    "Rural hamlet and isolated dwellings in a sparse setting",
)

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Groups:
    """
    The group of each school.

    `labels` is an ordered category with index `urn`, of the schools in scope in row order: none
    missing, `NOT_STATED` being the last group where there is one. `rule` says in one line how
    they are made.
    """

    name: str
    labels: pd.Series
    rule: str

    @property
    def order(self) -> tuple[str, ...]:
        """Give the groups in order."""
        return tuple(self.labels.cat.categories)


def group_schools(
    schools: pd.DataFrame, by: str, *, scope: str = "state_funded", weight: Weight = "pupils"
) -> Groups:
    """
    Put every school in scope into a group.

    Make groups of all England and pick schools afterwards: fifths are of the schools given, and
    trusts are as large as the schools given make them, in scope or not.

    Parameters
    ----------
    schools
        The table of that name.
    by
        A key of `GROUPINGS`.
    scope
        A key of `footprints.scope.SCOPES`.
    weight
        What a fifth is a fifth of: pupils, or schools. Without meaning for other groups.

    Returns
    -------
    groups
        See `Groups`.

    Raises
    ------
    UnknownKeyError
        If no such grouping, scope or weight is defined.

    Examples
    --------
    >>> columns = ["urn", "region", "region_code"]
    >>> rows = [(1, "London", "E12000007"), (2, "North East", "E12000001"), (3, None, None)]
    >>> groups = group_schools(pd.DataFrame(rows, columns=columns), "region", scope="all")
    >>> groups.labels.tolist(), groups.order
    (['London', 'North East', 'not stated'], ('North East', 'London', 'not stated'))
    """
    if by not in GROUPINGS:
        raise UnknownKeyError(f"`by` must be one of {sorted(GROUPINGS)}, got {by!r}")
    if weight not in get_args(Weight):
        raise UnknownKeyError(f"`weight` must be one of {get_args(Weight)}, got {weight!r}")
    inside = in_scope(schools, scope).to_numpy()
    labels, order, rule = GROUPINGS[by](schools, inside, weight)
    told = labels.astype("str").fillna(NOT_STATED)
    last = [NOT_STATED] if told.eq(NOT_STATED).any() else []
    category = pd.CategoricalDtype([*order, *last], ordered=True)
    index = pd.Index(schools.loc[inside, "urn"], name="urn")
    made = pd.Series(told.to_numpy(), index=index, dtype=category, name=by)
    return Groups(by, made, f"{rule}; among {SCOPES[scope]}")


Made = tuple[pd.Series, list[str], str]


def _divide_by_fsm(schools: pd.DataFrame, inside: Mask, weight: Weight) -> Made:
    """Divide into fifths; schools with the same share of FSM are never parted."""
    own = schools.loc[inside]
    width = own["pupils"].fillna(0) if weight == "pupils" else pd.Series(1.0, index=own.index)
    middle = rank_schools(own["fsm_percent"], width).middle
    number = np.floor(np.nan_to_num(middle) * len(FIFTHS)).clip(0, len(FIFTHS) - 1)
    labels = pd.Series(np.array(FIFTHS)[number.astype("int64")], index=own.index)
    rule = (
        f"Fifths of {weight} by the share of pupils known to be eligible for free school meals "
        "(FSM), lowest first; schools of the same share are in the same fifth, that of the middle "
        "one; nursery schools state few or none of their pupils"
    )
    return labels.mask(np.isnan(middle)), list(FIFTHS), rule


def _read_classes(schools: pd.DataFrame, inside: Mask, _: Weight) -> Made:
    """Read the rural-urban class; one that is not of the list comes after those that are."""
    words = _clean_classes(schools.loc[inside, "urban_rural"])
    others = sorted(set(words.dropna()) - set(RURAL_URBAN))
    known = [one for one in RURAL_URBAN if words.eq(one).any()]
    return words, [*known, *others], "Rural-urban class of the school's postcode, as GIAS gives it"


def _tell_rural(schools: pd.DataFrame, inside: Mask, _: Weight) -> Made:
    """Tell rural from urban by the words of the class."""
    words = _clean_classes(schools.loc[inside, "urban_rural"]).str.lower()
    labels = pd.Series(pd.NA, index=words.index, dtype="str")
    labels = labels.mask(words.str.contains("rural", na=False), "rural")
    labels = labels.mask(words.str.contains("urban", na=False), "urban")
    return labels, ["urban", "rural"], "Urban or rural by the rural-urban class that GIAS gives"


def _clean_classes(urban_rural: pd.Series) -> pd.Series:
    """Take the country off the class; what is said to be unknown is not stated."""
    words = urban_rural.astype("str").str.replace(r"^\([^)]*\)\s*", "", regex=True)
    return words.mask(words.str.lower().eq("unknown"))


def _name_regions(schools: pd.DataFrame, inside: Mask, _: Weight) -> Made:
    """Give each region one spelling, the most frequent, in the order of its codes."""
    own = schools.loc[inside, ["region", "region_code"]]
    told = own[own["region"].notna()].assign(key=lambda table: table["region"].str.casefold())
    by_key = told.groupby("key")
    names = by_key["region"].agg(lambda names: names.value_counts().sort_index().idxmax())
    codes = by_key["region_code"].agg(lambda codes: codes.dropna().min())
    order = names[pd.DataFrame({"code": codes, "name": names}).sort_values(["code", "name"]).index]
    labels = own["region"].str.casefold().map(names)
    return labels, list(order), "Region that GIAS gives, in the order of its code"


def _band_trusts(schools: pd.DataFrame, inside: Mask, _: Weight) -> Made:
    """Band trusts by all their open schools."""
    rule = "Size of the school's trust by its open schools in England, in scope or not"
    return band_trusts(schools["trust_id"])[inside], [*BANDS, NO_TRUST], rule


GROUPINGS: Mapping[str, Callable[[pd.DataFrame, Mask, Weight], Made]] = MappingProxyType(
    {
        "fsm_fifth": _divide_by_fsm,
        "urban_rural": _read_classes,
        "rural": _tell_rural,
        "region": _name_regions,
        "trust_band": _band_trusts,
    }
)

"""Which schools a person asked to see."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from types import MappingProxyType

import numpy as np
import numpy.typing as npt
import pandas as pd

from footprints.trustbands import BANDS, NO_TRUST

# columns whose values are codes, and the column that names them
NAMES = MappingProxyType({"la_code": "la_name", "trust_id": "trust_name"})


@dataclass(frozen=True)
class SchoolFilter:
    """Values to keep in columns of `schools`; an empty tuple keeps every school."""

    phase: tuple[str, ...] = ()
    type_group: tuple[str, ...] = ()
    region: tuple[str, ...] = ()
    la_code: tuple[str, ...] = ()
    trust_band: tuple[str, ...] = ()
    trust_id: tuple[str, ...] = ()


def match_schools(schools: pd.DataFrame, wanted: SchoolFilter) -> npt.NDArray[np.bool_]:
    """
    Mark the schools that satisfy every part of a filter.

    Parameters
    ----------
    schools
        The `schools` table, with `trust_band` where that is asked for; n rows.
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


def list_choices(schools: pd.DataFrame) -> Mapping[str, Mapping[str, str]]:
    """
    List what each part of a filter may hold.

    Parameters
    ----------
    schools
        The `schools` table with `trust_band`.

    Returns
    -------
    choices
        For each field of `SchoolFilter` its values with their labels, in the order to show.
    """
    choices = {field.name: _list_values(schools, field.name) for field in fields(SchoolFilter)}
    return MappingProxyType(choices)


def _list_values(schools: pd.DataFrame, column: str) -> Mapping[str, str]:
    """List the values of one column with their labels."""
    if column == "trust_band":
        held = set(schools[column])
        return {band: band for band in (*BANDS, NO_TRUST) if band in held}
    if column in NAMES:
        return _name_codes(schools[column], schools[NAMES[column]])
    return {value: value for value in sorted(schools[column].dropna().unique())}


def _name_codes(code: pd.Series, name: pd.Series) -> dict[str, str]:
    """Label each code once, in order of name."""
    pairs = pd.DataFrame({"code": code, "name": name}).dropna(subset=["code"])
    pairs = pairs.drop_duplicates("code").fillna({"name": "name unknown"})
    ordered = pairs.sort_values(["name", "code"])
    labels = ordered["name"] + " (" + ordered["code"] + ")"
    return dict(zip(ordered["code"], labels, strict=True))

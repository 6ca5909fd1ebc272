"""Areas of each kind, the years their codes were in force, and the year of a list of codes."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

import pandas as pd

AreaKind = Literal["lad", "utla", "region"]
AREA_WORDS: Mapping[AreaKind, str] = MappingProxyType(
    {"lad": "a district", "utla": "an upper-tier authority", "region": "a region"}
)
AREA_KINDS: tuple[AreaKind, ...] = ("lad", "utla", "region")
# the ONS codes of England begin with that year
_FIRST_YEAR = 2009
_ALWAYS_FROM, _ALWAYS_TO = "0000", "9999"


def list_areas(districts: pd.DataFrame, kind: AreaKind) -> pd.DataFrame:
    """
    List the areas of one kind that a table of districts knows, current and former.

    Parameters
    ----------
    districts
        The `districts` table.
    kind
        `lad` (district), `utla` (county or unitary authority) or `region`.

    Returns
    -------
    areas
        Index `area_code`, sorted; `name`, `valid_from`, `valid_to` (ISO dates; NaN where the
        code was in force as far back as is known, or still is).

    Examples
    --------
    >>> table = pd.DataFrame({"utla_code": ["E10000027"] * 2, "utla_name": ["Somerset"] * 2,
    ...     "valid_from": [None, "2019-04-01"], "valid_to": ["2019-03-31", "2023-03-31"]})
    >>> list_areas(table, "utla").loc["E10000027"].tolist()
    ['Somerset', nan, '2023-03-31']
    """
    code = f"{kind}_code"
    known = districts.dropna(subset=[code])
    dated = known.assign(
        valid_from=known["valid_from"].fillna(_ALWAYS_FROM),
        valid_to=known["valid_to"].fillna(_ALWAYS_TO),
    )
    areas = dated.groupby(code, sort=True).agg(
        name=(f"{kind}_name", "last"),
        valid_from=("valid_from", "min"),
        valid_to=("valid_to", "max"),
    )
    areas["valid_from"] = areas["valid_from"].where(areas["valid_from"] > _ALWAYS_FROM)
    areas["valid_to"] = areas["valid_to"].where(areas["valid_to"] < _ALWAYS_TO)
    return areas.rename_axis("area_code").astype("str")


def find_newest_change(districts: pd.DataFrame) -> int:
    """
    Find the year of the latest change of districts that a table of them records.

    Examples
    --------
    >>> find_newest_change(pd.DataFrame({"valid_from": ["2025-05-01"], "valid_to": [None]}))
    2025
    """
    changes = pd.concat([districts["valid_from"], districts["valid_to"]]).dropna()
    return int(changes.str[:4].max()) if len(changes) else _FIRST_YEAR


def find_latest_year(codes: pd.Series, areas: pd.DataFrame, *, newest: int) -> int | None:
    """
    Find the latest year at whose end all of some codes were in force.

    Parameters
    ----------
    codes
        Area codes of one kind, any order; codes that `areas` does not know are passed over.
    areas
        From `list_areas`.
    newest
        From `find_newest_change`; nothing is known of later years.

    Returns
    -------
    year
        At most `newest`; None where no year held all the codes.

    Examples
    --------
    >>> areas = pd.DataFrame({"valid_from": [None, "2023-04-01"],
    ...     "valid_to": ["2023-03-31", None]}, index=["E07000163", "E06000065"])
    >>> find_latest_year(pd.Series(["E07000163"]), areas, newest=2025)
    2022
    >>> find_latest_year(pd.Series(["E06000065"]), areas, newest=2025)
    2025
    >>> find_latest_year(pd.Series(["E07000163", "E06000065"]), areas, newest=2025) is None
    True
    """
    known = areas[areas.index.isin(codes)]
    starts, ends = known["valid_from"].dropna(), known["valid_to"].dropna()
    first = int(starts.str[:4].max()) if len(starts) else _FIRST_YEAR
    # a code that ended on 31 December was in force at the end of that year
    last_years = ends.str[:4].astype(int) - (~ends.str.endswith("-12-31")).astype(int)
    last = min(int(last_years.min()), newest) if len(ends) else newest
    return last if first <= last else None


def is_in_force(codes: pd.Series, areas: pd.DataFrame, year: int) -> bool:
    """
    Tell whether every code was in force at some time of a year.

    Parameters
    ----------
    codes
        Area codes of one kind; codes that `areas` does not know are passed over.
    areas
        From `list_areas`.
    year
        Calendar year.

    Examples
    --------
    >>> ended = {"valid_from": [None], "valid_to": ["2023-03-31"]}
    >>> areas = pd.DataFrame(ended, index=["E07000163"])
    >>> is_in_force(pd.Series(["E07000163"]), areas, 2023)
    True
    >>> is_in_force(pd.Series(["E07000163"]), areas, 2024)
    False
    """
    known = areas[areas.index.isin(codes)]
    begun = known["valid_from"].fillna(_ALWAYS_FROM).str[:4] <= f"{year:04d}"
    lasting = known["valid_to"].fillna(_ALWAYS_TO).str[:4] >= f"{year:04d}"
    return bool((begun & lasting).all())

"""How far each school is from the base it is assigned to: one number for each school."""

from collections.abc import Mapping
from types import MappingProxyType

import pandas as pd

from footprints.errors import UnknownKeyError
from footprints.travel.methods import Method

COLUMNS: Mapping[Method, str] = MappingProxyType(
    {"straight": "straight_km", "detour": "detour_km", "road": "road_km", "remote": "road_km"}
)
RULE = "a school shared by several units is measured to the nearest of their bases"


def take_own_km(travel: pd.DataFrame, system: str, method: Method) -> pd.Series:
    """
    Take the way of each school to its own base in one system.

    A school of several units (`shared`) is measured to the nearest of their bases, and is missing
    where one of the ways is: nobody can tell then which is least.

    Parameters
    ----------
    travel
        From `footprints.travel.table.tabulate_travel`.
    system
        Whose bases.
    method
        How the way is told.

    Returns
    -------
    own_km
        float64, index `urn` ascending, a row for each school of the system's scope; NaN where the
        school is in no unit, or its base, or the way to it, is not known.

    Raises
    ------
    UnknownKeyError
        If there is no such method.

    Examples
    --------
    >>> rows = [(1, "tsh", "A", 3.0), (1, "tsh", "B", 2.0), (2, "tsh", None, None)]
    >>> travel = pd.DataFrame(rows, columns=["urn", "system", "unit_id", "straight_km"])
    >>> take_own_km(travel, "tsh", "straight").tolist()
    [2.0, nan]
    """
    if method not in COLUMNS:
        raise UnknownKeyError(f"`method` must be one of {list(COLUMNS)}, got {method!r}")
    own = travel[travel["system"] == system]
    km = own.groupby("urn", sort=True)[COLUMNS[method]]
    return km.min().where(km.count() == km.size()).astype("float64").rename("own_km")

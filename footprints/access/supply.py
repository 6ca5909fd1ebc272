"""What access is to: the bases of a system, or places a visitor brings, with their capacity."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from footprints.errors import SchemaError, UnknownKeyError
from footprints.membership.members import Floats

SITE_COLUMNS = ["site_id", "name", "easting", "northing", "capacity"]


@dataclass(frozen=True)
class Supply:
    """
    The m sites of a supply.

    `sites` has `site_id`, `name`, `easting`, `northing` (EPSG:27700 metres, NaN where unknown)
    and `capacity` (NaN where not stated), in the order of the columns of a cost matrix. `what`
    says what they are; `system` is that of the bases, None for a visitor's venues.
    """

    sites: pd.DataFrame
    what: str
    system: str | None = None

    @property
    def points(self) -> Floats:
        """Coordinates, m by 2."""
        return np.asarray(self.sites[["easting", "northing"]], dtype="float64")

    @property
    def n_placed(self) -> int:
        """How many sites have a known place."""
        return int(np.isfinite(self.points).all(axis=1).sum())


def list_bases(
    units: pd.DataFrame, system: str, *, capacity: Mapping[str, float] | None = None
) -> Supply:
    """
    Take the bases of a system as supply.

    Parameters
    ----------
    units
        The table of that name.
    system
        Its key.
    capacity
        Of units by `unit_id`; one it does not name has none stated. 1 each if not given.

    Returns
    -------
    supply
        See `Supply`; a site for each unit by `unit_id`, also where its base is not known.

    Raises
    ------
    UnknownKeyError
        If no unit is of this system.

    Examples
    --------
    >>> columns = ["system", "unit_id", "name", "base_easting", "base_northing"]
    >>> rows = [("maths", "M2", "East", None, None), ("maths", "M1", "West", 5.0, 6.0)]
    >>> supply = list_bases(pd.DataFrame(rows, columns=columns), "maths")
    >>> supply.sites["site_id"].tolist(), supply.n_placed
    (['M1', 'M2'], 1)
    """
    own = units[units["system"] == system].sort_values("unit_id", ignore_index=True)
    if own.empty:
        known = sorted(units["system"].unique())
        raise UnknownKeyError(f"`system` must be one of {known}, got {system!r}")
    sites = own[["unit_id", "name", "base_easting", "base_northing"]].assign(
        capacity=1.0 if capacity is None else own["unit_id"].map(dict(capacity)).astype("float64")
    )
    told = "1 each" if capacity is None else "as stated"
    what = f"bases of {system}, capacity {told}"
    return Supply(sites.set_axis(SITE_COLUMNS, axis=1), what, system)


def take_venues(venues: pd.DataFrame, *, what: str = "venues") -> Supply:
    """
    Take places that a visitor brings as supply.

    Parameters
    ----------
    venues
        The columns of `SITE_COLUMNS`, each `site_id` once; m rows.
    what
        How to call them.

    Returns
    -------
    supply
        See `Supply`; in the order of `venues`.

    Raises
    ------
    SchemaError
        If a column is missing, a `site_id` is missing or repeated, or a capacity is negative.

    Examples
    --------
    >>> rows = [("a", "Town hall", 0.0, 0.0, 30.0), ("b", "Library", 9000.0, 0.0, None)]
    >>> take_venues(pd.DataFrame(rows, columns=SITE_COLUMNS)).sites["capacity"].tolist()
    [30.0, nan]
    """
    missing = [column for column in SITE_COLUMNS if column not in venues.columns]
    if missing:
        raise SchemaError(f"`venues` must have the columns {missing}, got {list(venues.columns)}")
    keys = venues["site_id"]
    if keys.isna().any() or keys.duplicated().any():
        wrong = keys[keys.isna() | keys.duplicated()].iloc[0]
        raise SchemaError(f"`venues.site_id` must be there and unique, got {wrong!r}")
    numbers = venues[SITE_COLUMNS[2:]].astype("float64")
    if (numbers["capacity"] < 0).any():
        raise SchemaError(f"`venues.capacity` must be from 0 up, got {numbers['capacity'].min()}")
    sites = pd.concat([venues[SITE_COLUMNS[:2]], numbers], axis=1).reset_index(drop=True)
    return Supply(sites, f"{what}, capacity as stated")

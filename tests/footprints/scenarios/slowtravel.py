"""A travel table by straight line, school by school: the second route to what a scenario does."""

import math

import numpy as np
import pandas as pd

from footprints.distance import straight_km


def tabulate(
    schools: pd.DataFrame, memberships: pd.DataFrame, units: pd.DataFrame
) -> pd.DataFrame:
    """Make the travel table by straight line, as simply as can be."""
    held = memberships[memberships["certainty"] != "none"]
    rows = held.merge(schools[["urn", "easting", "northing"]], on="urn").merge(
        units, on=["system", "unit_id"], how="left"
    )
    to = rows[["easting", "northing", "base_easting", "base_northing"]].to_numpy().T
    nearest = []
    for row in rows.itertuples():
        bases = units[units["system"].eq(row.system)].dropna(subset=["base_easting"])
        km = straight_km(row.easting, row.northing, bases["base_easting"], bases["base_northing"])
        known = len(km) > 0 and not np.isnan(km).any()
        nearest.append(
            (bases["unit_id"].iloc[km.argmin()], km.min()) if known else (None, math.nan)
        )
    names = ["nearest_unit_id", "nearest_km"]
    table = rows[["urn", "system", "unit_id"]].assign(straight_km=straight_km(*to))
    return table.assign(
        method="straight", **dict(zip(names, zip(*nearest, strict=True), strict=True))
    )

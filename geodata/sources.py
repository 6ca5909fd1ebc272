"""Everything a build starts from, read and checked but not yet joined."""

from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import pandas as pd

from footprints.schema import empty_table
from geodata.report import Report


@dataclass(frozen=True)
class Registers:
    """The registers of systems, their units and coverage, and the districts of England."""

    systems: pd.DataFrame
    units: pd.DataFrame
    coverage: pd.DataFrame
    districts: pd.DataFrame


@dataclass(frozen=True)
class Sources:
    """
    The tables a snapshot is made from, each checked against its specification.

    `files` says of each file taken what it is (kind, file, publisher, address, licence, date,
    size, sha256, rows_in, rows_out); `left_aside` which files were not, and why.
    """

    establishments: pd.DataFrame
    areas: gpd.GeoDataFrame
    registers: Registers
    links: pd.DataFrame = field(default_factory=lambda: empty_table("links"))
    group_links: pd.DataFrame = field(default_factory=lambda: empty_table("group_links"))
    census: pd.DataFrame = field(default_factory=lambda: empty_table("census"))
    inspections: pd.DataFrame = field(default_factory=lambda: empty_table("inspections"))
    listings: pd.DataFrame = field(default_factory=lambda: empty_table("listings"))
    postcodes: pd.DataFrame = field(default_factory=lambda: empty_table("postcodes"))
    reports: tuple[Report, ...] = ()
    files: tuple[dict[str, Any], ...] = ()
    left_aside: tuple[dict[str, str], ...] = ()
    as_of: str | None = None
    demo: bool = False

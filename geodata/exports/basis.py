"""What exports of travel rest on: by which method, which schools count, in which systems."""

from dataclasses import dataclass

import pandas as pd

from footprints.errors import UnknownKeyError
from footprints.scope import SCOPES, in_scope
from footprints.travel.methods import Method
from geodata.exports.tables import Filter, filter_schools
from geodata.snapshot import Snapshot
from geodata.travel.measured import TravelTables

EVERY, AND = "all", " and "


@dataclass(frozen=True)
class Basis:
    """
    By which `method` distance is told, on which saved network, for which schools.

    `scope` is a key of `footprints.scope.SCOPES`; the schools that count are also in the scope of
    the system they travel for.
    """

    method: Method = "straight"
    network_id: str | None = None
    scope: str = EVERY


def choose_systems(
    snapshot: Snapshot, wanted: str | None, *, with_bases: bool = True
) -> pd.DataFrame:
    """
    Choose the systems to travel in.

    Parameters
    ----------
    snapshot
        An open snapshot.
    wanted
        One system; None means all that there are.
    with_bases
        Whether only systems with a base whose place is known are taken.

    Returns
    -------
    systems
        Rows of the table of that name.

    Raises
    ------
    UnknownKeyError
        If the one wanted is unknown, or has no such base.
    """
    systems, units = snapshot.table("systems"), snapshot.table("units")
    based = units.loc[units["base_easting"].notna(), "system"]
    known = systems[systems["system"].isin(based)] if with_bases else systems
    if wanted is None:
        return known.reset_index(drop=True)
    if not known["system"].eq(wanted).any():
        which = " with a base whose place is known" if with_bases else ""
        names = sorted(known["system"])
        raise UnknownKeyError(f"`system` must be one of {names}{which}, got {wanted!r}")
    return known[known["system"] == wanted].reset_index(drop=True)


def take_area(schools: pd.DataFrame, wanted: Filter) -> pd.DataFrame:
    """
    Take the schools of an area.

    Parameters
    ----------
    schools
        The table of that name.
    wanted
        Its region and authority.

    Returns
    -------
    area
        One school at least.

    Raises
    ------
    UnknownKeyError
        If the region or authority is unknown, or the two have no school in common.
    """
    area = filter_schools(schools, wanted)
    if area.empty:
        raise UnknownKeyError(
            f"`la` must have schools in the region {wanted.region!r}, got {wanted.la!r}"
        )
    return area


def set_out(
    snapshot: Snapshot, systems: pd.DataFrame, wanted: Filter, basis: Basis
) -> TravelTables:
    """
    Set out the tables that travel is measured from: of the schools of the area that count.

    How far a school has to go rests on nobody else, so the rows of an area are those of England
    cut to it, and roads and services are asked about no more than is written.

    Parameters
    ----------
    snapshot
        An open snapshot.
    systems
        From `choose_systems`.
    wanted
        The area.
    basis
        Which schools count.

    Returns
    -------
    tables
        For `geodata.travel.measured.measure_travel`.

    Raises
    ------
    UnknownKeyError
        As `take_area`.
    """
    area = take_area(snapshot.table("schools"), wanted)
    counted = area[in_scope(area, basis.scope).to_numpy()].reset_index(drop=True)
    return TravelTables(counted, snapshot.table("memberships"), snapshot.table("units"), systems)


def name_scope(own: str, asked: str) -> str:
    """
    Name the schools that are in two scopes.

    Parameters
    ----------
    own
        That of a system.
    asked
        That of an export.

    Returns
    -------
    name
        A key of `footprints.scope.SCOPES`, or two of them.

    Examples
    --------
    >>> name_scope("all", "state_funded"), name_scope("all", "all")
    ('state_funded', 'all')
    >>> name_scope("primary_age", "state_funded")
    'primary_age and state_funded'
    """
    return AND.join(sorted({own, asked} - {EVERY})) or EVERY


def explain_scope(name: str) -> str:
    """
    Say which schools a name of `name_scope` stands for.

    Examples
    --------
    >>> explain_scope("all")
    'all: open schools, independents and colleges included'
    """
    return f"{name}: {AND.join(SCOPES[scope] for scope in name.split(AND))}"

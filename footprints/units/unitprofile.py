"""What is known of one unit, and a system's table of units, for their pages and exports."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from footprints.locals.signatures import Codes
from footprints.membership.members import HELD, Members
from footprints.systems.fragmentation import TRUST_KINDS
from footprints.units.centres import gather_cloud, measure_eccentricity
from footprints.units.clouds import average_points

# How many schools are marked as remote at most.
N_REMOTE = 10
_FROM_UNITS = ["name", "base_urn", "base_name", "base_easting", "base_northing", "as_of"]


@dataclass(frozen=True)
class UnitTable:
    """
    The units of a system.

    `table` has a row for each unit, in order of `unit_id`: `unit_id`, `name`; `base_urn`,
    `base_name`, `base_easting`, `base_northing`, `base_known`; `as_of`; `n_schools`, of these
    `n_designated`, `n_listed`, `n_partial`, `n_shared` and `n_inferred`; `pupils` of those that
    state a number, and `n_unstated`; `n_la` and `n_trusts` among the schools; `mean_km`,
    `median_km` and `max_km` to the base in a straight line; `n_unplaced`, schools without
    coordinates; `mean_easting`, `mean_northing`, `sd_km`, `base_to_mean_km`, `eccentricity` as in
    `footprints.units.centres.find_centres`, schools counting 1 each. A `shared` school counts in
    each of its units. NaN where there is no base or no school.
    """

    system: str
    scope: str
    table: pd.DataFrame


@dataclass(frozen=True)
class UnitProfile:
    """
    One unit: its schools, how they lie, and the other units they are in.

    `figures` is its row of `UnitTable.table`.

    `members` has `urn`, `name`, `phase`, `authority`, `trust` (names, missing where none),
    `straight_km` to the base, `certainty`, `remote`: farthest first, then those without a
    distance, by urn. `remote` marks the ten farthest, of those farther than the median.

    `others` has a row for each other unit that shares a school with it: `system`, `unit_id`,
    `name`, `n_shared` schools, `n_other` in the other unit, `n_outside` of the other unit but not
    in this, `share_of_other`, `share_of_unit`, `jaccard`; by system, most shared first.
    """

    system: str
    unit_id: str
    scope: str
    figures: pd.Series
    members: pd.DataFrame
    others: pd.DataFrame

    def in_system(self, system: str) -> pd.DataFrame:
        """Give the rows of `others` of one system: its trusts, its authorities, other hubs."""
        return self.others[self.others["system"] == system].reset_index(drop=True)

    def straddling(self, system: str = "trust") -> pd.DataFrame:
        """Give the units of a system that have schools both in this unit and outside it."""
        rows = self.in_system(system)
        return rows[rows["n_outside"] > 0].reset_index(drop=True)


def tabulate_units(system: str, members: Members) -> UnitTable:
    """
    Measure every unit of a system.

    Parameters
    ----------
    system
        Its key.
    members
        From `footprints.membership.members.index_members`.

    Returns
    -------
    units
        See `UnitTable`.

    Raises
    ------
    UnknownKeyError
        If no unit is of this system.
    """
    own = members.keep_units(*members.find_system(system))
    return UnitTable(system, members.scope, _measure_units(own))


def profile_unit(system: str, unit_id: str, members: Members) -> UnitProfile:
    """
    Gather what is known of one unit.

    Parameters
    ----------
    system, unit_id
        A unit of `members.units`.
    members
        From `footprints.membership.members.index_members`.

    Returns
    -------
    profile
        See `UnitProfile`.

    Raises
    ------
    UnknownKeyError
        If there is no such unit.
    """
    at = members.find_unit(system, unit_id)
    own = members.keep_units(at, at + 1)
    return UnitProfile(
        system=system,
        unit_id=unit_id,
        scope=members.scope,
        figures=_measure_units(own).iloc[0],
        members=_list_members(own),
        others=_list_others(members, at),
    )


def _measure_units(members: Members) -> pd.DataFrame:
    """Measure each unit; see `UnitTable`."""
    units, unit, k = members.units, members.unit, len(members.units)
    own = members.schools[["pupils", "easting", "la_code", "trust_id"]].iloc[members.school]
    km = pd.Series(members.straight_km).groupby(unit).agg(["mean", "median", "max"])
    counts = np.bincount(unit * len(HELD) + members.certainty, minlength=k * len(HELD))
    cloud = gather_cloud(members)
    base = units[["base_easting", "base_northing"]].to_numpy()
    east, north = average_points(cloud).T

    def count(which: pd.Series) -> npt.NDArray[np.int64]:
        return np.bincount(unit[which.to_numpy()], minlength=k)

    return units[["unit_id", *_FROM_UNITS]].assign(
        base_known=~np.isnan(base).any(axis=1),
        n_schools=np.diff(members.starts),
        **{f"n_{c}": n for c, n in zip(HELD, counts.reshape(k, -1).T, strict=True)},
        pupils=own["pupils"].groupby(unit).sum(min_count=1).reindex(np.arange(k)),
        n_unstated=count(own["pupils"].isna()),
        n_la=_count_distinct(own["la_code"], unit, k),
        n_trusts=_count_distinct(own["trust_id"], unit, k),
        **km.reindex(np.arange(k)).add_suffix("_km"),
        n_unplaced=count(own["easting"].isna()),
        mean_easting=east,
        mean_northing=north,
        **measure_eccentricity(cloud, base),
    )


def _count_distinct(labels: pd.Series, unit: Codes, n_units: int) -> Codes:
    """Count the different labels in each unit, missing ones left out."""
    code, known = pd.factorize(labels)
    pairs = np.unique(unit[code >= 0] * (len(known) + 1) + code[code >= 0])
    return np.bincount(pairs // (len(known) + 1), minlength=n_units)


def _list_members(own: Members) -> pd.DataFrame:
    """List the schools of the one unit in `own`, farthest first."""
    schools, km = own.schools.iloc[own.school], pd.Series(own.straight_km)
    in_trust = schools["trust_kind"].isin(TRUST_KINDS)
    table = pd.DataFrame(
        {
            "urn": schools["urn"].to_numpy(),
            "name": schools["name"].array,
            "phase": schools["phase"].array,
            "authority": schools["la_name"].array,
            "trust": schools["trust_name"].where(in_trust).array,
            "straight_km": km,
            "certainty": np.array(HELD)[own.certainty],
        }
    ).sort_values(["straight_km", "urn"], ascending=[False, True], ignore_index=True)
    table["remote"] = (table.index < N_REMOTE) & (table["straight_km"] > km.median())
    return table


def _list_others(members: Members, at: int) -> pd.DataFrame:
    """List the other units that share a school with the unit in row `at`."""
    own = np.zeros(len(members.schools), dtype="bool")
    own[members.school[members.starts[at] : members.starts[at + 1]]] = True
    sizes = np.diff(members.starts)
    shared = np.bincount(members.unit[own[members.school]], minlength=len(sizes))
    met = np.flatnonzero(shared)
    met = met[met != at]
    n_shared, n_other = shared[met], sizes[met]
    table = members.units[["system", "unit_id", "name"]].iloc[met].reset_index(drop=True)
    table["n_shared"], table["n_other"] = n_shared, n_other
    table["n_outside"] = n_other - n_shared
    table["share_of_other"] = n_shared / n_other
    table["share_of_unit"] = n_shared / sizes[at]
    table["jaccard"] = n_shared / (sizes[at] + n_other - n_shared)
    order = ["system", "n_shared", "unit_id"]
    return table.sort_values(order, ascending=[True, False, True], ignore_index=True)

"""What a snapshot must satisfy before it is published, and what it had better satisfy."""

from dataclasses import asdict, dataclass
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from footprints.scope import in_scope
from geodata.hashes import hash_file
from geodata.store import Snapshot

Tables = dict[str, pd.DataFrame]
MINIMUM_PLACED = 0.9
OVERLAP_TOLERANCE_KM2 = 0.01


@dataclass(frozen=True)
class Check:
    """One finding: a failed check that is fatal stops the build."""

    name: str
    ok: bool
    fatal: bool
    detail: str

    def to_json(self) -> dict[str, Any]:
        """Give the finding as plain values."""
        return asdict(self)


def check_snapshot(tables: Tables) -> list[Check]:
    """
    Check the tables of a snapshot against each other.

    Parameters
    ----------
    tables
        The tables of a snapshot by name.

    Returns
    -------
    checks
        In a fixed order; nothing is raised, so that a report can show all of them.
    """
    return [
        _check_placed(tables["schools"]),
        _check_every_school_answered(tables),
        _check_units_exist(tables, "memberships", "unit_id"),
        _check_units_exist(tables, "coverage", "unit_id"),
        _check_valid(tables["footprints"]),
        _check_designated_apart(tables["footprints"]),
        _check_tsh_cover(tables),
        _check_trusts(tables["trusts"]),
    ]


def verify_snapshot(snapshot: Snapshot) -> list[Check]:
    """
    Check a published snapshot: each file unchanged since it was written, each rule still kept.

    Parameters
    ----------
    snapshot
        An open snapshot.

    Returns
    -------
    checks
        One for the files, then those of `check_snapshot`, unless a file has changed.
    """
    told = snapshot.manifest["tables"]
    changed = [
        name
        for name, table in told.items()
        if not (path := snapshot.folder / f"{name}.parquet").exists()
        or hash_file(path) != table["sha256"]
    ]
    detail = f"{len(told)} tables are as they were published"
    if changed:
        detail = f"changed or missing since they were published: {', '.join(changed)}"
    files = Check("files unchanged", ok=not changed, fatal=True, detail=detail)
    if changed:
        return [files]
    return [files, *check_snapshot({name: snapshot.table(name) for name in told})]


def _check_placed(schools: pd.DataFrame) -> Check:
    """Most schools must stand in a district."""
    placed = int(schools["lad_code"].notna().sum())
    routes = schools["lad_route"].value_counts().to_dict()
    detail = f"{placed:,} of {len(schools):,} schools placed in a district ({routes})"
    return Check(
        "schools placed", ok=placed > MINIMUM_PLACED * len(schools), fatal=True, detail=detail
    )


def _check_every_school_answered(tables: Tables) -> Check:
    """Each school has an answer, if only `none`, in each system."""
    answered = tables["memberships"].groupby("system")["urn"].nunique()
    answered = answered.reindex(tables["systems"]["system"], fill_value=0)
    short = answered[answered != len(tables["schools"])]
    detail = "every school is answered for in every system"
    if len(short):
        detail = f"systems in which schools are unanswered for: {short.to_dict()}"
    return Check("schools answered for", ok=short.empty, fatal=True, detail=detail)


def _check_units_exist(tables: Tables, table: str, column: str) -> Check:
    """No row may point at a unit that is not in the list of units."""
    known = pd.MultiIndex.from_frame(tables["units"][["system", "unit_id"]])
    rows = tables[table].dropna(subset=[column])
    used = pd.MultiIndex.from_frame(rows[["system", "unit_id"]].drop_duplicates())
    lost = used.difference(known)
    detail = f"{len(used):,} units used in {table} are all listed"
    if len(lost):
        detail = f"{len(lost)} units used in {table} are not listed, such as {lost[0]}"
    return Check(f"units of {table}", ok=lost.empty, fatal=True, detail=detail)


def _check_valid(footprints: gpd.GeoDataFrame) -> Check:
    """Every footprint must be a valid polygon."""
    bad = ~footprints.geometry.is_valid | footprints.geometry.is_empty
    detail = f"{len(footprints):,} footprints, {int(bad.sum())} invalid or empty"
    return Check("footprints valid", ok=not bad.any(), fatal=True, detail=detail)


def _check_designated_apart(footprints: gpd.GeoDataFrame) -> Check:
    """Designated footprints of one system must not overlap."""
    worst, pair = 0.0, ""
    held = footprints[footprints["certainty"] == "designated"]
    for system, layer in held.groupby("system"):
        polygons = layer.geometry.to_numpy()
        a, b = layer.sindex.query(polygons, predicate="intersects")
        a, b = a[a < b], b[a < b]
        shared = shapely.area(shapely.intersection(polygons[a], polygons[b])) / 1e6
        if len(shared) and shared.max() > worst:
            at = int(shared.argmax())
            worst = float(shared[at])
            units = layer["unit_id"].to_numpy()
            pair = f" ({system}: {units[a[at]]} and {units[b[at]]})"
    detail = f"designated units of one system share at most {worst:.4f} km2{pair}"
    return Check(
        "designated units apart", ok=worst <= OVERLAP_TOLERANCE_KM2, fatal=True, detail=detail
    )


def _check_tsh_cover(tables: Tables) -> Check:
    """Teaching School Hubs cover England: a school without one was not placed."""
    tsh = tables["memberships"][tables["memberships"]["system"] == "tsh"]
    lost = tsh.loc[tsh["certainty"] == "none", "urn"]
    placed = tables["schools"].loc[tables["schools"]["lad_code"].notna(), "urn"]
    uncovered = int(lost.isin(placed).sum())
    detail = f"{uncovered} placed schools have no Teaching School Hub"
    return Check(
        "Teaching School Hubs cover England", ok=uncovered == 0, fatal=False, detail=detail
    )


def _check_trusts(trusts: pd.DataFrame) -> Check:
    """Count the trusts by kind."""
    kinds = trusts["kind"].value_counts()
    detail = (
        f"{kinds.get('MAT', 0):,} trusts with the MAT flag, {kinds.get('SAT', 0):,} single-academy"
    )
    return Check("trusts", ok=len(trusts) > 0, fatal=False, detail=detail)


def count_scopes(schools: pd.DataFrame) -> dict[str, int]:
    """
    Count the schools in each scope.

    Parameters
    ----------
    schools
        The `schools` table.

    Returns
    -------
    counts
        By scope name.
    """
    scopes = ("all", "state_funded", "primary_age")
    return {scope: int(in_scope(schools, scope).sum()) for scope in scopes}

"""Each school's unit in each system, how certain that is, and why."""

from collections.abc import Mapping
from types import MappingProxyType

import pandas as pd

from footprints.schema import check_table, empty_table
from footprints.scope import SCOPES, in_scope

CERTAINTIES = ("designated", "listed", "partial", "shared", "inferred", "none")
COLUMNS = ["urn", "system", "unit_id", "certainty", "reason"]

_ROUTES: Mapping[str, str] = MappingProxyType(
    {
        "code": "the school's record states this district",
        "recoded": "the school's record states a former code of this district",
        "polygon": "the school's point lies in this district",
        "nearest": "the school's point lies within 500 m of this district, outside all outlines",
    }
)


def join_administrative(schools: pd.DataFrame) -> pd.DataFrame:
    """
    Give each school its authority, district and region.

    The authority is the one that maintains or oversees the school (its record says so); the
    district and region are those it stands in.

    Parameters
    ----------
    schools
        The `schools` table; n rows.

    Returns
    -------
    memberships
        3n rows, columns of the `memberships` table.
    """
    route = schools["lad_route"].map(_ROUTES)
    no_place = pd.Series(
        "no district: the record states none that is known, and its point is missing or more "
        "than 500 m outside all districts",
        index=schools.index,
    )
    no_region = no_place.mask(schools["lad_code"].notna(), "the district's region is not known")
    stated = pd.Series("the school's record names this authority", index=schools.index)
    sure, unnamed = "designated", "the school's record names no authority"
    parts = [
        _one_to_one(schools, "la", "la_code", certainty=sure, reason=stated, absent=unnamed),
        _one_to_one(schools, "lad", "lad_code", certainty=sure, reason=route, absent=no_place),
        _one_to_one(
            schools, "region", "region_code", certainty=sure, reason=route, absent=no_region
        ),
    ]
    return pd.concat(parts, ignore_index=True)


def join_trusts(schools: pd.DataFrame) -> pd.DataFrame:
    """
    Give each academy its trust.

    Parameters
    ----------
    schools
        The `schools` table; n rows.

    Returns
    -------
    memberships
        n rows, columns of the `memberships` table; certainty `listed` or `none`.
    """
    kinds = {"MAT": "multi-academy trust", "SAT": "single-academy trust"}
    reason = "the school's record names this " + schools["trust_kind"].map(kinds).fillna("trust")
    absent = pd.Series("not in an academy trust", index=schools.index)
    absent = absent.mask(
        schools["trust_kind"].isin(kinds),
        "in an academy trust whose group number the record does not give",
    )
    absent = absent.mask(
        schools["trust_kind"].eq("foundation"),
        "supported by a foundation trust, which is not an academy trust",
    )
    return _one_to_one(
        schools, "trust", "trust_id", certainty="listed", reason=reason, absent=absent
    )


def join_hubs(
    schools: pd.DataFrame, systems: pd.DataFrame, held: pd.DataFrame, piece: pd.Series
) -> pd.DataFrame:
    """
    Give each school its hub in each hub system, by the piece of England it stands in.

    Parameters
    ----------
    schools
        The `schools` table; n rows.
    systems
        The `systems` table; only those of family `hub` are joined.
    held
        From `footprints.membership.claims.resolve_claims`.
    piece
        text, index `urn`: the area no list divides further that the school stands in, NaN
        where it is not placed.

    Returns
    -------
    memberships
        At least one row per school and hub system, more where a piece is shared; columns of
        the `memberships` table.
    """
    hubs = systems[systems["family"] == "hub"]
    parts = [
        _join_hub(schools, system, scope, held[held["system"] == system], piece)
        for system, scope in zip(hubs["system"], hubs["scope"], strict=True)
    ]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=COLUMNS)


def join_listings(schools: pd.DataFrame, listings: pd.DataFrame) -> pd.DataFrame:
    """
    Give each school the networks that list it.

    Parameters
    ----------
    schools
        The `schools` table; n rows.
    listings
        The `listings` table; rows of schools that are not in `schools` are left out (the
        reader reports them).

    Returns
    -------
    memberships
        One row per listing, and one of certainty `none` per school and system without any.
    """
    parts = []
    for system, rows in listings.groupby("system"):
        here = rows[rows["urn"].isin(schools["urn"])][["urn", "system", "unit_id"]].copy()
        here["certainty"] = "listed"
        here["reason"] = "the network's list names this school"
        absent = schools.loc[~schools["urn"].isin(here["urn"]), ["urn"]]
        parts += [here, _absent(absent, str(system), "the network's list does not name it")]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=COLUMNS)


def stack_memberships(parts: list[pd.DataFrame]) -> pd.DataFrame:
    """
    Put the memberships of all systems into one checked table.

    Parameters
    ----------
    parts
        Tables with the columns of `memberships`.

    Returns
    -------
    memberships
        Sorted by `urn`, `system`, `unit_id`; one row each.
    """
    whole = pd.concat([empty_table("memberships"), *parts], ignore_index=True)
    return check_table("memberships", whole)


def _one_to_one(
    schools: pd.DataFrame,
    system: str,
    column: str,
    *,
    certainty: str,
    reason: pd.Series,
    absent: pd.Series | str,
) -> pd.DataFrame:
    """Make memberships of a column that holds the unit."""
    unit = schools[column]
    table = pd.DataFrame({"urn": schools["urn"], "system": system, "unit_id": unit})
    table["certainty"] = pd.Series(certainty, index=table.index).where(unit.notna(), "none")
    table["reason"] = reason.where(unit.notna(), absent)
    return table


def _join_hub(
    schools: pd.DataFrame, system: str, scope: str, held: pd.DataFrame, piece: pd.Series
) -> pd.DataFrame:
    """Join one hub system; see `join_hubs`."""
    eligible = in_scope(schools, scope)
    placed = schools.loc[eligible, ["urn"]].assign(
        area_code=piece.reindex(schools.loc[eligible, "urn"]).to_numpy()
    )
    joined = placed.merge(held, on="area_code", how="inner")[COLUMNS]
    rest = placed[~placed["urn"].isin(joined["urn"])]
    unplaced = rest["area_code"].isna()
    nowhere = "not placed in any district, or in no known part of a divided one"
    outside = schools.loc[~eligible, ["urn"]]
    return pd.concat(
        [
            joined,
            _absent(rest[~unplaced], system, "no published list names this district"),
            _absent(rest[unplaced], system, nowhere),
            _absent(outside, system, f"outside the system's scope: {SCOPES[scope]}"),
        ],
        ignore_index=True,
    )


def _absent(rows: pd.DataFrame, system: str, reason: str) -> pd.DataFrame:
    """Record that these schools have no unit in a system, and why."""
    nothing = pd.Series(index=rows.index, dtype="str")
    table = rows[["urn"]].assign(system=system, unit_id=nothing, certainty="none", reason=reason)
    return table[COLUMNS]

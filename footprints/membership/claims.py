"""What each unit claims: coverage lists, expanded to districts and weighed against each other."""

from collections.abc import Mapping
from types import MappingProxyType

import pandas as pd

from footprints.errors import UnknownKeyError
from footprints.membership.formerdistricts import pair_renumbered

LIST_STATUS: Mapping[str, str] = MappingProxyType(
    {
        "full": "on its full published list",
        "partial": "on a list that is old or incomplete",
        "prose": "named in prose, not in a list",
        "title": "named in its title, not in a list",
    }
)


def expand_coverage(
    coverage: pd.DataFrame, pieces: pd.DataFrame, districts: pd.DataFrame
) -> pd.DataFrame:
    """
    Spell out each unit's areas as the pieces of England that no list divides further.

    Parameters
    ----------
    coverage
        The `coverage` table: n rows.
    pieces
        `area_code` and `lad_code`, a partition of England: current districts, or the former
        districts that make them up (see `footprints.membership.formerdistricts`).
    districts
        The `districts` table; gives the districts of upper tiers and regions.

    Returns
    -------
    claims
        `system`, `unit_id`, `area_code` (a piece), `strength` (designated or partial),
        `area_name`, `list_status`, `part`, `as_of`; one row per unit and piece, the strongest
        claim kept.

    Raises
    ------
    UnknownKeyError
        If a coverage row names an area that no piece lies in.
    """
    parents = _parents(pieces, districts)
    claims = coverage.merge(parents, on=["area_kind", "area_code"], how="left")
    lost = claims[claims["piece"].isna()]
    if len(lost):
        row = lost.iloc[0]
        raise UnknownKeyError(
            f"coverage of {row['system']} {row['unit_id']} names {row['area_kind']} "
            f"{row['area_code']} ({row['area_name']}), which is not in the loaded boundaries; "
            f"load a boundary file of vintage {row['vintage']}"
        )
    whole = claims["part"].eq("whole") & claims["list_status"].eq("full")
    claims["strength"] = whole.map({True: "designated", False: "partial"}).astype("str")
    claims = claims.drop(columns="area_code").rename(columns={"piece": "area_code"})
    columns = ["system", "unit_id", "area_code", "strength", "area_name", "list_status"]
    claims = claims[[*columns, "part", "as_of"]]
    # "designated" sorts before "partial"
    claims = claims.sort_values([*columns, "part", "as_of"], kind="stable")
    return claims.drop_duplicates(["system", "unit_id", "area_code"]).reset_index(drop=True)


def resolve_claims(claims: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """
    Weigh the claims on each piece: who holds it, how certainly, and which claims give way.

    A full list beats any weaker claim. Where several units of equal strength claim a piece and
    no line is published, all of them hold it as `shared`.

    Parameters
    ----------
    claims
        From `expand_coverage`.

    Returns
    -------
    held
        `claims` without those that gave way, with `certainty` and `reason`.
    superseded
        The claims that gave way, for the report.
    """
    place = ["system", "area_code"]
    strongest = claims.groupby(place)["strength"].transform("min")
    gave_way = claims["strength"] != strongest
    held = claims[~gave_way].copy()
    holders = held.groupby(place)["unit_id"].transform("size")
    held["certainty"] = held["strength"].where(holders == 1, "shared").astype("str")
    held["reason"] = _explain(held, holders)
    return held.reset_index(drop=True), claims[gave_way].reset_index(drop=True)


def hold_administrative(
    pieces: pd.DataFrame, districts: pd.DataFrame, *, as_of: str
) -> pd.DataFrame:
    """
    Say which pieces each district, authority and region holds.

    Parameters
    ----------
    pieces
        `area_code` and `lad_code`, a partition of England.
    districts
        The `districts` table.
    as_of
        Vintage of the boundaries.

    Returns
    -------
    held
        `system` (lad, la, region), `unit_id`, `area_code`, `certainty` (designated), `as_of`.
    """
    known = districts.set_index("lad_code")
    lad = pieces["lad_code"]
    units = {"lad": lad, "la": lad.map(known["la_code"]), "region": lad.map(known["region_code"])}
    held = [
        pd.DataFrame({"system": system, "unit_id": unit, "area_code": pieces["area_code"]})
        for system, unit in units.items()
    ]
    return pd.concat(held, ignore_index=True).assign(certainty="designated", as_of=as_of)


def _parents(pieces: pd.DataFrame, districts: pd.DataFrame) -> pd.DataFrame:
    """List the pieces of each area: (`area_kind`, `area_code`) to `piece`."""
    known = districts.set_index("lad_code")
    lad = pieces["lad_code"]
    keys = {
        "lad": [pieces["area_code"], lad, lad.map(pair_renumbered(districts))],
        "utla": [lad.map(known["utla_code"])],
        "region": [lad.map(known["region_code"])],
    }
    found = [
        pd.DataFrame({"area_kind": kind, "area_code": codes, "piece": pieces["area_code"]})
        for kind, columns in keys.items()
        for codes in columns
    ]
    return pd.concat(found, ignore_index=True).drop_duplicates()


def _explain(held: pd.DataFrame, holders: pd.Series) -> pd.Series:
    """Say in one sentence why each claim holds."""
    status = held["list_status"].map(LIST_STATUS).fillna("on its list")
    part = held["part"].map({"part": "part of ", "whole": ""}).fillna("")
    name = held["area_name"].fillna(held["area_code"])
    told = status + (" (" + held["as_of"] + ")").fillna("")
    alone = part + name + " is " + told
    together = (
        name
        + " is claimed by "
        + holders.astype("str")
        + " units and no line between them is published; here it is "
        + told
    )
    return alone.where(holders == 1, together).astype("str")

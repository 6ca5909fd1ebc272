"""Hub lists to memberships and footprints: the one route for registers and for a visitor's own."""

from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from footprints.membership.claims import expand_coverage, resolve_claims
from footprints.membership.formerdistricts import place_in_former
from footprints.membership.memberships import join_hubs


@dataclass(frozen=True)
class Assigned:
    """Memberships of all schools in the hub systems, who holds which piece, what gave way."""

    memberships: pd.DataFrame
    held: pd.DataFrame
    superseded: pd.DataFrame


def assign_hubs(
    schools: gpd.GeoDataFrame,
    systems: pd.DataFrame,
    coverage: pd.DataFrame,
    pieces: gpd.GeoDataFrame,
    districts: pd.DataFrame,
) -> Assigned:
    """
    Assign schools to hubs by what the hubs' lists cover.

    Parameters
    ----------
    schools, systems, coverage, pieces, districts
        The tables of those names; systems of other families than `hub` are left out.

    Returns
    -------
    assigned
        See `Assigned`.

    Raises
    ------
    UnknownKeyError
        If a hub covers an area that lies in no piece.
    """
    held, superseded = resolve_claims(expand_coverage(coverage, pieces, districts))
    former = place_in_former(schools, pieces, districts)
    lad = schools.set_index("urn")["lad_code"]
    # in a divided district the current code alone does not tell the part
    divided = pieces.loc[pieces["area_code"] != pieces["lad_code"], "lad_code"]
    piece = former.reindex(lad.index).fillna(lad.mask(lad.isin(divided)))
    return Assigned(join_hubs(schools, systems, held, piece), held, superseded)

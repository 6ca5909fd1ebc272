"""The systems and units of a snapshot: those of the registers, and those the data brings."""

from collections.abc import Mapping

import pandas as pd

from footprints.schema import TABLES, check_table, empty_table
from geodata.districtlayers import DistrictLayers
from geodata.sources import Sources

OWN_COLOUR = "#000000"
BROUGHT = "a list of schools supplied by the user"


def list_systems(registered: pd.DataFrame, listings: pd.DataFrame) -> pd.DataFrame:
    """
    Add a system for each network a user brought.

    Parameters
    ----------
    registered
        The `systems` table of the registers.
    listings
        The `listings` table of user networks.

    Returns
    -------
    systems
        The `systems` table.
    """
    brought = sorted(set(listings["system"]) - set(registered["system"]))
    if not brought:
        return registered
    blank = pd.DataFrame({"system": brought}).reindex(columns=registered.columns)
    added = blank.assign(
        name=[text.replace("-", " ").capitalize() for text in brought],
        unit_name="network",
        family="network",
        scope="all",
        colour=OWN_COLOUR,
        source=BROUGHT,
    )
    return check_table("systems", pd.concat([registered, added], ignore_index=True))


def list_trusts(schools: pd.DataFrame, group_links: pd.DataFrame) -> pd.DataFrame:
    """
    List the academy trusts of the open schools, sized by open schools now.

    Parameters
    ----------
    schools
        The `schools` table.
    group_links
        The `group_links` table; gives Companies House numbers.

    Returns
    -------
    trusts
        The `trusts` table; where records spell a trust's name differently, the commonest.
    """
    members = schools[schools["trust_id"].notna()]
    spelt = members.groupby(["trust_id", "trust_name", "trust_kind"], dropna=False).size()
    best = spelt.rename("n").reset_index().sort_values(["trust_id", "n", "trust_name"])
    best = best.drop_duplicates("trust_id", keep="last").set_index("trust_id")
    numbers = group_links.dropna(subset=["companies_house_number"]).drop_duplicates("trust_id")
    number = numbers.set_index("trust_id")["companies_house_number"]
    trusts = pd.DataFrame(
        {
            "name": best["trust_name"],
            "kind": best["trust_kind"],
            "companies_house_number": number.reindex(best.index),
            "schools_open": members.groupby("trust_id").size().reindex(best.index),
        }
    ).reset_index()
    if trusts.empty:
        return empty_table("trusts")
    return check_table("trusts", trusts)


def list_units(
    registered: pd.DataFrame,
    schools: pd.DataFrame,
    trusts: pd.DataFrame,
    sources: Sources,
    layers: DistrictLayers,
) -> pd.DataFrame:
    """
    Add to the registered units the areas, trusts and networks of this snapshot.

    Parameters
    ----------
    registered
        The `units` table of the registers.
    schools, trusts
        The tables of those names.
    sources
        Gives districts, listings and dates.
    layers
        Gives the names of the districts.

    Returns
    -------
    units
        The `units` table.
    """
    known = sources.registers.districts.set_index("lad_code").reindex(layers.named["area_code"])
    boundaries = {"as_of": layers.vintage, "source": "ONS boundaries"}
    records = {"as_of": sources.as_of, "source": "GIAS establishment records"}
    if sources.demo:
        boundaries["source"], records["source"] = "schematic boundaries", "invented records"
    parts = [
        _units("lad", layers.named["area_code"], layers.named["name"], boundaries),
        _units("la", schools["la_code"], schools["la_name"], records),
        _units("la", known["la_code"], known["la_name"], boundaries),
        _units("region", known["region_code"], known["region_name"], boundaries),
        _units("trust", trusts["trust_id"], trusts["name"], records),
    ]
    found = pd.concat(parts, ignore_index=True).drop_duplicates(["system", "unit_id"])
    networks = list_networks(sources.listings)
    return check_table("units", pd.concat([registered, _complete(found), networks]))


def list_networks(listings: pd.DataFrame) -> pd.DataFrame:
    """
    List the networks of a user's lists as units.

    Parameters
    ----------
    listings
        The `listings` table.

    Returns
    -------
    units
        The `units` table; no base and no date, since a list gives none.
    """
    networks = listings.drop_duplicates(["system", "unit_id"])
    table = networks[["system", "unit_id"]].assign(name=networks["unit_name"], source=BROUGHT)
    return check_table("units", _complete(table))


def _complete(units: pd.DataFrame) -> pd.DataFrame:
    """Add the columns of `units` that a list does not give, empty."""
    missing = [column for column in TABLES["units"].columns if column not in units.columns]
    return units.join(empty_table("units")[missing].reindex(units.index))


def _units(
    system: str, unit_id: pd.Series, name: pd.Series, dated: Mapping[str, str | None]
) -> pd.DataFrame:
    """List the distinct units of two columns."""
    table = pd.DataFrame({"unit_id": unit_id.to_numpy(), "name": name.to_numpy()})
    table = table.dropna(subset=["unit_id"]).drop_duplicates("unit_id")
    return table.assign(system=system, **dated)

"""What a visitor added for this visit only: kept in the session, seen by nobody else."""

from dataclasses import dataclass, replace

import geopandas as gpd
import pandas as pd
import streamlit as st

from footprints.locals.card import index_locals
from footprints.locals.neighbours import choose_counted
from footprints.membership.assignment import assign_hubs
from footprints.membership.bases import BaseIndex, infer_memberships
from footprints.membership.memberships import join_listings, stack_memberships
from footprints.membership.polygons import dissolve_footprints, wrap_members
from footprints.schema import CRS, check_table
from footprints.selection.names import Names, index_names
from geodata.unitlists import OWN_COLOUR, list_networks, list_systems
from pages.components.loaded import Loaded, get_loaded, list_certainties

KEY = "visit"


@dataclass(frozen=True)
class Addition:
    """Further systems with their units, the memberships of all schools, and footprints."""

    systems: pd.DataFrame
    units: pd.DataFrame
    memberships: pd.DataFrame
    footprints: gpd.GeoDataFrame


def get_visited() -> Loaded:
    """Give the snapshot with this visitor's own systems added to it, if there are any."""
    loaded = get_loaded()
    extended: Loaded | None = st.session_state.get(KEY)
    if extended is None or extended.snapshot.snapshot_id != loaded.snapshot.snapshot_id:
        return loaded
    return extended


def keep(loaded: Loaded, addition: Addition) -> None:
    """Add to what this visitor sees; a system of the same name is replaced."""
    st.session_state[KEY] = extend(loaded, addition)


def forget() -> None:
    """Remove everything this visitor added."""
    st.session_state.pop(KEY, None)


def add_networks(loaded: Loaded, listings: pd.DataFrame) -> Addition:
    """
    Make systems of lists of schools.

    Parameters
    ----------
    loaded
        The snapshot.
    listings
        The `listings` table.

    Returns
    -------
    addition
        Certainty `listed`; footprints are hulls of members.
    """
    systems = list_systems(loaded.systems.iloc[:0], listings)
    memberships = stack_memberships([join_listings(loaded.schools, listings)])
    listed = memberships[memberships["certainty"] == "listed"]
    hulls = wrap_members(loaded.schools, listed)
    return Addition(systems, list_networks(listings), memberships, hulls)


def add_register(
    loaded: Loaded, name: str, units: pd.DataFrame, coverage: pd.DataFrame, *, infer: bool
) -> Addition:
    """
    Make a system of a register, as a build would.

    Parameters
    ----------
    loaded
        The snapshot.
    name
        What to call the system.
    units, coverage
        The tables of those names; `coverage` may be empty.
    infer
        Whether a school that no list names goes to the nearest base, marked `inferred`.

    Returns
    -------
    addition
        Certainties by the rules of `footprints.membership.claims`.
    """
    system = str(units["system"].iloc[0])
    line = pd.DataFrame({"system": [system], "name": name, "unit_name": "unit", "family": "hub"})
    line = line.assign(scope="all", colour=OWN_COLOUR, source="a register supplied by the user")
    systems = check_table("systems", line.reindex(columns=loaded.systems.columns))
    pieces, districts = loaded.snapshot.table("pieces"), loaded.snapshot.table("districts")
    regions = gpd.GeoDataFrame(pieces)
    assigned = assign_hubs(loaded.schools, systems, coverage, regions, districts)
    memberships = assigned.memberships
    if infer:
        nearest = infer_memberships(loaded.schools, system, BaseIndex(units))
        absent = memberships.loc[memberships["certainty"] == "none", "urn"]
        named = memberships[memberships["certainty"] != "none"]
        memberships = pd.concat([named, nearest[nearest["urn"].isin(absent)]])
    held = memberships[memberships["certainty"] != "none"]
    footprints = dissolve_footprints(assigned.held, regions, held)
    return Addition(systems, units, stack_memberships([memberships]), footprints)


def extend(loaded: Loaded, addition: Addition) -> Loaded:
    """
    Add systems to a snapshot without changing it.

    Parameters
    ----------
    loaded
        What every session shares, or an earlier extension of it.
    addition
        What to add; systems of the same key are replaced.

    Returns
    -------
    extended
        A copy with the further systems.
    """
    new = addition.systems["system"]
    systems = _join(loaded.systems, addition.systems, new)
    units = _join(loaded.units, addition.units, new)
    # one after the other, not sorted: so the text of what is shared is not copied
    memberships = _join(loaded.memberships, addition.memberships, new)
    footprints = _join(loaded.own_footprints, addition.footprints, new)
    return replace(
        loaded,
        systems=systems,
        units=units,
        memberships=memberships,
        own_footprints=gpd.GeoDataFrame(footprints, geometry="geometry", crs=CRS),
        outlined={
            **{s: found for s, found in loaded.outlined.items() if s not in set(new)},
            **list_certainties(footprints),
        },
        own_names=_name_own(loaded, systems, units, memberships),
        index=index_locals(loaded.schools, memberships, units, counted=choose_counted(systems)),
    )


def _name_own(
    loaded: Loaded, systems: pd.DataFrame, units: pd.DataFrame, memberships: pd.DataFrame
) -> Names:
    """List a visitor's own units by name; what all share is not listed anew."""
    known = set(loaded.map_files.systems)
    own = units[~units["system"].isin(known)].reset_index(drop=True)
    held = memberships[~memberships["system"].isin(known)]
    return index_names(loaded.schools.iloc[:0], own, systems, loaded.links.iloc[:0], held)


def _without(table: pd.DataFrame, systems: pd.Series) -> pd.DataFrame:
    """Leave systems out of a table; one that has none of them is given as it is."""
    found = table["system"].isin(systems)
    return table[~found] if found.any() else table


def _join(table: pd.DataFrame, added: pd.DataFrame, systems: pd.Series) -> pd.DataFrame:
    """Put the rows of new systems in place of older ones."""
    return pd.concat([_without(table, systems), added], ignore_index=True)

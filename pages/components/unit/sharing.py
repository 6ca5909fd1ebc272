"""Other units that share a unit's schools: trusts over its border, and hubs."""

from typing import Any

import pandas as pd
import streamlit as st

from footprints.locals.contingency import NESTS
from footprints.units.unitprofile import UnitProfile
from pages.components.address import map_params
from pages.components.links import link_unit_page
from pages.components.loaded import Loaded
from pages.components.templates import fill
from pages.components.unit.words import name_unit, say_basis, say_share

SHOWN = 15
FAMILIES = ("hub", "network")


def show_straddling(profile: UnitProfile, loaded: Loaded) -> None:
    """Show the trusts that have schools both in a unit and outside it."""
    straddling = profile.straddling("trust")
    params = map_params()
    rows = [
        {
            "name": name_unit(row.name, row.unit_id),
            "href": link_unit_page("trust", row.unit_id, params),
            "here": say_share(int(row.n_shared), int(row.n_other)),
            "share": float(row.share_of_other),
            "outside": int(row.n_outside),
        }
        for row in straddling.itertuples(index=False)
    ]
    st.html(
        fill(
            "unitstraddling.html",
            rows=rows[:SHOWN],
            rest=rows[SHOWN:],
            n=len(rows),
            n_trusts=len(profile.in_system("trust")),
            n_schools=int(straddling["n_shared"].sum()),
            colour=str(loaded.systems.set_index("system").loc["trust", "colour"])
            if "trust" in set(loaded.systems["system"])
            else "#505a5f",
            basis=say_basis(profile, loaded),
        )
    )


def show_sharing(profile: UnitProfile, loaded: Loaded) -> None:
    """Show the hubs, of the unit's own system too, that share its schools."""
    rows = list_sharing(profile, loaded)
    st.html(
        fill(
            "unitsharing.html",
            rows=rows[:SHOWN],
            rest=rows[SHOWN:],
            nests=f"{NESTS:.0%}",
            n=int(profile.figures["n_schools"]),
            basis=say_basis(profile, loaded),
        )
    )


def list_sharing(profile: UnitProfile, loaded: Loaded) -> list[dict[str, Any]]:
    """
    List the hubs and networks that share schools with a unit.

    Parameters
    ----------
    profile
        From `footprints.units.unitprofile.profile_unit`.
    loaded
        The snapshot, a visitor's own systems included.

    Returns
    -------
    rows
        Most shared first.
    """
    named, params = loaded.systems.set_index("system"), map_params()
    hubs = named.index[named["family"].isin(FAMILIES)]
    found = profile.others[profile.others["system"].isin(hubs)]
    found = found.sort_values(["n_shared", "jaccard"], ascending=False)
    return [
        {
            "name": name_unit(row.name, row.unit_id),
            "href": link_unit_page(row.system, row.unit_id, params),
            "system": str(named.loc[row.system, "unit_name"]),
            "colour": str(named.loc[row.system, "colour"]),
            "ended": pd.notna(named.loc[row.system, "valid_to"]),
            "n_shared": int(row.n_shared),
            "jaccard": float(row.jaccard),
            "in_other": float(row.share_of_unit),
            "in_this": float(row.share_of_other),
            "n_other": int(row.n_other),
            "nests": say_nests(float(row.share_of_unit), float(row.share_of_other)),
        }
        for row in found.itertuples(index=False)
    ]


def say_nests(in_other: float, in_this: float) -> str:
    """
    Say which of two units nests in the other.

    Examples
    --------
    >>> say_nests(1.0, 0.4), say_nests(0.2, 0.96), say_nests(0.5, 0.5)
    ('this in it', 'it in this', 'neither')
    """
    if min(in_other, in_this) >= NESTS:
        return "both ways"
    if in_other >= NESTS:
        return "this in it"
    return "it in this" if in_this >= NESTS else "neither"

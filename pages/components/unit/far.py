"""Who is far in a unit: the ten farthest schools, and the remoteness of each authority."""

from typing import Any

import pandas as pd
import streamlit as st

from footprints.access.loss import measure_unit_losses
from footprints.units.centres import measure_remoteness
from footprints.units.unitprofile import N_REMOTE, UnitProfile
from pages.components.access.asked import Basis
from pages.components.access.work import recall_travel
from pages.components.address import map_params
from pages.components.links import link_access, link_school_page, link_unit_page
from pages.components.loaded import Loaded
from pages.components.remembered import remember
from pages.components.templates import fill
from pages.components.unit.measured import keep_unit, recall_members
from pages.components.unit.words import say_basis, say_km, say_share

SHOWN = 12


def show_far(profile: UnitProfile, loaded: Loaded) -> None:
    """Show the farthest schools and how remote each authority is from the base."""
    members = profile.members
    remote, params = members[members["remote"]], map_params()
    farthest = members["straight_km"].max()
    areas = list_areas(profile, loaded)
    st.html(
        fill(
            "unitfar.html",
            remote=[
                {
                    "name": row.name,
                    "href": link_school_page(int(row.urn), params),
                    "authority": None if pd.isna(row.authority) else row.authority,
                    "km": float(row.straight_km),
                    "share": row.straight_km / farthest if farthest else 0.0,
                    "certainty": row.certainty,
                }
                for row in remote.itertuples(index=False)
            ],
            n_most=N_REMOTE,
            known=bool(members["straight_km"].notna().any()),
            base_known=bool(profile.figures["base_known"]),
            unplaced=int(profile.figures["n_unplaced"]),
            areas=areas[:SHOWN],
            rest=areas[SHOWN:],
            basis=say_basis(profile, loaded),
            colour=str(loaded.systems.set_index("system").loc[profile.system, "colour"]),
            lost=_say_lost(profile, loaded),
            access=link_access(
                params, system=profile.system, area=f"unit:{profile.system}:{profile.unit_id}"
            ),
        )
    )


def _say_lost(profile: UnitProfile, loaded: Loaded) -> str | None:
    """Say how many of its schools have a nearer base of another; None where it has no base."""
    if not profile.figures["base_known"]:
        return None
    scope = loaded.index.scope
    travel = recall_travel(Basis(profile.system, scope), loaded).travel
    losses = measure_unit_losses(travel, loaded.schools, profile.system, scope=scope)
    if profile.unit_id not in losses.index:
        return None
    row = losses.loc[profile.unit_id]
    n, measured = int(row["n_elsewhere"]), int(row["n_measured"])
    if not n:
        return f"Its base is the nearest that is known for all its {measured:,} schools measured."
    return (
        f"For {say_share(n, measured)} of its schools another known base is nearer in a straight "
        f"line; on average a school loses {say_km(row['mean_loss'])} one way."
    )


def list_areas(profile: UnitProfile, loaded: Loaded) -> list[dict[str, Any]]:
    """List the authorities of a unit's schools with their remoteness, most remote first."""
    table = measure_areas(profile, loaded)
    names = loaded.schools.drop_duplicates("la_code").set_index("la_code")["la_name"]
    return [
        {
            "name": str(names.get(row.area, row.area)),
            "href": link_unit_page("la", str(row.area), map_params()),
            "share": say_share(int(row.n_area), int(row.n_unit)),
            "km": float(row.median_km),
            "percentile": float(row.percentile),
        }
        for row in table.itertuples(index=False)
    ]


def measure_areas(profile: UnitProfile, loaded: Loaded) -> pd.DataFrame:
    """
    Measure how remote each authority's schools are from a unit's base.

    Parameters
    ----------
    profile
        From `footprints.units.unitprofile.profile_unit`.
    loaded
        The snapshot, a visitor's own systems included.

    Returns
    -------
    remoteness
        As `footprints.units.centres.measure_remoteness`, `area` the authority's code, most remote
        first; no rows where no distance is known.
    """

    def work() -> pd.DataFrame:
        own = keep_unit(profile.system, profile.unit_id, loaded)
        areas = own.schools.iloc[own.school].set_index("urn")["la_code"]
        table = measure_remoteness(areas, own).reset_index()
        return table.sort_values(["percentile", "area"], ascending=[False, True])

    asked = (profile.system, profile.unit_id)
    return remember("remoteness", recall_members(loaded), asked, work)

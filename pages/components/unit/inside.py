"""What lies inside a unit: trusts, authorities and districts, and how much of each."""

from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from footprints.systems.fragmentation import measure_fragmentation, vary_fragmentation
from footprints.units.unitprofile import UnitProfile
from pages.components.address import map_params
from pages.components.links import link_unit_page
from pages.components.loaded import Loaded
from pages.components.remembered import remember
from pages.components.templates import fill
from pages.components.unit.measured import recall_members
from pages.components.unit.words import name_unit, say_basis, say_share

SHOWN = 10
INSIDE = ("trust", "la", "lad")
# column: name, how it is made; p is the share of a body
INDICES = {
    "effective_bodies": (
        "Effective number of bodies",
        "N1 = exp(H): so many bodies of equal size would be as mixed",
    ),
    "inverse_hhi": ("The same, the largest counting more", "N2 = 1 / HHI"),
    "hhi": ("HHI", "sum of p²: the chance that two schools, drawn with return, have one body"),
    "entropy": ("Entropy", "H = -sum of p ln p"),
}


def show_inside(profile: UnitProfile, loaded: Loaded) -> None:
    """Show the trusts, authorities and districts inside a unit as bars beside each other."""
    systems = [system for system in INSIDE if system != profile.system]
    for system, column in zip(systems, st.columns(len(systems), gap="large"), strict=True):
        with column:
            st.html(render_inside(system, profile, loaded))


def render_inside(system: str, profile: UnitProfile, loaded: Loaded) -> str:
    """
    Write the units of one system inside a unit as bars.

    Parameters
    ----------
    system
        `trust`, `la` or `lad`.
    profile
        From `footprints.units.unitprofile.profile_unit`.
    loaded
        The snapshot.

    Returns
    -------
    html
        Escaped.
    """
    named = loaded.systems.set_index("system").loc[system]
    rows = list_inside(system, profile)
    held = profile.in_system(system)
    nowhere = int(profile.figures["n_schools"]) - int(held["n_shared"].sum())
    return fill(
        "unitinside.html",
        title=str(named["name"]),
        rows=rows[:SHOWN],
        rest=rows[SHOWN:],
        nowhere=say_share(nowhere, int(profile.figures["n_schools"])) if nowhere > 0 else None,
        nothing="in no academy trust" if system == "trust" else "in none that is known",
        colour=str(named["colour"]),
        basis=say_basis(profile, loaded),
    )


def list_inside(system: str, profile: UnitProfile) -> list[dict[str, Any]]:
    """List the units of one system inside a unit: their share of it, and its share of them."""
    n, params = int(profile.figures["n_schools"]), map_params()
    return [
        {
            "name": name_unit(row.name, row.unit_id),
            "href": link_unit_page(system, row.unit_id, params),
            "text": say_share(int(row.n_shared), n),
            "share": float(row.share_of_unit),
            "of_other": f"all of its {row.n_other:,}"
            if not row.n_outside and row.n_other > 1
            else "its only school"
            if row.n_other == 1
            else f"{say_share(int(row.n_shared), int(row.n_other))} of its own",
        }
        for row in profile.in_system(system).itertuples(index=False)
    ]


def show_bodies(profile: UnitProfile, loaded: Loaded) -> None:
    """Show how a unit's schools are divided among responsible bodies, with the range."""
    measured, varied = recall_fragmentation(profile, loaded)
    row = measured.iloc[0]
    largest = str(row["largest_body"])
    kind, _, key = largest.partition(":")
    of_kind = loaded.units[loaded.units["system"] == kind].set_index("unit_id")["name"]
    n, known = int(row["n_schools"]), int(row["n_schools"] - row["n_unstated"])
    st.html(
        fill(
            "unitbodies.html",
            n_bodies=int(row["n_bodies"]),
            largest=name_unit(of_kind.get(key), largest),
            largest_share=say_share(round(float(row["largest_share"]) * known), known)
            if known
            else None,
            big=say_share(int(row["n_big_trust"]), n),
            numbers=[
                _tell(row, varied, column, name, how) for column, (name, how) in INDICES.items()
            ],
            basis=say_basis(profile, loaded),
        )
    )


def recall_fragmentation(
    profile: UnitProfile, loaded: Loaded
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give the fragmentation of a unit, and the same under each sensible alternative."""
    label = name_unit(None, profile.unit_id)
    areas = pd.Series(label, index=pd.Index(profile.members["urn"], name="urn"))

    def work() -> tuple[pd.DataFrame, pd.DataFrame]:
        # of the others only those of the same trusts count: a trust's size is all its schools
        own = loaded.schools["urn"].isin(profile.members["urn"])
        same = loaded.schools["trust_id"].isin(loaded.schools.loc[own, "trust_id"].dropna())
        schools, labels = pd.DataFrame(loaded.schools[own | same]), [label]
        return (
            measure_fragmentation(schools, areas, scope=profile.scope, labels=labels),
            vary_fragmentation(schools, areas, labels=labels),
        )

    asked = (profile.system, profile.unit_id)
    return remember("fragmentation", recall_members(loaded), asked, work)


def _tell(
    row: pd.Series, varied: pd.DataFrame, column: str, name: str, how: str
) -> dict[str, str]:
    """Tell one index with its range over the alternatives."""
    values = varied[column].dropna()
    spread = f"{np.min(values):.2f} to {np.max(values):.2f}" if len(values) else "not known"
    text = "not known" if pd.isna(row[column]) else f"{row[column]:.2f}"
    return {"name": name, "text": text, "range": spread, "how": how}

"""The centres of a unit, kept apart, and how its schools lie about them."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import streamlit as st

from footprints.choices import say_choices
from footprints.distance import straight_km
from footprints.units.alternatives import CENTRE_CHOICES
from footprints.units.centres import find_centres
from footprints.units.unitprofile import UnitProfile
from pages.components.loaded import Loaded
from pages.components.ranges import say_range
from pages.components.remembered import remember
from pages.components.templates import fill
from pages.components.unit.measured import (
    keep_unit,
    recall_centre_ranges,
    recall_members,
    recall_outline_centres,
)
from pages.components.unit.words import say_basis, say_count, say_km, text_of


@dataclass(frozen=True)
class Centre:
    """One centre: metres, EPSG:27700; `how` is a line on how it is found."""

    name: str
    how: str
    easting: float
    northing: float

    @property
    def known(self) -> bool:
        """Whether there is such a point."""
        return not bool(np.isnan(self.easting) or np.isnan(self.northing))


def recall_centres(profile: UnitProfile, loaded: Loaded) -> pd.DataFrame:
    """
    Give the centres of a unit.

    Parameters
    ----------
    profile
        From `footprints.units.unitprofile.profile_unit`.
    loaded
        The snapshot, a visitor's own systems included.

    Returns
    -------
    centres
        Columns of `footprints.units.centres.find_centres`, index `weight`: `schools` and
        `pupils`; then, the same in both, `centroid_easting` and `centroid_northing` of its
        outline, NaN where it has none, and those of
        `footprints.units.alternatives.range_centres`.
    """

    def work() -> pd.DataFrame:
        own = keep_unit(profile.system, profile.unit_id, loaded)
        found = [find_centres(own), find_centres(own, weight="pupils")]
        both = pd.concat(found).set_axis(pd.Index(["schools", "pupils"], name="weight"))
        unit = (profile.system, profile.unit_id)
        outline = recall_outline_centres(loaded).reindex([unit]).iloc[0]
        return both.assign(**outline, **recall_centre_ranges(loaded).loc[unit])

    asked = (profile.system, profile.unit_id)
    return remember("centres", recall_members(loaded), asked, work)


def list_centres(centres: pd.DataFrame, base_name: str | None) -> list[Centre]:
    """List the centres of a unit, the base first; the footprint's centroid is none of them."""
    row, by_pupils = centres.loc["schools"], centres.loc["pupils"]
    pairs = [
        ("Base", base_name or "lead school or site", row, "base"),
        ("Mean centre", "mean of eastings and northings, each school counting 1", row, "mean"),
        ("Mean centre by pupils", "each school counting its pupils", by_pupils, "mean"),
        ("Geometric median", "least sum of distances to all its schools", row, "median"),
    ]
    return [
        Centre(name, how, float(held[f"{key}_easting"]), float(held[f"{key}_northing"]))
        for name, how, held, key in pairs
    ]


def find_outline_centre(centres: pd.DataFrame) -> Centre:
    """Give the middle of a unit's outline, which is no centre of its schools."""
    row = centres.loc["schools"]
    how = "centroid of its footprint: of land, not of schools"
    east, north = float(row["centroid_easting"]), float(row["centroid_northing"])
    return Centre("Middle of the outline", how, east, north)


def show_centres(profile: UnitProfile, loaded: Loaded) -> None:
    """Show the centres of a unit, each by the school nearest to it, and the spread."""
    centres = recall_centres(profile, loaded)
    base, *others = list_centres(centres, text_of(profile.figures["base_name"]))
    row = centres.loc["schools"]
    st.html(
        fill(
            "unitcentres.html",
            rows=[
                {
                    "name": centre.name,
                    "how": centre.how,
                    "at": f"{centre.easting:,.0f}, {centre.northing:,.0f}",
                    "near": _find_nearest(centre, loaded),
                    "km": say_km(_measure(base, centre)),
                    "known": centre.known,
                }
                for centre in (base, *others, find_outline_centre(centres))
            ],
            schools=say_count(int(row["n_counted"]), "school"),
            sd=say_km(row["sd_km"]),
            sd_range=say_range(row, "sd_km", len(CENTRE_CHOICES), "{:.1f}".format, unit=" km"),
            one_place=bool(row["sd_km"] == 0),
            away=say_km(row["base_to_mean_km"]),
            eccentricity=None if pd.isna(row["eccentricity"]) else float(row["eccentricity"]),
            eccentricity_range=say_range(
                row, "eccentricity", len(CENTRE_CHOICES), "{:.2f}".format
            ),
            choices=say_choices(CENTRE_CHOICES),
            base_known=base.known,
            basis=say_basis(profile, loaded),
        )
    )


def _measure(a: Centre, b: Centre) -> float:
    """Measure the straight line between two centres, km."""
    return float(straight_km(a.easting, a.northing, b.easting, b.northing))


def _find_nearest(centre: Centre, loaded: Loaded) -> str | None:
    """Name the school nearest to a centre, to say where it is; None where it is nowhere."""
    if not centre.known:
        return None
    schools = loaded.schools
    away = np.hypot(
        schools["easting"].to_numpy(dtype="float64") - centre.easting,
        schools["northing"].to_numpy(dtype="float64") - centre.northing,
    )
    return str(schools["name"].iloc[int(np.nanargmin(away))])

"""Where a school may go: the bases of its units, and the nearest base of another."""

import numpy as np
import pandas as pd

from footprints.distance import straight_km
from footprints.locals.card import Card
from footprints.travel.trips import Place
from pages.components.loaded import Loaded

OTHERS = "nearest base, another's"


def list_venues(school: pd.Series, system: str, loaded: Loaded) -> dict[str, Place]:
    """
    List the bases of a system that a school may go to.

    Parameters
    ----------
    school
        Its row of `schools`.
    system
        A system with bases.
    loaded
        The snapshot, a visitor's own systems included.

    Returns
    -------
    venues
        By `unit_id`: the bases of its own units, then the nearest known base where it is
        another's.
    """
    units = loaded.units[loaded.units["system"] == system]
    located = units.dropna(subset=["base_easting", "base_northing"]).set_index("unit_id")
    rows = loaded.index.rows_of(int(school["urn"]))
    own = rows.loc[rows["system"].eq(system) & rows["unit_id"].notna(), "unit_id"]
    venues = {
        str(unit_id): name_base(f"base of its {_say_one(system, loaded)}", located.loc[unit_id])
        for unit_id in own
        if unit_id in located.index
    }
    km = straight_km(
        school["easting"], school["northing"], located["base_easting"], located["base_northing"]
    )
    if len(km) and not np.isnan(km).all():
        nearest = str(located.index[int(np.nanargmin(km))])
        venues.setdefault(nearest, name_base(OTHERS, located.loc[nearest]))
    return venues


def list_nearer(card: Card, school: pd.Series, loaded: Loaded) -> list[str]:
    """
    Say in which systems the base of another unit is nearer than any of the school's own.

    Parameters
    ----------
    card, school
        The school.
    loaded
        The snapshot, a visitor's own systems included.

    Returns
    -------
    said
        A few words for each such system, in straight lines among the bases that are known.
    """
    said = []
    names = loaded.systems.set_index("system")["unit_name"]
    own_km = card.locals.dropna(subset=["straight_km"]).groupby("system")["straight_km"].min()
    for system, km in own_km.items():
        other = list_venues(school, str(system), loaded)
        place = next((p for p in other.values() if p.what == OTHERS), None)
        if place is None:
            continue
        away = float(
            straight_km(school["easting"], school["northing"], place.easting, place.northing)
        )
        if away < km:
            said.append(f"{names[system]}: {place.name}, {away:.1f} km, {km - away:.1f} km nearer")
    return said


def name_base(what: str, unit: pd.Series) -> Place:
    """Make a place of the base of a unit: its row of `units`."""
    name = unit["name"] if pd.isna(unit["base_name"]) else f"{unit['base_name']}, {unit['name']}"
    return Place(what, str(name), float(unit["base_easting"]), float(unit["base_northing"]))


def _say_one(system: str, loaded: Loaded) -> str:
    """Name one unit of a system."""
    return str(loaded.systems.set_index("system").loc[system, "unit_name"])

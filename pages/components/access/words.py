"""The words that go with every number on travel: how it was measured, of which schools."""

from collections.abc import Mapping
from math import isnan

from footprints.scope import SCOPES
from footprints.travel.methods import METHODS
from geodata.travel.measured import MeasuredTravel
from pages.components.access.asked import Asked
from pages.components.loaded import Loaded, say_date

DASH = "—"


def say_km(km: float) -> str:
    """
    Write a distance, a dash where it is not known.

    Examples
    --------
    >>> say_km(12.345), say_km(1234.0), say_km(float("nan"))
    ('12.3 km', '1,234.0 km', '—')
    """
    return DASH if isnan(km) else f"{km:,.1f} km"


def say_share(n: int, of: int) -> str:
    """
    Write a share with its count.

    Examples
    --------
    >>> say_share(26, 70), say_share(0, 0)
    ('37% (26 of 70)', '—')
    """
    return f"{n / of:.0%} ({n:,} of {of:,})" if of else DASH


def say_basis(asked: Asked, measured: MeasuredTravel, loaded: Loaded) -> str:
    """
    Say what the numbers of the page rest on.

    Parameters
    ----------
    asked, measured
        What was asked, and the travel it gave.
    loaded
        The snapshot.

    Returns
    -------
    text
        Plain: the schools, the method and what it takes, the bases known and of when.
    """
    basis = asked.basis
    told: Mapping[str, object] = measured.told
    named = loaded.systems.set_index("system").loc[basis.system]
    units = loaded.units[loaded.units["system"] == basis.system]
    known = int(units["base_easting"].notna().sum())
    official = named["official_total"]
    total = len(units) if not official > len(units) else int(official)
    parts = [
        f"{asked.area.name}: {SCOPES[basis.scope]}.",
        METHODS[basis.method],
        *([str(told["detour_factors"])] if basis.method == "detour" else []),
        *(
            [f"Network: {told['network']}, {told['network_source']} of {told['network_as_of']}."]
            if "network" in told
            else []
        ),
        f"Bases of {named['name']} known: {known} of {total}, as of {say_date(named['as_of'])}.",
        "The nearest is among these.",
    ]
    return " ".join(parts)

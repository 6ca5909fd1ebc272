"""The words that go with every number on travel: how it was measured, of whom, of when."""

from collections.abc import Mapping
from math import isnan
from types import MappingProxyType

import pandas as pd

from footprints.scope import SCOPES
from footprints.travel.methods import METHODS, Method
from geodata.config import find_data_dir
from geodata.travel.measured import choose_factors
from pages.components.access.asked import Asked, Basis
from pages.components.loaded import Loaded, say_date
from pages.components.networks import list_networks
from pages.components.unit.words import text_of

DASH = "—"
EVERY = "all"
BASE_NOTE = (
    "A base is the lead school that is published, not necessarily where sessions are held; "
    "the nearest base is the nearest of those known."
)
NOBODY = "No school here is of the kind that counts. Choose another area or other schools."
SHORT_METHODS: Mapping[Method, str] = MappingProxyType(
    {
        "straight": "Straight lines",
        "detour": "Estimates by road (a straight line times a factor)",
        "road": "Shortest ways by road",
        "remote": "Ways by a routing service",
    }
)


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
    >>> say_share(26, 70), say_share(1, 300), say_share(0, 0)
    ('37% (26 of 70)', '0.3% (1 of 300)', '—')
    """
    if not of:
        return DASH
    digits = 1 if 0 < n / of < 0.01 else 0
    return f"{n / of:.{digits}%} ({n:,} of {of:,})"


def say_scope(basis: Basis, loaded: Loaded) -> str:
    """
    Say which schools count: those of the page's scope that are in that of the system.

    Parameters
    ----------
    basis
        The scope and the system.
    loaded
        The snapshot, a visitor's own systems included.

    Returns
    -------
    text
        Plain, as part of a sentence.
    """
    named = loaded.systems.set_index("system").loc[basis.system]
    own = str(named["scope"])
    if own in {EVERY, basis.scope}:
        return SCOPES[basis.scope]
    return f"{SCOPES[basis.scope]} that {named['name']} are for ({SCOPES[own]})"


def say_basis(asked: Asked, loaded: Loaded) -> str:
    """
    Say what the numbers of the page rest on.

    Parameters
    ----------
    asked
        What was asked.
    loaded
        The snapshot.

    Returns
    -------
    text
        Plain: the schools, the method and what it takes, the bases known, of when, and whose.
    """
    basis = asked.basis
    named = loaded.systems.set_index("system").loc[basis.system]
    known, total = count_bases(basis.system, loaded)
    source = text_of(named["source"])
    bases = (
        f"Bases of {named['name']} known: {known:,} of {total:,}, as of "
        f"{say_date(text_of(named['as_of']))}{f' (source: {source})' if source else ''}."
    )
    parts = [
        f"{asked.area.name}: {say_scope(basis, loaded)}, as recorded on {loaded.as_of}.",
        METHODS[basis.method],
        *_say_means(basis),
        bases,
        BASE_NOTE,
    ]
    return " ".join(parts)


def say_stamp(asked: Asked, loaded: Loaded, *, method: Method | None = None) -> str:
    """
    Say in one line what a number rests on, to stand beside it.

    Parameters
    ----------
    asked
        What was asked.
    loaded
        The snapshot.
    method
        How it was measured, if not by the method of the page.

    Returns
    -------
    text
        Plain: method, schools, dates.
    """
    basis = asked.basis
    return (
        f"{SHORT_METHODS[method or basis.method]}; {asked.area.name}: "
        f"{say_scope(basis, loaded)}. {say_dates(basis.system, loaded)}"
    )


def say_dates(system: str, loaded: Loaded) -> str:
    """
    Say of when schools and bases are, and whose.

    Parameters
    ----------
    system
        Whose bases.
    loaded
        The snapshot, a visitor's own systems included.

    Returns
    -------
    text
        Plain, in sentences.
    """
    named = loaded.systems.set_index("system").loc[system]
    invented = " invented for this demonstration" if loaded.snapshot.is_demo else ""
    return (
        f"Sources: school records{invented} of {loaded.as_of}; bases of {named['name']} of "
        f"{say_date(text_of(named['as_of']))}; {loaded.snapshot.manifest['licence']}."
    )


def count_bases(system: str, loaded: Loaded) -> tuple[int, int]:
    """
    Count the bases of a system whose place is known, and the units there should be.

    Parameters
    ----------
    system
        Any.
    loaded
        The snapshot, a visitor's own systems included.

    Returns
    -------
    known, total
        The official total where it is the higher, else the units that are listed.
    """
    units = loaded.units[loaded.units["system"] == system]
    official = loaded.systems.set_index("system").loc[system, "official_total"]
    known = int(units["base_easting"].notna().sum())
    return known, len(units) if pd.isna(official) else max(len(units), int(official))


def _say_means(basis: Basis) -> list[str]:
    """Say which factors or which network distances are told by."""
    if basis.method == "detour":
        return [choose_factors(find_data_dir(), basis.network_id).source]
    if basis.network_id is None:
        return []
    network = list_networks()[basis.network_id]
    dated = f" of {network.as_of}" if network.as_of else ""
    rights = f" ({network.attribution})" if network.attribution else ""
    return [f"Network: {network.name}, {network.source}{dated}{rights}."]

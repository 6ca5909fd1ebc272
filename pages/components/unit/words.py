"""Counts, shares and distances of a unit in words."""

import pandas as pd

from footprints.membership.memberships import CERTAINTIES
from footprints.scope import SCOPES
from footprints.units.unitprofile import UnitProfile
from pages.components.loaded import Loaded, say_date

AREAS = {"la", "lad", "region"}


def say_count(n: int, one: str, many: str | None = None) -> str:
    """
    Write a number with what it counts.

    Examples
    --------
    >>> say_count(1, "school"), say_count(1200, "school"), say_count(0, "authority", "authorities")
    ('1 school', '1,200 schools', '0 authorities')
    """
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def say_share(n: int, of: int) -> str:
    """
    Write a share with its count.

    Examples
    --------
    >>> say_share(26, 70), say_share(1, 300), say_share(0, 0)
    ('37% (26 of 70)', '0.3% (1 of 300)', '0 of 0')
    """
    if not of:
        return f"{n:,} of {of:,}"
    digits = 1 if 0 < n / of < 0.01 else 0
    return f"{n / of:.{digits}%} ({n:,} of {of:,})"


def say_km(km: float) -> str:
    """
    Write a distance.

    Examples
    --------
    >>> say_km(12.44), say_km(float("nan"))
    ('12.4 km', 'not known')
    """
    return "not known" if pd.isna(km) else f"{km:.1f} km"


def say_certainty(figures: pd.Series) -> str:
    """
    Say how certain the memberships of a unit are.

    Parameters
    ----------
    figures
        Its row of `footprints.units.unitprofile.UnitTable.table`.

    Returns
    -------
    text
        As in "5 designated, 1 shared", the firmest first; empty where it has no school.

    Examples
    --------
    >>> say_certainty(pd.Series({"n_designated": 5, "n_shared": 1}))
    '5 designated, 1 shared'
    """
    counts = {certainty: int(figures.get(f"n_{certainty}", 0)) for certainty in CERTAINTIES}
    return ", ".join(f"{n:,} {certainty}" for certainty, n in counts.items() if n)


def say_scope(scope: str, loaded: Loaded) -> str:
    """Say which schools count, and on which day."""
    return f"{SCOPES[scope]}, {loaded.as_of}"


def say_basis(profile: UnitProfile, loaded: Loaded) -> str:
    """Say what the numbers of a unit rest on: scope, certainty, dates."""
    certainty = say_certainty(profile.figures)
    held = f"; membership: {certainty}" if certainty else ""
    register = say_date(text_of(profile.figures["as_of"]))
    return f"Counted: {say_scope(profile.scope, loaded)}{held}; register of {register}."


def text_of(value: object) -> str | None:
    """Give a text, or None where it is missing."""
    return value if isinstance(value, str) else None


def name_unit(name: object, unit_id: object) -> str:
    """Name a unit; one without a name by its key."""
    return text_of(name) or str(unit_id)

"""Numbers of the Compare page as people read them, and the words that stand beside each."""

from math import isnan

from footprints.scope import SCOPES
from footprints.systems.comparison import Comparison
from footprints.systems.comparisontext import write_index
from pages.components.area import Area
from pages.components.compare.asked import How
from pages.components.loaded import Loaded, say_date

DASH = "—"


def write_known(value: float, places: int = 2) -> str:
    """
    Write an index, a dash where it is not defined.

    Examples
    --------
    >>> write_known(0.666), write_known(-0.0001), write_known(float("nan"))
    ('0.67', '0.00', '—')
    """
    return DASH if isnan(value) else write_index(value, places)


def count_schools(n: int) -> str:
    """Count schools in words."""
    return f"{n:,} school" if n == 1 else f"{n:,} schools"


def write_range(low: float, high: float, places: int = 2) -> str:
    """Write a range, or nothing where it is not known."""
    return "" if isnan(low) else f"{write_known(low, places)} to {write_known(high, places)}"


def name_one(loaded: Loaded) -> dict[str, str]:
    """Name one unit of each system: "Maths Hub"."""
    systems = loaded.systems
    return dict(zip(systems["system"], systems["unit_name"].astype(str), strict=True))


def name_all(loaded: Loaded) -> dict[str, str]:
    """Name each system: "Maths Hubs"."""
    systems = loaded.systems
    return dict(zip(systems["system"], systems["name"].astype(str), strict=True))


def say_basis(area: Area, how: How, comparison: Comparison) -> str:
    """Say what is counted: the line beside every number."""
    by = "schools" if how.weight == "schools" else "their pupils"
    single = "" if how.single_trusts else ", trusts with one school left out"
    return (
        f"{area.name}: {comparison.n_schools:,} {SCOPES[how.scope]}, counted by {by}; schools "
        f"shared by several units {say_shared(how)}{single}."
    )


def say_shared(how: How) -> str:
    """Say what becomes of schools shared by several units."""
    nearest = how.shared == "nearest base"
    return "put in the one whose base is nearest" if nearest else "left out"


def say_vintages(how: How, loaded: Loaded) -> str:
    """Say of when each system compared is."""
    named, dated = name_all(loaded), date_systems(how, loaded)
    told = "; ".join(f"{named[system]}: {date}" for system, date in dated.items())
    return f"School records: {loaded.as_of}; {told}."


def date_systems(how: How, loaded: Loaded) -> dict[str, str]:
    """Say of when each system compared is, and whether it has ended."""
    systems = loaded.systems.set_index("system").loc[list(how.systems)]
    texts = systems[["as_of", "valid_to"]].astype("object").where(systems.notna(), None)
    return {
        str(row.Index): say_date(row.as_of)
        + (f", ended {say_date(row.valid_to)}" if row.valid_to else "")
        for row in texts.itertuples()
    }

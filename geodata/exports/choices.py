"""Which metrics can be exported, what a row of each is, and by which choices it is made."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import Literal

from footprints.choices import say_choices
from footprints.locals.alternatives import CHOICES, NEAR_CHOICES, SIZE_CHOICES
from footprints.locals.contingency import Weight
from footprints.systems.comparison import FEWEST_DRAWS
from footprints.systems.labels import Shared

Metric = Literal["locals", "overlaps", "alignment"]
METRICS: Mapping[str, str] = MappingProxyType(
    {
        "locals": "one row for each open school, in scope (in_scope) or not; a local is the set "
        "of schools in scope in the unit, the school itself included; computed nationally, then "
        "cut to the filter; the system of a filter keeps the schools that have a local in it; "
        f"<number>_low and <number>_high are its range over {say_choices(CHOICES)}; core and "
        f"reach over the {len(SIZE_CHOICES)} of the weight of the file, alignments over the "
        f"{len(NEAR_CHOICES)} scopes, primary age only for a school of that age; "
        "<number>_defined is how many of these define it, all where there is none",
        "overlaps": "one row for each pair of units of different systems that share a school in "
        "scope; sizes are national; the area of a filter keeps the pairs that share a school in "
        "it, the system those of its units",
        "alignment": "one row for each pair of systems; computed from the schools in scope of the "
        "area of the filter that have one unit in both systems, the others are in n_left_out; "
        "chance is that of random contiguous partitions of the same schools, `low` and `high` "
        "where 95 of 100 of its draws lie; <index>_low and <index>_high are the range of an index "
        f"over {say_choices(CHOICES)}; <index>_defined is how many of these define it",
    }
)


@dataclass(frozen=True)
class Choices:
    """
    By which choices to measure; only alignment has those from `draws` on, see `list_choices`.

    `systems` are all of the snapshot if None; the others are as in
    `footprints.systems.comparison.compare_systems`.
    """

    scope: str = "state_funded"
    systems: tuple[str, ...] | None = None
    weight: Weight = "schools"
    draws: int = FEWEST_DRAWS
    seed: int = 1
    shared: Shared = "left out"
    single_trusts: bool = True


def list_choices(name: str) -> tuple[str, ...]:
    """
    List the choices by which an export can be made.

    Parameters
    ----------
    name
        A key of `METRICS`; any other table has none.

    Returns
    -------
    choices
        Names of fields of `Choices`.

    Examples
    --------
    >>> list_choices("locals"), list_choices("schools")
    (('scope', 'systems', 'weight'), ())
    """
    every = tuple(field.name for field in fields(Choices))
    if name == "alignment":
        return every
    return every[:3] if name in METRICS else ()

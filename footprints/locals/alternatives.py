"""How far the numbers of a school's multiple locals depend on choices; METRICS section 2."""

from collections.abc import Collection

import pandas as pd

from footprints.choices import Choice, leave_lone_trusts_out, list_choices, range_indices
from footprints.locals.contingency import Weight
from footprints.locals.multiplelocals import TAU, measure_locals
from footprints.locals.neighbours import index_neighbours, measure_alignment
from footprints.scope import in_scope

CHOICES = list_choices()
# counts of sets, which every choice defines
COUNTS = ("n_locals", "n_distinct", "n_distinct_tau")
# of schools or of pupils: a range over both would have no unit
SIZES = ("core", "reach")
SIZE_CHOICES = list_choices(weights=["schools"])
SHARES = ("core_reach", "bricolage")
# neighbours are counted as schools, and a trust of one school is no neighbour's local
PRIMARY = "primary_age"
NEAR_CHOICES = list_choices(weights=["schools"], single_trusts=[True])


def measure_ranges(
    schools: pd.DataFrame,
    memberships: pd.DataFrame,
    *,
    systems: Collection[str] | None = None,
    weight: Weight = "schools",
) -> pd.DataFrame:
    """
    Give every number of every school's locals its range.

    Parameters
    ----------
    schools, memberships, systems
        As in `vary_locals`.
    weight
        As in `range_locals`.

    Returns
    -------
    ranges
        Index `urn` ascending; the columns of `range_locals`, then `alignment_<system>_low`,
        `_high` and `_defined` for each system that counts, over `NEAR_CHOICES`.
    """
    ranges = range_locals(vary_locals(schools, memberships, systems=systems), weight=weight)
    varied = vary_alignment(schools, memberships)
    wanted = [column for column in varied.columns if systems is None or column in systems]
    near = varied[wanted].add_prefix("alignment_")
    return ranges.join(range_indices(near, "urn", [*near.columns]))


def vary_locals(
    schools: pd.DataFrame,
    memberships: pd.DataFrame,
    *,
    systems: Collection[str] | None = None,
    tau: float = TAU,
) -> pd.DataFrame:
    """
    Measure the multiple locals of every school under each of `CHOICES`.

    Without trusts of one school such a trust is no local, so that numbers of its own school
    change and no others. A school out of scope still counts in its own locals.

    Parameters
    ----------
    schools, memberships, systems, tau
        As in `footprints.locals.multiplelocals.measure_locals`; all open schools, since a trust's
        size is that in England.

    Returns
    -------
    varied
        Columns of `measure_locals`; index `scope`, `weight`, `single_trusts`, `urn`.
    """
    held = {True: memberships, False: leave_lone_trusts_out(memberships)}
    tables = [
        measure_locals(
            schools, held[single_trusts], scope=scope, systems=systems, weight=weight, tau=tau
        )
        for scope, weight, single_trusts in CHOICES
    ]
    return pd.concat(tables, keys=CHOICES, names=Choice._fields)


def vary_alignment(schools: pd.DataFrame, memberships: pd.DataFrame) -> pd.DataFrame:
    """
    Measure how every school aligns with its neighbours under each of `NEAR_CHOICES`.

    The neighbours of a school are of its own phase, so primary age is no choice for a school that
    is not of that age: its alignment is missing there.

    Parameters
    ----------
    schools, memberships
        The tables of those names.

    Returns
    -------
    varied
        Columns of `footprints.locals.neighbours.measure_alignment`; index `scope`, `weight`,
        `single_trusts`, `urn`.
    """
    young = in_scope(schools, PRIMARY).set_axis(schools["urn"])
    tables = []
    for choice in NEAR_CHOICES:
        aligned = measure_alignment(index_neighbours(schools, memberships, scope=choice.scope))
        known = young.loc[aligned.index] | (choice.scope != PRIMARY)
        tables.append(aligned.where(known))
    return pd.concat(tables, keys=NEAR_CHOICES, names=Choice._fields)


def range_locals(varied: pd.DataFrame, *, weight: Weight = "schools") -> pd.DataFrame:
    """
    Give the numbers of each school their range.

    Parameters
    ----------
    varied
        From `vary_locals`.
    weight
        What core and reach are counted in: their range is over the choices that count so.

    Returns
    -------
    ranges
        Index `urn`: `<number>_low` and `<number>_high` for each of `COUNTS`, `SIZES` and `SHARES`;
        for the last two also `<number>_defined`, by how many choices it is: of all, or for
        `SIZES` of those of that weight, as many as `SIZE_CHOICES`.

    Examples
    --------
    >>> schools = pd.DataFrame({"urn": [1, 2], "pupils": [10.0, 30.0], "phase": "Primary"})
    >>> schools = schools.assign(type="", type_group="Academies", low_age=4, high_age=11)
    >>> rows = [(1, "la", "A"), (2, "la", "A"), (1, "trust", "T")]
    >>> held = pd.DataFrame(rows, columns=["urn", "system", "unit_id"]).assign(certainty="listed")
    >>> found = range_locals(vary_locals(schools, held))
    >>> found.loc[1, ["core_low", "core_high", "core_defined", "bricolage_defined"]].tolist()
    [1.0, 2.0, 6.0, 6.0]
    """
    same = varied[varied.index.get_level_values("weight") == weight]
    counts = range_indices(varied, "urn", COUNTS)
    ends = [column for column in counts.columns if not column.endswith("_defined")]
    return pd.concat(
        [
            counts[ends],
            range_indices(same, "urn", SIZES),
            range_indices(varied, "urn", SHARES),
        ],
        axis="columns",
    )

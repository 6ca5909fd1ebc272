"""How far the numbers of a school's multiple locals depend on choices; METRICS section 2."""

from collections.abc import Collection

import pandas as pd

from footprints.choices import Choice, leave_lone_trusts_out, list_choices, range_indices
from footprints.locals.contingency import Weight
from footprints.locals.multiplelocals import TAU, measure_locals

CHOICES = list_choices()
# counts of sets, which every choice defines
COUNTS = ("n_locals", "n_distinct", "n_distinct_tau")
# of schools or of pupils: a range over both would have no unit
SIZES = ("core", "reach")
SHARES = ("core_reach", "bricolage")


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
        `SIZES` of those of that weight.

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

"""How far the nesting of systems depends on choices that could as well have been others."""

from collections.abc import Sequence

import pandas as pd

from footprints.choices import Choice, list_choices, range_indices
from footprints.scope import in_scope
from footprints.systems.labels import Mask, Shared, find_lone_trusts, label_schools, weigh_schools
from footprints.systems.nesting import average, measure_pairs

INDICES = ["alignment", "homogeneity", "completeness", "v_measure"]


def vary_alternatives(
    schools: pd.DataFrame,
    memberships: pd.DataFrame,
    units: pd.DataFrame,
    *,
    systems: Sequence[str],
    inside: Mask | None = None,
    shared: Shared = "left out",
) -> pd.DataFrame:
    """
    Measure every pair of systems under all sensible choices, without the draws of chance.

    The choices are each scope of `footprints.scope.SCOPES`; counting schools or pupils; and
    trusts with one open school in all of England as locals or not. The last of these changes
    pairs with trusts alone.

    Parameters
    ----------
    schools, memberships, units
        The tables of those names; n schools.
    systems
        Keys of systems, each at most once.
    inside
        bool, length n: the area. None for all of England.
    shared
        What to do with a school of several units; see `footprints.systems.labels.label_schools`.

    Returns
    -------
    alternatives
        One row for each choice and pair: `scope`, `weight`, `single_trusts` and the columns of
        `footprints.systems.nesting.measure_pairs`.
    """
    everyone = label_schools(
        schools, memberships, units, systems=systems, inside=inside, scope="all", shared=shared
    )
    ordered = schools.set_index("urn").loc[everyone.urns]
    alone = find_lone_trusts(memberships)
    tables = []
    for choice in list_choices():
        labels = everyone.keep(in_scope(ordered, choice.scope).to_numpy())
        labels = labels if choice.single_trusts else labels.leave_alone_out(alone)
        pairs = measure_pairs(labels, weigh_schools(schools, labels, choice.weight))
        tables.append(pairs.assign(**choice._asdict()))
    varied = pd.concat(tables, ignore_index=True)
    return varied[[*Choice._fields, *varied.columns.drop([*Choice._fields])]]


def range_alternatives(alternatives: pd.DataFrame) -> pd.DataFrame:
    """
    Give each index of each pair its range, and the mean over pairs its own.

    Parameters
    ----------
    alternatives
        From `vary_alternatives`.

    Returns
    -------
    ranges
        For each pair in order, and last for the mean over pairs (`a` and `b` missing):
        `<index>_low`, `<index>_high` and `<index>_defined` for the alignment, homogeneity,
        completeness and V measure, as in `footprints.choices.range_indices`. The mean has no
        homogeneity or completeness: these have a direction, and pairs do not agree.
    """
    by_choice = alternatives.groupby([*Choice._fields], sort=False)
    means = by_choice[["alignment", "v_measure"]].agg(average).reset_index()
    varied = pd.concat([alternatives, means], ignore_index=True)
    return range_indices(varied, ["a", "b"], INDICES).reset_index()

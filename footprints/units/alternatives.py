"""How far the spread of a unit, its eccentricity and what spans units depend on choices.

A unit has the same schools whether trusts of one school are locals or not, so its centres are
varied by scope and weight alone; the graph of units has such trusts in it or not.
"""

from collections.abc import Collection, Mapping
from itertools import product

import pandas as pd

from footprints.choices import WEIGHTS, Choice, leave_lone_trusts_out, list_choices, range_indices
from footprints.membership.members import KEY, index_members
from footprints.scope import SCOPES
from footprints.units.centres import gather_cloud, measure_eccentricity
from footprints.units.spanners import connect_units, measure_betweenness, measure_constraint

CENTRE_CHOICES = list_choices(single_trusts=[True])
SPANNER_CHOICES = list_choices()
CENTRED = ("sd_km", "base_to_mean_km", "eccentricity")
SPANNED = ("constraint", "betweenness")


def vary_centres(
    schools: pd.DataFrame, memberships: pd.DataFrame, units: pd.DataFrame
) -> pd.DataFrame:
    """
    Measure the spread of every unit and its base's eccentricity under each of `CENTRE_CHOICES`.

    Parameters
    ----------
    schools, memberships, units
        The tables of those names.

    Returns
    -------
    varied
        Columns `CENTRED` as in `footprints.units.centres.find_centres`; index `scope`, `weight`,
        `single_trusts`, `system`, `unit_id`.
    """
    tables = {}
    for scope in SCOPES:
        members = index_members(schools, memberships, units, scope=scope)
        index = pd.MultiIndex.from_frame(members.units[KEY])
        base = members.units[["base_easting", "base_northing"]].to_numpy()
        for weight in WEIGHTS:
            columns = measure_eccentricity(gather_cloud(members, weight=weight), base)
            tables[Choice(scope, weight, single_trusts=True)] = pd.DataFrame(columns, index=index)
    return _stack(tables)


def range_centres(varied: pd.DataFrame) -> pd.DataFrame:
    """
    Give the spread and the eccentricity of each unit their range.

    Parameters
    ----------
    varied
        From `vary_centres`.

    Returns
    -------
    ranges
        Index `system`, `unit_id`; for each of `CENTRED` `_low`, `_high` and `_defined`, as in
        `footprints.choices.range_indices`.
    """
    return range_indices(varied, KEY, CENTRED)


def vary_spanners(
    schools: pd.DataFrame,
    memberships: pd.DataFrame,
    *,
    systems: Collection[str] | None = None,
    system: str = "trust",
) -> pd.DataFrame:
    """
    Measure how far the units of a system span the others under each of `SPANNER_CHOICES`.

    Parameters
    ----------
    schools, memberships, systems
        As in `footprints.units.spanners.connect_units`; all open schools, since a trust's size is
        that in England.
    system
        Whose units are reported.

    Returns
    -------
    varied
        Columns `SPANNED`; index `scope`, `weight`, `single_trusts`, `unit_id`. A unit is missing
        from the choices that leave it without a school, or out of the graph. Betweenness does not
        depend on the weight: a step counts 1 whatever is shared.
    """
    held = {True: memberships, False: leave_lone_trusts_out(memberships)}
    tables = {}
    for scope, single_trusts in product(SCOPES, held):
        graphs = {
            weight: connect_units(
                schools, held[single_trusts], scope=scope, systems=systems, weight=weight
            )
            for weight in WEIGHTS
        }
        between = measure_betweenness(graphs["schools"])
        for weight, graph in graphs.items():
            table = graph.units.assign(constraint=measure_constraint(graph), betweenness=between)
            own = table[table["system"] == system].set_index("unit_id")
            tables[Choice(scope, weight, single_trusts)] = own[[*SPANNED]]
    return _stack(tables)


def range_spanners(varied: pd.DataFrame) -> pd.DataFrame:
    """
    Give the constraint and betweenness of each unit their range.

    Parameters
    ----------
    varied
        From `vary_spanners`.

    Returns
    -------
    ranges
        Index `unit_id`; for each of `SPANNED` `_low`, `_high` and `_defined`, as in
        `footprints.choices.range_indices`.
    """
    return range_indices(varied, "unit_id", SPANNED)


def _stack(tables: Mapping[Choice, pd.DataFrame]) -> pd.DataFrame:
    """Put the tables of all choices one below the other."""
    return pd.concat([*tables.values()], keys=[*tables], names=Choice._fields)

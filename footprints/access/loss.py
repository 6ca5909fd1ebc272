"""What schools lose by being assigned to a unit whose base is not the nearest; METRICS section 7.

The loss of a school is its cost to the assigned base less that to the nearest base of the same
system, in km or minutes: 0 where the assigned base is the nearest. "Nearest" is among the bases
whose place is known. A school in several units (`shared`) has several losses: a unit counts it in
each, an area once, by a stated rule.
"""

from dataclasses import dataclass
from typing import Literal, get_args

import pandas as pd

from footprints.errors import UnknownKeyError
from footprints.locals.contingency import divide
from footprints.scope import in_scope
from footprints.systems.labels import Shared

# What a unit does with a school that other units share.
Sharing = Literal["in each", "left out", "nearest base"]
RULES = get_args(Sharing)
COUNTS = ["n_schools", "n_shared", "n_measured", "n_elsewhere", "n_unstated"]


@dataclass(frozen=True)
class Ranking:
    """
    Those that lose most.

    `table` has the rows ranked, most first, with `rank` (equal where equal) in front. `by` is
    the column that ranks. Only rows with at least `least_schools` measured are ranked, `n_ranked`
    of them; `n_too_few` are not.
    """

    table: pd.DataFrame
    by: str
    least_schools: int
    n_ranked: int
    n_too_few: int


def measure_unit_losses(
    travel: pd.DataFrame,
    schools: pd.DataFrame,
    system: str,
    *,
    loss: str = "penalty_km",
    scope: str = "state_funded",
    shared: Sharing = "in each",
) -> pd.DataFrame:
    """
    Measure what the schools of each unit lose by their assignment.

    Parameters
    ----------
    travel
        `urn`, `system`, `unit_id`, `nearest_unit_id` and the column named by `loss`; a row for
        each school and unit. One without a unit does not count.
    schools
        The table of that name.
    system
        Whose units.
    loss
        The column that holds the loss: NaN where it could not be measured.
    scope
        A key of `footprints.scope.SCOPES`.
    shared
        A school of several units counts `in each`; is `left out`; or counts in the one whose
        `nearest base` it is, that is where it loses least, the first by `unit_id` of equals, if
        all its losses are measured.

    Returns
    -------
    losses
        Index `unit_id`. `n_schools`; `n_shared` of them in several units; `n_measured`, those
        that the rest is about; `n_elsewhere`, whose nearest base is another's, and
        `share_elsewhere`; `mean_loss`, `median_loss`, `max_loss`, `total_loss`, schools counting
        1 each; `n_unstated`, measured schools that state no pupils; `pupils` of the others, and
        `pupil_mean_loss` and `pupil_total_loss`, weighted by them. NaN where nothing is measured.

    Raises
    ------
    UnknownKeyError
        If the travel table knows nothing of the system, or no such scope or rule is defined.

    Examples
    --------
    >>> schools = pd.DataFrame({"urn": [1, 2], "pupils": [100.0, 300.0]})
    >>> travel = pd.DataFrame({"urn": [1, 2], "system": "tsh", "unit_id": "A"})
    >>> travel = travel.assign(nearest_unit_id=["A", "B"], penalty_km=[0.0, 8.0])
    >>> found = measure_unit_losses(travel, schools, "tsh", scope="all")
    >>> found.loc["A", ["n_elsewhere", "mean_loss", "pupil_mean_loss"]].tolist()
    [1.0, 4.0, 6.0]
    """
    rows = _gather(travel, schools, system, loss, scope)
    return _measure(_settle(rows, shared), "unit_id")


def measure_area_losses(
    travel: pd.DataFrame,
    schools: pd.DataFrame,
    system: str,
    areas: pd.Series,
    *,
    loss: str = "penalty_km",
    scope: str = "state_funded",
    shared: Shared = "nearest base",
) -> pd.DataFrame:
    """
    Measure what the schools of each area lose by their assignment.

    Parameters
    ----------
    travel, schools, system, loss, scope
        As in `measure_unit_losses`.
    areas
        Label of the area of each school, index `urn`, each urn once; missing where it is in none.
    shared
        As in `measure_unit_losses`; each school counts once.

    Returns
    -------
    losses
        Index `area`, columns as in `measure_unit_losses` and `n_without`, the schools in scope
        that are in no unit of the system and not in `n_schools`.

    Raises
    ------
    UnknownKeyError
        As in `measure_unit_losses`.
    ValueError
        If `areas` names a urn twice.

    Examples
    --------
    >>> schools = pd.DataFrame({"urn": [1, 2], "pupils": [100.0, 300.0]})
    >>> travel = pd.DataFrame({"urn": [1, 1], "system": "tsh", "unit_id": ["A", "B"]})
    >>> travel = travel.assign(nearest_unit_id="A", penalty_km=[0.0, 8.0])
    >>> areas = pd.Series("Leeds", index=[1, 2])
    >>> found = measure_area_losses(travel, schools, "tsh", areas, scope="all")
    >>> found.loc["Leeds", ["n_schools", "n_shared", "n_without", "mean_loss"]].tolist()
    [1.0, 1.0, 1.0, 0.0]
    """
    if shared not in get_args(Shared):
        raise UnknownKeyError(f"`shared` must be one of {get_args(Shared)}, got {shared!r}")
    if areas.index.has_duplicates:
        twice = areas.index[areas.index.duplicated()][0]
        raise ValueError(f"`areas` must name each urn once, got {twice} twice")
    rows = _gather(travel, schools, system, loss, scope)
    settled = _settle(rows, shared).drop_duplicates("urn")
    settled["area"] = settled["urn"].map(areas)
    everyone = schools.loc[in_scope(schools, scope).to_numpy(), "urn"]
    alone = everyone[~everyone.isin(rows["urn"])].map(areas).value_counts()
    found = _measure(settled, "area")
    found = found.reindex(found.index.union(alone.index, sort=True).rename("area"))
    counts = found[COUNTS].fillna(0).astype("int64")
    return found.assign(**counts, n_without=alone.reindex(found.index, fill_value=0))


def rank_losses(
    losses: pd.DataFrame, *, by: str = "mean_loss", least_schools: int = 10, most: int = 10
) -> Ranking:
    """
    Rank units or areas by what they lose.

    Parameters
    ----------
    losses
        From `measure_unit_losses` or `measure_area_losses`.
    by
        The column that ranks, highest first.
    least_schools
        Rows with fewer schools measured are not ranked: one school's loss is no area's.
    most
        How many to give; more where the last is equal to others.

    Returns
    -------
    ranking
        See `Ranking`.

    Examples
    --------
    >>> losses = pd.DataFrame({"n_measured": [30, 2, 40], "mean_loss": [4.0, 60.0, 9.0]})
    >>> found = rank_losses(losses.set_axis(["A", "B", "C"]), most=1)
    >>> found.table.index.tolist(), found.n_ranked, found.n_too_few
    (['C'], 2, 1)
    """
    ranked = losses[(losses["n_measured"] >= least_schools) & losses[by].notna()]
    rank = ranked[by].rank(ascending=False, method="min").astype("int64")
    table = ranked.assign(rank=rank)[["rank", *ranked.columns]]
    table = table.sort_index().sort_values("rank", kind="stable")
    return Ranking(
        table=table[table["rank"] <= most],
        by=by,
        least_schools=least_schools,
        n_ranked=len(ranked),
        n_too_few=len(losses) - len(ranked),
    )


def _gather(
    travel: pd.DataFrame, schools: pd.DataFrame, system: str, loss: str, scope: str
) -> pd.DataFrame:
    """Put together what is known of each school in scope and unit of the system."""
    own = travel[travel["system"] == system]
    if own.empty:
        known = sorted(travel["system"].unique())
        raise UnknownKeyError(f"`system` must be one of {known}, got {system!r}")
    # a school in no unit has a row for the nearest base alone
    own = own[own["unit_id"].notna()]
    inside = schools.loc[in_scope(schools, scope).to_numpy(), ["urn", "pupils"]]
    rows = own[["urn", "unit_id", "nearest_unit_id", loss]].merge(inside, on="urn")
    rows = rows.rename(columns={loss: "loss"})
    return rows.assign(shared=rows["urn"].duplicated(keep=False))


def _settle(rows: pd.DataFrame, shared: str) -> pd.DataFrame:
    """Apply the rule for schools in several units: which rows stay, and which are measured."""
    if shared not in RULES:
        raise UnknownKeyError(f"`shared` must be one of {RULES}, got {shared!r}")
    if shared == "in each":
        return rows
    if shared == "left out":
        return rows.assign(loss=rows["loss"].mask(rows["shared"]))
    whole = rows["loss"].notna().groupby(rows["urn"]).transform("all")
    nearest = rows[whole].sort_values(["urn", "loss", "unit_id"]).drop_duplicates("urn")
    # where a loss is missing nobody can tell which is least
    rest = rows[~whole]
    return pd.concat([nearest, rest.assign(loss=rest["loss"].mask(rest["shared"]))])


def _measure(rows: pd.DataFrame, key: str) -> pd.DataFrame:
    """Measure the losses of each unit or area; see `measure_unit_losses`."""
    known = rows["loss"].notna()
    pupils = rows["pupils"].where(known)
    table = rows.assign(
        measured=known,
        elsewhere=rows["nearest_unit_id"].ne(rows["unit_id"]) & (rows["loss"] > 0),
        unstated=known & pupils.isna(),
        pupils=pupils,
        pupil_loss=rows["loss"] * pupils,
    )
    groups = table.groupby(key, sort=True)
    loss, sums = groups["loss"], groups[["pupils", "pupil_loss"]].sum(min_count=1)
    counts = groups[["shared", "measured", "elsewhere", "unstated"]].sum().add_prefix("n_")
    return pd.DataFrame(
        {
            "n_schools": groups.size(),
            **counts,
            "share_elsewhere": divide(counts["n_elsewhere"], counts["n_measured"]),
            "mean_loss": loss.mean(),
            "median_loss": loss.median(),
            "max_loss": loss.max(),
            "total_loss": loss.sum(min_count=1),
            "pupils": sums["pupils"],
            "pupil_mean_loss": divide(sums["pupil_loss"], sums["pupils"]),
            "pupil_total_loss": sums["pupil_loss"],
        }
    )

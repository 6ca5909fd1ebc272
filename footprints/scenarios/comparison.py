"""Two travel tables side by side: who gets nearer, who farther, in which units and districts."""

from dataclasses import dataclass

import pandas as pd

from footprints.locals.contingency import divide
from footprints.scenarios.changes import CHANGES, SAME, label_changes, rank_gains
from footprints.scenarios.errors import ComparisonError

SIDES = ("before", "after")
_COMPARED = ("nearer", "farther", "same")


@dataclass(frozen=True)
class Comparison:
    """
    The travel of schools in one system before and after.

    `schools` has a row for each school with a row in either table, by urn: `urn`, `unit_before`,
    `unit_after`, `before`, `after` (costs, from `column`), `gain` (above 0 is nearer), `change` (a
    key of `footprints.scenarios.changes.CHANGES`) and `moved`, whether its unit changes. A school
    of several units travels to the nearest of them, the first by `unit_id` of equals.
    `n_without` schools have no row in either and are in none of the tables.

    `whole` (one row, `all`), `districts` (by `lad_code`) and `groups` count these schools:
    `n_schools`, `n_moved`, one column for each change (`n_nearer` and so on; they add up to
    `n_schools`), and of the `n_compared` whose cost is known both before and after `mean_*`,
    `median_*`, `p90_*`, `n_over_*` and `share_over_*` the threshold, each `before` and `after`.

    `units` has the schools in each, a shared school in each of its: `n_before`, `n_after`,
    `n_joined`, `n_left`; `n_known_before`, `n_known_after`, and of these the same figures: other
    schools before than after where some moved.
    """

    system: str
    column: str
    threshold: float
    n_without: int
    schools: pd.DataFrame
    whole: pd.DataFrame
    units: pd.DataFrame
    districts: pd.DataFrame
    groups: pd.DataFrame

    @property
    def winners(self) -> pd.DataFrame:
        """The schools that get nearer, those that gain most first."""
        return rank_gains(self.schools, "nearer")

    @property
    def losers(self) -> pd.DataFrame:
        """The schools that get farther, those that lose most first."""
        return rank_gains(self.schools, "farther")


def compare_scenario(
    before: pd.DataFrame,
    after: pd.DataFrame,
    schools: pd.DataFrame,
    *,
    system: str,
    column: str = "straight_km",
    threshold: float = 40.0,
    groups: pd.Series | None = None,
) -> Comparison:
    """
    Compare the travel of schools before and after a scenario.

    Parameters
    ----------
    before, after
        Travel tables made in the same way, of the tables as they are and as
        `footprints.scenarios.application.apply_scenario` gives them: `urn`, `system`, `unit_id`,
        `nearest_unit_id` where a nearest base is compared, and `column`.
    schools
        Who is compared: `urn` and `lad_code`; n rows.
    system
        In which system.
    column
        The cost, such as `straight_km`, `detour_km`, `minutes`, or `nearest_km` for the nearest
        base whoever it belongs to.
    threshold
        In the measure of `column`.
    groups
        The group of each school, index `urn`; missing or not there is in no group.

    Returns
    -------
    comparison
        See `Comparison`.

    Raises
    ------
    ComparisonError
        If a table has no such column, or the two were measured by different methods.

    Examples
    --------
    >>> schools = pd.DataFrame({"urn": [1, 2], "lad_code": ["D", "D"]})
    >>> rows = pd.DataFrame({"urn": [1, 2], "system": "tsh", "unit_id": ["A", "B"]})
    >>> before, after = rows.assign(straight_km=[9.0, 50.0]), rows.assign(straight_km=[9.0, 20.0])
    >>> found = compare_scenario(before, after, schools, system="tsh")
    >>> found.winners["urn"].tolist(), found.whole.loc["all", ["n_same", "mean_after"]].tolist()
    ([2], [1.0, 14.5])
    """
    _insist_on_likeness(before, after, column)
    unit = "nearest_unit_id" if column.startswith("nearest") else "unit_id"
    pairs = {
        side: _take_pairs(table, schools, system, unit, column)
        for side, table in zip(SIDES, (before, after), strict=True)
    }
    rows = _put_side_by_side(pairs)
    rows["lad_code"] = rows["urn"].map(schools.set_index("urn")["lad_code"])
    found = rows["urn"].map(groups) if groups is not None else pd.Series(index=rows.index)
    return Comparison(
        system=system,
        column=column,
        threshold=threshold,
        n_without=int((~schools["urn"].isin(rows["urn"])).sum()),
        schools=rows.drop(columns="lad_code"),
        whole=_describe(rows, pd.Series("all", index=rows.index), threshold),
        units=_describe_units(pairs, threshold),
        districts=_describe(rows, rows["lad_code"], threshold),
        groups=_describe(rows, found, threshold),
    )


def _insist_on_likeness(before: pd.DataFrame, after: pd.DataFrame, column: str) -> None:
    """Insist on the column, by one method, in both tables."""
    for name, table in zip(SIDES, (before, after), strict=True):
        if column not in table:
            raise ComparisonError(f"`{name}` must have the column {column!r}, it has none")
    methods = {m for table in (before, after) for m in table.get("method", pd.Series()).dropna()}
    if len(methods) > 1:
        raise ComparisonError(
            f"`before` and `after` must be measured by one method, got {sorted(methods)}; measure "
            "both anew by the same"
        )


def _take_pairs(
    table: pd.DataFrame, schools: pd.DataFrame, system: str, unit: str, column: str
) -> pd.DataFrame:
    """Take the schools of one system with each of their units and its cost, nearest first."""
    rows = table[table["system"].eq(system) & table["urn"].isin(schools["urn"])]
    pairs = rows[["urn", unit, column]].set_axis(["urn", "unit_id", "cost"], axis=1)
    pairs = pairs.astype({"cost": "float64"}).drop_duplicates()
    return pairs.sort_values(["urn", "cost", "unit_id"], ignore_index=True)


def _put_side_by_side(pairs: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Give each school its unit and cost before and after, and say what changes."""
    sides = [
        rows.drop_duplicates("urn").set_axis(["urn", f"unit_{side}", side], axis=1)
        for side, rows in pairs.items()
    ]
    rows = sides[0].merge(sides[1], on="urn", how="outer").sort_values("urn", ignore_index=True)
    before, after = (rows[side].to_numpy(dtype="float64") for side in SIDES)
    units = rows[["unit_before", "unit_after"]].fillna("")
    columns = ["urn", "unit_before", "unit_after", "before", "after"]
    return rows[columns].assign(
        gain=before - after,
        change=pd.Series(label_changes(before, after), dtype="str"),
        moved=units["unit_before"] != units["unit_after"],
    )


def _describe(rows: pd.DataFrame, by: pd.Series, threshold: float) -> pd.DataFrame:
    """Describe schools by group; see `Comparison`."""
    labels = pd.Index(sorted(by.dropna().unique()), name=by.name)
    tally = pd.crosstab(by, rows["change"])
    counts = tally.reindex(index=labels, columns=list(CHANGES), fill_value=0).add_prefix("n_")
    counts.columns.name = None
    compared = rows["change"].isin(_COMPARED)
    counts.insert(0, "n_schools", counts.sum(axis=1))
    counts.insert(1, "n_moved", rows["moved"].groupby(by).sum().reindex(labels))
    counts["n_compared"] = compared.groupby(by).sum().reindex(labels)
    figures = [
        _measure(rows.loc[compared, side], by[compared], side, threshold).reindex(labels)
        for side in SIDES
    ]
    return pd.concat([counts, *figures], axis=1)


def _describe_units(pairs: dict[str, pd.DataFrame], threshold: float) -> pd.DataFrame:
    """Describe the schools of each unit before and after; see `Comparison`."""
    held = {side: rows.dropna(subset=["unit_id"]) for side, rows in pairs.items()}
    both = held["before"].merge(held["after"], on=["urn", "unit_id"])["unit_id"].value_counts()
    sizes = {side: rows["unit_id"].value_counts() for side, rows in held.items()}
    labels = pd.Index(sorted(set(sizes["before"].index) | set(sizes["after"].index)))
    n_stayed, n_before, n_after = (
        found.reindex(labels, fill_value=0) for found in (both, sizes["before"], sizes["after"])
    )
    table = pd.DataFrame({"n_before": n_before, "n_after": n_after}, index=labels)
    table = table.assign(n_joined=n_after - n_stayed, n_left=n_before - n_stayed)
    parts = [table.rename_axis("unit_id")]
    for side, rows in held.items():
        known = rows.dropna(subset=["cost"])
        n_known = known["unit_id"].value_counts().reindex(labels, fill_value=0)
        parts.append(n_known.rename(f"n_known_{side}"))
        measured = _measure(known["cost"], known["unit_id"], side, threshold)
        parts.append(measured.reindex(labels))
    return pd.concat(parts, axis=1).rename_axis("unit_id")


def _measure(cost: pd.Series, by: pd.Series, side: str, threshold: float) -> pd.DataFrame:
    """Measure costs by group."""
    groups = cost.groupby(by)
    over = (cost > threshold + SAME).groupby(by).sum()
    return pd.DataFrame(
        {
            f"mean_{side}": groups.mean(),
            f"median_{side}": groups.median(),
            f"p90_{side}": groups.quantile(0.9),
            f"n_over_{side}": over,
            f"share_over_{side}": divide(over.to_numpy(), groups.size().to_numpy()),
        }
    )

"""How many bodies answer for the schools of an area, and how evenly; METRICS section 4."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from footprints.choices import WEIGHTS, Choice, list_choices
from footprints.errors import UnknownKeyError
from footprints.locals.contingency import Weight
from footprints.scope import in_scope
from footprints.systems.rarefaction import expect_draw
from footprints.trustbands import BANDS, band_trusts

BIG = BANDS[2:]
TRUST_KINDS = ("MAT", "SAT")
# What the range of an index is taken over; METRICS: every state-funded school, or primaries.
VARIED_SCOPES = ("state_funded", "primary_age")
COUNTS = ("n_schools", "n_unstated", "n_bodies", "n_big_trust")


def name_bodies(schools: pd.DataFrame) -> pd.Series:
    """
    Name the responsible body of each school: its trust, else its authority.

    A school whose record says that it is in an academy trust but does not give the trust's
    number is a body of its own: the authority does not answer for it, and such trusts hold
    single schools.

    Parameters
    ----------
    schools
        Columns `urn`, `trust_id`, `trust_kind`, `la_code`; n rows.

    Returns
    -------
    body
        text, index `urn` in row order: `trust:` and the `trust_id`, `la:` and the `la_code`, or
        `school:` and the `urn`; missing where the record names neither trust nor authority.

    Examples
    --------
    >>> rows = [(1, "5", "MAT", "201"), (2, None, None, "201"), (3, None, "SAT", "201")]
    >>> columns = ["urn", "trust_id", "trust_kind", "la_code"]
    >>> name_bodies(pd.DataFrame(rows, columns=columns)).tolist()
    ['trust:5', 'la:201', 'school:3']
    """
    body = "trust:" + schools["trust_id"].astype("str")
    alone = schools["trust_kind"].isin(TRUST_KINDS)
    rest = ("school:" + schools["urn"].astype("str")).where(
        alone, "la:" + schools["la_code"].astype("str")
    )
    named = body.where(schools["trust_id"].notna(), rest)
    return named.set_axis(pd.Index(schools["urn"], name="urn")).rename("body")


def measure_fragmentation(
    schools: pd.DataFrame,
    areas: pd.Series,
    *,
    scope: str = "state_funded",
    weight: Weight = "schools",
    leave_out_single: bool = False,
    labels: Sequence[str] | None = None,
) -> pd.DataFrame:
    """
    Measure how the schools of each area are divided among responsible bodies.

    With p the share of a body: entropy H = -sum p ln p; effective number of bodies N1 = exp(H);
    HHI = sum p^2; N2 = 1 / HHI (Hill 1973; Jost 2006). Areas of different size are compared by
    `rarefy_bodies` and not by these.

    Parameters
    ----------
    schools
        The `schools` table, all of it: a trust's size is its open schools in England.
    areas
        Label of the area of each school, index `urn`; missing where it is in none. A school may
        be in several areas, one row for each. For a selection, give its urns one label.
    scope
        Which schools count: a key of `footprints.scope.SCOPES`. Independent schools would count
        to their authority, so the scope `all` is seldom what is meant.
    weight
        What a school counts for in shares: 1, or its pupils. One that states no pupils is then
        left out of them, as is always one without a body; both are counted as `n_unstated`.
    leave_out_single
        Leave out schools whose trust has one open school.
    labels
        The areas to report, in that order, also those without a school; if not given all that
        have one, in order of label.

    Returns
    -------
    fragmentation
        Index `area`: `n_schools`, `n_unstated`, `n_bodies`, `entropy`, `effective_bodies` (N1),
        `hhi`, `inverse_hhi` (N2), `largest_body`, `largest_share`, `n_big_trust` (schools in
        trusts with six or more open schools in England, METRICS' medium and large) and
        `share_big_trust`. Shares are of schools or of pupils by `weight`; NaN, and no body,
        where nothing counts.

    Raises
    ------
    UnknownKeyError
        If no such scope or weight is defined, or a urn of `areas` is not in `schools`.
    """
    if weight not in WEIGHTS:
        raise UnknownKeyError(f"`weight` must be one of {WEIGHTS}, got {weight!r}")
    choice = Choice(scope, weight, single_trusts=not leave_out_single)
    return _report(_measure(_gather(schools, areas), schools, choice), labels, COUNTS)


def vary_fragmentation(
    schools: pd.DataFrame, areas: pd.Series, *, labels: Sequence[str] | None = None
) -> pd.DataFrame:
    """
    Measure the same areas under each sensible alternative, to show how far an index depends on it.

    Parameters
    ----------
    schools, areas, labels
        As in `measure_fragmentation`.

    Returns
    -------
    varied
        Columns of `measure_fragmentation`; index `scope` (of `VARIED_SCOPES`), `weight`,
        `single_trusts` (`kept` or `left out`), `area`.
    """
    rows, choices = _gather(schools, areas), list_choices(scopes=VARIED_SCOPES)
    tables = [_report(_measure(rows, schools, choice), labels, COUNTS) for choice in choices]
    keys = [(c.scope, c.weight, "kept" if c.single_trusts else "left out") for c in choices]
    return pd.concat(tables, keys=keys, names=Choice._fields)


def rarefy_bodies(
    schools: pd.DataFrame,
    areas: pd.Series,
    *,
    n_drawn: int | None = None,
    scope: str = "state_funded",
    leave_out_single: bool = False,
    labels: Sequence[str] | None = None,
) -> pd.DataFrame:
    """
    Compare areas at equal size: what would be found among n of their schools drawn at random.

    All three are exact, no sample is taken. The expected number of bodies is Hurlbert's (1971);
    the effective numbers are those of the counts expected among n drawn without replacement
    (Chao and others 2014, Ecological Monographs 84, 45-67): exp of the expected entropy, and
    1 over the expected HHI. Schools are drawn, whatever their pupils.

    Parameters
    ----------
    schools, areas, scope, leave_out_single, labels
        As in `measure_fragmentation`.
    n_drawn
        How many schools are drawn, 1 or more; as many as the smallest of the areas has if not
        given.

    Returns
    -------
    rarefied
        Index `area`: `n_schools` (those that have a body), `n_drawn`, `expected_bodies`,
        `effective_bodies` (N1) and `inverse_hhi` (N2) at that size; NaN where the area has
        fewer schools.

    Raises
    ------
    UnknownKeyError
        If no such scope is defined, or a urn of `areas` is not in `schools`.
    ValueError
        If `n_drawn` is below 1.
    """
    if n_drawn is not None and n_drawn < 1:
        raise ValueError(f"`n_drawn` must be 1 or more, got {n_drawn}")
    choice = Choice(scope, "schools", single_trusts=not leave_out_single)
    rows = _keep(_gather(schools, areas), schools, choice).dropna(subset=["body"])
    sizes = rows.groupby("area").size()
    drawn = n_drawn or (int(sizes.min()) if len(sizes) else 1)
    held = rows.groupby(["area", "body"]).size().rename("held").reset_index()
    added = expect_draw(
        held["held"].to_numpy(), held["area"].map(sizes).astype("int64").to_numpy(), drawn
    )
    expected = pd.DataFrame(added, columns=["bodies", "entropy", "hhi"])
    expected = expected.groupby(held["area"]).sum().where(sizes >= drawn)
    table = pd.DataFrame(
        {
            "n_schools": sizes,
            "n_drawn": drawn,
            "expected_bodies": expected["bodies"],
            "effective_bodies": np.exp(expected["entropy"]),
            "inverse_hhi": 1 / expected["hhi"],
        }
    )
    return _report(table, labels, COUNTS[:1]).assign(n_drawn=drawn)


def _gather(schools: pd.DataFrame, areas: pd.Series) -> pd.DataFrame:
    """Put a row for each area and school: its place in the table (`at`), its body and size."""
    body, band = name_bodies(schools), band_trusts(schools["trust_id"]).to_numpy()
    single = (band == BANDS[0]) | body.str.startswith("school:").to_numpy(dtype="bool")
    placed = areas.dropna()
    at = body.index.get_indexer(placed.index)
    if (at < 0).any():
        unknown = placed.index[at < 0][0]
        raise UnknownKeyError(f"`areas` must be of schools of the table, got {unknown}")
    return pd.DataFrame(
        {
            "area": placed.to_numpy(),
            "at": at,
            "body": body.to_numpy()[at],
            "pupils": schools["pupils"].to_numpy()[at],
            "is_big": np.isin(band, BIG)[at],
            "is_single": single[at],
        }
    )


def _keep(rows: pd.DataFrame, schools: pd.DataFrame, choice: Choice) -> pd.DataFrame:
    """Keep the schools that count by a choice."""
    inside = in_scope(schools, choice.scope).to_numpy()[rows["at"]]
    left_out = rows["is_single"] & (not choice.single_trusts)
    return rows[inside & ~left_out].reset_index(drop=True)


def _measure(rows: pd.DataFrame, schools: pd.DataFrame, choice: Choice) -> pd.DataFrame:
    """Measure each area that has a school by a choice; see `measure_fragmentation`."""
    rows = _keep(rows, schools, choice)
    stated = rows["pupils"] if choice.weight == "pupils" else pd.Series(1.0, index=rows.index)
    rows["unstated"] = stated.isna() | rows["body"].isna()
    rows["weight"] = stated.mask(rows["unstated"], 0.0)
    rows["in_big"] = rows["is_big"] * rows["weight"]
    sums = rows.groupby("area")[["unstated", "is_big", "in_big", "weight"]].sum()
    total = sums["weight"].mask(sums["weight"] == 0)
    return pd.DataFrame(
        {
            "n_schools": rows.groupby("area").size(),
            "n_unstated": sums["unstated"],
            **_measure_shares(rows, total),
            "n_big_trust": sums["is_big"],
            "share_big_trust": sums["in_big"] / total,
        }
    )


def _measure_shares(rows: pd.DataFrame, total: pd.Series) -> dict[str, pd.Series]:
    """Measure the shares of the bodies of each area, of those that any weight falls on."""
    held = rows.groupby(["area", "body"])["weight"].sum().reset_index()
    held = held[held["weight"] > 0]
    held["share"] = held["weight"] / held["area"].map(total).astype("float64")
    held["surprise"] = held["share"] * np.log(1 / held["share"])
    held["square"] = held["share"] ** 2
    by_area = held.groupby("area")
    entropy, hhi = by_area["surprise"].sum(), by_area["square"].sum()
    # of bodies equally large the first by name
    ranked = held.sort_values(["share", "body"], ascending=[False, True])
    largest = ranked.drop_duplicates("area").set_index("area")
    return {
        "n_bodies": by_area.size(),
        "entropy": entropy,
        "effective_bodies": np.exp(entropy),
        "hhi": hhi,
        "inverse_hhi": 1 / hhi,
        "largest_body": largest["body"],
        "largest_share": largest["share"],
    }


def _report(
    table: pd.DataFrame, labels: Sequence[str] | None, counts: Sequence[str]
) -> pd.DataFrame:
    """Give the areas asked for; where an area has no school its counts are 0, the rest missing."""
    asked = table if labels is None else table.reindex(list(labels))
    whole = asked[[*counts]].fillna(0).astype("int64")
    return asked.assign(**{name: whole[name] for name in counts}).rename_axis("area")

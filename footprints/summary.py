"""A selection of schools in words: how many, of what kind, in which units, how certain."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from footprints.memberships import CERTAINTIES

MOST_UNITS = 3
MOST_PHASES = 3
# GIAS states no phase for them
NO_PHASE, PHASELESS = "Not applicable", "of no stated phase"


@dataclass(frozen=True)
class Summary:
    """
    What a selection holds.

    `phases` and `units` give name and number of schools, the most first; `certainties` gives
    each certainty in which some are, the firmest first. A school of two units counts in both,
    so `units` may add up to more than `n`. `pupils` are those of schools that state a number,
    `unstated` how many do not; `unplaced` have no point on the map.
    """

    n: int
    of: int
    unplaced: int
    pupils: int
    unstated: int
    phases: tuple[tuple[str, int], ...]
    n_units: int
    units: tuple[tuple[str, int], ...]
    certainties: tuple[tuple[str, int], ...]


def summarise(
    schools: pd.DataFrame,
    memberships: pd.DataFrame,
    units: pd.DataFrame,
    shown: npt.NDArray[np.bool_],
    *,
    system: str,
) -> Summary:
    """
    Count what is in a selection.

    Parameters
    ----------
    schools
        The `schools` table; n rows.
    memberships, units
        The tables of those names.
    shown
        bool, length n: the selection.
    system
        Whose units are counted.

    Returns
    -------
    summary
        Counts of schools; pupils are those of schools that state them.
    """
    chosen = schools.loc[shown, ["urn", "phase", "pupils"]]
    held = memberships.loc[memberships["system"] == system, ["urn", "unit_id", "certainty"]]
    held = held[held["urn"].isin(chosen["urn"])]
    certainty = held.drop_duplicates("urn")["certainty"].value_counts()
    names = units[units["system"] == system].set_index("unit_id")["name"]
    sizes = held.loc[held["certainty"] != "none", "unit_id"].value_counts()
    ranked = sizes.rename_axis("unit_id").reset_index(name="n")
    ranked = ranked.sort_values(["n", "unit_id"], ascending=[False, True]).head(MOST_UNITS)
    phases = chosen["phase"].fillna(NO_PHASE).value_counts().head(MOST_PHASES)
    return Summary(
        n=len(chosen),
        of=len(schools),
        unplaced=int((shown & schools["geometry"].isna().to_numpy()).sum()),
        pupils=int(chosen["pupils"].sum()),
        unstated=int(chosen["pupils"].isna().sum()),
        phases=tuple(
            (PHASELESS if phase == NO_PHASE else str(phase), int(n)) for phase, n in phases.items()
        ),
        n_units=len(sizes),
        units=tuple(
            (str(names.get(row.unit_id, row.unit_id)), int(row.n)) for row in ranked.itertuples()
        ),
        certainties=tuple((c, int(certainty[c])) for c in CERTAINTIES if c in certainty),
    )


def say_summary(summary: Summary, unit_name: str, system_name: str) -> str:
    """
    Say a summary in two or three sentences.

    Parameters
    ----------
    summary
        From `summarise`.
    unit_name, system_name
        What one unit and the system are called: "Maths Hub", "Maths Hubs".

    Returns
    -------
    text
        Plain text; each share with its count.

    Examples
    --------
    >>> one = Summary(1, 9, 0, 210, 0, (("Primary", 1),), 1, (("North", 1),), (("listed", 1),))
    >>> say_summary(one, "Maths Hub", "Maths Hubs")
    '1 of 9 open schools (independents and colleges included), with 210 pupils: 1 primary. It is \
in 1 Maths Hub: North, 100% (1 of 1). How certain: 1 listed.'
    """
    if not summary.n:
        return f"None of the {summary.of:,} open schools (independents and colleges included)."
    return " ".join(
        (
            _say_schools(summary),
            _say_units(summary, unit_name, system_name),
            _say_certainties(summary),
        )
    )


def _say_schools(summary: Summary) -> str:
    """Say how many schools there are, of which phases, and what is not known of them."""
    named = [*summary.phases]
    rest = summary.n - sum(n for _, n in named)
    if rest:
        named.append(("of other phases", rest))
    phases = ", ".join(f"{n:,} {phase[:1].lower()}{phase[1:]}" for phase, n in named)
    unknown = [
        f"{n:,} without {what}"
        for n, what in (
            (summary.unstated, "a number of pupils"),
            (summary.unplaced, "usable coordinates, so not on the map"),
        )
        if n
    ]
    return (
        f"{summary.n:,} of {_count(summary.of, 'open school')} (independents and colleges "
        f"included), with {summary.pupils:,} pupils: {'; '.join([phases, *unknown])}."
    )


def _say_units(summary: Summary, unit_name: str, system_name: str) -> str:
    """Say in how many units they are, and which hold the most of them."""
    if not summary.units:
        return f"No unit of {system_name} is published for {'it' if summary.n == 1 else 'them'}."
    shares = "; ".join(
        f"{name}, {_share(n, summary.n)} ({n:,} of {summary.n:,})" for name, n in summary.units
    )
    who = "It is" if summary.n == 1 else "They are"
    largest = "" if summary.n_units <= len(summary.units) else ", the largest"
    return f"{who} in {_count(summary.n_units, unit_name)}{largest}: {shares}."


def _say_certainties(summary: Summary) -> str:
    """Say how certain that is."""
    words = {"none": "in no published unit", "shared": "shared (counted in each of its units)"}
    said = ", ".join(f"{n:,} {words.get(one, one)}" for one, n in summary.certainties)
    return f"How certain: {said}."


def _share(n: int, of: int) -> str:
    """Write a share; neither nothing nor all unless it is."""
    rounded = round(100 * n / of)
    if rounded == 0:
        return "under 1%"
    return "over 99%" if rounded == 100 and n < of else f"{rounded}%"


def _count(n: int, noun: str) -> str:
    """Count a noun."""
    if n == 1:
        return f"1 {noun}"
    plural = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{n:,} {plural}"

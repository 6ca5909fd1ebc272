"""A selection of schools in words: how many, of what kind, in which units, how certain."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from footprints.locals.signatures import NO_UNIT, Codes
from footprints.membership.memberships import CERTAINTIES

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


@dataclass(frozen=True)
class SystemCounts:
    """
    Schools and their memberships of one system as codes, so that a selection is counted at once.

    `pupils` and `placed` have one value for each school, `phase` the position of its phase in
    `phases`. Memberships are in `school` (position), `unit` (position in `units`, -1 for none)
    and `certainty` (position in `CERTAINTIES`); `first` marks the first one of each school.
    `units` is ascending by id.
    """

    phase: Codes
    phases: tuple[str, ...]
    pupils: npt.NDArray[np.float64]
    placed: npt.NDArray[np.bool_]
    school: Codes
    unit: Codes
    units: tuple[str, ...]
    certainty: Codes
    first: npt.NDArray[np.bool_]


def index_counts(
    schools: pd.DataFrame, memberships: pd.DataFrame, units: pd.DataFrame, *, system: str
) -> SystemCounts:
    """
    Arrange one system for `summarise`; once per snapshot.

    Parameters
    ----------
    schools
        The `schools` table; n rows.
    memberships, units
        The tables of those names; schools that are not in `schools` are left out.
    system
        Whose units are counted.

    Returns
    -------
    counts
        See `SystemCounts`.
    """
    held = memberships.loc[memberships["system"] == system, ["urn", "unit_id", "certainty"]]
    school = pd.Index(schools["urn"]).get_indexer(held["urn"])
    held, school = held[school >= 0], school[school >= 0]
    ids = pd.Index(held["unit_id"].dropna().unique()).sort_values()
    names = units[units["system"] == system].set_index("unit_id")["name"]
    unit = ids.get_indexer(held["unit_id"])
    phase, phases = pd.factorize(schools["phase"].fillna(NO_PHASE), sort=True)
    return SystemCounts(
        phase=phase,
        phases=tuple(phases),
        pupils=schools["pupils"].to_numpy(),
        placed=schools["geometry"].notna().to_numpy(),
        school=school,
        unit=np.where(held["certainty"] == "none", NO_UNIT, unit),
        units=tuple(str(names.get(unit_id, unit_id)) for unit_id in ids),
        certainty=pd.Index(CERTAINTIES).get_indexer(held["certainty"]),
        first=~held["urn"].duplicated().to_numpy(),
    )


def summarise(counts: SystemCounts, shown: npt.NDArray[np.bool_]) -> Summary:
    """
    Count what is in a selection.

    Parameters
    ----------
    counts
        From `index_counts`, of n schools.
    shown
        bool, length n: the selection.

    Returns
    -------
    summary
        Counts of schools; pupils are those of schools that state them.
    """
    held = shown[counts.school]
    units = _rank(counts.unit[held & (counts.unit >= 0)], counts.units)
    certain = np.bincount(counts.certainty[held & counts.first], minlength=len(CERTAINTIES))
    pupils = counts.pupils[shown]
    phases = _rank(counts.phase[shown], counts.phases)[:MOST_PHASES]
    return Summary(
        n=int(shown.sum()),
        of=len(shown),
        unplaced=int((shown & ~counts.placed).sum()),
        pupils=int(np.nansum(pupils)),
        unstated=int(np.isnan(pupils).sum()),
        phases=tuple((PHASELESS if name == NO_PHASE else name, n) for name, n in phases),
        n_units=len(units),
        units=tuple(units[:MOST_UNITS]),
        certainties=tuple((c, int(n)) for c, n in zip(CERTAINTIES, certain, strict=True) if n),
    )


def _rank(codes: Codes, names: Sequence[str]) -> list[tuple[str, int]]:
    """Give names with how often each occurs, the most frequent first; the unknown are left out."""
    times = np.bincount(codes, minlength=len(names))
    order = np.argsort(-times, kind="stable")
    return [(names[at], int(times[at])) for at in order if times[at]]


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

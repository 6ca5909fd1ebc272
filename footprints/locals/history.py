"""Where a school came from and what followed it, by the links between URNs."""

from collections.abc import Mapping
from types import MappingProxyType

import pandas as pd

from footprints.selection.names import MAX_STEPS

# the turn of a link, the word that begins its kind, and the word at its other end
TURNS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {"before": ("Predecessor", "Successor"), "after": ("Successor", "Predecessor")}
)
STEP = ["urn", "to", "kind", "date"]
COLUMNS = ["urn", "name", "turn", "kind", "date", "step"]


def trace_history(urn: int, links: pd.DataFrame) -> pd.DataFrame:
    """
    Follow the links of a school back to all it came from and on to all that followed.

    A link told from both ends counts once: a school's own "Predecessor" is the same as that
    school's "Successor". Links of other kinds, as between a school and its sixth form centre,
    are followed no further.

    Parameters
    ----------
    urn
        The school asked about.
    links
        The `links` table.

    Returns
    -------
    history
        One row for each other URN: `urn`; `name` (NaN where no link names it); `turn` (`before`,
        `after` or `beside`); `kind`, what the record adds, such as "merged" (the whole kind for
        `beside`, else empty where it adds nothing); `date` (ISO text; NaN where unknown);
        `step`, 1 for the next and at most `MAX_STEPS`. Those before first, the nearest first.

    Examples
    --------
    >>> links = pd.DataFrame({"urn": [2, 1], "linked_urn": [1, 2], "linked_name": ["Old", "New"],
    ...     "kind": ["Predecessor", "Successor"], "date": [None, "2012-09-01"]})
    >>> trace_history(2, links)[["urn", "name", "turn", "date", "step"]].values.tolist()
    [[1, 'Old', 'before', '2012-09-01', 1]]
    """
    parts = [
        _walk(urn, _list_steps(links, *words)).assign(turn=turn) for turn, words in TURNS.items()
    ]
    told = [word for word, _ in TURNS.values()]
    beside = links[(links["urn"] == urn) & ~links["kind"].str.startswith(tuple(told))]
    parts.append(beside.rename(columns={"linked_urn": "to"})[STEP].assign(turn="beside", step=1))
    found = pd.concat(parts, ignore_index=True)
    found = found.drop(columns="urn").rename(columns={"to": "urn"}).drop_duplicates("urn")
    named = links.dropna(subset=["linked_name"]).drop_duplicates("linked_urn")
    name = found["urn"].map(named.set_index("linked_urn")["linked_name"])
    return found.assign(name=name)[COLUMNS].reset_index(drop=True)


def _list_steps(links: pd.DataFrame, word: str, other: str) -> pd.DataFrame:
    """List each step one way, from `urn` to `to`, whichever end tells it."""
    own = links[links["kind"].str.startswith(word)].rename(columns={"linked_urn": "to"})
    back = links[links["kind"].str.startswith(other)]
    back = back.rename(columns={"urn": "to", "linked_urn": "urn"})
    steps = pd.concat([own[STEP], back[STEP]])
    # of two tellings the one with the earlier date, and one with a date before one without
    steps = steps.sort_values("date", kind="stable").drop_duplicates(["urn", "to"])
    added = steps["kind"].str.extract(" - (.*)", expand=False).fillna("")
    return steps.assign(kind=added.str.lower())


def _walk(urn: int, steps: pd.DataFrame) -> pd.DataFrame:
    """Follow steps from a school; each URN once, by its shortest way."""
    seen, here = {urn}, [urn]
    found = [steps.iloc[:0].assign(step=0)]
    for step in range(1, MAX_STEPS + 1):
        onward = steps[steps["urn"].isin(here) & ~steps["to"].isin(seen)]
        onward = onward.sort_values("to").drop_duplicates("to")
        if onward.empty:
            break
        found.append(onward.assign(step=step))
        here = onward["to"].tolist()
        seen.update(here)
    return pd.concat(found)

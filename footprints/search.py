"""Find a school, place, trust or hub by what people type: name, URN (old too), postcode."""

import re
import unicodedata

import numpy as np
import pandas as pd

POSTCODE = re.compile(r"^[a-z]{1,2}\d[a-z\d]?\s*\d[a-z]{2}$")
MAX_STEPS = 20


def index_names(
    schools: pd.DataFrame, units: pd.DataFrame, systems: pd.DataFrame, links: pd.DataFrame
) -> pd.DataFrame:
    """
    List everything that can be found, with the text it is found by.

    Parameters
    ----------
    schools, units, systems, links
        The tables of those names.

    Returns
    -------
    names
        `kind` (school, former, unit), `system` (NaN for schools), `key` (urn or unit_id as
        text), `label`, `detail`, `folded` (the label), `text` (all of it, folded); a `former`
        row is an old urn whose key is the school that followed it.
    """
    parts = [_school_names(schools), _former_names(schools, links), _unit_names(units, systems)]
    names = pd.concat(parts, ignore_index=True)
    names["folded"] = fold(names["label"])
    names["text"] = names["folded"] + " " + fold(names["text"])
    return names


def find(names: pd.DataFrame, query: str, *, limit: int = 12) -> pd.DataFrame:
    """
    Find what a person typed.

    Every word must occur. An exact urn or postcode comes first, then names that begin with
    the query, then those in which a word begins with it, then the rest; units before schools.

    Parameters
    ----------
    names
        From `index_names`.
    query
        Any text.
    limit
        How many rows at most.

    Returns
    -------
    found
        Rows of `names`, best first; none for a blank query.
    """
    wanted = fold(pd.Series([query], dtype="str")).iloc[0].strip()
    words = wanted.split()
    if not words:
        return names.iloc[:0]
    hit = pd.Series(data=True, index=names.index)
    for word in words:
        hit &= names["text"].str.contains(word, regex=False)
    found = names[hit]
    label = found["folded"]
    rank = np.select(
        [
            found["key"].eq(query.strip()) | label.eq(wanted),
            label.str.startswith(wanted),
            found["text"].str.contains(" " + wanted, regex=False),
        ],
        [0, 1, 2],
        3,
    )
    order = found.assign(rank=rank, later=found["kind"].ne("unit"), size=label.str.len())
    order = order.sort_values(["rank", "later", "size", "label", "key"], kind="stable")
    return order[names.columns].head(limit)


def is_postcode(query: str) -> bool:
    """
    Tell whether a text looks like a whole postcode.

    Parameters
    ----------
    query
        Any text.

    Returns
    -------
    postcode
        Whether it does, spaces and case aside.

    Examples
    --------
    >>> is_postcode("NW3 2ny"), is_postcode("NW3")
    (True, False)
    """
    return POSTCODE.match(query.strip().lower()) is not None


def follow_successors(schools: pd.DataFrame, links: pd.DataFrame) -> pd.Series:
    """
    Lead each old urn to the schools that followed it.

    Parameters
    ----------
    schools
        Column `urn`: the schools of today.
    links
        The `links` table.

    Returns
    -------
    current
        int64 urn of today, index: old urn, repeated where a school split. Chains of up to
        `MAX_STEPS` links are followed; those that end in no school of today are left out.
    """
    followed = links[links["kind"].str.startswith("Successor")]
    step = followed[["urn", "linked_urn"]].drop_duplicates()
    reached = step[~step["urn"].isin(schools["urn"])].rename(columns={"linked_urn": "at"})
    done = []
    for _ in range(MAX_STEPS):
        arrived = reached["at"].isin(schools["urn"])
        done.append(reached[arrived])
        onward = reached[~arrived].merge(step, left_on="at", right_on="urn", suffixes=("", "_"))
        reached = onward[["urn", "linked_urn"]].rename(columns={"linked_urn": "at"})
        reached = reached.drop_duplicates()
        if reached.empty:
            break
    found = pd.concat(done).drop_duplicates().sort_values(["urn", "at"])
    return pd.Series(found["at"].to_numpy(), index=found["urn"].to_numpy(), dtype="int64")


def fold(text: pd.Series) -> pd.Series:
    """
    Fold case, accents and punctuation, so that what people type meets what is printed.

    Parameters
    ----------
    text
        Any text, n rows; NaN where missing.

    Returns
    -------
    folded
        text, index of `text`: letters a to z, digits and single spaces; empty where missing.

    Examples
    --------
    >>> fold(pd.Series(["St. Mary's, FIERTÉ"])).iloc[0]
    'st marys fierte'
    """
    plain = text.fillna("").map(
        lambda value: unicodedata.normalize("NFKD", value).encode("ascii", "ignore").decode()
    )
    plain = plain.str.lower().str.replace("['.]", "", regex=True)
    return plain.str.replace(r"[^a-z0-9]+", " ", regex=True).str.strip()


def _school_names(schools: pd.DataFrame) -> pd.DataFrame:
    """List the schools by name, urn, postcode and town."""
    urn = schools["urn"].astype("str")
    postcode = schools["postcode"].fillna("")
    text = urn + " " + postcode + " " + postcode.str.replace(" ", "") + " "
    return pd.DataFrame(
        {
            "kind": "school",
            "key": urn,
            "label": schools["name"],
            "detail": _join([schools["phase"], schools["town"], schools["la_name"], urn]),
            "text": text + schools["town"].fillna(""),
        }
    )


def _former_names(schools: pd.DataFrame, links: pd.DataFrame) -> pd.DataFrame:
    """List old urns under the schools that followed them."""
    current = follow_successors(schools, links)
    named = links.dropna(subset=["linked_name"]).drop_duplicates("linked_urn")
    old_name = named.set_index("linked_urn")["linked_name"]
    new_name = schools.set_index("urn")["name"]
    old = current.index.astype("str")
    label = pd.Series(current.index.map(old_name), dtype="str").fillna("URN " + pd.Series(old))
    now = pd.Series(current.map(new_name).to_numpy(), dtype="str")
    return pd.DataFrame(
        {
            "kind": "former",
            "key": current.astype("str").to_numpy(),
            "label": label,
            "detail": "URN " + pd.Series(old) + ", closed; followed by " + now,
            "text": pd.Series(old),
        }
    )


def _unit_names(units: pd.DataFrame, systems: pd.DataFrame) -> pd.DataFrame:
    """List the units by name and id."""
    kind = systems.set_index("system")["unit_name"]
    return pd.DataFrame(
        {
            "kind": "unit",
            "system": units["system"],
            "key": units["unit_id"],
            "label": units["name"],
            "detail": _join([units["system"].map(kind), units["unit_id"], units["base_name"]]),
            "text": units["unit_id"] + " " + units["base_name"].fillna(""),
        }
    )


def _join(columns: list[pd.Series]) -> pd.Series:
    """Join the texts that are there with a middle dot."""
    joined = columns[0].fillna("").astype("str")
    for column in columns[1:]:
        more = column.fillna("").astype("str")
        joined = joined + np.where((joined != "") & (more != ""), " · ", "") + more
    return joined

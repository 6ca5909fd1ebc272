"""Everything that can be found by name: schools, units, and the urns that schools once had."""

import unicodedata
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import pandas as pd

from footprints.selection.lines import Lines, join_lines

MAX_STEPS = 20
TURNS = MappingProxyType({"unit": 0, "school": 1, "alone": 2, "former": 3})
# names that hold the words at the left are found by those at the right too
ALSO_WRITTEN = MappingProxyType(
    {
        "st": "saint",
        "saint": "st",
        "cofe": "ce church of england",
        "ce": "cofe church of england",
        "church of england": "cofe ce",
        "rc": "roman catholic",
        "catholic": "rc",
    }
)


@dataclass(frozen=True)
class Names:
    """
    Everything that can be found, in the order in which equally good answers are given.

    `table` has `kind` (unit, school, former), `system` (NaN for schools), `key` (urn or unit_id
    as text), `label` and `detail`. A `former` row is an old urn whose key is the school that
    followed it; where both have one name, it is found by the urn only. Units come before
    schools, before units of one school, before old urns; larger units first, shorter names
    first; the first `n_open` rows are no old urns.

    A line for each row, folded: `labels`, `called` (the label, in other words too), `codes`
    (what names it exactly), `texts` (all of it); words begin after a space in the last three.
    """

    table: pd.DataFrame
    n_open: int
    labels: Lines
    called: Lines
    codes: Lines
    texts: Lines


def index_names(
    schools: pd.DataFrame,
    units: pd.DataFrame,
    systems: pd.DataFrame,
    links: pd.DataFrame,
    memberships: pd.DataFrame,
) -> Names:
    """
    List everything that can be found, with the text it is found by.

    Parameters
    ----------
    schools, units, systems, links, memberships
        The tables of those names.

    Returns
    -------
    names
        For `footprints.selection.search.find`.
    """
    parts = [
        _unit_names(units, systems, memberships),
        _school_names(schools),
        _former_names(schools, links),
    ]
    names = pd.concat(parts, ignore_index=True)
    # a trust of one school bears the school's name, and is not what people look for
    alone = names["kind"].eq("unit") & names["size"].eq(1)
    names["turn"] = names["kind"].mask(alone, "alone").map(TURNS)
    names["folded"] = fold(names["called"])
    names["length"] = names["folded"].str.len()
    by = ["turn", "size", "length", "label", "key"]
    names = names.sort_values(by, ascending=[True, False, True, True, True], kind="stable")
    called = _write_otherwise(names["called"])
    codes = " " + names["codes"] + " "
    return Names(
        table=names[["kind", "system", "key", "label", "detail"]].reset_index(drop=True),
        n_open=int(names["kind"].ne("former").sum()),
        labels=join_lines(names["folded"]),
        called=join_lines(called),
        codes=join_lines(codes),
        texts=join_lines(called + fold(names["text"]) + codes),
    )


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
    plain = text.fillna("").astype("str")
    accented = ~plain.str.isascii()
    if accented.any():
        plain = plain.mask(accented, plain[accented].map(_strip_accents))
    plain = plain.str.lower().str.replace("['.]", "", regex=True)
    return plain.str.replace(r"[^a-z0-9]+", " ", regex=True).str.strip()


def _strip_accents(text: str) -> str:
    """Leave letters without their accents, and nothing else that is not ASCII."""
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()


def _unit_names(
    units: pd.DataFrame, systems: pd.DataFrame, memberships: pd.DataFrame
) -> pd.DataFrame:
    """List the units by name, id and base."""
    kind = systems.set_index("system")["unit_name"]
    held = memberships[memberships["certainty"] != "none"]
    size = held.groupby(["system", "unit_id"]).size().rename("size")
    keyed = units[["system", "unit_id"]].merge(size.reset_index(), how="left")
    counted = keyed["size"].fillna(0).astype("int64").set_axis(units.index)
    schools = counted.map("{:,} schools".format).mask(counted == 1, "1 school")
    # none known is not none there
    schools = schools.mask(counted == 0, "")
    return pd.DataFrame(
        {
            "kind": "unit",
            "system": units["system"],
            "key": units["unit_id"],
            "label": units["name"],
            "detail": _join(
                [units["system"].map(kind), units["unit_id"], units["base_name"], schools]
            ),
            "called": units["name"],
            "codes": _compact(units["unit_id"]),
            "text": units["unit_id"] + " " + units["base_name"].fillna(""),
            "size": counted,
        }
    )


def _school_names(schools: pd.DataFrame) -> pd.DataFrame:
    """List the schools by name, urn, postcode and town."""
    urn = schools["urn"].astype("str")
    postcode = schools["postcode"].fillna("")
    # special schools and referral units have a type but no phase
    phase = schools["phase"].mask(schools["phase"] == "Not applicable", schools["type"])
    return pd.DataFrame(
        {
            "kind": "school",
            "key": urn,
            "label": schools["name"],
            "detail": _join([phase, schools["town"], schools["la_name"], urn]),
            "called": schools["name"],
            "codes": urn + " " + _compact(postcode),
            "text": postcode + " " + schools["town"].fillna(""),
            "size": 0,
        }
    )


def _former_names(schools: pd.DataFrame, links: pd.DataFrame) -> pd.DataFrame:
    """List old urns under the schools that followed them."""
    current = follow_successors(schools, links)
    named = links.dropna(subset=["linked_name"]).drop_duplicates("linked_urn")
    old_name = named.set_index("linked_urn")["linked_name"]
    new_name = schools.set_index("urn")["name"]
    old = pd.Series(current.index.astype("str"))
    label = pd.Series(current.index.map(old_name), dtype="str").fillna("URN " + old)
    now = pd.Series(current.map(new_name).to_numpy(), dtype="str")
    return pd.DataFrame(
        {
            "kind": "former",
            "key": current.astype("str").to_numpy(),
            "label": label,
            "detail": "URN " + old + ", closed; followed by " + now,
            "called": label.where(fold(label) != fold(now), ""),
            "codes": old,
            "text": "",
            "size": 0,
        }
    )


def _write_otherwise(names: pd.Series) -> pd.Series:
    """Fold names and add what they may also be called, each word after a space."""
    folded = " " + fold(names.str.replace("&", " and ")) + " "
    called = folded
    for words, others in ALSO_WRITTEN.items():
        called = called.mask(folded.str.contains(f" {words} ", regex=False), called + others + " ")
    return called


def _compact(codes: pd.Series) -> pd.Series:
    """Fold codes and take the spaces out."""
    return fold(codes).str.replace(" ", "")


def _join(columns: list[pd.Series]) -> pd.Series:
    """Join the texts that are there with a middle dot."""
    joined = columns[0].fillna("").astype("str")
    for column in columns[1:]:
        more = column.fillna("").astype("str")
        joined = joined + np.where((joined != "") & (more != ""), " · ", "") + more
    return joined

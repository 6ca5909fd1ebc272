"""How complete a system's register is, and how certain what it says of schools."""

from typing import Any

import pandas as pd
import streamlit as st

from footprints.membership.memberships import CERTAINTIES
from footprints.scope import in_scope
from geodata.store import Snapshot
from pages.components.loaded import Loaded, say_date
from pages.components.remembered import remember
from pages.components.templates import fill
from pages.components.unit.measured import recall_units
from pages.components.unit.words import AREAS, say_count, say_scope, say_share, text_of

MEANS = {
    "designated": "an official list gives the whole area to the unit",
    "listed": "the unit or the record names the school itself",
    "partial": "an old list, prose, or part of an area",
    "shared": "the area is in two or more units and no line is published",
    "inferred": "the nearest base; nobody has published this",
    "none": "in no unit that is published",
}


def show_register(system: str, loaded: Loaded) -> None:
    """Show how complete a system's register is."""
    st.html(render_register(system, loaded))


def render_register(system: str, loaded: Loaded) -> str:
    """
    Write how complete a system's register is as HTML.

    Parameters
    ----------
    system
        A system of `loaded.systems`.
    loaded
        The snapshot, a visitor's own systems included.

    Returns
    -------
    html
        Escaped.
    """
    row = loaded.systems.set_index("system").loc[system]
    counts = count_certainties(system, loaded)
    n = int(counts.sum())
    return fill(
        "systemregister.html",
        facts=list_completeness(system, loaded),
        note=text_of(row["note"]),
        source=text_of(row["source"]),
        scope=say_scope(loaded.index.scope, loaded),
        counts=[
            {
                "name": certainty,
                "means": MEANS[certainty],
                "text": say_share(int(counts[certainty]), n),
                "share": counts[certainty] / n if n else 0.0,
            }
            for certainty in CERTAINTIES
            if counts[certainty]
        ],
        colour=str(row["colour"]),
    )


def list_completeness(system: str, loaded: Loaded) -> list[dict[str, Any]]:
    """List what is known of a system's units: how many, their bases, dates and vintages."""
    row = loaded.systems.set_index("system").loc[system]
    units = recall_units(system, loaded).table
    n, based = len(units), int(units["base_known"].sum())
    total = None if pd.isna(row["official_total"]) else int(row["official_total"])
    dates = sorted(units["as_of"].dropna().unique())
    spread = [say_date(day) for day in (dates[:1] if len(dates) < 2 else [dates[0], dates[-1]])]
    facts = [
        _tell_units(n, total),
        _tell_bases(system, n, based),
        {
            "label": "Without a school",
            "text": f"{int(units['n_schools'].eq(0).sum()):,} of {n:,} units",
            "how": "no published list gives them a school of the scope",
        },
        {
            "label": "As of",
            "text": say_date(text_of(row["as_of"])),
            "how": f"its units: {' to '.join(spread)}" if spread else "its units are not dated",
        },
        {
            "label": "Areas named by",
            "text": _say_vintages(system, loaded),
            "how": "the vintage of the boundaries in which the lists are written",
        },
    ]
    ended = text_of(row["valid_to"])
    if ended:
        facts.append({"label": "Ended", "text": say_date(ended), "how": "kept for comparison"})
    return facts


def count_certainties(system: str, loaded: Loaded) -> pd.Series:
    """
    Count the schools in scope by how certain it is which unit they are in.

    Parameters
    ----------
    system
        A system of `loaded.systems`.
    loaded
        The snapshot, a visitor's own systems included.

    Returns
    -------
    counts
        int64, index `CERTAINTIES`; each school once, also where several units share it.
    """
    return remember(
        "certainties", loaded.memberships, system, lambda: _count_certainties(system, loaded)
    )


def _count_certainties(system: str, loaded: Loaded) -> pd.Series:
    """Count the schools in scope by certainty; one that no row is about is in no unit."""
    inside = loaded.schools.loc[in_scope(loaded.schools, loaded.index.scope), "urn"]
    held = loaded.memberships
    own = held[held["system"].eq(system) & held["urn"].isin(inside)].drop_duplicates("urn")
    counts = own["certainty"].value_counts().reindex(CERTAINTIES, fill_value=0).astype("int64")
    counts["none"] += len(inside) - len(own)
    return counts


def _tell_units(n: int, total: int | None) -> dict[str, Any]:
    """Tell how many units are known, of how many there are."""
    if total is None:
        return {"label": "Units", "text": f"{n:,}", "how": "no official total is published"}
    if n > total:
        how = "more rows than members today: appointments of several years, or satellites"
        return {"label": "Units", "text": f"{n:,}, officially {total:,}", "how": how}
    text = f"{n:,} of {total:,}"
    return {"label": "Units known", "text": text, "how": "official total", "share": n / total}


def _tell_bases(system: str, n: int, based: int) -> dict[str, Any]:
    """Tell how many bases are known."""
    if not based and system in AREAS | {"trust"}:
        how = "an office is no base of this kind, and is not in the records"
        return {"label": "Bases", "text": "not published", "how": how}
    text, how = f"{based:,} of {n:,}", "lead school or site, found among the school records"
    return {"label": "Bases known", "text": text, "how": how, "share": based / n if n else 0.0}


def _say_vintages(system: str, loaded: Loaded) -> str:
    """Say by which vintages of boundaries a system's lists name their areas."""
    found = _list_vintages(
        loaded.snapshot.snapshot_id, loaded.snapshot.manifest["code_version"], loaded.snapshot
    ).get(system)
    return found or "no list of areas: schools are told one by one, if at all"


@st.cache_resource(show_spinner=False, max_entries=2)
def _list_vintages(snapshot_id: str, code: str, _snapshot: Snapshot) -> dict[str, str]:  # noqa: ARG001  the cache's key
    """List the vintages of each system's areas with how many areas each names."""
    coverage = _snapshot.table("coverage")
    counts = coverage.groupby(["system", "vintage"])["area_code"].nunique().reset_index()
    said = [
        f"{vintage} ({say_count(int(n), 'area')})"
        for vintage, n in zip(counts["vintage"], counts["area_code"], strict=True)
    ]
    told = counts.assign(said=said).groupby("system")["said"].agg(", ".join)
    return {str(system): str(text) for system, text in told.items()}

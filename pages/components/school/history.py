"""What a school was before, and what of its trust is known."""

import pandas as pd
import streamlit as st

from footprints.locals.history import trace_history
from pages.components.address import read_params
from pages.components.links import link_school_page
from pages.components.loaded import Loaded, say_date
from pages.components.remembered import remember
from pages.components.school.locals import list_records
from pages.components.templates import fill

TURNS = {"before": "came before", "after": "came after", "beside": "linked"}


def show_history(school: pd.Series, loaded: Loaded) -> None:
    """Show the URNs before and after a school, and its trust."""
    st.html(render_history(school, loaded))


def recall_history(urn: int, loaded: Loaded) -> pd.DataFrame:
    """Give the history of a school, worked out once while it is looked at."""
    return remember("history", loaded.links, urn, lambda: trace_history(urn, loaded.links))


def render_history(school: pd.Series, loaded: Loaded) -> str:
    """
    Write the history of a school as HTML.

    Parameters
    ----------
    school
        Its row of `schools`.
    loaded
        The snapshot.

    Returns
    -------
    html
        Escaped; what is not recorded is said.
    """
    urn, params = int(school["urn"]), read_params()
    found = recall_history(urn, loaded)
    open_now = found["urn"].isin(loaded.schools["urn"])
    hrefs = [link_school_page(other, params) for other in found["urn"]]
    days = [say_date(date) if isinstance(date, str) else None for date in found["date"]]
    table = found.assign(
        said=found["turn"].map(TURNS), href=pd.Series(hrefs, dtype="str").where(open_now), on=days
    )
    dates = {source["kind"]: source["date"] for source in loaded.snapshot.manifest["sources"]}
    return fill(
        "schoolhistory.html",
        urn=urn,
        links=list_records(table),
        opened=say_date(school["open_date"]) if pd.notna(school["open_date"]) else None,
        as_of=say_date(dates.get("links")),
        trust=None if pd.isna(school["trust_id"]) else str(school["trust_name"]),
        trust_as_of=loaded.as_of,
        trusts=_list_trusts(urn, loaded.group_links),
        trusts_as_of=say_date(dates.get("group_links")),
    )


def _list_trusts(urn: int, group_links: pd.DataFrame) -> list[dict[str, str | None]]:
    """List the trusts that the group records put a school in, with the day it joined."""
    own = group_links[group_links["urn"] == urn].sort_values("joined_date")
    days = own["joined_date"]
    return [
        {"name": str(name), "joined": say_date(day) if isinstance(day, str) else None}
        for name, day in zip(own["trust_name"], days, strict=True)
    ]

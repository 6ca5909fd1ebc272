"""The search box: schools (old URNs too), postcodes and places, trusts, hubs, districts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from footprints.schema import empty_table
from footprints.selection.postcodes import Place, find_place, index_postcodes, write_postcode
from footprints.selection.search import find
from geodata.store import Snapshot
from pages.components.loaded import Loaded
from pages.components.picked import ask_to_move, pick_school, pick_unit

KEY = "search"
SHOWN = 8
LONGEST = 80
FOLDER = Path(__file__).parent / "searchbox"
TABLE = "postcodes"

OnPlace = Callable[[str, float, float], None]


@dataclass(frozen=True)
class Pick:
    """What is done with a school or a unit that was chosen."""

    school: Callable[[int], None] = pick_school
    unit: Callable[[str, str], None] = pick_unit


ON_MAP = Pick()


@st.fragment
def show_search(loaded: Loaded, on_place: OnPlace | None = None, pick: Pick = ON_MAP) -> None:
    """
    Show the box; what is typed runs this alone, what is chosen runs the page.

    Parameters
    ----------
    loaded
        What to search.
    on_place
        Called with the postcode, easting and northing (metres, EPSG:27700) of a place that is
        chosen, before the page runs; no places are offered without it.
    pick
        Called with the school or unit chosen, likewise; the map's own if not given.
    """
    html, css, js = (_read(kind) for kind in ("html", "css", "js"))
    mount = st.components.v2.component("search_box", html=html, css=css, js=js)
    asked = st.session_state.get(KEY, {}).get("query", "")
    mount(
        key=KEY,
        data=answer(loaded, asked, with_places=on_place is not None),
        on_query_change=_run_search,
        on_chosen_change=partial(_choose, loaded, on_place, pick),
    )


def answer(loaded: Loaded, query: object, *, with_places: bool) -> dict[str, Any]:
    """
    Answer what a person typed.

    Parameters
    ----------
    loaded
        What to search.
    query
        From the browser, so it may be anything.
    with_places
        Whether a postcode may lead to a place.

    Returns
    -------
    answer
        Plain JSON: `query` as it came, `found` (label and detail of each, best first), `note`.
    """
    text = query if isinstance(query, str) else ""
    found = search(loaded, text, with_places=with_places)
    told = found[["label", "detail"]].head(SHOWN).fillna("").to_dict("records")
    return {"query": text, "found": told, "note": _say(loaded, text, len(found))}


def search(loaded: Loaded, query: str, *, with_places: bool) -> pd.DataFrame:
    """Find what a person typed: one row more than is shown, where there are more."""
    text = query[:LONGEST]
    place = _find_place(loaded.snapshot, text) if with_places else None
    found = find(loaded.names, text, place=place, limit=SHOWN + 1)
    if loaded.own_names is None:
        return found
    own = find(loaded.own_names, text, limit=SHOWN + 1).astype(found.dtypes)
    return pd.concat([own, found], ignore_index=True).head(SHOWN + 1)


def read_choice(loaded: Loaded, chosen: object, *, with_places: bool) -> Mapping[str, Any] | None:
    """
    Understand which row of which answer was chosen.

    Parameters
    ----------
    loaded, with_places
        As for `answer`.
    chosen
        From the browser: `query` and `row`. Whatever else it may be is no choice.

    Returns
    -------
    row
        Of what `search` finds; None for no choice.
    """
    match chosen:
        case {"query": str(query), "row": int(row)} if 0 <= row < SHOWN:
            found = search(loaded, query, with_places=with_places)
            return found.iloc[row].to_dict() if row < len(found) else None
    return None


def _run_search() -> None:
    """Take note of a query; the box runs again by itself."""


def _choose(loaded: Loaded, on_place: OnPlace | None, pick: Pick) -> None:
    """Pick what was chosen, and run the page."""
    row = read_choice(loaded, st.session_state[KEY].get("chosen"), with_places=bool(on_place))
    if row is None:
        return
    if row["kind"] == "place" and on_place is not None:
        on_place(row["key"], row["easting"], row["northing"])
    elif row["kind"] == "unit":
        pick.unit(row["system"], row["key"])
        ask_to_move()
    else:
        pick.school(int(row["key"]))
        ask_to_move()
    st.rerun(scope="app")


def _say(loaded: Loaded, query: str, n_found: int) -> str:
    """Say what to do where too much or nothing is found."""
    if n_found > SHOWN:
        return f"More than {SHOWN} were found: type more of the name."
    if n_found or not query.strip():
        return ""
    nothing = f"Nothing is called “{query[:LONGEST]}” in this snapshot."
    if write_postcode(query) and TABLE not in loaded.snapshot.manifest["tables"]:
        return (
            f"No school here has the postcode {query}. Places can be found once a table of "
            "postcodes is built in; until then, try a school or a district nearby."
        )
    return f"{nothing} Try fewer letters, a URN, or a whole postcode."


def _find_place(snapshot: Snapshot, query: str) -> Place | None:
    """Find the place of a postcode; the table is read when the first one is typed."""
    if write_postcode(query) is None:
        return None
    return find_place(_read_postcodes(snapshot.snapshot_id, snapshot), query)


@st.cache_resource(show_spinner=False, max_entries=2)
def _read_postcodes(snapshot_id: str, _snapshot: Snapshot) -> pd.DataFrame:  # noqa: ARG001  keys the cache
    """Read a snapshot's postcodes, one copy for all sessions; none where it has no such table."""
    if TABLE not in _snapshot.manifest["tables"]:
        return empty_table(TABLE)
    return index_postcodes(_snapshot.table(TABLE))


@st.cache_data
def _read(kind: str) -> str:
    """Read one part of the component."""
    return (FOLDER / f"searchbox.{kind}").read_text(encoding="utf-8")

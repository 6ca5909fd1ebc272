"""The controls beside the map: each shows what the address says and writes what is chosen."""

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from pages.components.address import change_params
from pages.components.loaded import Loaded
from pages.components.markdown import plain
from pages.components.metric_colour import list_metrics
from pages.components.seamlayers import recall_outlined
from pages.components.selection import (
    DEFAULT_SYSTEM,
    FILTERS,
    YES,
    Colouring,
    Selection,
    write_colour,
    write_outlines,
)

FAMILIES = ("network", "hub", "trust", "area")
WAYS = {"unit": "unit", "certainty": "certainty", "measure": "measure"}
LABELS = {
    "phase": "Phase",
    "type": "Type",
    "region": "Region",
    "la": "Authority",
    "band": "Size of trust",
    "trust": "Trust",
}
# the two thousand names of trusts reach only the visitors who ask for them
FOLDED = {"trust": "Certain trusts only"}


def show_controls(loaded: Loaded, selection: Selection) -> None:
    """Show the controls as the selection has them; a change goes to the address bar."""
    systems = _order(loaded.systems).set_index("system")["name"]
    _show_colour(loaded, selection.colour, systems)
    outlined = [system for system in systems.index if loaded.find_certainties(system)]
    _choose("Outlines", "outline", systems[outlined].to_dict(), selection.outlines, loaded)
    _show_seams(loaded, selection)
    st.markdown("**Show only**")
    for name, field in FILTERS.items():
        chosen = getattr(selection.wanted, field)
        if name in FOLDED and not _unfold(name, is_open=bool(chosen)):
            continue
        _choose(LABELS[name], name, loaded.choices[field], chosen, loaded)


def _order(systems: pd.DataFrame) -> pd.DataFrame:
    """Put a visitor's own networks first, then hubs, trusts and areas."""
    family = systems["family"].map(FAMILIES.index)
    return systems.assign(family=family).sort_values(["family", "name"])


def _show_colour(loaded: Loaded, colour: Colouring, systems: pd.Series) -> None:
    """Choose by what schools are coloured."""
    _set("by", colour.by)
    st.radio(
        "Colour schools by",
        list(WAYS),
        format_func=lambda way: WAYS[way],
        key="by",
        horizontal=True,
        on_change=_write,
        args=(loaded,),
        help="Unit: which hub, trust or area a school belongs to. Certainty: how firmly that "
        "is published. Measure: a number, in at most 8 classes.",
    )
    named = list_metrics(loaded) if colour.by == "measure" else systems.to_dict()
    _set("colour", colour.key)
    st.selectbox(
        "Measure" if colour.by == "measure" else "System",
        list(named),
        format_func=lambda key: str(named[key]),
        key="colour",
        on_change=_write,
        args=(loaded,),
    )


def _choose(
    label: str, name: str, named: Mapping[str, str], chosen: Sequence[str], loaded: Loaded
) -> None:
    """Choose some of many."""
    _set(name, list(chosen))
    st.multiselect(
        label,
        list(named),
        format_func=lambda value: str(named[value]),
        key=name,
        placeholder="none" if name == "outline" else "all",
        on_change=_write,
        args=(loaded,),
    )


def _show_seams(loaded: Loaded, selection: Selection) -> None:
    """Choose whether to draw the seams of what is outlined; find them here, where it is asked."""
    _set("seams", selection.seams)
    st.toggle(
        "Seams of the outlines",
        key="seams",
        on_change=_write,
        args=(loaded,),
        help="Lines where borders of two or more of the systems outlined run together, and where "
        "one cuts through a unit of another.",
    )
    if selection.seams:
        drawn = recall_outlined(selection.outlines, loaded)
        if not drawn.lines:
            st.caption(plain(drawn.said))


def _unfold(name: str, *, is_open: bool) -> bool:
    """Offer a filter with many values; tell whether it is wanted."""
    key = f"{name} wanted"
    if is_open:
        st.session_state[key] = True
    return st.toggle(FOLDED[name], key=key)


def _set(key: str, value: object) -> None:
    """Have a control show what the address says; what it shows already is left in peace."""
    if st.session_state.get(key) != value:
        st.session_state[key] = value


def _write(loaded: Loaded) -> None:
    """Write what all controls say, so that of two quick changes neither is lost."""
    state = st.session_state
    chosen: dict[str, Sequence[str] | None] = {
        name: state[name] for name in FILTERS if name in state
    }
    chosen["outline"] = write_outlines(state["outline"], loaded)
    chosen["seams"] = [YES] if state["seams"] else None
    chosen["colour"] = [write_colour(_read_colour(loaded))]
    chosen["snapshot"] = [loaded.snapshot.snapshot_id]
    change_params(chosen)


def _read_colour(loaded: Loaded) -> Colouring:
    """Read the colouring; a new way begins with its first measure or the usual system."""
    by, key = st.session_state["by"], st.session_state["colour"]
    measures = list_metrics(loaded)
    if by == "measure":
        return Colouring(by, key if key in measures else next(iter(measures)))
    known = set(loaded.systems["system"])
    return Colouring(by, key if key in known else DEFAULT_SYSTEM)

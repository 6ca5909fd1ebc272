"""The controls of the Compare page: each shows what the address says and writes what is chosen."""

from collections.abc import Hashable, Mapping, Sequence

import streamlit as st

from footprints.locals.contingency import Weight
from footprints.systems.labels import Shared
from pages.components.address import change_params
from pages.components.area import ENGLAND, list_areas
from pages.components.choosing import choose, show_as
from pages.components.compare.asked import (
    ALL_TRUSTS,
    AREA,
    BESIDE,
    DEFAULT_SCOPE,
    SCOPE,
    SCOPE_WORDS,
    SHARED,
    SHAREDS,
    SYSTEM,
    TRUSTS,
    WEIGHT,
    WEIGHTS,
    Asked,
    How,
    choose_systems,
)
from pages.components.loaded import Loaded

NONE = ""
WEIGHT_WORDS: Mapping[Weight, str] = {"schools": "schools", "pupils": "pupils"}
SHARED_WORDS: Mapping[Shared, str] = {
    "left out": "left out",
    "nearest base": "put in the unit whose base is nearest",
}
TRUST_WORDS = {True: "count as a local", False: "left out"}


def show_areas(loaded: Loaded, asked: Asked) -> None:
    """Choose one area, or two side by side."""
    named = list_areas(loaded, *asked.areas)
    texts = [area.text for area in asked.areas]
    first, second = st.columns(2)
    with first:
        choose("Area", AREA, named, texts[0], default=ENGLAND)
    with second:
        beside = texts[1] if len(texts) > 1 else NONE
        choose("Beside it", BESIDE, {NONE: "no second area", **named}, beside, default=NONE)


def show_how(loaded: Loaded, asked: Asked) -> None:
    """Choose the systems, and how schools are counted."""
    how = asked.how
    _choose_systems(loaded, asked)
    scope, weight, shared, trusts = st.columns(4)
    with scope:
        choose("Schools", SCOPE, SCOPE_WORDS, how.scope, default=DEFAULT_SCOPE)
    with weight:
        words = {key: WEIGHT_WORDS[value] for key, value in WEIGHTS.items()}
        choose("Counted by", WEIGHT, words, how.weight, default="schools")
    with shared:
        words = {key: SHARED_WORDS[value] for key, value in SHAREDS.items()}
        at = _find(SHAREDS, how.shared)
        choose("Schools shared by several units", SHARED, words, at, default="out")
    with trusts:
        words = {key: TRUST_WORDS[value] for key, value in ALL_TRUSTS.items()}
        at = _find(ALL_TRUSTS, how.single_trusts)
        choose("Trusts with one school", TRUSTS, words, at, default="all")


def say_how(how: How) -> str:
    """Say in a few words how schools are counted: the title of the folded controls."""
    parts = [
        f"{len(how.systems)} systems",
        SCOPE_WORDS[how.scope],
        f"counted by {WEIGHT_WORDS[how.weight]}",
        f"shared schools {SHARED_WORDS[how.shared]}",
    ]
    return ", ".join(parts if how.single_trusts else [*parts, "trusts with one school left out"])


def _choose_systems(loaded: Loaded, asked: Asked) -> None:
    """Choose the systems; the usual ones need no words in the address."""
    key = f"chosen-{SYSTEM}"
    usual = choose_systems(loaded)
    named = loaded.systems.set_index("system")["name"]
    show_as(key, list(asked.how.systems))
    st.multiselect(
        "Systems",
        list(named.index),
        format_func=lambda system: str(named[system]),
        key=key,
        on_change=_write_systems,
        args=(key, usual),
    )


def _write_systems(key: str, usual: Sequence[str]) -> None:
    """Write the systems chosen; none at all brings back the usual ones."""
    chosen = st.session_state[key]
    change_params({SYSTEM: None if set(chosen) == set(usual) else chosen})


def _find(named: Mapping[str, Hashable], value: Hashable) -> str:
    """Find the text of the address for a value."""
    return next(text for text, other in named.items() if other == value)

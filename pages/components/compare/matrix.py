"""How the systems of an area nest: a sentence, the matrix of pairs, and what is left out."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isnan
from types import MappingProxyType

import pandas as pd
import streamlit as st

from footprints.systems.comparison import Comparison
from footprints.systems.comparisontext import say_comparison, say_pair
from pages.components.address import change_params
from pages.components.area import Area
from pages.components.compare.asked import SHOWN, Asked, How
from pages.components.compare.chance import say_chance
from pages.components.compare.counted import list_counted
from pages.components.compare.words import (
    DASH,
    name_all,
    name_one,
    say_basis,
    write_known,
    write_range,
)
from pages.components.loaded import Loaded
from pages.components.markdown import plain
from pages.components.school.locals import shorten
from pages.components.templates import fill

KEY = "compare-show"


@dataclass(frozen=True)
class Number:
    """A number that the matrix can have: its column of the pairs, its name, what it is."""

    column: str
    name: str
    how: str


NUMBERS: Mapping[str, Number] = MappingProxyType(
    {
        "a": Number(
            "alignment",
            "A, alignment",
            "A = I / min(H, H): 1 when one system nests in the other, 0 when knowing one tells "
            "nothing of the other.",
        ),
        "e": Number(
            "expectation", "E, expected by chance", "E: the alignment expected by chance."
        ),
        "x": Number(
            "adjusted",
            "(A - E) / (1 - E)",
            "(A - E) / (1 - E): 1 when one nests in the other, 0 when they agree as much as "
            "chance, below 0 when less.",
        ),
    }
)


def say_meaning(area: Area, comparison: Comparison, loaded: Loaded) -> str:
    """
    Say what a comparison comes to, or why nothing can be compared and what to do.

    Parameters
    ----------
    area, comparison
        What was compared, and the answer.
    loaded
        Names the systems.

    Returns
    -------
    sentences
        Plain text, not escaped.
    """
    names = name_one(loaded)
    if not comparison.n_schools:
        return (
            f"{area.place} there is no school of this kind. Choose another area or other schools."
        )
    if comparison.n_schools == 1:
        return (
            f"{area.place} there is one school of this kind: to compare, it takes two schools in "
            "different units. Choose a larger area."
        )
    if len(comparison.left_out) < 2:
        return "Choose two or more systems to compare."
    said = say_comparison(comparison, names, place=area.place)
    if comparison.n_defined:
        return said
    return f"{said} {_explain_undefined(comparison, names)}"


def show_meaning(asked: Asked, compared: list[Comparison], loaded: Loaded) -> None:
    """Say for each area what the comparison comes to."""
    for area, comparison in zip(asked.areas, compared, strict=True):
        st.markdown(plain(say_meaning(area, comparison, loaded)))


def show_matrix(asked: Asked, compared: list[Comparison], loaded: Loaded) -> None:
    """Show the pairs of systems of each area as a matrix of the number chosen."""
    if len(asked.how.systems) < 2:
        return
    shown = _choose_number(asked)
    for column, area, comparison in zip(
        st.columns(len(asked.areas), gap="large"), asked.areas, compared, strict=True
    ):
        if comparison.n_schools:
            column.html(render_matrix(area, asked.how, comparison, loaded, shown))


def render_matrix(area: Area, how: How, comparison: Comparison, loaded: Loaded, shown: str) -> str:
    """
    Write the matrix as an HTML table shaded by value, with what is left out of it.

    Parameters
    ----------
    area, how, comparison
        What was compared, how, and the answer.
    loaded
        Names the systems.
    shown
        A key of `NUMBERS`.

    Returns
    -------
    html
        Escaped.
    """
    number, names = NUMBERS[shown], name_one(loaded)
    cells = {
        frozenset((row["a"], row["b"])): _cell(row, number)
        for _, row in comparison.pairs.iterrows()
    }
    named, counts = name_all(loaded), comparison.left_out["n_labelled"]
    undefined = comparison.pairs[comparison.pairs[number.column].isna()]
    return fill(
        "comparematrix.html",
        area=area.name,
        number=number,
        chance=say_chance(comparison) if shown != "a" else "",
        systems=[
            {"name": named[s], "short": shorten(s), "n": int(counts[s])} for s in how.systems
        ],
        rows=[
            [None if a == b else cells[frozenset((a, b))] for b in how.systems]
            for a in how.systems
        ],
        undefined=[say_pair(row, names) for _, row in undefined.iterrows()]
        if number.column == "alignment"
        else [_say_no_chance(row, names) for _, row in undefined.iterrows()],
        basis=say_basis(area, how, comparison),
        counted=list_counted(area, how, comparison, loaded),
        has_alone=bool(comparison.left_out["n_alone"].any()),
        unweighed=comparison.n_weightless,
    )


def read_number(asked: Asked) -> str:
    """Give the number to show: what needs draws is shown only when there are some."""
    return asked.shown if asked.chance else "a"


def _choose_number(asked: Asked) -> str:
    """Choose the number of the matrix; without draws there is one only."""
    shown = read_number(asked)
    if not asked.chance:
        return shown
    if st.session_state.get(KEY) != shown:
        st.session_state[KEY] = shown
    st.radio(
        "Number in the matrix",
        list(NUMBERS),
        format_func=lambda key: NUMBERS[key].name,
        key=KEY,
        horizontal=True,
        on_change=_write,
    )
    return shown


def _write() -> None:
    """Write the number chosen; the usual one needs no words."""
    chosen = st.session_state[KEY]
    change_params({SHOWN: None if chosen == "a" else chosen})


def _cell(row: pd.Series, number: Number) -> dict[str, object]:
    """Fill one cell: its number, how dark, and what stands below."""
    value = float(row[number.column])
    if isnan(value):
        return {"text": DASH, "known": False, "share": 0.0, "below": f"n {row['n_schools']:,}"}
    is_drawn = number.column == "expectation"
    return {
        "text": write_known(value),
        "known": True,
        "share": min(max(value, 0.0), 1.0),
        "below": write_range(row["low"], row["high"]) if is_drawn else f"n {row['n_schools']:,}",
    }


def _say_no_chance(row: pd.Series, names: Mapping[str, str]) -> str:
    """Say why a pair has no number against chance."""
    if pd.isna(row["alignment"]) or pd.isna(row["expectation"]):
        return say_pair(row, names)
    a, b = names[row["a"]], names[row["b"]]
    return f"{a[0].upper()}{a[1:]} and {b}: chance alone nests in full, which leaves no room."


def _explain_undefined(comparison: Comparison, names: Mapping[str, str]) -> str:
    """Say which systems do not divide the area, and what can be done."""
    pairs = comparison.pairs
    ends = pd.concat(
        [pairs[["a", "n_units_a"]].set_axis(["system", "n"], axis=1),
         pairs[["b", "n_units_b"]].set_axis(["system", "n"], axis=1)]
    )  # fmt: skip
    most = ends.groupby("system", sort=False)["n"].max()
    whole = [f"one {names[str(system)]}" for system in most[most == 1].index]
    reason = f"Its schools are in {_list(whole)}: what does not divide an area cannot nest. "
    return (
        f"{reason if whole else ''}Choose a larger area, or put another beside it; the bodies and "
        "the seams below need no second unit."
    )


def _list(words: list[str]) -> str:
    """List words as people do."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"

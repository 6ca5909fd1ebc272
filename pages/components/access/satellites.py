"""Where satellites would help: chosen among schools, with whom they help and whom they do not."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import pandas as pd
import streamlit as st

from footprints.access.demand import DEMANDS
from footprints.scenarios.errors import ScenarioError, SitingError
from footprints.scenarios.following import FOLLOWS, Follow
from footprints.scenarios.satellites import Question
from footprints.scenarios.scenario import Scenario
from footprints.scenarios.siting import AIMS, Aim
from pages.components.access.asked import Asked
from pages.components.access.changemap import show_change_map
from pages.components.access.scenariochanges import read_changes, write_changes
from pages.components.access.sited import Sited, recall_satellites
from pages.components.access.surface import DEMAND_NAMES
from pages.components.access.words import say_km, say_share, say_stamp
from pages.components.address import change_params, map_params, read_params
from pages.components.addressreader import AddressReader
from pages.components.choosing import choose, choose_number
from pages.components.links import link_school_page
from pages.components.loaded import Loaded
from pages.components.markdown import plain
from pages.components.templates import fill

SITES, NUMBER, AIM, DEMAND, FOLLOW = "sites", "k", "aim", "for", "follow"
MOST, SHOWN = 5, 12
# long enough for an authority or a region; what is not proven by then says so
TIME_LIMIT_S = 30.0
AIM_NAMES: Mapping[Aim, str] = MappingProxyType(
    {
        "median": "the shortest way on average",
        "centre": "the shortest way of the farthest",
        "cover": "the fewest that stay far",
    }
)
FOLLOW_NAMES: Mapping[Follow, str] = MappingProxyType(
    {"school": "each school by itself", "district": "whole districts"}
)
NO_PLACE = (
    "No place can be looked for here: it takes a school that counts and has a known way to its "
    "base (and pupils, where pupils are counted), and as many schools as satellites. Choose "
    "another area, system or way to measure distance."
)
WORDS = {
    SITES: "a search for satellites",
    NUMBER: "a number of satellites",
    AIM: "an aim",
    DEMAND: "a demand",
    FOLLOW: "a way to follow",
}


def show_satellites(asked: Asked, loaded: Loaded) -> None:
    """Show where satellites would help the schools of the area that are served worst."""
    question, wanted, notes = read_question(asked)
    for note in notes:
        st.info(note)
    _show_inputs(question)
    if not wanted:
        st.markdown(
            "A satellite is a further place where the programme of a hub is given, at a school "
            "that exists. The places looked at are schools of the area. It takes some seconds; "
            "for all England by the estimate about a minute."
        )
        st.button("Look for places", on_click=change_params, args=({SITES: "yes"},))
        return
    try:
        sited = recall_satellites(asked, question, loaded)
    except SitingError:
        st.markdown(NO_PLACE)
        return
    found = sited.found
    text, shown = st.columns([0.52, 0.48], gap="large")
    with text:
        st.html(render_satellites(asked, sited, loaded))
    with shown:
        change = found.schools.set_index("urn")["change"]
        show_change_map(change, found.chosen, asked, loaded, key="satellites")
        st.button(
            "Try it as a scenario",
            on_click=_try_out,
            args=(asked, question, loaded),
            help="Opens a base there, below. A scenario moves districts whole: those whose "
            "schools get nearer on average go to it.",
        )


def _try_out(asked: Asked, question: Question, loaded: Loaded) -> None:
    """Add the satellites found, and the districts that would go to them, to the scenario."""
    # the same places: they are chosen as if each school went by itself, whoever follows
    by_district = recall_satellites(asked, replace(question, follow="district"), loaded).found
    scenario, _ = read_changes(loaded)
    try:
        added = by_district.as_scenario().changes
        new = [change for change in added if change not in scenario.changes]
        more = Scenario((*scenario.changes, *new))
    except ScenarioError as error:
        st.error(f"This cannot be tried as a scenario: {plain(str(error))}.")
        return
    write_changes(more)


def render_satellites(asked: Asked, sited: Sited, loaded: Loaded) -> str:
    """
    Write where satellites would help, and whom, as HTML.

    Parameters
    ----------
    asked
        The area and the basis.
    sited
        From `recall_satellites`.
    loaded
        Names schools.

    Returns
    -------
    html
        Escaped.
    """
    found = sited.found
    question, summary = found.question, found.summary
    named = loaded.schools.set_index("urn")
    worst, everyone = summary.loc["worst"], summary.loc["all"]
    return fill(
        "accesssatellites.html",
        chosen=[_name_school(urn, named) for urn in found.chosen],
        aim=f"{AIM_NAMES[question.aim]} ({AIMS[question.aim]})",
        n_worst=int(worst["n_schools"]),
        figures=[
            ("Worst-served tenth, mean", _say_change(worst, "mean")),
            ("Worst-served tenth, farthest", _say_change(worst, "max")),
            (f"Schools over {question.threshold:g} km", _say_counts(everyone)),
            ("All, mean", _say_change(everyone, "mean")),
        ],
        nearer=say_share(int(everyone["n_nearer"]), int(everyone["n_schools"])),
        farther=say_share(int(everyone["n_farther"]), int(everyone["n_schools"])),
        winners=_list_changes(found.winners, named),
        losers=_list_changes(found.losers, named),
        n_winners=len(found.winners),
        n_losers=len(found.losers),
        follow=FOLLOWS[question.follow],
        demand=DEMANDS[question.demand],
        how=found.how,
        proven=found.proven,
        in_time=found.in_time,
        bound=f"{found.bound:.2f}",
        after=f"{found.after:.2f}",
        rule=sited.candidates.rule,
        unknown=found.n_unknown,
        area=asked.area.name,
        stamp=say_stamp(asked, loaded),
    )


def read_question(asked: Asked) -> tuple[Question, bool, tuple[str, ...]]:
    """
    Read what is asked from the address.

    Parameters
    ----------
    asked
        The basis of the page, and what is far.

    Returns
    -------
    question, wanted, notes
        Whether places are to be looked for; what was not understood.
    """
    reader = AddressReader(read_params(), WORDS)
    question = Question(
        asked.basis.system,
        n_satellites=reader.whole(NUMBER, 1, MOST, 1),
        aim=reader.one(AIM, {key: key for key in AIM_NAMES}, "median"),
        demand=reader.one(DEMAND, {key: key for key in DEMAND_NAMES}, "schools"),
        threshold=asked.over_km,
        follow=reader.one(FOLLOW, {key: key for key in FOLLOW_NAMES}, "school"),
        time_limit_s=TIME_LIMIT_S,
    )
    return question, reader.one(SITES, {"yes": True}, default=False), reader.notes


def _show_inputs(question: Question) -> None:
    """Show everything that the answer takes, to be changed."""
    with st.container(key="access-inputs-satellites"):
        number, aim, demand, follow = st.columns([0.6, 1.2, 1, 1])
        with number:
            choose_number("Satellites", NUMBER, question.n_satellites, limits=(1, MOST), default=1)
        with aim:
            choose("Aim", AIM, _as_text(AIM_NAMES), question.aim, default="median")
        with demand:
            choose(
                "Counted by", DEMAND, _as_text(DEMAND_NAMES), question.demand, default="schools"
            )
        with follow:
            named = _as_text(FOLLOW_NAMES)
            choose("Who goes there", FOLLOW, named, question.follow, default="school")


def _as_text(names: Mapping[Any, str]) -> dict[str, str]:
    """Give names by plain text."""
    return {str(key): name for key, name in names.items()}


def _name_school(urn: int, named: pd.DataFrame) -> dict[str, object]:
    """Name a school, with its link and authority."""
    row = named.loc[urn]
    return {
        "name": row["name"],
        "href": link_school_page(int(urn), map_params()),
        "authority": row["la_name"] if pd.notna(row["la_name"]) else "not recorded",
    }


def _list_changes(rows: pd.DataFrame, named: pd.DataFrame) -> list[dict[str, object]]:
    """List the schools that a change befalls most."""
    return [
        {
            **_name_school(int(row.urn), named),
            "before": f"{row.before:.1f}",
            "after": f"{row.after:.1f}",
        }
        for row in rows.head(SHOWN).itertuples()
    ]


def _say_change(row: pd.Series, figure: str) -> str:
    """Write a figure before and after."""
    return f"{say_km(float(row[f'{figure}_before']))} → {say_km(float(row[f'{figure}_after']))}"


def _say_counts(row: pd.Series) -> str:
    """Write how many are far before and after."""
    return f"{int(row['n_over_before']):,} → {int(row['n_over_after']):,}"

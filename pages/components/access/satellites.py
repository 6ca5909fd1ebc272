"""Where satellites would help: chosen among schools, with whom they help and whom they do not."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import pandas as pd
import streamlit as st

from footprints.access.demand import DEMANDS
from footprints.scenarios.candidates import Candidates, thin_candidates
from footprints.scenarios.errors import SitingError
from footprints.scenarios.following import FOLLOWS, Follow
from footprints.scenarios.roadcosts import estimate_costs, route_costs
from footprints.scenarios.satellites import Question, Satellites, choose_satellites
from footprints.scenarios.siting import AIMS, Aim
from footprints.scenarios.travelcosts import TravelCosts, measure_costs
from geodata.config import find_data_dir
from geodata.roads.speeds import read_speeds
from geodata.roads.store import NetworkStore
from geodata.travel.measured import choose_factors
from geodata.travel.water import load_water
from pages.components.access.asked import Asked, Basis
from pages.components.access.surface import DEMAND_NAMES
from pages.components.access.words import say_km, say_share
from pages.components.access.work import mark_counted
from pages.components.address import change_params, map_params, read_params
from pages.components.addressreader import AddressReader
from pages.components.choosing import choose, choose_number
from pages.components.links import link_school_page
from pages.components.loaded import Loaded
from pages.components.markdown import plain
from pages.components.shelf import recall
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
WORDS = {
    SITES: "a search for satellites",
    NUMBER: "a number of satellites",
    AIM: "an aim",
    DEMAND: "a demand",
    FOLLOW: "a way to follow",
}


@dataclass(frozen=True)
class Sited:
    """What was found, and among which candidates."""

    found: Satellites
    candidates: Candidates


def show_satellites(asked: Asked, loaded: Loaded) -> None:
    """Show where satellites would help the schools of the area that are served worst."""
    reader = AddressReader(read_params(), WORDS)
    question = _read_question(reader, asked)
    wanted = reader.one(SITES, {"yes": True}, default=False)
    for note in reader.notes:
        st.info(note)
    _show_inputs(question)
    if not wanted:
        st.button("Look for places", on_click=change_params, args=({SITES: "yes"},))
        return
    try:
        sited = recall_satellites(asked, question, loaded)
    except SitingError as error:
        st.markdown(f"No place can be looked for here: {plain(str(error))}.")
        return
    st.html(render_satellites(asked, sited, loaded))


def recall_satellites(asked: Asked, question: Question, loaded: Loaded) -> Sited:
    """
    Give the satellites that would help the schools of an area.

    Parameters
    ----------
    asked
        The area and the basis.
    question
        See `footprints.scenarios.satellites.Question`.
    loaded
        The snapshot.

    Returns
    -------
    sited
        The candidates are the schools that count, thinned by a stated rule where they are many.

    Raises
    ------
    SitingError
        If no school counts, or there are too few candidates.
    """

    def work() -> Sited:
        here = mark_counted(asked.basis, loaded).to_numpy() & asked.area.inside
        schools = loaded.schools[here]
        candidates = thin_candidates(schools)
        offered = schools[schools["urn"].isin(candidates.urns)]
        bases = loaded.units[loaded.units["system"] == asked.basis.system]
        with st.spinner("Looking for the best places…"):
            costs = _measure(asked.basis, schools, bases, offered)
            found = choose_satellites(schools, costs, question, memberships=loaded.memberships)
        return Sited(found, candidates)

    system = asked.basis.system
    return recall(loaded, [system], ("satellites", asked.area.key, asked.basis, question), work)


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
        aim=AIMS[question.aim],
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
        method=found.method,
    )


def _read_question(reader: AddressReader, asked: Asked) -> Question:
    """Read what is asked from the address."""
    return Question(
        asked.basis.system,
        n_satellites=int(reader.number(NUMBER, 1, MOST, 1)),
        aim=reader.one(AIM, {key: key for key in AIM_NAMES}, "median"),
        demand=reader.one(DEMAND, {key: key for key in DEMAND_NAMES}, "schools"),
        threshold=asked.over_km,
        follow=reader.one(FOLLOW, {key: key for key in FOLLOW_NAMES}, "school"),
        time_limit_s=TIME_LIMIT_S,
    )


def _show_inputs(question: Question) -> None:
    """Show everything that the answer takes, to be changed."""
    number, aim, demand, follow = st.columns(4)
    with number:
        choose_number("Satellites", NUMBER, question.n_satellites, limits=(1, MOST), default=1)
    with aim:
        choose("Aim", AIM, _as_text(AIM_NAMES), question.aim, default="median")
    with demand:
        choose("Counted by", DEMAND, _as_text(DEMAND_NAMES), question.demand, default="schools")
    with follow:
        choose("Who goes there", FOLLOW, _as_text(FOLLOW_NAMES), question.follow, default="school")


def _as_text(names: Mapping[Any, str]) -> dict[str, str]:
    """Give names by plain text."""
    return {str(key): name for key, name in names.items()}


def _measure(
    basis: Basis, schools: pd.DataFrame, bases: pd.DataFrame, candidates: pd.DataFrame
) -> TravelCosts:
    """Measure by the method of the page."""
    if basis.method == "straight":
        return measure_costs(schools, bases, candidates)
    if basis.network_id is None:
        factors = choose_factors(find_data_dir())
        return estimate_costs(schools, bases, candidates, factors, load_water())
    network = NetworkStore.find().open(basis.network_id).network
    return route_costs(schools, bases, candidates, network, read_speeds().speeds)


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

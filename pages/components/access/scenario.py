"""What if: districts moved, bases opened and closed, compared with what is."""

from typing import Any

import pandas as pd
import streamlit as st

from footprints.access.groups import group_schools
from footprints.scenarios.application import Applied, apply_scenario
from footprints.scenarios.comparison import Comparison, compare_scenario
from footprints.scenarios.errors import ScenarioError
from footprints.scenarios.scenario import OpenBase, Scenario
from footprints.scenarios.scenariotext import write_scenario
from footprints.travel.ownbase import COLUMNS
from geodata.travel.measured import TravelTables
from pages.components.access.asked import Asked
from pages.components.access.changemap import show_change_map
from pages.components.access.scenariochanges import read_changes, show_changes, show_more
from pages.components.access.scenariowords import name_keys
from pages.components.access.words import say_km, say_stamp
from pages.components.access.work import mark_counted, measure_told, recall_travel
from pages.components.address import map_params
from pages.components.links import link_school_page
from pages.components.loaded import Loaded
from pages.components.markdown import plain
from pages.components.shelf import recall
from pages.components.templates import fill

BECOMES = ("nearer", "farther", "same", "found", "lost", "unknown")
CHANGED = ("nearer", "farther", "found", "lost")
SHOWN = 12


def show_scenario(asked: Asked, loaded: Loaded) -> None:
    """Show the changes, how to make more, and what becomes of the schools of the area."""
    scenario, notes = read_changes(loaded)
    for note in notes:
        st.info(note)
    show_changes(scenario, asked, loaded)
    show_more(asked, scenario, loaded)
    own = tuple(change for change in scenario.changes if change.system == asked.basis.system)
    if not own:
        named = loaded.systems.set_index("system").loc[asked.basis.system, "name"]
        st.markdown(
            f"Nothing is changed for {plain(str(named))} yet: add a change above, and every "
            "school's way before and after is compared."
        )
        return
    ours = Scenario(own)
    try:
        applied, compared = recall_scenario(asked, ours, loaded)
    except ScenarioError as error:
        st.error(f"These changes cannot be made: {plain(str(error))}.")
        return
    if compared.whole.empty:
        st.markdown("No school here counts and has a unit or a nearest base: nothing to compare.")
        return
    st.html(render_scenario(asked, ours, applied, compared, loaded))
    sites = [change.urn for change in own if isinstance(change, OpenBase)]
    changes = compared.schools.set_index("urn")["change"]
    show_change_map(changes, sites, asked, loaded, key="scenario")


def recall_scenario(
    asked: Asked, scenario: Scenario, loaded: Loaded
) -> tuple[Applied, Comparison]:
    """
    Give the tables as a scenario has them, and the ways before and after.

    Parameters
    ----------
    asked
        The area and the basis.
    scenario
        Changes of the system of the page.
    loaded
        The snapshot.

    Returns
    -------
    applied
        See `footprints.scenarios.application.apply_scenario`.
    compared
        Of the schools of the area that count, by fifths of free school meals.

    Raises
    ------
    ScenarioError
        If a change cannot be made; names it.
    """
    basis = asked.basis

    def work() -> tuple[Applied, Comparison]:
        before = recall_travel(basis, loaded).travel
        counted = loaded.schools[mark_counted(basis, loaded).to_numpy() & asked.area.inside]
        systems = loaded.systems[loaded.systems["system"] == basis.system]
        applied = apply_scenario(
            loaded.schools, loaded.memberships, loaded.units, scenario, systems=loaded.systems
        )
        # how far a school has to go rests on no other school
        tables = TravelTables(counted, applied.memberships, applied.units, systems)
        after = measure_told(tables, basis, "Measuring every school's way anew")
        fifths = group_schools(loaded.schools, "fsm_fifth", scope=basis.scope).labels
        compared = compare_scenario(
            before,
            after.travel,
            counted,
            system=basis.system,
            column=COLUMNS[basis.method],
            threshold=asked.over_km,
            groups=fifths.astype("str"),
        )
        return applied, compared

    key = ("scenario", asked.area.key, basis, asked.over_km, write_scenario(scenario))
    return recall(loaded, [basis.system], key, work)


def render_scenario(
    asked: Asked, scenario: Scenario, applied: Applied, compared: Comparison, loaded: Loaded
) -> str:
    """
    Write what becomes of the schools, as HTML.

    Parameters
    ----------
    asked, scenario
        The area and the basis; the changes.
    applied, compared
        From `recall_scenario`.
    loaded
        Names schools, units and districts.

    Returns
    -------
    html
        Escaped.
    """
    system = asked.basis.system
    units = applied.units[applied.units["system"] == system]
    named = {
        "unit": units.set_index("unit_id")["name"],
        "lad": loaded.units[loaded.units["system"] == "lad"].set_index("unit_id")["name"],
    }
    touched = compared.units[compared.units[["n_joined", "n_left"]].any(axis=1)]
    moved = compared.districts
    changed = moved[moved[["n_nearer", "n_farther", "n_found", "n_lost"]].any(axis=1)]
    whole = compared.whole.loc["all"]
    return fill(
        "accessscenario.html",
        notes=[name_keys(note, system, scenario, loaded) for note in applied.notes],
        changed=bool(
            compared.schools["change"].isin(["nearer", "farther", "found", "lost"]).any()
        ),
        area=asked.area.name,
        n=int(whole["n_schools"]),
        whole=_describe(whole),
        counts={name: int(whole[f"n_{name}"]) for name in BECOMES},
        over=f"{asked.over_km:g}",
        groups=_list_rows(compared.groups, None),
        units=_list_rows(touched, named["unit"]),
        districts=_list_rows(changed, named["lad"]),
        winners=_list_schools(compared.winners, loaded),
        losers=_list_schools(compared.losers, loaded),
        n_winners=len(compared.winners),
        n_losers=len(compared.losers),
        stamp=say_stamp(asked, loaded),
    )


def _list_rows(table: pd.DataFrame, names: pd.Series | None) -> list[dict[str, Any]]:
    """List groups, units or districts with their ways before and after."""
    return [
        {"name": str(key if names is None else names.get(key, key)), **_describe(row)}
        for key, row in table.iterrows()
    ]


def _describe(row: pd.Series) -> dict[str, str]:
    """Write the ways of some schools before and after."""
    return {
        "mean": f"{say_km(float(row['mean_before']))} → {say_km(float(row['mean_after']))}",
        "over": f"{_count(row['n_over_before'])} → {_count(row['n_over_after'])}",
        "n": f"{_count(row.get('n_schools', row.get('n_after')))}",
    }


def _count(n: float) -> str:
    """Write a count, 0 where there is none."""
    return "0" if pd.isna(n) else f"{int(n):,}"


def _list_schools(rows: pd.DataFrame, loaded: Loaded) -> list[dict[str, str]]:
    """List the schools that a scenario changes most."""
    named = loaded.schools.set_index("urn")["name"]
    return [
        {
            "name": str(named[row.urn]),
            "href": link_school_page(int(row.urn), map_params()),
            "before": f"{row.before:.1f}",
            "after": f"{row.after:.1f}",
        }
        for row in rows.head(SHOWN).itertuples()
    ]

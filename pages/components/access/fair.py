"""Is it fair: the way to the base by group of schools, how evenly it is spread, cold spots."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import pandas as pd
import streamlit as st

from footprints.access.equity import EVERYONE, Equity, compare_groups, measure_equity
from footprints.access.groups import NOT_STATED, Groups, group_schools
from footprints.access.inequality import LEAST_COST
from footprints.travel.ownbase import take_own_km
from pages.components.access.asked import Asked
from pages.components.access.coldspots import show_spots
from pages.components.access.curve import show_curve
from pages.components.access.surface import show_surface
from pages.components.access.words import DASH, NOBODY, say_share, say_stamp
from pages.components.access.work import mark_counted, recall_travel
from pages.components.address import read_params
from pages.components.addressreader import AddressReader
from pages.components.choosing import choose
from pages.components.loaded import Loaded
from pages.components.templates import fill

GROUP = "group"
GROUP_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "fsm_fifth": "Fifths by free school meals",
        "rural": "Urban and rural",
        "urban_rural": "Rural-urban classes",
        "region": "Regions",
        "trust_band": "Size of trust",
    }
)
USUAL_GROUP = "fsm_fifth"
WORDS = {GROUP: "a grouping of schools"}
INDICES: Mapping[str, str] = MappingProxyType(
    {
        "p90_p10": "P90 / P10",
        "palma": "Palma ratio",
        "concentration": "Concentration index by FSM",
        "gini": "Gini coefficient",
    }
)
# one school's distance is no group's
LEAST_MEASURED = 10
# without it a school beside its base would count for more than all the others together
FLOOR = f"ways under {LEAST_COST:g} km count as {LEAST_COST:g} km"


@dataclass(frozen=True)
class Fairness:
    """How the way to the base is spread over the schools of an area."""

    own_km: pd.Series
    groups: Groups
    compared: pd.DataFrame
    equity: Equity


def show_fair(asked: Asked, loaded: Loaded) -> None:
    """Show how the way to the base differs between schools."""
    by, notes = read_group()
    for note in notes:
        st.info(note)
    measured = recall_travel(asked.basis, loaded)
    found = judge_fairness(asked, measured.travel, by, loaded)
    st.header("Who has far to go")
    if found.own_km.empty:
        st.markdown(NOBODY)
        return
    with st.container(key="access-inputs-group"):
        grouping, _ = st.columns([1, 2])
        with grouping:
            choose("Compare", GROUP, GROUP_NAMES, by, default=USUAL_GROUP)
    st.html(render_groups(asked, found, loaded))
    st.header("How evenly it is spread")
    if found.equity.n_measured < 2:
        st.markdown("It takes two schools with a known way to tell how evenly it is spread.")
    else:
        table, curve = st.columns(2, gap="large")
        with table:
            st.html(render_equity(asked, found, loaded))
        with curve:
            show_curve(found.own_km, loaded)
    st.header("Access: what is within reach")
    show_surface(asked, loaded)
    st.header("Cold spots")
    show_spots(asked, found.own_km, loaded)


def read_group() -> tuple[str, tuple[str, ...]]:
    """Read from the address by what schools are grouped, and what of it is not understood."""
    reader = AddressReader(read_params(), WORDS)
    return reader.one(GROUP, {key: key for key in GROUP_NAMES}, USUAL_GROUP), reader.notes


def judge_fairness(asked: Asked, travel: pd.DataFrame, by: str, loaded: Loaded) -> Fairness:
    """
    Judge how the way to the base is spread over the schools of an area.

    Parameters
    ----------
    asked
        The area, the basis, and what is far.
    travel
        The travel table of the system.
    by
        A key of `GROUP_NAMES`. Fifths are made of all England, then cut to the area.
    loaded
        The snapshot.

    Returns
    -------
    fairness
        Of the schools of the area that count.
    """
    basis = asked.basis
    here = loaded.schools.loc[mark_counted(basis, loaded).to_numpy() & asked.area.inside]
    km = take_own_km(travel, basis.system, basis.method).reindex(here["urn"])
    national = group_schools(loaded.schools, by, scope=basis.scope)
    labels = national.labels[national.labels.index.isin(here["urn"])]
    groups = Groups(national.name, labels, national.rule)
    return Fairness(
        own_km=km,
        groups=groups,
        compared=compare_groups(km, groups, loaded.schools, threshold=asked.over_km),
        equity=measure_equity(km, here, kind="cost"),
    )


def render_groups(asked: Asked, found: Fairness, loaded: Loaded) -> str:
    """
    Write the groups as an HTML table.

    Parameters
    ----------
    asked, found
        What was asked, and what `judge_fairness` found.
    loaded
        The snapshot.

    Returns
    -------
    html
        Escaped; groups without a school of the area are counted, not listed.
    """
    there = found.compared[found.compared["n_schools"] > 0]
    return fill(
        "accessgroups.html",
        over=f"{asked.over_km:g}",
        said=say_extremes(asked, found),
        rows=[_describe(str(name), row) for name, row in there.iterrows()],
        n_empty=int((found.compared["n_schools"].drop(EVERYONE) == 0).sum()),
        rule=found.groups.rule,
        stamp=say_stamp(asked, loaded),
    )


def say_extremes(asked: Asked, found: Fairness) -> str:
    """
    Say which groups have the greatest and the least share of schools that are far.

    Parameters
    ----------
    asked, found
        As for `render_groups`.

    Returns
    -------
    text
        Plain; empty where fewer than two groups have enough schools measured.
    """
    groups = found.compared.drop([EVERYONE, NOT_STATED], errors="ignore")
    groups = groups[groups["n_measured"] >= LEAST_MEASURED]
    where = f"over {asked.over_km:g} km from the base of their unit"
    if len(groups) < 2:
        return ""
    if not groups["n_over"].any():
        return f"In no group of {LEAST_MEASURED} schools or more are any {where}."
    high, low = (
        f"{name}: {say_share(int(row['n_over']), int(row['n_measured']))}"
        for name, row in (
            (name, groups.loc[name])
            for name in (groups["share_over"].idxmax(), groups["share_over"].idxmin())
        )
    )
    return (
        f"Of groups with {LEAST_MEASURED} schools or more the share of schools {where} is highest "
        f"in group {high}; lowest in group {low}."
    )


def render_equity(asked: Asked, found: Fairness, loaded: Loaded) -> str:
    """Write the indices of equity, with what they rest on, as HTML; text is escaped."""
    equity = found.equity
    return fill(
        "accessequity.html",
        lines=[
            {
                "name": name,
                "how": equity.told[key],
                "text": DASH if pd.isna(value := getattr(equity, key)) else f"{value:.3f}",
                "floor": FLOOR if key == "palma" else "",
            }
            for key, name in INDICES.items()
        ],
        n=f"{equity.n_counted:,}",
        n_all=f"{equity.n_schools:,}",
        stamp=say_stamp(asked, loaded),
    )


def _describe(name: str, row: pd.Series) -> dict[str, Any]:
    """Describe one group."""
    measured = int(row["n_measured"])
    share = row["share_over"]
    return {
        "name": "All" if name == EVERYONE else name,
        "is_all": name == EVERYONE,
        "n": f"{measured:,}",
        "median": _write_km(row["median"]),
        "p90": _write_km(row["p90"]),
        "pupil_mean": _write_km(row["pupil_mean"]),
        "over": say_share(int(row["n_over"]), measured),
        "share": 0.0 if pd.isna(share) else float(share),
        "fsm": DASH
        if pd.isna(row["share_fsm_over"])
        else f"{row['share_fsm_over']:.0%} ({row['fsm_pupils_over']:,.0f} of "
        f"{row['fsm_pupils']:,.0f})",
    }


def _write_km(km: float) -> str:
    """Write kilometres; a dash where nothing is measured."""
    return DASH if pd.isna(km) else f"{km:.1f}"

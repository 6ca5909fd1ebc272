"""Is it fair: the way to the base by group of schools, how evenly it is spread, cold spots."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from footprints.access.equity import EVERYONE, Equity, compare_groups, measure_equity
from footprints.access.groups import Groups, group_schools
from footprints.access.inequality import trace_concentration
from footprints.travel.ownbase import take_own_km
from pages.components.access.asked import OVER, OVER_KM, OVER_LIMITS, Asked
from pages.components.access.coldspots import show_spots
from pages.components.access.surface import show_surface
from pages.components.access.words import DASH, say_basis, say_share
from pages.components.access.work import mark_counted, recall_travel
from pages.components.address import read_params
from pages.components.addressreader import AddressReader
from pages.components.choosing import choose, choose_number
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


@dataclass(frozen=True)
class Fairness:
    """How the way to the base is spread over the schools of an area."""

    own_km: pd.Series
    groups: Groups
    compared: pd.DataFrame
    equity: Equity


def show_fair(asked: Asked, loaded: Loaded) -> None:
    """Show how the way to the base differs between schools."""
    reader = AddressReader(read_params(), WORDS)
    by = reader.one(GROUP, {key: key for key in GROUP_NAMES}, USUAL_GROUP)
    for note in reader.notes:
        st.info(note)
    measured = recall_travel(asked.basis, loaded)
    found = judge_fairness(asked, measured.travel, by, loaded)
    wide, narrow = st.columns([0.62, 0.38], gap="large")
    with wide:
        st.header("Who has far to go")
        group, over = st.columns(2)
        with group:
            choose("Compare", GROUP, GROUP_NAMES, by, default=USUAL_GROUP)
        with over:
            choose_number(
                "Far means over, km", OVER, asked.over_km, limits=OVER_LIMITS, default=OVER_KM
            )
        st.html(render_groups(asked, found, say_basis(asked, measured, loaded)))
    with narrow:
        st.header("How evenly it is spread")
        st.html(_render_equity(found))
        _show_curve(found, loaded)
    st.header("Access: what is within reach")
    show_surface(asked, loaded)
    st.header("Cold spots")
    show_spots(asked, found.own_km, loaded)


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


def render_groups(asked: Asked, found: Fairness, basis: str) -> str:
    """Write the groups as an HTML table; text is escaped."""
    return fill(
        "accessgroups.html",
        over=f"{asked.over_km:g}",
        rows=[_describe(str(name), row) for name, row in found.compared.iterrows()],
        rule=found.groups.rule,
        basis=basis,
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
        else f"{row['share_fsm_over']:.0%} ({row['fsm_pupils_over']:,.0f})",
    }


def _write_km(km: float) -> str:
    """Write kilometres; a dash where nothing is measured."""
    return DASH if pd.isna(km) else f"{km:.1f}"


def _render_equity(found: Fairness) -> str:
    """Write the indices of equity."""
    equity = found.equity
    names = {
        "p90_p10": "P90 / P10",
        "palma": "Palma ratio",
        "concentration": "Concentration index by FSM",
        "gini": "Gini coefficient",
    }
    return fill(
        "accessequity.html",
        lines=[
            {
                "name": name,
                "how": equity.told[key],
                "text": DASH if pd.isna(value := getattr(equity, key)) else f"{value:.3f}",
            }
            for key, name in names.items()
        ],
        n=f"{equity.n_counted:,}",
        n_all=f"{equity.n_schools:,}",
    )


def _show_curve(found: Fairness, loaded: Loaded) -> None:
    """Draw the Lorenz and the concentration curve, or say why there is none."""
    own = loaded.schools.set_index("urn").reindex(found.own_km.index)
    curves = {
        "by the distance itself (Lorenz)": found.own_km,
        "by free school meals, lowest first": own["fsm_percent"],
    }
    traced = [
        trace_concentration(found.own_km, order, own["pupils"]).assign(order=name)
        for name, order in curves.items()
    ]
    table = pd.concat(traced, ignore_index=True)
    if table.empty:
        st.markdown("There is no curve to draw: no way to a base is known here.")
        return
    even = pd.DataFrame({"share_weight": [0.0, 1.0], "share_value": [0.0, 1.0], "order": "even"})
    chart = (
        alt.Chart(pd.concat([table, even]))
        .mark_line()
        .encode(
            x=alt.X("share_weight", title="Share of pupils", axis=alt.Axis(format="%")),
            y=alt.Y("share_value", title="Share of km", axis=alt.Axis(format="%")),
            color=alt.Color(
                "order",
                title="Pupils in order",
                scale=alt.Scale(range=["#1d70b8", "#d55e00", "#8a8f93"]),
                legend=alt.Legend(orient="bottom", direction="vertical", labelLimit=300),
            ),
            strokeDash=alt.StrokeDash("order", legend=None),
        )
        .properties(height=380)
    )
    st.altair_chart(chart, width="stretch")
    st.caption(
        "Below the grey diagonal the first pupils have less than their share of the kilometres. "
        "The two indices above say the same in one number each."
    )

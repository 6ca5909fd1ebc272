"""The curves of equity: which share of the kilometres the first share of pupils has."""

from collections.abc import Mapping
from types import MappingProxyType

import altair as alt
import numpy as np
import pandas as pd
import streamlit as st

from footprints.access.inequality import trace_concentration
from pages.components.loaded import Loaded

BY_FSM, BY_KM, EVEN = (
    "by free school meals, lowest first",
    "by the distance itself (Lorenz)",
    "an even spread",
)
COLOURS: Mapping[str, str] = MappingProxyType(
    {BY_FSM: "#1d70b8", BY_KM: "#c04a00", EVEN: "#6f777b"}
)
DASHES: Mapping[str, list[int]] = MappingProxyType({BY_FSM: [1, 0], BY_KM: [6, 3], EVEN: [2, 2]})
INK, HEIGHT = "#32383c", 400


def show_curve(own_km: pd.Series, loaded: Loaded) -> None:
    """
    Draw the Lorenz and the concentration curve, or say why there is none.

    Parameters
    ----------
    own_km
        The way of the schools that count, index `urn`.
    loaded
        Gives their free school meals and pupils.
    """
    curves = trace_curves(own_km, loaded)
    if curves.empty:
        st.markdown("There is no curve to draw: no way to a base is known here.")
        return
    said = say_curves(curves)
    st.altair_chart(_draw(curves, said), width="stretch")
    st.caption(said)


def trace_curves(own_km: pd.Series, loaded: Loaded) -> pd.DataFrame:
    """
    Trace both curves.

    Parameters
    ----------
    own_km, loaded
        As for `show_curve`.

    Returns
    -------
    curves
        `order`, `share_weight`, `share_value`; no rows where nothing counts.
    """
    own = loaded.schools.set_index("urn").reindex(own_km.index)
    orders = {BY_FSM: own["fsm_percent"], BY_KM: own_km}
    traced = [
        trace_concentration(own_km, order, own["pupils"]).assign(order=name)
        for name, order in orders.items()
    ]
    return pd.concat(traced, ignore_index=True)


def say_curves(curves: pd.DataFrame) -> str:
    """
    Read the curves aloud, half way along.

    Parameters
    ----------
    curves
        From `trace_curves`.

    Returns
    -------
    text
        Plain; also what stands for the picture where it cannot be seen.

    Examples
    --------
    >>> curve = pd.DataFrame({"share_weight": [0.0, 1.0], "share_value": [0.0, 1.0]})
    >>> say_curves(curve.assign(order=BY_KM))
    'Of all kilometres the half of pupils nearest to their base have 50%. Even would be 50%.'
    """
    words = {
        BY_FSM: "the half of pupils in the schools with fewest free school meals have",
        BY_KM: "the half of pupils nearest to their base have",
    }
    parts = [
        f"{words[str(name)]} {np.interp(0.5, own['share_weight'], own['share_value']):.0%}"
        for name, own in curves.groupby("order")
    ]
    return f"Of all kilometres {'; '.join(parts)}. Even would be 50%."


def _draw(curves: pd.DataFrame, said: str) -> alt.Chart:
    """Draw the curves over the diagonal."""
    ends = [0.0, 1.0]
    even = pd.DataFrame({"share_weight": ends, "share_value": ends, "order": EVEN})
    axis = alt.Axis(format="%", values=[0, 0.25, 0.5, 0.75, 1], labelColor=INK, titleColor=INK)
    order = list(COLOURS)
    chart: alt.Chart = (
        alt.Chart(pd.concat([curves, even]), description=said)
        .mark_line(strokeWidth=2.5)
        .encode(
            x=alt.X("share_weight", title="Share of pupils", axis=axis),
            y=alt.Y("share_value", title="Share of kilometres", axis=axis),
            color=alt.Color(
                "order",
                title="Pupils in order",
                scale=alt.Scale(domain=order, range=list(COLOURS.values())),
                legend=alt.Legend(
                    orient="bottom",
                    direction="vertical",
                    labelLimit=300,
                    labelColor=INK,
                    titleColor=INK,
                ),
            ),
            strokeDash=alt.StrokeDash(
                "order",
                title="Pupils in order",
                scale=alt.Scale(domain=order, range=list(DASHES.values())),
            ),
        )
        .properties(height=HEIGHT)
    )
    return chart

"""How fast roads are taken to be, with whose figure each speed is."""

import streamlit as st

from geodata.roads.speeds import SpeedSets, read_speeds
from geodata.travel.rates import load_speed
from pages.components.templates import fill

OS_PREFIX, UNKNOWN = "os ", "unknown"


def show_speeds() -> None:
    """Show the fast and the slow set, and the average speed of an estimate."""
    st.html(render_speeds(read_speeds()))


def render_speeds(sets: SpeedSets) -> str:
    """
    Write the speeds as HTML.

    Parameters
    ----------
    sets
        From `geodata.roads.speeds.read_speeds`.

    Returns
    -------
    html
        Escaped; those of OpenStreetMap and of OS Open Roads in tables of their own.
    """
    classes = list(sets.speeds.fast)
    of_os = [name for name in classes if name.startswith(OS_PREFIX)]
    groups = {
        "OpenStreetMap": [name for name in classes if name not in {*of_os, UNKNOWN}],
        "OS Open Roads": of_os,
        "files that do not say": [name for name in classes if name == UNKNOWN],
    }
    return fill(
        "dataspeeds.html",
        average=load_speed(),
        n=len(classes),
        groups=[
            {"name": name, "rows": [_describe(one, sets) for one in own]}
            for name, own in groups.items()
        ],
    )


def _describe(road_class: str, sets: SpeedSets) -> dict[str, str]:
    """Describe the speeds of a class of road."""
    return {
        "name": road_class.removeprefix(OS_PREFIX).replace("_", " "),
        "fast": f"{sets.speeds.fast[road_class]:g}",
        "slow": f"{sets.speeds.slow[road_class]:g}",
        "source": sets.sources[road_class],
    }

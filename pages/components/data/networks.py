"""The road networks that are saved, what was measured on each, and how one is added."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import isnan
from pathlib import Path
from typing import Any

import streamlit as st

from footprints.roads.calibration import MEASURED, Calibration
from geodata.config import find_data_dir
from geodata.errors import GeodataError, UnreadableFileError
from geodata.roads.calibrated import read_calibration
from geodata.roads.files import ID_DIGITS
from geodata.roads.store import NetworkStore, SavedNetwork
from pages.components.data.bands import name_band
from pages.components.loaded import say_date
from pages.components.templates import fill

DASH = "—"


@dataclass(frozen=True)
class Known:
    """
    A saved network, and the detour factors measured on it.

    `calibration` is None where none were; where their file cannot be read, `problem` says why.
    """

    saved: SavedNetwork
    calibration: Calibration | None = None
    problem: str = ""


def list_known(data_dir: Path) -> tuple[Known, ...]:
    """
    List the saved networks of a data folder, those that cannot be used any more too.

    Parameters
    ----------
    data_dir
        It need not exist.

    Returns
    -------
    known
        In order of name.
    """
    store = NetworkStore(data_dir / "networks")
    return tuple(_look_at(data_dir, saved) for saved in store.list_saved())


def show_networks() -> None:
    """Show the networks of the data folder."""
    st.html(render_networks(list_known(find_data_dir())))


def render_networks(known: Sequence[Known]) -> str:
    """
    Write the saved networks as HTML.

    Parameters
    ----------
    known
        From `list_known`; none is explained.

    Returns
    -------
    html
        Escaped.
    """
    usable = [one for one in known if not one.saved.problem]
    return fill(
        "datanetworks.html",
        networks=[_describe(one) for one in usable],
        problems=[_describe_problem(one) for one in known if one.saved.problem or one.problem],
    )


def _look_at(data_dir: Path, saved: SavedNetwork) -> Known:
    """Insist that a network is whole, and read the factors measured on it."""
    path = data_dir / "networks" / f"{saved.network_id}.npz"
    problem = saved.problem or _find_damage(str(path), path.stat().st_mtime_ns)
    if problem:
        return Known(replace(saved, problem=problem))
    try:
        return Known(saved, read_calibration(data_dir, saved.network_id))
    except UnreadableFileError as error:
        return Known(saved, problem=str(error))


# its description alone does not show that a file is damaged further on
@st.cache_data(show_spinner="Looking over the road networks…", max_entries=64)
def _find_damage(path: str, stamp: int) -> str:  # noqa: ARG001  the cache's key
    """Open a network whole; say what is wrong, nothing where it can be used."""
    file = Path(path)
    try:
        NetworkStore(file.parent).open(file.stem)
    except GeodataError as error:
        return str(error)
    return ""


def _describe_problem(one: Known) -> dict[str, str]:
    """Say what is damaged, and with which command it is put right; a strange name has none."""
    remedy = "remove" if one.saved.problem else "calibrate"
    network_id = one.saved.network_id
    known = re.fullmatch(rf"[0-9a-f]{{{ID_DIGITS}}}", network_id)
    return {
        "said": one.saved.problem or one.problem,
        "command": f"roads {remedy} {network_id}" if known else "",
    }


def _describe(one: Known) -> dict[str, Any]:
    """Describe a network that can be used."""
    saved = one.saved
    assert saved.report is not None  # noqa: S101  only a damaged file has none
    report = saved.report
    left_out = [f"{n:,} {reason}" for reason, n in report.left_out.items() if n]
    return {
        "name": saved.name,
        "network_id": saved.network_id,
        "source": saved.source,
        "as_of": say_date(saved.as_of),
        "attribution": saved.attribution or "not stated",
        "nodes": f"{saved.n_nodes:,}",
        "road_km": f"{report.road_km:,.0f}",
        "main_share": f"{report.main_share:.1%}",
        "file": report.file,
        "read": f"{report.n_ways:,} of {report.n_read:,}",
        "left_out": "; ".join(left_out),
        "notes": report.notes,
        "state": _say_state(one),
        "cells": [] if one.calibration is None else _list_cells(one.calibration),
        "credit": "" if one.calibration is None else one.calibration.factors.source,
    }


def _say_state(one: Known) -> str:
    """Say whether detour factors were measured on a network."""
    if one.problem:
        return "cannot be read"
    if one.calibration is None:
        return "not measured"
    used = int(one.calibration.cells["used"].eq(MEASURED).sum())
    return f"measured: {used} of {len(one.calibration.cells)} bands have pairs enough"


def _list_cells(calibration: Calibration) -> list[dict[str, str]]:
    """List what was measured in each band, for all places, rural and urban ones."""
    return [
        {
            "kind": cell.kind,
            "band": name_band(cell.from_km, cell.to_km),
            "value": _write(cell.median),
            "low": _write(cell.low),
            "high": _write(cell.high),
            "interval": DASH
            if isnan(cell.median_low)
            else f"{cell.median_low:.2f} to {cell.median_high:.2f}",
            "n": f"{cell.n_pairs:,}",
            "areas": f"{cell.n_areas:,}",
            "used": cell.used,
        }
        for cell in calibration.cells.itertuples()
    ]


def _write(factor: float) -> str:
    """Write a factor, a dash where there is none."""
    return DASH if isnan(factor) else f"{factor:.2f}"

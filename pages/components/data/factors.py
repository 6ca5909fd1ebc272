"""Which detour factors are in use, where, and where each of them is from."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from footprints.travel.detour import KINDS, DetourBand, DetourFactors
from geodata.config import find_data_dir
from geodata.travel.measured import choose_factors
from pages.components.data.bands import name_band
from pages.components.data.networks import Known, list_known
from pages.components.loaded import say_date
from pages.components.templates import fill


def show_factors() -> None:
    """Show the factors of the project, and those that networks of the data folder bring."""
    folder = find_data_dir()
    st.html(render_factors(folder, list_known(folder)))


def render_factors(data_dir: Path, known: Sequence[Known]) -> str:
    """
    Write the detour factors in use as HTML.

    Parameters
    ----------
    data_dir
        The data folder.
    known
        From `list_known`.

    Returns
    -------
    html
        Escaped. Those of a network are as they are used: what was not measured is filled with the
        stated ones.
    """
    measured = [one.saved for one in known if one.calibration is not None]
    return fill(
        "datafactors.html",
        stated=_describe(choose_factors(data_dir)),
        measured=[
            {"name": saved.name, **_describe(choose_factors(data_dir, saved.network_id))}
            for saved in measured
        ],
    )


def _describe(factors: DetourFactors) -> dict[str, Any]:
    """Describe factors band by band, their sources by number."""
    bands = [band for kind in KINDS for band in factors.select_bands(kind)]
    sources = list(dict.fromkeys(_name_source(band) for band in bands))
    return {
        "sources": sources,
        "bands": [
            {
                "kind": band.kind,
                "band": name_band(band.from_km, band.to_km),
                "value": f"{band.value:.2f}",
                "low": f"{band.low:.2f}",
                "high": f"{band.high:.2f}",
                "n": "not stated" if band.n is None else f"{band.n:,}",
                "source": sources.index(_name_source(band)) + 1,
                "note": band.note,
            }
            for band in bands
        ],
    }


def _name_source(band: DetourBand) -> str:
    """Name the source of a band with its date, which it may name itself."""
    source = band.source[:1].upper() + band.source[1:]
    return source if (band.as_of or "") in source else f"{source}; {say_date(band.as_of)}"

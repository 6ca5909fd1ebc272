"""What a mile costs, by vehicle, with source and year."""

from collections.abc import Mapping

import streamlit as st

from footprints.travel.budget import Rates
from geodata.travel.rates import load_rates
from pages.components.templates import fill


def show_rates() -> None:
    """Show the mileage rates."""
    st.html(render_rates(load_rates()))


def render_rates(rates: Mapping[str, Rates]) -> str:
    """
    Write the mileage rates as HTML.

    Parameters
    ----------
    rates
        From `geodata.travel.rates.load_rates`.

    Returns
    -------
    html
        Escaped.
    """
    return fill(
        "datamileage.html",
        rows=[
            {"vehicle": name, "pence": _say_steps(own), "year": own.tax_year}
            for name, own in rates.items()
        ],
        sources=list(dict.fromkeys(own.source for own in rates.values())),
    )


def _say_steps(rates: Rates) -> str:
    """Say the pence of each step of miles."""
    (_, first), *further = rates.steps
    return ", ".join([f"{first:g}", *(f"{pence:g} from {miles:,.0f}" for miles, pence in further)])

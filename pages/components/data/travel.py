"""The sections of the Data page on travel, in order."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import streamlit as st

from pages.components.data.factors import show_factors
from pages.components.data.mileage import show_rates
from pages.components.data.networks import show_networks
from pages.components.data.speeds import show_speeds
from pages.components.data.water import show_water

SECTIONS: Mapping[str, Callable[[], None]] = MappingProxyType(
    {
        "Road networks": show_networks,
        "Detour factors": show_factors,
        "Speeds": show_speeds,
        "Water that no factor crosses": show_water,
        "Mileage rates": show_rates,
    }
)


def show_travel() -> None:
    """Show what travel is measured by."""
    for title, show in SECTIONS.items():
        st.header(title)
        show()

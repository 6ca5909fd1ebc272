"""The sections of a unit's page, those that apply to it."""

import streamlit as st

from footprints.units.unitprofile import UnitProfile
from pages.components.loaded import Loaded
from pages.components.page_actions import show_page_actions
from pages.components.system.register import show_register
from pages.components.unit.centres import show_centres
from pages.components.unit.far import show_far
from pages.components.unit.files import show_unit_files
from pages.components.unit.inside import show_bodies, show_inside
from pages.components.unit.map import show_unit_map
from pages.components.unit.members import show_members
from pages.components.unit.sharing import show_sharing, show_straddling
from pages.components.unit.words import AREAS


def show_sections(profile: UnitProfile, loaded: Loaded) -> None:
    """Show what there is to say of a unit's schools, then of its register."""
    if profile.figures["n_schools"]:
        _show_schools(profile, loaded)
        _show_others(profile, loaded)
    st.header("The register it is in")
    show_register(profile.system, loaded)
    with st.container(horizontal=True, vertical_alignment="center", key="actions"):
        show_unit_files(profile, loaded)
        show_page_actions(loaded)


def _show_schools(profile: UnitProfile, loaded: Loaded) -> None:
    """Show the schools, where they lie and who is far."""
    wide, narrow = st.columns(2, gap="large")
    with wide:
        st.header("Its schools" if profile.system in AREAS | {"trust"} else "Whom it serves")
        show_members(profile, loaded)
    with narrow:
        st.header("Where its schools lie")
        show_unit_map(profile, loaded)
    wide, narrow = st.columns(2, gap="large")
    with wide:
        st.header("Who is far")
        show_far(profile, loaded)
    with narrow:
        st.header("Centre of gravity")
        show_centres(profile, loaded)


def _show_others(profile: UnitProfile, loaded: Loaded) -> None:
    """Show the other units that its schools are in."""
    st.header(
        "Authorities and districts it has schools in"
        if profile.system == "trust"
        else "What lies inside it"
    )
    show_inside(profile, loaded)
    if profile.system != "trust":
        wide, narrow = st.columns(2, gap="large")
        with wide:
            st.header("Trusts that straddle its border")
            show_straddling(profile, loaded)
        with narrow:
            st.header("Who answers for its schools")
            show_bodies(profile, loaded)
    st.header("Which hubs share its schools")
    show_sharing(profile, loaded)

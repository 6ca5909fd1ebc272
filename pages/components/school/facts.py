"""What identifies a school: facts of its record, each with what it rests on."""

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from footprints.legend.measures import OF_SCHOOLS
from pages.components.address import map_params
from pages.components.links import link_map, link_school, link_unit_page
from pages.components.loaded import Loaded, say_date
from pages.components.save_map import list_publishers
from pages.components.school.card import DOUBTED
from pages.components.templates import fill

TRUSTS = {"MAT": "multi-academy trust", "SAT": "single-academy trust"}


@dataclass(frozen=True)
class Fact:
    """One fact; `how` is a line on what it is, `href` leads to what it names."""

    label: str
    text: str
    how: str = ""
    href: str | None = None


def show_facts(school: pd.Series, loaded: Loaded) -> None:
    """Show what identifies a school, and the way to it on the map."""
    st.html(render_facts(school, loaded))


def render_facts(school: pd.Series, loaded: Loaded) -> str:
    """
    Write what identifies a school as HTML.

    Parameters
    ----------
    school
        Its row of `schools`.
    loaded
        The snapshot.

    Returns
    -------
    html
        Escaped.
    """
    sources = loaded.snapshot.manifest["sources"]
    records = [source for source in sources if source["kind"] == "establishments"]
    return fill(
        "schoolfacts.html",
        facts=list_facts(school, loaded),
        note=_doubt_place(school),
        source="; ".join(list_publishers(records)) or f"School records, {loaded.as_of}",
        on_map=link_map(link_school(int(school["urn"]), map_params())),
    )


def list_facts(school: pd.Series, loaded: Loaded) -> list[Fact]:
    """List the facts of a school; what the record leaves blank is said."""
    opened = school["open_date"]
    since = f"since {say_date(opened)}" if pd.notna(opened) else "since when is not recorded"
    return [
        Fact("URN", str(school["urn"]), "unique reference number"),
        Fact("Status", _tell(school["status"]), f"under this URN, {since}"),
        Fact("Phase", _tell(school["phase"]), _say_ages(school)),
        Fact("Type", _tell(school["type"])),
        _name_authority(school),
        _name_trust(school, loaded),
        _count_pupils(school),
        Fact("Place", _join(school["town"], school["postcode"])),
    ]


def _doubt_place(school: pd.Series) -> str | None:
    """Say what is wrong with the recorded point; None for nothing."""
    flag = school["coord_flag"]
    if pd.isna(flag):
        return DOUBTED["missing"] if pd.isna(school["easting"]) else None
    return DOUBTED.get(str(flag))


def _name_authority(school: pd.Series) -> Fact:
    """Name the authority that the record names."""
    if pd.isna(school["la_code"]):
        return Fact("Authority", "not recorded")
    href = link_unit_page("la", str(school["la_code"]), map_params())
    how = "as the record states; districts are told by place"
    return Fact("Authority", str(school["la_name"]), how, href)


def _name_trust(school: pd.Series, loaded: Loaded) -> Fact:
    """Name the trust, with its size now."""
    trust_id = school["trust_id"]
    if pd.isna(trust_id):
        return Fact("Trust", "none", "not in an academy trust")
    size = int(loaded.schools["trust_id"].eq(trust_id).sum())
    kind = TRUSTS.get(str(school["trust_kind"]), "trust")
    how = f"{kind} of {size:,} open school{'' if size == 1 else 's'}"
    href = link_unit_page("trust", str(trust_id), map_params())
    return Fact("Trust", str(school["trust_name"]), how, href)


def _count_pupils(school: pd.Series) -> Fact:
    """Count the pupils."""
    known = pd.notna(school["pupils"])
    text = f"{int(school['pupils']):,}" if known else "not recorded"
    return Fact("Pupils", text, OF_SCHOOLS["pupils"].how.rstrip(".").lower())


def _say_ages(school: pd.Series) -> str:
    """Say which ages a school takes."""
    low, high = school["low_age"], school["high_age"]
    return "" if pd.isna(low) or pd.isna(high) else f"ages {int(low)} to {int(high)}"


def _tell(value: object) -> str:
    """Give a text, or say that there is none."""
    return str(value) if isinstance(value, str) else "not recorded"


def _join(*values: object) -> str:
    """Join the texts that are there."""
    return ", ".join(value for value in values if isinstance(value, str)) or "not recorded"

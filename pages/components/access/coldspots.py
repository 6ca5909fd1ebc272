"""Cold spots: where schools far from their base lie together more than chance would have it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import pandas as pd
import streamlit as st

from footprints.access.coldspots import COLD, HOT, NOT_TESTED, SpotQuestion, Spots, find_spots
from footprints.access.places import gather_areas, place_schools
from footprints.travel.ownbase import take_own_km
from pages.components.access.asked import Asked
from pages.components.access.words import say_stamp
from pages.components.access.work import mark_counted, recall_travel
from pages.components.address import change_params, map_params, read_params
from pages.components.addressreader import AddressReader
from pages.components.basemap import find_tiles
from pages.components.choosing import choose
from pages.components.links import link_school_page, link_unit_page
from pages.components.loaded import Loaded
from pages.components.map import Legend, LegendEntry, show_map
from pages.components.shelf import recall
from pages.components.system.asked import want_school
from pages.components.templates import fill
from pages.components.unit.words import say_count
from pages.components.valuemap import compose_class_map

SPOTS = "spots"
OF: Mapping[str, str] = MappingProxyType({"lad": "districts", "schools": "schools"})
ONE: Mapping[str, str] = MappingProxyType({"lad": "district", "schools": "school"})
USUAL = "lad"
LEAST_SCHOOLS, SHOWN = 5, 15
QUESTIONS: Mapping[str, SpotQuestion] = MappingProxyType(
    {
        "lad": SpotQuestion(k=6, better="less"),
        "schools": SpotQuestion(k=10, better="less"),
    }
)
# Okabe-Ito: far is orange-red, near is blue; unlike in darkness too
COLOURS = {COLD: "#a63603", HOT: "#6baed6"}
NAMES = {COLD: "Cold spot: far together", HOT: "Hot spot: near together"}
GREY = "#8a8f93"
WORDS = {SPOTS: "what to look for cold spots among"}


def show_spots(asked: Asked, own_km: pd.Series, loaded: Loaded) -> None:
    """Offer to look for cold spots of all England, and show those of the area."""
    of, notes = read_spots()
    for note in notes:
        st.info(note)
    if not of:
        st.markdown(
            "Where schools that are far from their base lie together more than chance would have "
            "it. Every place of England is compared with 999 random arrangements, which takes "
            "some seconds."
        )
        st.button("Look for cold spots", on_click=change_params, args=({SPOTS: USUAL},))
        return
    with st.container(key="access-inputs-spots"):
        among, _ = st.columns([1, 2])
        with among:
            choose("Among", SPOTS, OF, of, default="")
    spots = recall_spots(asked, of, loaded)
    here = list_places(asked, of, own_km, loaded)
    st.html(render_spots(asked, spots, of, here, loaded))
    if of == "schools":
        _show_on_map(asked, spots, loaded)


def read_spots() -> tuple[str, tuple[str, ...]]:
    """Read from the address among what cold spots are looked for, "" for none; and notes."""
    reader = AddressReader(read_params(), WORDS)
    return reader.one(SPOTS, {key: key for key in OF}, ""), reader.notes


def recall_spots(asked: Asked, of: str, loaded: Loaded) -> Spots:
    """
    Give the cold spots of all England, by the way to the base.

    Parameters
    ----------
    asked
        The basis; the area does not matter.
    of
        A key of `OF`.
    loaded
        The snapshot.

    Returns
    -------
    spots
        See `footprints.access.coldspots.find_spots`.
    """
    basis = asked.basis

    def work() -> Spots:
        travel = recall_travel(basis, loaded).travel
        counted = loaded.schools.loc[mark_counted(basis, loaded), "urn"]
        km = take_own_km(travel, basis.system, basis.method).reindex(counted)
        places = place_schools(km, loaded.schools)
        if of == "lad":
            areas = loaded.schools.set_index("urn")["lad_code"]
            places = gather_areas(km, loaded.schools, areas, least_schools=LEAST_SCHOOLS)
        with st.spinner("Comparing with 999 random arrangements…"):
            return find_spots(places, QUESTIONS[of])

    return recall(loaded, [basis.system], ("spots", of, basis), work)


def render_spots(asked: Asked, spots: Spots, of: str, here: pd.Index, loaded: Loaded) -> str:
    """
    Write the cold spots of an area as HTML.

    Parameters
    ----------
    asked
        What was asked.
    spots, of
        From `recall_spots`.
    here
        The places of the area: codes of districts, or urns.
    loaded
        Names districts and schools.

    Returns
    -------
    html
        Escaped.
    """
    table = spots.table[spots.table.index.isin(here)]
    tested = table[table["spot"] != NOT_TESTED]
    counts = tested["spot"].value_counts()
    n_cold, n_hot = (int(counts.get(spot, 0)) for spot in (COLD, HOT))
    cold = tested[tested["spot"] == COLD].sort_values("value", ascending=False, kind="stable")
    told: Mapping[str, Any] = spots.told
    return fill(
        "accessspots.html",
        n=say_count(len(tested), ONE[of]),
        n_untested=len(table) - len(tested),
        n_cold=n_cold,
        n_hot=n_hot,
        cold=f"{n_cold:,} {'is a cold spot' if n_cold == 1 else 'are cold spots'}",
        hot=f"{n_hot:,} {'is a hot spot' if n_hot == 1 else 'are hot spots'}",
        rows=_list_spots(cold.head(SHOWN), of, loaded),
        told=told,
        least=LEAST_SCHOOLS,
        of_areas=of == "lad",
        stamp=say_stamp(asked, loaded),
    )


def _list_spots(cold: pd.DataFrame, of: str, loaded: Loaded) -> list[dict[str, str]]:
    """List places with their names and links."""
    if of == "lad":
        names = loaded.units[loaded.units["system"] == "lad"].set_index("unit_id")["name"]
        links = {key: link_unit_page("lad", str(key), map_params()) for key in cold.index}
    else:
        names = loaded.schools.set_index("urn")["name"]
        links = {key: link_school_page(int(key), map_params()) for key in cold.index}
    return [
        {
            "name": str(names.get(key, key)),
            "href": links[key],
            "km": f"{row['value']:.1f}",
            "z": f"{row['statistic']:.1f}",
            "p": f"{row['p_adjusted']:.3f}",
        }
        for key, row in cold.iterrows()
    ]


def list_places(asked: Asked, of: str, own_km: pd.Series, loaded: Loaded) -> pd.Index:
    """
    List the places of the area.

    Parameters
    ----------
    asked
        The area.
    of
        A key of `OF`.
    own_km
        Index `urn`, the schools of the area that count.
    loaded
        The snapshot.

    Returns
    -------
    places
        The codes of its districts, or the urns of its schools that count.
    """
    if of == "schools":
        return own_km.index
    return pd.Index(loaded.schools.loc[asked.area.inside, "lad_code"].dropna().unique())


def _show_on_map(asked: Asked, spots: Spots, loaded: Loaded) -> None:
    """Show the schools of cold and hot spots on a map."""
    labels = [COLD, HOT]
    place = pd.Index(labels).get_indexer(spots.table["spot"].astype("str"))
    codes = pd.Series(place, index=spots.table.index)
    entries = [LegendEntry("point", COLOURS[label], NAMES[label]) for label in labels]
    entries.append(LegendEntry("none", GREY, "Neither"))
    with st.container(key="access-map-spots"):
        show_map(
            loaded.map_files,
            loaded.web,
            compose_class_map(
                codes,
                asked.area,
                loaded,
                name="Cold spots",
                labels=[NAMES[label] for label in labels],
                palette=[COLOURS[label] for label in labels],
                legend=Legend("Cold and hot spots", tuple(entries)),
                summary="Schools of cold and hot spots by the way to their base.",
            ),
            on_school=want_school,
            sources=f"{loaded.as_of}. {loaded.snapshot.manifest['licence']}",
            key="accessspots",
            tiles=find_tiles(),
        )

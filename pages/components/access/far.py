"""How far is it: the way to the base, who is far, and what the borders of hubs cost."""

from typing import Any

import pandas as pd
import streamlit as st

from footprints.access.loss import Ranking, measure_area_losses, measure_unit_losses, rank_losses
from footprints.travel.ownbase import RULE, take_own_km
from pages.components.access.asked import OVER, OVER_KM, OVER_LIMITS, Asked
from pages.components.access.words import say_basis, say_km, say_share
from pages.components.access.work import mark_counted, recall_travel
from pages.components.address import map_params
from pages.components.choosing import choose_number
from pages.components.links import link_school_page, link_unit_page
from pages.components.loaded import Loaded
from pages.components.templates import fill
from pages.components.unit.words import name_unit

FARTHEST, LEAST_SCHOOLS, MOST = 12, 10, 10


def show_far(asked: Asked, loaded: Loaded) -> None:
    """Show how far schools are, and what they lose by their assignment."""
    measured = recall_travel(asked.basis, loaded)
    own, counted = list_counted(asked, measured.travel, loaded)
    wide, narrow = st.columns([0.4, 0.6], gap="large")
    with wide:
        st.header("The way to the base")
        choose_number(
            "Far means over, km", OVER, asked.over_km, limits=OVER_LIMITS, default=OVER_KM
        )
        st.html(_render_ways(asked, own, say_basis(asked, measured, loaded)))
        st.header("Who is far")
        st.html(_render_farthest(asked, own, loaded))
    with narrow:
        st.header("Assigned to a base that is not the nearest")
        st.html(render_losses(asked, measured.travel, counted, loaded))


def list_counted(
    asked: Asked, travel: pd.DataFrame, loaded: Loaded
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """
    List the schools that count, with their way to the base.

    Parameters
    ----------
    asked
        The area and the basis.
    travel
        The travel table of the system.
    loaded
        The snapshot.

    Returns
    -------
    own
        Index `urn`: `own_km` of the schools of the area that count.
    counted
        Their rows of the table of schools.
    """
    here = mark_counted(asked.basis, loaded).to_numpy() & asked.area.inside
    counted = loaded.schools[here]
    km = take_own_km(travel, asked.basis.system, asked.basis.method)
    return km.reindex(counted["urn"]).to_frame(), counted


def rank_districts(
    asked: Asked, travel: pd.DataFrame, counted: pd.DataFrame, *, most: int = MOST
) -> Ranking:
    """
    Rank districts by the km that their schools lose.

    Parameters
    ----------
    asked
        The basis.
    travel
        The travel table of the system.
    counted
        The schools that count.
    most
        How many districts to give.

    Returns
    -------
    ranking
        See `footprints.access.loss.rank_losses`; index `area` is the district's code.
    """
    areas = counted.set_index("urn")["lad_code"]
    system, scope = asked.basis.system, asked.basis.scope
    losses = measure_area_losses(travel, counted, system, areas, scope=scope)
    return rank_losses(losses, least_schools=LEAST_SCHOOLS, most=most)


def render_losses(
    asked: Asked, travel: pd.DataFrame, counted: pd.DataFrame, loaded: Loaded
) -> str:
    """
    Write what is lost, by district and by unit, as HTML.

    Parameters
    ----------
    asked, travel, counted
        As for `rank_districts`.
    loaded
        Names districts and units.

    Returns
    -------
    html
        Escaped.
    """
    system = asked.basis.system
    own = travel[travel["urn"].isin(counted["urn"])]
    settled = own.dropna(subset=["unit_id"])
    known = settled.dropna(subset=["penalty_km"]).groupby("urn")["penalty_km"].min()
    districts = rank_districts(asked, travel, counted) if len(settled) else None
    units = None
    if len(settled):
        losses = measure_unit_losses(own, counted, system, scope=asked.basis.scope)
        units = rank_losses(losses, least_schools=LEAST_SCHOOLS, most=MOST)
    names = loaded.systems.set_index("system")
    return fill(
        "accesslosses.html",
        n=len(known),
        elsewhere=say_share(int((known > 0).sum()), len(known)),
        mean=say_km(float(known.mean())),
        total=len(counted),
        unit_name=str(names.loc[system, "unit_name"]),
        districts=_list_losses(districts, "lad", loaded),
        units=_list_losses(units, system, loaded),
        n_few=0 if districts is None else districts.n_too_few,
        least=LEAST_SCHOOLS,
        colour=str(names.loc[system, "colour"]),
    )


def _list_losses(ranking: Ranking | None, system: str, loaded: Loaded) -> list[dict[str, Any]]:
    """List what is ranked, with names and links; those that lose nothing are left out."""
    if ranking is None:
        return []
    table = ranking.table[ranking.table[ranking.by] > 0]
    names = loaded.units[loaded.units["system"] == system].set_index("unit_id")["name"]
    top = float(table[ranking.by].max()) if len(table) else 1.0
    return [
        {
            "name": name_unit(names.get(key), str(key)),
            "href": link_unit_page(system, str(key), map_params()),
            "mean": f"{row['mean_loss']:.1f}",
            "elsewhere": say_share(int(row["n_elsewhere"]), int(row["n_measured"])),
            "total": f"{row['total_loss']:,.0f}",
            "share": float(row["mean_loss"]) / top,
        }
        for key, row in table.iterrows()
    ]


def _render_ways(asked: Asked, own: pd.DataFrame, basis: str) -> str:
    """Write how far the schools are."""
    km = own["own_km"].dropna()
    over = int((km > asked.over_km).sum())
    return fill(
        "accessways.html",
        n=len(km),
        n_all=len(own),
        figures=[
            ("Median", say_km(float(km.median()))),
            ("Nine in ten are within", say_km(float(km.quantile(0.9)))),
            ("Farthest", say_km(float(km.max()))),
            (f"Over {asked.over_km:g} km", say_share(over, len(km))),
        ],
        rule=RULE,
        basis=basis,
    )


def _render_farthest(asked: Asked, own: pd.DataFrame, loaded: Loaded) -> str:
    """Write who is farthest, with the authority each is in."""
    farthest = own["own_km"].dropna().sort_values(ascending=False, kind="stable").head(FARTHEST)
    named = loaded.schools.set_index("urn").loc[farthest.index]
    top = float(farthest.max()) if len(farthest) else 1.0
    return fill(
        "accessfarthest.html",
        rows=[
            {
                "name": row["name"],
                "href": link_school_page(int(urn), map_params()),
                "authority": row["la_name"] if pd.notna(row["la_name"]) else "not recorded",
                "km": f"{farthest[urn]:.1f}",
                "share": float(farthest[urn]) / top if top else 0.0,
            }
            for urn, row in named.iterrows()
        ],
        colour=str(loaded.systems.set_index("system").loc[asked.basis.system, "colour"]),
    )

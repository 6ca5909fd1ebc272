"""How far is it: the way to the base, who is far, and what the borders of hubs cost."""

from typing import Any
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from footprints.access.loss import Ranking, measure_area_losses, measure_unit_losses, rank_losses
from footprints.travel.ownbase import RULE, take_own_km
from pages.components.access.asked import Asked
from pages.components.access.words import NOBODY, say_km, say_share, say_stamp
from pages.components.access.work import mark_counted, recall_travel
from pages.components.address import SNAPSHOT, map_params
from pages.components.links import link_map, link_school_page, link_unit_page
from pages.components.loaded import Loaded
from pages.components.metric_colour import list_metrics
from pages.components.templates import fill
from pages.components.unit.words import name_unit

FARTHEST, LEAST_SCHOOLS, MOST = 12, 10, 10
# what the map can colour schools by that is told here
ON_MAP = {"km": "by its distance", "lost": "by the distance lost"}


def show_far(asked: Asked, loaded: Loaded) -> None:
    """Show how far schools are, and what they lose by their assignment."""
    measured = recall_travel(asked.basis, loaded)
    own, counted = list_counted(asked, measured.travel, loaded)
    st.header("The way to the base")
    st.html(render_ways(asked, own, loaded))
    wide, narrow = st.columns([0.6, 0.4], gap="large")
    with wide:
        st.header("Assigned to a base that is not the nearest")
        st.html(render_losses(asked, measured.travel, counted, loaded))
    with narrow:
        st.header("Who is far")
        st.html(_render_farthest(asked, own, loaded))


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


def measure_losses(
    asked: Asked, travel: pd.DataFrame, counted: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    """
    Measure the km that the schools of districts and of units lose by their assignment.

    Parameters
    ----------
    asked
        The basis.
    travel
        The travel table of the system.
    counted
        The schools that count.

    Returns
    -------
    losses
        `districts`, from `footprints.access.loss.measure_area_losses`, by the code of the
        district, and `units`, from `measure_unit_losses`; nothing where no school is in a unit.
    """
    system, scope = asked.basis.system, asked.basis.scope
    own = travel[travel["urn"].isin(counted["urn"])]
    if own["unit_id"].isna().all():
        return {}
    areas = counted.set_index("urn")["lad_code"]
    return {
        "districts": measure_area_losses(own, counted, system, areas, scope=scope),
        "units": measure_unit_losses(own, counted, system, scope=scope),
    }


def render_ways(asked: Asked, own: pd.DataFrame, loaded: Loaded) -> str:
    """
    Write how far the schools are, as HTML.

    Parameters
    ----------
    asked, own
        As for `list_counted`, and what it gave.
    loaded
        The snapshot.

    Returns
    -------
    html
        Escaped.
    """
    km = own["own_km"].dropna()
    over = int((km > asked.over_km).sum())
    system = asked.basis.system
    metrics = list_metrics(loaded)
    return fill(
        "accessways.html",
        n=len(km),
        n_all=len(own),
        unit_name=str(loaded.systems.set_index("system").loc[system, "unit_name"]),
        figures=[
            ("Half are within", say_km(float(km.median()))),
            ("Nine in ten are within", say_km(float(km.quantile(0.9)))),
            (f"Over {asked.over_km:g} km", say_share(over, len(km))),
            ("The farthest", say_km(float(km.max()))),
        ],
        rule=RULE,
        on_map=[
            (words, _link_colour(f"measure:{kind}-{system}"))
            for kind, words in ON_MAP.items()
            if f"{kind}-{system}" in metrics
        ],
        nobody=NOBODY,
        stamp=say_stamp(asked, loaded),
    )


def render_losses(
    asked: Asked, travel: pd.DataFrame, counted: pd.DataFrame, loaded: Loaded
) -> str:
    """
    Write what is lost, by district and by unit, as HTML.

    Parameters
    ----------
    asked, travel, counted
        As for `measure_losses`.
    loaded
        Names districts and units.

    Returns
    -------
    html
        Escaped.
    """
    system = asked.basis.system
    own = travel[travel["urn"].isin(counted["urn"])].dropna(subset=["unit_id", "penalty_km"])
    known = own.groupby("urn")["penalty_km"].min()
    ranked = {
        by: rank_losses(losses, least_schools=LEAST_SCHOOLS, most=MOST)
        for by, losses in measure_losses(asked, travel, counted).items()
    }
    named = loaded.systems.set_index("system").loc[system]
    districts = ranked.get("districts")
    return fill(
        "accesslosses.html",
        n=len(known),
        elsewhere=say_share(int((known > 0).sum()), len(known)),
        mean=say_km(float(known.mean())),
        total=len(counted),
        unit_name=str(named["unit_name"]),
        districts=_list_losses(districts, "lad", loaded),
        units=_list_losses(ranked.get("units"), system, loaded),
        n_few=0 if districts is None else districts.n_too_few,
        least=LEAST_SCHOOLS,
        colour=str(named["colour"]),
        stamp=say_stamp(asked, loaded),
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


def _link_colour(colour: str) -> str:
    """Link to the map, coloured by a measure, of the snapshot that is shown."""
    kept = {key: values for key, values in map_params().items() if key == SNAPSHOT}
    return link_map("?" + urlencode({"colour": colour, **kept}, doseq=True))


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
        stamp=say_stamp(asked, loaded),
    )

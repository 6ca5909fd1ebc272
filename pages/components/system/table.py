"""A system's units as a table to sort, and as plain links."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import pandas as pd
import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

from footprints.trustbands import BANDS
from pages.components.address import change_params, map_params, read_params
from pages.components.links import link_unit_page
from pages.components.loaded import Loaded
from pages.components.system.asked import BAND, FIND, open_unit
from pages.components.templates import fill
from pages.components.unit.measured import recall_units
from pages.components.unit.words import name_unit, say_count, say_scope

KEY, FIND_KEY, BAND_KEY = "unit-table", "unit-find", "unit-band"
ALL = "all sizes"
LONGEST = 80
LINKED = 300
KM = "%.1f"
# column: heading, number format (None for text), what it is
COLUMNS: Mapping[str, tuple[str, str | None, str]] = MappingProxyType(
    {
        "name": ("Unit", None, "Choose a row to open its page."),
        "band": ("Size", None, "Trusts by all their open schools now: 1, 2-5, 6-15, 16 or more."),
        "n_schools": ("Schools", "localized", "In scope; a shared school counts in each unit."),
        "n_designated": ("Designated", "localized", "An official list gives the whole area."),
        "n_listed": ("Listed", "localized", "The unit or the record names the school itself."),
        "n_partial": ("Partial", "localized", "An old list, prose, or part of an area."),
        "n_shared": ("Shared", "localized", "In two or more units; no line is published."),
        "n_inferred": ("Inferred", "localized", "The nearest base; nobody has published this."),
        "pupils": ("Pupils", "localized", "Of the schools that state a number."),
        "n_la": (
            "Authorities",
            "localized",
            "Of its schools, as their records state.",
        ),
        "n_trusts": (
            "Trusts",
            "localized",
            "With a school in it, single-school trusts too.",
        ),
        "base": ("Base", None, "Lead school or site."),
        "median_km": (
            "Median km",
            KM,
            "Straight line to the base, the middle one of its schools.",
        ),
        "max_km": ("Farthest km", KM, "Straight line from the farthest school to the base."),
        "sd_km": ("Spread km", KM, "Standard distance: sqrt(sum d² / n) about the mean centre."),
        "eccentricity": (
            "Eccentricity",
            "%.2f",
            "Distance from the base to the mean centre of its schools, in standard distances.",
        ),
        "as_of": ("As of", None, "Date of the register entry, as year, month and day if known."),
    }
)
OPTIONAL = ("n_designated", "n_listed", "n_partial", "n_shared", "n_inferred")
OF_BASES = ("base", "median_km", "max_km", "eccentricity")
EMPTY_CELLS = "An empty cell: no base is known, or no school of it has a place."


def show_units(system: str, loaded: Loaded) -> None:
    """Show a system's units; choosing a row opens the unit."""
    table = narrow_units(list_units(system, loaded), system)
    if table.empty:
        st.info("No unit is called that. Take letters out of the name, or choose all sizes.")
        return
    st.caption(
        f"{say_count(len(table), 'unit')}. Counted: {say_scope(loaded.index.scope, loaded)}. "
        "Distances are straight lines on British National Grid. "
        f"{EMPTY_CELLS if 'base' in table else 'No base is published, so no distance to one.'}"
    )
    ids = table["unit_id"].tolist()
    st.dataframe(
        table.drop(columns="unit_id"),
        hide_index=True,
        column_config=_configure(table),
        on_select=lambda: _open_row(system, ids),
        selection_mode="single-row",
        key=f"{KEY}-{system}",
    )
    st.html(render_links(system, table))


def list_units(system: str, loaded: Loaded) -> pd.DataFrame:
    """
    List a system's units with the columns that say something of it.

    Parameters
    ----------
    system
        A system of `loaded.systems`.
    loaded
        The snapshot, a visitor's own systems included.

    Returns
    -------
    table
        `unit_id` and some of `COLUMNS`; trusts the largest first, other units by name.
    """
    units = recall_units(system, loaded).table
    units = units.assign(
        name=[name_unit(*row) for row in units[["name", "unit_id"]].itertuples(index=False)],
        base=units["base_name"].where(units["base_known"], None).fillna("not known"),
    )
    left_out = [column for column in OPTIONAL if not units[column].any()]
    if not units["base_known"].any():
        left_out += OF_BASES
    if system == "trust":
        left_out.append("n_trusts")
        units = units.assign(band=band_units(units["unit_id"], loaded))
    kept = [c for c in COLUMNS if c in units and c not in left_out]
    order = ["n_schools", "name"] if system == "trust" else ["name"]
    ordered = units.sort_values(order, ascending=[column == "name" for column in order])
    return ordered[["unit_id", *kept]].reset_index(drop=True)


def band_units(trust_ids: pd.Series, loaded: Loaded) -> pd.Series:
    """Give the size band of each trust, by all its open schools in England."""
    bands = loaded.schools.dropna(subset=["trust_id"]).drop_duplicates("trust_id")
    return trust_ids.map(bands.set_index("trust_id")["trust_band"]).fillna("no open school")


def narrow_units(table: pd.DataFrame, system: str) -> pd.DataFrame:
    """Ask for a part of the name, and of trusts for a size; keep the units that fit."""
    params = read_params()
    find = params.get(FIND, [""])[0][:LONGEST]
    band = params.get(BAND, [""])[0]
    words, sizes = st.columns([0.6, 0.4])
    with words:
        _sync(FIND_KEY, find)
        st.text_input("Part of a name", key=FIND_KEY, max_chars=LONGEST, on_change=_write_find)
    kept = table["name"].str.contains(find, case=False, regex=False)
    if system == "trust":
        with sizes:
            _sync(BAND_KEY, band if band in BANDS else ALL)
            st.selectbox("Size", [ALL, *BANDS], key=BAND_KEY, on_change=_write_band)
        kept &= table["band"].eq(band) | (band not in BANDS)
    return table[kept].reset_index(drop=True)


def render_links(system: str, table: pd.DataFrame) -> str:
    """Write units as plain links, the route for keyboard and screen reader."""
    params = map_params()
    rows = table.head(LINKED)[["unit_id", "name", "n_schools"]].itertuples(index=False)
    return fill(
        "systemlinks.html",
        links=[
            {
                "href": link_unit_page(system, unit_id, params),
                "name": name,
                "aside": say_count(int(n), "school"),
            }
            for unit_id, name, n in rows
        ],
        title="These units as plain links",
        n=len(table),
        rest="type part of a name to see them",
    )


def _configure(table: pd.DataFrame) -> dict[str, ColumnConfig]:
    """Configure each column: heading, format, help."""
    return {
        column: st.column_config.TextColumn(title, help=told)
        if form is None
        else st.column_config.NumberColumn(title, format=form, help=told)
        for column, (title, form, told) in COLUMNS.items()
        if column in table
    }


def _sync(key: str, value: str) -> None:
    """Let a widget follow the address."""
    if st.session_state.get(key) != value:
        st.session_state[key] = value


def _open_row(system: str, ids: Sequence[str]) -> None:
    """Open the unit of the row just chosen."""
    rows = st.session_state[f"{KEY}-{system}"].selection.rows
    if rows:
        open_unit(system, ids[rows[0]])


def _write_find() -> None:
    """Write which part of a name is wanted."""
    change_params({FIND: st.session_state[FIND_KEY].strip() or None})


def _write_band() -> None:
    """Write which size of trust is wanted; all sizes need no words."""
    chosen = st.session_state[BAND_KEY]
    change_params({BAND: None if chosen == ALL else chosen})

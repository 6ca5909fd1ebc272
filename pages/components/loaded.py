"""The snapshot that every session reads: opened once, never written."""

import gc
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import streamlit as st

from footprints.locals.card import LocalsIndex, index_locals
from footprints.locals.neighbours import choose_counted
from footprints.schema import empty_table
from footprints.selection.names import Names, follow_successors, index_names
from footprints.selection.schoolfilter import list_choices
from footprints.trustbands import band_trusts
from geodata.config import find_data_dir
from geodata.mapdata.files import MapFiles
from geodata.serving import choose_store, open_serving, provide_map_files
from geodata.store import Snapshot
from pages.components.address import asked_snapshot


@dataclass(frozen=True)
class Loaded:
    """
    The tables of one snapshot and what is worked out from them once.

    `schools` has `trust_band` besides its own columns; `choices` is what a filter may hold;
    `own_names` is what can be found of a visitor's own.
    """

    snapshot: Snapshot
    schools: gpd.GeoDataFrame
    systems: pd.DataFrame
    units: pd.DataFrame
    memberships: pd.DataFrame
    links: pd.DataFrame
    group_links: pd.DataFrame
    successors: pd.Series
    names: Names
    index: LocalsIndex
    map_files: MapFiles
    web: Path
    outlined: Mapping[str, frozenset[str]]
    drawn_units: Mapping[str, int]
    own_footprints: gpd.GeoDataFrame
    choices: Mapping[str, Mapping[str, str]]
    own_names: Names | None = None

    def find_certainties(self, system: str) -> frozenset[str]:
        """Tell which certainties the outlines of a system have; none where it has no outline."""
        return self.outlined.get(system, frozenset())

    @property
    def as_of(self) -> str:
        """The date of the school records, in words."""
        return say_date(self.snapshot.manifest["as_of"])


def get_loaded() -> Loaded:
    """Give the snapshot the address asks for, else the one serving; a demonstration at first."""
    data_dir = find_data_dir()
    with st.spinner("Opening the data…"):
        snapshot = _open(data_dir)
    asked = asked_snapshot()
    if asked is not None and asked != snapshot.snapshot_id:
        store = choose_store(data_dir)
        snapshot = store.open(asked) if asked in store.list_ids() else snapshot
    return _load(data_dir, snapshot.snapshot_id, snapshot.manifest["code_version"])


def find_serving() -> str:
    """Name the snapshot that serves now."""
    return _open(find_data_dir()).snapshot_id


def say_date(iso: str | None) -> str:
    """
    Write an ISO date as people read it.

    Examples
    --------
    >>> say_date("2025-08-31"), say_date("2025-10"), say_date(None)
    ('31 August 2025', 'October 2025', 'date unknown')
    """
    if not iso:
        return "date unknown"
    if len(iso) < 7:
        return iso
    day = pd.Timestamp(iso)
    month = f"{day.month_name()} {day.year}"
    return month if len(iso) == 7 else f"{day.day} {month}"


def _open(data_dir: Path) -> Snapshot:
    """Open what serves; a first start says what it is doing."""
    if choose_store(data_dir).list_ids():
        return open_serving(data_dir)
    with st.status("First start: making the demonstration data") as status:
        return open_serving(data_dir, progress=lambda message: status.update(label=message))


@st.cache_resource(show_spinner="Reading the tables…", max_entries=2)
def _load(data_dir: Path, snapshot_id: str, code: str) -> Loaded:  # noqa: ARG001  a new code, a new entry
    """Read the tables of a snapshot, one copy for all sessions."""
    # Arrow's own pool keeps what reading and sorting took: 67 MB of England's tables
    pa.set_memory_pool(pa.system_memory_pool())
    store = choose_store(data_dir)
    snapshot = store.open(snapshot_id)
    schools = snapshot.table("schools")
    schools = schools.assign(trust_band=band_trusts(schools["trust_id"]))
    systems, units = snapshot.table("systems"), snapshot.table("units")
    footprints = snapshot.table("footprints")
    memberships, links = snapshot.table("memberships"), snapshot.table("links")
    loaded = Loaded(
        snapshot=snapshot,
        schools=gpd.GeoDataFrame(schools),
        systems=systems,
        units=units,
        memberships=memberships,
        links=links,
        group_links=_read_optional(snapshot, "group_links"),
        successors=follow_successors(schools, links),
        names=index_names(schools, units, systems, links, memberships),
        index=index_locals(schools, memberships, units, counted=choose_counted(systems)),
        map_files=provide_map_files(snapshot, store.web),
        web=store.web,
        outlined=list_certainties(footprints),
        drawn_units=footprints.groupby("system")["unit_id"].nunique().to_dict(),
        own_footprints=gpd.GeoDataFrame(empty_table("footprints")),
        choices=list_choices(schools),
    )
    # what all sessions read stays: the collector need not walk it during anybody's answer
    gc.collect()
    gc.freeze()
    return loaded


def _read_optional(snapshot: Snapshot, name: str) -> pd.DataFrame:
    """Read a table that snapshots of older code lack."""
    return snapshot.table(name) if name in snapshot.manifest["tables"] else empty_table(name)


def list_certainties(footprints: pd.DataFrame) -> dict[str, frozenset[str]]:
    """
    List the certainties that the outlines of each system have.

    Parameters
    ----------
    footprints
        The table of that name.

    Returns
    -------
    outlined
        By system; one without a footprint is not there.

    Examples
    --------
    >>> list_certainties(pd.DataFrame({"system": ["la"], "certainty": ["designated"]}))
    {'la': frozenset({'designated'})}
    """
    groups = footprints.groupby("system")["certainty"]
    return {str(system): frozenset(found) for system, found in groups}

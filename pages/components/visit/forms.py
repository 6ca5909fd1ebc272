"""The forms by which a visitor adds a network or a register."""

from collections.abc import Callable, Iterable
from dataclasses import replace

import pandas as pd
import streamlit as st

from footprints.errors import FootprintsError
from footprints.schema import empty_table
from geodata.errors import GeodataError
from geodata.rawfiles import open_upload
from geodata.readers.coverage import read_coverage
from geodata.readers.networks import read_network
from geodata.readers.registers import read_units
from geodata.report import Report, join_problems, make_problems
from geodata.slugs import slug
from pages.components.loaded import Loaded
from pages.components.markdown import plain
from pages.components.visit.session import (
    Addition,
    add_networks,
    add_register,
    forget,
    get_visited,
    keep,
)

ONLY_HERE = (
    "What you add here is seen in this browser tab only and forgotten when you close it. To add "
    "it for everyone, put the files in the folder of a build."
)


def show_forms(base: Loaded) -> None:
    """Show both forms, and what has been added."""
    visited = get_visited()
    st.markdown(ONLY_HERE)
    network, register = st.tabs(["A network of schools", "A register of hubs and areas"])
    with network:
        _show_network_form(visited)
    with register:
        _show_register_form(visited)
    now = get_visited().systems
    own = now[~now["system"].isin(base.systems["system"])]
    if len(own):
        names = ", ".join(plain(name) for name in own["name"])
        st.markdown(f"**Added in this visit:** {names}. Find them under “Colour schools by”.")
        st.button("Remove what I added", on_click=forget)


def _show_network_form(loaded: Loaded) -> None:
    """Ask for a list of schools."""
    st.markdown(
        "A CSV with the columns `urn` and `network` (a partnership, federation, diocese, "
        "alliance), and `system` if it holds several systems."
    )
    with st.form("network-form", clear_on_submit=True):
        file = st.file_uploader("List of schools (CSV)", type=["csv"])
        if st.form_submit_button("Add the network") and file is not None:
            _attempt(loaded, lambda: _read_network(loaded, file.name, file.getvalue()))


def _show_register_form(loaded: Loaded) -> None:
    """Ask for units and what they cover."""
    st.markdown(
        "Two CSVs: **units** (`unit_id`, `name`, `as_of`, `source`, and if known `base_urn`, "
        "`base_name`, `base_easting`, `base_northing`) and **coverage** (`unit_id`, `area_kind`, "
        "`area_code` or `area_name`, `part`, `list_status`, `as_of`, `source`)."
    )
    with st.form("register-form", clear_on_submit=True):
        name = st.text_input("Name of the system", max_chars=60)
        units = st.file_uploader("Units (CSV)", type=["csv"])
        coverage = st.file_uploader("Coverage (CSV), if there is one", type=["csv"])
        infer = st.checkbox("Give schools that no list names to the nearest base, as inferred")
        if not st.form_submit_button("Add the register"):
            return
        if units is None or not name.strip():
            st.error("Give the system a name and choose its units file.")
            return
        files = [(f.name, f.getvalue()) for f in (units, coverage) if f is not None]
        _attempt(loaded, lambda: _read_register(loaded, name, files, infer=infer))


def _read_network(loaded: Loaded, name: str, content: bytes) -> tuple[Addition, list[Report]]:
    """Read a list of schools; a system of the snapshot keeps its own units."""
    read = read_network(open_upload(name, content))
    unknown = ~read.table["urn"].isin(loaded.schools["urn"])
    if unknown.all():
        raise GeodataError(
            f"{name}: `urn` must name open schools of this snapshot, got none in "
            f"{read.report.rows_in:,} rows; check that the column holds URNs of today"
        )
    addition = add_networks(loaded, read.table)
    _refuse_known(loaded, addition.systems)
    return addition, [_count_unknown(read.report, read.table[unknown])]


def _read_register(
    loaded: Loaded, name: str, files: list[tuple[str, bytes]], *, infer: bool
) -> tuple[Addition, list[Report]]:
    """Read units and coverage."""
    system = slug(name)
    units = read_units(open_upload(*files[0]), system)
    if units.table.empty:
        raise GeodataError(f"{files[0][0]}: must list at least one unit, got only a header")
    reports, covered = [units.report], empty_table("coverage")
    if len(files) > 1:
        districts = loaded.snapshot.table("districts")
        read = read_coverage(
            open_upload(*files[1]), system, districts=districts, units=units.table
        )
        covered = read.table
        reports.append(read.report)
    addition = add_register(loaded, name.strip(), units.table, covered, infer=infer)
    _refuse_known(loaded, addition.systems)
    return addition, reports


def _refuse_known(loaded: Loaded, added: pd.DataFrame) -> None:
    """Keep a visitor from putting a system of the snapshot out of sight, or naming one alike."""
    described = loaded.snapshot.manifest["systems"]
    taken = _fold([*described, *(told["name"] for told in described.values())])
    known = taken & _fold([*added["system"], *added["name"]])
    if known:
        raise GeodataError(
            f"`system` must be a new name, got {sorted(known)}, which this snapshot has already; "
            "give the file or the system another name"
        )


def _fold(names: Iterable[str]) -> set[str]:
    """Make names that look alike the same."""
    return {" ".join(name.split()).casefold() for name in names}


def _count_unknown(report: Report, rows: pd.DataFrame) -> Report:
    """Add the schools of a list that this snapshot does not have."""
    problems = make_problems(
        report.file,
        rows,
        severity="rejected",
        reason="no open school of this snapshot has this URN",
        remedy="give the URN of the school that followed it; the search finds it by the old one",
        key="urn",
        field="unit_name",
    ).assign(row=pd.array([pd.NA] * len(rows), dtype="Int64"))
    return replace(report, problems=join_problems([report.problems, problems]))


def _attempt(loaded: Loaded, read: Callable[[], tuple[Addition, list[Report]]]) -> None:
    """Add what was read, or say what is wrong and leave everything as it was."""
    try:
        with st.spinner("Reading and assigning schools…"):
            addition, reports = read()
            keep(loaded, addition)
    except (GeodataError, FootprintsError) as error:
        st.error(f"Not added: {plain(error)}. Nothing else is affected.")
        return
    held = addition.memberships[addition.memberships["certainty"] != "none"]
    units = _count(len(addition.units), "unit")
    schools = _count(held["urn"].nunique(), "school")
    refused = _count(sum(len(report.rejected) for report in reports), "row")
    st.success(f"Added {units} with {schools} of this snapshot; {refused} refused.")
    for report in reports:
        if len(report.problems):
            st.dataframe(report.problems, hide_index=True)


def _count(n: int, noun: str) -> str:
    """Say how many there are of something."""
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {noun}s"

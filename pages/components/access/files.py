"""What the Access page shows as files, each with its method, its parameters and its sources."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from types import MappingProxyType
from typing import Any

import streamlit as st

from footprints.scenarios.errors import ScenarioError, SitingError
from footprints.scenarios.satellites import Question
from footprints.scenarios.scenario import Scenario
from footprints.scenarios.scenariotext import write_scenario_file
from geodata.archive import zip_files
from geodata.exports.tables import describe_selection, render
from geodata.plainvalues import make_plain
from geodata.slugs import slug
from pages.components.access.asked import Asked
from pages.components.access.coldspots import read_spots
from pages.components.access.fair import read_group
from pages.components.access.satellites import read_question as read_sites
from pages.components.access.scenario import recall_scenario
from pages.components.access.scenariochanges import read_changes
from pages.components.access.seen import see_snapshot
from pages.components.access.sheets import Wanted, list_sheets, mark_here
from pages.components.access.sited import recall_satellites
from pages.components.access.surface import read_question as read_access
from pages.components.access.words import say_basis, say_scope
from pages.components.loaded import Loaded

NAMES: Mapping[str, str] = MappingProxyType(
    {
        "far": "Travel and losses (CSV)",
        "fair": "Groups and access (CSV)",
        "help": "Before and after (CSV)",
    }
)
HELP = (
    "The tables of the page, every school of the area among them, in a zip with method, "
    "parameters, sources, dates and licence. Large areas take some seconds."
)


def show_files(asked: Asked, loaded: Loaded) -> None:
    """Offer the tables of the page in one archive; nothing where there is no table."""
    if not mark_here(asked, loaded).any():
        return
    wanted = read_wanted(asked, loaded)
    if asked.question == "help" and wanted.satellites is None and wanted.scenario is None:
        return
    stem = f"access-{asked.question}-{slug(asked.area.name)}-{loaded.snapshot.snapshot_id}"
    st.download_button(
        NAMES[asked.question],
        data=partial(write_tables, asked, wanted, loaded),
        file_name=f"{stem}.zip",
        mime="application/zip",
        on_click="ignore",
        help=HELP,
    )


def read_wanted(asked: Asked, loaded: Loaded) -> Wanted:
    """
    Read what the page shows of the question that is asked.

    Parameters
    ----------
    asked
        What was asked; an area with a school that counts.
    loaded
        The snapshot, a visitor's own systems included.

    Returns
    -------
    wanted
        What cannot be answered is not in it.
    """
    (group, _), (access, venues, _), (spots, _) = read_group(), read_access(asked), read_spots()
    access = replace(access, system=asked.basis.system)
    if asked.question != "help":
        return Wanted(group, access, spots or None, venues=venues)
    return Wanted(
        group,
        access,
        satellites=_find_question(asked, loaded),
        scenario=_find_scenario(asked, loaded),
    )


def write_tables(asked: Asked, wanted: Wanted, loaded: Loaded) -> bytes:
    """
    Write the tables of the page as CSV files in an archive.

    Parameters
    ----------
    asked, wanted
        What was asked for.
    loaded
        The snapshot, a visitor's own systems included.

    Returns
    -------
    archive
        A zip; `metadata.json` says what all files have in common and what each is. A scenario is
        in it in the form in which it can be loaded, too.
    """
    sheets = list_sheets(asked, wanted, loaded)
    common = _describe(asked, loaded, sum(len(sheet.table) for sheet in sheets.values()))
    files = {
        f"{name}.csv": render(sheet.table, "csv", sheet.about) for name, sheet in sheets.items()
    }
    if wanted.scenario is not None:
        files["scenario.json"] = write_scenario_file(wanted.scenario).encode()
    told = {
        f"{name}.csv": {k: v for k, v in sheet.about.items() if common.get(k) != v}
        for name, sheet in sheets.items()
    }
    return zip_files(files, "metadata.json", {**common, "files": told})


def _find_question(asked: Asked, loaded: Loaded) -> Question | None:
    """Give the question about satellites, if it is asked and has an answer."""
    question, is_asked, _ = read_sites(asked)
    try:
        return question if is_asked and recall_satellites(asked, question, loaded) else None
    except SitingError:
        return None


def _find_scenario(asked: Asked, loaded: Loaded) -> Scenario | None:
    """Give the changes of the system of the page, if there are any and they can be made."""
    changes, _ = read_changes(loaded)
    own = Scenario(tuple(one for one in changes.changes if one.system == asked.basis.system))
    try:
        return own if own and not recall_scenario(asked, own, loaded)[1].whole.empty else None
    except ScenarioError:
        return None


def _describe(asked: Asked, loaded: Loaded, rows: int) -> dict[str, Any]:
    """Say what all the files have in common."""
    system = asked.basis.system
    seen = see_snapshot(loaded)
    return make_plain(
        {
            **describe_selection(seen, rows),
            "area": {"name": asked.area.name, "address": asked.area.text},
            "scope": say_scope(asked.basis, loaded),
            "systems": {system: seen.manifest["systems"][system]},
            "method": asked.basis.method,
            "basis": say_basis(asked, loaded),
        }
    )

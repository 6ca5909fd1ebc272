"""The map on the screen as one HTML file to keep or to send."""

from collections.abc import Iterable, Mapping
from typing import Any

import streamlit as st

from geodata.slugs import slug
from pages.components.loaded import Loaded, say_date
from pages.components.map import MapCommand
from pages.components.map.savedpage import Caption
from pages.components.map.standalone import write_standalone

INVENTED = "Demonstration data: schools and trusts are invented and boundaries are schematic."


def show_save_map(loaded: Loaded, command: MapCommand, *, title: str) -> None:
    """
    Offer the map as one HTML file that opens without a network.

    Parameters
    ----------
    loaded
        The snapshot on the map.
    command
        What the map shows; its `summary` stands below the title.
    title
        The file's heading, and its name.
    """
    st.download_button(
        "Save map (HTML)",
        data=lambda: write_standalone(
            loaded.map_files, loaded.web, command, write_caption(loaded, title)
        ),
        file_name=f"{slug(title)}-{loaded.snapshot.snapshot_id}.html",
        mime="text/html",
        on_click="ignore",
        help="This map in one file: it opens in any browser, from a mail too, without a network.",
    )


def write_caption(loaded: Loaded, title: str) -> Caption:
    """Write the words around a saved map of a snapshot."""
    manifest = loaded.snapshot.manifest
    return Caption(
        title=title,
        as_of=loaded.as_of,
        sources=(*list_publishers(manifest["sources"]), f"Snapshot {manifest['snapshot']}"),
        licence=manifest["licence"],
        attribution=manifest["attribution"],
        notice=INVENTED if loaded.snapshot.is_demo else None,
    )


def list_publishers(sources: Iterable[Mapping[str, Any]]) -> list[str]:
    """
    List who published what a snapshot is made of, each once with the dates of it.

    Parameters
    ----------
    sources
        The manifest's, with `publisher` (None: `file` names it), `file` and `date`.

    Returns
    -------
    publishers
        In the order of first mention.

    Examples
    --------
    >>> list_publishers([{"publisher": "Ofsted", "file": "a.csv", "date": "2025-08-31"}])
    ['Ofsted (31 August 2025)']
    """
    dates: dict[str, set[str]] = {}
    for source in sources:
        held = dates.setdefault(source["publisher"] or source["file"], set())
        held.update([source["date"]] if source["date"] else [])
    return [
        f"{name} ({', '.join(say_date(date) for date in sorted(held))})" if held else name
        for name, held in dates.items()
    ]

"""Who gets nearer and who farther, on a map."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from types import MappingProxyType

import pandas as pd
import streamlit as st

from pages.components.access.asked import Asked
from pages.components.basemap import find_tiles
from pages.components.loaded import Loaded
from pages.components.map import Legend, LegendEntry, MapCommand, SelectedSchool, show_map
from pages.components.system.asked import want_school
from pages.components.unit.words import say_count
from pages.components.valuemap import compose_class_map

SITE = "site"
# blue and orange-red tell apart for every eye, and in grey; black is what is new
LOOKS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        SITE: ("New base", "#0b0c0c"),
        "nearer": ("Gets nearer", "#2b8cbe"),
        "farther": ("Gets farther", "#a63603"),
        "found": ("Has a known way now", "#7bccc4"),
        "lost": ("Has no known way any more", "#fdae6b"),
    }
)
# a key that is folded on a narrow map is read below it
HUES: Mapping[str, str] = MappingProxyType(
    {SITE: "black", "nearer": "blue", "farther": "red", "found": "turquoise", "lost": "orange"}
)


def show_change_map(
    changes: pd.Series, sites: Collection[int], asked: Asked, loaded: Loaded, *, key: str
) -> None:
    """
    Show the schools whose way changes; nothing where no way does.

    Parameters
    ----------
    changes
        Index `urn`: keys of `footprints.scenarios.changes.CHANGES`.
    sites
        The schools at which a base opens.
    asked
        The area.
    loaded
        The snapshot.
    key
        Tells this map from others on the page.
    """
    if not changes.isin(list(LOOKS)).any():
        return
    command = compose_change_map(changes, sites, asked, loaded)
    with st.container(key=f"access-map-{key}"):
        show_map(
            loaded.map_files,
            loaded.web,
            command,
            on_school=want_school,
            sources=f"{loaded.as_of}. {loaded.snapshot.manifest['licence']}",
            key=f"access{key}",
            tiles=find_tiles(),
        )
    st.caption(say_key(command.legend))


def say_key(legend: Legend) -> str:
    """
    Read the key of a map of changes aloud.

    Examples
    --------
    >>> say_key(Legend("Key", (LegendEntry("point", "#2b8cbe", "Gets nearer (3)"),), ("No more",)))
    'On the map: blue, gets nearer (3). No more.'
    """
    hues = {colour: HUES[label] for label, (_, colour) in LOOKS.items()}
    parts = [
        f"{hues[entry.colour]}, {entry.text[:1].lower()}{entry.text[1:]}"
        for entry in legend.entries
    ]
    return f"On the map: {'; '.join(parts)}. {' '.join(legend.notes)}."


def compose_change_map(
    changes: pd.Series, sites: Collection[int], asked: Asked, loaded: Loaded
) -> MapCommand:
    """
    Compose a map of what becomes of schools.

    Parameters
    ----------
    changes, sites, asked, loaded
        As for `show_change_map`.

    Returns
    -------
    command
        Of the schools whose way changes and of the sites; those that stay are not shown.
    """
    labels = list(LOOKS)
    what = changes.mask(changes.index.isin(list(sites)), SITE)
    changed = what[what.isin(labels)]
    counts = changed.value_counts()
    place = pd.Series(pd.Index(labels).get_indexer(changed), index=changed.index)
    entries = tuple(
        LegendEntry("point", colour, f"{name} ({counts[label]:,})")
        for label, (name, colour) in LOOKS.items()
        if label in counts.index
    )
    stay = f"{say_count(len(what) - len(changed), 'school')} whose way stays as it is: not shown"
    command = compose_class_map(
        place,
        asked.area,
        loaded,
        name="Change of the way",
        labels=[name for name, _ in LOOKS.values()],
        palette=[colour for _, colour in LOOKS.values()],
        legend=Legend("What becomes of schools", entries, (stay,)),
        summary=f"{say_count(len(changed), 'school')} whose way to their base changes.",
    )
    if len(sites) != 1:
        return command
    # the ring of a chosen school finds the one site among the others
    return replace(command, selected=SelectedSchool(next(iter(sites))))

"""From what a person chose to what the map shows: colours, outlines, key, place."""

import geopandas as gpd
import numpy as np
import pandas as pd

from footprints.colouring import PALETTE
from footprints.memberships import CERTAINTIES
from geodata.mapshapes import draw_outlines
from pages.components.controls import Controls
from pages.components.loaded import Loaded
from pages.components.map import (
    BaseLink,
    Colour,
    Legend,
    LegendEntry,
    MapCommand,
    OutlineLayer,
    OwnColours,
    SelectedSchool,
    View,
    key_certainties,
    pack_codes,
    pack_mask,
)
from pages.components.picked import Picked

MARGIN_M = 4_000.0
GREY = "#8a8f93"


def compose(
    loaded: Loaded, controls: Controls, picked: Picked, shown: np.ndarray, move: str | None
) -> MapCommand:
    """
    Compose the map's command.

    Parameters
    ----------
    loaded
        The snapshot, a visitor's own networks included.
    controls, picked
        What was chosen.
    shown
        bool, one for each school in order of urn.
    move
        From `read_move`: the map goes to what is picked when this changes.

    Returns
    -------
    command
        For `pages.components.map.show_map`.
    """
    return MapCommand(
        colour=_colour(loaded, controls.colour),
        legend=_legend(loaded, controls),
        summary=say_what_is_shown(loaded, controls, shown),
        shown=pack_mask(shown),
        outlines=tuple(_outline(loaded, system) for system in controls.outlines),
        selected=_selected(loaded, picked),
        view=_view(loaded, picked, move),
    )


def say_what_is_shown(loaded: Loaded, controls: Controls, shown: np.ndarray) -> str:
    """Say in one sentence what is on the map."""
    names = loaded.systems.set_index("system")["name"]
    placed = loaded.schools.geometry.notna().to_numpy()
    count, unplaced = int((shown & placed).sum()), int((shown & ~placed).sum())
    outlines = ", ".join(str(names[system]) for system in controls.outlines) or "none"
    lost = f"; {unplaced:,} more have no usable coordinates" if unplaced else ""
    return (
        f"{count:,} of {len(shown):,} schools shown, coloured by {names[controls.colour]}{lost}. "
        f"Outlines: {outlines}. School records of {loaded.as_of}."
    )


def _colour(loaded: Loaded, system: str) -> Colour:
    """Colour by a file of the snapshot, or by a visitor's own network."""
    if system in loaded.map_files.systems:
        return Colour(file=loaded.map_files.systems[system])
    held = loaded.memberships[loaded.memberships["system"] == system].drop_duplicates("urn")
    units = loaded.units[loaded.units["system"] == system].sort_values("unit_id")
    # a colour is per school, so there are never more units here than schools
    units = units[units["unit_id"].isin(held["unit_id"])]
    ids = list(units["unit_id"])
    unit = held.set_index("urn")["unit_id"].reindex(loaded.schools["urn"])
    named = loaded.systems.set_index("system").loc[system]
    return Colour(
        own=OwnColours(
            name=str(named["name"]),
            unit_name=str(named["unit_name"]),
            unit_names=tuple(units["name"]),
            colours=tuple(at % len(PALETTE) for at in range(len(ids))),
            palette=tuple(PALETTE),
            unit=pack_codes(pd.Index(ids).get_indexer(unit)),
        )
    )


def _outline(loaded: Loaded, system: str) -> OutlineLayer:
    """Outline one system in its own hue."""
    named = loaded.systems.set_index("system").loc[system]
    name, colour = str(named["unit_name"]), str(named["colour"])
    if system in loaded.map_files.outlines:
        return OutlineLayer(name, colour, file=loaded.map_files.outlines[system])
    own = loaded.own_footprints[loaded.own_footprints["system"] == system]
    names = loaded.units[loaded.units["system"] == system].set_index("unit_id")["name"]
    return OutlineLayer(name, colour, features=draw_outlines(own, names))


def _legend(loaded: Loaded, controls: Controls) -> Legend:
    """Explain colours and outlines, and say what nobody has published."""
    named = loaded.systems.set_index("system")
    entries: list[LegendEntry] = [
        LegendEntry("point", str(named.loc[controls.colour, "colour"]), "A school; neighbouring "
                    f"{_plural(named.loc[controls.colour, 'unit_name'])} differ in colour"),
        LegendEntry("ring", GREY, "A school whose membership is partial or shared"),
        LegendEntry("none", GREY, "A school in no published unit"),
    ]  # fmt: skip
    for system in controls.outlines:
        found = tuple(c for c in CERTAINTIES if c in loaded.find_certainties(system))
        hue = str(named.loc[system, "colour"])
        if len(controls.outlines) > 1:
            entries.append(LegendEntry("point", hue, f"{named.loc[system, 'name']}:"))
        entries += key_certainties(found, hue)
    notes = [_say_missing(loaded, system) for system in (controls.colour, *controls.outlines)]
    title = f"Coloured by {named.loc[controls.colour, 'name']}"
    return Legend(title, tuple(entries), tuple(dict.fromkeys(note for note in notes if note)))


def _say_missing(loaded: Loaded, system: str) -> str | None:
    """Say how many units of a system have no published area, and how many are not known."""
    told = loaded.snapshot.manifest["systems"].get(system)
    if told is None or system in {"la", "lad", "region", "trust"}:
        return None
    without = told["units"] - loaded.drawn_units.get(system, 0)
    known = told["units"]
    total = told["official_total"] or known
    parts = []
    if known < total:
        parts.append(f"{known} of {total} known")
    if without:
        parts.append(f"no published area for {without} of {known}")
    ended = f" Ended {told['valid_to']}." if told["valid_to"] else ""
    return f"{told['name']}: {', '.join(parts)}.{ended}" if parts or ended else None


def _plural(unit_name: str) -> str:
    """Make the plural of a unit's name."""
    return f"{unit_name[:-1]}ies" if unit_name.endswith("y") else f"{unit_name}s"


def _selected(loaded: Loaded, picked: Picked) -> SelectedSchool | None:
    """Ring the school, with lines to the bases of its units; not to all that share its area."""
    if picked.urn is None:
        return None
    rows = loaded.index.rows_of(picked.urn)
    rows = rows[~rows["certainty"].isin(["none", "shared"])]
    colours = loaded.systems.set_index("system")["colour"]
    bases = loaded.map_files.bases
    links = tuple(
        BaseLink(bases[system], unit_id, str(colours[system]))
        for system, unit_id in zip(rows["system"], rows["unit_id"], strict=True)
        if system in bases
    )
    return SelectedSchool(picked.urn, links)


def _view(loaded: Loaded, picked: Picked, move: str | None) -> View | None:
    """Go to what was picked by search or address; a click on the map does not move it."""
    if move is None or picked.name is None:
        return None
    here = loaded.schools.geometry[_find_sites(loaded, picked)]
    here = here[here.notna()]
    if here.empty:
        return None
    west, south, east, north = here.total_bounds
    corners = gpd.points_from_xy(
        [west - MARGIN_M, east + MARGIN_M], [south - MARGIN_M, north + MARGIN_M], crs=27700
    ).to_crs(4326)
    (w, e), (s, n) = corners.x, corners.y
    return View(move, float(s), float(w), float(n), float(e))


def _find_sites(loaded: Loaded, picked: Picked) -> np.ndarray:
    """Mark the school picked, or the schools of the unit picked."""
    if picked.urn is not None or picked.unit is None:
        return np.asarray(loaded.schools["urn"] == picked.urn)
    system, unit_id = picked.unit
    members = loaded.index.members.get((system, unit_id), np.array([], dtype="int64"))
    return np.asarray(loaded.schools["urn"].isin(members))

"""From what a person chose to what the map shows: colours, outlines, key, place."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from footprints.degrees import to_degrees
from footprints.legend.colouring import PALETTE
from footprints.membership.memberships import CERTAINTIES
from footprints.selection.within import trace_within
from geodata.mapdata.shapes import draw_outlines
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
from pages.components.metric_colour import (
    CERTAINTY_COLOURS,
    colour_certainty,
    colour_metric,
    legend_for_certainty,
    legend_for_metric,
    list_metrics,
    lower_first,
    place_certainties,
)
from pages.components.picked import Picked
from pages.components.remembered import remember
from pages.components.seamlayers import NOTE, DrawnSeams, recall_outlined
from pages.components.selection import Colouring, Selection

MARGIN_M = 4_000.0
GREY = "#8a8f93"
NO_SEAMS = DrawnSeams()


def compose(
    loaded: Loaded, selection: Selection, shown: np.ndarray, move: str | None
) -> MapCommand:
    """
    Compose the map's command.

    Parameters
    ----------
    loaded
        The snapshot, a visitor's own networks included.
    selection
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
    seams = recall_outlined(selection.outlines, loaded) if selection.seams else NO_SEAMS
    return MapCommand(
        colour=_colour(loaded, selection.colour),
        legend=_legend(loaded, selection, seams),
        summary=" ".join(filter(None, (say_what_is_shown(loaded, selection, shown), seams.said))),
        shown=pack_mask(shown),
        outlines=tuple(_outline(loaded, system) for system in selection.outlines),
        selected=_selected(loaded, selection.picked),
        # the map has met this very request, whatever changed since: it is not asked anew
        view=remember(
            "view", loaded, (move, selection.goal), lambda: _view(loaded, selection, shown, move)
        ),
        lines=seams.lines,
        lines_above=bool(seams.lines),
        area=trace_within(selection.within),
    )


def say_what_is_shown(loaded: Loaded, selection: Selection, shown: np.ndarray) -> str:
    """Say in one sentence what is on the map."""
    names = loaded.systems.set_index("system")["name"]
    placed = loaded.schools.geometry.notna().to_numpy()
    count, unplaced = int((shown & placed).sum()), int((shown & ~placed).sum())
    outlines = ", ".join(str(names[system]) for system in selection.outlines) or "none"
    lost = f"; {unplaced:,} more have no usable coordinates" if unplaced else ""
    colour = name_colour(loaded, selection.colour)
    return (
        f"{count:,} of {len(shown):,} schools shown, coloured by {colour}{lost}. "
        f"Outlines: {outlines}. School records of {loaded.as_of}."
    )


def name_colour(loaded: Loaded, colour: Colouring) -> str:
    """Name what the schools are coloured by."""
    if colour.by == "measure":
        return lower_first(list_metrics(loaded)[colour.key])
    name = str(loaded.systems.set_index("system").loc[colour.key, "name"])
    return name if colour.by == "unit" else f"the certainty of {name}"


def _colour(loaded: Loaded, colour: Colouring) -> Colour:
    """Colour by a file of the snapshot, or by a visitor's own network."""
    if colour.by == "measure":
        return Colour(file=colour_metric(loaded, colour.key))
    if colour.key not in loaded.map_files.systems:
        return Colour(own=_colour_own(loaded, colour))
    if colour.by == "certainty":
        return Colour(file=colour_certainty(loaded, colour.key))
    return Colour(file=loaded.map_files.systems[colour.key])


def _colour_own(loaded: Loaded, colour: Colouring) -> OwnColours:
    """Colour by a visitor's own network: by its units, or by how certain they are."""
    named = loaded.systems.set_index("system").loc[colour.key]
    if colour.by == "certainty":
        labels, places = place_certainties(loaded, colour.key)
        palette = tuple(CERTAINTY_COLOURS[certainty] for certainty in labels)
    else:
        labels, places = _place_own(loaded, colour.key)
        palette = tuple(PALETTE)
    return OwnColours(
        name=str(named["name"]),
        unit_name=str(named["unit_name"]),
        unit_names=tuple(labels),
        colours=tuple(at % len(palette) for at in range(len(labels))),
        palette=palette,
        unit=pack_codes(places),
    )


def _place_own(loaded: Loaded, system: str) -> tuple[list[str], np.ndarray]:
    """Name the units of a visitor's own network and place each school: -1 for none."""
    held = loaded.memberships[loaded.memberships["system"] == system].drop_duplicates("urn")
    # a colour is per school, so there are never more units here than schools
    ids = pd.Index(sorted(held["unit_id"].dropna().unique()))
    units = loaded.units[loaded.units["system"] == system].set_index("unit_id")["name"]
    place = held.set_index("urn")["unit_id"].reindex(loaded.schools["urn"])
    return [str(units.get(one, one)) for one in ids], ids.get_indexer(place)


def _outline(loaded: Loaded, system: str) -> OutlineLayer:
    """Outline one system in its own hue."""
    named = loaded.systems.set_index("system").loc[system]
    name, colour = str(named["unit_name"]), str(named["colour"])
    if system in loaded.map_files.outlines:
        return OutlineLayer(name, colour, file=loaded.map_files.outlines[system])
    own = loaded.own_footprints[loaded.own_footprints["system"] == system]
    names = loaded.units[loaded.units["system"] == system].set_index("unit_id")["name"]
    return OutlineLayer(name, colour, features=draw_outlines(own, names))


def _legend(loaded: Loaded, selection: Selection, seams: DrawnSeams) -> Legend:
    """Explain colours, seams and outlines, and say what nobody has published."""
    named = loaded.systems.set_index("system")
    key = _key_colours(loaded, selection.colour)
    entries, notes = [*key.entries, *seams.key], list(key.notes)
    for system in selection.outlines:
        found = tuple(c for c in CERTAINTIES if c in loaded.find_certainties(system))
        hue = str(named.loc[system, "colour"])
        if len(selection.outlines) > 1:
            entries.append(LegendEntry("point", hue, f"{named.loc[system, 'name']}:"))
        entries += key_certainties(found, hue)
    spoken = [] if selection.colour.by == "measure" else [selection.colour.key]
    missing = [_say_missing(loaded, system) for system in (*spoken, *selection.outlines)]
    notes += [*(note for note in missing if note), *([NOTE] if seams.key else [])]
    return Legend(key.title, tuple(entries), tuple(dict.fromkeys(notes)))


def _key_colours(loaded: Loaded, colour: Colouring) -> Legend:
    """Explain the colours of the schools."""
    if colour.by == "measure":
        return legend_for_metric(loaded, colour.key)
    if colour.by == "certainty":
        return legend_for_certainty(loaded, colour.key)
    named = loaded.systems.set_index("system").loc[colour.key]
    return Legend(
        f"Coloured by {named['name']}",
        (
            LegendEntry("point", str(named["colour"]), "A school; neighbouring "
                        f"{_plural(named['unit_name'])} differ in colour"),
            LegendEntry("ring", GREY, "A school whose membership is partial or shared"),
            LegendEntry("none", GREY, "A school in no published unit"),
        ),
    )  # fmt: skip


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


def hold(name: str, edges: Sequence[float]) -> View:
    """
    Hold a rectangle of the ground, with a margin.

    Parameters
    ----------
    name
        Tells this view from others: the map goes there when it changes.
    edges
        West, south, east and north, metres, EPSG:27700.

    Returns
    -------
    view
        For a `MapCommand`.
    """
    west, south, east, north = (float(edge) for edge in edges)
    (w, s), (e, n) = to_degrees(
        ((west - MARGIN_M, south - MARGIN_M), (east + MARGIN_M, north + MARGIN_M))
    )
    return View(name, s, w, n, e)


def _view(
    loaded: Loaded, selection: Selection, shown: np.ndarray, move: str | None
) -> View | None:
    """Go to what was picked by search or address; a click on the map does not move it."""
    if move is None or selection.goal is None:
        return None
    sites = _find_sites(loaded, selection.picked) if selection.picked.name else shown
    here = loaded.schools.geometry[sites]
    here = here[here.notna()]
    if here.empty:
        return None
    return hold(move, here.total_bounds)


def _find_sites(loaded: Loaded, picked: Picked) -> np.ndarray:
    """Mark the school picked, or the schools of the unit picked."""
    if picked.unit is None:
        return np.asarray(loaded.schools["urn"] == picked.urn)
    members = loaded.index.members.get(picked.unit, np.array([], dtype="int64"))
    return np.asarray(loaded.schools["urn"].isin(members))

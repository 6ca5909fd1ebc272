"""Seams as layers of the map: their kinds told apart, found and drawn once, sent once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import streamlit as st

from footprints.scope import SCOPES
from footprints.seams.seamlines import WEIGHTS, draw_seams, name_seams, say_seams
from footprints.seams.seams import Seams
from geodata.mapdata.hashedfiles import write_hashed
from pages.components.area import ENGLAND, Area, parse_area
from pages.components.compare.asked import How
from pages.components.compare.work import find_area_seams, list_territorial
from pages.components.loaded import Loaded
from pages.components.map import LegendEntry, LineLayer, pack_lines
from pages.components.shelf import recall

TOO_FEW = "Outline two systems to see their seams."
NOTE = "Seams run halfway between neighbouring schools: they are not official lines."
TWO_SYSTEMS_PX = 4.0


@dataclass(frozen=True)
class Kind:
    """A kind of border: `key` in `footprints.seams`, and how the map draws and explains it."""

    key: str
    name: str
    colour: str
    weight: float
    about: str


# from the bottom to the top; told apart by width and by how dark they are, not by hue alone
KINDS = (
    Kind("alone", "Lone border", "#d264a3", WEIGHTS["alone"],
         "one border; no other system is known on both sides"),
    Kind("cut", "Cut", "#b0136b", WEIGHTS["cut"],
         "one border goes through a unit of another system"),
    Kind("seam", "Seam", "#0b0c0c", TWO_SYSTEMS_PX,
         "borders of two systems run together; wider for more"),
)  # fmt: skip


@dataclass(frozen=True)
class DrawnSeams:
    """
    Layers of lines, one for each kind that there is, their key, and what is said of them.

    `lines` go from the bottom to the top, `key` from the top to the bottom.
    """

    lines: tuple[LineLayer, ...] = ()
    key: tuple[LegendEntry, ...] = ()
    said: str = ""


def recall_layers(
    area: Area, how: How, loaded: Loaded, find: Callable[[Area, How, Loaded], Seams]
) -> DrawnSeams:
    """
    Give the layers of an area's seams.

    Parameters
    ----------
    area
        Where: the seams of England are in files, those of other areas travel with each command.
    how
        Which systems and schools; a visitor's own systems are in no file either.
    loaded
        The snapshot, a visitor's own systems included.
    find
        Called where nobody asked yet, with the other three.

    Returns
    -------
    drawn
        As `DrawnSeams` says.
    """
    systems = list_territorial(how, loaded)
    in_files = area.is_england and set(systems) <= set(loaded.map_files.systems)
    asked = ("seam layers", area.key, systems, how.scope, str(loaded.web))

    def work() -> DrawnSeams:
        seams = find(area, how, loaded)
        lines = draw_layers(seams, loaded, in_files=in_files)
        return DrawnSeams(lines, key_lines(lines), say_seams(seams, loaded.systems))

    return recall(loaded, systems, asked, work)


def draw_layers(seams: Seams, loaded: Loaded, *, in_files: bool) -> tuple[LineLayer, ...]:
    """
    Draw seams as layers of the map.

    Parameters
    ----------
    seams
        From `footprints.seams.seams.find_seams`.
    loaded
        Names systems and units.
    in_files
        Whether the browser fetches them; else they are packed.

    Returns
    -------
    lines
        As in `DrawnSeams`.
    """
    names = name_seams(seams, loaded.systems, loaded.units)
    layers = []
    for kind in KINDS:
        held = seams.lines[seams.lines["kind"] == kind.key]
        if held.empty:
            continue
        drawn = draw_seams(held, names)
        file = write_hashed(loaded.web, f"lines-{kind.key}", drawn) if in_files else None
        packed = None if in_files else pack_lines(drawn)
        layers.append(
            LineLayer(
                kind.name,
                kind.colour,
                file=file,
                packed=packed,
                weight=kind.weight,
                in_key=False,
            )
        )
    return tuple(layers)


def key_lines(lines: Sequence[LineLayer]) -> tuple[LegendEntry, ...]:
    """
    Make the key to layers of seams, the widest first.

    Parameters
    ----------
    lines
        From `draw_layers`.

    Returns
    -------
    entries
        One for each layer.

    Examples
    --------
    >>> [entry.text for entry in key_lines([LineLayer("Cut", "#b0136b")])]
    ['Cut: one border goes through a unit of another system']
    """
    names = {line.name for line in lines}
    return tuple(
        LegendEntry("line", kind.colour, f"{kind.name}: {kind.about}", kind.weight)
        for kind in reversed(KINDS)
        if kind.name in names
    )


def recall_outlined(outlines: Sequence[str], loaded: Loaded) -> DrawnSeams:
    """
    Give the seams of the systems outlined, in all of England, whatever the filters.

    Parameters
    ----------
    outlines
        Keys of systems, in any order.
    loaded
        The snapshot, a visitor's own systems included.

    Returns
    -------
    drawn
        No layer and a sentence where fewer than two of the systems divide the ground.
    """
    how = How(tuple(sorted(outlines)))
    systems = list_territorial(how, loaded)
    named = loaded.systems.set_index("system")["name"]
    left = [str(named[system]) for system in how.systems if system not in systems]
    out = f" Without {', '.join(left)}: ended, or not dividing the ground." if left else ""
    england = parse_area(ENGLAND, loaded)
    if len(systems) < 2 or england is None:
        return DrawnSeams(said=f"{TOO_FEW}{out}")
    listed = ", ".join(str(named[system]) for system in systems)
    with st.spinner(f"Finding the seams of {listed}…"):
        drawn = recall_layers(england, how, loaded, find_area_seams)
    said = (
        f"Seams of {listed} in England, halfway between neighbouring {SCOPES[how.scope]} and so "
        f"not official lines.{out}"
    )
    return replace(drawn, said=f"{said} {drawn.said}")

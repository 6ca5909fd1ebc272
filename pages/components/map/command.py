"""What Python asks of the map, as plain values, and how they travel."""

import base64
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import Any, Literal

import numpy as np

from pages.components.map.lines import LineLayer
from pages.components.map.literal import write_literal

Mark = Literal[
    "point", "ring", "none", "solid", "hull", "hatched", "crossed", "dotted", "base", "line"
]
NO_UNIT = 0xFFFF

CERTAINTY_MARKS: Mapping[str, tuple[Mark, str]] = MappingProxyType(
    {
        "designated": ("solid", "Designated: an official list gives the whole area"),
        "listed": ("hull", "Listed schools only: the spread of their sites, not a territory"),
        "partial": ("hatched", "Partial: an old list, prose, or part of an area"),
        "shared": ("crossed", "Shared: in two units, and no line is published"),
        "inferred": ("dotted", "Inferred: the nearest base; nobody has published this"),
    }
)


@dataclass(frozen=True)
class OutlineLayer:
    """
    The footprints of one system to show, in that system's hue.

    `name` stands before the unit in the tooltip. `file` is one of `MapFiles.outlines`; for a
    visitor's own system it is None and `features` holds the GeoJSON that `draw_outlines`
    makes. `unit_ids` keeps those units only; None keeps all.
    """

    name: str
    colour: str
    file: str | None = None
    features: Mapping[str, Any] | None = None
    unit_ids: tuple[str, ...] | None = None


@dataclass(frozen=True)
class BaseLink:
    """A line from the chosen school to the base of one of its units."""

    bases_file: str
    unit_id: str
    colour: str


@dataclass(frozen=True)
class SelectedSchool:
    """The school with the ring."""

    urn: int
    links: tuple[BaseLink, ...] = ()


@dataclass(frozen=True)
class View:
    """
    A place to go to, in degrees.

    The map goes there once for each new `token`, so that a filter or a colour later does not
    take the visitor back. `max_zoom` bounds how close a small place is shown.
    """

    token: str
    south: float
    west: float
    north: float
    east: float
    max_zoom: int = 12


@dataclass(frozen=True)
class OwnColours:
    """
    A visitor's own system, which has no file.

    `unit` is `pack_codes` of each school's place in `unit_names`, in order of URN; `colours`
    gives each unit a place in `palette`; `certainty` holds for every membership.
    """

    name: str
    unit_name: str
    unit_names: tuple[str, ...]
    colours: tuple[int, ...]
    palette: tuple[str, ...]
    unit: str
    certainty: str = "listed"


@dataclass(frozen=True)
class Colour:
    """What the schools are coloured by: a file of `MapFiles.systems`, or a visitor's own."""

    file: str | None = None
    own: OwnColours | None = None


@dataclass(frozen=True)
class LegendEntry:
    """One line of the key; `width`, in pixels, is that of a `line`."""

    mark: Mark
    colour: str
    text: str
    width: float | None = None


@dataclass(frozen=True)
class Legend:
    """The key to the map; `notes` stand below the entries."""

    title: str
    entries: tuple[LegendEntry, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class MapCommand:
    """
    All that a rerun may change on the map.

    `shown` is `pack_mask` of the schools to show, in order of URN; None shows all. `summary`
    is one sentence for those who hear the map instead of seeing it. Where borders of several
    `outlines` coincide, the first is the widest line; `lines` lie below the schools, or above
    them where `lines_above`. `area` is a ring of longitude and latitude that selects schools; to
    clear it is to send None.
    """

    colour: Colour
    legend: Legend
    summary: str
    shown: str | None = None
    outlines: tuple[OutlineLayer, ...] = ()
    selected: SelectedSchool | None = None
    view: View | None = None
    lines: tuple[LineLayer, ...] = ()
    lines_above: bool = False
    area: tuple[tuple[float, float], ...] | None = None


def pack_mask(shown: np.ndarray) -> str | None:
    """
    Pack which schools to show, one bit each.

    Parameters
    ----------
    shown
        bool, in order of URN; n values.

    Returns
    -------
    packed
        Base64, or None where all are shown.

    Examples
    --------
    >>> pack_mask(np.array([True, False, True]))
    'oA=='
    """
    if shown.all():
        return None
    return base64.b64encode(np.packbits(shown.astype(bool)).tobytes()).decode()


def pack_codes(places: np.ndarray) -> str:
    """
    Pack each school's place in a list of units, two bytes each.

    Parameters
    ----------
    places
        Whole numbers from -1 (no unit) to 65534, in order of URN.

    Returns
    -------
    packed
        Base64 of little-endian unsigned 16-bit numbers.

    Raises
    ------
    ValueError
        If a place is out of range.

    Examples
    --------
    >>> pack_codes(np.array([0, -1]))
    'AAD//w=='
    """
    if len(places) and not (places.min() >= -1 and places.max() < NO_UNIT):
        raise ValueError(
            f"`places` must be from -1 to {NO_UNIT - 1}, got {places.min()} to {places.max()}"
        )
    codes = np.where(places < 0, NO_UNIT, places).astype("<u2")
    return base64.b64encode(codes.tobytes()).decode()


def key_certainties(certainties: tuple[str, ...], colour: str) -> tuple[LegendEntry, ...]:
    """
    Make the part of the key that says how certain an outline is.

    Parameters
    ----------
    certainties
        Those on the map, in any order; "none" has no outline and no entry.
    colour
        The hue of the system.

    Returns
    -------
    entries
        One for each, the firmest first.

    Examples
    --------
    >>> [entry.mark for entry in key_certainties(("shared", "none", "designated"), "#1d70b8")]
    ['solid', 'crossed']
    """
    return tuple(
        LegendEntry(mark, colour, text)
        for certainty, (mark, text) in CERTAINTY_MARKS.items()
        if certainty in certainties
    )


def write_command(command: MapCommand) -> str:
    """
    Write a command as a JavaScript literal.

    Parameters
    ----------
    command
        Its texts may hold anything.

    Returns
    -------
    literal
        See `write_literal`.
    """
    return write_literal(asdict(command))

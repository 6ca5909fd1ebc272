"""What a person chose, read from the address: validated, with defaults, and notes on the rest."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, TypeVar

import numpy as np
import numpy.typing as npt

from footprints.selection.schoolfilter import SchoolFilter, match_schools
from footprints.selection.within import Members, Within, match_within, parse_within, write_within
from pages.components.address import Params, read_params
from pages.components.loaded import Loaded
from pages.components.metric_colour import list_metrics
from pages.components.picked import Picked, read_picked

T = TypeVar("T")
By = Literal["unit", "certainty", "measure"]

BYS: Mapping[str, By] = MappingProxyType({"certainty": "certainty", "measure": "measure"})
DEFAULT_SYSTEM = "tsh"
NONE = "none"
YES = "yes"
# what the address calls each field of the filter
FILTERS: Mapping[str, str] = MappingProxyType(
    {
        "phase": "phase",
        "type": "type_group",
        "region": "region",
        "la": "la_code",
        "band": "trust_band",
        "trust": "trust_id",
    }
)
WORDS: Mapping[str, str] = MappingProxyType(
    {
        "colour": "a way to colour schools",
        "outline": "outlines",
        "within": "an area",
        "seams": "a drawing of seams",
        "type": "a type of school",
        "la": "an authority",
        "band": "a size of trust",
    }
)


@dataclass(frozen=True)
class Colouring:
    """Colour by the unit or the certainty of a system, or by a measure; `key` says which."""

    by: By
    key: str


@dataclass(frozen=True)
class Selection:
    """
    All that is chosen on the map.

    `outlines` are systems, with their seams where `seams`; `wanted` and `within` together say
    which schools are shown; `picked` has a card; `notes` say what of the address was not
    understood.
    """

    colour: Colouring
    outlines: tuple[str, ...]
    wanted: SchoolFilter
    within: Within | None
    picked: Picked
    table: bool
    notes: tuple[str, ...]
    seams: bool = False

    @property
    def goal(self) -> str | None:
        """What the address leads to, if it leads anywhere: the one picked, else the area."""
        return self.picked.name or write_area(self.within)


def read_selection(loaded: Loaded) -> Selection:
    """
    Read the selection from the address bar.

    Parameters
    ----------
    loaded
        The snapshot, a visitor's own systems included: what it does not know is not selected.

    Returns
    -------
    selection
        Whatever the address holds; what is unknown in it is noted and left out.
    """
    return parse_selection(read_params(), loaded, read_picked(loaded))


def parse_selection(params: Params, loaded: Loaded, picked: Picked) -> Selection:
    """
    Understand the parameters of an address.

    Parameters
    ----------
    params
        Names and values from a browser, so they may be anything.
    loaded
        As for `read_selection`.
    picked
        The school or unit that has the card.

    Returns
    -------
    selection
        See `read_selection`.
    """
    unknown: list[str] = []
    reader = _Reader(params, unknown)
    colour = reader.one("colour", lambda text: _parse_colour(text, loaded))
    # before the notes are put together
    seams = reader.one("seams", lambda text: text == YES or None) or False
    return Selection(
        colour=colour or Colouring("unit", _find_default(loaded)),
        outlines=_read_outlines(reader, loaded),
        wanted=SchoolFilter(
            **{field: reader.many(name, loaded.choices[field]) for name, field in FILTERS.items()}
        ),
        within=_read_area(reader, loaded),
        picked=picked,
        table=reader.one("table", lambda text: text == "true" or None) or False,
        notes=(
            *([picked.note] if picked.note else []),
            *(_say_unknown(name) for name in dict.fromkeys(unknown)),
        ),
        seams=seams,
    )


def match_selection(selection: Selection, loaded: Loaded) -> npt.NDArray[np.bool_]:
    """
    Mark the schools selected: those that pass the filter and lie in the area.

    Parameters
    ----------
    selection, loaded
        What was chosen, and of what.

    Returns
    -------
    shown
        bool, one for each row of `loaded.schools`.
    """
    shown = match_schools(loaded.schools, selection.wanted)
    if selection.within is None:
        return shown
    return match_within(selection.within, loaded.schools, loaded.memberships, among=shown)


def write_colour(colour: Colouring) -> str:
    """
    Write a colouring as the address does.

    Examples
    --------
    >>> write_colour(Colouring("unit", "tsh")), write_colour(Colouring("measure", "pupils"))
    ('tsh', 'measure:pupils')
    """
    return colour.key if colour.by == "unit" else f"{colour.by}:{colour.key}"


def write_area(within: Within | None) -> str | None:
    """Write an area as the address does; None for none."""
    return None if within is None else write_within(within)


def write_outlines(outlines: Sequence[str], loaded: Loaded) -> list[str]:
    """Write which outlines are shown; the default needs no words."""
    if tuple(outlines) == _default_outlines(loaded):
        return []
    return list(outlines) or [NONE]


@dataclass(frozen=True)
class _Reader:
    """Reads parameters and notes the names of those not understood."""

    params: Params
    unknown: list[str]

    def one(self, name: str, parse: Callable[[str], T | None]) -> T | None:
        """Read a parameter that has one value."""
        texts = self.params.get(name, ())
        if not texts:
            return None
        value = parse(texts[0])
        if value is None:
            self.unknown.append(name)
        return value

    def many(self, name: str, choices: Mapping[str, str]) -> tuple[str, ...]:
        """Read a parameter that may be there several times."""
        texts = list(dict.fromkeys(self.params.get(name, ())))
        known = tuple(text for text in texts if text in choices)
        if len(known) < len(texts):
            self.unknown.append(name)
        return known


def _read_area(reader: _Reader, loaded: Loaded) -> Within | None:
    """Read where the schools must lie."""
    for text in reader.params.get("within", ())[:1]:
        within = _parse_area(text, loaded)
        if within is None:
            reader.unknown.append("within")
        return within
    return None


def _read_outlines(reader: _Reader, loaded: Loaded) -> tuple[str, ...]:
    """Read which outlines to draw; no word about them means the default."""
    if list(reader.params.get("outline", ())) == [NONE]:
        return ()
    drawn = {s: s for s in loaded.systems["system"] if loaded.find_certainties(s)}
    return reader.many("outline", drawn) or _default_outlines(loaded)


def _default_outlines(loaded: Loaded) -> tuple[str, ...]:
    """Outline the hubs that cover England, where they have footprints."""
    return (DEFAULT_SYSTEM,) if loaded.find_certainties(DEFAULT_SYSTEM) else ()


def _find_default(loaded: Loaded) -> str:
    """Name the system that colours when nobody asked."""
    systems = loaded.systems["system"].tolist()
    return DEFAULT_SYSTEM if DEFAULT_SYSTEM in systems else str(systems[0])


def _parse_colour(text: str, loaded: Loaded) -> Colouring | None:
    """Understand `system`, `certainty:system` or `measure:key`."""
    way, colon, key = text.partition(":")
    by = BYS.get(way) if colon else "unit"
    key = key if colon else text
    known = list_metrics(loaded) if by == "measure" else set(loaded.systems["system"])
    return None if by is None or key not in known else Colouring(by, key)


def _parse_area(text: str, loaded: Loaded) -> Within | None:
    """Understand an area; a unit must be one of the snapshot."""
    within = parse_within(text)
    if not isinstance(within, Members):
        return within
    units = loaded.units
    known = units["system"].eq(within.system) & units["unit_id"].eq(within.unit_id)
    return within if known.any() else None


def _say_unknown(name: str) -> str:
    """Say what of the address is left out; its own words are not repeated."""
    what = WORDS.get(name, f"a {name}")
    return f"The address asks for {what} that this snapshot does not know; it is left out."

"""The areas that can be compared: England, a region, an authority, a drawn area, a list."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import streamlit as st

from footprints.selection.within import (
    Circle,
    Mask,
    Members,
    Nearest,
    Polygon,
    Within,
    match_within,
    parse_within,
    write_within,
)
from pages.components.address import map_params
from pages.components.addressreader import AddressReader
from pages.components.loaded import Loaded
from pages.components.selected import describe_within

ENGLAND, LISTED = "england", "list"
# authorities and regions go by a shorter word in the address than other units
SHORT = re.compile(r"(?:la|region):.{1,60}")
# what the sentence "In the ..." puts an article before
ARTICLED = ("City of", "Isle", "East ", "North ", "South ", "West ")
LIST = "compare-list"
NO_LIST = (
    "The address asks for an uploaded list of schools. Such a list stays in the browser tab where "
    "it was uploaded: upload it again on the Compare page."
)


@dataclass(frozen=True, eq=False)
class Area:
    """
    Part of England.

    `text` is how the address writes it; `place` begins a sentence; `inside` is bool, one for each
    of the snapshot's schools.
    """

    text: str
    name: str
    place: str
    inside: Mask

    @property
    def key(self) -> tuple[str, bytes]:
        """What tells it from other areas, a later list of the same name included."""
        return self.text, np.packbits(self.inside).tobytes()

    @property
    def is_england(self) -> bool:
        """Whether it is all of England."""
        return self.text == ENGLAND


def parse_area(text: str, loaded: Loaded) -> Area | None:
    """
    Understand an area as an address writes it.

    Parameters
    ----------
    text
        `england`, `la:` and a DfE code, `region:` and an ONS code, `list` for the schools
        uploaded in this session, or what `footprints.selection.within.parse_within` knows. It
        comes from a browser, so it may be anything.
    loaded
        The snapshot, a visitor's own systems included.

    Returns
    -------
    area
        None for anything else: units that are not known, a list that is not there.
    """
    everybody = np.ones(len(loaded.schools), dtype=bool)
    if text == ENGLAND:
        return Area(ENGLAND, "England", "In England", everybody)
    if text == LISTED:
        return _take_list(loaded)
    within = parse_within(f"unit:{text}" if SHORT.fullmatch(text) else text)
    if within is None or (isinstance(within, Members) and name_unit(within, loaded) is None):
        return None
    name, place = _name(within, loaded)
    inside = match_within(within, loaded.schools, loaded.memberships, among=everybody)
    return Area(write_area(within), name[0].upper() + name[1:], place, inside)


def read_area(
    reader: AddressReader, name: str, loaded: Loaded, *, default: str | None = ENGLAND
) -> Area | None:
    """
    Read an area from an address; one that is not known is noted and the default taken.

    Parameters
    ----------
    reader
        Of the address.
    name
        The parameter.
    loaded
        The snapshot, a visitor's own systems included.
    default
        As for `parse_area`; None for no area.

    Returns
    -------
    area
        None where there is neither.
    """
    text = reader.first(name)
    area = None if text is None else parse_area(text, loaded)
    if text is not None and area is None:
        reader.note(NO_LIST) if text == LISTED else reader.note_unknown(name)
    if area is None and default is not None:
        area = parse_area(default, loaded)
    return area


def write_area(within: Within) -> str:
    """
    Write an area as the address does.

    Examples
    --------
    >>> write_area(Members("la", "202")), write_area(Members("tsh", "L6"))
    ('la:202', 'unit:tsh:L6')
    """
    text = write_within(within)
    short = text.removeprefix("unit:")
    return short if SHORT.fullmatch(short) else text


def list_areas(loaded: Loaded, *chosen: Area) -> Mapping[str, str]:
    """
    Name the areas to choose from.

    Parameters
    ----------
    loaded
        The snapshot.
    chosen
        Areas that must be among them.

    Returns
    -------
    named
        By the text of the address: England, what the map has selected, an uploaded list, the
        regions, the authorities, then whatever else is chosen.
    """
    named = {ENGLAND: "England"}
    for text in (*map_params().get("within", ()), LISTED):
        area = parse_area(text, loaded)
        if area is not None:
            named[area.text] = f"On the map: {area.name}" if text != LISTED else area.name
    for system, word in (("region", "Region"), ("la", "Authority")):
        units = loaded.units[loaded.units["system"] == system].sort_values("name")
        named |= {
            f"{system}:{unit_id}": f"{word}: {name}"
            for unit_id, name in zip(units["unit_id"], units["name"], strict=True)
        }
    named |= {area.text: area.name for area in chosen if area.text not in named}
    return MappingProxyType(named)


def keep_list(urns: np.ndarray) -> None:
    """Keep a list of schools for this session."""
    st.session_state[LIST] = urns


def name_unit(within: Members, loaded: Loaded) -> str | None:
    """Name a unit; None if it is not one of the snapshot."""
    units = loaded.units
    found = units.loc[
        units["system"].eq(within.system) & units["unit_id"].eq(within.unit_id), "name"
    ]
    return str(found.iloc[0]) if len(found) else None


def _take_list(loaded: Loaded) -> Area | None:
    """Take the list uploaded in this session, if there is one."""
    urns = st.session_state.get(LIST)
    if urns is None:
        return None
    inside = loaded.schools["urn"].isin(urns).to_numpy()
    name = f"Your list of {int(inside.sum()):,} schools"
    return Area(LISTED, name, "Among the schools of your list", inside)


def _name(within: Within, loaded: Loaded) -> tuple[str, str]:
    """Name an area, and say where a sentence about it takes place."""
    match within:
        case Members(system, _):
            name = name_unit(within, loaded) or ""
            if system not in ("la", "region"):
                return name, f"Among the schools of {name}"
            # "Bristol, City of" and "Herefordshire, County of" are turned for the alphabet
            short = re.sub(r", (City|County) of$", "", name)
            articled = short.startswith(ARTICLED[:2] if system == "la" else ARTICLED)
            return short, f"In {'the ' if articled else ''}{short}"
        case Polygon() | Circle():
            words = describe_within(within, loaded)
            return words, words[0].upper() + words[1:]
        case Nearest():
            words = describe_within(within, loaded).removeprefix("of ")
            nearest = words.removesuffix(" that pass the filters").replace(
                "nearest", "schools nearest"
            )
            return nearest, f"Among {nearest}"

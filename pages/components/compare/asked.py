"""What is to be compared, read from the address: validated, with defaults, and notes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from footprints.locals.contingency import Weight
from footprints.scope import SCOPES, in_scope
from footprints.systems.labels import Shared
from pages.components.address import Params, read_params
from pages.components.addressreader import AddressReader
from pages.components.area import ENGLAND, Area, read_area
from pages.components.loaded import Loaded

AREA, BESIDE, SYSTEM, PAIR, SHOWN = "area", "beside", "system", "pair", "show"
SCOPE, WEIGHT, SHARED, TRUSTS = "scope", "weight", "shared", "trusts"
CHANCE, WHOLE = "chance", "seams"
DRAWS, SEED = 99, 1
DEFAULT_SCOPE = "state_funded"
# a hub system is compared unasked when it gives so many of the schools a unit
COVERED = 0.1

SCOPE_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "state_funded": "state-funded schools",
        "primary_age": "state-funded schools of primary age",
        "all": "all open schools, independents included",
    }
)
WEIGHTS: Mapping[str, Weight] = MappingProxyType({"schools": "schools", "pupils": "pupils"})
SHAREDS: Mapping[str, Shared] = MappingProxyType({"out": "left out", "base": "nearest base"})
ALL_TRUSTS = MappingProxyType({"all": True, "several": False})
YES: Mapping[str, bool] = MappingProxyType({"yes": True})
WORDS: Mapping[str, str] = MappingProxyType(
    {
        AREA: "an area",
        BESIDE: "a second area",
        SYSTEM: "a system",
        PAIR: "a pair of systems",
        SHOWN: "a number for the matrix",
        SCOPE: "a kind of school",
        WEIGHT: "a weight",
        SHARED: "a treatment of shared areas",
        TRUSTS: "a treatment of trusts",
        CHANCE: "a comparison with chance",
        WHOLE: "seams",
    }
)


@dataclass(frozen=True)
class How:
    """How systems are compared, whatever the area."""

    systems: tuple[str, ...]
    scope: str = DEFAULT_SCOPE
    weight: Weight = "schools"
    shared: Shared = "left out"
    single_trusts: bool = True


@dataclass(frozen=True)
class Asked:
    """
    All that is chosen on the page.

    `areas` are one or two. `shown` is which number the matrix has; `chance` whether random
    partitions are drawn; `pair` the systems looked at closely, if the address names them;
    `whole` whether the seams of all England are wanted. `notes` say what was not understood.
    """

    areas: tuple[Area, ...]
    how: How
    shown: str
    chance: bool
    pair: tuple[str, str] | None
    whole: bool
    notes: tuple[str, ...]


def read_asked(loaded: Loaded) -> Asked:
    """Read what is to be compared from the address bar."""
    return parse_asked(read_params(), loaded)


def parse_asked(params: Params, loaded: Loaded) -> Asked:
    """
    Understand the parameters of an address.

    Parameters
    ----------
    params
        Names and values from a browser, so they may be anything.
    loaded
        The snapshot, a visitor's own systems included.

    Returns
    -------
    asked
        Whatever the address holds; what is unknown in it is noted, and its default taken.
    """
    reader = AddressReader(params, WORDS)
    areas, systems = _read_areas(reader, loaded), _read_systems(reader, loaded)
    pairs = {f"{a}:{b}": (a, b) for a in systems for b in systems if a != b}
    return Asked(
        areas=areas,
        how=How(
            systems,
            reader.one(SCOPE, dict(zip(SCOPES, SCOPES, strict=True)), DEFAULT_SCOPE),
            reader.one(WEIGHT, WEIGHTS, WEIGHTS["schools"]),
            reader.one(SHARED, SHAREDS, SHAREDS["out"]),
            reader.one(TRUSTS, ALL_TRUSTS, default=True),
        ),
        shown=reader.one(SHOWN, {"a": "a", "e": "e", "x": "x"}, "a"),
        chance=reader.one(CHANCE, {str(DRAWS): True}, default=False),
        pair=reader.one(PAIR, pairs, None),
        whole=reader.one(WHOLE, YES, default=False),
        notes=reader.notes,
    )


def choose_systems(loaded: Loaded) -> tuple[str, ...]:
    """
    Choose the systems to compare when nobody has.

    Parameters
    ----------
    loaded
        The snapshot.

    Returns
    -------
    systems
        Authorities, trusts and the hubs in force that give at least a tenth of the state-funded
        schools a unit.
    """
    counted = loaded.schools.loc[in_scope(loaded.schools, DEFAULT_SCOPE), "urn"]
    held = loaded.memberships
    held = held[held["certainty"].ne("none") & held["urn"].isin(counted)]
    covered = held.groupby("system")["urn"].nunique() >= COVERED * len(counted)
    systems = loaded.systems
    hubs = systems["family"].eq("hub") & systems["valid_to"].isna()
    hubs &= systems["system"].map(covered).fillna(value=False).astype(bool)
    return ("la", "trust", *systems.loc[hubs, "system"])


def order_pair(pair: tuple[str, str] | None, systems: Sequence[str]) -> tuple[str, str] | None:
    """Put the systems of a pair in the order of the systems."""
    if pair is None:
        return None
    first, second = sorted(pair, key=list(systems).index)
    return first, second


def _read_areas(reader: AddressReader, loaded: Loaded) -> tuple[Area, ...]:
    """Read one area or two; a second that is the first is left out."""
    areas: list[Area] = []
    for name, default in ((AREA, ENGLAND), (BESIDE, None)):
        area = read_area(reader, name, loaded, default=default)
        if area is None:
            continue
        if any(np.array_equal(area.inside, other.inside) for other in areas):
            reader.note("Both areas hold the same schools; they are shown once.")
            continue
        areas.append(area)
    return tuple(areas)


def _read_systems(reader: AddressReader, loaded: Loaded) -> tuple[str, ...]:
    """Read the systems, in the order in which they are asked for."""
    texts = list(dict.fromkeys(reader.params.get(SYSTEM, ())))
    known = [text for text in texts if text in set(loaded.systems["system"])]
    if len(known) < len(texts):
        reader.note_unknown(SYSTEM)
    return tuple(known) or choose_systems(loaded)

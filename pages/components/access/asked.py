"""What is asked about travel, read from the address: validated, with defaults, and notes."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from footprints.scope import SCOPES
from footprints.travel.methods import Method
from pages.components.address import Params, read_params
from pages.components.addressreader import AddressReader
from pages.components.area import Area, read_area
from pages.components.loaded import Loaded
from pages.components.networks import list_networks

ASK, AREA, SYSTEM, SCOPE, OVER = "ask", "area", "system", "scope", "over"
METHOD, NETWORK = "method", "network"
QUESTIONS: Mapping[str, str] = MappingProxyType(
    {"far": "How far is it?", "fair": "Is it fair?", "help": "What would help?"}
)
FIRST, DEFAULT_SYSTEM, DEFAULT_SCOPE = "far", "tsh", "state_funded"
DEFAULT_METHOD: Method = "straight"
OVER_KM, OVER_LIMITS = 40.0, (1.0, 200.0)
NO_NETWORK = (
    "The address asks for distances by road, but no road network is loaded here: these are "
    "straight lines. The Data page tells how a network is added."
)
WORDS: Mapping[str, str] = MappingProxyType(
    {
        ASK: "a question",
        AREA: "an area",
        SYSTEM: "a system with bases",
        SCOPE: "a kind of school",
        METHOD: "a way to measure distance",
        NETWORK: "a road network",
        OVER: "a distance",
    }
)


@dataclass(frozen=True)
class Basis:
    """
    What every number of the page rests on: the system, which schools, how distance is told.

    `network_id` names a saved road network where the method is `road`, and is None elsewhere.
    """

    system: str
    scope: str = DEFAULT_SCOPE
    method: Method = DEFAULT_METHOD
    network_id: str | None = None


@dataclass(frozen=True)
class Asked:
    """All that is chosen for the page as a whole; `notes` say what was not understood."""

    question: str
    area: Area
    basis: Basis
    over_km: float
    notes: tuple[str, ...]


def read_asked(loaded: Loaded) -> Asked:
    """Read what is asked from the address bar."""
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
    systems = list_based(loaded)
    area = read_area(reader, AREA, loaded)
    assert area is not None  # noqa: S101  England is always there
    usual = DEFAULT_SYSTEM if DEFAULT_SYSTEM in systems else next(iter(systems))
    method, network_id = _read_method(reader)
    return Asked(
        question=reader.one(ASK, {key: key for key in QUESTIONS}, FIRST),
        area=area,
        basis=Basis(
            system=reader.one(SYSTEM, {key: key for key in systems}, usual),
            scope=reader.one(SCOPE, {key: key for key in SCOPES}, DEFAULT_SCOPE),
            method=method,
            network_id=network_id,
        ),
        over_km=reader.number(OVER, *OVER_LIMITS, OVER_KM),
        notes=reader.notes,
    )


def list_methods() -> tuple[Method, ...]:
    """List the methods that can be asked for: by road only where a network is saved."""
    return ("straight", "detour", "road") if list_networks() else ("straight", "detour")


def _read_method(reader: AddressReader) -> tuple[Method, str | None]:
    """Read how distance is told; by road, by which network: the first if none is named."""
    if reader.first(METHOD) == "road" and "road" not in list_methods():
        reader.note(NO_NETWORK)
        return DEFAULT_METHOD, None
    method = reader.one(METHOD, {key: key for key in list_methods()}, DEFAULT_METHOD)
    networks = {key: key for key in list_networks()}
    if method != "road":
        return method, None
    return method, reader.one(NETWORK, networks, next(iter(networks)))


def list_based(loaded: Loaded) -> Mapping[str, str]:
    """
    List the systems that have bases with a known place.

    Parameters
    ----------
    loaded
        The snapshot, a visitor's own systems included.

    Returns
    -------
    systems
        Key to name, in order of name.
    """
    based = set(loaded.units.loc[loaded.units["base_easting"].notna(), "system"])
    known = loaded.systems[loaded.systems["system"].isin(based)].sort_values("name")
    return dict(zip(known["system"], known["name"], strict=True))

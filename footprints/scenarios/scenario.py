"""What if: changes that a user makes to who is served from where. Nothing here is published.

Changes take effect in the order written, a later one over an earlier one.
"""

import re
from collections.abc import Mapping
from dataclasses import astuple, dataclass
from types import MappingProxyType

from footprints.scenarios.errors import ScenarioError

MOST_CHANGES = 60
SEPARATOR, FIELD_SEPARATOR = "~", "."
# What the fields of a change may be, and how to say so. An address carries them as they are.
_ALLOWED: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "id": (r"[A-Za-z0-9_-]{1,60}", "1 to 60 of A-Z, a-z, 0-9, _ and -"),
        "lad_code": (r"[ENSW][0-9]{8}", "a district's ONS code such as E06000063"),
        "urn": (r"[1-9][0-9]{0,6}", "a school's URN, 1 to 7 digits"),
    }
)


@dataclass(frozen=True)
class MoveDistrict:
    """All schools in scope that stand in a district go to one unit of a system."""

    lad_code: str
    system: str
    to_unit: str

    def __post_init__(self) -> None:
        """Refuse what is no code or no id."""
        _check("lad_code", self.lad_code, "lad_code")
        _check("system", self.system)
        _check("to_unit", self.to_unit)

    @property
    def text(self) -> str:
        """Write the change as in an address."""
        return _write("move", self)


@dataclass(frozen=True)
class CloseBase:
    """A unit has no base any more; its schools stay in it unless they are moved."""

    system: str
    unit_id: str

    def __post_init__(self) -> None:
        """Refuse what is no id."""
        _check("system", self.system)
        _check("unit_id", self.unit_id)

    @property
    def text(self) -> str:
        """Write the change as in an address."""
        return _write("close", self)


@dataclass(frozen=True)
class OpenBase:
    """
    The base of a unit is at a school.

    A unit that has a base already gets this one instead. An id that no unit has makes a new unit,
    which serves nobody until a district is moved to it, but may be the nearest.
    """

    system: str
    unit_id: str
    urn: int

    def __post_init__(self) -> None:
        """Refuse what is no id or no URN."""
        _check("system", self.system)
        _check("unit_id", self.unit_id)
        if isinstance(self.urn, bool) or not isinstance(self.urn, int):
            raise ScenarioError(f"`urn` must be a whole number, got {quote(self.urn)}")
        _check("urn", str(self.urn), "urn")

    @property
    def text(self) -> str:
        """Write the change as in an address."""
        return _write("open", self)


Change = MoveDistrict | CloseBase | OpenBase
KINDS: Mapping[str, type[Change]] = MappingProxyType(
    {"move": MoveDistrict, "close": CloseBase, "open": OpenBase}
)


@dataclass(frozen=True)
class Scenario:
    """Changes, in the order they take effect."""

    changes: tuple[Change, ...] = ()

    def __post_init__(self) -> None:
        """Refuse more changes than anyone could follow."""
        if len(self.changes) > MOST_CHANGES:
            raise ScenarioError(
                f"`changes` must be at most {MOST_CHANGES}, got {len(self.changes)}; "
                "leave some out or make two scenarios"
            )

    def __bool__(self) -> bool:
        """Whether anything changes at all."""
        return bool(self.changes)


def quote(value: object) -> str:
    """Show some of a value that came from outside, in plain characters."""
    text = ascii(value[:60] if isinstance(value, str) else value)
    return text if len(text) <= 70 else f"{text[:70]}..."


def _check(name: str, value: object, kind: str = "id") -> None:
    """Insist on a value an address can carry."""
    pattern, said = _ALLOWED[kind]
    if not isinstance(value, str) or not re.fullmatch(pattern, value, re.ASCII):
        raise ScenarioError(f"`{name}` must be {said}, got {quote(value)}")


def _write(kind: str, change: Change) -> str:
    """Write a kind of change and its fields."""
    return FIELD_SEPARATOR.join([kind, *map(str, astuple(change))])

"""Reads the speeds of road classes: the one file that states them is `speeds.toml`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from footprints.roads.network import Speeds
from geodata.errors import UnreadableFileError

SPEEDS_FILE = Path(__file__).with_name("speeds.toml")
_KEYS = {"class", "fast", "slow", "source"}
_FASTEST_KMH = 130.0


@dataclass(frozen=True)
class SpeedSets:
    """A fast and a slow set of speeds, and by class where each pair of them is from."""

    speeds: Speeds
    sources: Mapping[str, str]


def read_speeds(path: Path = SPEEDS_FILE) -> SpeedSets:
    """
    Read a fast and a slow speed for every class of road.

    Parameters
    ----------
    path
        A TOML file of `[[speed]]` tables with `class`, `fast` and `slow` (km/h) and `source`;
        the project's own unless told otherwise.

    Returns
    -------
    sets
        See `SpeedSets`.

    Raises
    ------
    UnreadableFileError
        If the file is not TOML, lacks a key, states a class twice, or states a speed that is not
        above 0 and up to 130 km/h, or a fast one below the slow one.

    Examples
    --------
    >>> sets = read_speeds()
    >>> sets.speeds.fast["motorway"] > sets.speeds.slow["motorway"] > 0
    True
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UnreadableFileError(
            f"{path.name}: cannot be read as TOML ({error}); write `[[speed]]` tables with "
            "class, fast, slow and source"
        ) from error
    entries = [_check_entry(path, entry) for entry in content.get("speed", [])]
    names = [entry["class"] for entry in entries]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice or not names:
        what = f"{', '.join(twice)} twice" if twice else "none"
        raise UnreadableFileError(f"{path.name}: must state each class once, got {what}")
    sets = {key: MappingProxyType({e["class"]: e[key] for e in entries}) for key in _KEYS}
    return SpeedSets(Speeds(sets["fast"], sets["slow"]), sets["source"])


def _check_entry(path: Path, entry: Mapping[str, Any]) -> dict[str, Any]:
    """Insist that a table is whole and its speeds make sense."""
    name = entry.get("class", "?")
    if set(entry) != _KEYS:
        raise UnreadableFileError(
            f"{path.name}, class {name!r}: must have {', '.join(sorted(_KEYS))}, got "
            f"{', '.join(sorted(entry))}"
        )
    fast, slow = entry["fast"], entry["slow"]
    numbers = all(isinstance(v, int | float) and not isinstance(v, bool) for v in (fast, slow))
    if not numbers or not 0 < slow <= fast <= _FASTEST_KMH:
        raise UnreadableFileError(
            f"{path.name}, class {name!r}: must have 0 < slow <= fast <= {_FASTEST_KMH:g} km/h, "
            f"got slow {slow!r} and fast {fast!r}"
        )
    return {**entry, "fast": float(fast), "slow": float(slow)}

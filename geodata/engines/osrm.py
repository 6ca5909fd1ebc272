"""OSRM: its table service, `/table/v1/driving`.

Written from its documentation (HTTP API: general options, table service) and `osrm-routed`'s
default `--max-table-size` of 100. Points go into the address, so a question keeps to 100 of them.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from geodata.engines.engine import Block, Floats, Limits, Reason, RefusedError, read_cells
from geodata.engines.service import Line, Reply

_REASONS: Mapping[str, Reason] = MappingProxyType(
    {"NoSegment": "points", "NoTable": "none", "TooBig": "size"}
)
_LIMITS = Limits(cells=10_000, points=100)
_BLAMED = re.compile(r"coordinate (\d+)")
# an address too long for a server or proxy in between
_TOO_LONG = (413, 414, 431)


@dataclass(frozen=True)
class Osrm:
    """Asks OSRM for ways by one of its profiles."""

    profile: str = "driving"
    limits: Limits = _LIMITS

    @property
    def options(self) -> str:
        """Say what is asked for."""
        return f"/table/v1/{self.profile}, annotations duration and distance"

    def locate(self, line: Line, points: Floats) -> Floats | None:  # noqa: ARG002
        """Give None: OSRM tells how far it moved points with each table."""
        return None

    def ask(self, line: Line, origins: Floats, destinations: Floats) -> Block:
        """
        Ask for one block.

        Parameters
        ----------
        line
            To the service.
        origins, destinations
            Longitude and latitude, n by 2 and m by 2.

        Returns
        -------
        block
            n by m.

        Raises
        ------
        RefusedError
            If a point has no road, no pair a route, or it is too much at once.
        EngineError
            If the answer cannot be used.
        """
        n, m = len(origins), len(destinations)
        points = np.concatenate([origins, destinations])
        where = ";".join(f"{lon:.6f},{lat:.6f}" for lon, lat in points.tolist())
        query = {
            "sources": ";".join(map(str, range(n))),
            "destinations": ";".join(map(str, range(n, n + m))),
            "annotations": "duration,distance",
            "generate_hints": "false",
        }
        reply = line.get(f"/table/v1/{self.profile}/{where}", query)
        content = reply.content if isinstance(reply.content, dict) else {}
        code = content.get("code")
        if reply.status in _TOO_LONG:
            raise RefusedError("size", f"status {reply.status}")
        if reply.status >= 400 or code not in {"Ok", None}:
            _refuse(line, reply, str(code), n)
        return _read_block(line, content, (n, m))


def _refuse(line: Line, reply: Reply, code: str, n: int) -> None:
    """Raise what a refusal means."""
    said = reply.content.get("message", code) if isinstance(reply.content, dict) else ""
    reason = _REASONS.get(code)
    if reason is None:
        raise line.refuse(reply, said)
    blamed = _BLAMED.search(str(said)) if reason == "points" else None
    at = int(blamed.group(1)) if blamed else -1
    raise RefusedError(
        reason,
        str(said),
        origins=(at,) if 0 <= at < n else (),
        destinations=(at - n,) if at >= n else (),
    )


def _read_block(line: Line, content: Mapping[str, object], shape: tuple[int, int]) -> Block:
    """Read both matrices and how far the points were moved."""
    try:
        metres = read_cells(content.get("distances"), shape, "distances")
        seconds = read_cells(content.get("durations"), shape, "durations")
    except ValueError as error:
        raise line.fail(f"half a matrix came, or none: {error}") from error
    n, m = shape
    return Block(
        metres / 1000,
        seconds / 60,
        read_snapped(content.get("sources"), n, "distance"),
        read_snapped(content.get("destinations"), m, "distance"),
        np.zeros(n, dtype="bool"),
        np.zeros(m, dtype="bool"),
    )


def read_snapped(places: object, n: int, key: str) -> Floats:
    """
    Read how far points were moved to a road.

    Parameters
    ----------
    places
        One record for each point, as parsed from JSON; anything else tells nothing.
    n
        How many points were asked for.
    key
        Where a record says it.

    Returns
    -------
    metres
        float64, length n, NaN where it is not told.

    Examples
    --------
    >>> read_snapped([{"distance": 4.2}, None], 2, "distance").tolist()
    [4.2, nan]
    """
    metres = np.full(n, np.nan)
    if isinstance(places, list) and len(places) == n:
        for at, place in enumerate(places):
            told = place.get(key) if isinstance(place, dict) else None
            if isinstance(told, int | float):
                metres[at] = told
    return metres

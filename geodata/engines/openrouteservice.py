"""openrouteservice: its matrix, `/v2/matrix/driving-car`.

Written from its documentation (matrix endpoint, error codes) and its restrictions (3,500 cells a
request, 40 requests a minute on the public service; a point farther than 350 m from a road is
null). The key goes into the `Authorization` header.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from geodata.engines.engine import Block, Flags, Floats, Limits, Reason, RefusedError, read_cells
from geodata.engines.osrm import read_snapped
from geodata.engines.service import Line, Reply

_REASONS: Mapping[int, Reason] = MappingProxyType(
    {
        6004: "size",  # parameter value exceeds the maximum allowed limit
        6010: "points",  # point not found
        6020: "size",  # maximum number of visited nodes exceeded
    }
)
_LIMITS = Limits(cells=3500, points=3501)
_BLAMED = re.compile(r"(Source|Destination) point\(s\) \[([\d, ]*)\]")


@dataclass(frozen=True)
class OpenRouteService:
    """Asks openrouteservice for ways by one of its profiles."""

    profile: str = "driving-car"
    limits: Limits = _LIMITS

    @property
    def options(self) -> str:
        """Say what is asked for."""
        return f"/v2/matrix/{self.profile}, metrics distance and duration"

    def locate(self, line: Line, points: Floats) -> Floats | None:  # noqa: ARG002
        """Give None: openrouteservice tells how far it moved points with each matrix."""
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
            If a point has no road, or it is too much at once.
        EngineError
            If the answer cannot be used.
        """
        n, m = len(origins), len(destinations)
        question = {
            "locations": np.concatenate([origins, destinations]).round(6).tolist(),
            "sources": [str(at) for at in range(n)],
            "destinations": [str(at) for at in range(n, n + m)],
            "metrics": ["distance", "duration"],
            "units": "km",
        }
        reply = line.post(f"/v2/matrix/{self.profile}", question)
        content = reply.content if isinstance(reply.content, dict) else {}
        if reply.status >= 400 or "error" in content:
            _refuse(line, reply)
        return _read_block(line, content, (n, m))


def _refuse(line: Line, reply: Reply) -> None:
    """Raise what a refusal means; an error is a record, or a sentence from the gateway."""
    error = reply.content.get("error") if isinstance(reply.content, dict) else None
    code = error.get("code") if isinstance(error, dict) else None
    said = error.get("message", code) if isinstance(error, dict) else error
    reason = _REASONS.get(code) if isinstance(code, int) else None
    if reply.status == 413:
        reason = "size"
    if reason is None:
        raise line.refuse(reply, said)
    blamed = dict(_BLAMED.findall(str(said)))
    raise RefusedError(
        reason,
        str(said),
        origins=_read_rows(blamed.get("Source", "")),
        destinations=_read_rows(blamed.get("Destination", "")),
    )


def _read_rows(text: str) -> tuple[int, ...]:
    """Read a list such as `0, 3`."""
    return tuple(int(part) for part in text.split(",") if part.strip())


def _read_block(line: Line, content: Mapping[str, object], shape: tuple[int, int]) -> Block:
    """Read both matrices, and which points have no road."""
    try:
        km = read_cells(content.get("distances"), shape, "distances")
        seconds = read_cells(content.get("durations"), shape, "durations")
    except ValueError as error:
        raise line.fail(f"half a matrix came, or none: {error}") from error
    n, m = shape
    sources, targets = content.get("sources"), content.get("destinations")
    return Block(
        km,
        seconds / 60,
        read_snapped(sources, n, "snapped_distance"),
        read_snapped(targets, m, "snapped_distance"),
        _find_null(sources, n),
        _find_null(targets, m),
    )


def _find_null(places: object, n: int) -> Flags:
    """Flag points that came back as null."""
    if not isinstance(places, list) or len(places) != n:
        return np.zeros(n, dtype="bool")
    return np.array([place is None for place in places], dtype="bool")

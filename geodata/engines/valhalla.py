"""Valhalla: its matrix (`/sources_to_targets`) and its `/locate`.

Written from its documentation (API references of matrix, locate and turn-by-turn with the tables
of error codes) and its default limits (`service_limits.auto`: 2,500 pairs, 400 km). One location
without a road, or one pair too far apart, fails a whole matrix with status 400.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np

from footprints.degrees import to_grid
from geodata.engines.engine import (
    Block,
    Floats,
    Limits,
    Reason,
    RefusedError,
    read_cells,
)
from geodata.engines.service import Line, Reply

_LIMITS = Limits(cells=2500, points=2501)
_LOCATE_POINTS = 100
_REASONS: Mapping[int, Reason] = MappingProxyType(
    {
        150: "size",  # exceeded max locations
        154: "pairs",  # path distance exceeds the max distance limit
        170: "pairs",  # locations are in unconnected regions
        171: "points",  # no suitable edges near location
        430: "pairs",  # exceeded max iterations in CostMatrix
        441: "pairs",  # location is unreachable
        442: "none",  # no path could be found for any pair
    }
)


@dataclass(frozen=True)
class Valhalla:
    """Asks Valhalla for ways by one of its costings."""

    costing: str = "auto"
    limits: Limits = _LIMITS

    @property
    def options(self) -> str:
        """Say what is asked for."""
        return f"/sources_to_targets, costing {self.costing}"

    def locate(self, line: Line, points: Floats) -> Floats | None:
        """
        Say how far from a road each point is.

        Parameters
        ----------
        line
            To the service.
        points
            Longitude and latitude, k by 2.

        Returns
        -------
        metres
            float64, length k; NaN where no road is near. None where the service will not say.
        """
        metres: list[Floats] = []
        for start in range(0, len(points), _LOCATE_POINTS):
            own = points[start : start + _LOCATE_POINTS]
            question = {"locations": _as_locations(own), "costing": self.costing}
            reply = line.post("/locate", question)
            if reply.status >= 400:
                return None
            metres.append(_read_located(line, reply, own))
        return np.concatenate(metres)

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
            If a point has no road, a pair no route, or it is too much at once.
        EngineError
            If the answer cannot be used.
        """
        question = {
            "sources": _as_locations(origins),
            "targets": _as_locations(destinations),
            "costing": self.costing,
            "units": "kilometers",
            "verbose": False,
        }
        reply = line.post("/sources_to_targets", question)
        if reply.status >= 400:
            reason = _REASONS.get(_read_code(reply) or 0)
            if reason:
                raise RefusedError(reason, _read_text(reply))
            raise line.refuse(reply, _read_text(reply))
        return _read_block(line, reply, (len(origins), len(destinations)))


def _as_locations(points: Floats) -> list[dict[str, float]]:
    """Write points as Valhalla reads them; six decimals are 0.1 m."""
    return [{"lat": lat, "lon": lon} for lon, lat in points.round(6).tolist()]


def _read_code(reply: Reply) -> int | None:
    """Read the code of a refusal."""
    code = reply.content.get("error_code") if isinstance(reply.content, dict) else None
    return code if isinstance(code, int) else None


def _read_text(reply: Reply) -> str:
    """Read what a refusal says."""
    said = reply.content.get("error", "") if isinstance(reply.content, dict) else ""
    return str(said)


def _read_block(line: Line, reply: Reply, shape: tuple[int, int]) -> Block:
    """Read a matrix in either of its two forms: two matrices, or rows of records."""
    content = reply.content if isinstance(reply.content, dict) else {}
    found: Any = content.get("sources_to_targets")
    if isinstance(found, list):
        found = {
            "distances": [_pick(row, "distance") for row in found],
            "durations": [_pick(row, "time") for row in found],
        }
    found = found if isinstance(found, dict) else {}
    try:
        km = read_cells(found.get("distances"), shape, "distances")
        seconds = read_cells(found.get("durations"), shape, "durations")
    except ValueError as error:
        raise line.fail(f"half a matrix came, or none: {error}") from error
    if content.get("units", "kilometers") not in {"kilometers", "km"}:
        raise line.fail("distances came in other units than kilometres")
    n, m = shape
    return Block(
        km,
        seconds / 60,
        np.full(n, np.nan),
        np.full(m, np.nan),
        np.zeros(n, dtype="bool"),
        np.zeros(m, dtype="bool"),
    )


def _pick(row: object, key: str) -> object:
    """Take one value from each record of a row; leave anything else as it is."""
    if not isinstance(row, list):
        return row
    return [cell.get(key) if isinstance(cell, dict) else cell for cell in row]


def _read_located(line: Line, reply: Reply, points: Floats) -> Floats:
    """Read how far each point was moved; newer versions put the list into a record."""
    content = reply.content
    places = content.get("locations") if isinstance(content, dict) else content
    if not isinstance(places, list) or len(places) != len(points):
        raise line.fail("`/locate` answered for other points than were asked")
    found: list[int] = []
    moved: list[tuple[float, float]] = []
    for at, place in enumerate(places):
        edges = place.get("edges") if isinstance(place, dict) else None
        if edges:
            found.append(at)
            moved.append(_read_place(line, edges))
    metres = np.full(len(points), np.nan)
    if found:
        own = np.array(to_grid(tuple(map(tuple, points[found].tolist()))))
        metres[found] = np.hypot(*(np.array(to_grid(tuple(moved))) - own).T)
    return metres


def _read_place(line: Line, edges: object) -> tuple[float, float]:
    """Read the place on the first edge that stands for a point."""
    edge = edges[0] if isinstance(edges, list) and isinstance(edges[0], dict) else {}
    lon, lat = edge.get("correlated_lon"), edge.get("correlated_lat")
    if not isinstance(lon, int | float) or not isinstance(lat, int | float):
        raise line.fail("`/locate` named a road without saying where")
    return float(lon), float(lat)

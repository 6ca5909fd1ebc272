"""What a routing service is to us: two lists of points in, kilometres and minutes out."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
import numpy.typing as npt

from footprints.travel.methods import Method
from geodata.errors import GeodataError

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Progress = Callable[[int, int], None]
Reason = Literal["points", "pairs", "none", "size"]


class EngineError(GeodataError, ConnectionError):
    """A routing service that gave no usable answer; names it and says what to do."""


class EngineClosedError(EngineError):
    """A routing service that it makes no sense to ask again: out of reach, or it refuses us."""


class EnginePointError(GeodataError, ValueError):
    """Points that are not longitude and latitude."""


class RefusedError(Exception):
    """
    A block that a service will not answer as it stands.

    `reason`: `points`, some point has no road near it; `pairs`, some pair has no route or is too
    far apart; `none`, no pair has one; `size`, too much at once. `origins` and `destinations`
    are the rows within the block that the service blames, if it says.
    """

    def __init__(
        self,
        reason: Reason,
        message: str,
        *,
        origins: tuple[int, ...] = (),
        destinations: tuple[int, ...] = (),
    ) -> None:
        super().__init__(message)
        self.reason, self.origins, self.destinations = reason, origins, destinations


@dataclass(frozen=True)
class Block:
    """
    One answer: `km` and `minutes` (n by m), NaN where there is no route.

    `origin_snapped_m` (n) and `destination_snapped_m` (m) say how far the service moved a point
    to a road, NaN where it does not tell; `off_origins` and `off_destinations` flag points that
    it found no road for.
    """

    km: Floats
    minutes: Floats
    origin_snapped_m: Floats
    destination_snapped_m: Floats
    off_origins: Flags
    off_destinations: Flags


@dataclass(frozen=True)
class Failure:
    """Cells that nobody answered, and why."""

    message: str
    n_cells: int


@dataclass(frozen=True)
class RemoteMatrix:
    """
    Road kilometres and minutes from n origins to m destinations, as a service answered.

    `km` and `minutes` are float64, n by m, NaN where there is no value. Why there is none:
    `off_origins` and `off_destinations` are the rows of points without coordinates or without a
    road near them; `n_unreachable` counts cells that the service says have no route; `failures`
    tell of cells that could not be had. `how` says in one line what was asked of whom.
    """

    km: Floats
    minutes: Floats
    engine: str
    host: str
    how: str
    origin_snapped_m: Floats
    destination_snapped_m: Floats
    off_origins: tuple[int, ...]
    off_destinations: tuple[int, ...]
    n_unreachable: int
    failures: tuple[Failure, ...] = ()
    method: Method = "remote"

    @property
    def n_failed(self) -> int:
        """How many cells could not be had for a fault of the service or the line."""
        return sum(failure.n_cells for failure in self.failures)

    @property
    def note(self) -> str:
        """Say for a reader what was asked, and what is missing for which reason."""
        parts = [self.how]
        for name, off, n in (
            ("origins", self.off_origins, len(self.km)),
            ("destinations", self.off_destinations, self.km.shape[1]),
        ):
            if off:
                parts.append(f"{len(off):,} of {n:,} {name} have no place or no road near them")
        if self.n_unreachable:
            parts.append(f"{self.n_unreachable:,} pairs have no route")
        if self.failures:
            parts.append(f"{self.n_failed:,} pairs could not be had: {self.failures[0].message}")
        return "; ".join(parts)


class Engine(Protocol):
    """A routing service behind one question."""

    @property
    def name(self) -> str:
        """Its kind, such as `valhalla`."""

    @property
    def host(self) -> str:
        """Whom we ask: host and port, nothing secret."""

    @property
    def how(self) -> str:
        """Say in one line what is asked of whom, with the options."""

    def measure(
        self,
        origins: npt.ArrayLike,
        destinations: npt.ArrayLike,
        *,
        progress: Progress | None = None,
    ) -> RemoteMatrix:
        """Ask for the way from each origin to each destination; see `RemoteEngine`."""


@dataclass(frozen=True)
class Limits:
    """The most cells, and the most points (origins and destinations), of one question."""

    cells: int
    points: int


def read_cells(rows: object, shape: tuple[int, int], name: str) -> Floats:
    """
    Read one matrix of an answer.

    Parameters
    ----------
    rows
        As parsed from JSON; null, a negative number or one of the large numbers that stand for
        "unreachable" are no value.
    shape
        Rows and columns that were asked for.
    name
        What the service calls it.

    Returns
    -------
    cells
        float64 of that shape, NaN where there is no value.

    Raises
    ------
    ValueError
        If it is anything else than numbers in that shape.

    Examples
    --------
    >>> read_cells([[1, None], [2.5, 2147483647]], (2, 2), "durations").tolist()
    [[1.0, nan], [2.5, nan]]
    """
    n_rows, n_columns = shape
    if not isinstance(rows, list):
        raise ValueError(f"no `{name}`")  # noqa: TRY004  a fault of the answer, not of a caller
    if len(rows) != n_rows:
        raise ValueError(f"`{name}` has {len(rows)} of {n_rows} rows")
    for at, row in enumerate(rows):
        if not isinstance(row, list) or len(row) != n_columns:
            size = len(row) if isinstance(row, list) else "no"
            raise ValueError(f"row {at} of `{name}` has {size} of {n_columns} values")
    try:
        cells = np.array(rows, dtype="float64").reshape(shape)
    except (TypeError, ValueError) as error:
        raise ValueError(f"`{name}` holds something that is not a number") from error
    # the most an unsigned or a signed 32-bit number holds, in thousandths or whole
    sentinels = np.isclose(cells, 4294967.295) | np.isin(cells, (2147483647.0, 4294967295.0))
    return np.where(np.isfinite(cells) & (cells >= 0) & ~sentinels, cells, np.nan)

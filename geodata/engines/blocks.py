"""A matrix asked for in blocks that a service will answer, so that one bad point costs itself."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import numpy.typing as npt

from geodata.engines.engine import (
    Block,
    EngineClosedError,
    EngineError,
    Failure,
    Flags,
    Floats,
    Limits,
    Progress,
    Reason,
    RefusedError,
)
from geodata.engines.service import Line

Rows = npt.NDArray[np.int64]

# so many blocks that fail one after the other are no accident
MOST_FAILURES = 3


class Dialect(Protocol):
    """How one kind of service is asked, and how it answers."""

    @property
    def limits(self) -> Limits:
        """The most that it answers at once."""

    def locate(self, line: Line, points: Floats) -> Floats | None:
        """Say how many metres each point lies from a road; None where it cannot be asked."""

    def ask(self, line: Line, origins: Floats, destinations: Floats) -> Block:
        """Ask for one block; raise `RefusedError` where a smaller one may be answered."""


def plan_blocks(n: int, m: int, limits: Limits) -> list[tuple[Rows, Rows]]:
    """
    Divide a matrix into the fewest equal blocks within a service's limits.

    Parameters
    ----------
    n, m
        Origins and destinations.
    limits
        Of one question.

    Returns
    -------
    blocks
        Rows and columns of each, row by row of blocks; together each cell once.

    Examples
    --------
    >>> [(len(r), len(c)) for r, c in plan_blocks(5, 3, Limits(cells=6, points=9))]
    [(2, 3), (2, 3), (1, 3)]
    """
    if not n or not m:
        return []
    best, shape = n * m + 1, (1, 1)
    for width in range(1, min(m, limits.cells, limits.points - 1) + 1):
        height = min(n, limits.cells // width, limits.points - width)
        count = -(-n // height) * -(-m // width)
        if count <= best:
            best, shape = count, (height, width)
    rows = np.array_split(np.arange(n), -(-n // shape[0]))
    columns = np.array_split(np.arange(m), -(-m // shape[1]))
    return [(row, column) for row in rows for column in columns]


def find_unplaced(points: Floats) -> Flags:
    """Flag points (k by 2) that lack a coordinate."""
    return np.asarray(~np.isfinite(points).all(axis=1), dtype="bool")


@dataclass
class Gathering:
    """
    A matrix while it is being gathered: what was had stays, whatever happens next.

    `origins` (n by 2) and `destinations` (m by 2) are longitude and latitude.
    """

    line: Line
    dialect: Dialect
    origins: Floats
    destinations: Floats
    progress: Progress | None = None
    km: Floats = field(init=False)
    minutes: Floats = field(init=False)
    snapped: tuple[Floats, Floats] = field(init=False)
    off: tuple[Flags, Flags] = field(init=False)
    failures: list[Failure] = field(default_factory=list)
    settled: Flags = field(init=False)
    _most_cells: int = field(init=False)

    def __post_init__(self) -> None:
        """Begin with nothing known."""
        n, m = len(self.origins), len(self.destinations)
        self.km, self.minutes = np.full((n, m), np.nan), np.full((n, m), np.nan)
        self.settled = np.zeros((n, m), dtype="bool")
        self.snapped = np.full(n, np.nan), np.full(m, np.nan)
        self.off = find_unplaced(self.origins), find_unplaced(self.destinations)
        self._most_cells = self.dialect.limits.cells

    def gather(self) -> None:
        """
        Locate every point, then ask block by block.

        A block that fails is counted with its reason and left missing; after `MOST_FAILURES` in
        a row, or once the service cannot be asked at all, the rest is counted as not asked.
        """
        self._locate()
        in_a_row = 0
        n, m = self.km.shape
        blocks = plan_blocks(n, m, self.dialect.limits)
        for at, (rows, columns) in enumerate(blocks):
            try:
                self._settle(rows, columns)
            except EngineError as error:
                in_a_row += 1
                self._count(str(error), blocks[at : at + 1])
                if isinstance(error, EngineClosedError) or in_a_row >= MOST_FAILURES:
                    self._count("not asked after the failure before", blocks[at + 1 :])
                    return
            else:
                in_a_row = 0
            self._tell(blocks[: at + 1])

    def _tell(self, done: Sequence[tuple[Rows, Rows]]) -> None:
        """Report how many cells are settled."""
        if self.progress:
            self.progress(sum(len(r) * len(c) for r, c in done), self.km.size)

    def _count(self, message: str, blocks: Sequence[tuple[Rows, Rows]]) -> None:
        """Count what blocks still lack, with the reason."""
        left = 0
        for rows, columns in blocks:
            cells = np.ix_(self._on(0, rows), self._on(1, columns))
            left += int((~self.settled[cells]).sum())
        if left:
            self.failures.append(Failure(message, left))

    def count_unreachable(self) -> int:
        """Count the cells between points on roads that have no route."""
        on = np.outer(~self.off[0], ~self.off[1])
        return int((on & self.settled & (np.isnan(self.km) | np.isnan(self.minutes))).sum())

    def _on(self, side: int, rows: Rows) -> Rows:
        """Keep the points that are not known to lie off every road."""
        return rows[~self.off[side][rows]]

    def _locate(self) -> None:
        """Ask where the points are, where the service can say; a fault here shows up later."""
        for side, points in enumerate((self.origins, self.destinations)):
            rows = self._on(side, np.arange(len(points)))
            try:
                metres = self.dialect.locate(self.line, points[rows]) if len(rows) else None
            except EngineClosedError:
                raise
            except EngineError:
                return
            if metres is not None:
                self.snapped[side][rows] = metres
                self.off[side][rows] = np.isnan(metres)

    def _settle(self, rows: Rows, columns: Rows) -> None:
        """Get the answer to a block, dividing it as often as needed."""
        rows, columns = self._on(0, rows), self._on(1, columns)
        if not len(rows) or not len(columns):
            return
        if len(rows) * len(columns) > self._most_cells:
            self._divide(rows, columns)
            return
        try:
            block = self.dialect.ask(self.line, self.origins[rows], self.destinations[columns])
        except RefusedError as refusal:
            self._settle_refused(rows, columns, refusal)
            return
        self._keep(rows, columns, block)

    def _settle_refused(self, rows: Rows, columns: Rows, refusal: RefusedError) -> None:
        """Find out what a refusal is about, and get the rest of the block."""
        n_cells = len(rows) * len(columns)
        if refusal.reason == "points" and self._drop_bad(rows, columns, refusal):
            self._settle(rows, columns)
        elif refusal.reason == "size" and n_cells == 1:
            raise self.line.fail(f"it refuses even one pair of points ({refusal})")
        elif refusal.reason == "none" or n_cells == 1:
            self.settled[np.ix_(rows, columns)] = True
        else:
            if refusal.reason == "size":
                self._most_cells = n_cells // 2
            self._divide(rows, columns)

    def _divide(self, rows: Rows, columns: Rows) -> None:
        """Settle the two halves of a block, divided along its longer side."""
        if len(rows) >= len(columns):
            for half in np.array_split(rows, 2):
                self._settle(half, columns)
        else:
            for half in np.array_split(columns, 2):
                self._settle(rows, half)

    def _keep(self, rows: Rows, columns: Rows, block: Block) -> None:
        """Put an answer in its place."""
        cells = np.ix_(rows, columns)
        self.km[cells], self.minutes[cells] = block.km, block.minutes
        self.settled[cells] = True
        blocks = (block.origin_snapped_m, block.destination_snapped_m)
        flags = (block.off_origins, block.off_destinations)
        for side, own in enumerate((rows, columns)):
            known = np.isfinite(blocks[side])
            self.snapped[side][own[known]] = blocks[side][known]
            self.off[side][own[flags[side]]] = True

    def _drop_bad(self, rows: Rows, columns: Rows, refusal: RefusedError) -> bool:
        """Flag the points of a block that have no road; tell whether there was one."""
        blamed = (rows[list(refusal.origins)], columns[list(refusal.destinations)])
        found = False
        for group in (blamed, (rows, columns)):
            for side, own in enumerate(group):
                bad = self._find_bad(side, own)
                self.off[side][bad] = True
                found = found or bool(bad)
            if found:
                break
        return found

    def _find_bad(self, side: int, rows: Rows) -> list[int]:
        """Halve a list of points until those without a road stand alone."""
        points = (self.origins, self.destinations)[side][rows]
        if not len(rows) or self._probe(points) != "points":
            return []
        if len(rows) == 1:
            return [int(rows[0])]
        first, second = np.array_split(rows, 2)
        return self._find_bad(side, first) + self._find_bad(side, second)

    def _probe(self, points: Floats) -> Reason | None:
        """Ask from each of some points to the first of them; give the reason of a refusal."""
        try:
            self.dialect.ask(self.line, points, points[:1])
        except RefusedError as refusal:
            return refusal.reason
        return None

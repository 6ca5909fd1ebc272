"""Time two ways to the same answer in one run, and print their ratio."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Timed:
    """Median seconds of our way and of the baseline, taken in turn."""

    name: str
    ours_s: float
    baseline_s: float
    baseline: str

    def __str__(self) -> str:
        """Write one line."""
        ratio = self.baseline_s / self.ours_s
        return (
            f"{self.name}: {self.ours_s:.4f} s; {self.baseline}: {self.baseline_s:.4f} s; "
            f"{ratio:.1f} times faster"
        )


def compare(
    name: str,
    ours: Callable[[], object],
    baseline: Callable[[], object],
    *,
    against: str,
    repeats: int = 5,
) -> Timed:
    """Run both once to warm up, then in turn, and take medians."""
    ours(), baseline()
    seconds: tuple[list[float], list[float]] = ([], [])
    for _ in range(repeats):
        for taken, work in zip(seconds, (ours, baseline), strict=True):
            start = time.perf_counter()
            work()
            taken.append(time.perf_counter() - start)
    return Timed(name, statistics.median(seconds[0]), statistics.median(seconds[1]), against)

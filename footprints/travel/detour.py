"""Road distance estimated from the straight line: a factor for each band, with low and high.

The law is METRICS section 8: road km = straight km x factor, never across water (see
`footprints.travel.water`, which the caller applies). Factors step at the edges of bands, so two
distances either side of an edge may change order; values are published with that step rather
than smoothed.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

from footprints.errors import FootprintsError

Floats = npt.NDArray[np.float64]
Kind = Literal["all", "rural", "urban"]
KINDS: tuple[Kind, ...] = get_args(Kind)


class FactorError(FootprintsError, ValueError):
    """A detour factor that cannot be one, or a distance it cannot be applied to."""


@dataclass(frozen=True)
class DetourBand:
    """
    Road over straight line for trips whose straight line is `from_km <= km < to_km`.

    `low` and `high` bound a single trip (about eight in ten of them), not the mean of many. `n`
    is the number of routes measured, None where it is not known; `as_of` an ISO date or year.
    """

    kind: Kind
    from_km: float
    to_km: float
    value: float
    low: float
    high: float
    source: str
    n: int | None = None
    as_of: str | None = None
    note: str = ""

    def __post_init__(self) -> None:
        """Refuse a band that cannot be one."""
        where = f"band {self.kind} {self.from_km:g} to {self.to_km:g} km"
        if self.kind not in KINDS:
            raise FactorError(f"`kind` must be one of {list(KINDS)}, got {self.kind!r}")
        if not 0 <= self.from_km < self.to_km:
            raise FactorError(f"{where}: must begin at 0 or above and end beyond its beginning")
        # no road is shorter than the straight line
        if not 1 <= self.low <= self.value <= self.high < np.inf:
            factors = f"{self.low:g}, {self.value:g}, {self.high:g}"
            raise FactorError(f"{where}: must have 1 <= low <= value <= high, got {factors}")


@dataclass(frozen=True)
class DetourFactors:
    """
    Bands of factors, in any order; those of one kind do not overlap.

    A trip of a kind without a band at its distance takes the band of kind `all`; without that
    there is no estimate. `source` is one sentence for a reader; `is_calibrated` is True where
    the factors were measured on a network that the user supplied.
    """

    bands: tuple[DetourBand, ...]
    source: str
    is_calibrated: bool = False

    def __post_init__(self) -> None:
        """Refuse overlapping bands."""
        for kind in KINDS:
            own = self.select_bands(kind)
            for one, following in pairwise(own):
                if following.from_km < one.to_km:
                    raise FactorError(
                        f"bands of kind {kind!r} must not overlap: one ends at {one.to_km:g} km, "
                        f"the next begins at {following.from_km:g} km"
                    )

    def select_bands(self, kind: Kind) -> tuple[DetourBand, ...]:
        """Give the bands of one kind, shortest first."""
        own = (band for band in self.bands if band.kind == kind)
        return tuple(sorted(own, key=lambda band: band.from_km))


@dataclass(frozen=True)
class RoadEstimate:
    """Road km estimated: three float64 arrays of one shape, NaN where there is no estimate."""

    value: Floats
    low: Floats
    high: Floats


def estimate_road_km(
    straight_km: npt.ArrayLike,
    factors: DetourFactors,
    kind: npt.ArrayLike | Kind = "all",
) -> RoadEstimate:
    """
    Estimate road distances from straight ones; water is for the caller to mind.

    Parameters
    ----------
    straight_km
        Any shape; NaN where unknown.
    factors
        By band and kind.
    kind
        `all`, `rural` or `urban`; one, or an array that broadcasts with `straight_km`.

    Returns
    -------
    estimate
        Of the broadcast shape. NaN where the distance is, or where no band holds it.

    Raises
    ------
    FactorError
        If a kind is not one of `KINDS`, or a distance is below 0.

    Examples
    --------
    >>> band = DetourBand("all", 0, np.inf, 1.4, 1.2, 1.6, "by hand")
    >>> found = estimate_road_km([10.0, np.nan], DetourFactors((band,), "by hand"))
    >>> found.value.tolist(), found.low.tolist(), found.high.tolist()
    ([14.0, nan], [12.0, nan], [16.0, nan])
    """
    straight = np.asarray(straight_km, dtype="float64")
    kinds = np.asarray(kind, dtype="str")
    if not np.isin(kinds, KINDS).all():
        strange = sorted(set(np.unique(kinds).tolist()) - set(KINDS))
        raise FactorError(f"`kind` must be of {list(KINDS)}, got {strange}")
    if (straight < 0).any():
        raise FactorError("`straight_km` must be 0 or above")
    shape = np.broadcast_shapes(straight.shape, kinds.shape)
    times = np.broadcast_to(_look_up(straight, factors.select_bands("all")), (3, *shape)).copy()
    for one in ("rural", "urban"):
        bands = factors.select_bands(one)
        if bands and (kinds == one).any():
            own = np.broadcast_to(_look_up(straight, bands), (3, *shape))
            np.copyto(times, own, where=np.isfinite(own) & (kinds == one))
    value, low, high = times * straight
    return RoadEstimate(value, low, high)


def complete_factors(measured: DetourFactors, default: DetourFactors) -> DetourFactors:
    """
    Fill what measured factors leave out with bands of the default.

    Only kind `all` is filled: a trip of a kind that was not measured takes it.

    Parameters
    ----------
    measured
        Factors that may end early or have gaps.
    default
        Factors whose kind `all` reaches from 0 on.

    Returns
    -------
    factors
        Measured bands first; each band keeps its own source, the sentence names both.

    Examples
    --------
    >>> near = DetourFactors((DetourBand("all", 1, 5, 1.3, 1.1, 1.5, "a"),), "Measured.", True)
    >>> far = DetourFactors((DetourBand("all", 0, np.inf, 1.4, 1.2, 1.6, "b"),), "Stated.")
    >>> [(b.from_km, b.to_km, b.value) for b in complete_factors(near, far).select_bands("all")]
    [(0.0, 1, 1.4), (1, 5, 1.3), (5, inf, 1.4)]
    """
    added: list[DetourBand] = []
    for low, high in _find_gaps(measured.select_bands("all")):
        for band in default.select_bands("all"):
            start, end = max(low, band.from_km), min(high, band.to_km)
            if start < end:
                added.append(replace(band, from_km=start, to_km=end))
    if not added:
        return measured
    source = f"{measured.source} Where nothing was measured: {default.source}"
    return DetourFactors((*measured.bands, *added), source, measured.is_calibrated)


def _find_gaps(bands: Iterable[DetourBand]) -> list[tuple[float, float]]:
    """List the stretches from 0 km on that no band covers; bands come shortest first."""
    gaps, reached = [], 0.0
    for band in bands:
        if band.from_km > reached:
            gaps.append((reached, band.from_km))
        reached = band.to_km
    return [*gaps, (reached, np.inf)] if reached < np.inf else gaps


def _look_up(straight_km: Floats, bands: tuple[DetourBand, ...]) -> Floats:
    """Give value, low and high of the band of each distance, NaN where none holds it."""
    if not bands:
        return np.full((3, *straight_km.shape), np.nan)
    starts = np.array([band.from_km for band in bands])
    ends = np.array([band.to_km for band in bands])
    factors = np.array([[band.value, band.low, band.high] for band in bands]).T
    at = np.searchsorted(starts, straight_km, side="right") - 1
    held = (at >= 0) & (straight_km < ends[at])
    return np.where(held, factors[:, at], np.nan)

"""How much less a place counts the farther it is: weights from 1, at no cost, downwards."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from footprints.membership.members import Floats


@dataclass(frozen=True)
class Gaussian:
    """
    f(d) = exp(-d^2 / 2 s^2), s the `scale` in the unit of the costs.

    Examples
    --------
    >>> Gaussian(1.0).weigh(np.array([0.0, 1.0, 2.0])).round(6).tolist()
    [1.0, 0.606531, 0.135335]
    """

    scale: float

    def __post_init__(self) -> None:
        """Insist on a width."""
        _insist_positive("scale", self.scale)

    def weigh(self, cost: Floats) -> Floats:
        """Give the weight of each cost."""
        return np.asarray(np.exp(-((cost / self.scale) ** 2) / 2), dtype="float64")

    def describe(self) -> str:
        """Say it in words."""
        return f"Gaussian, exp(-d^2 / 2 s^2) with s = {self.scale:g}"


@dataclass(frozen=True)
class Exponential:
    """
    f(d) = exp(-d / s), s the `scale` in the unit of the costs.

    Examples
    --------
    >>> Exponential(2.0).weigh(np.array([0.0, 2.0])).round(6).tolist()
    [1.0, 0.367879]
    """

    scale: float

    def __post_init__(self) -> None:
        """Insist on a width."""
        _insist_positive("scale", self.scale)

    def weigh(self, cost: Floats) -> Floats:
        """Give the weight of each cost."""
        return np.asarray(np.exp(-cost / self.scale), dtype="float64")

    def describe(self) -> str:
        """Say it in words."""
        return f"exponential, exp(-d / s) with s = {self.scale:g}"


@dataclass(frozen=True)
class Power:
    """
    f(d) = (max(d, d1) / d1)^-b, b the `exponent` and d1 what is counted as `nearest`.

    A bare d^-b has no value at a cost of 0 and no unit; nearer than d1 is as near as d1.

    Examples
    --------
    >>> Power(2.0, nearest=1.0).weigh(np.array([0.0, 1.0, 2.0])).tolist()
    [1.0, 1.0, 0.25]
    """

    exponent: float
    nearest: float = 1.0

    def __post_init__(self) -> None:
        """Insist on a slope and on a nearest cost."""
        _insist_positive("exponent", self.exponent)
        _insist_positive("nearest", self.nearest)

    def weigh(self, cost: Floats) -> Floats:
        """Give the weight of each cost."""
        return np.asarray((np.maximum(cost, self.nearest) / self.nearest) ** -self.exponent)

    def describe(self) -> str:
        """Say it in words."""
        near = f"{self.nearest:g}"
        return f"power, (d / {near})^-{self.exponent:g}, nearer than {near} counted as {near}"


@dataclass(frozen=True)
class Steps:
    """
    Zones of equal weight (Luo & Qi 2009): pairs of the zone's highest cost and its weight.

    A cost on a border is in the nearer zone; beyond the last nothing counts.

    Examples
    --------
    >>> zones = Steps(((10.0, 1.0), (20.0, 0.68), (30.0, 0.22)))
    >>> zones.weigh(np.array([0.0, 10.0, 10.1, 30.0, 31.0])).tolist()
    [1.0, 1.0, 0.68, 0.22, 0.0]
    """

    zones: tuple[tuple[float, float], ...]

    def __post_init__(self) -> None:
        """Insist on zones that go outwards and weights that never rise."""
        ordered = all(a[0] < b[0] and a[1] >= b[1] for a, b in pairwise(self.zones))
        bounded = all(limit >= 0 and 0 <= weight < np.inf for limit, weight in self.zones)
        if not (self.zones and ordered and bounded):
            raise ValueError(
                "`zones` must be limits that ascend from 0 and weights that do not, "
                f"got {self.zones}"
            )

    def weigh(self, cost: Floats) -> Floats:
        """Give the weight of each cost."""
        limits, weights = zip(*self.zones, strict=True)
        zone = np.searchsorted(limits, cost, side="left")
        return np.asarray(np.append(weights, 0.0)[zone], dtype="float64")

    def describe(self) -> str:
        """Say it in words."""
        told = ", ".join(f"{weight:g} to {limit:g}" for limit, weight in self.zones)
        return f"zones: {told}"


Decay = Gaussian | Exponential | Power | Steps


def _insist_positive(name: str, value: float) -> None:
    """Refuse what a decay can't be made of."""
    if not 0 < value < np.inf:
        raise ValueError(f"`{name}` must be above 0 and finite, got {value}")

"""Minutes estimated from an estimated distance, by one stated average speed."""

from dataclasses import dataclass

from footprints.errors import FootprintsError

MINUTES_PER_HOUR = 60.0


class RangeError(FootprintsError, ValueError):
    """A low above its value, a value above its high, or a speed that is not above 0."""


@dataclass(frozen=True)
class Range:
    """A number with what it may be at least and at most; all one where it is exact."""

    value: float
    low: float
    high: float

    def __post_init__(self) -> None:
        """Refuse a range out of order; what is not known is None, not NaN."""
        if not self.low <= self.value <= self.high:
            raise RangeError(
                f"a range must have low <= value <= high, got {self.low:g}, {self.value:g}, "
                f"{self.high:g}"
            )

    @classmethod
    def exact(cls, value: float) -> "Range":
        """Make a range of one number."""
        return cls(value, value, value)

    @property
    def is_exact(self) -> bool:
        """Whether low and high are the value itself."""
        return self.low == self.high

    def times(self, factor: float) -> "Range":
        """Multiply by a number that is not negative."""
        return Range(self.value * factor, self.low * factor, self.high * factor)

    def plus(self, other: float) -> "Range":
        """Add a number to all three."""
        return Range(self.value + other, self.low + other, self.high + other)


@dataclass(frozen=True)
class AverageSpeed:
    """The average speed of a whole trip, km/h above 0; `source` says whose figure it is."""

    value_kmh: float
    low_kmh: float
    high_kmh: float
    source: str

    def __post_init__(self) -> None:
        """Refuse a speed of 0 or out of order."""
        if not 0 < self.low_kmh <= self.value_kmh <= self.high_kmh:
            raise RangeError(
                f"a speed must have 0 < low <= value <= high, got {self.low_kmh:g}, "
                f"{self.value_kmh:g}, {self.high_kmh:g} km/h"
            )


def estimate_minutes(km: Range, speed: AverageSpeed) -> Range:
    """
    Estimate the minutes of a trip: the low end is a short trip at the high speed.

    Parameters
    ----------
    km
        By road, measured or estimated.
    speed
        Of the whole trip.

    Returns
    -------
    minutes
        Value by the speed's value, low and high by its ends.

    Examples
    --------
    >>> estimate_minutes(Range(14, 12, 16), AverageSpeed(60, 48, 72, "by hand"))
    Range(value=14.0, low=10.0, high=20.0)
    """
    return Range(
        km.value / speed.value_kmh * MINUTES_PER_HOUR,
        km.low / speed.high_kmh * MINUTES_PER_HOUR,
        km.high / speed.low_kmh * MINUTES_PER_HOUR,
    )

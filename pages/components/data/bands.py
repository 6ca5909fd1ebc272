"""Bands of distance in words."""

from math import isinf


def name_band(from_km: float, to_km: float) -> str:
    """
    Name a band of straight-line distance.

    Examples
    --------
    >>> name_band(2.0, 5.0), name_band(80.0, float("inf"))
    ('2 to 5 km', '80 km and more')
    """
    return f"{from_km:g} km and more" if isinf(to_km) else f"{from_km:g} to {to_km:g} km"

"""Points between degrees (EPSG:4326) and the National Grid (EPSG:27700)."""

from functools import lru_cache
from typing import Literal

from pyproj import Transformer

Points = tuple[tuple[float, float], ...]


def to_grid(points: Points) -> Points:
    """
    Project points to the National Grid.

    Parameters
    ----------
    points
        (lon, lat) in degrees; n of them.

    Returns
    -------
    grid
        (easting, northing) in metres, likewise.

    Examples
    --------
    >>> [(round(x), round(y)) for x, y in to_grid(((-0.1278, 51.5074),))]
    [(530029, 180380)]
    """
    return _project(points, "FORWARD")


def to_degrees(grid: Points) -> Points:
    """
    Find the degrees of points of the National Grid.

    Parameters
    ----------
    grid
        (easting, northing) in metres; n of them.

    Returns
    -------
    points
        (lon, lat) in degrees, likewise.

    Examples
    --------
    >>> [(round(x, 4), round(y, 4)) for x, y in to_degrees(((530000.0, 180000.0),))]
    [(-0.1284, 51.504)]
    """
    return _project(grid, "INVERSE")


@lru_cache(maxsize=256)
def _project(points: Points, direction: Literal["FORWARD", "INVERSE"]) -> Points:
    """Project a few points, keeping the answer."""
    # pyproj takes 30 ms to begin in a thread, and each rerun of a page is a new thread
    transformer = Transformer.from_crs("EPSG:4326", "EPSG:27700", always_xy=True)
    x, y = transformer.transform(*zip(*points, strict=True), direction=direction)
    return tuple((float(a), float(b)) for a, b in zip(x, y, strict=True))

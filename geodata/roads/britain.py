"""Where Great Britain is, roughly: a network of another country is refused by name of place."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import Transformer

from footprints.roads.network import Floats
from geodata.errors import GeodataError

# longitude and latitude, drawn by hand through the seas around; Man is inside, Ireland is not
OUTLINE = (
    (-7.0, 49.6), (-3.0, 49.9), (0.0, 50.4), (1.5, 50.95), (2.6, 51.6), (2.6, 53.2),
    (0.0, 57.0), (0.0, 61.2), (-2.5, 61.2), (-9.2, 58.6), (-9.2, 56.6), (-7.0, 55.75),
    (-6.0, 55.35), (-5.6, 55.0), (-5.3, 54.7), (-5.2, 54.0), (-5.4, 53.4), (-5.8, 52.1),
    (-7.0, 50.5),
)  # fmt: skip
_ABROAD_SHARE = 0.5


class WrongPlaceError(GeodataError, ValueError):
    """Roads of another country than Great Britain."""


def find_abroad(lon: Floats, lat: Floats) -> npt.NDArray[np.bool_]:
    """
    Tell which points lie outside Great Britain and the seas next to it.

    Parameters
    ----------
    lon, lat
        Degrees, length n.

    Returns
    -------
    abroad
        bool, length n; also where a coordinate is not finite.

    Examples
    --------
    >>> find_abroad(np.array([-0.7, 11.54, -6.26]), np.array([52.7, 48.14, 53.35])).tolist()
    [False, True, True]
    """
    outline = shapely.Polygon(OUTLINE)
    shapely.prepare(outline)
    return ~np.asarray(shapely.contains_xy(outline, lon, lat), dtype="bool")


def refuse_abroad(path: Path, lon: Floats, lat: Floats) -> npt.NDArray[np.bool_]:
    """
    Insist that most roads are in Great Britain.

    Parameters
    ----------
    path
        The file, to be named in the message.
    lon, lat
        One point for each road, degrees; at least one.

    Returns
    -------
    abroad
        bool: the roads that are not.

    Raises
    ------
    WrongPlaceError
        If more than half of them are not. The message says where they are.
    """
    abroad = find_abroad(lon, lat)
    if abroad.mean() > _ABROAD_SHARE:
        raise WrongPlaceError(
            f"{path.name}: must hold roads of Great Britain, got {abroad.sum():,} of "
            f"{len(abroad):,} outside it, about {describe_place(lon[abroad], lat[abroad])}; "
            "take an extract of England or of part of it, in its own coordinates"
        )
    return abroad


def describe_place(lon: Floats, lat: Floats) -> str:
    """
    Say about where some points are, in degrees.

    Examples
    --------
    >>> describe_place(np.array([11.54, 11.55]), np.array([48.14, 48.15]))
    '48.14° N, 11.54° E'
    """
    known = np.isfinite(lon) & np.isfinite(lat)
    if not known.any():
        return "nowhere on Earth"
    east, north = float(np.median(lon[known])), float(np.median(lat[known]))
    return (
        f"{abs(north):.2f}° {'N' if north >= 0 else 'S'}, "
        f"{abs(east):.2f}° {'E' if east >= 0 else 'W'}"
    )


def project_degrees(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """
    Project degrees to the National Grid.

    Parameters
    ----------
    lon, lat
        EPSG:4326, length n.

    Returns
    -------
    easting, northing
        EPSG:27700 metres, length n; where the OSTN15 grid is not installed, right to about 2 m.

    Examples
    --------
    >>> [round(float(v[0])) for v in project_degrees(np.array([-0.1278]), np.array([51.5074]))]
    [530029, 180380]
    """
    transformer = Transformer.from_crs("EPSG:4326", "EPSG:27700", always_xy=True)
    easting, northing = transformer.transform(lon, lat)
    return np.asarray(easting, dtype="float64"), np.asarray(northing, dtype="float64")


def find_degrees(easting: Floats, northing: Floats) -> tuple[Floats, Floats]:
    """
    Find the degrees of points of the National Grid, the other way round from `project_degrees`.

    Examples
    --------
    >>> [round(float(v[0]), 2) for v in find_degrees(np.array([530e3]), np.array([180e3]))]
    [-0.13, 51.5]
    """
    transformer = Transformer.from_crs("EPSG:4326", "EPSG:27700", always_xy=True)
    lon, lat = transformer.transform(easting, northing, direction="INVERSE")
    return np.asarray(lon, dtype="float64"), np.asarray(lat, dtype="float64")

"""Straight-line distance on British National Grid; the plane is right to 0.05 % in England."""

import numpy as np
import numpy.typing as npt

METRES_PER_KM = 1000.0


def straight_km(
    easting: npt.ArrayLike,
    northing: npt.ArrayLike,
    to_easting: npt.ArrayLike,
    to_northing: npt.ArrayLike,
) -> npt.NDArray[np.float64]:
    """
    Measure straight-line distances between pairs of points in EPSG:27700.

    Parameters
    ----------
    easting, northing, to_easting, to_northing
        Metres, of shapes that broadcast together; NaN where unknown.

    Returns
    -------
    distance_km
        float64 of the broadcast shape; NaN where any coordinate is.

    Examples
    --------
    >>> float(straight_km(0, 0, 3000, 4000))
    5.0
    """
    east = np.asarray(to_easting, dtype="float64") - np.asarray(easting, dtype="float64")
    north = np.asarray(to_northing, dtype="float64") - np.asarray(northing, dtype="float64")
    return np.asarray(np.hypot(east, north) / METRES_PER_KM, dtype="float64")

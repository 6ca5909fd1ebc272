"""Some of the schools out of the map's files, in the same form, for a map of those only."""

import base64
from collections.abc import Mapping
from typing import Any

import numpy as np


def keep_points(packed: Mapping[str, Any], kept: np.ndarray) -> dict[str, Any]:
    """
    Keep some schools of the points.

    Parameters
    ----------
    packed
        As `geodata.mapdata.columns.pack_points` writes it, n schools.
    kept
        bool, in order of urn; n values.

    Returns
    -------
    packed
        Those schools in the same form; each is where it was.

    Raises
    ------
    ValueError
        If there are not n values.

    Examples
    --------
    >>> axis = {"origin": 5, "planes": "AQIAAAAA"}
    >>> points = {"urn": [7, 2], "missing": [1], "lon": axis, "lat": axis}
    >>> keep_points(points, np.array([False, True]))["urn"]
    [9]
    """
    _check_length(kept, len(packed["urn"]))
    missing = np.isin(np.flatnonzero(kept), packed["missing"])
    return {
        **packed,
        "urn": np.diff(np.cumsum(packed["urn"], dtype="int64")[kept], prepend=0).tolist(),
        "missing": np.flatnonzero(missing).tolist(),
        "lon": {**packed["lon"], "planes": _keep_planes(packed["lon"]["planes"], kept, 3)},
        "lat": {**packed["lat"], "planes": _keep_planes(packed["lat"]["planes"], kept, 3)},
    }


def keep_names(packed: Mapping[str, Any], kept: np.ndarray) -> dict[str, Any]:
    """
    Keep some schools' names.

    Parameters
    ----------
    packed
        As `geodata.mapdata.columns.pack_names` writes it, n names.
    kept
        bool, in order of urn; n values.

    Returns
    -------
    packed
        Those names in the same form.

    Raises
    ------
    ValueError
        If there are not n values.

    Examples
    --------
    >>> names = {"tails": [""], "head": ["Ash", "Elm"], "tail": "AAA="}
    >>> keep_names(names, np.array([False, True]))
    {'tails': [''], 'head': ['Elm'], 'tail': 'AA=='}
    """
    _check_length(kept, len(packed["head"]))
    head = [text for text, stays in zip(packed["head"], kept, strict=True) if stays]
    return {**packed, "head": head, "tail": _keep_planes(packed["tail"], kept, 1)}


def keep_members(packed: Mapping[str, Any], kept: np.ndarray) -> dict[str, Any]:
    """
    Keep some schools of a system, or of classes; the units stay as they are.

    Parameters
    ----------
    packed
        As `geodata.mapdata.files.pack_system` writes it, n schools.
    kept
        bool, in order of urn; n values.

    Returns
    -------
    packed
        Those schools in the same form.

    Raises
    ------
    ValueError
        If there are not n values.

    Examples
    --------
    >>> keep_members({"unit": [3, -1], "certainty": "04"}, np.array([False, True]))
    {'unit': [-1], 'certainty': '4'}
    """
    _check_length(kept, len(packed["unit"]))
    return {
        **packed,
        "unit": [unit for unit, stays in zip(packed["unit"], kept, strict=True) if stays],
        "certainty": "".join(
            digit for digit, stays in zip(packed["certainty"], kept, strict=True) if stays
        ),
    }


def find_bounds(packed: Mapping[str, Any]) -> tuple[float, float, float, float] | None:
    """
    Find the corners of the schools that have a place.

    Parameters
    ----------
    packed
        As `geodata.mapdata.columns.pack_points` writes it.

    Returns
    -------
    bounds
        West, south, east and north in degrees; None where no school has a place.

    Examples
    --------
    >>> axis = {"origin": 5, "planes": "AQIAAAAA"}
    >>> points = {"steps_per_degree": 2, "urn": [7, 2], "missing": [], "lon": axis, "lat": axis}
    >>> find_bounds(points)
    (3.0, 3.0, 3.5, 3.5)
    """
    placed = np.ones(len(packed["urn"]), dtype=bool)
    placed[packed["missing"]] = False
    if not placed.any():
        return None
    lon, lat = (_read_axis(packed[axis])[placed] for axis in ("lon", "lat"))
    steps = packed["steps_per_degree"]
    west, south, east, north = lon.min(), lat.min(), lon.max(), lat.max()
    return float(west / steps), float(south / steps), float(east / steps), float(north / steps)


def _read_axis(axis: Mapping[str, Any]) -> np.ndarray:
    """Read the whole steps of one axis."""
    planes = np.frombuffer(base64.b64decode(axis["planes"]), dtype="u1").reshape(3, -1)
    low, middle, high = planes.astype("int64")
    return np.asarray(axis["origin"] + low + (middle << 8) + (high << 16))


def _keep_planes(text: str, kept: np.ndarray, planes: int) -> str:
    """Keep some columns of bytes that lie plane after plane."""
    columns = np.frombuffer(base64.b64decode(text), dtype="u1").reshape(planes, len(kept))
    return base64.b64encode(columns[:, kept].tobytes()).decode()


def _check_length(kept: np.ndarray, count: int) -> None:
    """Refuse a mask of other schools."""
    if len(kept) != count:
        raise ValueError(f"`kept` must have a value for each of {count} schools, got {len(kept)}")

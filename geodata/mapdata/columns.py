"""Columns of the schools packed small: places as planes of bytes, names without their endings."""

import base64
from collections import Counter
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

# A point is whole steps of this many to a degree: about a metre.
STEPS_PER_DEGREE = 100_000
# One byte says which ending a name has.
MOST_TAILS = 255
MOST_WORDS = 5


def pack_points(schools: gpd.GeoDataFrame) -> dict[str, Any]:
    """
    Put the places of schools into few bytes.

    Parameters
    ----------
    schools
        `urn` ascending and points in EPSG:27700 (missing or empty where unknown); n rows.

    Returns
    -------
    packed
        `urn`: the first, then the step to each next one. `lon` and `lat`: `origin`, and from
        it hundred-thousandths of a degree as `pack_planes` writes them, which takes a fifth
        less than steps do. A school without a place has 0 there and is in `missing`, the list
        of such rows.
    """
    known = (schools.geometry.notna() & ~schools.geometry.is_empty).to_numpy()
    degrees = schools.geometry[known].to_crs("EPSG:4326")
    packed: dict[str, Any] = {
        "steps_per_degree": STEPS_PER_DEGREE,
        "urn": np.diff(schools["urn"].to_numpy(), prepend=0).tolist(),
        "missing": np.flatnonzero(~known).tolist(),
    }
    for axis, values in (("lon", degrees.x), ("lat", degrees.y)):
        steps = np.round(values.to_numpy() * STEPS_PER_DEGREE).astype("int64")
        origin = int(steps.min()) if len(steps) else 0
        offsets = np.zeros(len(schools), dtype="int64")
        offsets[known] = steps - origin
        packed[axis] = {"origin": origin, "planes": pack_planes(offsets)}
    return packed


def pack_planes(numbers: np.ndarray) -> str:
    """
    Write whole numbers byte by byte: first all lowest bytes, then all middle, then all highest.

    Bytes of one rank are alike, so gzip finds more to save than in the numbers one by one.

    Parameters
    ----------
    numbers
        From 0 to 16,777,215; n of them.

    Returns
    -------
    planes
        Base64 of 3n bytes.

    Raises
    ------
    ValueError
        If a number does not fit.

    Examples
    --------
    >>> pack_planes(np.array([1, 256]))
    'AQAAAQAA'
    """
    if len(numbers) and not (numbers.min() >= 0 and numbers.max() < 1 << 24):
        raise ValueError(
            f"`numbers` must be from 0 to {(1 << 24) - 1}, got {numbers.min()} to {numbers.max()}"
        )
    planes = [(numbers >> shift & 255).astype("u1").tobytes() for shift in (0, 8, 16)]
    return base64.b64encode(b"".join(planes)).decode()


def pack_names(names: pd.Series) -> dict[str, Any]:
    """
    Write names with their common endings ("Church of England Primary School") once.

    Parameters
    ----------
    names
        Text; n values, a missing one is written as empty.

    Returns
    -------
    packed
        `tails`, up to 255 endings and the empty one first; `head` and `tail` of each name: a
        text and, as base64 of n bytes, a place in `tails`.

    Examples
    --------
    >>> pack_names(pd.Series(["Ash Primary School", "Elm Primary School"]))["head"]
    ['Ash', 'Elm']
    """
    texts = names.fillna("").tolist()
    endings = [_list_endings(text) for text in texts]
    seen = Counter(ending for several in endings for ending in several)
    worth = sorted((n for n in seen if seen[n] > 1), key=lambda n: (-seen[n] * len(n), n))
    tails = ["", *worth[:MOST_TAILS]]
    place = {tail: i for i, tail in enumerate(tails)}
    chosen = [next((e for e in several if e in place), "") for several in endings]
    return {
        "tails": tails,
        "head": [text.removesuffix(tail) for text, tail in zip(texts, chosen, strict=True)],
        "tail": base64.b64encode(bytes(place[tail] for tail in chosen)).decode(),
    }


def _list_endings(name: str) -> list[str]:
    """List what a name may end in: its last words, the most first, each with its space."""
    words = name.split(" ")
    return [" " + " ".join(words[-n:]) for n in range(min(MOST_WORDS, len(words) - 1), 0, -1)]

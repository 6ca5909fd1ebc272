"""Numbers put into a few classes, so that a map can colour them.

numpy is enough for these; `mapclassify` would bring scikit-learn and networkx for methods that
nobody can explain in a line of a key.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

MOST_CLASSES = 8


@dataclass(frozen=True)
class Classes:
    """
    Classes of one measure.

    Class i holds values over `edges[i]` up to and including `edges[i + 1]`; the first holds its
    lower edge too. `counts` says how many values are in each, `method` how edges were chosen,
    `whole` whether all values are whole numbers.
    """

    edges: tuple[float, ...]
    counts: tuple[int, ...]
    method: str
    whole: bool = False

    def place(self, values: pd.Series) -> npt.NDArray[np.int64]:
        """
        Find the class of each value.

        Parameters
        ----------
        values
            float64; n values.

        Returns
        -------
        classes
            Places from 0, -1 where the value is missing or beyond the edges; length n.

        Examples
        --------
        >>> Classes((0.0, 5.0, 9.0), (2, 1), "given").place(pd.Series([0, 5, 6, None])).tolist()
        [0, 0, 1, -1]
        """
        numbers = values.to_numpy(dtype="float64")
        found = np.clip(np.searchsorted(self.edges, numbers, side="left") - 1, 0, None)
        outside = ~((numbers >= self.edges[0]) & (numbers <= self.edges[-1]))
        return np.where(outside, -1, found)


def classify_quantiles(
    values: pd.Series, *, decimals: int = 0, most: int = MOST_CLASSES
) -> Classes | None:
    """
    Make classes that hold about as many schools each.

    Edges are rounded so that people can read them. Where many values are equal, edges fall
    together and there are fewer classes; none is empty.

    Parameters
    ----------
    values
        float64; missing ones are left out.
    decimals
        How many decimals an edge has; -1 rounds to tens.
    most
        At most so many classes, 1 to 8.

    Returns
    -------
    classes
        None where there is no value at all.

    Examples
    --------
    >>> classify_quantiles(pd.Series([1.0, 2, 3, 40]), most=2).edges
    (1.0, 2.0, 40.0)
    """
    known = values.dropna().to_numpy(dtype="float64")
    if not len(known):
        return None
    first, last = _round_outwards(known, decimals)
    cuts = np.quantile(known, np.linspace(0, 1, most + 1))[1:-1]
    inner = np.round(cuts, decimals).clip(first, last)
    edges = np.unique([first, *inner, last]).tolist()
    if len(edges) == 1 or first in inner:  # many have the least there is: a class of their own
        edges.insert(0, edges[0])
    counts = _count(edges, known)
    full = [top for top, count in zip(edges[1:], counts, strict=True) if count]
    return _make([edges[0], *full], known, "quantiles: about as many schools in each class")


def classify_steps(
    values: pd.Series, *, decimals: int = 0, most: int = MOST_CLASSES
) -> Classes | None:
    """
    Make classes that are equally wide; some may be empty.

    Parameters
    ----------
    values, decimals, most
        As for `classify_quantiles`.

    Returns
    -------
    classes
        None where there is no value at all; fewer where rounding puts edges together.

    Examples
    --------
    >>> classify_steps(pd.Series([0.0, 1, 2, 40]), most=4).edges
    (0.0, 10.0, 20.0, 30.0, 40.0)
    """
    known = values.dropna().to_numpy(dtype="float64")
    if not len(known):
        return None
    first, last = _round_outwards(known, decimals)
    inner = np.round(np.linspace(first, last, most + 1)[1:-1], decimals)
    edges = np.unique([first, *inner, last]).tolist()
    return _make(edges if len(edges) > 1 else edges * 2, known, "equal steps")


def classify_given(values: pd.Series, breaks: Sequence[float]) -> Classes | None:
    """
    Make classes between stated breaks; the lowest and highest value bound the outer ones.

    Parameters
    ----------
    values
        float64; missing ones are left out.
    breaks
        Up to 7, ascending; those that no value lies beyond are not used.

    Returns
    -------
    classes
        None where there is no value at all.

    Raises
    ------
    ValueError
        If there are too many breaks, or they do not ascend.

    Examples
    --------
    >>> classify_given(pd.Series([2.0, 7, 15]), [5, 10]).edges
    (2.0, 5.0, 10.0, 15.0)
    """
    if len(breaks) >= MOST_CLASSES or list(breaks) != sorted(set(breaks)):
        raise ValueError(
            f"`breaks` must be at most {MOST_CLASSES - 1} and ascend, got {list(breaks)}"
        )
    known = values.dropna().to_numpy(dtype="float64")
    if not len(known):
        return None
    first, last = float(known.min()), float(known.max())
    inner = [float(one) for one in breaks if first < one < last]
    return _make([first, *inner, last], known, "given breaks")


def classify_each(values: pd.Series) -> Classes | None:
    """
    Make one class for each whole number there is, at most 8: for counts and ranks.

    Parameters
    ----------
    values
        Whole numbers as float64; missing ones are left out.

    Returns
    -------
    classes
        None where there is no value at all; the lowest are put together where there are more
        than 8.

    Examples
    --------
    >>> classify_each(pd.Series([1.0, 2, 2])).counts
    (1, 2)
    """
    known = values.dropna().to_numpy(dtype="float64")
    if not len(known):
        return None
    there = np.unique(known)
    tops = there[-MOST_CLASSES:]
    method = "one class for each number"
    if len(tops) < len(there):
        method += ", the lowest put together"
    return _make([float(there[0]), *tops.tolist()], known, method)


def label_classes(
    classes: Classes, unit: str, *, decimals: int = 0, separator: str = ","
) -> list[str]:
    """
    Say what each class holds.

    Parameters
    ----------
    classes
        From this module.
    unit
        Stands after the numbers: " pupils", "%", " km", or nothing.
    decimals
        Of the numbers shown.
    separator
        Stands between thousands; nothing for years.

    Returns
    -------
    labels
        One for each class; whole numbers are told apart ("1 to 5", "6 to 9"), others begin with
        "over" from the second on.

    Examples
    --------
    >>> label_classes(Classes((0.0, 5.0, 9.0), (2, 1), "given", whole=True), " pupils")
    ['0 to 5 pupils', '6 to 9 pupils']
    >>> label_classes(Classes((0.0, 5.0, 9.5), (2, 1), "given"), " km", decimals=1)
    ['0.0 to 5.0 km', 'over 5.0 to 9.5 km']
    """

    def write(number: float) -> str:
        return f"{number:,.{max(decimals, 0)}f}".replace(",", separator)

    labels = []
    for i, (low, high) in enumerate(zip(classes.edges, classes.edges[1:], strict=False)):
        start = low + 1 if i and classes.whole else low
        if start == high:
            labels.append(write(high) + (unit.removesuffix("s") if high == 1 else unit))
        else:
            over = "over " if i and not classes.whole else ""
            labels.append(f"{over}{write(start)} to {write(high)}{unit}")
    return labels


def _round_outwards(known: np.ndarray, decimals: int) -> tuple[float, float]:
    """Round the least down and the most up: no value may fall outside."""
    step = 10.0**-decimals
    low, high = float(known.min()), float(known.max())
    first, last = round(low, decimals), round(high, decimals)
    first = first if first <= low else round(first - step, decimals)
    return first, last if last >= high else round(last + step, decimals)


def _make(edges: Sequence[float], known: np.ndarray, method: str) -> Classes:
    """Put classes together with what is in them."""
    whole = bool((np.mod([*known, *edges], 1) == 0).all())
    return Classes(tuple(edges), _count(edges, known), method, whole)


def _count(edges: Sequence[float], known: np.ndarray) -> tuple[int, ...]:
    """Count what is in each class."""
    places = Classes(tuple(edges), (), "").place(pd.Series(known))
    return tuple(np.bincount(places, minlength=len(edges) - 1).tolist())

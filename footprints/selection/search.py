"""Find a school, place, trust, hub or district by what people type."""

from collections.abc import Iterator
from itertools import chain, islice

import numpy as np
import pandas as pd

from footprints.selection.names import Names, fold
from footprints.selection.postcodes import Place, write_postcode


def find(names: Names, query: str, *, place: Place | None = None, limit: int = 12) -> pd.DataFrame:
    """
    Find what a person typed.

    Every word must occur. An exact name, urn, unit id or postcode comes first, then the schools
    of a postcode district, then names that begin with the query, names in which a word begins
    with it, names in which every word of it begins a word, names of closed schools of all these
    sorts, rows with a town, a base or a code in which it does, and the rest.

    Parameters
    ----------
    names
        From `footprints.selection.names.index_names`.
    query
        Any text.
    place
        What the query names besides, from `footprints.selection.postcodes.find_place`; it follows
        what has exactly that name.
    limit
        How many rows at most.

    Returns
    -------
    found
        Rows of `names.table`, best first, and the place as kind `place`; `easting` and
        `northing` (metres, EPSG:27700) are NaN for all others. None for a blank query.
    """
    wanted = fold(pd.Series([query], dtype="str")).iloc[0] if query else ""
    if not wanted and place is None:
        return names.table.iloc[:0].assign(easting=np.nan, northing=np.nan)
    exact: list[int] = []
    rows: list[int] = []
    # a word that is nowhere ends the search at once
    if wanted and all(word in names.texts.text for word in wanted.split()):
        exact = _find_exact(names, wanted)[:limit]
        rows = list(islice(_once(chain(exact, _find_others(names, wanted))), limit))
    found = names.table.iloc[rows].assign(easting=np.nan, northing=np.nan)
    if place is None:
        return found.reset_index(drop=True)
    row = pd.DataFrame([_describe_place(place, names.table)], columns=found.columns)
    parts = [found[: len(exact)], row.astype(found.dtypes), found[len(exact) :]]
    return pd.concat(parts, ignore_index=True).head(limit)


def _find_exact(names: Names, wanted: str) -> list[int]:
    """Find the rows whose name or code the query is."""
    code = wanted.replace(" ", "")
    return sorted({*names.labels.find(f"\n{wanted}\n"), *names.codes.find(f" {code} ")})


def _find_others(names: Names, wanted: str) -> Iterator[int]:
    """Find the rows that hold the query, the best first; some more than once."""
    words = set(wanted.split())
    if write_postcode(wanted) is not None:
        yield from names.texts.find(f" {wanted} ")
    closed = []
    for row in chain(
        names.labels.find(f"\n{wanted}"),
        names.labels.find(f" {wanted}"),
        names.called.find_all(f" {word}" for word in words),
    ):
        if row < names.n_open:
            yield row
        else:
            closed.append(row)
    yield from closed
    yield from names.texts.find_all(f" {word}" for word in words)
    yield from names.texts.find_all(words)


def _once(rows: Iterator[int]) -> Iterator[int]:
    """Give each row once."""
    seen: set[int] = set()
    for row in rows:
        if row not in seen:
            seen.add(row)
            yield row


def _describe_place(place: Place, names: pd.DataFrame) -> dict[str, object]:
    """Make a row of a place."""
    district = names["label"][names["system"].eq("lad") & names["key"].eq(place.lad_code)]
    what, detail = "postcode", "in " + district.iloc[0] if len(district) else "on the map"
    if not place.is_whole:
        what, detail = "postcode district", f"the middle of its {place.n_postcodes:,} postcodes"
    return {
        "kind": "place",
        "key": place.name,
        "label": f"{place.name}: a place ({what})",
        "detail": detail,
        "easting": place.easting,
        "northing": place.northing,
    }

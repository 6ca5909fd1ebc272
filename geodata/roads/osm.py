"""Reads the drivable ways of an OpenStreetMap extract (.osm.pbf or whatever osmium reads)."""

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple, cast

import numpy as np
import osmium

from footprints.roads.network import Codes, Floats, Rows
from footprints.roads.ways import Flags, Ways
from geodata.errors import UnreadableFileError
from geodata.roads.britain import project_degrees, refuse_abroad
from geodata.roads.drawn import Drawn, break_ways, join_reasons, select_ways
from geodata.roads.osmtags import CLASSES, judge_way

SOURCE = "OpenStreetMap"
ATTRIBUTION = "© OpenStreetMap contributors, Open Database License (ODbL) 1.0"
CUT = "without points in the file, as at the border of an extract"
ABROAD = "outside Great Britain"
# osmium's filter takes a gigabyte however few nodes it lets through; a small file needs none
_FILTER_BYTES = 30 * 2**20


class _Listed(NamedTuple):
    """Ways as lists of node ids: `reference[first[i]:first[i + 1]]` are those of way i."""

    reference: Rows
    first: Rows
    code: Codes
    forward: Flags
    backward: Flags
    left_out: Counter[str]


def read_osm(path: Path) -> Drawn:
    """
    Read the ways a car may use; the rules are those of `geodata.roads.osmtags`.

    The file is read twice: its ways, then the places of their nodes and of no others, so that
    memory goes with the roads and not with the file.

    Parameters
    ----------
    path
        An extract; nodes and ways in any order.

    Returns
    -------
    drawn
        See `Drawn`; `n_read` counts ways that have a `highway` or `route` tag.

    Raises
    ------
    UnreadableFileError
        If the file is absent, empty, truncated, of another format, or holds no road.
    WrongPlaceError
        If most roads are not in Great Britain.
    """
    if not path.is_file():
        raise UnreadableFileError(f"{path.name}: there is no such file; check its name")
    with _reading(path):
        as_of = _find_date(path)
        listed = _list_ways(path)
        if not len(listed.code):
            raise UnreadableFileError(
                f"{path.name}: must hold roads for cars, got none; take an extract that has its "
                "`highway` ways"
            )
        ids, point = np.unique(listed.reference, return_inverse=True)
        lon, lat = _place_nodes(path, ids)
    return _draw(path, listed, point.astype("int64"), (lon, lat), as_of)


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    """Turn what osmium raises for a damaged file into one error that says what to do."""
    try:
        yield
    except RuntimeError as error:
        raise UnreadableFileError(
            f"{path.name}: cannot be read as OpenStreetMap data, it may be truncated or of "
            f"another format ({error}); download it again"
        ) from error


def _find_date(path: Path) -> str | None:
    """Give the day the file says its data is of."""
    header = osmium.io.Reader(path, osmium.osm.NOTHING).header()
    stamp = header.get("osmosis_replication_timestamp") or header.get("timestamp")
    return stamp[:10] or None


def _list_ways(path: Path) -> _Listed:
    """List the ways a car may use, and count the others by reason."""
    reference, size = array("q"), array("q", [0])
    code, forward, backward = array("h"), array("b"), array("b")
    left_out: Counter[str] = Counter()
    file = osmium.FileProcessor(path, osmium.osm.WAY)
    tagged = file.with_filter(osmium.filter.KeyFilter("highway", "route"))
    for way in cast("Iterable[osmium.osm.Way]", tagged):
        verdict = judge_way(way.tags)
        if verdict.code < 0:
            left_out[verdict.reason] += 1
            continue
        nodes = [node.ref for node in way.nodes]
        reference.extend(nodes)
        size.append(len(nodes))
        code.append(verdict.code)
        forward.append(verdict.forward)
        backward.append(verdict.backward)
    return _Listed(
        np.array(reference, dtype="int64"),
        np.cumsum(np.array(size, dtype="int64")),
        np.array(code, dtype="int16"),
        np.array(forward, dtype="bool"),
        np.array(backward, dtype="bool"),
        left_out,
    )


def _place_nodes(path: Path, ids: Rows) -> tuple[Floats, Floats]:
    """Find the degrees of some nodes, NaN where the file does not have one."""
    found, east, north = array("q"), array("d"), array("d")
    file = osmium.FileProcessor(path, osmium.osm.NODE)
    if path.stat().st_size > _FILTER_BYTES:
        file = file.with_filter(osmium.filter.IdFilter(map(int, ids)))
    for node in cast("Iterable[osmium.osm.Node]", file):
        place = node.location
        if place.valid():
            found.append(node.id)
            east.append(place.lon_without_check())
            north.append(place.lat_without_check())
    known = np.array(found, dtype="int64")
    row = np.minimum(ids.searchsorted(known), len(ids) - 1)
    wanted = ids[row] == known
    lon, lat = np.full(len(ids), np.nan), np.full(len(ids), np.nan)
    lon[row[wanted]], lat[row[wanted]] = np.array(east)[wanted], np.array(north)[wanted]
    return lon, lat


def _draw(
    path: Path,
    listed: _Listed,
    point: Rows,
    degrees: tuple[Floats, Floats],
    as_of: str | None,
) -> Drawn:
    """Place ways on the National Grid, without what is not in the file or the country."""
    lon, lat = degrees
    point, first, way = break_ways(point, listed.first, np.isfinite(lon))
    if not len(way):
        raise UnreadableFileError(
            f"{path.name}: must hold the nodes of its roads, got none; take a whole extract"
        )
    abroad = refuse_abroad(path, lon[point[first[:-1]]], lat[point[first[:-1]]])
    easting, northing = project_degrees(lon, lat)
    ways = Ways(
        point, first, easting, northing,
        listed.code[way], CLASSES, listed.forward[way], listed.backward[way],
    )  # fmt: skip
    placed = np.unique(way)
    at_home = np.unique(way[~abroad])
    left_out = listed.left_out + Counter(
        {CUT: len(listed.code) - len(placed), ABROAD: len(placed) - len(at_home)}
    )
    n_read = len(listed.code) + listed.left_out.total()
    whole = np.diff(listed.first)[way] == np.diff(first)
    cut = np.unique(way[~whole])
    notes = (f"{len(cut):,} roads are cut at the border of the extract.",) if len(cut) else ()
    return Drawn(
        ways=select_ways(ways, ~abroad),
        n_read=n_read,
        left_out=join_reasons(left_out),
        source=SOURCE,
        attribution=ATTRIBUTION,
        as_of=as_of,
        notes=notes,
    )

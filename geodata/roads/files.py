"""Reads a file of roads of any known kind as one compact network, with an account of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from footprints.distance import METRES_PER_KM
from footprints.roads.compaction import SPACING_M, Label, compact_ways
from footprints.roads.graph import find_main
from footprints.roads.network import FERRY, RoadNetwork
from footprints.roads.ways import list_segments
from geodata.hashes import hash_file
from geodata.roads.drawn import Drawn
from geodata.roads.lines import read_lines
from geodata.roads.osm import read_osm

Told = Callable[[str], None]
_OSM = (".pbf", ".osm", ".osm.gz", ".osm.bz2")
ID_DIGITS = 16


@dataclass(frozen=True)
class RoadReport:
    """
    The account of one file of roads.

    `n_read` ways or lines came in, `left_out` of them by reason did not get into the network, and
    what did is `road_km` long (a road counted once). `main_share` of the network's nodes reach
    each other both ways without a ferry: only there are schools put on the road. `notes` say
    what else to know.
    """

    file: str
    n_read: int
    left_out: Mapping[str, int]
    road_km: float
    main_share: float
    notes: tuple[str, ...]

    @property
    def n_ways(self) -> int:
        """How many ways or lines are in the network."""
        return self.n_read - sum(self.left_out.values())


@dataclass(frozen=True)
class RoadsRead:
    """A network and the report on the file it came from."""

    network: RoadNetwork
    report: RoadReport


def read_roads(
    path: Path,
    *,
    layer: str | None = None,
    name: str | None = None,
    spacing_m: float = SPACING_M,
    on_step: Told | None = None,
) -> RoadsRead:
    """
    Read a road network from an OpenStreetMap extract, OS Open Roads or another file of lines.

    Parameters
    ----------
    path
        `.osm.pbf` and the like for OpenStreetMap; anything else is tried as lines with OGR.
    layer
        For lines: which layer, see `geodata.roads.lines.read_lines`.
    name
        What to call the network; the file's name by default.
    spacing_m
        See `footprints.roads.compaction.compact_ways`.
    on_step
        Called with a few words before each step; raise from it to stop.

    Returns
    -------
    read
        See `RoadsRead`. The network's id is the first 16 digits of the file's SHA-256.

    Raises
    ------
    UnreadableFileError
        If the file is absent, empty, truncated, of another format, or holds no road.
    MissingCrsError
        If a layer does not say which coordinates it uses.
    WrongPlaceError
        If most roads are not in Great Britain.
    """
    tell = on_step or (lambda _: None)
    tell("reading the roads")
    is_osm = path.name.lower().endswith(_OSM)
    drawn = read_osm(path) if is_osm else read_lines(path, layer=layer)
    tell("naming the file by its content")
    label = Label(
        name=name or path.name,
        source=drawn.source,
        as_of=drawn.as_of,
        attribution=drawn.attribution,
        network_id=hash_file(path)[:ID_DIGITS],
    )
    tell("joining the roads")
    network = compact_ways(drawn.ways, label, spacing_m=spacing_m)
    return RoadsRead(network, _report(path, drawn, network))


def _report(path: Path, drawn: Drawn, network: RoadNetwork) -> RoadReport:
    """Give the account of a file."""
    ways = drawn.ways
    is_ferry = np.array([name == FERRY for name in ways.classes])[ways.road_class]
    segments = list_segments(ways)
    ferries = (
        f"{is_ferry.sum():,} ferries are in the network and are crossed only where asked for: "
        "their timetables are not known."
    )
    return RoadReport(
        file=path.name,
        n_read=drawn.n_read,
        left_out=drawn.left_out,
        road_km=float(segments.length_m[~is_ferry[segments.way]].sum() / METRES_PER_KM),
        main_share=float(np.mean(find_main(network))) if network.n_nodes else 0.0,
        notes=(*drawn.notes, ferries) if is_ferry.any() else drawn.notes,
    )

"""The command line of long work, `python -m geodata.cluster`: on one process or on a cluster."""

import argparse
import contextlib
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from footprints.errors import FootprintsError, UnknownKeyError
from footprints.roads.routing import route
from footprints.roads.snapping import index_main, snap_points
from footprints.systems.labels import label_schools
from footprints.systems.nesting import measure_pairs
from footprints.systems.nullmodel import draw_alignments, judge_alignment
from geodata.cluster.connection import connect
from geodata.cluster.draws import draw_on_cluster
from geodata.cluster.roads import route_on_cluster
from geodata.config import find_data_dir
from geodata.errors import GeodataError
from geodata.exports.formats import Format, render
from geodata.exports.tables import describe_selection
from geodata.roads.speeds import read_speeds
from geodata.roads.store import NetworkStore
from geodata.serving import open_serving
from geodata.store import Snapshot

Told = dict[str, Any]


def main(argv: Sequence[str] | None = None) -> int:
    """
    Run one command.

    Parameters
    ----------
    argv
        The words after `python -m geodata.cluster`; those of the process if not given.

    Returns
    -------
    exit_code
        0, or 1 after an error that was explained on standard error.
    """
    arguments = _parser().parse_args(argv)
    try:
        snapshot = open_serving(find_data_dir(), progress=_tell)
        with _open_client(arguments.scheduler) as client:
            table, told = arguments.measure(arguments, snapshot, client)
        _write(arguments.out, table, {**describe_selection(snapshot, len(table)), **told})
    except (GeodataError, FootprintsError) as error:
        _tell(f"error: {error}")
        return 1
    return 0


@contextlib.contextmanager
def _open_client(scheduler: str | None) -> Iterator[Any]:
    """Connect where a scheduler was named; else there is no client."""
    if scheduler is None:
        yield None
        return
    with connect(scheduler) as client:
        yield client


def _measure_chance(
    arguments: argparse.Namespace, snapshot: Snapshot, client: object
) -> tuple[pd.DataFrame, Told]:
    """Align pairs of systems beside random compact partitions of their schools."""
    schools = snapshot.table("schools")
    inside = None
    if arguments.region:
        inside = schools["region"].eq(arguments.region).to_numpy()
    labels = label_schools(
        schools,
        snapshot.table("memberships"),
        snapshot.table("units"),
        systems=arguments.systems,
        inside=inside,
    )
    pairs = measure_pairs(labels)
    names = list(zip(pairs["a"], pairs["b"], strict=True))
    how: Told = {"draws": range(arguments.draws), "seed": arguments.seed, "on_progress": _count}
    if client is None:
        drawn = draw_alignments(labels, schools, names, **how)
    else:
        drawn = draw_on_cluster(client, labels, schools, names, **how)
    chances = [
        asdict(judge_alignment(alignment, own))
        for alignment, own in zip(pairs["alignment"], drawn.T, strict=True)
    ]
    area = arguments.region or "England"
    told = {"area": area, "draws": arguments.draws, "seed": arguments.seed, "table": "chance"}
    return pairs.join(pd.DataFrame(chances, index=pairs.index)), told


def _measure_roads(
    arguments: argparse.Namespace, snapshot: Snapshot, client: object
) -> tuple[pd.DataFrame, Told]:
    """Measure every school to every base of a system on a saved road network, and back."""
    network = NetworkStore.find().open(arguments.network).network
    schools, units = snapshot.table("schools"), snapshot.table("units")
    units = units[units["system"].eq(arguments.system) & units["base_easting"].notna()]
    if units.empty:
        raise UnknownKeyError(f"`--system` must have a unit with a base, got {arguments.system!r}")
    main_part = index_main(network)
    origins, destinations = (
        snap_points(network, table[list(columns)].to_numpy("float64"), main=main_part)
        for table, columns in (
            (schools, ("easting", "northing")),
            (units, ("base_easting", "base_northing")),
        )
    )
    speeds = read_speeds().speeds
    if client is None:
        routes = route(network, origins, destinations, speeds, on_progress=_count)
    else:
        routes = route_on_cluster(
            client, network, origins, destinations, speeds, on_progress=_count
        )
    table = pd.DataFrame(
        {
            "urn": np.repeat(schools["urn"].to_numpy(), len(units)),
            "system": arguments.system,
            "unit_id": np.tile(units["unit_id"].to_numpy(), len(schools)),
            **{part.name: getattr(routes, part.name).ravel() for part in fields(routes)},
            "method": "road",
        }
    )
    told = {
        "table": "roads",
        "network": f"{network.name} ({network.source}, {network.as_of})",
        "network_rights": network.attribution,
        "schools_on_no_road": int((~origins.is_placed).sum()),
        "bases_on_no_road": int((~destinations.is_placed).sum()),
    }
    return table, told


def _parser() -> argparse.ArgumentParser:
    """Describe the commands."""
    parser = argparse.ArgumentParser(prog="python -m geodata.cluster", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    chance = commands.add_parser("chance", help=_measure_chance.__doc__)
    chance.add_argument("--systems", nargs="+", required=True, metavar="SYSTEM")
    chance.add_argument("--draws", type=_positive, default=999)
    chance.add_argument("--seed", type=_positive, default=1)
    chance.add_argument("--region", metavar="NAME", help="all of England if not given")
    roads = commands.add_parser("roads", help=_measure_roads.__doc__)
    roads.add_argument("--network", required=True, metavar="ID", help="of a saved network")
    roads.add_argument("--system", required=True)
    for command, measure in ((chance, _measure_chance), (roads, _measure_roads)):
        command.set_defaults(measure=measure)
        command.add_argument("--out", required=True, metavar="FILE", help=".csv or .parquet")
        command.add_argument(
            "--scheduler",
            metavar="tcp://HOST:PORT",
            help="a Dask scheduler to share the work out from; this process alone if not given",
        )
    return parser


def _positive(text: str) -> int:
    """Read a whole number above 0."""
    if not (text.isascii() and text.isdigit() and int(text)):
        raise argparse.ArgumentTypeError(f"expected a whole number from 1 up, got {text!r}")
    return int(text)


def _write(name: str, table: pd.DataFrame, metadata: Told) -> None:
    """Write the table as Parquet, or as CSV with its metadata beside it."""
    out = Path(name)
    form: Format = "parquet" if out.suffix == ".parquet" else "csv"
    try:
        out.write_bytes(render(table, form, metadata))
        if form == "csv":
            beside = out.with_name(out.name + "-metadata.json")
            beside.write_text(json.dumps(metadata, indent=1, ensure_ascii=False), encoding="utf-8")
    except OSError as error:
        raise GeodataError(f"`--out` must be a file that can be written, got {error}") from error
    _tell(f"wrote {len(table):,} rows to {out.name}")


def _count(done: int, total: int) -> None:
    """Print the progress, at each new tenth where there are many steps."""
    if done == total or 10 * done // total > 10 * (done - 1) // total:
        _tell(f"{done:,} of {total:,}")


def _tell(message: str) -> None:
    """Write a line for people to standard error."""
    sys.stderr.write(message + "\n")

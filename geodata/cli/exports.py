"""The command that writes a table to a file or to standard output."""

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from footprints.systems.nullmodel import draw_alignments
from geodata.cli.terminal import Tenths, add_command, open_snapshot, tell, to_json
from geodata.cluster.connection import connect
from geodata.cluster.draws import draw_on_cluster
from geodata.cluster.pairs import route_pairs_on_cluster
from geodata.errors import GeodataError
from geodata.exports.choices import METRICS
from geodata.exports.formats import render
from geodata.exports.metrics import describe_metric, measure_rows
from geodata.exports.tables import Filter, describe_export, select_rows
from geodata.exports.travelwords import TRAVEL_WORDS, export_asked
from geodata.exports.words import add_words, choose

T = TypeVar("T")


def add_export_commands(commands: Any) -> None:  # noqa: ANN401  argparse does not name its type
    """
    Add the command.

    Parameters
    ----------
    commands
        From `argparse.ArgumentParser.add_subparsers`.
    """
    add_words(add_command(commands, "export", _export))


def _export(arguments: argparse.Namespace) -> None:
    """Write a table to a file or to standard output."""
    choices = choose(arguments)
    snapshot = open_snapshot()
    wanted = Filter(arguments.system, arguments.region, arguments.la)
    name = arguments.table
    if name in TRAVEL_WORDS:
        told = Tenths("searches of roads")
        with _share(None, route_pairs_on_cluster, arguments) as router:
            exported = export_asked(snapshot, wanted, arguments, router=router, on_progress=told)
        table, metadata = exported.table, exported.about
    elif name in METRICS:
        told = Tenths("random draws")
        with _share(draw_alignments, draw_on_cluster, arguments) as draw:
            table = measure_rows(snapshot, name, wanted, choices, draw=draw, on_progress=told)
        metadata = describe_metric(snapshot, name, wanted, choices, table)
    else:
        table = select_rows(snapshot, name, wanted)
        metadata = describe_export(snapshot, name, wanted, len(table))
    content = render(table, arguments.format, metadata)
    if arguments.out is None:
        sys.stdout.buffer.write(content)
        return
    out = Path(arguments.out)
    beside = out.with_name(out.name + "-metadata.json")
    try:
        out.write_bytes(content)
        if arguments.format == "csv":
            beside.write_text(to_json(metadata), encoding="utf-8")
            tell(f"sources, dates and licence are in {beside.name}")
    except OSError as error:
        raise GeodataError(f"`--out` must be a file that can be written, got {error}") from error
    tell(f"wrote {len(table):,} rows to {out.name}")


@contextmanager
def _share(
    here: T, there: Callable[..., Any], arguments: argparse.Namespace
) -> Iterator[T | partial[Any]]:
    """Give who does long work: this process, or a cluster where a scheduler was named."""
    if arguments.scheduler is None:
        yield here
        return
    with connect(arguments.scheduler) as client:
        yield partial(there, client)

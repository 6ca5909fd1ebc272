"""The command that writes a table to a file or to standard output."""

import argparse
import sys
from pathlib import Path
from typing import Any

from geodata.cli.terminal import Tenths, add_command, open_snapshot, tell, to_json
from geodata.errors import GeodataError
from geodata.exports.choices import METRICS
from geodata.exports.formats import render
from geodata.exports.metrics import describe_metric, measure_rows
from geodata.exports.tables import Filter, describe_export, select_rows
from geodata.exports.travelwords import TRAVEL_WORDS, export_asked
from geodata.exports.words import add_words, choose


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
        exported = export_asked(snapshot, wanted, arguments, on_progress=told)
        table, metadata = exported.table, exported.about
    elif name in METRICS:
        told = Tenths("random draws")
        table = measure_rows(snapshot, name, wanted, choices, on_progress=told)
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

"""The command line, `python -m geodata`: data to standard output, messages to standard error."""

import argparse
from collections.abc import Sequence

from footprints.errors import FootprintsError
from geodata.cli.exports import add_export_commands
from geodata.cli.roads import add_road_commands
from geodata.cli.schools import add_school_commands
from geodata.cli.snapshots import add_snapshot_commands
from geodata.cli.terminal import Command, tell
from geodata.errors import GeodataError


def main(argv: Sequence[str] | None = None) -> int:
    """
    Run one command.

    Parameters
    ----------
    argv
        The words after `python -m geodata`; those of the process if not given.

    Returns
    -------
    exit_code
        0, or 1 after an error that was explained on standard error.
    """
    arguments = _parser().parse_args(argv)
    command: Command = arguments.command
    try:
        command(arguments)
    except (GeodataError, FootprintsError) as error:
        tell(f"error: {error}")
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    """Describe the commands."""
    parser = argparse.ArgumentParser(prog="python -m geodata", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    add_snapshot_commands(commands)
    add_school_commands(commands)
    add_export_commands(commands)
    add_road_commands(commands)
    return parser

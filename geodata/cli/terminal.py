"""What commands share: where data and messages go, how progress is told, what serves."""

import argparse
import json
import sys
from collections.abc import Callable
from typing import Any

from geodata.config import find_data_dir
from geodata.serving import choose_store, open_serving
from geodata.snapshot import Snapshot

Command = Callable[[argparse.Namespace], None]


def add_command(
    commands: Any,  # noqa: ANN401  argparse does not name its type
    name: str,
    command: Command,
) -> argparse.ArgumentParser:
    """
    Add a command whose help is its function's docstring.

    Parameters
    ----------
    commands
        From `argparse.ArgumentParser.add_subparsers`.
    name
        What the command is called.
    command
        Takes the words; found again as `arguments.command`.

    Returns
    -------
    parser
        Of the command, for its own words.
    """
    added: argparse.ArgumentParser = commands.add_parser(name, help=command.__doc__)
    added.set_defaults(command=command)
    return added


def open_snapshot() -> Snapshot:
    """Open what serves; build the demonstration at first use."""
    data_dir = find_data_dir()
    snapshot = open_serving(data_dir, progress=tell)
    if choose_store(data_dir).open().is_demo:
        tell("demonstration data: schools and trusts are invented; `build` loads the real thing")
    return snapshot


def to_json(values: object) -> str:
    """Write JSON that people can read; NaN is not JSON and is refused."""
    return json.dumps(values, indent=1, ensure_ascii=False, allow_nan=False)


def write(text: str) -> None:
    """Write a line of data to standard output."""
    sys.stdout.write(text + "\n")


def tell(message: str) -> None:
    """Write a line for people to standard error."""
    sys.stderr.write(message + "\n")


class Tenths:
    """Tell the progress of counted work at each new tenth, as "30 of 99 random draws"."""

    def __init__(self, what: str) -> None:
        self._what, self._told = what, 0

    def __call__(self, done: int, total: int) -> None:
        """Take `done` of `total`; work may begin anew."""
        tenth = 10 * done // total if total else 0
        if tenth != self._told:
            self._told = tenth
            tell(f"{done:,} of {total:,} {self._what}")

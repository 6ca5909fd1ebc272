"""The words of the command `export`: which there are, and which go together."""

import argparse
from typing import get_args

from footprints.locals.contingency import Weight
from footprints.scope import SCOPES
from footprints.systems.labels import Shared
from geodata.exports.choices import METRICS, Choices, list_choices
from geodata.exports.formats import Format
from geodata.exports.tables import EXPORTS
from geodata.exports.travelwords import TRAVEL_WORDS, add_travel_words, check_travel_words

TABLES = (*EXPORTS, *METRICS, *TRAVEL_WORDS)
WITHOUT_SHAPES = ("memberships", "units", "overlaps", "alignment")


def add_words(export: argparse.ArgumentParser) -> None:
    """
    Describe what can be exported, and by which choices metrics are measured.

    Parameters
    ----------
    export
        The command's parser; gains its arguments, and `refuse` to say that words are wrong.
    """
    export.set_defaults(refuse=export.error)
    export.add_argument("table", choices=TABLES)
    export.add_argument("--format", choices=get_args(Format), default="csv")
    export.add_argument("--out", metavar="FILE")
    export.add_argument("--system", help="keep what has to do with one system")
    export.add_argument("--region", help="name or ONS code")
    export.add_argument("--la", metavar="CODE", help="three-digit DfE code")
    export.add_argument("--scope", choices=sorted(SCOPES), help="which schools count")
    metrics = export.add_argument_group(f"for {', '.join(METRICS)}")
    metrics.add_argument(
        "--systems", type=_split, metavar="A,B,C", help="which systems count; all if not given"
    )
    metrics.add_argument("--weight", choices=get_args(Weight), help="what a school counts by")
    chance = export.add_argument_group("for alignment")
    chance.add_argument(
        "--draws", type=_count, metavar="N", help=f"0 for none; usually {Choices.draws}"
    )
    chance.add_argument(
        "--seed", type=_count, metavar="S", help=f"of the draws; usually {Choices.seed}"
    )
    chance.add_argument(
        "--shared",
        type=lambda word: word.replace("-", " "),
        choices=get_args(Shared),
        metavar="{left-out,nearest-base}",
        help="what to do with a school of several units",
    )
    chance.add_argument(
        "--single-trusts",
        action=argparse.BooleanOptionalAction,
        help="whether a trust with one school counts; it does if not given",
    )
    add_travel_words(export)
    export.add_argument(
        "--scheduler",
        metavar="tcp://HOST:PORT",
        help="for alignment, and for travel on a network: a Dask scheduler to share the work",
    )


def choose(arguments: argparse.Namespace) -> Choices:
    """
    Take the choices that were given.

    Parameters
    ----------
    arguments
        Words of a command of `add_words`.

    Returns
    -------
    choices
        Those of a metric; the usual ones where none was given.

    Raises
    ------
    SystemExit
        With 2, as for any wrong word, if words do not go together; before any work is done.
    """
    name = arguments.table
    own = list_words(name)
    given = [word for word in _EVERY_WORD if getattr(arguments, word) is not None]
    idle = [f"--{word.replace('_', '-')}" for word in given if word not in own]
    if idle:
        arguments.refuse(f"{', '.join(idle)} would change nothing in {name}")
    if arguments.format == "geojson" and name in WITHOUT_SHAPES:
        shaped = ", ".join(table for table in TABLES if table not in WITHOUT_SHAPES)
        arguments.refuse(
            f"geojson needs a table with geometry: {shaped}; {name} has none, use csv or parquet"
        )
    check_travel_words(arguments)
    choices = {word: getattr(arguments, word) for word in given if word in list_choices(name)}
    if name != "locals" and len(choices.get("systems", ())) == 1:
        arguments.refuse(f"--systems must name at least two for {name} to compare")
    return Choices(**choices)


def list_words(name: str) -> tuple[str, ...]:
    """
    List the words that change an export, beside its system, region and authority.

    Parameters
    ----------
    name
        One of `TABLES`.

    Returns
    -------
    words
        As the parser names them.

    Examples
    --------
    >>> list_words("access"), list_words("schools")
    (('scope', 'measure', 'within', 'demand'), ())
    """
    if name in TRAVEL_WORDS:
        return ("scope", *TRAVEL_WORDS[name])
    return (*list_choices(name), "scheduler") if name == "alignment" else list_choices(name)


_EVERY_WORD = tuple(dict.fromkeys(word for table in TABLES for word in list_words(table)))


def _split(text: str) -> tuple[str, ...]:
    """Split names at commas, each once."""
    names = tuple(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))
    if not names:
        raise argparse.ArgumentTypeError("expected names divided by commas")
    return names


def _count(text: str) -> int:
    """Read a whole number that is not below 0."""
    if not (text.isascii() and text.isdigit()):
        raise argparse.ArgumentTypeError(f"expected a whole number from 0 up, got {text!r}")
    return int(text)

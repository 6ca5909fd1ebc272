"""The command line, `python -m geodata`: data to standard output, messages to standard error."""

import argparse
import datetime as dt
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from footprints.errors import FootprintsError
from footprints.locals.card import build_card, index_locals
from footprints.locals.neighbours import choose_counted
from footprints.scope import SCOPES
from geodata.build import build_from_folder
from geodata.cardvalues import card_values
from geodata.checks import verify_snapshot
from geodata.config import find_data_dir
from geodata.errors import GeodataError
from geodata.exports.choices import METRICS
from geodata.exports.formats import render
from geodata.exports.metrics import describe_metric, measure_rows
from geodata.exports.tables import Filter, describe_export, select_rows
from geodata.exports.words import add_words, choose
from geodata.fetch import fetch
from geodata.manifest import describe_status
from geodata.serving import choose_store, open_serving
from geodata.statustext import format_build, format_status
from geodata.store import Snapshot, Store

Command = Callable[[argparse.Namespace], None]


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
        _tell(f"error: {error}")
        return 1
    return 0


def _build(arguments: argparse.Namespace) -> None:
    """Build from a folder and publish."""
    store = Store(Path(arguments.out).resolve() if arguments.out else find_data_dir())
    snapshot = build_from_folder(Path(arguments.source), store, progress=_tell)
    _write(format_build(snapshot))


def _fetch(arguments: argparse.Namespace) -> None:
    """Download the official sources."""
    out = Path(arguments.out) if arguments.out else find_data_dir() / "sources"
    date = arguments.date or _today()
    for fetched in fetch(arguments.kinds or None, out=out, date=date, progress=_Progress()):
        _tell(fetched.message)
    _tell(f"now run: python -m geodata build --from {out}")


def _status(arguments: argparse.Namespace) -> None:
    """Say what is loaded."""
    status = describe_status(_open())
    _write(_to_json(status) if arguments.json else format_status(status))


def _check(_arguments: argparse.Namespace) -> None:
    """Check the snapshot that serves against its own manifest and rules."""
    snapshot = _open()
    findings = verify_snapshot(snapshot)
    _write("\n".join(f"{'ok' if f.ok else 'FAILED'}  {f.name}: {f.detail}" for f in findings))
    if not all(finding.ok for finding in findings if finding.fatal):
        raise GeodataError("the snapshot fails its checks: run build again, or rollback")


def _rollback(_arguments: argparse.Namespace) -> None:
    """Serve the snapshot before this one."""
    store = Store(find_data_dir())
    with store.lock():
        _tell(f"now serving {store.rollback().snapshot_id}")


def _school(arguments: argparse.Namespace) -> None:
    """Print a school's card."""
    snapshot = _open()
    schools = snapshot.table("schools")
    index = index_locals(
        schools,
        snapshot.table("memberships"),
        snapshot.table("units"),
        scope=arguments.scope,
        counted=choose_counted(snapshot.table("systems")),
    )
    card = card_values(build_card(arguments.urn, schools, index), snapshot)
    if arguments.json:
        _write(_to_json(card))
        return
    _write(f"{card['name']} ({card['urn']}); {card['scope']}; snapshot {card['snapshot']}")
    for local in card["locals"]:
        km = "" if local["straight_km"] is None else f", base {local['straight_km']} km"
        count = f"{local['n_schools']:,} schools"
        _write(f"  {local['system']}: {local['unit_name']} ({local['certainty']}, {count}{km})")
    around = card["neighbours"]
    _write(
        f"  same locals: {around['twins']['n']:,} schools; all but one: "
        f"{around['near_twins']['n']:,}; none: {around['strangers']['n']} of the "
        f"{len(around['nearest'])} nearest of its phase"
    )


def _export(arguments: argparse.Namespace) -> None:
    """Write a table to a file or to standard output."""
    choices = choose(arguments)
    snapshot = _open()
    wanted = Filter(arguments.system, arguments.region, arguments.la)
    name = arguments.table
    if name in METRICS:
        table = measure_rows(snapshot, name, wanted, choices, on_progress=_tell_draws)
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
            beside.write_text(_to_json(metadata), encoding="utf-8")
            _tell(f"sources, dates and licence are in {beside.name}")
    except OSError as error:
        raise GeodataError(f"`--out` must be a file that can be written, got {error}") from error
    _tell(f"wrote {len(table):,} rows to {out.name}")


def _open() -> Snapshot:
    """Open what serves; build the demonstration at first use."""
    data_dir = find_data_dir()
    snapshot = open_serving(data_dir, progress=_tell)
    if choose_store(data_dir).open().is_demo:
        _tell("demonstration data: schools and trusts are invented; `build` loads the real thing")
    return snapshot


def _tell_draws(done: int, total: int) -> None:
    """Print the progress of random draws at each new tenth."""
    if 10 * done // total > 10 * (done - 1) // total:
        _tell(f"{done} of {total} random draws")


class _Progress:
    """Print download progress at each new tenth."""

    def __init__(self) -> None:
        self._last: dict[str, int] = {}

    def __call__(self, name: str, done: int, total: int | None) -> None:
        """Take `done` of `total` bytes of one file."""
        tenth = int(10 * done / total) if total else done // 10_000_000
        if self._last.get(name) != tenth:
            self._last[name] = tenth
            share = f" of {total / 1e6:.1f}" if total else ""
            _tell(f"{name}: {done / 1e6:.1f}{share} MB")


def _parser() -> argparse.ArgumentParser:
    """Describe the commands."""
    parser = argparse.ArgumentParser(prog="python -m geodata", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    build = _add(commands, "build", _build)
    build.add_argument("--from", dest="source", required=True, metavar="DIR")
    build.add_argument(
        "--out", metavar="DIR", help="data folder, if not LOCALS_DATA_DIR or ./data"
    )
    get = _add(commands, "fetch", _fetch)
    get.add_argument("kinds", nargs="*", help="kinds of source; all if none is given")
    get.add_argument("--out", metavar="DIR")
    get.add_argument(
        "--date", type=dt.date.fromisoformat, metavar="YYYY-MM-DD", help="today if not given"
    )
    status = _add(commands, "status", _status)
    status.add_argument("--json", action="store_true")
    _add(commands, "check", _check)
    _add(commands, "rollback", _rollback)
    school = _add(commands, "school", _school)
    school.add_argument("urn", type=int)
    school.add_argument("--json", action="store_true")
    school.add_argument("--scope", choices=sorted(SCOPES), default="state_funded")
    add_words(_add(commands, "export", _export))
    return parser


def _add(commands: Any, name: str, command: Command) -> argparse.ArgumentParser:  # noqa: ANN401
    """Add a command whose help is its function's docstring."""
    added: argparse.ArgumentParser = commands.add_parser(name, help=command.__doc__)
    added.set_defaults(command=command)
    return added


def _to_json(values: object) -> str:
    """Write JSON that people can read; NaN is not JSON and is refused."""
    return json.dumps(values, indent=1, ensure_ascii=False, allow_nan=False)


def _write(text: str) -> None:
    """Write a line of data to standard output."""
    sys.stdout.write(text + "\n")


def _tell(message: str) -> None:
    """Write a line for people to standard error."""
    sys.stderr.write(message + "\n")


def _today() -> dt.date:
    """Give today's date; the only look at the clock here."""
    return dt.datetime.now(tz=dt.UTC).date()

"""Commands on snapshots: fetch their sources, build, look at, check, and go back."""

import argparse
import datetime as dt
from pathlib import Path
from typing import Any

from geodata.build import build_from_folder
from geodata.checks import verify_snapshot
from geodata.cli.terminal import add_command, open_snapshot, tell, to_json, write
from geodata.config import find_data_dir
from geodata.errors import GeodataError
from geodata.fetch import fetch
from geodata.manifest import describe_status
from geodata.statustext import format_build, format_status
from geodata.store import Store


def add_snapshot_commands(commands: Any) -> None:  # noqa: ANN401  argparse does not name its type
    """
    Add the commands.

    Parameters
    ----------
    commands
        From `argparse.ArgumentParser.add_subparsers`.
    """
    build = add_command(commands, "build", _build)
    build.add_argument("--from", dest="source", required=True, metavar="DIR")
    build.add_argument(
        "--out", metavar="DIR", help="data folder, if not LOCALS_DATA_DIR or ./data"
    )
    get = add_command(commands, "fetch", _fetch)
    get.add_argument("kinds", nargs="*", help="kinds of source; all if none is given")
    get.add_argument("--out", metavar="DIR")
    get.add_argument(
        "--date", type=dt.date.fromisoformat, metavar="YYYY-MM-DD", help="today if not given"
    )
    status = add_command(commands, "status", _status)
    status.add_argument("--json", action="store_true")
    add_command(commands, "check", _check)
    add_command(commands, "rollback", _rollback)


def _build(arguments: argparse.Namespace) -> None:
    """Build from a folder and publish."""
    store = Store(Path(arguments.out).resolve() if arguments.out else find_data_dir())
    snapshot = build_from_folder(Path(arguments.source), store, progress=tell)
    write(format_build(snapshot))


def _fetch(arguments: argparse.Namespace) -> None:
    """Download the official sources."""
    out = Path(arguments.out) if arguments.out else find_data_dir() / "sources"
    date = arguments.date or _today()
    for fetched in fetch(arguments.kinds or None, out=out, date=date, progress=_Bytes()):
        tell(fetched.message)
    tell(f"now run: python -m geodata build --from {out}")


def _status(arguments: argparse.Namespace) -> None:
    """Say what is loaded."""
    status = describe_status(open_snapshot())
    write(to_json(status) if arguments.json else format_status(status))


def _check(_arguments: argparse.Namespace) -> None:
    """Check the snapshot that serves against its own manifest and rules."""
    snapshot = open_snapshot()
    findings = verify_snapshot(snapshot)
    write("\n".join(f"{'ok' if f.ok else 'FAILED'}  {f.name}: {f.detail}" for f in findings))
    if not all(finding.ok for finding in findings if finding.fatal):
        raise GeodataError("the snapshot fails its checks: run build again, or rollback")


def _rollback(_arguments: argparse.Namespace) -> None:
    """Serve the snapshot before this one."""
    store = Store(find_data_dir())
    with store.lock():
        tell(f"now serving {store.rollback().snapshot_id}")


class _Bytes:
    """Print download progress at each new tenth."""

    def __init__(self) -> None:
        self._last: dict[str, int] = {}

    def __call__(self, name: str, done: int, total: int | None) -> None:
        """Take `done` of `total` bytes of one file."""
        tenth = int(10 * done / total) if total else done // 10_000_000
        if self._last.get(name) != tenth:
            self._last[name] = tenth
            share = f" of {total / 1e6:.1f}" if total else ""
            tell(f"{name}: {done / 1e6:.1f}{share} MB")


def _today() -> dt.date:
    """Give today's date; the only look at the clock here."""
    return dt.datetime.now(tz=dt.UTC).date()

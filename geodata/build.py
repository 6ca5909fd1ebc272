"""Make and publish a snapshot: read, check, assign, write; all or nothing."""

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from geodata.assemble import assemble
from geodata.checks import Check, check_snapshot
from geodata.errors import BuildError
from geodata.intake import read_folder
from geodata.manifest import describe_snapshot
from geodata.mapdata.files import write_map_files
from geodata.sources import Sources
from geodata.store import Snapshot, Store, explain_disk

Progress = Callable[[str], None]


def say_nothing(_message: str) -> None:
    """Take progress messages and do nothing with them."""


def build_from_folder(folder: Path, store: Store, *, progress: Progress = say_nothing) -> Snapshot:
    """
    Build a snapshot from a folder of official files and publish it.

    Parameters
    ----------
    folder
        Searched with all folders below it; see `geodata.intake.read_folder`.
    store
        Where to publish.
    progress
        Called with one line as each step begins.

    Returns
    -------
    snapshot
        The one that serves now.

    Raises
    ------
    GeodataError
        If a file cannot be read, a table fails its checks, the disk fills or another build
        runs, or the folder holds the store itself; what served before still serves.
    """
    _refuse_own_tables(folder, store)
    with store.lock():
        sources = read_folder(folder, progress=progress)
        return publish_sources(sources, store, progress=progress)


def publish_sources(
    sources: Sources, store: Store, *, progress: Progress = say_nothing
) -> Snapshot:
    """
    Assemble, check and publish; call under the store's lock.

    Parameters
    ----------
    sources
        Read and checked.
    store
        Where to publish.
    progress
        Called with one line as each step begins.

    Returns
    -------
    snapshot
        The one that serves now.

    Raises
    ------
    BuildError
        If a fatal check fails or the snapshot cannot be written.
    """
    progress("assigning schools to units and drawing footprints")
    assembled = assemble(sources)
    progress("checking")
    checks = check_snapshot(assembled.tables)
    _refuse_failed(checks)
    progress("writing the map's files")
    manifest = describe_snapshot(assembled, sources, checks)
    try:
        manifest["map_files"] = asdict(write_map_files(assembled.tables, store.web))
    except OSError as error:
        raise explain_disk(error) from error
    progress("publishing")
    return store.publish(assembled.tables, manifest)


def _refuse_own_tables(folder: Path, store: Store) -> None:
    """Refuse to read what a build wrote: its tables look like sources."""
    top, own = folder.resolve(), store.folder.resolve()
    if top in {own, *own.parents} and any((own / "snapshots").glob("*")):
        raise BuildError(
            f"{folder.name!r} holds the data folder {own.name!r}, whose tables are not sources: "
            f"give a folder that holds only the files to read"
        )


def _refuse_failed(checks: list[Check]) -> None:
    """Stop at fatal findings, all of them named."""
    failed = [f"{check.name}: {check.detail}" for check in checks if check.fatal and not check.ok]
    if failed:
        raise BuildError("the snapshot was not published. " + "; ".join(failed))

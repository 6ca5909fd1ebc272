"""The snapshot store: dated, hashed bundles of tables, published whole or not at all.

Layout of the data folder::

    current.json            {"snapshot": id, "previous": [id, ...]}: replaced in one step
    snapshots/<id>/         *.parquet and manifest.json; never changed once there
    web/                    files for the browser, named by their content
    build.lock              held while a build runs
"""

import contextlib
import errno
import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from filelock import FileLock, Timeout

from geodata.errors import (
    BuildError,
    BuildLockedError,
    NoSnapshotError,
    UnreadableFileError,
)
from geodata.hashes import hash_file
from geodata.snapshot import Manifest, Snapshot

__all__ = ["Manifest", "Snapshot", "Store", "explain_disk"]

UNFINISHED = ".unfinished-"


@dataclass(frozen=True)
class Store:
    """A data folder; see the module's layout."""

    folder: Path

    @property
    def web(self) -> Path:
        """Files the browser may fetch; nothing else of the folder is served."""
        return self.folder / "web"

    @property
    def is_serving(self) -> bool:
        """Whether a snapshot was ever published here; one half made does not count."""
        return self._state() is not None

    def list_ids(self) -> list[str]:
        """List the published snapshots, the one serving first, then the others, newest first."""
        state = self._state()
        serving = state["snapshot"] if state else None
        found = [p for p in self._snapshots.glob("[!.]*") if (p / "manifest.json").exists()]
        written = {p.name: (p / "manifest.json").stat().st_mtime for p in found}
        return sorted(written, key=lambda name: (name == serving, written[name]), reverse=True)

    def open(self, snapshot_id: str | None = None) -> Snapshot:
        """
        Open a snapshot.

        Parameters
        ----------
        snapshot_id
            Which; the one serving if not given.

        Returns
        -------
        snapshot
            Its manifest is read, its tables are not yet.

        Raises
        ------
        NoSnapshotError
            If there is none, or none of that name.
        """
        if snapshot_id is None:
            state = self._state()
            if state is None:
                where = self.folder.name
                raise NoSnapshotError(
                    f"no snapshot in {where!r}: run `python -m geodata build --from DIR`"
                )
            snapshot_id = str(state["snapshot"])
        known = self.list_ids()
        if snapshot_id not in known:
            raise NoSnapshotError(f"`snapshot` must be one of {known}, got {snapshot_id!r}")
        folder = self._snapshots / snapshot_id
        return Snapshot(snapshot_id, folder, json.loads(_read_text(folder / "manifest.json")))

    @contextlib.contextmanager
    def lock(self, *, wait_s: float = 0) -> Iterator[None]:
        """
        Hold the right to publish; a second build is refused, a killed one leaves no lock.

        Parameters
        ----------
        wait_s
            How long to wait for another build to end, seconds.

        Raises
        ------
        BuildLockedError
            If another build holds it still.
        BuildError
            If the data folder cannot be made or written.
        """
        held = FileLock(self.folder / "build.lock", timeout=wait_s)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            held.acquire()
        except Timeout as error:
            raise BuildLockedError(
                f"another build is running in {self.folder.name!r}; wait for it, then try again"
            ) from error
        except OSError as error:
            raise explain_disk(error) from error
        try:
            self._sweep()
            yield
        finally:
            held.release()

    def publish(self, tables: Mapping[str, pd.DataFrame], manifest: Manifest) -> Snapshot:
        """
        Write tables as a new snapshot and make it the one that serves, in one step.

        The id is the snapshot's date and a hash of its tables, so equal tables give the same
        id. Call under `lock`.

        Parameters
        ----------
        tables
            Checked tables by name.
        manifest
            What else to record; `as_of` dates the id.

        Returns
        -------
        snapshot
            As published.

        Raises
        ------
        BuildError
            If the disk fills or a table does not read back; what served before still serves.
        """
        draft = self._snapshots / f"{UNFINISHED}{os.getpid()}"
        try:
            draft.mkdir(parents=True)
            written = {name: _write_table(draft, name, table) for name, table in tables.items()}
            snapshot_id = f"{manifest['as_of'] or 'undated'}-{_hash_of(written)}"
            full = {"snapshot": snapshot_id, **manifest, "tables": written}
            _write_text(draft / "manifest.json", json.dumps(full, indent=1, ensure_ascii=False))
            target = self._snapshots / snapshot_id
            if target.exists():  # equal tables: mend any that was damaged, renew what is said
                for path in draft.iterdir():
                    path.replace(target / path.name)
            else:
                draft.rename(target)
            self._serve(snapshot_id)
        except OSError as error:
            raise explain_disk(error) from error
        finally:
            shutil.rmtree(draft, ignore_errors=True)
        return self.open(snapshot_id)

    def rollback(self) -> Snapshot:
        """
        Serve the snapshot that served before this one.

        Returns
        -------
        snapshot
            The one that serves now.

        Raises
        ------
        NoSnapshotError
            If there is no earlier one.
        """
        state = self._state()
        earlier = [s for s in (state or {}).get("previous", []) if (self._snapshots / s).exists()]
        if state is None or not earlier:
            raise NoSnapshotError(f"no earlier snapshot in {self.folder.name!r} to go back to")
        self._write_state(earlier[0], earlier[1:])
        return self.open()

    @property
    def _snapshots(self) -> Path:
        """The folder of snapshots."""
        return self.folder / "snapshots"

    def _state(self) -> dict[str, Any] | None:
        """Read which snapshot serves."""
        path = self.folder / "current.json"
        try:
            return json.loads(_read_text(path)) if path.exists() else None
        except ValueError as error:
            raise UnreadableFileError(
                f"{path.name} of {self.folder.name!r}: damaged ({error}); delete it, build again"
            ) from error

    def _serve(self, snapshot_id: str) -> None:
        """Point at a snapshot, remembering the one before."""
        state = self._state() or {"snapshot": None, "previous": []}
        if state["snapshot"] == snapshot_id:
            return
        before = [s for s in [state["snapshot"], *state["previous"]] if s and s != snapshot_id]
        self._write_state(snapshot_id, before)

    def _write_state(self, snapshot_id: str, previous: list[str]) -> None:
        """Replace `current.json` in one step."""
        draft = self.folder / f"{UNFINISHED}current"
        _write_text(draft, json.dumps({"snapshot": snapshot_id, "previous": previous}))
        draft.replace(self.folder / "current.json")

    def _sweep(self) -> None:
        """Remove what a killed build left behind."""
        for path in self._snapshots.glob(f"{UNFINISHED}*"):
            shutil.rmtree(path)
        for path in [*self.folder.glob(f"{UNFINISHED}*"), *self.web.glob(".part-*")]:
            path.unlink()


def _write_table(folder: Path, name: str, table: pd.DataFrame) -> dict[str, Any]:
    """Write one table, read it back, and say what was written."""
    path = folder / f"{name}.parquet"
    table.to_parquet(path, index=False, compression="zstd")
    rows = len(pd.read_parquet(path, columns=[table.columns[0]]))
    if rows != len(table):
        raise BuildError(f"table {name!r} must read back {len(table)} rows, got {rows}")
    return {"rows": rows, "sha256": hash_file(path)}


def _hash_of(written: Mapping[str, Mapping[str, Any]]) -> str:
    """Name the content of all tables in eight letters."""
    text = "".join(f"{name}:{written[name]['sha256']}\n" for name in sorted(written))
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def _read_text(path: Path) -> str:
    """Read a file that `_write_text` wrote."""
    return path.read_text(encoding="utf-8")


def _write_text(path: Path, text: str) -> None:
    """Write a file and wait until it is on the disk."""
    with path.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def explain_disk(error: OSError) -> BuildError:
    """
    Say what to do when the disk refuses.

    Parameters
    ----------
    error
        From writing below the data folder.

    Returns
    -------
    explained
        To raise from `error`.

    Examples
    --------
    >>> str(explain_disk(OSError(28, "No space left on device"))).split(":")[0]
    'the disk filled while the snapshot was written'
    """
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return BuildError(
            "the disk filled while the snapshot was written: free about 200 MB in the data "
            "folder and build again; a snapshot that served before still serves"
        )
    return BuildError(
        f"the snapshot could not be written ({error}); check the data folder; a snapshot that "
        "served before still serves"
    )

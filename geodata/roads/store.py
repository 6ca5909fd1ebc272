"""
Saved road networks: a file of roads is read once and its graph reopened in a moment.

Layout, below the data folder::

    networks/<network_id>.npz             see `geodata.roads.graphfile`
    networks/<network_id>-factors.json    see `geodata.roads.calibrated`
    networks/<network_id>-hierarchy/      see `geodata.roads.hierarchies`
"""

import contextlib
import re
import shutil
import time
from dataclasses import dataclass, replace
from pathlib import Path

from footprints.roads.compaction import SPACING_M
from geodata.config import find_data_dir
from geodata.errors import GeodataError
from geodata.hashes import hash_file
from geodata.roads.files import ID_DIGITS, RoadReport, RoadsRead, Told, read_roads
from geodata.roads.graphfile import (
    UNFINISHED,
    Metadata,
    load_description,
    load_network,
    save_network,
)

_A_DAY_S = 86_400


class NoNetworkError(GeodataError, LookupError):
    """No saved network of that id."""


@dataclass(frozen=True)
class SavedNetwork:
    """
    What is known of a saved network without opening it.

    Of a file that cannot be used any more `report` is None, and `problem` says why.
    """

    network_id: str
    name: str
    source: str = ""
    as_of: str | None = None
    attribution: str = ""
    n_nodes: int = 0
    n_edges: int = 0
    report: RoadReport | None = None
    problem: str = ""


@dataclass(frozen=True)
class NetworkStore:
    """A folder of saved networks; see the module's layout."""

    folder: Path

    @classmethod
    def find(cls) -> "NetworkStore":
        """Give the store in the data folder, `LOCALS_DATA_DIR`."""
        return cls(find_data_dir() / "networks")

    def list_saved(self) -> list[SavedNetwork]:
        """List the saved networks by name; those that cannot be used any more come too."""
        saved = [_describe(path) for path in self.folder.glob("[!.]*.npz")]
        return sorted(saved, key=lambda one: (one.name.lower(), one.network_id))

    def add(
        self,
        path: Path,
        *,
        layer: str | None = None,
        name: str | None = None,
        spacing_m: float = SPACING_M,
        on_step: Told | None = None,
    ) -> RoadsRead:
        """
        Read a file of roads and save its network, or reopen it if it was read so before.

        Parameters
        ----------
        path, layer, name, spacing_m, on_step
            As for `geodata.roads.files.read_roads`.

        Returns
        -------
        read
            The network and the report on its file.

        Raises
        ------
        UnreadableFileError, MissingCrsError, WrongPlaceError
            As `read_roads`; what was saved before stays.
        BuildError
            If the disk is full or may not be written.
        """
        how: Metadata = {"layer": layer, "spacing_m": spacing_m}
        kept = self._find_kept(path, how)
        if kept and name in {None, kept.network.name}:
            return kept
        if kept:
            read = RoadsRead(replace(kept.network, name=str(name)), kept.report)
        else:
            read = read_roads(path, layer=layer, name=name, spacing_m=spacing_m, on_step=on_step)
        if on_step:
            on_step("saving the network")
        self._sweep()
        save_network(self.folder, read, how)
        return read

    def open(self, network_id: str) -> RoadsRead:
        """
        Reopen a saved network.

        Parameters
        ----------
        network_id
            16 hexadecimal digits.

        Returns
        -------
        read
            As it was saved.

        Raises
        ------
        NoNetworkError
            If none of that id is saved.
        UnreadableFileError
            If its file was damaged since, or saved by another version.
        """
        return load_network(self._find(network_id))[0]

    def remove(self, network_id: str) -> None:
        """
        Delete a saved network with what was kept beside it: its detour factors, its hierarchy.

        The file it was read from is not touched.

        Parameters
        ----------
        network_id
            16 hexadecimal digits.

        Raises
        ------
        NoNetworkError
            If none of that id is saved.
        """
        self._find(network_id).unlink()
        (self.folder / f"{network_id}-factors.json").unlink(missing_ok=True)
        shutil.rmtree(self.folder / f"{network_id}-hierarchy", ignore_errors=True)

    def _find(self, network_id: str) -> Path:
        """Find the file of a network; what is no id is never made part of a path."""
        if re.fullmatch(rf"[0-9a-f]{{{ID_DIGITS}}}", network_id):
            path = self.folder / f"{network_id}.npz"
            if path.is_file():
                return path
        known = ", ".join(sorted(path.stem for path in self.folder.glob("[!.]*.npz")))
        raise NoNetworkError(
            f"`network_id` must be one of those saved ({known or 'none'}), got {network_id!r}; "
            "add its file of roads"
        )

    def _sweep(self) -> None:
        """Delete what a save that was killed left behind, more than a day ago."""
        for draft in self.folder.glob(f"{UNFINISHED}*"):
            if time.time() - draft.stat().st_mtime > _A_DAY_S:
                draft.unlink(missing_ok=True)

    def _find_kept(self, path: Path, how: Metadata) -> RoadsRead | None:
        """Find the network of this very file, if it was read in the same way and is whole."""
        if not path.is_file():
            return None
        with contextlib.suppress(GeodataError):
            read, read_how = load_network(self._find(hash_file(path)[:ID_DIGITS]))
            return read if read_how == how else None
        return None


def _describe(path: Path) -> SavedNetwork:
    """Say what is known of one file."""
    try:
        described, report = load_description(path)
    except GeodataError as error:
        return SavedNetwork(path.stem, path.stem, problem=str(error))
    return SavedNetwork(**described, report=report)

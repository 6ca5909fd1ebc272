"""
One saved network: a .npz of plain arrays, and `metadata`, JSON as UTF-8 bytes.

Nothing in it is a Python object, so that opening a file never runs what it holds.
"""

import contextlib
import json
import os
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from footprints.errors import FootprintsError
from footprints.roads.network import RoadNetwork, check_network
from geodata.errors import BuildError, GeodataError, UnreadableFileError
from geodata.roads.files import RoadReport, RoadsRead

# of the layout and of the rules of reading; a network saved under another is to be read again
FORMAT = 1
UNFINISHED = ".unfinished-"
Metadata = dict[str, Any]

_ARRAYS = {
    "easting": "float64",
    "northing": "float64",
    "start": "int64",
    "end": "int64",
    "length_m": "float64",
    "road_class": "int16",
}
# on disk rows take half the room
_ON_DISK = {"start": "int32", "end": "int32"}
_TEXTS = ("classes", "name", "source", "as_of", "attribution", "network_id")


def save_network(folder: Path, read: RoadsRead, how: Metadata) -> Path:
    """
    Write a network whole or not at all.

    Parameters
    ----------
    folder
        Made if absent.
    read
        The network and its report.
    how
        How it was read, to be asked of `load_network`: whatever JSON can hold.

    Returns
    -------
    path
        `<network_id>.npz` in the folder.

    Raises
    ------
    BuildError
        If the disk is full or may not be written.
    """
    network = read.network
    arrays = {
        name: getattr(network, name).astype(_ON_DISK.get(name, kind))
        for name, kind in _ARRAYS.items()
    }
    text = json.dumps(_make_metadata(read, how), ensure_ascii=False).encode()
    draft = folder / f"{UNFINISHED}{os.getpid()}-{network.network_id}.npz"
    path = folder / f"{network.network_id}.npz"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with draft.open("wb") as stream:
            np.savez(stream, metadata=np.frombuffer(text, dtype="uint8"), **arrays)
        draft.replace(path)
    except OSError as error:
        size = sum(values.nbytes for values in arrays.values()) / 2**20
        raise BuildError(
            f"the network {network.name!r} could not be saved ({error.strerror}): free "
            f"{size:,.0f} MB in the data folder, or check who may write there, then add it again"
        ) from error
    finally:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)
    return path


def load_network(path: Path) -> tuple[RoadsRead, Metadata]:
    """
    Read a saved network whole.

    Parameters
    ----------
    path
        From `save_network`.

    Returns
    -------
    read, how
        As they were saved.

    Raises
    ------
    UnreadableFileError
        If the file was damaged since, or saved by another version.
    """
    with _opened(path) as content:
        metadata = _read_metadata(content, path)
        arrays = {name: content[name].astype(kind) for name, kind in _ARRAYS.items()}
        texts = {key: metadata[key] for key in _TEXTS}
        texts["classes"] = tuple(texts["classes"])
        network = check_network(RoadNetwork(**arrays, **texts))
        return RoadsRead(network, _as_report(metadata["report"])), metadata["how"]


def load_description(path: Path) -> tuple[Metadata, RoadReport]:
    """
    Read what is said of a saved network without its arrays.

    Parameters
    ----------
    path
        From `save_network`.

    Returns
    -------
    described
        `name`, `source`, `as_of`, `attribution`, `network_id`, `n_nodes`, `n_edges`.
    report
        On the file it was read from.

    Raises
    ------
    UnreadableFileError
        As `load_network`, for what the metadata shows.
    """
    with _opened(path) as content:
        metadata = _read_metadata(content, path)
        kept = [*(key for key in _TEXTS if key != "classes"), "n_nodes", "n_edges"]
        return {key: metadata[key] for key in kept}, _as_report(metadata["report"])


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[Any]:
    """Open a saved network; whatever a damaged file raises becomes one error with a remedy."""
    try:
        # numpy itself leaves a damaged file open
        with path.open("rb") as stream, np.load(stream, allow_pickle=False) as content:
            yield content
    except GeodataError:
        raise
    except (
        OSError, EOFError, ValueError, KeyError, TypeError, AttributeError,
        zlib.error, zipfile.BadZipFile, NotImplementedError, FootprintsError,
    ) as error:  # fmt: skip
        raise UnreadableFileError(
            f"{path.name}: the saved network cannot be read, it was damaged since "
            f"({type(error).__name__}); remove it and add its file of roads again"
        ) from error


def _make_metadata(read: RoadsRead, how: Metadata) -> Metadata:
    """Say of a network what can be said without its arrays."""
    left_out = dict(read.report.left_out)
    return {
        **{key: getattr(read.network, key) for key in _TEXTS},
        "format": FORMAT,
        "n_nodes": read.network.n_nodes,
        "n_edges": read.network.n_edges,
        "report": {**asdict(replace(read.report, left_out={})), "left_out": left_out},
        "how": how,
    }


def _read_metadata(content: Any, path: Path) -> Metadata:  # noqa: ANN401  numpy's own archive
    """Read what is said of a network, and insist on our version and its own name."""
    metadata: Metadata = json.loads(content["metadata"].tobytes().decode())
    told, expected = (metadata["format"], metadata["network_id"]), (FORMAT, path.stem)
    if told != expected:
        raise UnreadableFileError(
            f"{path.name}: must hold network {expected[1]} in format {FORMAT}, got {told[1]} in "
            f"format {told[0]}; remove it and add its file of roads again"
        )
    return metadata


def _as_report(saved: Metadata) -> RoadReport:
    """Give a report back its types."""
    left_out = MappingProxyType(saved["left_out"])
    return RoadReport(**{**saved, "left_out": left_out, "notes": tuple(saved["notes"])})

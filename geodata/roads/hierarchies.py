"""
Contraction hierarchies kept beside their networks: ordered once, reopened in seconds.

Layout, below the data folder::

    networks/<network_id>-hierarchy/    RoutingKit's arrays, and `about.json`: of which arcs
"""

import hashlib
import json
import os
import shutil
from pathlib import Path

from footprints.roads.hierarchy import (
    Hierarchy,
    build_hierarchy,
    describe_hierarchy,
    list_arcs,
    load_kit,
)
from footprints.roads.network import RoadNetwork
from geodata.errors import BuildError
from geodata.hashes import hash_file
from geodata.roads.graphfile import UNFINISHED

_ABOUT = "about.json"


def open_hierarchy(folder: Path, network: RoadNetwork) -> Hierarchy:
    """
    Open the hierarchy of a network, or order it and keep it.

    Parameters
    ----------
    folder
        Where networks are kept; made if absent.
    network
        3 million nodes take minutes the first time.

    Returns
    -------
    hierarchy
        One that is damaged, or of other arcs than the network has now, is made anew.

    Raises
    ------
    ExtraMissingError
        If `pyroutingkit` is not installed.
    NetworkError
        If no edge of the network joins two nodes.
    BuildError
        If the disk is full or may not be written.
    """
    kept = folder / f"{network.network_id}-hierarchy"
    found = _load(kept, network)
    if found is not None:
        return found
    built = build_hierarchy(network)
    _keep(kept, network, built)
    return built


def _keep(kept: Path, network: RoadNetwork, built: Hierarchy) -> None:
    """Write a hierarchy whole or not at all."""
    part = kept.with_name(f"{UNFINISHED}{os.getpid()}-{kept.name}")
    try:
        part.mkdir(parents=True)
        built.topology.save(str(part))
        about = {"arcs": _hash_arcs(network), "files": _hash_files(part)}
        (part / _ABOUT).write_text(json.dumps(about), encoding="utf-8")
        shutil.rmtree(kept, ignore_errors=True)
        part.rename(kept)
    except (OSError, RuntimeError) as error:
        raise BuildError(
            f"the hierarchy of {network.name!r} could not be saved ({error}): free space in the "
            "data folder, or check who may write there, then ask again"
        ) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _load(kept: Path, network: RoadNetwork) -> Hierarchy | None:
    """Load a hierarchy if it is whole and of this network; RoutingKit itself would not notice."""
    kit = load_kit()
    try:
        about = json.loads((kept / _ABOUT).read_text(encoding="utf-8"))
        if about != {"arcs": _hash_arcs(network), "files": _hash_files(kept)}:
            return None
        topology = kit.CCHTopology()
        topology.load(str(kept))
    except (OSError, ValueError, RuntimeError):
        return None
    return describe_hierarchy(network, topology, list_arcs(network))


def _hash_files(folder: Path) -> dict[str, str]:
    """Name RoutingKit's files by their content."""
    return {path.name: hash_file(path) for path in folder.iterdir() if path.name != _ABOUT}


def _hash_arcs(network: RoadNetwork) -> str:
    """Name the arcs of a network by their content."""
    digest = hashlib.sha256(str(network.n_nodes).encode())
    for rows in list_arcs(network):
        digest.update(rows.astype("<i8").tobytes())
    return digest.hexdigest()

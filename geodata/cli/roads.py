"""Commands on road networks: add a file of roads, list what is saved, remove, measure factors."""

import argparse
from pathlib import Path
from typing import Any

from footprints.roads.calibration import calibrate_factors
from geodata.cli.terminal import Tenths, add_command, open_snapshot, tell, to_json, write
from geodata.config import find_data_dir
from geodata.errors import GeodataError
from geodata.exports.travelwords import read_network_id
from geodata.roads.calibrated import write_calibration
from geodata.roads.store import NetworkStore
from geodata.roadstext import describe_saved, format_added, format_cells, format_saved


def add_road_commands(commands: Any) -> None:  # noqa: ANN401  argparse does not name its type
    """
    Add the command, with a command of its own for each thing to do.

    Parameters
    ----------
    commands
        From `argparse.ArgumentParser.add_subparsers`.
    """
    roads = commands.add_parser("roads", help=__doc__)
    actions = roads.add_subparsers(required=True, metavar="ACTION")
    add = add_command(actions, "add", _add)
    add.add_argument("file", metavar="FILE", help="an OpenStreetMap extract or OS Open Roads")
    add.add_argument("--name", help="what to call the network; the file's name if not given")
    add.add_argument("--layer", metavar="L", help="which layer holds the roads")
    listed = add_command(actions, "list", _list)
    listed.add_argument("--json", action="store_true")
    for name, command in (("remove", _remove), ("calibrate", _calibrate)):
        action = add_command(actions, name, command)
        action.add_argument("network_id", type=read_network_id, metavar="ID")


def _add(arguments: argparse.Namespace) -> None:
    """Read a file of roads and keep its network."""
    read = NetworkStore.find().add(
        Path(arguments.file), layer=arguments.layer, name=arguments.name, on_step=tell
    )
    write(format_added(read))
    network_id = read.network.network_id
    tell(f"to measure its detour factors: python -m geodata roads calibrate {network_id}")
    tell(f"to use it: python -m geodata export travel --method road --network {network_id}")


def _list(arguments: argparse.Namespace) -> None:
    """List the saved networks."""
    saved = [describe_saved(one, find_data_dir()) for one in NetworkStore.find().list_saved()]
    if arguments.json:
        write(to_json(saved))
        return
    if not saved:
        tell("no road network is saved: add one with `python -m geodata roads add FILE`")
    for one in saved:
        write(format_saved(one))


def _remove(arguments: argparse.Namespace) -> None:
    """Delete a saved network and what is kept beside it; the file it came from stays."""
    NetworkStore.find().remove(arguments.network_id)
    tell(f"removed {arguments.network_id}")


def _calibrate(arguments: argparse.Namespace) -> None:
    """Measure a network's detour factors between the schools on it, and keep them."""
    network = NetworkStore.find().open(arguments.network_id).network
    schools = open_snapshot().table("schools")
    places = schools[["easting", "northing", "urban_rural"]]
    tell(f"measuring between the schools on the roads of {network.name}")
    calibration = calibrate_factors(network, places, on_progress=Tenths("searches of roads"))
    write(format_cells(calibration))
    if not calibration.factors.bands:
        raise GeodataError(
            f"too few pairs of schools have a way on {network.name!r}, so nothing was kept and "
            "the stated factors stay in use; take an extract of a larger area"
        )
    path = write_calibration(find_data_dir(), arguments.network_id, calibration)
    tell(f"kept in {path.name}; they are used where this network is asked for")

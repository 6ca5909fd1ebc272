"""Commands on one school: its card, and how far it is from where it has to go."""

import argparse
from typing import Any

from footprints.locals.card import build_card, index_locals
from footprints.locals.neighbours import choose_counted
from footprints.scope import SCOPES
from geodata.cardvalues import card_values
from geodata.cli.terminal import add_command, open_snapshot, to_json, write
from geodata.engines.settings import read_engine
from geodata.exports.travelwords import read_network_id
from geodata.schooltravel import find_school, travel_values
from geodata.schooltraveltext import format_travel
from geodata.travel.tools import open_tools


def add_school_commands(commands: Any) -> None:  # noqa: ANN401  argparse does not name its type
    """
    Add the commands.

    Parameters
    ----------
    commands
        From `argparse.ArgumentParser.add_subparsers`.
    """
    school = add_command(commands, "school", _school)
    school.add_argument("urn", type=int)
    school.add_argument("--json", action="store_true")
    school.add_argument("--scope", choices=sorted(SCOPES), default="state_funded")
    travel = add_command(commands, "travel", _travel)
    travel.add_argument("urn", type=int)
    travel.add_argument("--json", action="store_true")
    travel.add_argument(
        "--network",
        type=read_network_id,
        metavar="ID",
        help="a saved network, see `roads list`; one with roads near the school if not given",
    )


def _school(arguments: argparse.Namespace) -> None:
    """Print a school's card."""
    snapshot = open_snapshot()
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
        write(to_json(card))
        return
    write(f"{card['name']} ({card['urn']}); {card['scope']}; snapshot {card['snapshot']}")
    for local in card["locals"]:
        km = "" if local["straight_km"] is None else f", base {local['straight_km']} km"
        count = f"{local['n_schools']:,} schools"
        write(f"  {local['system']}: {local['unit_name']} ({local['certainty']}, {count}{km})")
    around = card["neighbours"]
    write(
        f"  same locals: {around['twins']['n']:,} schools; all but one: "
        f"{around['near_twins']['n']:,}; none: {around['strangers']['n']} of the "
        f"{len(around['nearest'])} nearest of its phase"
    )


def _travel(arguments: argparse.Namespace) -> None:
    """Print how far a school is from its bases and the nearest of its phase, by each method."""
    snapshot, engine = open_snapshot(), read_engine()
    school = find_school(arguments.urn, snapshot)
    tools = open_tools(
        float(school["easting"]), float(school["northing"]), network_id=arguments.network
    )
    values = travel_values(arguments.urn, snapshot, tools, engine)
    write(to_json(values) if arguments.json else format_travel(values))

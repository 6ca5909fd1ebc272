"""The words of the command `export` for travel, access and what if; and what they ask for."""

import argparse
import math
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import get_args

from footprints.access.demand import Demand
from footprints.access.surface import AccessQuestion, Measure, choose_decay
from footprints.scenarios.following import Follow
from footprints.scenarios.satellites import Question
from footprints.scenarios.scenario import Scenario
from footprints.scenarios.scenariotext import (
    MOST_FILE_CHARACTERS,
    read_scenario,
    read_scenario_file,
)
from footprints.scenarios.siting import Aim
from footprints.travel.byroad import Router
from footprints.travel.methods import Method
from geodata.errors import UnreadableFileError
from geodata.exports.access import export_access
from geodata.exports.basis import Basis
from geodata.exports.satellites import export_satellites
from geodata.exports.scenarios import export_scenario
from geodata.exports.signature import Exported
from geodata.exports.tables import Filter
from geodata.exports.travel import export_travel
from geodata.roads.files import ID_DIGITS
from geodata.snapshot import Snapshot
from geodata.travel.measured import Progress

# which of the words an export has; all have `scope`
TRAVEL_WORDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "travel": ("method", "network", "scheduler"),
        "access": ("measure", "within", "demand"),
        "scenario": ("method", "network", "changes", "scenario"),
        "satellites": ("method", "network", "satellites", "aim", "demand", "over", "follow"),
    }
)
NEEDED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "access": ("system", "measure", "within"),
        "scenario": ("system",),
        "satellites": ("system",),
    }
)
# of satellites and access on the Access page too, where nothing else is asked for
USUAL_SCOPE = "state_funded"


def add_travel_words(export: argparse.ArgumentParser) -> None:
    """
    Describe by which choices travel is exported.

    Parameters
    ----------
    export
        The command's parser; gains its arguments.
    """
    ways = export.add_argument_group("for travel, scenario, satellites")
    ways.add_argument("--method", choices=get_args(Method), help="straight if not given")
    ways.add_argument(
        "--network", type=read_network_id, metavar="ID", help="a saved network; see `roads list`"
    )
    access = export.add_argument_group("for access")
    access.add_argument("--measure", choices=get_args(Measure))
    access.add_argument("--within", type=_read_km, metavar="KM")
    access.add_argument("--demand", choices=get_args(Demand), help="for satellites too")
    changes = export.add_argument_group("for scenario").add_mutually_exclusive_group()
    changes.add_argument("--changes", metavar="TEXT", help="as in an address of the Access page")
    changes.add_argument("--scenario", metavar="FILE", help="as the Access page saves it")
    sites = export.add_argument_group("for satellites")
    sites.add_argument("--satellites", type=_read_number, metavar="K", help="how many; usually 1")
    sites.add_argument("--aim", choices=get_args(Aim), help="median if not given")
    sites.add_argument("--over", type=_read_km, metavar="KM", help="what is far; usually 40")
    sites.add_argument(
        "--follow", choices=get_args(Follow), help="who goes there together; school if not given"
    )


def check_travel_words(arguments: argparse.Namespace) -> None:
    """
    Insist that the words an export of travel needs are there and go together.

    Parameters
    ----------
    arguments
        Words of a command of `geodata.exports.words.add_words`.

    Raises
    ------
    SystemExit
        With 2, as for any wrong word; before any work is done.
    """
    name, refuse = arguments.table, arguments.refuse
    lacking = [word for word in NEEDED.get(name, ()) if getattr(arguments, word) is None]
    if lacking:
        refuse(f"{name} needs {', '.join(f'--{word}' for word in lacking)}")
    if name == "scenario" and arguments.changes is None and arguments.scenario is None:
        refuse("scenario needs --changes or --scenario")
    if arguments.method == "road" and arguments.network is None:
        refuse("--method road needs --network, the id of a saved network: see `roads list`")
    if arguments.scheduler is not None and name == "travel" and arguments.network is None:
        refuse("--scheduler would change nothing in travel without --network")
    if arguments.method == "remote" and name == "satellites":
        refuse("--method remote would ask about every place there could be; give another")
    straight = arguments.method in {None, "straight"}
    if name in {"scenario", "satellites"} and straight and arguments.network is not None:
        refuse(f"--network would change nothing in {name} by straight line; give --method")


def export_asked(
    snapshot: Snapshot,
    wanted: Filter,
    arguments: argparse.Namespace,
    *,
    router: Router | None = None,
    on_progress: Progress | None = None,
) -> Exported:
    """
    Export what the words ask for.

    Parameters
    ----------
    snapshot
        An open snapshot.
    wanted
        The system and the area.
    arguments
        Words that `check_travel_words` has passed.
    router
        Who searches the roads for the travel table; the engine configured if not given.
    on_progress
        Called as roads are searched, with how many searches of how many.

    Returns
    -------
    exported
        Rows and what is said of them.
    """
    asked: Mapping[str, Callable[[], Exported]] = {
        "travel": lambda: export_travel(
            snapshot,
            wanted,
            _read_basis(arguments, Basis.scope),
            router=router,
            on_progress=on_progress,
        ),
        "access": lambda: export_access(snapshot, wanted, _read_access(arguments)),
        "scenario": lambda: export_scenario(
            snapshot,
            wanted,
            _read_scenario(arguments),
            _read_basis(arguments, USUAL_SCOPE),
            on_progress=on_progress,
        ),
        "satellites": lambda: export_satellites(
            snapshot,
            wanted,
            _read_satellites(arguments),
            _read_basis(arguments, USUAL_SCOPE),
            on_progress=on_progress,
        ),
    }
    return asked[arguments.table]()


def read_network_id(text: str) -> str:
    """
    Read the id of a network, which becomes part of a file's name.

    Examples
    --------
    >>> read_network_id("85f7540a52772856")
    '85f7540a52772856'
    """
    if not re.fullmatch(rf"[0-9a-f]{{{ID_DIGITS}}}", text):
        raise argparse.ArgumentTypeError(
            f"expected {ID_DIGITS} of 0-9 and a-f as `roads list` shows them, got {text!r}"
        )
    return text


def _read_basis(arguments: argparse.Namespace, usual_scope: str) -> Basis:
    """Read by which method, on which network, of which schools."""
    return Basis(
        method=arguments.method or Basis.method,
        network_id=arguments.network,
        scope=arguments.scope or usual_scope,
    )


def _read_access(arguments: argparse.Namespace) -> AccessQuestion:
    """Read a question about access, with the decay that the Access page takes."""
    return AccessQuestion(
        arguments.measure,
        threshold=arguments.within,
        decay=choose_decay(arguments.measure, arguments.within),
        system=arguments.system,
        demand=arguments.demand or AccessQuestion.demand,
        scope=arguments.scope or USUAL_SCOPE,
    )


def _read_satellites(arguments: argparse.Namespace) -> Question:
    """Read a question about satellites."""
    return Question(
        arguments.system,
        n_satellites=arguments.satellites or Question.n_satellites,
        aim=arguments.aim or Question.aim,
        demand=arguments.demand or Question.demand,
        threshold=arguments.over or Question.threshold,
        follow=arguments.follow or Question.follow,
    )


def _read_scenario(arguments: argparse.Namespace) -> Scenario:
    """Read the changes from the words themselves or from a file."""
    if arguments.scenario is None:
        return read_scenario(arguments.changes)
    path = Path(arguments.scenario)
    try:
        with path.open(encoding="utf-8") as stream:
            # one more than is allowed shows that there are too many
            return read_scenario_file(stream.read(MOST_FILE_CHARACTERS + 1))
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableFileError(
            f"`--scenario` must be a file that the Access page saved, got {error}"
        ) from error


def _read_km(text: str) -> float:
    """Read a distance above 0."""
    try:
        km = float(text)
    except ValueError:
        km = math.nan
    if not 0 < km < math.inf:
        raise argparse.ArgumentTypeError(f"expected km above 0, got {text!r}")
    return km


def _read_number(text: str) -> int:
    """Read a whole number above 0."""
    if not (text.isascii() and text.isdigit() and int(text)):
        raise argparse.ArgumentTypeError(f"expected a whole number above 0, got {text!r}")
    return int(text)

"""Scenarios as text: short in an address, spelled out in a small JSON file, both ways.

What is read came from outside: it is bounded in length and matched character by character, and an
error says which part is wrong and what would put it right. Nothing is ever evaluated.
"""

import json
from dataclasses import asdict, fields

from footprints.scenarios.errors import ScenarioError
from footprints.scenarios.scenario import (
    FIELD_SEPARATOR,
    KINDS,
    MOST_CHANGES,
    SEPARATOR,
    Change,
    Scenario,
    quote,
)

MOST_CHARACTERS = 4_000
MOST_FILE_CHARACTERS = 40_000
FORMAT, VERSION = "multiple-locals-scenario", 1
_NAMES = {kind: [field.name for field in fields(made)] for kind, made in KINDS.items()}
_KIND_OF = {made: kind for kind, made in KINDS.items()}
_TOP = ("format", "version", "changes")


def write_scenario(scenario: Scenario) -> str:
    """
    Write a scenario for an address.

    Parameters
    ----------
    scenario
        Any.

    Returns
    -------
    text
        Letters, digits, `_`, `-`, `.` and `~` only, which no address encodes; empty where nothing
        changes. `read_scenario` gives the same scenario back.

    Raises
    ------
    ScenarioError
        If it is longer than an address holds.

    Examples
    --------
    >>> from footprints.scenarios.scenario import CloseBase, MoveDistrict
    >>> changes = CloseBase("tsh", "NW11"), MoveDistrict("E06000063", "tsh", "NE1")
    >>> write_scenario(Scenario(changes))
    'close.tsh.NW11~move.E06000063.tsh.NE1'
    """
    text = SEPARATOR.join(change.text for change in scenario.changes)
    if len(text) > MOST_CHARACTERS:
        raise ScenarioError(
            f"a scenario in an address must be at most {MOST_CHARACTERS:,} characters, got "
            f"{len(text):,}; save it as a file instead"
        )
    return text


def read_scenario(text: str) -> Scenario:
    """
    Read a scenario from an address.

    Parameters
    ----------
    text
        As `write_scenario` writes it.

    Returns
    -------
    scenario
        No changes where the text is empty.

    Raises
    ------
    ScenarioError
        If it is anything else; names the change, what was expected and what came.

    Examples
    --------
    >>> read_scenario("open.tsh.new-1.112345").changes
    (OpenBase(system='tsh', unit_id='new-1', urn=112345),)
    """
    if len(text) > MOST_CHARACTERS:
        raise ScenarioError(
            f"a scenario in an address must be at most {MOST_CHARACTERS:,} characters, got "
            f"{len(text):,}; copy the address again, or load the scenario from its file"
        )
    parts = text.split(SEPARATOR) if text else []
    _bound_number(len(parts))
    return Scenario(tuple(_read_part(at, part) for at, part in enumerate(parts, start=1)))


def write_scenario_file(scenario: Scenario) -> str:
    """
    Write a scenario as JSON, for a small file.

    Parameters
    ----------
    scenario
        Any.

    Returns
    -------
    text
        Plain characters, ends with a line break. `read_scenario_file` gives the same back.

    Examples
    --------
    >>> from footprints.scenarios.scenario import CloseBase
    >>> text = write_scenario_file(Scenario((CloseBase("tsh", "NW11"),)))
    >>> json.loads(text)["changes"]
    [{'change': 'close', 'system': 'tsh', 'unit_id': 'NW11'}]
    """
    changes = [{"change": _KIND_OF[type(one)]} | asdict(one) for one in scenario.changes]
    content = dict(zip(_TOP, (FORMAT, VERSION, changes), strict=True))
    return json.dumps(content, indent=2) + "\n"


def read_scenario_file(text: str) -> Scenario:
    """
    Read a scenario from the text of a JSON file.

    Parameters
    ----------
    text
        As `write_scenario_file` writes it; white space and the order of names do not matter.

    Returns
    -------
    scenario
        What the file says.

    Raises
    ------
    ScenarioError
        If it is anything else; names the change and its field.

    Examples
    --------
    >>> read_scenario_file(write_scenario_file(Scenario())) == Scenario()
    True
    """
    if len(text) > MOST_FILE_CHARACTERS:
        raise ScenarioError(
            f"a scenario file must be at most {MOST_FILE_CHARACTERS:,} characters, got "
            f"{len(text):,}; is it another file?"
        )
    content = _parse(text.removeprefix("\ufeff"))
    if not isinstance(content, dict):
        raise ScenarioError(f"a scenario file must hold one object, got {quote(content)}")
    _insist_on_names("the file", content, _TOP)
    if content["format"] != FORMAT:
        raise ScenarioError(f"`format` must be {FORMAT!r}, got {quote(content['format'])}")
    if content["version"] is True or content["version"] != VERSION:
        raise ScenarioError(
            f"`version` must be {VERSION}, got {quote(content['version'])}; "
            "the file was made by another version of the app"
        )
    changes = content["changes"]
    if not isinstance(changes, list):
        raise ScenarioError(f"`changes` must be a list, got {quote(changes)}")
    _bound_number(len(changes))
    return Scenario(tuple(_read_entry(at, entry) for at, entry in enumerate(changes, start=1)))


def _read_part(at: int, part: str) -> Change:
    """Read one change of an address."""
    where = f"change {at}, {quote(part)}"
    kind, *values = part.split(FIELD_SEPARATOR)
    _insist_on_kind(where, kind)
    names = _NAMES[kind]
    if len(values) != len(names):
        pattern = FIELD_SEPARATOR.join([kind, *names])
        raise ScenarioError(f"{where}: must be written {pattern}, got {len(values)} fields")
    fields_given: dict[str, object] = dict(zip(names, values, strict=True))
    if "urn" in fields_given:
        fields_given["urn"] = _read_urn(where, str(fields_given["urn"]))
    return _make(where, kind, fields_given)


def _read_entry(at: int, entry: object) -> Change:
    """Read one change of a file."""
    where = f"change {at}"
    if not isinstance(entry, dict):
        raise ScenarioError(f"{where}: must be an object, got {quote(entry)}")
    kind = entry.get("change")
    _insist_on_kind(where, kind)
    _insist_on_names(where, entry, ("change", *_NAMES[str(kind)]))
    return _make(where, str(kind), {name: entry[name] for name in _NAMES[str(kind)]})


def _make(where: str, kind: str, values: dict[str, object]) -> Change:
    """Make a change of its fields, or say where they are wrong."""
    try:
        return KINDS[kind](**values)  # type: ignore[arg-type]
    except ScenarioError as error:
        raise ScenarioError(f"{where}: {error}") from error


def _read_urn(where: str, text: str) -> int:
    """Read digits; `int` would take spaces, signs and other scripts."""
    if not (text.isascii() and text.isdigit() and len(text) <= 7 and text[0] != "0"):
        raise ScenarioError(
            f"{where}: `urn` must be a school's URN, 1 to 7 digits, got {quote(text)}"
        )
    return int(text)


def _insist_on_kind(where: str, kind: object) -> None:
    """Insist on a kind of change that there is."""
    if not isinstance(kind, str) or kind not in KINDS:
        raise ScenarioError(f"{where}: must be one of {', '.join(KINDS)}, got {quote(kind)}")


def _insist_on_names(where: str, given: dict[str, object], names: tuple[str, ...]) -> None:
    """Insist on exactly these names."""
    missing = [name for name in names if name not in given]
    if missing:
        raise ScenarioError(f"{where}: must have `{missing[0]}`, which is missing")
    surplus = [name for name in given if name not in names]
    if surplus:
        raise ScenarioError(f"{where}: must have only {', '.join(names)}, got {quote(surplus[0])}")


def _bound_number(n_changes: int) -> None:
    """Refuse too many changes before any is read."""
    if n_changes > MOST_CHANGES:
        raise ScenarioError(
            f"a scenario must have at most {MOST_CHANGES} changes, got {n_changes:,}; "
            "leave some out or make two"
        )


def _parse(text: str) -> object:
    """Parse JSON, refusing names given twice and numbers that are none."""
    try:
        content: object = json.loads(
            text, object_pairs_hook=_refuse_repeats, parse_constant=_refuse_constant
        )
    except ScenarioError:
        raise
    except (ValueError, RecursionError) as error:
        raise ScenarioError(
            f"a scenario file must be JSON as the app saves it: {quote(str(error))}"
        ) from error
    return content


def _refuse_repeats(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Make an object, unless a name is there twice."""
    made = dict(pairs)
    if len(made) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ScenarioError(f"a scenario file must give each name once, got {quote(twice)} twice")
    return made


def _refuse_constant(name: str) -> None:
    """Refuse NaN and Infinity, which are no JSON."""
    raise ScenarioError(f"a scenario file must be JSON, got {quote(name)}")

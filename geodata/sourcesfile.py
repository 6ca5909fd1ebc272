"""The file `sources.toml`: where the files of a folder came from, and which of two wins."""

import datetime as dt
import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, get_args

from geodata.errors import UnreadableFileError
from geodata.recognise import SourceKind

SOURCES_FILE = "sources.toml"
KINDS = get_args(SourceKind)
_HEADER = """\
# Where the files of this folder came from. `python -m geodata fetch` writes it and the build
# reads it. It may be written by hand: only `name` is needed, `use = false` leaves a file aside,
# and `prefer = true` lets it win over another file of the same kind.
"""


@dataclass(frozen=True)
class SourceNote:
    """What is known of one file: None where it is not known."""

    name: str
    kind: str | None = None
    publisher: str | None = None
    address: str | None = None
    licence: str | None = None
    attribution: str | None = None
    date: str | None = None
    vintage: str | None = None
    size: int | None = None
    sha256: str | None = None
    use: bool = True
    prefer: bool = False


_KEYS = tuple(field.name for field in fields(SourceNote))


def read_sources(folder: Path) -> dict[str, SourceNote]:
    """
    Read what is noted of the files of a folder.

    Parameters
    ----------
    folder
        Where `sources.toml` may be.

    Returns
    -------
    notes
        By file name as written in the file; empty where there is no `sources.toml`.

    Raises
    ------
    UnreadableFileError
        If the file is not TOML, has an unknown key, a value of another kind, or two notes on
        one file. The message names the line and what to write.
    """
    path = folder / SOURCES_FILE
    if not path.is_file():
        return {}
    try:
        text = path.read_text(encoding="utf-8-sig")
        content = tomllib.loads(text)
    except UnicodeDecodeError as error:
        raise UnreadableFileError(f"{SOURCES_FILE} must be UTF-8 text; save it as such") from error
    except tomllib.TOMLDecodeError as error:
        raise UnreadableFileError(
            f"{SOURCES_FILE} is not valid TOML: {error}; write it as `[[file]]` tables of "
            '`key = "value"` lines'
        ) from error
    _check_top(content, text)
    return _as_notes(content.get("file", []), text)


def _check_top(content: Mapping[str, Any], text: str) -> None:
    """Insist on nothing but `[[file]]` tables."""
    strange = [key for key in content if key != "file"]
    if strange:
        raise UnreadableFileError(
            f"{SOURCES_FILE}{_line_of(text, strange[0])}: unknown key `{strange[0]}`; "
            "put it under a `[[file]]` line"
        )
    tables = content.get("file", [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise UnreadableFileError(
            f"{SOURCES_FILE}{_line_of(text, 'file')}: `file` must be a list of tables; "
            "write `[[file]]` with two brackets"
        )


def _as_notes(tables: list[dict[str, Any]], text: str) -> dict[str, SourceNote]:
    """Turn the tables into notes by name, each name once."""
    notes: dict[str, SourceNote] = {}
    for number, table in enumerate(tables):
        note = _as_note(table, number, text)
        if note.name in notes:
            raise UnreadableFileError(
                f"{SOURCES_FILE}{_line_of(text, 'name', number)}: two notes on `{note.name}`; "
                "keep one"
            )
        notes[note.name] = note
    return notes


def _as_note(table: Mapping[str, Any], number: int, text: str) -> SourceNote:
    """Check one table and turn it into a note."""
    for key, value in table.items():
        problem = _problem_of(key, value)
        if problem:
            raise UnreadableFileError(f"{SOURCES_FILE}{_line_of(text, key, number)}: {problem}")
    if "name" not in table:
        raise UnreadableFileError(
            f"{SOURCES_FILE}{_line_of(text, '[[file]]', number)}: a `[[file]]` lacks `name`; "
            "give the name of the file it is about"
        )
    return SourceNote(**{key: _plain(value) for key, value in table.items()})


def _problem_of(key: str, value: object) -> str | None:
    """Say what is wrong with one key and its value."""
    if key not in _KEYS:
        return f"unknown key `{key}`; known are {', '.join(_KEYS)}"
    if key in ("use", "prefer"):
        expected, fits = "true or false", isinstance(value, bool)
    elif key == "size":
        expected, fits = "a whole number", type(value) is int
    elif key == "date":
        expected, fits = "a day as YYYY-MM-DD", _is_day(value)
    elif key == "kind":
        expected, fits = f"one of {', '.join(KINDS)}", value in KINDS
    else:
        expected, fits = "text in quotation marks", isinstance(value, str) and bool(value)
    return None if fits else f"`{key}` must be {expected}, got {value!r}"


def _is_day(value: object) -> bool:
    """Whether a value is a calendar day, as TOML's own date or as ISO text."""
    if isinstance(value, dt.datetime):
        return False
    if isinstance(value, str):
        try:
            return dt.date.fromisoformat(value).isoformat() == value
        except ValueError:
            return False
    return isinstance(value, dt.date)


def _plain(value: Any) -> Any:  # noqa: ANN401  a TOML value is of any kind
    """Write a TOML date as ISO text."""
    return value.isoformat() if isinstance(value, dt.date) else value


def _line_of(text: str, key: str, number: int | None = None) -> str:
    """Find the line of a key, in the `number`-th `[[file]]` table where one is given."""
    table = -1
    heading = ""
    for row, line in enumerate(text.splitlines(), start=1):
        if re.match(r"\s*\[\[\s*file\s*\]\]", line):
            table += 1
            heading = f" line {row}" if table == number else heading
            continue
        if number in (None, table) and re.match(rf"\s*\[?[\"']?{re.escape(key)}\b", line):
            return f" line {row}"
    return heading


def write_sources(folder: Path, notes: Iterable[SourceNote]) -> Path:
    """
    Write what is known of the files of a folder, in place of what was there.

    Parameters
    ----------
    folder
        An existing folder.
    notes
        One for each file; written in order of name.

    Returns
    -------
    path
        The `sources.toml` written, whole or not at all.

    Raises
    ------
    ValueError
        If two notes have the same name.
    """
    ordered = sorted(notes, key=lambda note: note.name)
    names = [note.name for note in ordered]
    if len(set(names)) < len(names):
        raise ValueError(f"`notes` must have one note for each name, got {names}")
    path = folder / SOURCES_FILE
    draft = folder / f".{SOURCES_FILE}.part"
    draft.write_text(_HEADER + "".join(map(_as_toml, ordered)), encoding="utf-8", newline="\n")
    draft.replace(path)
    return path


def _as_toml(note: SourceNote) -> str:
    """Write one note as a `[[file]]` table, without what is not known or is as usual."""
    usual = SourceNote(note.name)
    lines = [
        f"{key} = {_as_toml_value(getattr(note, key))}"
        for key in _KEYS
        if key == "name" or getattr(note, key) != getattr(usual, key)
    ]
    return "\n[[file]]\n" + "\n".join(lines) + "\n"


def _as_toml_value(value: str | int) -> str:
    """Write a value as TOML; its text has JSON's escapes, and one more for DEL."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")

"""Values as a JavaScript literal that no one on its way takes for anything else."""

import json
import re
from collections.abc import Mapping
from typing import Any

_TEXT = re.compile(r'"(?:[^"\\]|\\.)*"')
_RISKY = re.compile(r"[<>&'`_{}%#]")


def write_literal(values: Mapping[str, Any]) -> str:
    r"""
    Write values as a JavaScript literal that no one on its way takes for anything else.

    branca compiles the script as a template, streamlit-folium searches it for the names of
    folium's variables, and the frame evaluates it. So only JSON enters, all of it ASCII, and
    inside its texts every character that could open a template, end a script or belong to such
    a name is written as an escape.

    Parameters
    ----------
    values
        Nested dicts, sequences, texts, finite numbers, bools and None.

    Returns
    -------
    literal
        ASCII JSON on one line; its texts hold none of the characters ``<>&'`_{}%#``.

    Raises
    ------
    ValueError
        If a number is not finite.

    Examples
    --------
    >>> write_literal({"a": "{{ 7 * 7 }}"})
    '{"a":"\\u007b\\u007b 7 * 7 \\u007d\\u007d"}'
    """
    text = json.dumps(values, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    return _TEXT.sub(lambda token: _RISKY.sub(_escape, token[0]), text)


def _escape(found: re.Match[str]) -> str:
    """Write one character as JSON's escape."""
    return f"\\u{ord(found[0]):04x}"

"""The date that a file name states, which dates a file but never says what kind it is."""

import re
from datetime import date

_MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}
_MONTH = (
    r"(?<![a-z])(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
    r"(?:uary|ruary|ch|il|e|y|ust|t|tember|ober|ember)?(?![a-z])"
)
_YEAR = r"((?:19|20)[0-9]{2})"
_GAP = r"[-_ .]"
_EDGE_LEFT, _EDGE_RIGHT = r"(?<![0-9])", r"(?![0-9])"
_PATTERNS = (
    (rf"{_EDGE_LEFT}{_YEAR}{_GAP}?([0-9]{{2}}){_GAP}?([0-9]{{2}}){_EDGE_RIGHT}", "ymd"),
    (rf"{_EDGE_LEFT}([0-9]{{1,2}}){_GAP}{_MONTH}{_GAP}{_YEAR}{_EDGE_RIGHT}", "dmy"),
    (rf"{_EDGE_LEFT}{_YEAR}{_GAP}([0-9]{{2}}){_EDGE_RIGHT}", "ym"),
    (rf"{_EDGE_LEFT}{_YEAR}{_GAP}?{_MONTH}", "ym"),
    (rf"{_MONTH}{_GAP}?{_YEAR}{_EDGE_RIGHT}", "my"),
    (rf"{_EDGE_LEFT}{_YEAR}{_EDGE_RIGHT}", "y"),
)


def date_from_name(name: str) -> str | None:
    """
    Find a date in a file name.

    Parameters
    ----------
    name
        A file name, or `outer.zip/inner.csv`, where the inner name goes first.

    Returns
    -------
    as_of
        ISO 8601 as exact as the name states it (2025-08-31, 2025-08 or 2025), or None.

    Examples
    --------
    >>> date_from_name("edubasealldata20250422.csv"), date_from_name("lad_2024_may_buc.gpkg")
    ('2025-04-22', '2024-05')
    """
    for part in reversed(name.lower().split("/")):
        for pattern, order in _PATTERNS:
            for found in re.finditer(pattern, part):
                stated = _as_iso(dict(zip(order, found.groups(), strict=True)))
                if stated:
                    return stated
    return None


def _as_iso(parts: dict[str, str]) -> str | None:
    """Check that the parts make a date."""
    month = _MONTHS.get(parts.get("m", "1")) or int(parts.get("m", "1"))
    try:
        date(int(parts["y"]), month, int(parts.get("d", "1")))
    except ValueError:
        return None
    pieces = [parts["y"]]
    if "m" in parts:
        pieces.append(f"{month:02d}")
    if "d" in parts:
        pieces.append(f"{int(parts['d']):02d}")
    return "-".join(pieces)

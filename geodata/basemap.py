"""An optional basemap of tiles, by configuration; without one the map asks nobody elsewhere."""

import os
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from geodata.errors import SettingError

URL_VARIABLE = "LOCALS_TILES_URL"
ATTRIBUTION_VARIABLE = "LOCALS_TILES_ATTRIBUTION"
_NEEDED = ("{x}", "{y}", "{z}")
_OPTIONAL = ("{r}", "{s}")
_EXAMPLE = "https://tiles.example/{z}/{x}/{y}.png"
_SAFE = re.compile(r"[A-Za-z0-9{}\-._~:/?&=%+@,;!$*]{1,500}")
_LONGEST_ATTRIBUTION = 200


@dataclass(frozen=True)
class Tiles:
    """
    A basemap from elsewhere.

    `attribution` is shown with the sources, as text. Where tiles cannot be had the land stays.
    """

    url: str
    attribution: str
    max_zoom: int = 19


def read_tiles() -> Tiles | None:
    """
    Read which basemap was configured: `LOCALS_TILES_URL` and `LOCALS_TILES_ATTRIBUTION`.

    Returns
    -------
    tiles
        None where neither is set, or both are empty.

    Raises
    ------
    SettingError
        If only one is set, the address is not one of https with `{z}`, `{x}` and `{y}` once
        each, or the attribution is longer than 200 characters.

    Examples
    --------
    >>> read_tiles() is None
    True
    """
    url = os.environ.get(URL_VARIABLE, "").strip()
    attribution = os.environ.get(ATTRIBUTION_VARIABLE, "").strip()
    if not url and not attribution:
        return None
    if not url or not attribution:
        lacking = ATTRIBUTION_VARIABLE if url else URL_VARIABLE
        raise SettingError(
            f"a basemap needs both {URL_VARIABLE} and {ATTRIBUTION_VARIABLE}: {lacking} is not set"
        )
    if not _is_template(url):
        raise SettingError(
            f"{URL_VARIABLE} must be an https address with {{z}}, {{x}} and {{y}} once each, "
            f"such as {_EXAMPLE}, got {url!r}"
        )
    if len(attribution) > _LONGEST_ATTRIBUTION:
        raise SettingError(
            f"{ATTRIBUTION_VARIABLE} must have at most {_LONGEST_ATTRIBUTION} characters, "
            f"got {len(attribution)}"
        )
    return Tiles(url, attribution)


def _is_template(url: str) -> bool:
    """Tell whether the map could ask for tiles by this address."""
    bare = url
    for place in (*_NEEDED, *_OPTIONAL):
        if url.count(place) > 1 or (place in _NEEDED and place not in url):
            return False
        bare = bare.replace(place, "0")
    parts = urlsplit(bare) if _SAFE.fullmatch(url) and not re.search("[{}]", bare) else None
    return parts is not None and parts.scheme == "https" and bool(parts.hostname)

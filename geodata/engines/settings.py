"""Which routing service was configured, by environment; without one nobody is asked."""

import os
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from urllib.parse import urlsplit

from geodata.engines.openrouteservice import OpenRouteService
from geodata.engines.osrm import Osrm
from geodata.engines.remote import RemoteEngine
from geodata.engines.service import PATIENCE, Service
from geodata.engines.valhalla import Valhalla
from geodata.errors import SettingError
from geodata.fetch.transport import Patience

ENGINE_VARIABLE = "LOCALS_ENGINE"
URL_VARIABLE = "LOCALS_ENGINE_URL"
KEY_VARIABLE = "LOCALS_ENGINE_KEY"
KINDS: Mapping[str, Valhalla | Osrm | OpenRouteService] = MappingProxyType(
    {"valhalla": Valhalla(), "osrm": Osrm(), "openrouteservice": OpenRouteService()}
)
_EXAMPLE = "https://routing.example"
_HERE = ("localhost", "127.0.0.1", "::1")


def read_engine(*, patience: Patience = PATIENCE) -> RemoteEngine | None:
    """
    Read which routing service was configured.

    `LOCALS_ENGINE` is `valhalla`, `osrm` or `openrouteservice`, `LOCALS_ENGINE_URL` its address,
    and `LOCALS_ENGINE_KEY`, where it needs one, what to send as `Authorization`.

    Parameters
    ----------
    patience
        Attempts, waits and time limits.

    Returns
    -------
    engine
        None where nothing is set; nobody is asked then.

    Raises
    ------
    SettingError
        If only one of the first two is set, or one cannot be used. No message repeats an
        address or a key.

    Examples
    --------
    >>> read_engine() is None
    True
    """
    kind = os.environ.get(ENGINE_VARIABLE, "").strip().lower()
    url = os.environ.get(URL_VARIABLE, "").strip()
    key = os.environ.get(KEY_VARIABLE, "").strip()
    if not kind and not url:
        return None
    if not kind or not url:
        lacking = ENGINE_VARIABLE if url else URL_VARIABLE
        raise SettingError(
            f"a routing service needs both {ENGINE_VARIABLE} and {URL_VARIABLE}: {lacking} is "
            "not set"
        )
    if kind not in KINDS:
        raise SettingError(f"{ENGINE_VARIABLE} must be one of {list(KINDS)}, got {kind!r}")
    _check_address(url)
    _check_key(key, url)
    return RemoteEngine(
        replace(_BARE, kind=kind, base=url, key=key, patience=patience), KINDS[kind]
    )


_BARE = Service("", "")


def _check_address(url: str) -> None:
    """Insist on a bare address; what else it holds might be secret, so it is not repeated."""
    try:
        parts = urlsplit(url)
        known = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        known = False
    if not known:
        raise SettingError(f"{URL_VARIABLE} must be an http or https address, such as {_EXAMPLE}")
    if "@" in parts.netloc or parts.query or parts.fragment:
        raise SettingError(
            f"{URL_VARIABLE} must hold no user, password or query, only an address such as "
            f"{_EXAMPLE}; a key goes into {KEY_VARIABLE}"
        )


def _check_key(key: str, url: str) -> None:
    """Insist on a key that a header can hold, and that no bystander can read."""
    if key and not (key.isascii() and key.isprintable()):
        raise SettingError(f"{KEY_VARIABLE} must be plain letters, digits and signs in one line")
    parts = urlsplit(url)
    if key and parts.scheme != "https" and parts.hostname not in _HERE:
        raise SettingError(
            f"{KEY_VARIABLE} is only sent over https; set {URL_VARIABLE} to an https address"
        )

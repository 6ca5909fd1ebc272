"""Asking a routing service over HTTP: bounded in time, patient, and silent about its key."""

import datetime as dt
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.auth import AuthBase
from urllib3.exceptions import NewConnectionError

from geodata.config import VERSION
from geodata.engines.engine import EngineClosedError, EngineError
from geodata.errors import FetchError
from geodata.fetch.transport import (
    PassingError,
    Patience,
    Request,
    UnreachableError,
    persist,
    read_chunks,
)

PATIENCE = Patience(attempts=4, stall_s=30.0, longest_wait_s=120.0)
LONGEST_ANSWER_S = 300.0
LARGEST_ANSWER_BYTES = 64 * 1024 * 1024
# openrouteservice counts requests per minute and need not say when to come back
RATE_WAIT_S = 20.0
_PASSING = (408, 425, 429, 500, 502, 503, 504)
_QUOTED = 200


@dataclass(frozen=True)
class Service:
    """
    A routing service: its kind, its address, and a key that no message ever shows.

    `base` is an http or https address without a query; paths are put after it.
    """

    kind: str
    base: str
    key: str = field(default="", repr=False)
    patience: Patience = PATIENCE

    @property
    def host(self) -> str:
        """Host and port."""
        return urlsplit(self.base).netloc.rpartition("@")[2]

    @property
    def label(self) -> str:
        """How messages call it."""
        return f"{self.kind} at {self.host}"


@dataclass(frozen=True)
class Reply:
    """What came back: the HTTP status and the JSON, None where there is none."""

    status: int
    content: Any


class KeyHeader(AuthBase):
    """Sends the key with a question; a user's `.netrc` never takes its place."""

    def __init__(self, key: str) -> None:
        self._key = key

    def __call__(self, asked: requests.PreparedRequest) -> requests.PreparedRequest:
        """Set the header."""
        if self._key:
            asked.headers["Authorization"] = self._key
        return asked


@dataclass(frozen=True)
class Line:
    """A service with an open session."""

    service: Service
    session: requests.Session

    def get(self, path: str, query: Mapping[str, str]) -> Reply:
        """Ask by address; see `Line.ask`."""
        return self.ask("GET", path, query=query)

    def post(self, path: str, question: Mapping[str, Any]) -> Reply:
        """Ask by a JSON body; see `Line.ask`."""
        return self.ask("POST", path, question=question)

    def ask(
        self,
        verb: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        question: Mapping[str, Any] | None = None,
    ) -> Reply:
        """
        Ask one question, again where a fault may pass.

        Parameters
        ----------
        verb
            `GET` or `POST`.
        path
            Below the service's address.
        query, question
            What to ask: in the address, or as JSON.

        Returns
        -------
        reply
            Of status 200, or a refusal (400 and above) for the caller to read.

        Raises
        ------
        EngineClosedError
            If the service is out of reach, refuses the key, has moved, or asks for a longer
            wait than our patience.
        EngineError
            If attempts were used up, or the answer is not JSON.
        """
        service = self.service
        told = Request(self.session, service.label, service.kind, service.patience)
        try:
            return persist(lambda: self._ask_once(verb, path, query, question), told)
        except UnreachableError as error:
            raise EngineClosedError(f"{service.label}: {error}. {_REMEDY}") from error
        except FetchError as error:
            raise EngineError(self.hide(f"{error}. {_REMEDY}")) from error

    def _ask_once(
        self,
        verb: str,
        path: str,
        query: Mapping[str, str] | None,
        question: Mapping[str, Any] | None,
    ) -> Reply:
        """Ask, and sort what can go wrong."""
        service, patience = self.service, self.service.patience
        try:
            answer = self.session.request(
                verb,
                service.base.rstrip("/") + path,
                params=query,
                json=question,
                headers={"Accept": "application/json", "User-Agent": f"multiple-locals/{VERSION}"},
                auth=KeyHeader(service.key),
                timeout=(patience.connect_s, patience.stall_s),
                allow_redirects=False,
                stream=True,
            )
        except requests.ReadTimeout as error:
            raise PassingError(f"no answer for {patience.stall_s:g} seconds") from error
        except requests.ConnectionError as error:
            if _never_connected(error):
                raise UnreachableError("could not be reached") from error
            raise PassingError("the connection was closed without an answer") from error
        except requests.RequestException as error:
            # its text may hold the whole question
            raise EngineClosedError(f"{service.label} could not be asked. {_REMEDY}") from error
        with answer:
            self._check_status(answer)
            return self._read(answer)

    def _check_status(self, answer: requests.Response) -> None:
        """Sort the statuses that mean the same of every service."""
        service, status = self.service, answer.status_code
        if status in _PASSING:
            wait_s = _read_wait(answer.headers.get("Retry-After", ""))
            if wait_s > service.patience.longest_wait_s:
                raise EngineClosedError(
                    f"{service.label} asks not to be asked again for {wait_s:.0f} seconds "
                    f"({status}). Try again then."
                )
            if status == 429 and not wait_s:
                wait_s = RATE_WAIT_S
            raise PassingError(f"the service answered {status}", wait_s=wait_s)
        if status in {401, 403}:
            raise EngineClosedError(
                f"{service.label} refuses the key or its daily quota is used up ({status}). "
                "Check LOCALS_ENGINE_KEY, or try again tomorrow."
            )
        if 300 <= status < 400:
            raise EngineClosedError(
                f"{service.label} sends us elsewhere ({status}). "
                "Set LOCALS_ENGINE_URL to where it is now."
            )

    def _read(self, answer: requests.Response) -> Reply:
        """Read the body whole, within bounds, as JSON."""
        service, begun, size = self.service, time.monotonic(), 0
        pieces: list[bytes] = []
        told = Request(self.session, service.label, service.kind, service.patience)
        for piece in read_chunks(told, answer):
            pieces.append(piece)
            size += len(piece)
            if time.monotonic() - begun > LONGEST_ANSWER_S or size > LARGEST_ANSWER_BYTES:
                raise self.fail("an answer without end")
        try:
            return Reply(answer.status_code, json.loads(b"".join(pieces)))
        except ValueError as error:
            if answer.status_code >= 400:
                return Reply(answer.status_code, None)
            raise self.fail("not JSON, where a matrix was expected") from error

    def fail(self, said: str) -> EngineError:
        """Make the error for an answer that cannot be used."""
        return EngineError(self.hide(f"{self.service.label}: {said}. {_REMEDY}"))

    def refuse(self, reply: Reply, said: object) -> EngineError:
        """Make the error for a refusal that no smaller question would get past."""
        text = f" saying {str(said)[:_QUOTED]!r}" if said else ""
        return EngineError(
            self.hide(f"{self.service.label} refused ({reply.status}){text}. {_REMEDY}")
        )

    def hide(self, text: str) -> str:
        """Take the key out of a text, should a service have repeated it."""
        return text.replace(self.service.key, "(key)") if self.service.key else text


_REMEDY = (
    "Check that LOCALS_ENGINE and LOCALS_ENGINE_URL name one and the same running service, or "
    "unset both to do without"
)


def _never_connected(error: requests.ConnectionError) -> bool:
    """Whether the fault came before there was a connection."""
    if isinstance(error, requests.ConnectTimeout | requests.exceptions.ProxyError):
        return True
    cause = error.args[0] if error.args else None
    return isinstance(getattr(cause, "reason", None), NewConnectionError)


def _read_wait(header: str) -> float:
    """Read a Retry-After in seconds, from a number or a date (RFC 9110, section 10.2.3)."""
    if header.strip().isdigit():
        return float(header)
    try:
        until = parsedate_to_datetime(header)
    except ValueError:
        return 0.0
    if until.tzinfo is None:
        until = until.replace(tzinfo=dt.UTC)
    return max((until - dt.datetime.now(dt.UTC)).total_seconds(), 0.0)

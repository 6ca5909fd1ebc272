"""Asking a server: which faults pass, how long to wait, and how a fault reads in plain words."""

import random
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import NewConnectionError, ReadTimeoutError

from geodata.errors import FetchError

Progress = Callable[[str, int, int | None], None]
Answer = TypeVar("Answer")

_CHUNK_BYTES = 64 * 1024
_GONE = (404, 410)
_PASSING_STATUS = (408, 429, 500, 502, 503, 504)


class NotPublishedError(FetchError):
    """The host answers, and has nothing at the address."""


class UnreachableError(FetchError):
    """The host does not answer: no network, an unknown name, or a closed port."""


class PassingError(Exception):
    """A fault that may be gone at the next attempt."""

    def __init__(self, message: str, *, wait_s: float = 0.0) -> None:
        super().__init__(message)
        self.wait_s = wait_s


@dataclass(frozen=True)
class Patience:
    """How long to wait, how often to try again; `sleep` and `jitter` (0 to 1) can be replaced."""

    attempts: int = 5
    connect_s: float = 10.0
    stall_s: float = 60.0
    first_wait_s: float = 1.0
    longest_wait_s: float = 60.0
    sleep: Callable[[float], None] = time.sleep
    jitter: Callable[[], float] = random.SystemRandom().random

    def wait_s(self, attempt: int, asked_s: float = 0.0) -> float:
        """Double the wait at each attempt, take off up to half at random, heed the server."""
        full = self.first_wait_s * 2.0**attempt
        return min(max(full * (1 - self.jitter() / 2), asked_s), self.longest_wait_s)


@dataclass(frozen=True)
class Request:
    """What to ask, of whom, and under which name to tell of it."""

    session: requests.Session
    address: str
    name: str
    patience: Patience
    progress: Progress | None = None


def read_answer(request: Request, params: Mapping[str, str]) -> bytes:
    """
    Read a short answer whole, with the same patience as a download.

    Raises
    ------
    FetchError
        As `download_file`.
    """

    def read() -> bytes:
        with open_answer(request, {}, params) as answer:
            return b"".join(read_chunks(request, answer))

    return persist(read, request)


def persist(action: Callable[[], Answer], request: Request) -> Answer:
    """
    Try until it works, waiting longer each time.

    Parameters
    ----------
    action
        What to try; raises `PassingError` or `UnreachableError` where another try may help.
    request
        Gives the patience, and the address for the message.

    Raises
    ------
    FetchError
        The last fault, once the attempts are used up; `UnreachableError` if that was it.
    """
    patience = request.patience
    for attempt in range(patience.attempts):
        last = attempt + 1 == patience.attempts
        try:
            return action()
        except UnreachableError:
            if last:
                raise
            patience.sleep(patience.wait_s(attempt))
        except PassingError as fault:
            if last:
                raise FetchError(
                    f"{request.address}: {fault} (tried {patience.attempts} times)"
                ) from fault
            patience.sleep(patience.wait_s(attempt, fault.wait_s))
    raise ValueError(f"`attempts` must be 1 or more, got {patience.attempts}")


@contextmanager
def open_answer(
    request: Request, headers: Mapping[str, str], params: Mapping[str, str]
) -> Iterator[requests.Response]:
    """
    Ask, and sort what can go wrong before the first byte.

    Parameters
    ----------
    request
        The address, and how patiently to ask.
    headers, params
        Sent with the question.

    Yields
    ------
    answer
        Its body is not read yet; the status is below 400, or 416.

    Raises
    ------
    UnreachableError, NotPublishedError, PassingError, FetchError
        No connection; 404 or 410; a fault that may pass; refused.
    """
    patience, host = request.patience, urlsplit(request.address).hostname
    try:
        answer = request.session.get(
            request.address,
            params=params,
            headers={"Accept-Encoding": "identity", **headers},
            stream=True,
            timeout=(patience.connect_s, patience.stall_s),
        )
    except requests.ReadTimeout as error:
        raise PassingError(f"no answer for {patience.stall_s:g} seconds") from error
    except requests.ConnectionError as error:
        if _never_connected(error):
            raise UnreachableError(f"could not reach {host}: {_reason_of(error)}") from error
        raise PassingError("the connection was closed without an answer") from error
    except requests.RequestException as error:
        raise FetchError(f"{request.address} could not be asked: {error}") from error
    with answer:
        _check_status(answer)
        yield answer


def _never_connected(error: requests.ConnectionError) -> bool:
    """Whether the fault came before there was a connection."""
    if isinstance(error, requests.ConnectTimeout | requests.exceptions.ProxyError):
        return True
    cause = error.args[0] if error.args else None
    return isinstance(getattr(cause, "reason", None), NewConnectionError)


def _reason_of(error: requests.ConnectionError) -> str:
    """Say in a few words why there is no connection."""
    text = str(error)
    if isinstance(error, requests.ConnectTimeout):
        return "it did not answer in time"
    if isinstance(error, requests.exceptions.ProxyError):
        return "the proxy of this network did not let it through"
    if "resolve" in text or "Name or service" in text or "getaddrinfo" in text:
        return "its name could not be looked up; is there a network?"
    return "the connection was refused; is there a network?"


def _check_status(answer: requests.Response) -> None:
    """Sort an answer's status: fine, passing, gone, or refused."""
    status = answer.status_code
    said = f"{status} {answer.reason or ''}".strip()
    if status in _GONE:
        raise NotPublishedError(f"{answer.url}: nothing there ({said})")
    if status in _PASSING_STATUS:
        asked = answer.headers.get("Retry-After", "")
        raise PassingError(
            f"the server answered {said}", wait_s=float(asked) if asked.isdigit() else 0.0
        )
    if status >= 400 and status != 416:
        raise FetchError(f"{answer.url}: the server refused ({said})")


def read_chunks(request: Request, answer: requests.Response) -> Iterator[bytes]:
    """
    Read the body piece by piece.

    Parameters
    ----------
    request, answer
        What was asked, and the open answer to it.

    Raises
    ------
    PassingError
        If it breaks off, or nothing comes for the patience's `stall_s`.
    """
    try:
        yield from answer.iter_content(_CHUNK_BYTES)
    except requests.ConnectionError as error:
        if error.args and isinstance(error.args[0], ReadTimeoutError):
            stalled = f"no data for {request.patience.stall_s:g} seconds"
            raise PassingError(stalled) from error
        raise PassingError("the connection broke off") from error
    except requests.exceptions.ChunkedEncodingError as error:
        raise PassingError("the connection broke off") from error

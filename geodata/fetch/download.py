"""One download: continued where it broke off, and put in place whole or not at all."""

import json
from dataclasses import dataclass
from pathlib import Path

import requests

from geodata.errors import FetchError
from geodata.fetch.transport import PassingError, Request, open_answer, persist, read_chunks
from geodata.hashes import hash_file

_PAGE_STARTS = (b"<!doctype", b"<html", b"<head", b"<?xml")


@dataclass(frozen=True)
class Downloaded:
    """A file that arrived whole."""

    path: Path
    size: int
    sha256: str


def download_file(request: Request, path: Path) -> Downloaded:
    """
    Download one file; the bytes wait in `<path>.part` until all are there.

    Parameters
    ----------
    request
        The address, and how patiently to ask.
    path
        Where the file goes; its folder exists.

    Returns
    -------
    downloaded
        Size in bytes and SHA-256 of the file.

    Raises
    ------
    UnreachableError
        If the host could not be reached.
    NotPublishedError
        If the host has nothing at the address (404, 410).
    FetchError
        If it failed for good otherwise: refused, cut short each time, or not data.

    Notes
    -----
    A part is continued only if the server still names it by the same strong ETag, or
    Last-Modified where it gives no ETag (RFC 9110, sections 13.1.5 and 14); else it starts anew.
    """
    part = path.with_name(path.name + ".part")
    persist(lambda: _download_part(request, part), request)
    with part.open("rb") as file:
        start = file.read(512)
    if not start:
        _drop(part)
        raise FetchError(f"{request.address} gave an empty file")
    if looks_like_page(start):
        _drop(part)
        raise FetchError(_page_message(request.address))
    downloaded = Downloaded(path, part.stat().st_size, hash_file(part))
    part.replace(path)
    _drop(part)
    return downloaded


def looks_like_page(start: bytes) -> bool:
    """
    Tell a web page from data by its first bytes.

    Examples
    --------
    >>> looks_like_page(b"<!DOCTYPE html><title>Sorry"), looks_like_page(b"URN,LA (code)")
    (True, False)
    """
    return start.removeprefix(b"\xef\xbb\xbf").lstrip().lower().startswith(_PAGE_STARTS)


def _download_part(request: Request, part: Path) -> None:
    """Fetch what is missing of a part; raise if it is still not whole."""
    have, label = _find_part(request.address, part)
    headers = {"Range": f"bytes={have}-", "If-Range": label} if have else {}
    with open_answer(request, headers, {}) as answer:
        if _is_page(answer):
            _drop(part)
            raise FetchError(_page_message(request.address))
        start = _start_of(answer, have, label, part)
        total = _total_of(answer, start)
        if start == 0:
            _mark(part, request.address, answer)
        size = _write_chunks(request, answer, part, start, total)
    if total is not None and size != total:
        raise PassingError(f"cut short: {size:,} of {total:,} bytes came")


def _find_part(address: str, part: Path) -> tuple[int, str]:
    """Say how many bytes of a part can be kept, and by which label the server knows them."""
    mark = _mark_path(part)
    if not (part.is_file() and mark.is_file()):
        return 0, ""
    try:
        known = json.loads(mark.read_text(encoding="utf-8"))
        label = known["label"] if known["address"] == address else ""
    except (ValueError, KeyError, TypeError):
        return 0, ""
    return (part.stat().st_size, str(label)) if label else (0, "")


def _start_of(answer: requests.Response, have: int, label: str, part: Path) -> int:
    """Say at which byte the answer starts: at ours, or at 0 if the file has changed."""
    if answer.status_code == 416:
        _drop(part)
        raise PassingError("the part on disk no longer fits the file; starting anew")
    if answer.status_code != 206:
        return 0
    starts_here = answer.headers.get("Content-Range", "").startswith(f"bytes {have}-")
    if not have or not starts_here or _label_of(answer) not in ("", label):
        _drop(part)
        raise PassingError("the file changed on the server; starting anew")
    return have


def _total_of(answer: requests.Response, start: int) -> int | None:
    """Read the full size of the file, where the server gives it."""
    length = answer.headers.get("Content-Length", "")
    if not length.isdigit() or answer.headers.get("Content-Encoding", "identity") != "identity":
        return None
    return start + int(length)


def _write_chunks(
    request: Request, answer: requests.Response, part: Path, start: int, total: int | None
) -> int:
    """Write the body behind the bytes we have, telling of progress; give the size reached."""
    size = start
    try:
        with part.open("ab" if start else "wb") as file:
            for chunk in read_chunks(request, answer):
                file.write(chunk)
                size += len(chunk)
                if request.progress:
                    request.progress(request.name, size, total)
    except requests.RequestException:
        raise
    except OSError as error:
        raise FetchError(
            f"could not write {part.name}: {error.strerror}; make room or choose another folder"
        ) from error
    return size


def _label_of(answer: requests.Response) -> str:
    """Read the label that tells whether a file changed: a strong ETag, or its date."""
    etag = answer.headers.get("ETag", "")
    if etag:
        return "" if etag.startswith("W/") else etag
    return answer.headers.get("Last-Modified", "")


def _is_page(answer: requests.Response) -> bool:
    """Whether the server says that it sends a web page."""
    return answer.headers.get("Content-Type", "").lower().startswith("text/html")


def _page_message(address: str) -> str:
    """Say that a web page came where data should."""
    return f"{address} gave a web page (HTML) where a data file was expected"


def _mark_path(part: Path) -> Path:
    """Name the file beside a part that says what the part is of."""
    return part.with_name(part.name + ".json")


def _mark(part: Path, address: str, answer: requests.Response) -> None:
    """Note what a part is of, so that a later run can continue it."""
    known = {"address": address, "label": _label_of(answer)}
    _mark_path(part).write_text(json.dumps(known), encoding="utf-8")


def _drop(part: Path) -> None:
    """Remove a part and its mark."""
    part.unlink(missing_ok=True)
    _mark_path(part).unlink(missing_ok=True)

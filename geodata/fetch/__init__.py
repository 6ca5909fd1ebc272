"""Fetching the official sources into a folder that the build can read."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

import requests

from geodata.errors import FetchError
from geodata.fetch.arcgis import fetch_rows
from geodata.fetch.download import Downloaded, download_file
from geodata.fetch.official import (
    OfficialSource,
    choose_sources,
    dates_to_try,
    fill_date,
    read_official,
)
from geodata.fetch.transport import (
    NotPublishedError,
    Patience,
    Progress,
    Request,
    UnreachableError,
)
from geodata.hashes import hash_file
from geodata.sourcesfile import SourceNote, read_sources, write_sources

_DAYS_BACK = 7
_PATIENCE = Patience()


@dataclass(frozen=True)
class Fetched:
    """One file in the folder: what it is, and one plain sentence on how it came."""

    note: SourceNote
    path: Path
    message: str


@dataclass(frozen=True)
class _Errand:
    """What all downloads of one fetch have in common."""

    out: Path
    date: dt.date
    session: requests.Session
    patience: Patience
    progress: Progress | None
    notes: dict[str, SourceNote]

    def request(self, address: str, name: str) -> Request:
        """Make the request for one address."""
        return Request(self.session, address, name, self.patience, self.progress)


def fetch(
    kinds: Collection[str] | None = None,
    *,
    out: Path,
    date: dt.date,
    addresses: Sequence[OfficialSource] | None = None,
    progress: Progress | None = None,
    patience: Patience = _PATIENCE,
) -> list[Fetched]:
    """
    Download official sources into a folder, and note in its `sources.toml` what they are.

    Parameters
    ----------
    kinds
        Kinds (`establishments`, `boundaries`, ...) or names of sources; None means all that
        have an address.
    out
        The folder; made if absent.
    date
        The day wanted of daily sources. A day that is missing is replaced by the latest of the
        7 days before it; the message says which.
    addresses
        The sources known; None means the project's own list, `official.toml`.
    progress
        Called as `progress(file name, bytes so far, bytes in all or None)`.
    patience
        Attempts, waits and time limits.

    Returns
    -------
    fetched
        One for each source, in the order of `addresses`. A file that is here already, under the
        same address and with the SHA-256 noted, is not downloaded again.

    Raises
    ------
    FetchError
        If any source failed; the others are in the folder and noted all the same. The message
        says for each how to get it by hand.
    """
    chosen = choose_sources(read_official() if addresses is None else addresses, kinds)
    out.mkdir(parents=True, exist_ok=True)
    notes = read_sources(out)
    fetched: list[Fetched] = []
    failures: dict[str, str] = {}
    with requests.Session() as session:
        errand = _Errand(out, date, session, patience, progress, notes)
        for source in chosen:
            try:
                fetched.append(_fetch_one(errand, source, failures))
            except FetchError as error:
                failures[source.name] = f"{error}\n  {_remedy(source, out)}"
                if isinstance(error, UnreachableError):
                    failures.setdefault(_host_of(source), str(error))
            else:
                notes[fetched[-1].note.name] = fetched[-1].note
                write_sources(out, notes.values())
    if failures:
        _raise_failures(failures, [source.name for source in chosen])
    return fetched


def _fetch_one(errand: _Errand, source: OfficialSource, failures: dict[str, str]) -> Fetched:
    """Fetch one source, unless its host is known to be out of reach."""
    if source.form == "by_hand":
        raise FetchError(f"{source.name} has no lasting address")
    if _host_of(source) in failures:
        raise UnreachableError(failures[_host_of(source)])
    if source.form == "file":
        return _fetch_dated(errand, source)
    path = errand.out / source.file
    kept = _find_kept(errand, source, source.address, path, errand.date)
    if kept:
        return kept
    request = errand.request(source.address, source.file)
    downloaded = _write_whole(path, fetch_rows(request, source))
    return _as_fetched(errand, source, source.address, downloaded, errand.date)


def _fetch_dated(errand: _Errand, source: OfficialSource) -> Fetched:
    """Fetch a file of the day wanted, or of the latest day before it that has one."""
    days = dates_to_try(source, errand.date, days_back=_DAYS_BACK)
    for day in days:
        address = fill_date(source.address, day)
        path = errand.out / fill_date(source.file, day)
        kept = _find_kept(errand, source, address, path, day)
        if kept:
            return kept
        try:
            downloaded = download_file(errand.request(address, path.name), path)
        except NotPublishedError:
            continue
        return _as_fetched(errand, source, address, downloaded, day)
    tried = f"{days[-1]} to {days[0]}" if len(days) > 1 else str(days[0])
    raise NotPublishedError(
        f"{source.name}: nothing at {fill_date(source.address, days[0])} (tried {tried})"
    )


def _find_kept(
    errand: _Errand, source: OfficialSource, address: str, path: Path, day: dt.date
) -> Fetched | None:
    """Find a file that an earlier fetch left here whole."""
    note = errand.notes.get(path.name)
    if note is None or note.address != address or not path.is_file():
        return None
    if note.sha256 != hash_file(path):
        return None
    return Fetched(note, path, f"{path.name}: here already{_other_day(errand, source, day)}")


def _as_fetched(
    errand: _Errand,
    source: OfficialSource,
    address: str,
    downloaded: Downloaded,
    day: dt.date,
) -> Fetched:
    """Note what a file is; what was noted by hand of its use stays."""
    name = downloaded.path.name
    note = replace(
        errand.notes.get(name, SourceNote(name)),
        kind=source.kind,
        publisher=source.publisher,
        address=address,
        licence=source.licence,
        attribution=source.attribution,
        date=day.isoformat(),
        vintage=source.vintage,
        size=downloaded.size,
        sha256=downloaded.sha256,
    )
    message = f"{name}: {downloaded.size:,} bytes{_other_day(errand, source, day)}"
    return Fetched(note, downloaded.path, message)


def _other_day(errand: _Errand, source: OfficialSource, day: dt.date) -> str:
    """Say which day a daily file is of, where it is not the day wanted."""
    if source.date_rule != "daily" or day == errand.date:
        return ""
    return f", of {day}, the latest day published up to {errand.date}"


def _write_whole(path: Path, content: bytes) -> Downloaded:
    """Write a file whole or not at all."""
    part = path.with_name(path.name + ".part")
    part.write_bytes(content)
    part.replace(path)
    return Downloaded(path, len(content), hash_file(path))


def _host_of(source: OfficialSource) -> str:
    """Name the host of a source."""
    return urlsplit(source.address).hostname or ""


def _remedy(source: OfficialSource, out: Path) -> str:
    """Say how to get a source without us."""
    return (
        f"Download it by hand from {source.landing_page} into {out} "
        f"and run `python -m geodata build --from {out}`."
    )


def _raise_failures(failures: dict[str, str], names: list[str]) -> None:
    """Raise one error that tells of every source that failed."""
    told = [f"{name}: {failures[name]}" for name in names if name in failures]
    raise FetchError(f"{len(told)} of {len(names)} sources could not be had.\n" + "\n".join(told))

"""Official sources: what is published where, read from the one file of addresses."""

import datetime as dt
import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, get_args

from geodata.errors import FetchError, UnreadableFileError

Form = Literal["file", "features", "table", "by_hand"]
DateRule = Literal["daily", "fixed"]
ADDRESSES = Path(__file__).with_name("official.toml")

_REQUIRED = ("name", "kind", "form", "publisher", "licence", "attribution", "landing_page")


@dataclass(frozen=True)
class Query:
    """Which rows and columns of an ArcGIS layer, in which stable order."""

    where: str
    columns: tuple[str, ...]
    order_by: str


@dataclass(frozen=True)
class OfficialSource:
    """One published file or layer, and what is known of it before it is downloaded."""

    name: str
    kind: str
    form: Form
    publisher: str
    licence: str
    attribution: str
    landing_page: str
    address: str = ""
    date_rule: DateRule = "fixed"
    file: str = ""
    vintage: str | None = None
    query: Query | None = field(default=None)


def read_official(path: Path = ADDRESSES) -> list[OfficialSource]:
    """
    Read the list of official sources.

    Parameters
    ----------
    path
        A TOML file of `[[source]]` tables; the project's own unless told otherwise.

    Returns
    -------
    sources
        In file order.

    Raises
    ------
    UnreadableFileError
        If the file is not TOML, or a source lacks what its form needs.

    Examples
    --------
    >>> [source.name for source in read_official()][:2]
    ['gias_establishments', 'gias_links']
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise UnreadableFileError(f"{path.name} is not valid TOML: {error}") from error
    return [_as_source(path.name, entry) for entry in content.get("source", [])]


def _as_source(file: str, entry: Mapping[str, Any]) -> OfficialSource:
    """Turn one table of the file into a source, after checking that it is whole."""
    by_hand = entry.get("form") == "by_hand"
    required = _REQUIRED if by_hand else (*_REQUIRED, "address", "date_rule", "file")
    missing = [key for key in required if key not in entry]
    if entry.get("form") in ("features", "table") and "query" not in entry:
        missing.append("query")
    if missing:
        raise UnreadableFileError(
            f"{file}: source `{entry.get('name', '(no name)')}` lacks {missing}; add them"
        )
    if entry["form"] not in get_args(Form):
        raise UnreadableFileError(
            f"{file}: source `{entry['name']}` has form {entry['form']!r}, "
            f"expected one of {list(get_args(Form))}"
        )
    known = {key: value for key, value in entry.items() if key != "query"}
    query = MappingProxyType(entry["query"]) if "query" in entry else None
    return OfficialSource(**known, query=_as_query(query))


def _as_query(query: Mapping[str, Any] | None) -> Query | None:
    """Turn the query table into a `Query`."""
    if query is None:
        return None
    return Query(query["where"], tuple(query["columns"]), query["order_by"])


def choose_sources(
    sources: Sequence[OfficialSource], kinds: Collection[str] | None
) -> list[OfficialSource]:
    """
    Choose sources by kind or by name.

    Parameters
    ----------
    sources
        As `read_official` gives them.
    kinds
        Kinds or names; None means every source that has an address.

    Returns
    -------
    chosen
        In the order of `sources`.

    Raises
    ------
    FetchError
        If nothing official is known by one of `kinds`.

    Examples
    --------
    >>> [source.name for source in choose_sources(read_official(), ["links"])]
    ['gias_links']
    """
    if kinds is None:
        return [source for source in sources if source.form != "by_hand"]
    known = {name for source in sources for name in (source.kind, source.name)}
    unknown = sorted(set(kinds) - known)
    if unknown:
        raise FetchError(
            f"`kinds` must be official kinds or names, got {unknown}; known are {sorted(known)}"
        )
    return [source for source in sources if {source.kind, source.name} & set(kinds)]


def dates_to_try(source: OfficialSource, date: dt.date, *, days_back: int = 7) -> list[dt.date]:
    """
    List the days whose file to ask for, in order.

    Parameters
    ----------
    source
        A daily source is tried on `date` and then on earlier days; a fixed one once.
    date
        The day wanted.
    days_back
        How many earlier days to try.

    Returns
    -------
    dates
        1 or `days_back + 1` days, latest first.

    Examples
    --------
    >>> links = choose_sources(read_official(), ["links"])[0]
    >>> [day.day for day in dates_to_try(links, dt.date(2025, 8, 3), days_back=2)]
    [3, 2, 1]
    """
    back = days_back if source.date_rule == "daily" else 0
    return [date - dt.timedelta(days=n) for n in range(back + 1)]


def fill_date(pattern: str, date: dt.date) -> str:
    """
    Put a day into an address or a file name.

    Examples
    --------
    >>> fill_date("edubasealldata{date}.csv", dt.date(2025, 8, 31))
    'edubasealldata20250831.csv'
    """
    return pattern.replace("{date}", date.strftime("%Y%m%d"))

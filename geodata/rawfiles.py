"""Opens one tabular file of any accepted packing as a raw table, or says what is wrong with it."""

import gzip
import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Literal, cast

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from geodata.csvtext import FIRST_ROW, read_header, read_rows, to_utf8
from geodata.errors import UnreadableFileError

Packing = Literal["csv", "csv.gz", "zip", "parquet"]
_AGAIN = "download or save it again"
_HEADER_BYTES = 1 << 20
_INTEGERS = {
    kind: pd.Int64Dtype()
    for kind in (pa.int8(), pa.int16(), pa.int32(), pa.int64(), pa.uint8(), pa.uint16())
}


@dataclass(frozen=True)
class RawTable:
    """
    A file as it came.

    `name` is the file name (`outer.zip/inner.csv` inside a zip). `table` holds the columns read,
    text for a CSV and native types for Parquet, its index the row number with the header as row
    1. `sha256` and `size` (bytes) are of the file on disk.
    """

    name: str
    table: pd.DataFrame
    sha256: str
    size: int
    path: Path


def find_packing(name: str) -> Packing | None:
    """
    Tell how a tabular file is packed, from the end of its name.

    Examples
    --------
    >>> find_packing("Links.CSV.gz"), find_packing("notes.md")
    ('csv.gz', None)
    """
    known: tuple[Packing, ...] = ("csv.gz", "csv", "zip", "parquet")
    return next((packing for packing in known if name.lower().endswith(f".{packing}")), None)


def open_table(
    path: Path, *, member: str | None = None, columns: Collection[str] | None = None
) -> RawTable:
    """
    Open a .csv, .csv.gz, .zip of CSVs or plain .parquet file.

    Parameters
    ----------
    path
        The file.
    member
        Which CSV of a zip, as `list_members` names it; not needed where there is only one.
    columns
        Columns to read where the file has them (a file of 140 columns opens much faster so); all
        by default.

    Returns
    -------
    raw
        See `RawTable`.

    Raises
    ------
    UnreadableFileError
        If the file is absent, empty, a web page, truncated, corrupt, or has a row longer than
        its header.
    EncodingError
        If a CSV is in neither UTF-8 nor cp1252.
    """
    with _opened(path) as stream:
        return _read_raw(stream, path, member, columns)


def open_upload(name: str, data: bytes, *, columns: Collection[str] | None = None) -> RawTable:
    r"""
    Open a file held in memory, as a visitor uploads it; otherwise as `open_table`.

    Examples
    --------
    >>> open_upload("n.csv", b"urn,network\n100000,North\n").table.loc[2, "network"]
    'North'
    """
    path = Path(name)
    return _read_raw(io.BytesIO(data), path, None, columns)


def open_header(path: Path, *, member: str | None = None) -> list[str]:
    """
    Read the column names only, without reading the rows.

    Parameters
    ----------
    path, member
        As for `open_table`.

    Returns
    -------
    header
        Column names in file order.

    Raises
    ------
    UnreadableFileError, EncodingError
        As `open_table`, for what the start of the file shows.
    """
    with _opened(path) as stream:
        packing = _check_start(stream, path.name)
        if packing == "parquet":
            return list(read_parquet_schema(stream, path.name).names)
        name, data = _unpack(stream, path.name, packing, member, _HEADER_BYTES)
        text = to_utf8(data, name, complete=len(data) < _HEADER_BYTES)
        _check_text(text, name)
        return read_header(text, name)


def list_members(path: Path) -> list[str]:
    """
    Name the CSV files inside a zip; none for any other file.

    Returns
    -------
    members
        Sorted; hidden files and the extras that macOS adds are left out.

    Raises
    ------
    UnreadableFileError
        If the zip is absent, empty or corrupt.
    """
    if find_packing(path.name) != "zip":
        return []
    with _opened(path) as stream:
        _check_start(stream, path.name)
        with _unpacking(path.name), zipfile.ZipFile(stream) as archive:
            return _csv_members(archive)


def read_parquet_schema(source: BinaryIO, name: str) -> pa.Schema:
    """Read the schema of a Parquet file, or raise `UnreadableFileError`."""
    with _unpacking(name):
        return pq.read_schema(source)


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    """Open for reading; a file that is not there is our own error."""
    try:
        stream = path.open("rb")
    except OSError as error:
        raise UnreadableFileError(
            f"{path.name}: cannot be opened ({error.strerror}); check that it exists and that you "
            f"may read it"
        ) from error
    with stream:
        yield stream


@contextmanager
def _unpacking(name: str) -> Iterator[None]:
    """Turn whatever the unpackers raise for a damaged file into one error that says what to do."""
    try:
        yield
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise UnreadableFileError(f"{name}: truncated or corrupt ({error}); {_AGAIN}") from error
    except zipfile.BadZipFile as error:
        raise UnreadableFileError(
            f"{name}: truncated or corrupt zip ({error}); {_AGAIN}"
        ) from error
    except (pa.ArrowException, json.JSONDecodeError) as error:
        raise UnreadableFileError(
            f"{name}: truncated or corrupt Parquet ({error}); {_AGAIN}"
        ) from error
    except (RuntimeError, NotImplementedError) as error:
        raise UnreadableFileError(
            f"{name}: cannot be unpacked ({error}); unpack it yourself and give the CSV"
        ) from error
    except UnreadableFileError:
        raise
    except OSError as error:
        raise UnreadableFileError(f"{name}: truncated or corrupt ({error}); {_AGAIN}") from error


def _read_raw(
    stream: BinaryIO, path: Path, member: str | None, columns: Collection[str] | None
) -> RawTable:
    """Check the start, read the rows, then hash."""
    packing = _check_start(stream, path.name)
    if packing == "parquet":
        name, table = path.name, _read_parquet(stream, path.name, columns)
    else:
        name, data = _unpack(stream, path.name, packing, member, -1)
        text = to_utf8(data, name)
        _check_text(text, name)
        table = read_rows(text, name, columns)
    stream.seek(0)
    # `file_digest` reads in steps: a large file is never held twice
    sha256 = hashlib.file_digest(cast("io.BytesIO", stream), "sha256").hexdigest()
    return RawTable(name=name, table=table, sha256=sha256, size=stream.tell(), path=path)


def _check_start(stream: BinaryIO, name: str) -> Packing:
    """Refuse an empty file, a web page and an unknown packing."""
    start = stream.read(1024)
    stream.seek(0)
    if not start.strip():
        raise UnreadableFileError(f"{name}: is empty; {_AGAIN}")
    _check_text(start, name)
    packing = find_packing(name)
    if packing is None:
        raise UnreadableFileError(
            f"{name}: must be .csv, .csv.gz, .zip or .parquet; save it as CSV UTF-8"
        )
    return packing


def _check_text(start: bytes, name: str) -> None:
    """Refuse nothing at all, and a web page saved under the name of a data file."""
    text = start[:1024].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if not text:
        raise UnreadableFileError(f"{name}: is empty; {_AGAIN}")
    if text.startswith((b"<!doctype", b"<html", b"<?xml", b"<head")):
        raise UnreadableFileError(
            f"{name}: is a web page (HTML), not data; download it again, and open it before use"
        )


def _unpack(
    stream: BinaryIO, name: str, packing: Packing, member: str | None, n_bytes: int
) -> tuple[str, bytes]:
    """Give the name and the first bytes (all, if -1) of the CSV inside."""
    with _unpacking(name):
        if packing == "csv":
            return name, stream.read(n_bytes)
        if packing == "csv.gz":
            with gzip.open(stream) as unzipped:
                return name, unzipped.read(n_bytes)
        with zipfile.ZipFile(stream) as archive:
            member = _choose_member(archive, name, member)
            with archive.open(member) as inner:
                return f"{name}/{member}", inner.read(n_bytes)


def _choose_member(archive: zipfile.ZipFile, name: str, member: str | None) -> str:
    """Take the one CSV of a zip, or the one asked for."""
    members = _csv_members(archive)
    if member in members:
        return member
    if member is None and len(members) == 1:
        return members[0]
    asked = "exactly one CSV" if member is None else repr(member)
    raise UnreadableFileError(
        f"{name}: must hold {asked}, got {members}; name one of them, or unpack the zip"
    )


def _csv_members(archive: zipfile.ZipFile) -> list[str]:
    """List the CSVs of a zip, leaving out hidden files and what macOS adds."""
    return sorted(
        member
        for member in archive.namelist()
        if member.lower().endswith(".csv")
        and not any(part.startswith((".", "__")) for part in PurePosixPath(member).parts)
    )


def _read_parquet(stream: BinaryIO, name: str, columns: Collection[str] | None) -> pd.DataFrame:
    """Read the wanted columns; integers stay integers where some are missing."""
    with _unpacking(name):
        source = pq.ParquetFile(stream)
        names = source.schema_arrow.names
        wanted = names if columns is None else [column for column in names if column in columns]
        table = source.read(wanted).to_pandas(ignore_metadata=True, types_mapper=_INTEGERS.get)
    table.index = pd.RangeIndex(FIRST_ROW, FIRST_ROW + len(table))
    return table

"""CSV bytes to a table of text: encodings, quotes, ragged rows, and the row numbers people see."""

import codecs
import csv
import io
from collections.abc import Collection

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from geodata.errors import EncodingError, UnreadableFileError

FIRST_ROW = 2  # the header is row 1, as a spreadsheet shows it
SAVE_AS_UTF8 = "open it in a spreadsheet and save as CSV UTF-8"
_STEP_BYTES = 1 << 24
_SMALLEST_BLOCK_BYTES = 1 << 16


def to_utf8(data: bytes, name: str, *, complete: bool = True) -> bytes:
    r"""
    Turn the bytes of a CSV into UTF-8 without a byte-order mark.

    Parameters
    ----------
    data
        A file in UTF-8 (with or without a byte-order mark) or, failing that, cp1252.
    name
        Name of the file, for messages.
    complete
        False where `data` is only the start of the file, which may end within a character.

    Returns
    -------
    data
        UTF-8 with `\n` somewhere between rows (a file with `\r` alone is mended).

    Raises
    ------
    EncodingError
        If the text is in neither encoding, or is UTF-16.

    Examples
    --------
    >>> to_utf8(b"FIERT\xc9", "trusts.csv").decode()
    'FIERTÉ'
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise EncodingError(f"{name}: must be UTF-8 or cp1252, got UTF-16; {SAVE_AS_UTF8}")
    data = data.removeprefix(codecs.BOM_UTF8)
    if b"\0" in data:
        row = _row_at(data, data.index(b"\0"))
        raise EncodingError(
            f"{name}, row {row}: must be UTF-8 or cp1252 text, got a NUL byte (UTF-16 without a "
            f"mark, or a damaged file); {SAVE_AS_UTF8}"
        )
    if not _is_utf8(data, complete=complete):
        data = _from_cp1252(data, name)
    return data if b"\n" in data else data.replace(b"\r", b"\n")


def _is_utf8(data: bytes, *, complete: bool) -> bool:
    """Decode in steps, so that a large file is never held as text."""
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    try:
        for start in range(0, len(data), _STEP_BYTES):
            decoder.decode(data[start : start + _STEP_BYTES])
        decoder.decode(b"", final=complete)
    except UnicodeDecodeError:
        return False
    return True


def _from_cp1252(data: bytes, name: str) -> bytes:
    """Transcode in steps; one byte is one character, so a step never cuts one."""
    parts = []
    for start in range(0, len(data), _STEP_BYTES):
        try:
            parts.append(data[start : start + _STEP_BYTES].decode("cp1252").encode())
        except UnicodeDecodeError as error:
            at = start + error.start
            raise EncodingError(
                f"{name}, row {_row_at(data, at)}: must be UTF-8 or cp1252 text, got the byte "
                f"0x{data[at]:02X}, which is neither; {SAVE_AS_UTF8}"
            ) from error
    return b"".join(parts)


def _row_at(data: bytes, at: int) -> int:
    """Count the row that holds a byte; a line break inside quotes does not end a row."""
    before = np.frombuffer(data, dtype=np.uint8, count=at)
    outside_quotes = np.cumsum(before == ord('"')) % 2 == 0
    return 1 + int(((before == ord("\n")) & outside_quotes).sum())


def read_header(data: bytes, name: str) -> list[str]:
    r"""
    Read the column names of a CSV.

    Parameters
    ----------
    data
        UTF-8 from `to_utf8`; the start of the file is enough.
    name
        Name of the file, for messages.

    Returns
    -------
    header
        Names without surrounding spaces, in file order; "" where a column has none.

    Raises
    ------
    UnreadableFileError
        If the first row names no column.

    Examples
    --------
    >>> read_header(b"URN , EstablishmentName\n1,A\n", "schools.csv")
    ['URN', 'EstablishmentName']
    """
    text = io.StringIO(data[: 1 << 20].decode("utf-8", errors="ignore"), newline="")
    try:
        header = [column.strip() for column in next(csv.reader(text), [])]
    except csv.Error as error:
        raise UnreadableFileError(f"{name}, row 1: not CSV ({error}); {SAVE_AS_UTF8}") from error
    if not any(header):
        raise UnreadableFileError(
            f"{name}, row 1: must name the columns, got a blank row; put the header in row 1"
        )
    return header


def read_rows(data: bytes, name: str, columns: Collection[str] | None = None) -> pd.DataFrame:
    r"""
    Read the rows of a CSV as text.

    Parameters
    ----------
    data
        UTF-8 from `to_utf8`.
    name
        Name of the file, for messages.
    columns
        Columns to read, where the file has them; all named ones by default.

    Returns
    -------
    table
        dtype `str`, surrounding spaces stripped, blanks NaN; the index is the row number, the
        header being row 1. A row blank in all columns read is not a row. A row shorter than the
        header is filled with blanks (spreadsheets leave out trailing commas).

    Raises
    ------
    UnreadableFileError
        If a row is longer than the header, a quote is not closed, or a column is named twice.

    Examples
    --------
    >>> read_rows(b"urn,network\n100000, North \n\n100001,\n", "n.csv", ["urn"]).index.tolist()
    [2, 4]
    """
    header = read_header(data, name)
    wanted = [
        i for i, column in enumerate(header) if column and (columns is None or column in columns)
    ]
    names = [header[i] for i in wanted]
    if len(set(names)) < len(names):
        twice = sorted({column for column in names if names.count(column) > 1})
        raise UnreadableFileError(
            f"{name}, row 1: must name each column once, got {twice} more than once; rename or "
            f"delete the repeated column"
        )
    _check_quotes(data, name)
    if not wanted:
        return pd.DataFrame()
    table, rows = _parse(data, name, len(header), wanted)
    frame = pa.table([_trim(column) for column in table.columns], names).to_pandas()
    frame.index = pd.Index(rows)
    return frame.dropna(how="all").sort_index()


def _check_quotes(data: bytes, name: str) -> None:
    """Refuse a quote that is never closed: it would swallow all rows after it without a word."""
    if data.count(b'"') % 2 == 0:
        return
    reader = csv.reader(io.StringIO(data.decode(), newline=""), strict=True)
    row = 1
    try:
        while next(reader, None) is not None:
            row += 1
    except csv.Error as error:
        raise UnreadableFileError(
            f"{name}, row {row}: a double quote is not closed; close it, or write it twice"
        ) from error


def _parse(
    data: bytes, name: str, n_columns: int, wanted: list[int]
) -> tuple[pa.Table, np.ndarray]:
    """Parse the wanted columns; rows of another length come last, with their own numbers."""
    odd: dict[int, list[str]] = {}

    def mend(row: pacsv.InvalidRow) -> str:
        values = next(csv.reader(io.StringIO(row.text, newline="")), [])
        odd[row.number] = values + [""] * (n_columns - len(values))
        return "error" if any(value.strip() for value in values[n_columns:]) else "skip"

    try:
        table = pacsv.read_csv(
            pa.BufferReader(data if data.endswith(b"\n") else data + b"\n"),
            read_options=_read_options(len(data), n_columns),
            parse_options=pacsv.ParseOptions(
                newlines_in_values=True, ignore_empty_lines=False, invalid_row_handler=mend
            ),
            convert_options=_convert_options(wanted),
        )
    except pa.ArrowInvalid as error:
        raise _not_rows(name, n_columns, odd, error) from error
    numbers = np.arange(FIRST_ROW, FIRST_ROW + table.num_rows + len(odd))
    mended = pa.table(
        [pa.array([values[i] for values in odd.values()], pa.string()) for i in wanted],
        table.column_names,
    )
    rows = np.concatenate([np.setdiff1d(numbers, list(odd)), np.array(list(odd), dtype=int)])
    return pa.concat_tables([table, mended]), rows


def _read_options(size: int, n_columns: int) -> pacsv.ReadOptions:
    """Name columns by position (names may repeat); one thread and block keep the row numbers."""
    return pacsv.ReadOptions(
        use_threads=False,
        block_size=max(size + 1, _SMALLEST_BLOCK_BYTES),
        column_names=[str(i) for i in range(n_columns)],
        skip_rows_after_names=1,
    )


def _convert_options(wanted: list[int]) -> pacsv.ConvertOptions:
    """Read the wanted columns as text and convert nothing."""
    return pacsv.ConvertOptions(
        include_columns=[str(i) for i in wanted],
        column_types={str(i): pa.string() for i in wanted},
        strings_can_be_null=False,
        check_utf8=False,
    )


def _not_rows(
    name: str, n_columns: int, odd: dict[int, list[str]], error: Exception
) -> UnreadableFileError:
    """Say which row is too long, or pass on why the parser stopped."""
    long = [(row, len(values)) for row, values in odd.items() if len(values) > n_columns]
    if not long:
        return UnreadableFileError(f"{name}: not CSV ({error}); {SAVE_AS_UTF8}")
    row, n_values = long[-1]
    return UnreadableFileError(
        f"{name}, row {row}: must have {n_columns} values as the header has, got {n_values}; put "
        f"a value that holds a comma in double quotes"
    )


def _trim(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Strip surrounding spaces; a blank is missing."""
    text = pc.utf8_trim_whitespace(column)
    return pc.if_else(pc.equal(text, ""), pa.scalar(None, pa.string()), text)

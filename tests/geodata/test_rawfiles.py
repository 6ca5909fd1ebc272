import gzip
import hashlib
import re
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from geodata.errors import EncodingError, UnreadableFileError
from geodata.rawfiles import list_members, open_header, open_table, open_upload
from tests.geodata.giasfiles import write_packed

TEXT = "URN,Name,Note\r\n100001,École,\r\n100002, North ,x\r\n"
PACKINGS = ["a.csv", "a.CSV", "a.csv.gz", "a.zip"]


def write_parquet(path: Path) -> Path:
    table = pd.DataFrame({"URN": pd.array([1, None], dtype="Int64"), "Name": ["École", None]})
    table.to_parquet(path)
    return path


@pytest.mark.parametrize("name", PACKINGS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_every_packing_and_encoding_gives_the_same_text(
    tmp_path: Path, name: str, encoding: str
) -> None:
    path = write_packed(tmp_path / name, TEXT.encode(encoding))
    raw = open_table(path)
    expected = pd.DataFrame(
        {"URN": ["100001", "100002"], "Name": ["École", "North"], "Note": [np.nan, "x"]},
        index=[2, 3],
        dtype="str",
    )
    pd.testing.assert_frame_equal(raw.table, expected)
    assert open_header(path) == ["URN", "Name", "Note"]


def test_the_hash_and_size_are_those_of_the_file_on_disk(tmp_path: Path) -> None:
    path = write_packed(tmp_path / "a.csv.gz", TEXT.encode())
    raw = open_table(path, columns=["URN"])
    assert raw.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert raw.size == path.stat().st_size
    assert raw.path == path
    assert list(raw.table.columns) == ["URN"]


def test_an_upload_reads_as_the_file_does(tmp_path: Path) -> None:
    path = write_packed(tmp_path / "a.csv", TEXT.encode("cp1252"))
    raw = open_upload("a.csv", path.read_bytes())
    pd.testing.assert_frame_equal(raw.table, open_table(path).table)
    assert raw.sha256 == open_table(path).sha256


def test_parquet_keeps_its_types_and_counts_rows_from_2(tmp_path: Path) -> None:
    path = write_parquet(tmp_path / "a.parquet")
    raw = open_table(path, columns=["URN", "Absent"])
    assert raw.table["URN"].dtype == "Int64"
    assert raw.table.index.tolist() == [2, 3]
    assert list(raw.table.columns) == ["URN"]
    assert open_header(path) == ["URN", "Name"]


def test_a_zip_of_several_csvs_is_read_by_member(tmp_path: Path) -> None:
    path = tmp_path / "extract.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("b/links.csv", "URN\n1\n")
        archive.writestr("a.csv", "URN\n2\n")
        archive.writestr("__MACOSX/a.csv", "junk")
        archive.writestr("readme.txt", "hello")
    assert list_members(path) == ["a.csv", "b/links.csv"]
    raw = open_table(path, member="b/links.csv")
    assert raw.name == "extract.zip/b/links.csv"
    assert raw.table["URN"].tolist() == ["1"]
    assert open_header(path, member="a.csv") == ["URN"]
    with pytest.raises(
        UnreadableFileError, match=r"extract\.zip: must hold exactly one CSV.*name"
    ):
        open_table(path)
    with pytest.raises(UnreadableFileError, match=r"extract\.zip: must hold 'c\.csv', got"):
        open_table(path, member="c.csv")


def test_a_file_that_is_no_zip_has_no_members(tmp_path: Path) -> None:
    assert list_members(write_packed(tmp_path / "a.csv", b"URN\n")) == []


@pytest.mark.parametrize("name", ["a.csv", "a.csv.gz", "a.zip", "a.parquet"])
def test_an_empty_file_is_named_with_what_to_do(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"")
    for opener in (open_table, open_header):
        with pytest.raises(UnreadableFileError, match=rf"{re.escape(name)}: is empty; download"):
            opener(path)


@pytest.mark.parametrize("name", ["a.csv.gz", "a.zip"])
def test_an_empty_csv_inside_a_packing_is_empty(tmp_path: Path, name: str) -> None:
    path = write_packed(tmp_path / name, b"")
    with pytest.raises(UnreadableFileError, match=r"is empty; download or save it again"):
        open_table(path)


@pytest.mark.parametrize("name", ["a.csv", "a.csv.gz", "a.zip"])
@pytest.mark.parametrize("start", ["<!DOCTYPE html><html>", "\ufeff\n <html lang='en'>"])
def test_html_saved_as_data_is_called_a_web_page(tmp_path: Path, name: str, start: str) -> None:
    path = write_packed(tmp_path / name, (start + "<body>Service unavailable").encode())
    for opener in (open_table, open_header):
        with pytest.raises(
            UnreadableFileError, match=r"a\..*: is a web page \(HTML\).*download it again"
        ):
            opener(path)


@pytest.mark.parametrize("name", ["a.zip", "a.parquet", "a.csv.gz"])
def test_html_in_place_of_a_packed_file_is_called_a_web_page(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"<!doctype html><title>Sign in</title>")
    with pytest.raises(UnreadableFileError, match=rf"{re.escape(name)}: is a web page"):
        open_table(path)


def test_a_truncated_gzip_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv.gz"
    rows = "".join(f"{urn},School {urn}\n" for urn in range(100000, 101000))
    path.write_bytes(gzip.compress(("URN,Name\n" + rows).encode())[:-20])
    with pytest.raises(UnreadableFileError, match=r"a\.csv\.gz: truncated or corrupt.*download"):
        open_table(path)


def test_a_gzip_of_something_else_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv.gz"
    path.write_bytes(TEXT.encode())
    with pytest.raises(UnreadableFileError, match=r"a\.csv\.gz: truncated or corrupt"):
        open_table(path)


@pytest.mark.parametrize("keep", [0.3, 0.9])
def test_a_truncated_parquet_is_refused(tmp_path: Path, keep: float) -> None:
    path = write_parquet(tmp_path / "a.parquet")
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * keep)])
    for opener in (open_table, open_header):
        with pytest.raises(
            UnreadableFileError, match=r"a\.parquet: truncated or corrupt.*download"
        ):
            opener(path)


def test_a_parquet_with_damaged_pages_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pd.DataFrame({"Name": [f"School {i}" for i in range(2000)]}).to_parquet(path)
    data = bytearray(path.read_bytes())
    data[4:400] = b"\xff" * 396
    path.write_bytes(data)
    with pytest.raises(UnreadableFileError, match=r"a\.parquet: truncated or corrupt"):
        open_table(path)


@pytest.mark.parametrize("keep", [0.5, 0.95])
def test_a_truncated_zip_is_refused(tmp_path: Path, keep: float) -> None:
    path = write_packed(tmp_path / "a.zip", TEXT.encode() * 50)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * keep)])
    for opener in (open_table, list_members):
        with pytest.raises(
            UnreadableFileError, match=r"a\.zip: truncated or corrupt zip.*download"
        ):
            opener(path)


def test_a_zip_whose_content_was_altered_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("a.csv", TEXT)
    path.write_bytes(path.read_bytes().replace(b"North", b"South"))
    with pytest.raises(UnreadableFileError, match=r"a\.zip: truncated or corrupt zip \(Bad CRC"):
        open_table(path)


def test_utf_16_is_refused_with_the_remedy(tmp_path: Path) -> None:
    path = write_packed(tmp_path / "a.csv", TEXT.encode("utf-16"))
    for opener in (open_table, open_header):
        with pytest.raises(EncodingError, match=r"a\.csv: .*got UTF-16; .*save as CSV UTF-8"):
            opener(path)


def test_a_byte_in_no_encoding_names_its_row(tmp_path: Path) -> None:
    data = b'URN,Name\n1,"two\nlines"\n2,caf\x81\n'
    path = write_packed(tmp_path / "a.csv", data)
    with pytest.raises(EncodingError, match=r"a\.csv, row 3: .*0x81.*save as CSV UTF-8"):
        open_table(path)


def test_a_nul_byte_names_its_row(tmp_path: Path) -> None:
    path = write_packed(tmp_path / "a.csv", b"URN,Name\n1,\0\n")
    with pytest.raises(EncodingError, match=r"a\.csv, row 2: .*NUL.*save as CSV UTF-8"):
        open_table(path)


def test_a_header_cut_inside_a_character_is_still_utf_8(tmp_path: Path) -> None:
    padding = "x" * ((1 << 20) - len("Straße\n") - 1)
    path = write_packed(tmp_path / "a.csv", f"Straße\n{padding}é\n".encode())
    assert open_header(path) == ["Straße"]


def test_a_file_that_is_not_there_or_of_another_kind_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match=r"gone\.csv: cannot be opened .*check"):
        open_table(tmp_path / "gone.csv")
    (tmp_path / "a.docx").write_bytes(b"PK")
    with pytest.raises(UnreadableFileError, match=r"a\.docx: must be \.csv.*save it as CSV UTF-8"):
        open_table(tmp_path / "a.docx")


def test_a_locked_zip_is_refused(tmp_path: Path) -> None:
    path = write_packed(tmp_path / "a.zip", TEXT.encode())
    data = bytearray(path.read_bytes())
    data[6] |= 1  # the "encrypted" flag of the member
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    with pytest.raises(UnreadableFileError, match=r"a\.zip: cannot be unpacked .*unpack it"):
        open_table(path)

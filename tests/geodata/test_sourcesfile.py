"""The file that says where the files of a folder came from."""

from pathlib import Path

import pytest

from geodata.errors import UnreadableFileError
from geodata.sourcesfile import SourceNote, read_sources, write_sources

FULL = SourceNote(
    name="lad 2025.geojson",
    kind="boundaries",
    publisher='Office for "National" Statistics',
    address="https://example.org/a?b=c&d=\\e",
    licence="OGL v3.0",
    attribution="Contains OS data © Crown copyright",
    date="2025-05-01",
    vintage="2025",
    size=1234,
    sha256="ab" * 32,
    use=False,
    prefer=True,
)


def write(folder: Path, text: str) -> Path:
    (folder / "sources.toml").write_text(text, encoding="utf-8")
    return folder


def test_a_folder_without_the_file_has_no_notes(tmp_path: Path) -> None:
    assert read_sources(tmp_path) == {}


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    notes = [SourceNote("b.csv"), FULL, SourceNote("a\tb\x7f\n.csv", kind="network")]
    write_sources(tmp_path, notes)
    assert read_sources(tmp_path) == {note.name: note for note in notes}
    assert [path.name for path in tmp_path.iterdir()] == ["sources.toml"]


def test_the_order_of_notes_does_not_matter(tmp_path: Path) -> None:
    first = write_sources(tmp_path, [FULL, SourceNote("b.csv")]).read_bytes()
    assert write_sources(tmp_path, [SourceNote("b.csv"), FULL]).read_bytes() == first


def test_two_notes_on_one_file_are_not_written(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="one note for each name"):
        write_sources(tmp_path, [FULL, FULL])


def test_a_short_file_by_hand_is_enough(tmp_path: Path) -> None:
    write(
        tmp_path,
        '\ufeff[[file]]\nname = "a.csv"\nkind = "network"\ndate = 2025-04-22\n\n'
        '[[file]]\nname = "outer.zip/b.csv"\nprefer = true\n',
    )
    notes = read_sources(tmp_path)
    assert notes["a.csv"] == SourceNote("a.csv", kind="network", date="2025-04-22")
    assert notes["outer.zip/b.csv"].prefer
    assert notes["outer.zip/b.csv"].use


GOOD = '[[file]]\nname = "a.csv"\n\n'


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[[file]\nname = 1", r"sources\.toml is not valid TOML: .*line 1.*\[\[file\]\]"),
        ("# mine\nname = 'a.csv'\n", r"line 2: unknown key `name`; put it under a `\[\[file\]\]`"),
        ("[file]\nname = 'a.csv'\n", r"line 1: `file` must be a list of tables; write `\[\[file"),
        (GOOD + "[[file]]\nname = 'b.csv'\nlicense = 'OGL'\n", r"line 6: unknown key `license`; "),
        (GOOD + "[[file]]\nkind = 'links'\n", r"line 4: a `\[\[file\]\]` lacks `name`; give the"),
        (GOOD + GOOD, r"line 5: two notes on `a\.csv`; keep one"),
        (GOOD + "use = 'no'\n", r"line 4: `use` must be true or false, got 'no'"),
        (GOOD + "size = true\n", r"line 4: `size` must be a whole number, got True"),
        (GOOD + "date = '31/08/2025'\n", r"line 4: `date` must be a day as YYYY-MM-DD, got '31"),
        (GOOD + "date = 2025-08-31T10:00:00\n", r"line 4: `date` must be a day"),
        (GOOD + "kind = 'schools'\n", r"line 4: `kind` must be one of establishments, links"),
        (GOOD + "vintage = 2025\n", r"line 4: `vintage` must be text in quotation marks, got 202"),
        (GOOD + "publisher = ''\n", r"line 4: `publisher` must be text in quotation marks"),
    ],
)
def test_mistakes_are_told_with_line_and_remedy(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(UnreadableFileError, match=told):
        read_sources(write(tmp_path, text))


def test_text_that_is_not_utf8_is_told(tmp_path: Path) -> None:
    (tmp_path / "sources.toml").write_bytes(b'[[file]]\nname = "FIERT\xc9.csv"\n')
    with pytest.raises(UnreadableFileError, match="must be UTF-8 text; save it as such"):
        read_sources(tmp_path)

"""Which of the files found a build uses."""

from pathlib import Path

import pytest

from geodata import choosing
from geodata.choosing import Choice, choose_files
from geodata.errors import UnreadableFileError
from geodata.recognise import Recognised


def find(folder: Path, name: str, kind: str | None, as_of: str | None = None) -> Recognised:
    return Recognised(folder / name, None, kind, "for its columns", as_of)  # type: ignore[arg-type]


def note(folder: Path, **settings: str) -> None:
    lines = ["[[file]]", *(f"{key} = {value}" for key, value in settings.items())]
    folder.mkdir(exist_ok=True)
    (folder / "sources.toml").write_text("\n".join(lines), encoding="utf-8")


def names(choice: Choice) -> list[str]:
    return [chosen.found.name for chosen in choice.chosen]


def test_later_date_wins_and_the_other_is_named(tmp_path: Path) -> None:
    found = [
        find(tmp_path, "a.csv", "establishments", "2025-08-31"),
        find(tmp_path, "b.csv", "establishments", "2025-07"),
        find(tmp_path, "c.csv", "establishments"),
    ]
    choice = choose_files(found, tmp_path)
    assert names(choice) == ["a.csv"]
    reason = "establishments: a.csv is newer or preferred"
    assert choice.left_aside == (
        {"file": "b.csv", "reason": reason},
        {"file": "c.csv", "reason": reason},
    )


def test_of_equal_dates_the_last_path_wins_whatever_the_order(tmp_path: Path) -> None:
    found = [find(tmp_path, name, "links", "2025") for name in ("b.csv", "c.csv", "a.csv")]
    assert names(choose_files(found, tmp_path)) == ["c.csv"]
    assert names(choose_files(reversed(found), tmp_path)) == ["c.csv"]


def test_preferred_file_wins_over_a_later_one(tmp_path: Path) -> None:
    note(tmp_path, name='"old.csv"', prefer="true")
    found = [
        find(tmp_path, "new.csv", "census", "2025"),
        find(tmp_path, "old.csv", "census", "2023"),
    ]
    assert names(choose_files(found, tmp_path)) == ["old.csv"]


def test_date_of_the_note_counts_before_that_of_the_file(tmp_path: Path) -> None:
    note(tmp_path, name='"a.csv"', date='"2026-01-31"')
    found = [find(tmp_path, "a.csv", "links", "2019"), find(tmp_path, "b.csv", "links", "2025")]
    choice = choose_files(found, tmp_path)
    assert names(choice) == ["a.csv"]
    assert choice.chosen[0].as_of == "2026-01-31"


def test_file_that_is_not_to_be_used_is_left_aside(tmp_path: Path) -> None:
    note(tmp_path, name='"a.csv"', use="false")
    choice = choose_files([find(tmp_path, "a.csv", "network")], tmp_path)
    assert choice.chosen == ()
    assert choice.left_aside == ({"file": "a.csv", "reason": "sources.toml says not to use it"},)


def test_kind_of_the_note_counts_before_that_of_the_columns(tmp_path: Path) -> None:
    note(tmp_path, name='"a.csv"', kind='"network"')
    choice = choose_files([find(tmp_path, "a.csv", None)], tmp_path)
    assert [chosen.found.name for chosen in choice.of_kind("network")] == ["a.csv"]


def test_note_beside_a_file_counts_before_that_of_the_top(tmp_path: Path) -> None:
    note(tmp_path, name='"a.csv"', use="false")
    note(tmp_path / "inner", name='"a.csv"', publisher='"DfE"')
    found = [find(tmp_path, "a.csv", "network"), find(tmp_path / "inner", "a.csv", "network")]
    choice = choose_files(found, tmp_path)
    assert [chosen.found.path.parent.name for chosen in choice.chosen] == ["inner"]
    assert choice.chosen[0].note.publisher == "DfE"


def test_note_of_the_top_reaches_files_below(tmp_path: Path) -> None:
    note(tmp_path, name='"a.csv"', licence='"OGL"')
    choice = choose_files([find(tmp_path / "inner" / "deep", "a.csv", "network")], tmp_path)
    assert choice.chosen[0].note.licence == "OGL"


@pytest.mark.parametrize("kind", ["boundaries", "units", "coverage", "systems", "network"])
def test_every_file_of_a_kind_that_adds_up_is_used(tmp_path: Path, kind: str) -> None:
    found = [find(tmp_path, "a.csv", kind), find(tmp_path, "b.csv", kind)]
    choice = choose_files(found, tmp_path)
    assert names(choice) == ["a.csv", "b.csv"]
    assert choice.left_aside == ()


def test_unknown_file_is_left_aside_with_its_reason(tmp_path: Path) -> None:
    choice = choose_files([find(tmp_path, "a.md", None)], tmp_path)
    assert choice.left_aside == ({"file": "a.md", "reason": "for its columns"},)
    assert choice.of_kind("network") == []


def test_wrong_settings_are_an_error(tmp_path: Path) -> None:
    note(tmp_path, name='"a.csv"', kind='"poem"')
    with pytest.raises(UnreadableFileError, match=r"sources.toml line 3: `kind` .*'poem'"):
        choose_files([], tmp_path)


def test_settings_of_a_folder_are_read_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[Path] = []
    monkeypatch.setattr(choosing, "read_sources", lambda folder: read.append(folder) or {})
    found = [find(tmp_path / "inner", f"{n}.csv", "network") for n in range(3)]
    choose_files(found, tmp_path)
    assert read == [tmp_path, tmp_path / "inner"]

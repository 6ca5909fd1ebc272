"""Real where there is something real, else the demonstration; never one in place of the other."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from geodata import serving
from geodata.config import code_version
from geodata.errors import NoSnapshotError
from geodata.mapdata.files import LAYOUT, MapFiles
from geodata.serving import build_demo, choose_store, open_serving, provide_map_files
from geodata.store import Snapshot, Store
from tests.footprints.smallengland import make_schools


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Make a demonstration of one school; give the folders it was published in."""
    folders: list[Path] = []

    def publish(_sources: object, store: Store, **_: object) -> Snapshot:
        folders.append(store.folder)
        manifest = {"as_of": "2025-08-31", "demo": True, "code_version": code_version()}
        return store.publish({"schools": make_schools([{"urn": 1}])}, manifest)

    monkeypatch.setattr(serving, "publish_sources", publish)
    monkeypatch.setattr(serving, "make_demo", object)
    return folders


def publish_real(data_dir: Path, **changes: Any) -> Snapshot:
    store = Store(data_dir)
    manifest = {"as_of": "2025-01-01", "demo": False, "code_version": "0.0.1+old"}
    with store.lock():
        return store.publish({"schools": make_schools([{"urn": 2}])}, manifest | changes)


def test_empty_folder_gets_the_demonstration_once(tmp_path: Path, made: list[Path]) -> None:
    said: list[str] = []
    data_dir = tmp_path / "data"
    first = open_serving(data_dir, progress=said.append)
    assert first.is_demo
    assert made == [data_dir / "demo"]
    assert said == ["making the demonstration data"]
    assert open_serving(data_dir).snapshot_id == first.snapshot_id
    assert len(made) == 1
    assert not Store(data_dir).is_serving


def test_demonstration_of_other_code_is_made_again(
    tmp_path: Path, made: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    open_serving(tmp_path)
    monkeypatch.setattr(serving, "code_version", lambda: "9.9.9+new")
    open_serving(tmp_path)
    assert made == [tmp_path / "demo"] * 2


def test_real_snapshot_serves_whatever_its_code(tmp_path: Path, made: list[Path]) -> None:
    open_serving(tmp_path)
    real = publish_real(tmp_path)
    assert choose_store(tmp_path) == Store(tmp_path)
    serving_now = open_serving(tmp_path)
    assert serving_now.snapshot_id == real.snapshot_id
    assert not serving_now.is_demo
    assert len(made) == 1


def test_demonstration_never_takes_the_place_of_a_lost_real_snapshot(
    tmp_path: Path, made: list[Path]
) -> None:
    real = publish_real(tmp_path)
    real.folder.rename(tmp_path / "elsewhere")
    with pytest.raises(NoSnapshotError, match=rf"got '{real.snapshot_id}'"):
        open_serving(tmp_path)
    assert made == []


def test_first_build_killed_before_it_served_leaves_the_demonstration(
    tmp_path: Path, made: list[Path]
) -> None:
    real = publish_real(tmp_path)
    (tmp_path / "current.json").unlink()
    assert open_serving(tmp_path).is_demo
    assert made == [tmp_path / "demo"]
    assert Store(tmp_path).list_ids() == [real.snapshot_id]
    assert publish_real(tmp_path).snapshot_id == real.snapshot_id
    assert not open_serving(tmp_path).is_demo


def test_demonstration_is_published_under_a_lock(tmp_path: Path, made: list[Path]) -> None:
    snapshot = build_demo(Store(tmp_path / "anywhere"))
    assert made == [tmp_path / "anywhere"]
    assert snapshot.manifest["demo"] is True
    assert (tmp_path / "anywhere" / "build.lock").exists()


def test_of_two_who_ask_at_once_the_second_gets_what_the_first_made(
    tmp_path: Path, made: list[Path]
) -> None:
    with ThreadPoolExecutor(4) as pool:
        got = list(pool.map(lambda _: open_serving(tmp_path).snapshot_id, range(4)))
    assert len(set(got)) == 1
    assert made == [tmp_path / "demo"]


def test_map_files_of_other_code_are_written_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    manifest = {"code_version": "0.0.1+old", "map_files": {"of": "another form"}}
    snapshot = Snapshot("2025-01-01-abc", tmp_path, manifest)
    written: list[Path] = []
    monkeypatch.setattr(serving, "write_map_files", lambda _tables, folder: written.append(folder))
    monkeypatch.setattr(Snapshot, "table", lambda _self, name: name)
    provide_map_files(snapshot, tmp_path / "web")
    assert written == [tmp_path / "web"]


def test_map_files_of_this_code_are_those_of_the_build_until_one_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = MapFiles("points", "names", None, {}, {}, {}, layout=LAYOUT)
    manifest = {"code_version": code_version(), "map_files": asdict(files)}
    snapshot = Snapshot("2025-01-01-abc", tmp_path, manifest)
    monkeypatch.setattr(serving, "write_map_files", lambda _tables, _folder: "anew")
    monkeypatch.setattr(Snapshot, "table", lambda _self, name: name)
    for name in files.list_names():
        (tmp_path / name).write_text("there")
    assert provide_map_files(snapshot, tmp_path) == files
    (tmp_path / "names").unlink()
    assert provide_map_files(snapshot, tmp_path) == "anew"

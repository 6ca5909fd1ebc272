"""A network is read once, saved whole, listed, reopened as it was, and removed."""

import errno
import json
import os
import zipfile
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from footprints.roads.network import RoadNetwork
from geodata.errors import BuildError, UnreadableFileError
from geodata.hashes import hash_file
from geodata.roads import store as store_module
from geodata.roads.files import RoadsRead, read_roads
from geodata.roads.store import NetworkStore, NoNetworkError
from tests.geodata.roads.roadfiles import LINKS, make_links, write_links, write_osm


@pytest.fixture
def store(tmp_path: Path) -> NetworkStore:
    return NetworkStore(tmp_path / "data" / "networks")


@pytest.fixture
def square(tmp_path: Path) -> Path:
    return write_osm(tmp_path / "square.osm.pbf", stamp="2025-03-01T00:00:00Z")


def agree(first: RoadNetwork, second: RoadNetwork) -> bool:
    """Whether two networks are the same to the bit, in values and kinds."""
    for field in fields(first):
        a, b = getattr(first, field.name), getattr(second, field.name)
        if isinstance(a, np.ndarray):
            if a.dtype != b.dtype or not np.array_equal(a, b):
                return False
        elif a != b or type(a) is not type(b):
            return False
    return True


def test_a_network_comes_back_as_it_was_saved(store: NetworkStore, square: Path) -> None:
    read = store.add(square)
    again = store.open(read.network.network_id)
    assert agree(read.network, again.network)
    assert again.report == read.report
    assert read.network.network_id == hash_file(square)[:16]
    assert read.network.as_of == "2025-03-01"
    assert read.report.n_ways == 5
    assert "1 ferries are in the network" in read.report.notes[0]
    assert read.report.road_km == pytest.approx(4, abs=1e-3)


def test_what_is_read_twice_is_the_same_and_read_once(
    store: NetworkStore, square: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = store.add(square)
    monkeypatch.setattr(store_module, "read_roads", lambda *_, **__: pytest.fail("read again"))
    assert agree(store.add(square).network, first.network)


def test_other_options_or_another_name_make_it_anew(store: NetworkStore, square: Path) -> None:
    coarse = store.add(square, spacing_m=np.inf)
    fine = store.add(square, spacing_m=100.0)
    assert fine.network.n_nodes > coarse.network.n_nodes
    named = store.add(square, spacing_m=100.0, name="Rutland")
    assert named.network.name == "Rutland"
    assert [one.name for one in store.list_saved()] == ["Rutland"]
    assert agree(store.open(named.network.network_id).network, named.network)


def test_the_saved_are_listed_without_being_opened(
    store: NetworkStore, square: Path, tmp_path: Path
) -> None:
    assert store.list_saved() == []
    links = store.add(write_links(tmp_path / "oproad_gb.gpkg"), name="Open Roads")
    streets = store.add(square, name="a square")
    listed = store.list_saved()
    assert [one.name for one in listed] == ["a square", "Open Roads"]
    for one, read in zip(listed, (streets, links), strict=True):
        network = read.network
        assert (one.network_id, one.source, one.as_of, one.attribution) == (
            network.network_id, network.source, network.as_of, network.attribution,
        )  # fmt: skip
        assert (one.n_nodes, one.n_edges) == (network.n_nodes, network.n_edges)
        assert one.report == read.report
        assert not one.problem


def test_a_removed_network_is_gone_and_its_file_of_roads_is_not(
    store: NetworkStore, square: Path
) -> None:
    network_id = store.add(square).network.network_id
    beside = [
        store.folder / f"{network_id}-factors.json",
        store.folder / f"{network_id}-hierarchy",
    ]
    beside[0].write_text("{}")
    beside[1].mkdir()
    store.remove(network_id)
    assert not any(path.exists() for path in beside)
    assert store.list_saved() == []
    assert square.is_file()
    with pytest.raises(NoNetworkError, match=f"those saved \\(none\\), got '{network_id}'"):
        store.open(network_id)


@pytest.mark.parametrize("asked", ["../../secret", "x", "", "0" * 16, "0123456789ABCDEF", "a/b"])
def test_an_id_that_is_none_opens_and_removes_nothing(
    store: NetworkStore, square: Path, asked: str
) -> None:
    kept = store.add(square).network.network_id
    (store.folder.parent / "secret.npz").write_bytes(b"mine")
    for act in (store.open, store.remove):
        with pytest.raises(NoNetworkError, match=f"`network_id` must be one of .*{kept}"):
            act(asked)
    assert (store.folder.parent / "secret.npz").is_file()


def change_metadata(path: Path, **changes: object) -> None:
    """Write a saved network again with something else said of it."""
    with np.load(path, allow_pickle=False) as content:
        arrays = {name: content[name] for name in content.files}
    told = json.loads(arrays["metadata"].tobytes()) | changes
    arrays["metadata"] = np.frombuffer(json.dumps(told).encode(), "uint8")
    with path.open("wb") as stream:
        np.savez(stream, **arrays)


def damage(path: Path, how: str) -> None:
    """Damage a saved network in one of several ways."""
    content = path.read_bytes()
    if how == "empty":
        path.write_bytes(b"")
    elif how == "cut":
        path.write_bytes(content[: len(content) // 2])
    elif how == "flipped":
        at = content.index(b"length_m.npy") + 200
        path.write_bytes(content[:at] + bytes([content[at] ^ 255]) + content[at + 1 :])
    elif how == "text":
        path.write_text("not a network")
    elif how == "zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("readme.txt", "nothing")
    elif how == "rows":
        with np.load(path) as held:
            arrays = {name: held[name] for name in held.files}
        arrays["end"] = arrays["end"] + 10_000
        with path.open("wb") as stream:
            np.savez(stream, **arrays)
    elif how == "objects":
        with np.load(path) as held:
            arrays = {name: held[name] for name in held.files}
        arrays["easting"] = np.array([{"a": 1}] * len(arrays["easting"]), dtype="object")
        with path.open("wb") as stream:
            np.savez(stream, **arrays)


@pytest.mark.parametrize("how", ["empty", "cut", "flipped", "text", "zip", "rows", "objects"])
def test_a_damaged_network_is_told_with_a_remedy_and_read_anew(
    store: NetworkStore, square: Path, how: str
) -> None:
    read = store.add(square)
    path = store.folder / f"{read.network.network_id}.npz"
    damage(path, how)
    with pytest.raises(
        UnreadableFileError, match=rf"^{path.name}: .* add its file of roads again"
    ):
        store.open(read.network.network_id)
    assert agree(store.add(square).network, read.network)
    assert agree(store.open(read.network.network_id).network, read.network)


def test_a_damaged_network_is_listed_with_its_problem(store: NetworkStore, square: Path) -> None:
    network_id = store.add(square).network.network_id
    damage(store.folder / f"{network_id}.npz", "cut")
    (listed,) = store.list_saved()
    assert (listed.network_id, listed.report) == (network_id, None)
    assert "add its file of roads again" in listed.problem


def test_a_network_of_another_version_or_another_name_is_read_again(
    store: NetworkStore, square: Path
) -> None:
    read = store.add(square)
    path = store.folder / f"{read.network.network_id}.npz"
    change_metadata(path, format=0)
    with pytest.raises(UnreadableFileError, match=r"in format 1, got .* in format 0"):
        store.open(read.network.network_id)
    store.add(square)
    moved = path.with_name("0" * 16 + ".npz")
    path.rename(moved)
    with pytest.raises(UnreadableFileError, match=f"must hold network {'0' * 16}"):
        store.open("0" * 16)


def test_a_full_disk_is_told_and_what_was_there_stays(
    store: NetworkStore, square: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = store.add(square)

    def fill(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(np, "savez", fill)
    with pytest.raises(BuildError, match=r"could not be saved .No space left on device.: free"):
        store.add(square, spacing_m=50.0)
    assert agree(store.open(read.network.network_id).network, read.network)
    assert sorted(path.name for path in store.folder.iterdir()) == [
        f"{read.network.network_id}.npz"
    ]


def test_what_a_killed_save_left_is_swept_after_a_day(store: NetworkStore, square: Path) -> None:
    store.folder.mkdir(parents=True)
    old, new = (store.folder / f".unfinished-{at}-x.npz" for at in (1, 2))
    for path in (old, new):
        path.write_bytes(b"half")
    os.utime(old, (0, 0))
    store.add(square)
    assert not old.exists()
    assert new.exists()
    assert len(store.list_saved()) == 1


def test_a_file_that_cannot_be_read_leaves_no_network(store: NetworkStore, tmp_path: Path) -> None:
    path = tmp_path / "roads.osm.pbf"
    path.write_bytes(b"nothing")
    with pytest.raises(UnreadableFileError, match=r"roads.osm.pbf: cannot be read"):
        store.add(path)
    with pytest.raises(UnreadableFileError, match="no such file"):
        store.add(tmp_path / "none.gpkg")
    assert store.list_saved() == []


def test_each_step_is_told_and_may_be_stopped(store: NetworkStore, square: Path) -> None:
    steps: list[str] = []
    store.add(square, on_step=steps.append)
    assert steps[0] == "reading the roads"
    assert steps[-1] == "saving the network"

    def stop(step: str) -> None:
        raise InterruptedError(step)

    with pytest.raises(InterruptedError, match="reading the roads"):
        store.add(square, spacing_m=10.0, on_step=stop)


def test_networks_are_kept_in_the_data_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOCALS_DATA_DIR", str(tmp_path / "elsewhere"))
    assert NetworkStore.find().folder == (tmp_path / "elsewhere" / "networks").resolve()


def test_any_kind_of_file_gives_the_same_network_of_the_same_roads(tmp_path: Path) -> None:
    table = make_links(LINKS)
    package = read_roads(write_links(tmp_path / "roads.gpkg", table))
    path = tmp_path / "roads.fgb"
    table.to_file(path, driver="FlatGeobuf")
    other: RoadsRead = read_roads(path)
    assert sorted(package.network.length_m) == pytest.approx(sorted(other.network.length_m))
    assert package.report.left_out == other.report.left_out
    assert package.network.network_id != other.network.network_id

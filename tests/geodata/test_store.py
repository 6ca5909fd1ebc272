"""Snapshots are published whole, by one process at a time, and can be gone back to."""

import errno
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest

from footprints.schema import CRS
from geodata import store as store_module
from geodata.config import DATA_DIR_VARIABLE, code_version, find_data_dir
from geodata.errors import (
    BuildError,
    BuildLockedError,
    NoSnapshotError,
    UnreadableFileError,
)
from geodata.store import Snapshot, Store
from tests.conftest import ROOT
from tests.footprints.smallengland import make_schools, make_table

HOLDER = """
import sys
from pathlib import Path
from geodata.store import Store
with Store(Path(sys.argv[1])).lock():
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "data")


def make_tables(name: str = "Ash School") -> dict[str, pd.DataFrame]:
    return {
        "schools": make_schools([{"urn": 100001, "name": name}]),
        "trusts": make_table(
            "trusts", [{"trust_id": "1", "name": "Ash Trust", "schools_open": 3}]
        ),
    }


def publish(store: Store, name: str = "Ash School", as_of: str | None = "2025-08-31") -> Snapshot:
    with store.lock():
        return store.publish(make_tables(name), {"as_of": as_of, "demo": False})


def list_leftovers(store: Store) -> list[str]:
    return sorted(path.name for path in store.folder.rglob(".*"))


def test_published_tables_come_back_as_they_were(store: Store) -> None:
    snapshot = publish(store)
    schools = snapshot.table("schools")
    assert isinstance(schools, gpd.GeoDataFrame)
    assert schools.crs == CRS
    pd.testing.assert_frame_equal(pd.DataFrame(schools), pd.DataFrame(make_tables()["schools"]))
    pd.testing.assert_frame_equal(snapshot.table("trusts"), make_tables()["trusts"])
    assert snapshot.manifest["tables"]["trusts"]["rows"] == 1
    assert not snapshot.is_demo
    assert list_leftovers(store) == []


def test_id_is_the_date_and_a_hash_of_the_tables(store: Store) -> None:
    first, second = publish(store), publish(store, "Beech School")
    assert first.snapshot_id.startswith("2025-08-31-")
    assert first.snapshot_id != second.snapshot_id
    assert publish(store, as_of=None).snapshot_id == "undated-" + first.snapshot_id[-8:]


def test_equal_tables_give_the_same_snapshot_with_new_words(store: Store) -> None:
    first = publish(store)
    with store.lock():
        again = store.publish(make_tables(), {"as_of": "2025-08-31", "demo": True})
    assert again.snapshot_id == first.snapshot_id
    assert again.is_demo
    assert store.list_ids() == [first.snapshot_id]
    with pytest.raises(NoSnapshotError, match=r"no earlier snapshot"):
        store.rollback()


def test_publishing_equal_tables_mends_a_damaged_one(store: Store) -> None:
    path = publish(store).folder / "schools.parquet"
    whole = path.read_bytes()
    path.write_bytes(whole[:200])
    publish(store)
    assert path.read_bytes() == whole


def test_last_published_serves_and_is_listed_first(store: Store) -> None:
    ids = [publish(store, name).snapshot_id for name in ("Ash", "Beech", "Cedar")]
    assert store.open().snapshot_id == ids[2]
    assert store.list_ids()[0] == ids[2]
    assert sorted(store.list_ids()) == sorted(ids)
    assert store.open(ids[0]).table("schools")["name"].tolist() == ["Ash"]


def test_rollback_goes_back_step_by_step_and_stops(store: Store) -> None:
    ids = [publish(store, name).snapshot_id for name in ("Ash", "Beech", "Cedar")]
    assert store.rollback().snapshot_id == ids[1]
    assert store.open().table("schools")["name"].tolist() == ["Beech"]
    assert store.rollback().snapshot_id == ids[0]
    with pytest.raises(NoSnapshotError, match=r"no earlier snapshot in 'data'"):
        store.rollback()
    assert store.open().snapshot_id == ids[0]


def test_rollback_passes_over_a_snapshot_that_is_gone(store: Store) -> None:
    ids = [publish(store, name).snapshot_id for name in ("Ash", "Beech", "Cedar")]
    (store.folder / "snapshots" / ids[1]).rename(store.folder / "kept elsewhere")
    assert store.rollback().snapshot_id == ids[0]


def test_rollback_without_any_snapshot_is_an_error(store: Store) -> None:
    with pytest.raises(NoSnapshotError, match=r"no earlier snapshot"):
        store.rollback()


def test_opening_nothing_says_how_to_build(store: Store) -> None:
    assert not store.is_serving
    assert store.list_ids() == []
    with pytest.raises(NoSnapshotError, match=r"no snapshot in 'data': run .* build --from DIR"):
        store.open()


def test_opening_an_unknown_snapshot_names_those_there_are(store: Store) -> None:
    known = publish(store).snapshot_id
    with pytest.raises(NoSnapshotError, match=rf"one of \['{known}'\], got '../../etc'"):
        store.open("../../etc")


def test_unknown_table_is_an_error(store: Store) -> None:
    with pytest.raises(NoSnapshotError, match=r"has no table 'postcodes'"):
        publish(store).table("postcodes")


def test_damaged_table_says_what_to_do(store: Store) -> None:
    snapshot = publish(store)
    (snapshot.folder / "trusts.parquet").write_bytes(b"PAR1")
    with pytest.raises(UnreadableFileError, match=r"trusts.parquet .* damaged .* build.*rollback"):
        snapshot.table("trusts")


def test_damaged_pointer_says_what_to_do(store: Store) -> None:
    publish(store)
    (store.folder / "current.json").write_text('{"snap', encoding="utf-8")
    with pytest.raises(UnreadableFileError, match=r"current.json of 'data': damaged .* delete it"):
        store.open()


def test_serving_snapshot_that_is_gone_is_an_error(store: Store) -> None:
    lost = publish(store).snapshot_id
    (store.folder / "snapshots" / lost).rename(store.folder / "elsewhere")
    assert store.list_ids() == []
    with pytest.raises(NoSnapshotError, match=rf"one of \[\], got '{lost}'"):
        store.open()


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (errno.ENOSPC, "the disk filled .* free about 200 MB .* still serves"),
        (errno.EACCES, "could not be written .*Permission.* still serves"),
    ],
)
def test_failed_write_leaves_what_served(
    store: Store, monkeypatch: pytest.MonkeyPatch, number: int, told: str
) -> None:
    good = publish(store)
    write = store_module._write_table

    def fail_half_way(folder: Path, name: str, table: pd.DataFrame) -> dict[str, Any]:
        if name == "trusts":
            raise OSError(number, "Permission denied")
        return write(folder, name, table)

    monkeypatch.setattr(store_module, "_write_table", fail_half_way)
    with pytest.raises(BuildError, match=told):
        publish(store, "Beech")
    assert store.open().snapshot_id == good.snapshot_id
    assert store.list_ids() == [good.snapshot_id]
    assert list_leftovers(store) == []


def test_table_that_does_not_read_back_is_not_published(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = make_tables()["trusts"].iloc[:0]
    monkeypatch.setattr(pd, "read_parquet", lambda *_, **__: empty)
    with pytest.raises(BuildError, match=r"'schools' must read back 1 rows, got 0"):
        publish(store)
    assert not store.is_serving


def test_failure_between_publishing_and_pointing_leaves_what_served(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = publish(store)
    with monkeypatch.context() as patch:
        patch.setattr(Store, "_write_state", _refuse_to_write)
        with pytest.raises(BuildError, match=r"disk filled"):
            publish(store, "Beech")
    assert store.open().snapshot_id == good.snapshot_id
    assert publish(store, "Beech").table("schools")["name"].tolist() == ["Beech"]


def _refuse_to_write(*_arguments: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_lock_is_refused_to_a_second_process(store: Store) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(store.folder)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(BuildLockedError, match=r"another build is running in 'data'; wait"):
            publish(store)
        other.kill()
        other.wait()
        assert publish(store).snapshot_id == store.open().snapshot_id


def test_lock_is_free_after_an_error(store: Store) -> None:
    with pytest.raises(ZeroDivisionError, match=r"zero"), store.lock():
        raise ZeroDivisionError("zero")
    assert publish(store).snapshot_id == store.open().snapshot_id


def test_lock_sweeps_what_a_killed_build_left(store: Store) -> None:
    good = publish(store)
    half = store.folder / "snapshots" / ".unfinished-1234"
    half.mkdir()
    (half / "schools.parquet").write_bytes(b"PAR1")
    store.web.mkdir()
    (store.web / ".part-abc").write_bytes(b"half")
    (store.web / "points-1.json.gz").write_bytes(b"whole")
    (store.folder / ".unfinished-current").write_text("{", encoding="utf-8")
    assert store.list_ids() == [good.snapshot_id]
    with store.lock():
        assert list_leftovers(store) == []
    assert [path.name for path in store.web.iterdir()] == ["points-1.json.gz"]


def test_data_folder_that_cannot_be_made_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder", encoding="utf-8")
    with (
        pytest.raises(BuildError, match=r"could not be written .* check the data folder"),
        Store(tmp_path / "file" / "data").lock(),
    ):
        pytest.fail("the lock must not be given")


def test_state_names_the_snapshots_in_order(store: Store) -> None:
    ids = [publish(store, name).snapshot_id for name in ("Ash", "Beech", "Ash")]
    state = json.loads((store.folder / "current.json").read_text(encoding="utf-8"))
    assert state == {"snapshot": ids[0], "previous": [ids[1]]}


def test_data_folder_is_the_variable_or_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(DATA_DIR_VARIABLE, "elsewhere")
    assert find_data_dir() == tmp_path.resolve() / "elsewhere"
    monkeypatch.setenv(DATA_DIR_VARIABLE, "")
    assert find_data_dir() == tmp_path.resolve() / "data"


def test_code_version_is_the_version_and_eight_letters() -> None:
    version, _, digest = code_version().partition("+")
    assert version == "0.1.0"
    assert len(digest) == 8
    assert int(digest, 16) >= 0

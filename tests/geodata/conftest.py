"""Sources and snapshots that several suites share: made once, changed by nobody."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import geopandas as gpd
import pytest

from geodata import intake
from geodata.build import build_from_folder
from geodata.demo.areas import make_cells
from geodata.readers.registers import load_registers
from geodata.sources import Registers
from geodata.store import Snapshot, Store
from tests.conftest import build_once
from tests.geodata.sourcefolder import write_folder

_load_once = cache(load_registers)


@dataclass(frozen=True)
class Built:
    """A folder, the store it was built into, and what the build said."""

    folder: Path
    store: Store
    snapshot: Snapshot
    said: tuple[str, ...]


@pytest.fixture(scope="session", autouse=True)
def _registers_once() -> Iterator[None]:
    """Let builds of this suite share the project's registers, which take a second to load."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(intake, "load_registers", _load_once)
        yield


@pytest.fixture(scope="session")
def registers() -> Registers:
    """Give the project's own registers."""
    return _load_once()


@pytest.fixture(scope="session")
def small_areas(registers: Registers) -> gpd.GeoDataFrame:
    """Give schematic districts, current and former."""
    return make_cells(registers.districts, registers.coverage)


@pytest.fixture(scope="session")
def source_folder(
    tmp_path_factory: pytest.TempPathFactory, small_areas: gpd.GeoDataFrame, registers: Registers
) -> Path:
    """Give the folder of hand-made files; not to be changed."""
    folder = tmp_path_factory.mktemp("files") / "england"
    return write_folder(folder, small_areas, registers.districts)


@pytest.fixture
def folder(source_folder: Path, tmp_path: Path) -> Path:
    """Give a copy of the folder of files, to change at will."""
    return Path(shutil.copytree(source_folder, tmp_path / "england"))


@pytest.fixture(scope="session")
def built(source_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Give the snapshot of the hand-made files; its store is not to be changed."""
    said: list[str] = []
    store = Store(tmp_path_factory.mktemp("data"))
    snapshot = build_from_folder(source_folder, store, progress=said.append)
    return Built(source_folder, store, snapshot, tuple(said))


@pytest.fixture
def data_dir(built: Built, tmp_path: Path) -> Path:
    """Give a copy of the data folder of the snapshot, to change at will."""
    return Path(shutil.copytree(built.store.folder, tmp_path / "data"))


@pytest.fixture(scope="session")
def real(shared_data: Path, common_dir: Path) -> Snapshot:
    """Build the real snapshot, once for all workers."""
    folder = build_once(
        common_dir / "real", lambda folder: build_from_folder(shared_data, Store(folder))
    )
    return Store(folder).open()

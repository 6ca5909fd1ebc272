"""Fixtures shared by every suite."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import settings

# The same examples on every machine, and no verdict on how fast that machine is.
settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Give the folder of real open data, or skip with the reason."""
    folder = Path(os.environ.get("LOCALS_REAL_DATA", ROOT.parent / "shared" / "data")).resolve()
    if not (folder / "schools").is_dir():
        pytest.skip(
            f"real open data not found in {folder.name}; set LOCALS_REAL_DATA to its folder"
        )
    return folder


@pytest.fixture(scope="session")
def common_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the temporary folder that all workers of this run share."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


def build_once(folder: Path, build: Callable[[Path], object]) -> Path:
    """Let the first worker that asks fill a folder, and the others wait for it."""
    done = folder.with_suffix(".done")
    with FileLock(folder.with_suffix(".lock")):
        if not done.exists():
            shutil.rmtree(folder, ignore_errors=True)  # what a killed worker left
            folder.mkdir()
            build(folder)
            done.touch()
    return folder

"""Fixtures shared by every suite."""

import os
from pathlib import Path

import pytest
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

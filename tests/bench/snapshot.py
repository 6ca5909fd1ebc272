"""The real snapshot that benchmarks run on, built once per run."""

import os
import tempfile
from functools import cache
from pathlib import Path

from geodata.build import build_from_folder
from geodata.store import Snapshot, Store
from tests.conftest import ROOT


def find_shared() -> Path:
    """Find the folder of real open data."""
    folder = Path(os.environ.get("LOCALS_REAL_DATA", ROOT.parent / "shared" / "data")).resolve()
    if not folder.is_dir():
        raise SystemExit("benchmarks run on real data: set LOCALS_REAL_DATA to its folder")
    return folder


@cache
def open_real() -> Snapshot:
    """Build the real snapshot in a temporary folder and open it."""
    return build_from_folder(find_shared(), Store(Path(tempfile.mkdtemp(prefix="locals-bench-"))))

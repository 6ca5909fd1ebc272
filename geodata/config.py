"""Where data lives, and which code made it."""

import hashlib
import os
from functools import cache
from pathlib import Path

VERSION = "0.1.0"
DATA_DIR_VARIABLE = "LOCALS_DATA_DIR"
_PACKAGES = ("footprints", "geodata")


def find_data_dir() -> Path:
    """
    Give the folder of snapshots: `LOCALS_DATA_DIR`, or `data` below the working folder.

    Returns
    -------
    folder
        Absolute; it need not exist yet.
    """
    return Path(os.environ.get(DATA_DIR_VARIABLE) or "data").resolve()


@cache
def code_version() -> str:
    """
    Name the code that computes tables: its version and a hash of its source and registers.

    Returns
    -------
    version
        Such as `0.1.0+1a2b3c4d`; equal for equal files.
    """
    root = Path(__file__).parents[1]
    digest = hashlib.sha256()
    for package in _PACKAGES:
        for path in sorted((root / package).rglob("*")):
            if path.suffix in {".py", ".csv", ".toml"}:
                digest.update(path.relative_to(root).as_posix().encode())
                digest.update(path.read_bytes())
    return f"{VERSION}+{digest.hexdigest()[:8]}"

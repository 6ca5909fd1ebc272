"""The SHA-256 of files, by which sources and tables are known."""

import hashlib
from pathlib import Path


def hash_file(path: Path) -> str:
    """Compute the SHA-256 of a file, as 64 hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

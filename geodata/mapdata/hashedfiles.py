"""Files for the browser, named by their content: it fetches each once and keeps it for ever."""

import gzip
import hashlib
import json
import os
import re
import tempfile
from pathlib import Path


def write_hashed(folder: Path, stem: str, content: object) -> str:
    """
    Write gzipped JSON under a name made from its content, whole or not at all.

    Parameters
    ----------
    folder
        Must exist.
    stem
        Begins the name; what may not be in the name of a file becomes a hyphen.
    content
        What JSON can hold, without infinities and NaN.

    Returns
    -------
    name
        Of the file in `folder`; equal contents have equal names, and what is there already is
        not written again.

    Raises
    ------
    OSError
        If the folder cannot be written; no half file is left under the final name.
    ValueError
        If a number is not finite.

    Examples
    --------
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_hashed(Path(folder), "lines of Ours", [1, 2])
    'lines-of-ours-49a64717d5d4cb19.json.gz'
    """
    # a visitor's system may have any name, a file may not
    stem = re.sub(r"[^a-z0-9]+", "-", stem.lower())
    text = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    raw = text.encode()
    name = f"{stem}-{hashlib.sha256(raw).hexdigest()[:16]}.json.gz"
    final = folder / name
    if not final.exists():
        handle, temporary = tempfile.mkstemp(dir=folder, prefix=".part-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(gzip.compress(raw, compresslevel=9, mtime=0))
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).chmod(0o644)
            Path(temporary).replace(final)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    return name

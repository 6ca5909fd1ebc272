"""A file and its sources in one archive."""

import io
import json
import zipfile
from collections.abc import Mapping
from typing import Any


def zip_with_sources(name: str, content: bytes, metadata: Mapping[str, Any]) -> bytes:
    """
    Put a file that cannot hold its own sources into one archive with them.

    Parameters
    ----------
    name
        The file's name, safe as one (see `geodata.slugs`).
    content
        Its bytes.
    metadata
        As for `render`; written beside it as `<name>-metadata.json`.

    Returns
    -------
    archive
        A zip; equal inputs give equal bytes.
    """
    return zip_files({name: content}, f"{name}-metadata.json", metadata)


def zip_files(files: Mapping[str, bytes], about: str, metadata: Mapping[str, Any]) -> bytes:
    """
    Put several files into one archive with their sources.

    Parameters
    ----------
    files
        Bytes by name; names safe as such.
    about
        The name of the file that holds the metadata.
    metadata
        As for `render`.

    Returns
    -------
    archive
        A zip; equal inputs give equal bytes.
    """
    told = json.dumps(dict(metadata), ensure_ascii=False, indent=2).encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for inner, data in {**files, about: told}.items():
            # a fixed date, else each download of the same thing would differ
            info = zipfile.ZipInfo(inner, date_time=(1980, 1, 1, 0, 0, 0))
            archive.writestr(info, data, zipfile.ZIP_DEFLATED)
    return out.getvalue()

"""Files named by their content: whole, never stale, and never outside their folder."""

import gzip
import hashlib
import json
from pathlib import Path

import pytest

from geodata.mapdata.hashedfiles import write_hashed


def test_a_file_is_named_by_what_is_in_it(tmp_path: Path) -> None:
    content = {"name": "Ynys Môn", "at": [1.5, None]}
    name = write_hashed(tmp_path, "lines", content)
    raw = gzip.decompress((tmp_path / name).read_bytes())
    assert json.loads(raw) == content
    assert name == f"lines-{hashlib.sha256(raw).hexdigest()[:16]}.json.gz"
    assert write_hashed(tmp_path, "lines", content) == name
    assert write_hashed(tmp_path, "lines", content | {"at": []}) != name
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize("stem", ["../up", "a/b", "C:\\x", "Größe", ".."])
def test_no_stem_leads_out_of_the_folder(stem: str, tmp_path: Path) -> None:
    folder = tmp_path / "web"
    folder.mkdir()
    write_hashed(folder, stem, [])
    assert [path.name for path in tmp_path.iterdir()] == ["web"]
    (file,) = folder.iterdir()
    assert set(file.name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-.")


def test_what_is_no_json_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        write_hashed(tmp_path, "lines", [float("nan")])
    assert not list(tmp_path.iterdir())

"""The one file of official addresses."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest

from geodata.errors import UnreadableFileError
from geodata.fetch.official import read_official
from geodata.sourcesfile import KINDS

ENTRY = """
[[source]]
name = "a"
kind = "links"
form = "file"
publisher = "p"
licence = "l"
attribution = "a"
landing_page = "https://example.org"
address = "https://example.org/a.csv"
date_rule = "fixed"
file = "a.csv"
"""


def test_the_official_list_is_whole_and_points_to_public_bodies() -> None:
    sources = read_official()
    assert {source.kind for source in sources} <= set(KINDS)
    assert {"establishments", "links", "group_links", "boundaries", "area_lookup"} <= {
        source.kind for source in sources
    }
    assert len({source.name for source in sources}) == len(sources)
    for source in sources:
        assert source.landing_page.startswith("https://")
        if source.form == "by_hand":
            assert source.address == ""
            continue
        assert source.address.startswith("https://")
        assert (source.date_rule == "daily") == ("{date}" in source.address)
        assert (source.query is not None) == (source.form in ("features", "table"))
        assert urlsplit(source.address).hostname in {
            "ea-edubase-api-prod.azurewebsites.net",
            "services1.arcgis.com",
        }


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[[source]", r"list\.toml is not valid TOML"),
        (ENTRY.replace('licence = "l"\n', ""), r"list\.toml: source `a` lacks \['licence'\]; add"),
        (ENTRY.replace('"file"', '"table"'), r"source `a` lacks \['query'\]"),
        (ENTRY.replace('"file"', '"ftp"'), r"source `a` has form 'ftp', expected one of \['file'"),
    ],
)
def test_a_list_with_a_mistake_is_told(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "list.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UnreadableFileError, match=told):
        read_official(path)


def test_a_list_of_ones_own_is_read(tmp_path: Path) -> None:
    path = tmp_path / "list.toml"
    path.write_text(ENTRY, encoding="utf-8")
    assert [(source.name, source.query) for source in read_official(path)] == [("a", None)]

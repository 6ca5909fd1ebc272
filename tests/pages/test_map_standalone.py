"""A map as one HTML file: what is in it, what is not, and that nothing in it can do harm."""

import base64
import gzip
import hashlib
import json
import re
from dataclasses import asdict, replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from geodata.mapdata.files import MapFiles
from geodata.mapdata.subset import find_bounds
from pages.components.loaded import Loaded
from pages.components.map import (
    Colour,
    Legend,
    LineLayer,
    MapCommand,
    OutlineLayer,
    OwnColours,
    SelectedSchool,
    View,
    pack_codes,
    pack_lines,
    pack_mask,
)
from pages.components.map.savedpage import Caption, check_inline
from pages.components.map.standalone import write_standalone
from pages.components.save_map import list_publishers, write_caption
from pages.components.seamlayers import recall_outlined

NASTY = "</script><script>window.bad=1</script> \"'{{ 7 * 7 }} {% x %} <!-- 🏫"
CAPTION = Caption("Map", "1 May 2025", ("Somebody",), "Some licence", "Somebody's data")


class Reader(HTMLParser):
    """Reads a page as a browser does: its tags, scripts and words."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.held: dict[str, list[str]] = {}
        self.inside: str | None = None
        self.feed(page.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.held.setdefault(tag, []).append("")
        self.inside = tag

    def handle_endtag(self, tag: str) -> None:
        assert tag in self.held
        self.inside = None

    def handle_data(self, data: str) -> None:
        if self.inside is not None:
            self.held[self.inside][-1] += data

    def files(self) -> dict[str, Any]:
        """The map's files, unpacked."""
        (script,) = [s for s in self.held["script"] if s.startswith("window.localsFiles")]
        packed = json.loads(script.removeprefix("window.localsFiles = ").removesuffix(";"))
        return {k: json.loads(gzip.decompress(base64.b64decode(v))) for k, v in packed.items()}

    def command(self) -> dict[str, Any]:
        """The command the map starts with."""
        found = re.search(r"window\.localsBoot\.apply\((\{.*\})\);", self.held["script"][-1])
        assert found is not None
        answer: dict[str, Any] = json.loads(found[1])
        return answer


def make_command(loaded: Loaded, **changes: Any) -> MapCommand:
    colour = Colour(loaded.map_files.systems["la"])
    return replace(MapCommand(colour, Legend("Key"), "Some schools."), **changes)


def save(loaded: Loaded, command: MapCommand, caption: Caption = CAPTION) -> Reader:
    return Reader(write_standalone(loaded.map_files, loaded.web, command, caption))


def in_region(loaded: Loaded) -> np.ndarray:
    region = loaded.schools["region"]
    return (region == region.dropna().iloc[0]).to_numpy()


def test_only_the_schools_shown_are_in_the_file(loaded: Loaded) -> None:
    shown = in_region(loaded)
    saved = save(loaded, make_command(loaded, shown=pack_mask(shown)))
    files, packed = loaded.map_files, saved.files()
    urns = np.cumsum(packed[files.points]["urn"])
    assert urns.tolist() == loaded.schools["urn"][shown].tolist()
    assert len(packed[files.names]["head"]) == shown.sum()
    assert len(packed[files.systems["la"]]["unit"]) == shown.sum()
    assert saved.command()["shown"] is None


def test_a_filtered_map_opens_on_its_schools(loaded: Loaded) -> None:
    saved = save(loaded, make_command(loaded, shown=pack_mask(in_region(loaded))))
    west, south, east, north = find_bounds(saved.files()[loaded.map_files.points]) or (0,) * 4
    view = saved.command()["view"]
    assert view["west"] < west < east < view["east"]
    assert view["south"] < south < north < view["north"]


def test_all_schools_open_on_the_whole_country(loaded: Loaded) -> None:
    assert save(loaded, make_command(loaded)).command()["view"] is None


def test_a_view_asked_for_stays(loaded: Loaded) -> None:
    asked = View("there", 50, -5, 51, -4)
    command = make_command(loaded, shown=pack_mask(in_region(loaded)), view=asked)
    assert save(loaded, command).command()["view"] == asdict(asked)


def test_a_school_picked_outside_the_filter_keeps_its_ring(loaded: Loaded) -> None:
    shown = in_region(loaded)
    urn = int(loaded.schools["urn"][~shown].iloc[0])
    command = make_command(loaded, shown=pack_mask(shown), selected=SelectedSchool(urn))
    saved = save(loaded, command)
    urns = np.cumsum(saved.files()[loaded.map_files.points]["urn"])
    mask = np.unpackbits(np.frombuffer(base64.b64decode(saved.command()["shown"]), "u1"))
    assert urns[mask[: len(urns)] == 0].tolist() == [urn]


def test_a_visitor_s_own_colours_are_cut_too(loaded: Loaded) -> None:
    shown = in_region(loaded)
    places = np.arange(len(shown)) % 2
    own = OwnColours("Mine", "Unit", ("A", "B"), (0, 1), ("#000",), pack_codes(places))
    saved = save(loaded, make_command(loaded, shown=pack_mask(shown), colour=Colour(own=own)))
    assert saved.command()["colour"]["own"]["unit"] == pack_codes(places[shown])


def test_no_school_at_all_is_a_map_too(loaded: Loaded) -> None:
    nobody = np.zeros(len(loaded.schools), dtype=bool)
    saved = save(loaded, make_command(loaded, shown=pack_mask(nobody)))
    assert saved.files()[loaded.map_files.points]["urn"] == []


def test_only_the_files_needed_are_in_it(loaded: Loaded) -> None:
    files = loaded.map_files
    layer = OutlineLayer("Authority", "#000", files.outlines["la"])
    saved = save(loaded, make_command(loaded, outlines=(layer,))).files()
    needed = {files.points, files.names, files.context, files.systems["la"], files.outlines["la"]}
    assert set(saved) == needed - {None}


def test_lines_are_in_it_from_their_file_or_packed(loaded: Loaded) -> None:
    drawn = recall_outlined(("tsh", "maths"), loaded)
    packed = LineLayer("Mine", "#000", packed=pack_lines({"features": []}))
    command = make_command(loaded, lines=(*drawn.lines, packed), lines_above=True)
    saved = save(loaded, command)
    held = saved.files()
    for layer in drawn.lines:
        assert layer.file is not None
        assert held[layer.file]["features"]
    assert len(held) == len(save(loaded, make_command(loaded)).files()) + len(drawn.lines)
    assert saved.command()["lines"] == [asdict(layer) for layer in command.lines]
    assert saved.command()["lines_above"]


def test_the_page_asks_for_nothing(loaded: Loaded) -> None:
    saved = save(loaded, make_command(loaded))
    assert not [tag for tag, held in saved.tags if {"src", "href", "srcset"} & set(held)]
    addresses = [re.findall(r"url\(([^)#]{1,20})", style) for style in saved.held["style"]]
    assert {text[:5] for several in addresses for text in several} == {"data:"}
    assert "@import" not in "".join(saved.held["style"])


def test_only_what_the_page_was_made_with_may_run(loaded: Loaded) -> None:
    saved = save(loaded, make_command(loaded))
    (policy,) = [h["content"] for _, h in saved.tags if "http-equiv" in h]
    assert policy is not None
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    for kind in ("script", "style"):
        for text in saved.held[kind]:
            digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
            assert f"'sha256-{digest}'" in policy


def test_hostile_words_stay_words(loaded: Loaded) -> None:
    caption = Caption(NASTY, NASTY, (NASTY,), NASTY, NASTY, NASTY)
    plain = save(loaded, make_command(loaded))
    legend = Legend(NASTY)
    saved = save(loaded, make_command(loaded, legend=legend, summary=NASTY), caption)
    tags = [tag for tag, _ in saved.tags]
    assert tags.count("script") == [tag for tag, _ in plain.tags].count("script")
    assert saved.held["h1"] == [NASTY]
    assert saved.held["title"] == [NASTY]
    assert saved.command()["legend"]["title"] == NASTY


def test_the_page_says_what_it_is(loaded: Loaded) -> None:
    page = write_standalone(
        loaded.map_files, loaded.web, make_command(loaded), write_caption(loaded, "Our map")
    )
    text = page.decode()
    assert '<html lang="en-GB">' in text
    assert '<meta name="viewport" content="width=device-width, initial-scale=1">' in text
    for words in ("<h1>Our map</h1>", "Some schools.", loaded.as_of, "Demonstration data"):
        assert words in text
    assert loaded.snapshot.manifest["licence"] in text
    assert loaded.snapshot.snapshot_id in text


def test_the_same_map_is_the_same_file(loaded: Loaded) -> None:
    args = (loaded.map_files, loaded.web, make_command(loaded), CAPTION)
    assert write_standalone(*args) == write_standalone(*args)


def test_a_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    files = MapFiles("points-0.json.gz", "names-0.json.gz", None, {}, {}, {})
    command = MapCommand(Colour(), Legend("Key"), "Some schools.")
    with pytest.raises(OSError, match="points-0"):
        write_standalone(files, tmp_path, command, CAPTION)


@pytest.mark.parametrize("text", ["a</Script>", "b <!-- c", "d</style >"])
def test_what_would_end_a_script_early_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="must not hold"):
        check_inline(text)


def test_publishers_are_named_once_with_their_dates() -> None:
    source = {"file": "a.csv", "publisher": "ONS", "date": "2022-12"}
    sources = [source, source | {"date": "2013"}, source | {"publisher": None, "date": None}]
    assert list_publishers(sources) == ["ONS (2013, December 2022)", "a.csv"]

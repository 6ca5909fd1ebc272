"""Seams as layers: told apart without colour, found once, in files unless they are a visitor's."""

import base64
import gzip
import json
from collections import OrderedDict
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from pages.components.area import Area, parse_area
from pages.components.compare.asked import How
from pages.components.compare.work import find_area_seams
from pages.components.loaded import Loaded
from pages.components.map import LineLayer
from pages.components.seamlayers import KINDS, recall_layers, recall_outlined
from pages.components.visit.session import extend
from tests.pages.test_visit import read_register

LEAST_CONTRAST = 3.0  # WCAG 2.2, 1.4.11: of a line with what is beside it, here its white edge
APART = 1.5


def measure_light(colour: str) -> float:
    """Measure the relative luminance of a colour, as WCAG 2.2 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def take_england(loaded: Loaded) -> Area:
    area = parse_area("england", loaded)
    assert area is not None
    return area


def read_file(loaded: Loaded, layer: LineLayer) -> list[dict[str, Any]]:
    assert layer.file is not None
    lines = json.loads(gzip.decompress((loaded.web / layer.file).read_bytes()))
    features: list[dict[str, Any]] = lines["features"]
    return features


def refuse(*_: object) -> None:
    raise AssertionError("this was worked out before")


def test_kinds_differ_in_width_and_in_darkness() -> None:
    assert [kind.key for kind in KINDS] == ["alone", "cut", "seam"]
    widths = [kind.weight for kind in KINDS]
    assert all(after >= before + 1 for before, after in pairwise(widths))
    contrast = [1.05 / (measure_light(kind.colour) + 0.05) for kind in KINDS]
    assert contrast[0] >= LEAST_CONTRAST
    assert all(after > before * APART for before, after in pairwise(contrast))


def test_the_seams_of_england_are_in_files_with_every_line_once(loaded: Loaded) -> None:
    drawn = recall_outlined(("tsh", "maths", "la"), loaded)
    how = How(("la", "maths", "tsh"))
    lines = find_area_seams(take_england(loaded), how, loaded).lines
    numbers = {
        layer.name: sorted(one["properties"]["seam"] for one in read_file(loaded, layer))
        for layer in drawn.lines
    }
    names = {kind.key: kind.name for kind in KINDS}
    expected = {names[kind]: sorted(part["seam"]) for kind, part in lines.groupby("kind")}
    assert numbers == expected
    assert [layer.packed for layer in drawn.lines] == [None] * len(expected)
    assert [entry.text.partition(":")[0] for entry in drawn.key] == list(numbers)[::-1]


def test_they_are_found_once_whatever_the_order_of_the_outlines(
    loaded: Loaded, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = recall_outlined(("tsh", "lad"), loaded)
    monkeypatch.setattr("pages.components.seamlayers.find_area_seams", refuse)
    again = recall_outlined(("lad", "tsh"), loaded)
    assert again == first
    with pytest.raises(AssertionError, match="worked out before"):
        recall_outlined(("lad", "tsh", "region"), loaded)


@pytest.mark.parametrize("outlines", [(), ("tsh",), ("trust", "tsh"), ("computing", "trust")])
def test_fewer_than_two_with_borders_are_told_to_be_too_few(
    outlines: tuple[str, ...], loaded: Loaded, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pages.components.seamlayers.find_area_seams", refuse)
    drawn = recall_outlined(outlines, loaded)
    assert drawn.said.startswith("Outline two systems to see their seams.")
    assert ("Academy trusts" in drawn.said) == ("trust" in outlines)
    assert not drawn.lines
    assert not drawn.key


def test_who_divides_no_ground_is_named_and_changes_nothing(loaded: Loaded) -> None:
    two, three = (recall_outlined(who, loaded) for who in (("la", "tsh"), ("la", "trust", "tsh")))
    assert three.lines == two.lines
    assert "Without Academy trusts: ended, or not dividing the ground." in three.said
    assert "Without" not in two.said


def test_a_visitors_own_seams_are_in_no_file_and_on_nobodys_shelf(
    loaded: Loaded, monkeypatch: pytest.MonkeyPatch
) -> None:
    recall_outlined(("la", "tsh"), loaded)
    before = set(Path(loaded.web).iterdir())
    shared: OrderedDict[object, object] = OrderedDict()
    monkeypatch.setattr("pages.components.shelf._open_shelf", lambda *_: shared)
    visited = extend(loaded, read_register(loaded, infer=True))
    drawn = recall_outlined(("pilot", "la"), visited)
    assert drawn.lines
    assert set(Path(loaded.web).iterdir()) == before
    assert all(key[0] == "graph" for key in shared if isinstance(key, tuple))
    assert all(layer.file is None and layer.packed is not None for layer in drawn.lines)
    lines = find_area_seams(take_england(visited), How(("la", "pilot")), visited).lines
    packed = [gzip.decompress(base64.b64decode(str(layer.packed))) for layer in drawn.lines]
    assert sum(len(json.loads(one)["features"]) for one in packed) == len(lines)


def test_both_pages_draw_the_same_england(loaded: Loaded) -> None:
    how = How(("la", "tsh"))
    drawn = recall_layers(take_england(loaded), how, loaded, find_area_seams)
    outlined = recall_outlined(how.systems, loaded)
    assert outlined.lines == drawn.lines
    assert outlined.said.endswith(drawn.said)

"""From choices to the map's command: what is masked, coloured, outlined, linked, gone to."""

import base64
import dataclasses

import numpy as np
import pandas as pd
import pytest

from footprints.selection.schoolfilter import SchoolFilter
from footprints.selection.within import Circle, Members
from pages.components.loaded import Loaded
from pages.components.map import MapCommand
from pages.components.map.command import write_command
from pages.components.mapview import compose, say_what_is_shown
from pages.components.metric_colour import CERTAINTY_COLOURS
from pages.components.picked import Picked
from pages.components.seamlayers import NOTE
from pages.components.selection import By, Colouring, Selection, match_selection
from pages.components.visit.session import add_networks, extend

MOST_BYTES_OF_SEAMS = 2_000

CALM = Selection(
    Colouring("unit", "tsh"),
    ("tsh",),
    SchoolFilter(),
    within=None,
    picked=Picked(),
    table=False,
    notes=(),
)


def choose(system: str, *outlines: str, by: By = "unit") -> Selection:
    return dataclasses.replace(CALM, colour=Colouring(by, system), outlines=outlines)


def make_listings(loaded: Loaded, n: int = 12, name: str = "Alpha & <b>Sons</b>") -> pd.DataFrame:
    """List the first schools in two networks."""
    urns = loaded.schools["urn"].iloc[:n]
    unit = ["a", "b"] * (n // 2)
    return pd.DataFrame(
        {"urn": urns, "system": "mine", "unit_id": unit, "unit_name": [name, "Beta"] * (n // 2)}
    )


@pytest.fixture(scope="module")
def visited(loaded: Loaded) -> Loaded:
    return extend(loaded, add_networks(loaded, make_listings(loaded)))


def show(
    loaded: Loaded,
    selection: Selection = CALM,
    picked: Picked = Picked(),  # noqa: B008  frozen
    move: str | None = "here@1",
) -> MapCommand:
    chosen = dataclasses.replace(selection, picked=picked)
    return compose(loaded, chosen, match_selection(chosen, loaded), move)


def find_shared(loaded: Loaded, system: str) -> int:
    held = loaded.memberships
    found = held[(held["system"] == system) & (held["certainty"] == "shared")]
    return int(found["urn"].iloc[0])


def test_every_school_is_shown_without_a_mask(loaded: Loaded) -> None:
    assert show(loaded).shown is None


def test_a_filter_is_a_mask_in_order_of_urn(loaded: Loaded) -> None:
    wanted = SchoolFilter(phase=("Secondary",))
    packed = show(loaded, dataclasses.replace(CALM, wanted=wanted)).shown
    assert packed is not None
    bits = np.unpackbits(np.frombuffer(base64.b64decode(packed), dtype=np.uint8))
    expected = loaded.schools["phase"].eq("Secondary").to_numpy()
    assert bits[: len(expected)].astype(bool).tolist() == expected.tolist()
    assert not bits[len(expected) :].any()


def test_an_area_narrows_the_filter_and_a_circle_is_drawn_back(loaded: Loaded) -> None:
    everyone = np.ones(len(loaded.schools), dtype=bool)
    camden = dataclasses.replace(CALM, within=Members("la", "202"))
    assert match_selection(camden, loaded).sum() == loaded.schools["la_code"].eq("202").sum()
    circle = dataclasses.replace(CALM, within=Circle(-1.5, 53.8, 10.0))
    command = compose(loaded, circle, match_selection(circle, loaded), None)
    assert command.area is not None
    assert len(command.area) > 30
    assert command.shown != compose(loaded, CALM, everyone, None).shown


@pytest.mark.parametrize(("by", "key"), [("certainty", "computing"), ("measure", "pupils")])
def test_certainty_and_measure_are_files_too(by: By, key: str, loaded: Loaded) -> None:
    command = show(loaded, choose(key, by=by))
    assert command.colour.file is not None
    assert (loaded.web / command.colour.file).exists()
    assert command.legend.entries


def test_a_visitors_network_can_be_coloured_by_certainty(visited: Loaded) -> None:
    own = show(visited, choose("mine", by="certainty")).colour.own
    assert own is not None
    # the colours of certainties, as for everybody's systems; who is in none has none
    assert own.unit_names == ("listed",)
    assert own.palette == (CERTAINTY_COLOURS["listed"],)
    legend = show(visited, choose("mine", by="certainty")).legend
    assert legend.title.startswith("Coloured by how certain:")


def test_a_system_of_the_snapshot_is_a_file(loaded: Loaded) -> None:
    command = show(loaded, choose("maths", "maths", "la"))
    assert command.colour.file == loaded.map_files.systems["maths"]
    assert command.colour.own is None
    assert [outline.file for outline in command.outlines] == [
        loaded.map_files.outlines["maths"],
        loaded.map_files.outlines["la"],
    ]
    hue = loaded.systems.set_index("system").loc["maths", "colour"]
    assert command.outlines[0].colour == hue


def test_a_visitors_network_travels_in_the_command(visited: Loaded) -> None:
    command = show(visited, choose("mine", "mine"))
    own = command.colour.own
    assert own is not None
    assert own.unit_names == ("Alpha & <b>Sons</b>", "Beta")
    codes = np.frombuffer(base64.b64decode(own.unit), dtype="<u2")
    assert len(codes) == len(visited.schools)
    assert codes[:12].tolist() == [0, 1] * 6
    assert set(codes[12:]) == {65535}
    (outline,) = command.outlines
    assert outline.file is None
    assert outline.features is not None
    named = {f["properties"]["name"]: f["properties"] for f in outline.features["features"]}
    assert set(named) == {"Alpha & <b>Sons</b>", "Beta"}
    assert named["Beta"]["certainty"] == "listed"
    assert named["Beta"]["method"] == "hull"


def test_more_networks_than_a_code_can_number_still_fit(loaded: Loaded) -> None:
    n = 70_000
    urns = np.resize(loaded.schools["urn"].to_numpy(), n)
    ids = [f"n{at:06d}" for at in range(n)]
    listings = pd.DataFrame({"urn": urns, "system": "mine", "unit_id": ids, "unit_name": ids})
    crowded = extend(loaded, add_networks(loaded, listings))
    own = show(crowded, choose("mine")).colour.own
    assert own is not None
    assert len(own.unit_names) == len(loaded.schools)


def test_a_hostile_network_name_cannot_act_in_the_frame(visited: Loaded) -> None:
    literal = write_command(show(visited, choose("mine", "mine")))
    assert "<b>" not in literal
    assert "Alpha \\u0026 \\u003cb\\u003eSons" in literal


def test_lines_lead_to_bases_but_not_to_those_that_share(loaded: Loaded) -> None:
    urn = find_shared(loaded, "computing")
    selected = show(loaded, picked=Picked(urn=urn)).selected
    assert selected is not None
    assert selected.urn == urn
    held = loaded.index.rows_of(urn)
    sure = held[~held["certainty"].isin(["none", "shared"])]
    expected = sure.loc[sure["system"].isin(list(loaded.map_files.bases)), "unit_id"]
    assert sorted(link.unit_id for link in selected.links) == sorted(expected)
    shared = set(held.loc[held["certainty"] == "shared", "unit_id"])
    assert shared
    assert not shared & {link.unit_id for link in selected.links}


def test_nothing_picked_is_nothing_selected(loaded: Loaded) -> None:
    command = show(loaded)
    assert command.selected is None
    assert command.view is None


def test_the_view_moves_only_when_a_move_is_asked_for(loaded: Loaded) -> None:
    picked = Picked(urn=int(loaded.schools["urn"].iloc[50]))
    assert show(loaded, picked=picked, move=None).view is None
    moves = ("1@1", "1@1", "1@2")
    first, again, later = (show(loaded, picked=picked, move=move).view for move in moves)
    assert first is not None
    assert first == again
    assert later is not None
    assert later.token != first.token
    assert dataclasses.replace(later, token=first.token) == first


def test_the_view_of_a_school_holds_it(loaded: Loaded) -> None:
    school = loaded.schools[loaded.schools.geometry.notna()].iloc[[50]]
    view = show(loaded, picked=Picked(urn=int(school["urn"].iloc[0]))).view
    point = school.geometry.to_crs(4326).iloc[0]
    assert view is not None
    assert view.south < point.y < view.north
    assert view.west < point.x < view.east
    assert view.north - view.south == pytest.approx(8_000 / 111_200, rel=0.02)


def test_the_view_of_a_unit_holds_its_schools(loaded: Loaded) -> None:
    view = show(loaded, picked=Picked(unit=("la", "202"))).view
    inside = loaded.schools[loaded.schools["la_code"].eq("202") & loaded.schools.geometry.notna()]
    points = inside.geometry.to_crs(4326)
    assert view is not None
    assert points.y.between(view.south, view.north).all()
    assert points.x.between(view.west, view.east).all()


def test_a_school_without_a_place_does_not_move_the_map(loaded: Loaded) -> None:
    lost = loaded.schools.loc[loaded.schools.geometry.isna(), "urn"]
    assert show(loaded, picked=Picked(urn=int(lost.iloc[0]))).view is None


def test_a_unit_without_schools_does_not_move_the_map(loaded: Loaded) -> None:
    unit = loaded.units.loc[loaded.units["system"] == "behaviour", "unit_id"].iloc[0]
    assert show(loaded, picked=Picked(unit=("behaviour", str(unit)))).view is None


def test_the_key_names_colour_outlines_and_what_is_unpublished(loaded: Loaded) -> None:
    legend = show(loaded, choose("maths", "tsh", "english")).legend
    assert legend.title == "Coloured by Maths Hubs"
    texts = [entry.text for entry in legend.entries]
    assert "Teaching School Hubs:" in texts
    assert "English Hubs:" in texts
    assert any(note.startswith("English Hubs: 19 of 34 known") for note in legend.notes)
    assert len(legend.notes) == len(set(legend.notes))


def test_seams_lie_above_the_schools_and_have_their_key_before_the_outlines(
    loaded: Loaded,
) -> None:
    chosen = choose("maths", "tsh", "maths")
    before, command = show(loaded, chosen), show(loaded, dataclasses.replace(chosen, seams=True))
    assert not before.lines
    assert not before.lines_above
    assert command.lines_above
    assert all(layer.file and (loaded.web / layer.file).exists() for layer in command.lines)
    marks = [entry.mark for entry in command.legend.entries]
    lines = [at for at, mark in enumerate(marks) if mark == "line"]
    assert lines == list(range(3, 3 + len(command.lines)))
    assert NOTE in command.legend.notes
    assert command.summary.startswith(before.summary)
    assert "run together for" in command.summary


def test_the_lines_of_seams_are_not_in_the_command(loaded: Loaded) -> None:
    chosen = choose("maths", "tsh", "maths", "la")
    without = len(write_command(show(loaded, chosen)))
    with_seams = len(write_command(show(loaded, dataclasses.replace(chosen, seams=True))))
    # names of files, the key and a sentence, whatever the length of the lines
    assert 0 < with_seams - without < MOST_BYTES_OF_SEAMS


def test_too_few_outlines_say_so_and_draw_nothing(loaded: Loaded) -> None:
    command = show(loaded, dataclasses.replace(CALM, seams=True))
    assert command.summary.endswith("Outline two systems to see their seams.")
    assert not command.lines
    assert not command.lines_above
    assert NOTE not in command.legend.notes


def test_a_note_is_given_once_for_colour_and_outline(loaded: Loaded) -> None:
    legend = show(loaded, choose("english", "english")).legend
    assert sum(note.startswith("English Hubs") for note in legend.notes) == 1


def test_the_sentence_counts_what_is_on_the_map(loaded: Loaded) -> None:
    everyone = np.ones(len(loaded.schools), dtype=bool)
    placed = int(loaded.schools.geometry.notna().sum())
    lost = len(everyone) - placed
    assert lost > 0
    assert say_what_is_shown(loaded, CALM, everyone) == (
        f"{placed:,} of {len(everyone):,} schools shown, coloured by Teaching School Hubs; "
        f"{lost} more have no usable coordinates. Outlines: Teaching School Hubs. "
        "School records of 31 August 2025."
    )


def test_the_sentence_says_when_nothing_is_shown(loaded: Loaded) -> None:
    nobody = np.zeros(len(loaded.schools), dtype=bool)
    said = say_what_is_shown(loaded, dataclasses.replace(CALM, outlines=()), nobody)
    assert said.startswith("0 of 24,000 schools shown")
    assert "Outlines: none." in said

"""Colours of measures and certainties: a file for the map, a key with counts, told apart."""

import gzip
import json
from collections.abc import Sequence
from itertools import combinations, pairwise

import branca.colormap
import numpy as np
import pandas as pd
import pytest

from footprints.legend.colouring import PALETTE
from footprints.legend.measures import list_measures, measure_schools
from pages.components.loaded import Loaded
from pages.components.metric_colour import (
    CERTAINTY_COLOURS,
    RAMP,
    colour_certainty,
    colour_metric,
    legend_for_certainty,
    legend_for_metric,
    list_metrics,
)
from pages.components.visit.session import add_networks, extend

LAND = "#f6f4ee"
# Full severity, in linear RGB: Machado, Oliveira and Fernandes 2009, table 1.
SIGHTS = {
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
}


def to_linear(colour: str) -> np.ndarray:
    encoded = np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    return np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)


def luminance(colour: str) -> float:
    return float(to_linear(colour) @ [0.2126, 0.7152, 0.0722])


def to_lab(linear: np.ndarray) -> np.ndarray:
    """CIE L*a*b*, D65."""
    to_xyz = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    xyz = np.array(to_xyz) @ linear.clip(0, 1) / [0.9505, 1.0, 1.089]
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def difference(pair: Sequence[str], sight: str) -> float:
    """CIE76 between two colours as somebody sees them."""
    one, other = (to_lab(SIGHTS[sight] @ to_linear(colour)) for colour in pair)
    return float(np.linalg.norm(one - other))


def read(loaded: Loaded, file: str) -> dict:
    content: dict = json.loads(gzip.decompress((loaded.web / file).read_bytes()))
    return content


def test_the_ramp_is_viridis_as_another_library_has_it() -> None:
    samples = branca.colormap.linear.viridis.rgb_hex_str
    assert tuple(samples(at / 19) for at in range(15, 0, -2)) == RAMP


def test_the_ramp_grows_darker_step_by_step_in_grey_too() -> None:
    steps = [luminance(colour) for colour in RAMP]
    assert all(light > dark * 1.25 for light, dark in pairwise(steps))
    assert (luminance(LAND) + 0.05) / (steps[0] + 0.05) > 1.7


@pytest.mark.parametrize("sight", SIGHTS)
def test_neighbouring_classes_differ_without_red_or_green_cones(sight: str) -> None:
    assert min(difference(pair, sight) for pair in pairwise(RAMP)) > 8.5


@pytest.mark.parametrize("sight", SIGHTS)
def test_the_colours_of_units_differ_without_red_or_green_cones(sight: str) -> None:
    assert min(difference(pair, sight) for pair in combinations(PALETTE, 2)) > 17


def test_certainties_grow_lighter_from_firm_to_guessed() -> None:
    assert list(CERTAINTY_COLOURS) == ["designated", "listed", "partial", "shared", "inferred"]
    steps = [luminance(colour) for colour in CERTAINTY_COLOURS.values()]
    assert all(light > dark * 1.25 for dark, light in pairwise(steps))


def test_every_measure_offered_has_values(loaded: Loaded) -> None:
    offered = list_metrics(loaded)
    assert {"pupils", "fsm", "eal", "idaci", "opened", "locals", "km-tsh"} <= set(offered)
    assert "km-behaviour" not in offered
    for key in offered:
        assert len(legend_for_metric(loaded, key).entries) > 1


@pytest.mark.parametrize("key", ["pupils", "fsm", "eal", "idaci", "opened", "locals", "km-tsh"])
def test_a_measure_is_a_file_and_a_key_with_the_same_counts(key: str, loaded: Loaded) -> None:
    packed = read(loaded, colour_metric(loaded, key))
    legend = legend_for_metric(loaded, key)
    unit = np.array(packed["unit"])
    assert len(unit) == len(loaded.schools)
    assert unit.max() < len(packed["units"]["name"]) <= 8
    texts = [entry.text.removesuffix("s)").removesuffix(")") for entry in legend.entries]
    for at, label in enumerate(packed["units"]["name"]):
        assert f"{label} ({int((unit == at).sum()):,} school" in texts
    assert packed["certainties"] == [None]
    assert len(packed["certainty"]) == len(unit)


def test_the_key_says_what_of_whom_in_which_classes_and_whose(loaded: Loaded) -> None:
    legend = legend_for_metric(loaded, "fsm")
    how, asked, method, source = legend.notes
    told = loaded.snapshot.manifest["scopes"]["state_funded"]
    assert "eligible for free school meals now" in how
    assert asked.startswith(f"Asked of {told:,} open state-funded schools; ")
    assert method == (
        "Quantiles: about as many schools in each class; the same classes whatever is shown."
    )
    assert source.startswith("Source: school records, 31 August 2025")
    schools = loaded.schools
    assert (
        legend.entries[-1].text == f"No figure ({schools['fsm_percent'].isna().sum():,} schools)"
    )


def test_classes_hold_the_values_they_name(loaded: Loaded) -> None:
    packed = read(loaded, colour_metric(loaded, "pupils"))
    for at, label in enumerate(packed["units"]["name"]):
        low, high = (int(n.replace(",", "")) for n in label.removesuffix(" pupils").split(" to "))
        inside = loaded.schools.loc[np.array(packed["unit"]) == at, "pupils"]
        assert inside.between(low, high).all()


def test_a_year_has_no_thousands(loaded: Loaded) -> None:
    assert not any(
        "," in n for n in read(loaded, colour_metric(loaded, "opened"))["units"]["name"]
    )


def test_certainty_is_that_of_the_memberships_and_has_its_shape(loaded: Loaded) -> None:
    packed = read(loaded, colour_certainty(loaded, "computing"))
    held = loaded.memberships[loaded.memberships["system"] == "computing"]
    certainty = held.drop_duplicates("urn").set_index("urn")["certainty"]
    expected = certainty.reindex(loaded.schools["urn"])
    drawn = [packed["certainties"][int(digit)] for digit in packed["certainty"]]
    words = pd.Series(drawn).where(np.array(packed["unit"]) >= 0, "none")
    assert words.tolist() == expected.tolist()
    entries = legend_for_certainty(loaded, "computing").entries
    assert [(entry.text.split(":")[0], entry.mark) for entry in entries] == [
        ("Partial", "ring"),
        ("Shared", "ring"),
        ("None", "none"),
    ]
    assert f"({(expected == 'none').sum():,} schools)" in entries[-1].text


def test_a_firm_certainty_is_filled(loaded: Loaded) -> None:
    (first, *_) = legend_for_certainty(loaded, "tsh").entries
    assert first.text.startswith("Designated: ")
    assert first.mark == "point"


def test_what_a_visitor_added_is_in_no_file_that_others_see(loaded: Loaded) -> None:
    own = {"urn": loaded.schools["urn"], "system": "mine", "unit_id": "a", "unit_name": "A"}
    visited = extend(loaded, add_networks(loaded, pd.DataFrame(own)))
    assert list_metrics(visited) == list_metrics(loaded)
    assert colour_metric(visited, "locals") == colour_metric(loaded, "locals")
    everything = list_measures(visited.systems, visited.units)["locals"]
    tables = (visited.schools, visited.memberships, visited.units)
    assert measure_schools(everything, *tables).sum() > len(loaded.schools)

"""What the comparison of systems is said to mean."""

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from footprints.systems.comparison import Comparison, compare_systems
from footprints.systems.comparisontext import say_comparison, say_left_out, say_pair
from tests.footprints.town import SYSTEMS, Town, build_town

NAMES = {"half": "half", "quarter": "quarter", "hub": "Maths Hub", "trust": "trust"}
ROW = {
    "a": "hub",
    "b": "trust",
    "n_schools": 58,
    "n_left_out": 0,
    "n_units_a": 2,
    "n_units_b": 9,
    "alignment": 1.0,
    "nested_in": "a in b",
    "expectation": 0.93,
    "low": 0.88,
    "high": 1.0,
}


@pytest.fixture(scope="module")
def town() -> Town:
    return build_town()


@pytest.fixture(scope="module")
def compared(town: Town) -> Comparison:
    return compare_systems(*town, systems=SYSTEMS)


def say(**changed: object) -> str:
    return say_pair(pd.Series(ROW | changed), NAMES, place="In Camden")


def test_a_pair_that_nests_no_more_than_by_chance() -> None:
    assert say() == (
        "In Camden, knowing a school's Maths Hub tells you its trust: nested (A = 1.00, n = 58 "
        "schools); by chance two compact partitions into as many units agree as much "
        "(0.93 expected, 0.88 to 1.00 in 95 of 100)."
    )


def test_the_finer_system_tells_the_coarser() -> None:
    assert "knowing a school's trust tells you its Maths Hub:" in say(nested_in="b in a")
    both = say(nested_in="either in the other")
    assert "knowing a school's Maths Hub tells you its trust, and the other way round:" in both


@pytest.mark.parametrize(
    ("alignment", "said"),
    [
        (1.0, "tells you its trust: nested (A = 1.00,"),
        (0.9999, "nearly tells you its trust: mostly nested (A over 0.99,"),
        (0.8, "nearly tells you its trust: mostly nested (A = 0.80,"),
        (0.5, "partly tells you its trust: partly nested (A = 0.50,"),
        (0.2, "tells you a little of its trust: mostly cutting across each other (A = 0.20,"),
        (0.001, "tells you next to nothing of its trust: cutting across each other (A under 0.01"),
        (0.0, "tells you next to nothing of its trust: cutting across each other (A = 0.00,"),
    ],
)
def test_words_follow_the_alignment(alignment: float, said: str) -> None:
    assert said in say(alignment=alignment)


@pytest.mark.parametrize(
    ("alignment", "agree"), [(0.95, "less"), (0.9, "as much"), (0.8, "as much"), (0.79, "more")]
)
def test_chance_is_judged_by_its_interval(alignment: float, agree: str) -> None:
    assert f"agree {agree} (0.85 expected" in say(
        alignment=alignment, expectation=0.85, low=0.8, high=0.9
    )


def test_without_draws_nothing_is_said_of_chance() -> None:
    assert say(expectation=math.nan).endswith("(A = 1.00, n = 58 schools).")


def test_who_is_left_out_of_a_pair_is_counted() -> None:
    assert "n = 58 of 1,060 schools)" in say(n_left_out=1002)


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"n_units_a": 1}, "all 58 schools are in one Maths Hub"),
        ({"n_units_a": 1, "n_units_b": 1}, "all 58 schools are in one Maths Hub and one trust"),
        (
            {"n_units_b": 1, "n_left_out": 3},
            "all 58 schools with a known Maths Hub and trust are in one trust",
        ),
        (
            {"n_schools": 1, "n_units_a": 1, "n_units_b": 1},
            "the only school is in one Maths Hub and one trust",
        ),
        ({"n_schools": 0}, "no school is known to be in just one Maths Hub and one trust"),
    ],
)
def test_what_is_undefined_is_explained(changed: dict[str, object], why: str) -> None:
    said = say(alignment=math.nan, nested_in=None, **changed)
    assert said == f"In Camden, {why}, so there is nothing to compare."


def test_a_sentence_without_a_place_begins_with_a_capital() -> None:
    assert say_pair(pd.Series(ROW), NAMES).startswith("Knowing a school's Maths Hub")


def test_the_whole_in_words(compared: Comparison) -> None:
    said = say_comparison(compared, NAMES, place="In the town")
    pairs = compared.pairs
    assert said.startswith(
        "In the town, 6 of 6 pairs of systems can be compared among 120 schools (open "
        "state-funded schools): on average they are "
    )
    assert f"(mean A = {pairs['alignment'].mean():.2f}; " in said
    assert f"{pairs['expectation'].mean():.2f} expected by chance" in said
    assert f"adjusted for chance {pairs['adjusted'].mean():.2f})." in said
    assert "Most: half and quarter (A = 1.00); least: " in said


def test_the_ends_are_named_only_where_they_differ(compared: Comparison) -> None:
    full = replace(compared, pairs=compared.pairs.assign(alignment=1.0))
    assert say_comparison(full, NAMES).endswith("All of them nest in full.")
    two = full.pairs.assign(alignment=[1.0, 1.0, 0.5, 0.6, 0.7, 0.8])
    least = "2 nest in full; least: half and trust (A = 0.50)."
    assert say_comparison(replace(full, pairs=two), NAMES).endswith(least)


def test_nothing_to_compare_is_said(town: Town) -> None:
    nobody = np.zeros(len(town.schools), dtype=bool)
    empty = compare_systems(*town, systems=SYSTEMS, inside=nobody, weight="pupils")
    assert say_comparison(empty, NAMES, place="In Camden") == (
        "In Camden, none of 6 pairs of systems can be compared among 0 schools (open "
        "state-funded schools)."
    )
    assert say_left_out(empty, NAMES) == ()


def test_everyone_left_out_is_named(town: Town, compared: Comparison) -> None:
    assert say_left_out(compared, NAMES) == (
        "3 schools left out: shared by more than one Maths Hub.",
        "20 schools left out: in no known trust.",
    )
    strict = compare_systems(*town, systems=SYSTEMS, draws=0, weight="pupils", single_trusts=False)
    assert say_left_out(strict, NAMES)[1:] == (
        "1 school left out: alone in a trust.",
        "20 schools left out: in no known trust.",
        "2 schools left out: no known pupils.",
    )
    assert ", counted by pupils: " in say_comparison(strict, NAMES)
    assert "chance" not in say_comparison(strict, NAMES)

"""The Method page: what it promises, with the numbers of this snapshot."""

import pytest

from footprints.choices import list_choices, say_choices
from pages.components.loaded import Loaded
from pages.components.metric_colour import describe_measures
from tests.pages.conftest import OpenApp, read_text


def test_every_part_is_there(open_app: OpenApp) -> None:
    app = open_app("method")
    assert [title.value for title in app.title] == ["Method"]
    assert [header.value for header in app.header] == [
        "Overlap of two locals",
        "A school's multiple locals",
        "Neighbours, twins and strangers",
        "Nested, or cutting across",
        "Against chance",
        "Seams",
        "Fragmentation",
        "Centres of a unit",
        "Spanners",
        "Ranges",
        "How certain a membership is",
        "Which district a school stands in",
        "Distance",
        "Measures of a school",
        "Words",
        "Accessibility",
        "Licence and attribution",
    ]


@pytest.mark.parametrize(
    "vector",
    [
        "share 3; J = 0.272727, O = 0.500000, C(A in B) = 0.500000",
        "A = 0.666667, h = 0.420620, c = 0.666667, V = 0.515804",
        "H = 1.592812, N1 = 4.917556, HHI = 0.264082, N2 = 3.786708",
        "mean centre (1.000000, 1.333333), standard distance 2.357023",
    ],
)
def test_the_worked_examples_give_the_published_vectors(vector: str, open_app: OpenApp) -> None:
    assert vector in read_text(open_app("method"))


def test_the_choices_of_ranges_are_named(open_app: OpenApp) -> None:
    assert say_choices(list_choices()) in read_text(open_app("method"))


def test_the_numbers_are_those_of_the_snapshot(open_app: OpenApp, loaded: Loaded) -> None:
    text = read_text(open_app("method"))
    manifest = loaded.snapshot.manifest
    for n in (*manifest["scopes"].values(), *manifest["routes"].values()):
        assert f"{n:,}" in text
    assert manifest["licence"] in text


def test_every_measure_is_explained_with_its_source(open_app: OpenApp, loaded: Loaded) -> None:
    text = read_text(open_app("method"))
    for name, how in describe_measures(loaded).items():
        assert f"- **{name}**: {how}" in text
        assert "Source: school records, 31 August 2025" in how


def test_an_address_meant_for_the_map_changes_nothing(open_app: OpenApp) -> None:
    app = open_app("method", school="abc", unit="<script>", colour="evil")
    assert read_text(app) == read_text(open_app("method"))

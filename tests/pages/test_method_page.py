"""The Method page: what it promises, with the numbers of this snapshot."""

from pages.components.loaded import Loaded
from pages.components.metric_colour import describe_measures
from tests.pages.conftest import OpenApp, read_text


def test_every_part_is_there(open_app: OpenApp) -> None:
    app = open_app("method")
    assert [title.value for title in app.title] == ["Method"]
    assert [header.value for header in app.header] == [
        "Overlap of two locals",
        "How certain a membership is",
        "Which district a school stands in",
        "Distance",
        "Measures of a school",
        "Words",
        "Accessibility",
        "Licence and attribution",
    ]


def test_the_worked_example_gives_the_published_vector(open_app: OpenApp) -> None:
    text = read_text(open_app("method"))
    assert "share 3; J = 0.272727, O = 0.500000, C(A in B) = 0.500000" in text


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

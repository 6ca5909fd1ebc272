"""Controls that the address keeps: they show what it says and write what is chosen."""

import pytest
from streamlit.testing.v1 import AppTest


def choose_both() -> None:
    """Show one control of each kind, as a page does."""
    from pages.components.address import read_params  # noqa: PLC0415  runs as a script of its own
    from pages.components.choosing import choose, choose_number  # noqa: PLC0415

    params = read_params()
    kind = params.get("kind", ["a"])[0]
    km = float(params.get("km", ["40"])[0])
    choose("Kind", "kind", {"a": "First", "b": "Second"}, kind, default="a")
    choose_number("Far, km", "km", km, limits=(1, 200), default=40)


@pytest.fixture
def app() -> AppTest:
    started = AppTest.from_function(choose_both).run()
    assert not started.exception
    return started


def test_the_default_needs_no_words(app: AppTest) -> None:
    assert app.selectbox("chosen-kind").value == "a"
    assert app.selectbox("chosen-kind").options == ["First", "Second"]
    assert app.number_input("chosen-km").value == 40
    assert not app.query_params


def test_what_is_chosen_is_written_and_the_default_taken_out(app: AppTest) -> None:
    app.selectbox("chosen-kind").set_value("b").run()
    assert app.query_params == {"kind": "b"}
    app.number_input("chosen-km").set_value(25.0).run()
    assert app.query_params == {"kind": "b", "km": "25"}
    app.selectbox("chosen-kind").set_value("a").run()
    app.number_input("chosen-km").set_value(40.0).run()
    assert not app.query_params


@pytest.mark.parametrize(
    ("number", "text"), [(25.5, "25.5"), (100.0, "100"), (1.0, "1"), (0.1 + 24.2, "24.3")]
)
def test_numbers_are_written_without_digits_that_say_nothing(
    app: AppTest, number: float, text: str
) -> None:
    app.number_input("chosen-km").set_value(number).run()
    assert float(app.query_params["km"]) == number
    assert app.query_params["km"].startswith(text[:4])
    assert "e" not in app.query_params["km"]


def test_controls_follow_the_address(app: AppTest) -> None:
    app.query_params.update({"kind": "b", "km": "12"})
    app.run()
    assert app.selectbox("chosen-kind").value == "b"
    assert app.number_input("chosen-km").value == 12
    app.query_params.clear()
    app.run()
    assert app.selectbox("chosen-kind").value == "a"
    assert app.number_input("chosen-km").value == 40

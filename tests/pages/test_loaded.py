"""What every session shares: the words for dates, the tables, the outlines there are."""

import pytest

from footprints.membership.memberships import CERTAINTIES
from pages.components.loaded import Loaded, get_loaded, say_date


@pytest.mark.parametrize(
    ("iso", "words"),
    [
        ("2025-08-31", "31 August 2025"),
        ("2025-09-01", "1 September 2025"),
        ("2025-10", "October 2025"),
        ("2024", "2024"),
        ("demo", "demo"),
        ("", "date unknown"),
        (None, "date unknown"),
    ],
)
def test_a_date_is_said_as_people_read_it(iso: str | None, words: str) -> None:
    assert say_date(iso) == words


def test_the_tables_are_read_once(loaded: Loaded) -> None:
    assert get_loaded() is loaded


def test_the_schools_are_in_order_of_urn_as_the_map_needs(loaded: Loaded) -> None:
    assert loaded.schools["urn"].is_monotonic_increasing
    assert loaded.schools["urn"].is_unique


def test_each_outlined_system_has_a_file_and_known_certainties(loaded: Loaded) -> None:
    assert set(loaded.outlined) == set(loaded.map_files.outlines)
    for system in loaded.outlined:
        found = loaded.find_certainties(system)
        assert found
        assert found <= set(CERTAINTIES) - {"none"}


def test_a_system_without_outlines_has_no_certainty(loaded: Loaded) -> None:
    assert loaded.find_certainties("behaviour") == frozenset()
    assert loaded.find_certainties("no such system") == frozenset()


def test_the_date_of_the_records_is_said(loaded: Loaded) -> None:
    assert loaded.as_of == "31 August 2025"

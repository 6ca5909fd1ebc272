"""The small hand-made England, fresh for each test."""

import pytest

from tests.footprints.smallengland import Built, England, build_england, make_england


@pytest.fixture
def england() -> England:
    """Give the sources."""
    return make_england()


@pytest.fixture
def built(england: England) -> Built:
    """Give everything made of them."""
    return build_england(england)

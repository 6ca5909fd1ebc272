"""The small hand-made England: sources fresh for each test, what is made of them once."""

from copy import deepcopy

import pytest

from tests.footprints.smallengland import Built, England, build_england, make_england


@pytest.fixture(scope="session")
def _england() -> England:
    """Make the sources once."""
    return make_england()


@pytest.fixture
def england(_england: England) -> England:
    """Give the sources, to change at will."""
    return deepcopy(_england)


@pytest.fixture(scope="session")
def _built(_england: England) -> Built:
    """Build once."""
    return build_england(_england)


@pytest.fixture
def built(_built: Built) -> Built:
    """Give everything made of the sources, to change at will."""
    return deepcopy(_built)

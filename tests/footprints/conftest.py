"""The small hand-made England: sources fresh for each test, what is made of them once."""

from copy import deepcopy

import pytest

from tests.footprints.smallengland import Built, England, build_england, make_england


@pytest.fixture(scope="session")
def england_once() -> England:
    """Make the sources once; not to be changed."""
    return make_england()


@pytest.fixture
def england(england_once: England) -> England:
    """Give the sources, to change at will."""
    return deepcopy(england_once)


@pytest.fixture(scope="session")
def built_once(england_once: England) -> Built:
    """Build once; not to be changed."""
    return build_england(england_once)


@pytest.fixture
def built(built_once: Built) -> Built:
    """Give everything made of the sources, to change at will."""
    return deepcopy(built_once)
